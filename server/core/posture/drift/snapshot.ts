import { slugOf } from '../../generators/slug.js';
import { PILLARS, type Plain } from '../../rules/rule.js';
import { type SubjectState, type Verdict, verdictsOf } from '../counts.js';
import { API_VERSION, type BaselineFacts, type RecordedFailure, type RecordedRule, type Standing } from '../documents/kinds.js';
import { toYaml } from '../documents/to-yaml.js';
import type { GateResult } from '../gate.js';
import { floor, rationalText } from '../rational.js';
import type { TargetPosture } from '../target.js';

/** Names the rule in the place of a subject, where nothing of it is in sight. A subject's id always has a `|`. */
export const ITSELF = 'itself';

/** What a baseline says besides the posture. */
export interface BaselineOrigin {
  readonly ruleSet: string;
  /** The version of Heptad. */
  readonly version: string;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly commit: string | undefined;
}

/** How a target stands, to compare with later. Everything is in the order of ids, so that neither files nor their order change it. */
export function snapshotOf(posture: TargetPosture, { waived }: Pick<GateResult, 'waived'>, { ruleSet, version, today, commit }: BaselineOrigin): BaselineFacts {
  const counted = posture.rules.filter(({ standing }) => standing === 'counted').sort((one, other) => compareText(one.rule.id, other.rule.id));
  const none = posture.rules.filter(({ standing }) => standing === 'not-applicable');
  return {
    target: posture.target,
    edition: posture.edition,
    version,
    ruleSet,
    written: today,
    commit,
    standing: { exact: posture.score.exact.score, level: posture.level },
    pillars: new Map(posture.pillars.map(({ pillar, exact, level }) => [pillar, { exact: exact.score, level }])),
    rules: new Map(counted.map((rule) => [rule.rule.id, recorded(verdictsOf(rule.result, rule.attestation), waived.findings.get(rule.rule.id))])),
    notApplicable: new Set(none.map(({ rule }) => rule.id).sort()),
  };
}

/** The id of what a verdict is about. */
export function subjectOf({ judged }: Verdict): string {
  return judged?.subject.id ?? ITSELF;
}

function recorded(verdicts: readonly Verdict[], waived: ReadonlyMap<string, string> | undefined): RecordedRule {
  const of = (state: SubjectState): readonly string[] =>
    verdicts
      .filter((verdict) => verdict.state === state)
      .map(subjectOf)
      .sort(compareText);
  const failed = verdicts
    .filter(({ state }) => state === 'failed')
    .map((verdict): RecordedFailure => {
      const findings = (verdict.judged?.findings ?? []).map(({ fingerprint }) => fingerprint).sort(compareText);
      const until = findings.map((fingerprint) => waived?.get(fingerprint) ?? '').sort()[0];
      return { subject: subjectOf(verdict), findings, waived: until === '' ? undefined : until };
    });
  return {
    passed: of('passed'),
    attested: of('attested'),
    failed: failed.sort((one, other) => compareText(one.subject, other.subject)),
    unknown: of('unknown'),
  };
}

/** The text of the document that keeps a baseline. It holds ids and fingerprints, and nothing of the values that were judged. */
export function baselineText(facts: BaselineFacts): string {
  const { target, edition, version, ruleSet, written, commit } = facts;
  const document = {
    apiVersion: API_VERSION,
    kind: 'Baseline',
    metadata: { name: slugOf(target), annotations: { 'config.kubernetes.io/local-config': 'true' } },
    spec: {
      target,
      edition,
      version,
      ruleSet,
      written,
      ...(commit === undefined ? {} : { commit }),
      ...standingFields(facts.standing),
      pillars: Object.fromEntries(PILLARS.map((pillar) => [pillar, standingFields(facts.pillars.get(pillar) ?? facts.standing)])),
      notApplicable: [...facts.notApplicable],
      rules: Object.fromEntries([...facts.rules].map(([rule, said]) => [rule, ruleFields(said)])),
    },
  };
  return `# Written by heptad baseline write. Write it again instead of editing it.\n${toYaml(document)}`;
}

function standingFields({ exact, level }: Standing): { readonly [key: string]: Plain } {
  return { score: floor(exact), exact: rationalText(exact), level };
}

function ruleFields({ passed, attested, failed, unknown }: RecordedRule): Plain {
  return {
    ...(failed.length === 0 ? {} : { failed: failed.map(({ waived, ...rest }) => ({ ...rest, ...(waived === undefined ? {} : { waived }) })) }),
    ...(unknown.length === 0 ? {} : { unknown }),
    ...(attested.length === 0 ? {} : { attested }),
    ...(passed.length === 0 ? {} : { passed }),
  };
}

/** By code units: the same everywhere, whatever the language of the machine. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
