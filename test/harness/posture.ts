import { createHash } from 'node:crypto';
import type { SubjectId } from '../../server/core/inventory/subject.js';
import type { Attestation, Waiver } from '../../server/core/posture/documents/kinds.js';
import { type GateInput, type GateResult, gate } from '../../server/core/posture/gate.js';
import { DEFAULT_SETTINGS, type Settings } from '../../server/core/posture/profile.js';
import { scoreTarget, type TargetPosture } from '../../server/core/posture/target.js';
import type { Edition, Pillar, Rule, RuleFacts, Stage } from '../../server/core/rules/rule.js';
import type { Judged, RuleResult } from '../../server/core/rules/run.js';
import type { Place } from '../../server/core/syntax/place.js';

/** The day on which synthetic targets are judged. */
export const TODAY = '2026-11-24';

export interface RuleShape {
  readonly severity?: RuleFacts['severity'];
  readonly absent?: 'not-applicable' | 'not-judged';
  readonly attestable?: string;
  readonly judgedBy?: 'files' | 'attestation';
  readonly since?: string;
  readonly activities?: readonly string[];
  readonly controls?: readonly string[];
}

/** A rule that judges nothing: only its facts matter. `network/initial/deny` is its pillar, stage and id. */
export function ruleOf(name: string, shape: RuleShape = {}): Rule {
  const [pillar, stage, id] = name.split('/') as [Pillar, Stage, string];
  const facts = {
    id,
    pillar,
    stage,
    severity: shape.severity ?? 'warning',
    since: (shape.since ?? '2026.1-preview') as Edition,
    controls: (shape.controls ?? []).map((control) => ({ id: control, basis: 'judgement' as const })),
    tenets: [],
    activities: (shape.activities ?? []).map((activity) => ({ id: activity, basis: 'judgement' as const })),
    summary: id,
    why: id,
  };
  if (shape.judgedBy === 'attestation') return { ...facts, judgedBy: 'attestation', absent: 'not-judged', attestable: id };
  const absent = shape.absent ?? 'not-applicable';
  const attestable = absent === 'not-judged' ? (shape.attestable ?? id) : shape.attestable;
  return {
    ...facts,
    judgedBy: 'files',
    scope: 'target',
    reads: [],
    absent,
    attestable,
    subjects: () => [],
    check: () => [],
    examples: { bad: [], good: [] },
  } as unknown as Rule;
}

/** `passed`, `failed`, or the reason why it is unknown. */
export type State = string;

/** What a rule said of subjects `1`, `2`, `3` in this order. */
export function resultOf(rule: Rule, ...states: readonly State[]): RuleResult {
  return { rule, judged: states.map((state, index) => judgedOf(rule, `${index + 1}`, state)) };
}

/** A failed subject has one finding, or those that `findings` names. */
export function judgedOf(rule: Rule, name: string, state: State, findings: readonly string[] = ['']): Judged {
  const subject = { id: idOf(name), group: 'apps', kind: 'Deployment', namespace: 'shop', name, at: placeOf(name), pointer: '' };
  if (state === 'passed') return { subject, state: 'passed', findings: [] };
  if (state !== 'failed') return { subject, state: 'unknown', findings: [], reason: state };
  return {
    subject,
    state: 'failed',
    findings: findings.map((pointer) => ({ at: subject.at, pointer, message: 'fails', fingerprint: fingerprintOf(rule.id, name, pointer) })),
  };
}

export function idOf(name: string): SubjectId {
  return `apps/Deployment|shop|${name}|`;
}

export function fingerprintOf(rule: string, name: string, pointer = ''): string {
  return createHash('sha256').update(`${rule} ${name}${pointer}`).digest('hex').slice(0, 32);
}

function placeOf(name: string): Place {
  return { doc: `${name}.yaml#0`, span: { start: 0, end: 1 } };
}

export interface Surroundings {
  readonly attestations?: readonly Attestation[];
  readonly settings?: Partial<Settings>;
  readonly today?: string;
}

export function postureOf(results: readonly RuleResult[], around: Surroundings = {}): TargetPosture {
  const settings = { ...DEFAULT_SETTINGS, ...around.settings };
  return scoreTarget({ target: 'prod', results, attestations: around.attestations ?? [], settings, today: around.today ?? TODAY, hasWorkloads: true });
}

export function gateOf(posture: TargetPosture, input: Partial<GateInput> = {}): GateResult {
  return gate(posture, { impactLevel: undefined, waivers: [], settings: DEFAULT_SETTINGS, unread: [], today: TODAY, ...input });
}

const HEAD = { path: '.heptad/own.yaml', at: placeOf('own') };

/** An attestation of rules that counts today. */
export function attestationOf(rules: readonly string[], more: Partial<Attestation> = {}): Attestation {
  return {
    kind: 'Attestation',
    name: 'word',
    ...HEAD,
    rules: rules.map((value) => ({ value, at: HEAD.at })),
    targets: undefined,
    owner: 'Dana Ruiz',
    statement: undefined,
    evidence: { path: 'evidence.pdf', url: undefined, sha256: '0'.repeat(64), at: HEAD.at },
    issued: '2026-11-01',
    expires: '2027-10-31',
    ...more,
  };
}

/** A waiver that counts today, of a fingerprint, or of a subject of a rule. */
export function waiverOf(of: { readonly fingerprint: string } | { readonly subject: string; readonly rule?: string }, more: Partial<Waiver> = {}): Waiver {
  const rule = 'rule' in of && of.rule !== undefined ? { value: of.rule, at: HEAD.at } : undefined;
  return {
    kind: 'Waiver',
    name: 'exception',
    ...HEAD,
    target: { value: 'prod', at: HEAD.at },
    rule,
    fingerprint: 'fingerprint' in of ? of.fingerprint : undefined,
    subject: 'subject' in of ? of.subject : undefined,
    owner: 'Sam Okafor',
    approver: 'Dana Ruiz',
    reason: 'until the migration is done',
    issued: '2026-11-01',
    expires: '2026-12-31',
    ...more,
  };
}
