import type { SourceDocument, SourceFile } from '../../syntax/document.js';
import type { Edit, NonEmpty, TextEdit } from '../../syntax/edit/edit.js';
import { editFiles } from '../../syntax/edit/files.js';
import { edited } from '../../syntax/edit/pieces.js';
import { readFile } from '../../syntax/file.js';
import type { Problem } from '../../syntax/place.js';
import { type Analysis, type AnalysisInput, analyze } from '../analysis.js';
import type { AnalysisFinding } from '../findings.js';
import { type FixRequest, type Left, type Offer, sortFixes } from './offers.js';
import { whyStillNeeded } from './patched.js';
import { fallen, ruleFallen, stillThere } from './verify.js';

export interface FixInput {
  /** What the analysis rests on; it is judged again with the texts of a plan. */
  readonly input: AnalysisInput;
  readonly analysis: Pick<Analysis, 'targets' | 'findings' | 'problems'>;
  /** Those that are asked for. */
  readonly findings: readonly AnalysisFinding[];
  readonly problems: readonly Problem[];
  readonly text: (path: string) => string | undefined;
  /** Why a file must not be changed, in words for users; undefined for one that may. */
  readonly whyNot: (path: string) => string | undefined;
}

export interface FileChange {
  readonly path: string;
  /** In offsets of the file, in order and apart from each other. */
  readonly edits: readonly TextEdit[];
  readonly before: string;
  readonly after: string;
}

export interface FixPlan {
  readonly changes: readonly FileChange[];
  readonly applied: readonly Offer[];
  readonly left: readonly Left[];
  /** How everything stands with the changes; undefined without any. */
  readonly after?: Analysis | undefined;
}

/**
 * What a request changes, judged again before anybody writes it: each of its findings is gone, and no score has fallen.
 * A fix that does not hold, or that the text does not allow, is left out, with the reason. Yields often.
 */
export function* planFixes(fix: FixInput, request: FixRequest): Generator<undefined, FixPlan> {
  const { offers, left } = sortFixes(fix.findings, fix.problems, request);
  const refused: Left[] = [];
  const allowed = offers.filter((offer) => {
    const why = whyNotChanged(fix, offer);
    if (why !== undefined) refused.push(refusedOffer(offer, why));
    return why === undefined;
  });
  const made = yield* hold(fix, allowed, refused);
  return { ...made, left: [...refused, ...left] };
}

function refusedOffer({ of, fix }: Offer, reason: string): Left {
  return { of, why: 'refused', reason, fix };
}

function whyNotChanged({ analysis, whyNot }: FixInput, { fix }: Offer): string | undefined {
  for (const edit of fix.edits) {
    const { at } = edit;
    const path = at.doc.slice(0, at.doc.lastIndexOf('#'));
    const isContext = analysis.targets.some(({ target }) => target.members.some((member) => member.context && member.document.path === path));
    const why = isContext ? `"${path}" is context: it belongs to others` : (whyNot(path) ?? whyStillNeeded(analysis, edit));
    if (why !== undefined) return why;
  }
  return undefined;
}

type Made = Pick<FixPlan, 'changes' | 'applied' | 'after'>;
const NOTHING: Made = { changes: [], applied: [] };

/** The fixes of a list that hold together. */
function* hold(fix: FixInput, offers: readonly Offer[], refused: Left[]): Generator<undefined, Made> {
  let kept = offers;
  // What some fixes gain must not hide what another one loses.
  let check = ruleFallen;
  while (kept.length > 0) {
    const attempt = changesOf(fix, kept);
    kept = refuse(kept, attempt.refused, refused);
    if (attempt.changes.length === 0) {
      refuse(kept, new Map(kept.map((_, index) => [index, 'the text says so already'])), refused);
      return NOTHING;
    }
    const after = yield* judgeAgain(fix, attempt.changes);
    const left = stillThere(kept, fix.analysis, after);
    const fell = left.size > 0 ? undefined : (kept.length > 1 ? check : fallen)(fix.analysis, after);
    if (left.size === 0 && fell === undefined) return { changes: attempt.changes, applied: kept, after };
    if (left.size > 0) kept = refuse(kept, left, refused);
    else if (kept.length === 1) kept = refuse(kept, new Map([[0, fell ?? '']]), refused);
    else {
      kept = yield* halves(fix, kept, refused, check === ruleFallen ? undefined : (fell ?? ''));
      check = fallen;
    }
  }
  return NOTHING;
}

/** Something in a list lowers a score, or what one rule counts: what holds in each half is tried together again. */
function* halves(fix: FixInput, offers: readonly Offer[], refused: Left[], fell: string | undefined): Generator<undefined, readonly Offer[]> {
  const middle = offers.length >> 1;
  const one = yield* hold(fix, offers.slice(0, middle), refused);
  const other = yield* hold(fix, offers.slice(middle), refused);
  const kept = [...one.applied, ...other.applied];
  if (kept.length < offers.length || fell === undefined) return kept;
  // Each half holds by itself, and both together do not.
  refuse(other.applied, new Map(other.applied.map((_, index) => [index, fell])), refused);
  return one.applied;
}

/** Moves offers to what is refused, by their numbers. */
function refuse(offers: readonly Offer[], reasons: ReadonlyMap<number, string>, refused: Left[]): readonly Offer[] {
  for (const [index, why] of reasons) {
    const offer = offers[index];
    if (offer !== undefined) refused.push(refusedOffer(offer, why));
  }
  return offers.filter((_, index) => !reasons.has(index));
}

interface Attempt {
  readonly changes: readonly FileChange[];
  readonly refused: ReadonlyMap<number, string>;
}

function changesOf({ input, text }: FixInput, offers: readonly Offer[]): Attempt {
  const documents = new Map<string, SourceDocument>(input.files.flatMap((file) => file.documents.map((document) => [document.id, document] as const)));
  const groups = offers.map(({ fix }): NonEmpty<Edit> => fix.edits);
  const { files, refused } = editFiles({ document: (id) => documents.get(id), text }, groups);
  const changes = [...files].map(([path, edits]) => {
    const before = text(path) ?? '';
    return { path, edits, before, after: edited(before, edits) };
  });
  return { changes: changes.sort((one, other) => (one.path < other.path ? -1 : 1)), refused };
}

function* judgeAgain({ input }: FixInput, changes: readonly FileChange[]): Generator<undefined, Analysis> {
  const changed = new Map(changes.map((change) => [change.path, change]));
  const files = input.files.map((file): SourceFile => {
    const change = changed.get(file.path);
    return change === undefined ? file : readFile(file.path, change.after, file);
  });
  return yield* analyze({ ...input, files });
}
