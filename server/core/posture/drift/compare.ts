import type { Place } from '../../syntax/place.js';
import { type RulePosture, type SubjectState, type Verdict, verdictsOf } from '../counts.js';
import type { BaselineFacts, RecordedFailure, RecordedRule } from '../documents/kinds.js';
import type { WaiverUse } from '../waivers.js';
import { ITSELF, subjectOf } from './snapshot.js';

/**
 * Why a subject does not count as it did, in the order in which changes are told.
 * `broken`: it fails, or has more findings. `no-longer-judged`: it is unknown. `expired`: an attestation or a waiver of it ended.
 * `newly-judged`: it was unknown. `added`, `removed`: it was or is not there. `fixed`: it passes, or has fewer findings.
 * `edition`: its rule counts, or counts no more, by another edition or version.
 */
export const CAUSES = ['broken', 'no-longer-judged', 'expired', 'newly-judged', 'added', 'removed', 'fixed', 'edition'] as const;
export type Cause = (typeof CAUSES)[number];

/** One subject of one rule that does not count as it did. */
export interface Change {
  readonly cause: Cause;
  /** True when the ratchet does not let it pass. */
  readonly worse: boolean;
  readonly rule: string;
  /** The id of a subject, or `itself` for the rule. */
  readonly subject: string;
  /** Undefined: it was not there, or did not count. */
  readonly was: SubjectState | undefined;
  /** Undefined: it is not there, or does not count. */
  readonly is: SubjectState | undefined;
  /** Why it is unknown, or what expired. */
  readonly reason?: string | undefined;
  /** Fingerprints of the findings that the baseline does not have. */
  readonly findings: readonly string[];
  /** The first of these findings, else the subject; undefined for what is not there. */
  readonly at?: Place | undefined;
}

/** The changes of one rule, each of its subjects at most once. `rule` is undefined for one that this version does not have. */
export function compareRule(id: string, baseline: BaselineFacts, rule: RulePosture | undefined, waivers: readonly WaiverUse[]): readonly Change[] {
  const before = baseline.rules.get(id);
  const counted = rule?.standing === 'counted' ? rule : undefined;
  const now = counted === undefined ? [] : verdictsOf(counted.result, counted.attestation);
  const isKnown = before !== undefined || baseline.notApplicable.has(id);
  const isOff = rule === undefined || rule.standing === 'newer';
  if (isOff || !isKnown) return byEdition(id, before, now);
  return compareVerdicts({ id, before: entriesOf(before), now, rule, waivers });
}

/** A subject as the baseline has it. */
interface Entry {
  readonly state: SubjectState;
  readonly failure?: RecordedFailure | undefined;
}

function entriesOf(recorded: RecordedRule | undefined): ReadonlyMap<string, Entry> {
  if (recorded === undefined) return new Map();
  const { passed, attested, failed, unknown } = recorded;
  return new Map<string, Entry>([
    ...passed.map((subject) => [subject, { state: 'passed' }] as const),
    ...attested.map((subject) => [subject, { state: 'attested' }] as const),
    ...unknown.map((subject) => [subject, { state: 'unknown' }] as const),
    ...failed.map((failure) => [failure.subject, { state: 'failed', failure }] as const),
  ]);
}

/** A rule that counts on one side only changes the score and is nobody's doing. */
function byEdition(rule: string, before: RecordedRule | undefined, now: readonly Verdict[]): readonly Change[] {
  const gone = [...entriesOf(before)].map(([subject, { state }]): Change => edition(rule, subject, state, undefined));
  return [...gone, ...now.map((verdict) => ({ ...edition(rule, subjectOf(verdict), undefined, verdict.state), at: verdict.judged?.subject.at }))];
}

function edition(rule: string, subject: string, was: SubjectState | undefined, is: SubjectState | undefined): Change {
  return { cause: 'edition', worse: false, rule, subject, was, is, findings: [] };
}

interface Sides {
  readonly id: string;
  readonly before: ReadonlyMap<string, Entry>;
  readonly now: readonly Verdict[];
  readonly rule: RulePosture;
  readonly waivers: readonly WaiverUse[];
}

