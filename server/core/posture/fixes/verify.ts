import type { Problem } from '../../syntax/place.js';
import type { Analysis } from '../analysis.js';
import type { RulePosture } from '../counts.js';
import { compare } from '../rational.js';
import type { TargetPosture } from '../target.js';
import { type Fixable, nameOf, type Offer } from './offers.js';

export const STILL_THERE = 'judged again, it is still there';

/** The offers whose finding or problem is there after all, by their numbers. */
export function stillThere(offers: readonly Offer[], after: Pick<Analysis, 'findings' | 'problems'>): ReadonlyMap<number, string> {
  const findings = new Set(after.findings.map(({ rule, finding }) => `${rule.id} ${finding.fingerprint} ${finding.at.doc}`));
  const problems = new Map<string, number>();
  for (const problem of after.problems) problems.set(keyOf(problem), (problems.get(keyOf(problem)) ?? 0) + 1);
  const found = new Map<number, string>();
  for (const [index, { of }] of offers.entries()) if (isThere(of, findings, problems)) found.set(index, STILL_THERE);
  return found;
}

function isThere(of: Fixable, findings: ReadonlySet<string>, problems: ReadonlyMap<string, number>): boolean {
  if (of.kind === 'problem') return (problems.get(keyOf(of.problem)) ?? 0) > 0;
  return findings.has(`${nameOf(of)} ${of.finding.finding.fingerprint} ${of.finding.finding.at.doc}`);
}

function keyOf({ code, path, at, message }: Problem): string {
  return [code, at?.doc ?? path, message].join('\0');
}

/** What fell, in words; undefined when no score did. */
export function fallen(before: Pick<Analysis, 'targets'>, after: Analysis): string | undefined {
  const now = new Map(after.targets.map(({ posture }) => [posture.target, posture]));
  for (const { posture: was } of before.targets) {
    const is = now.get(was.target);
    if (is === undefined) return `target "${was.target}" would be gone`;
    const which = lower(was, is);
    if (which !== undefined) return `judged again, the score ${which} of "${was.target}" falls`;
  }
  const broken = after.files.length > 0 && !after.complete;
  return broken ? 'judged again, a file cannot be read whole' : undefined;
}

function lower(was: TargetPosture, is: TargetPosture): string | undefined {
  const pillar = was.pillars.find((one) => {
    const other = is.pillars.find(({ pillar }) => pillar === one.pillar);
    return other === undefined || compare(other.exact.score, one.exact.score) < 0;
  });
  if (pillar !== undefined) return `in ${pillar.pillar}`;
  return compare(is.score.exact.score, was.score.exact.score) < 0 ? 'as a whole' : undefined;
}

/** The same for what each rule counts: fixes that gain elsewhere do not make up for it. */
export function ruleFallen(before: Pick<Analysis, 'targets'>, after: Analysis): string | undefined {
  const now = new Map(after.targets.map(({ posture }) => [posture.target, posture]));
  for (const { posture: was } of before.targets) {
    const rules = new Map(now.get(was.target)?.rules.map((rule) => [rule.rule.id, rule]));
    const fell = was.rules.find((rule) => passesLess(rules.get(rule.rule.id) ?? rule, rule));
    if (fell !== undefined) return `judged again, "${fell.rule.id}" passes less of "${was.target}"`;
  }
  return fallen(before, after);
}

/** True when a smaller part of the subjects of a rule passes. */
function passesLess(is: RulePosture, was: RulePosture): boolean {
  const all = ({ passed, failed, unknown }: RulePosture): number => passed + failed + unknown;
  return is.passed * all(was) < was.passed * all(is);
}
