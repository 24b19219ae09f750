import type { Analysis } from '../analysis.js';
import type { RulePosture } from '../counts.js';
import type { AnalysisFinding } from '../findings.js';
import { compare } from '../rational.js';
import type { TargetPosture } from '../target.js';
import type { Fixable, Offer } from './offers.js';

export const STILL_THERE = 'judged again, it is still there';

type Said = Pick<Analysis, 'findings' | 'problems'>;

/**
 * The offers whose finding or problem is there after all, by their numbers. Items of lists are told apart by their index, and problems by their words: where one goes,
 * the next may answer to its name. So what goes is counted, too.
 */
export function stillThere(offers: readonly Offer[], before: Said, after: Said): ReadonlyMap<number, string> {
  const fingerprints = new Set(after.findings.map(fingerprintOf));
  const [had, has] = [countsOf(before), countsOf(after)];
  const offered = new Map<string, number>();
  for (const { of } of offers) count(offered, nameIn(of));
  const found = new Map<number, string>();
  for (const [index, { of, fix }] of offers.entries()) {
    const name = nameIn(of);
    const areAllGone = (has.get(name) ?? 0) <= (had.get(name) ?? 0) - (offered.get(name) ?? 0);
    const takesOut = fix.edits.some(({ op }) => op === 'remove');
    const isThere = of.kind === 'problem' ? !areAllGone : fingerprints.has(fingerprintOf(of.finding)) && !(takesOut && areAllGone);
    if (isThere) found.set(index, STILL_THERE);
  }
  return found;
}

function countsOf({ findings, problems }: Said): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const finding of findings) count(counts, nameIn({ kind: 'finding', finding }));
  for (const problem of problems) count(counts, nameIn({ kind: 'problem', problem }));
  return counts;
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** What several findings or problems of a document have in common. */
function nameIn(of: Fixable): string {
  if (of.kind === 'finding') return [of.finding.rule.id, of.finding.finding.at.doc].join('\0');
  const { code, path, at, message } = of.problem;
  return [code, at?.doc ?? path, message].join('\0');
}

function fingerprintOf({ rule, finding }: AnalysisFinding): string {
  return `${rule.id} ${finding.fingerprint} ${finding.at.doc}`;
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