function compareVerdicts(sides: Sides): readonly Change[] {
  const { id, before, now } = sides;
  const present = new Set(now.map(subjectOf));
  const changed = now.flatMap((verdict) => {
    const entry = before.get(subjectOf(verdict));
    const found = entry === undefined ? appeared(verdict, sides) : moved(verdict, entry, sides);
    if (found === undefined) return [];
    const known = new Set(entry?.failure?.findings);
    const fresh = (verdict.judged?.findings ?? []).filter(({ fingerprint }) => !known.has(fingerprint));
    const { cause, worse, reason } = found;
    const at = fresh[0]?.at ?? verdict.judged?.subject.at;
    const findings = fresh.map(({ fingerprint }) => fingerprint);
    return [{ cause, worse, rule: id, subject: subjectOf(verdict), was: entry?.state, is: verdict.state, reason, findings, at }];
  });
  const gone = [...before]
    .filter(([subject]) => !present.has(subject))
    // A rule of which something is in sight now is no unknown itself any more: its subjects speak for it.
    .map(([subject, { state: was }]): Change => {
      const cause = subject === ITSELF ? 'newly-judged' : 'removed';
      return { cause, worse: false, rule: id, subject, was, is: undefined, findings: [] };
    });
  return [...changed, ...gone];
}

type Found = Pick<Change, 'cause' | 'worse' | 'reason'>;

/** A subject that the baseline does not have. Where the last subject of a rule went, what was judged is judged no longer. */
function appeared({ judged, state, reason }: Verdict, { before }: Sides): Found {
  if (judged !== undefined || before.size === 0) return { cause: 'added', worse: state === 'failed', reason };
  if (state !== 'unknown') return { cause: 'added', worse: false, reason };
  return { cause: 'no-longer-judged', worse: [...before.values()].some((entry) => isPassed(entry.state)), reason };
}

/** What became of a subject that the baseline has; undefined where nothing did. */
function moved(verdict: Verdict, { state: was, failure }: Entry, { rule, waivers }: Sides): Found | undefined {
  const { state: is, reason, judged } = verdict;
  if (is === 'failed') {
    if (was === 'unknown') return { cause: 'newly-judged', worse: true };
    if (was !== 'failed') return { cause: 'broken', worse: true };
    const [had, has] = [failure?.findings.length ?? 0, judged?.findings.length ?? 0];
    // Fingerprints tell list items apart by their index, so that one that moves has another: what counts is how many there are.
    if (has !== had) return has > had ? { cause: 'broken', worse: true } : { cause: 'fixed', worse: false };
    const ended = failure?.waived === undefined ? undefined : endedWaiver(verdict, rule, waivers);
    return ended === undefined ? undefined : { cause: 'expired', worse: false, reason: ended };
  }
  if (is === 'unknown') {
    if (was === 'unknown') return undefined;
    const hasExpired = was === 'attested' && rule.attestation?.validity === 'expired';
    return { cause: hasExpired ? 'expired' : 'no-longer-judged', worse: isPassed(was), reason };
  }
  // Measured or on somebody's word, a subject that passed passes.
  if (isPassed(was)) return undefined;
  return { cause: was === 'failed' ? 'fixed' : 'newly-judged', worse: false };
}

function isPassed(state: SubjectState): boolean {
  return state === 'passed' || state === 'attested';
}

/** The waiver of a failed subject that has expired, where none of another one covers the finding. */
function endedWaiver({ judged }: Verdict, { rule }: RulePosture, waivers: readonly WaiverUse[]): string | undefined {
  const names = new Set([judged?.subject.id, ...(judged?.findings ?? []).map(({ fingerprint }) => fingerprint)]);
  const mine = waivers.filter(({ waiver }) => names.has(waiver.fingerprint ?? waiver.subject) && (waiver.rule === undefined || waiver.rule.value === rule.id));
  if (mine.some(({ state }) => state === 'used')) return undefined;
  const ended = mine.find(({ state }) => state === 'expired')?.waiver;
  return ended === undefined ? undefined : `waiver "${ended.name}" expired on ${ended.expires}`;
}
