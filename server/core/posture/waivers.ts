import type { SubjectId } from '../inventory/subject.js';
import type { Judged } from '../rules/run.js';
import type { Problem } from '../syntax/place.js';
import { failedSubjects, type RulePosture } from './counts.js';
import { daysBetween } from './dates.js';
import type { Waiver } from './documents/kinds.js';
import { validityOf, WAIVER_DAYS } from './validity.js';

/** What became of a waiver in its target. Only `used` ones move the gate. */
export type WaiverState = 'used' | 'unused' | 'not-judged' | 'expired' | 'not-yet' | 'too-long' | 'too-wide';

export interface WaiverUse {
  readonly waiver: Waiver;
  readonly state: WaiverState;
  /** Rules that a waiver without a rule covers; more than one is too wide. */
  readonly rules: number;
}

/** The waivers of one target, applied to what failed there. */
export interface Waived {
  readonly uses: readonly WaiverUse[];
  /** By rule, the failed subjects whose findings are all waived. */
  readonly subjects: ReadonlyMap<string, ReadonlySet<SubjectId>>;
  /** By rule and fingerprint, the last day on which a finding is waived: `findings.get(rule)?.get(fingerprint)`. */
  readonly findings: ReadonlyMap<string, ReadonlyMap<string, string>>;
}

/** Applies waivers. A waiver counts for failed subjects only: what is unknown cannot be waived. */
export function applyWaivers(target: string, rules: readonly RulePosture[], waivers: readonly Waiver[], today: string): Waived {
  const mine = waivers.filter((waiver) => waiver.target.value === target);
  const named = namedBy(mine, rules);
  const findings = new Map<string, Map<string, string>>();
  const uses = mine.map((waiver): WaiverUse => {
    const matches = (named.get(keyOf(waiver)) ?? []).filter(({ rule }) => waiver.rule === undefined || waiver.rule.value === rule);
    const state = stateOf(waiver, matches, today);
    if (state === 'used') for (const match of matches) record(findings, match, waiver.expires);
    return { waiver, state, rules: matches.length };
  });
  return { uses, findings, subjects: fullyWaived(rules, findings) };
}

/** What a waiver names in one rule. */
interface Match {
  readonly rule: string;
  readonly state: Judged['state'];
  readonly fingerprints: readonly string[];
}

/** The fingerprint or the subject id; the two have no form in common. */
function keyOf({ fingerprint, subject }: Waiver): string {
  return fingerprint ?? subject ?? '';
}

/** What the waivers name, by fingerprint and subject id, in one pass over all subjects. */
function namedBy(waivers: readonly Waiver[], rules: readonly RulePosture[]): ReadonlyMap<string, readonly Match[]> {
  const named = new Map<string, Match[]>(waivers.map((waiver) => [keyOf(waiver), []]));
  if (named.size === 0) return named;
  for (const { rule, result, standing } of rules) {
    if (standing !== 'counted') continue;
    for (const { subject, state: said, findings } of result.judged) {
      const state = result.error === undefined ? said : 'unknown';
      named.get(subject.id)?.push({ rule: rule.id, state, fingerprints: findings.map(({ fingerprint }) => fingerprint) });
      for (const { fingerprint } of findings) named.get(fingerprint)?.push({ rule: rule.id, state, fingerprints: [fingerprint] });
    }
  }
  return named;
}

/** How wide a waiver is depends on what rules judge, not on what fails today: otherwise a repair could make another exception count. */
function stateOf(waiver: Waiver, matches: readonly Match[], today: string): WaiverState {
  const validity = validityOf(waiver, WAIVER_DAYS, today);
  if (validity !== 'valid') return validity;
  if (matches.length > 1) return 'too-wide';
  const [match] = matches;
  if (match === undefined || match.state === 'passed') return 'unused';
  return match.state === 'failed' ? 'used' : 'not-judged';
}

function record(findings: Map<string, Map<string, string>>, { rule, fingerprints }: Match, until: string): void {
  const mine = findings.get(rule) ?? new Map<string, string>();
  findings.set(rule, mine);
  for (const fingerprint of fingerprints) if ((mine.get(fingerprint) ?? '') < until) mine.set(fingerprint, until);
}

function fullyWaived(rules: readonly RulePosture[], findings: Waived['findings']): Waived['subjects'] {
  const subjects = new Map<string, ReadonlySet<SubjectId>>();
  for (const rule of rules) {
    const waived = findings.get(rule.rule.id);
    if (waived === undefined) continue;
    const whole = failedSubjects(rule).filter((judged) => judged.findings.every(({ fingerprint }) => waived.has(fingerprint)));
    if (whole.length > 0) subjects.set(rule.rule.id, new Set(whole.map(({ subject }) => subject.id)));
  }
  return subjects;
}

/** Problems of waivers that do nothing: `expired-waiver`, `unused-waiver`, and as errors `long-waiver` and `wide-waiver`. `uses` are those of all targets. */
export function waiverProblems(waivers: readonly Waiver[], uses: readonly WaiverUse[]): readonly Problem[] {
  return waivers.flatMap((waiver) => {
    const use = uses.find((one) => one.waiver === waiver);
    const { path, at } = waiver;
    if (use === undefined)
      return [
        {
          code: 'unused-waiver',
          severity: 'warning',
          message: `waiver "${waiver.name}" names target "${waiver.target.value}", which is not judged`,
          path,
          at: waiver.target.at,
        },
      ];
    const said = saidOf(use);
    return said === undefined ? [] : [{ ...said, path, at }];
  });
}

function saidOf({ waiver, state, rules }: WaiverUse): Pick<Problem, 'code' | 'severity' | 'message'> | undefined {
  const name = `waiver "${waiver.name}"`;
  switch (state) {
    case 'used':
      return undefined;
    case 'unused':
      return { code: 'unused-waiver', severity: 'warning', message: `${name} names nothing that fails` };
    case 'not-judged':
      return { code: 'unused-waiver', severity: 'warning', message: `${name} names what is not judged, which cannot be waived` };
    case 'not-yet':
      return { code: 'unused-waiver', severity: 'warning', message: `${name} counts from ${waiver.issued}` };
    case 'expired':
      return { code: 'expired-waiver', severity: 'warning', message: `${name} expired on ${waiver.expires}` };
    case 'too-long':
      return {
        code: 'long-waiver',
        severity: 'error',
        message: `${name} runs for ${daysBetween(waiver.issued, waiver.expires)} days, at most ${WAIVER_DAYS} count`,
      };
    case 'too-wide':
      return { code: 'wide-waiver', severity: 'error', message: `${name} covers ${rules} rules and names none` };
  }
}
