import type { Edit, NonEmpty, TextEdit } from './edit.js';
import { expected } from './model.js';
import { Opened, type Part, withText } from './opened.js';
import type { Pieces } from './pieces.js';
import { Places } from './places.js';
import { isSame, type Shown, shownFacts } from './plain.js';
import { LAYOUT, reasonOf } from './refusal.js';
import { resolve } from './resolve.js';
import { type Group, makeEdits } from './rounds.js';
import { type Scalar, scalarOf } from './scalar.js';

export interface Edited {
  /** In offsets of the document, in order and apart from each other. */
  readonly edits: readonly TextEdit[];
  /** Why a group was left out, by its number. */
  readonly refused: ReadonlyMap<number, string>;
}

/**
 * Turns edits of one document into changes of its text. The edits of a group are made all or not at all; groups that say the same are made once.
 * What is not named keeps its bytes: comments, layout, line ends, anchors, quotes. The result is read again, and must say what the edits say, and nothing else.
 */
export function editDocument(part: Part, groups: readonly NonEmpty<Edit>[]): Edited {
  const refused = new Map<number, string>();
  for (;;) {
    const edits = attempt(part, groups, refused);
    if (edits !== undefined) return { edits, refused };
  }
}

/** Tries all groups that are not refused; undefined when another one had to be. */
function attempt(part: Part, groups: readonly NonEmpty<Edit>[], refused: Map<number, string>): readonly TextEdit[] | undefined {
  const scalars = new Map(groups.flatMap((group) => group.flatMap((edit) => (edit.op === 'replace' ? [[edit.text, scalarOf(edit.text)] as const] : []))));
  const document = new Opened(part);
  if (document.errors.length > 0 || document.facts.size === 0) {
    for (const index of groups.keys()) refused.set(index, 'the document has an error of syntax');
    return [];
  }
  const chosen = chooseGroups(document, groups, scalars, refused);
  const resolved = chosen.flatMap(({ edits }) => edits);
  if (resolved.length === 0) return [];
  const wanted = expected(document, resolved);
  const made = makeEdits(document, part, chosen);
  if ('group' in made) {
    refused.set(made.group, made.why);
    return undefined;
  }
  if (isWanted(part, made.pieces, wanted)) return made.pieces.edits();
  findWrong(part, groups, chosen, refused);
  return undefined;
}

/** Finds the places of all edits, drops what is there twice, and refuses groups that cannot be made. */
function chooseGroups(
  document: Opened,
  groups: readonly NonEmpty<Edit>[],
  scalars: ReadonlyMap<string, Scalar | undefined>,
  refused: Map<number, string>,
): readonly Group[] {
  const taken = new Places();
  const chosen: Group[] = [];
  for (const [index, group] of groups.entries()) {
    if (refused.has(index)) continue;
    const why = reasonOf(() => {
      const edits = group.map((edit) => resolve(document, edit, edit.op === 'replace' ? scalars.get(edit.text) : undefined));
      chosen.push({ index, edits: taken.add(edits) });
    });
    if (why !== undefined) refused.set(index, why);
  }
  return chosen;
}

function isWanted(part: Part, pieces: Pieces, wanted: Shown): boolean {
  const result = new Opened(withText(part, pieces.text));
  return result.errors.length === 0 && isSame(shownFacts(result.facts, 0), wanted);
}

/** Refuses the groups that do not come out right by themselves, or else the last one: the others may do without it. */
function findWrong(part: Part, groups: readonly NonEmpty<Edit>[], chosen: readonly Group[], refused: Map<number, string>): void {
  const before = refused.size;
  if (chosen.length > 1) {
    for (const { index } of chosen) {
      const group = groups[index];
      const alone = group === undefined ? undefined : editDocument(part, [group]).refused.get(0);
      if (alone !== undefined) refused.set(index, alone);
    }
  }
  const last = chosen.at(-1);
  if (refused.size === before && last !== undefined) refused.set(last.index, LAYOUT);
}
