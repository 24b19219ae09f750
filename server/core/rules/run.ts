import type { Inventory } from '../inventory/inventory.js';
import type { Reason } from '../inventory/known.js';
import type { Subject } from '../inventory/subject.js';
import { inOnePiece } from '../syntax/text.js';
import { fingerprint } from './fingerprint.js';
import type { FileRule, Finding, Options, OptionValues, Outcome, Rule } from './rule.js';

export interface Judged {
  readonly subject: Subject;
  readonly state: 'passed' | 'failed' | 'unknown';
  readonly findings: readonly JudgedFinding[];
  /** Why it is unknown. */
  readonly reason?: Reason | undefined;
}

export interface JudgedFinding extends Finding {
  readonly fingerprint: string;
}

export interface RuleResult {
  readonly rule: Rule;
  /** Each subject once, in the order of the rule. */
  readonly judged: readonly Judged[];
  /** The message of what the rule threw: then all its subjects are unknown. */
  readonly error?: string | undefined;
}

export const INTERNAL: Reason = 'the rule could not run';
const SLICE = 256;
/** One list for all that nothing is found at: most of what is judged. */
const NONE: readonly JudgedFinding[] = [];

/** Runs one rule over a target. Yields every 256 subjects; never throws. Option values not given are the defaults. */
export function* runRule(rule: Rule, inventory: Inventory, options: Readonly<Record<string, readonly string[]>> = {}): Generator<undefined, RuleResult> {
  if (rule.judgedBy === 'attestation') return { rule, judged: [] };
  const judged = new Map<string, Judged>();
  let error: string | undefined;
  try {
    const values = optionValues(rule, options);
    let count = 0;
    for (const subject of rule.subjects(inventory, values)) {
      // Once it threw, its other subjects are still counted.
      const attempted = error === undefined ? attempt(rule, subject, inventory, values) : error;
      if (typeof attempted === 'string') error = attempted;
      const outcome = typeof attempted === 'string' ? unknownInstead({ subject }) : attempted;
      const before = judged.get(subject.id);
      judged.set(subject.id, before === undefined ? outcome : worse(before, outcome));
      if (++count % SLICE === 0) yield;
    }
  } catch (thrown) {
    error ??= messageOf(thrown);
  }
  return error === undefined ? { rule, judged: [...judged.values()] } : { rule, judged: [...judged.values()].map(unknownInstead), error };
}

/** The verdict, or the message of what the check threw. */
function attempt(...judging: Parameters<typeof judge>): Judged | string {
  try {
    return judge(...judging);
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

function optionValues(rule: FileRule<Subject, Options>, given: Readonly<Record<string, readonly string[]>>): OptionValues<Options> {
  return Object.fromEntries(Object.entries(rule.options ?? {}).map(([name, facts]) => [name, given[name] ?? facts.default]));
}

function judge(rule: FileRule<Subject, Options>, subject: Subject, inventory: Inventory, options: OptionValues<Options>): Judged {
  if (subject.unknown !== undefined) return { subject, state: 'unknown', findings: NONE, reason: subject.unknown };
  const findings: Finding[] = [];
  let reason: Reason | undefined;
  for (const outcome of rule.check(subject, inventory, options)) {
    if (isFinding(outcome)) findings.push(outcome);
    else reason ??= outcome.notJudged;
  }
  if (findings.length > 0) return { subject, state: 'failed', findings: named(rule.id, subject, findings) };
  return reason === undefined ? { subject, state: 'passed', findings: NONE } : { subject, state: 'unknown', findings: NONE, reason };
}

function isFinding(outcome: Outcome): outcome is Finding {
  return !('notJudged' in outcome);
}

/** Two findings of one subject may share a pointer in two documents: the second is told apart by its number. */
function named(rule: string, subject: Subject, findings: readonly Finding[]): readonly JudgedFinding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const pointer = inOnePiece(finding.pointer);
    const count = seen.get(pointer) ?? 0;
    seen.set(pointer, count + 1);
    return { ...finding, message: inOnePiece(finding.message), fingerprint: fingerprint(rule, subject, count === 0 ? pointer : `${pointer}#${count}`) };
  });
}

const RANK = { passed: 0, unknown: 1, failed: 2 } as const;

function worse(one: Judged, other: Judged): Judged {
  if (one.state === 'failed' && other.state === 'failed') return { ...one, findings: [...one.findings, ...other.findings] };
  return RANK[other.state] > RANK[one.state] ? other : one;
}

function unknownInstead({ subject }: Pick<Judged, 'subject'>): Judged {
  return { subject, state: 'unknown', findings: NONE, reason: INTERNAL };
}
