import type { EditFix, Fix } from '../../rules/rule.js';
import type { Problem } from '../../syntax/place.js';
import type { AnalysisFinding } from '../findings.js';

/** What may be fixed: a finding of a rule, or a problem that no rule says. */
export type Fixable = { readonly kind: 'finding'; readonly finding: AnalysisFinding } | { readonly kind: 'problem'; readonly problem: Problem };

/** A fix that a plan makes. */
export interface Offer {
  readonly of: Fixable;
  readonly fix: EditFix;
}

/**
 * Why something stays as it is. `restricts`: its fix may refuse something, and is made by itself; `generate`: a generator writes what is missing;
 * `manual`: nothing can be written without a decision; `hidden`: a comment says why it stays; `refused`: the text does not allow it, or it would not hold.
 */
export type Why = 'restricts' | 'generate' | 'manual' | 'hidden' | 'refused';
export interface Left {
  readonly of: Fixable;
  readonly why: Why;
  readonly fix?: Fix | undefined;
  /** Of what is refused or hidden. */
  readonly reason?: string | undefined;
}

/** What is asked for: every safe fix (of some rules or problems, when `only` names any), the fix of one finding, or all that harden one workload. */
export type FixRequest =
  | { readonly what: 'safe'; readonly only: readonly string[] }
  | { readonly what: 'one'; readonly fingerprint: string }
  | { readonly what: 'harden'; readonly namespace: string; readonly name: string };

export interface Sorted {
  readonly offers: readonly Offer[];
  readonly left: readonly Left[];
}

/** Sorts what may be fixed into what a request makes and what it leaves. Nothing that is not asked for is in either. */
export function sortFixes(findings: readonly AnalysisFinding[], problems: readonly Problem[], request: FixRequest): Sorted {
  const all: readonly Fixable[] = [
    ...problems.map((problem) => ({ kind: 'problem' as const, problem })),
    ...findings.map((finding) => ({ kind: 'finding' as const, finding })),
  ];
  const offers: Offer[] = [];
  const left: Left[] = [];
  for (const of of all.filter((one) => isAsked(one, request))) {
    const fixes = fixesOf(of);
    const edit = fixes.find((fix) => fix.kind === 'edit' && (request.what !== 'safe' || fix.safety === 'safe'));
    const hidden = of.kind === 'finding' ? of.finding.hidden : undefined;
    if (hidden !== undefined && request.what !== 'one') left.push({ of, why: 'hidden', reason: hidden, fix: edit ?? fixes[0] });
    else if (edit?.kind === 'edit') offers.push({ of, fix: edit });
    else left.push(whyLeft(of, fixes));
  }
  return { offers, left };
}

function whyLeft(of: Fixable, fixes: readonly Fix[]): Left {
  const fix = fixes.find(({ kind }) => kind === 'edit') ?? fixes[0];
  return { of, why: fix === undefined ? 'manual' : fix.kind === 'edit' ? 'restricts' : 'generate', fix };
}

function fixesOf(of: Fixable): readonly Fix[] {
  return (of.kind === 'finding' ? of.finding.finding.fixes : of.problem.fixes) ?? [];
}

function isAsked(of: Fixable, request: FixRequest): boolean {
  // A problem without a fix is shown by a scan, with what to do.
  if (of.kind === 'problem' && (of.problem.fixes ?? []).length === 0) return false;
  if (request.what === 'safe') return request.only.length === 0 || request.only.includes(nameOf(of));
  if (of.kind === 'problem') return false;
  const { finding, subject } = of.finding;
  if (request.what === 'one') return finding.fingerprint === request.fingerprint;
  return subject.namespace === request.namespace && subject.name === request.name && isHardening(of.finding);
}

/** True for a finding whose fix is part of hardening the workload of its subject. */
export function isHardening({ rule, finding }: AnalysisFinding): boolean {
  const hardens = rule.judgedBy === 'files' && (rule.pillar === 'application' || HARDENED_BESIDES.includes(rule.id));
  return hardens && (finding.fixes ?? []).some(({ kind }) => kind === 'edit');
}

/** Rules of other pillars whose fix hardens a pod. */
const HARDENED_BESIDES: readonly string[] = ['no-unused-token-mount'];

/** The rule of a finding, the code of a problem. */
export function nameOf(of: Fixable): string {
  return of.kind === 'finding' ? of.finding.rule.id : of.problem.code;
}
