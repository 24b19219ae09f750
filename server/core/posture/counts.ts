import { AWAITING_ATTESTATION, type Reason } from '../inventory/known.js';
import type { Pillar, Rule, Stage } from '../rules/rule.js';
import { INTERNAL, type Judged, type RuleResult } from '../rules/run.js';
import type { Severity } from '../syntax/place.js';
import { type AttestationUse, refusalOf } from './attestations.js';
import { isNewer } from './edition.js';
import { isRequired, severityOf } from './severity.js';

/** Why a rule is unknown that found nothing to judge although something must be there. */
export const NOT_IN_SIGHT: Reason = 'nothing of it is in sight';

/** How many subjects of a rule came out how. Nothing else of a rule enters the score. */
export interface Counts {
  readonly pillar: Pillar;
  readonly stage: Stage;
  /** A stage is not reached without it. */
  readonly required: boolean;
  /** Those that were attested included. */
  readonly passed: number;
  readonly attested: number;
  readonly failed: number;
  readonly unknown: number;
}

/** What a rule says about a target. A rule that does not count has no passed, failed or unknown subject. */
export interface RulePosture extends Counts {
  readonly rule: Rule;
  readonly result: RuleResult;
  /** `counted`; `not-applicable`: there is nothing to judge; `newer` than the edition that is judged by: its findings are hints. */
  readonly standing: 'counted' | 'not-applicable' | 'newer';
  /** With the severities that the profile raises. */
  readonly severity: Severity;
  /** True when nothing of it is in sight and no attestation settles it: the one unknown is the rule itself. */
  readonly unseen: boolean;
  /** Why subjects are unknown: most frequent first, then by text. */
  readonly reasons: readonly ReasonCount[];
  /** The attestation that settles it, or the one that would if it were valid. */
  readonly attestation: Pick<AttestationUse, 'attestation' | 'validity'> | undefined;
}

export interface ReasonCount {
  readonly reason: Reason;
  readonly count: number;
}

/** What judging a target by one edition, with attestations, rests on. */
export interface Judging {
  readonly edition: string;
  readonly severities: ReadonlyMap<string, Severity>;
  /** Those that speak of the target, the best first. */
  readonly attestations: readonly Pick<AttestationUse, 'attestation' | 'validity'>[];
}

/** Counts the subjects of a rule, after attestations. */
export function countRule(result: RuleResult, judging: Judging): RulePosture {
  const { rule } = result;
  const naming = judging.attestations.filter(({ attestation }) => attestation.rules.some(({ value }) => value === rule.id));
  const attestation = naming.find(({ validity }) => validity === 'valid') ?? naming[0];
  const base = { pillar: rule.pillar, stage: rule.stage, required: isRequired(rule), rule, result, severity: severityOf(rule, judging.severities) };
  const none = { passed: 0, attested: 0, failed: 0, unknown: 0, unseen: false, reasons: [], attestation: undefined };
  if (isNewer(rule.since, judging.edition)) return { ...base, ...none, standing: 'newer' };
  if (result.judged.length === 0 && result.error === undefined && rule.absent === 'not-applicable') return { ...base, ...none, standing: 'not-applicable' };
  return { ...base, standing: 'counted', ...tally(result, attestation), attestation };
}

type Tally = Pick<RulePosture, 'passed' | 'attested' | 'failed' | 'unknown' | 'unseen' | 'reasons'>;

function tally(result: RuleResult, attestation: RulePosture['attestation']): Tally {
  const counts: Record<SubjectState, number> = { passed: 0, attested: 0, failed: 0, unknown: 0 };
  const reasons = new Map<Reason, number>();
  for (const { state, reason } of verdictsOf(result, attestation)) {
    counts[state]++;
    if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const { attested, failed, unknown } = counts;
  const isUnseen = result.judged.length === 0 && result.error === undefined;
  return { passed: counts.passed + attested, attested, failed, unknown, unseen: isUnseen && unknown > 0, reasons: sorted(reasons) };
}

/** How one subject counts. `attested` counts as passed. */
export type SubjectState = 'passed' | 'attested' | 'failed' | 'unknown';

/** One subject of a rule as it is counted, or the rule itself where it has none: then `judged` is undefined. */
export interface Verdict {
  readonly judged: Judged | undefined;
  readonly state: SubjectState;
  /** Why it is unknown. */
  readonly reason?: Reason | undefined;
}

/** What each subject of a rule counts as. The counts of a rule are the sums of it. */
export function verdictsOf(result: RuleResult, attestation: RulePosture['attestation']): readonly Verdict[] {
  return statesOf(result).map(({ judged, state }): Verdict => {
    if (state === 'passed' || state === 'failed') return { judged, state };
    if (state.attestable && attestation?.validity === 'valid') return { judged, state: 'attested' };
    return { judged, state: 'unknown', reason: state.attestable && attestation !== undefined ? refusalOf(attestation) : state.reason };
  });
}

type State = 'passed' | 'failed' | { readonly reason: Reason; readonly attestable: boolean };

/** A rule without a subject is one unknown itself: it threw before the first, or finding nothing to judge does not mean that it does not apply. */
function statesOf(result: RuleResult): readonly { readonly judged: Judged | undefined; readonly state: State }[] {
  if (result.judged.length > 0) return result.judged.map((judged) => ({ judged, state: stateOf(judged, result) }));
  if (result.error !== undefined) return [{ judged: undefined, state: { reason: INTERNAL, attestable: false } }];
  return [{ judged: undefined, state: { reason: result.rule.judgedBy === 'attestation' ? AWAITING_ATTESTATION : NOT_IN_SIGHT, attestable: true } }];
}

function stateOf(judged: Judged, result: RuleResult): State {
  if (result.error !== undefined) return { reason: INTERNAL, attestable: false };
  if (judged.state !== 'unknown') return judged.state;
  return { reason: judged.reason ?? NOT_IN_SIGHT, attestable: judged.reason === AWAITING_ATTESTATION && result.rule.attestable !== undefined };
}

function sorted(reasons: ReadonlyMap<Reason, number>): readonly ReasonCount[] {
  return [...reasons].map(([reason, count]) => ({ reason, count })).sort((one, other) => other.count - one.count || (one.reason < other.reason ? -1 : 1));
}

/** The subjects of a rule that failed, by id. A rule that threw or does not count has none. */
export function failedSubjects({ standing, result }: RulePosture): readonly Judged[] {
  return standing === 'counted' && result.error === undefined ? result.judged.filter(({ state }) => state === 'failed') : [];
}

/** The same rule with some of its failed subjects passed. */
export function withPassed(rule: RulePosture, subjects: number): RulePosture {
  return subjects === 0 ? rule : { ...rule, passed: rule.passed + subjects, failed: rule.failed - subjects };
}
