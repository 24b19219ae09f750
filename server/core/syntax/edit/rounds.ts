import type { TextEdit } from './edit.js';
import { type Layout, layoutOf } from './layout.js';
import { nodesOn } from './locate.js';
import { Opened, type Part, withText } from './opened.js';
import { Pieces } from './pieces.js';
import { ALIASED, LAYOUT, reasonOf, refuse } from './refusal.js';
import { removeChild } from './remove.js';
import type { Resolved } from './resolve.js';
import { overScalar, setBelow } from './set.js';

/** The edits of a group that are left to make; `index` is its number. */
export interface Group {
  readonly index: number;
  readonly edits: readonly Resolved[];
}

interface Pending {
  readonly group: number;
  readonly edit: Resolved;
}

/** Makes the edits in rounds: what touches in the text waits until it has been read again. */
export function makeEdits(
  document: Opened,
  part: Part,
  groups: readonly Group[],
): { readonly pieces: Pieces } | { readonly group: number; readonly why: string } {
  const pieces = new Pieces(document.text);
  const layout = layoutOf(document);
  let pending: readonly Pending[] = groups.flatMap(({ index, edits }) => edits.map((edit) => ({ group: index, edit })));
  // What is taken out comes last: until then the numbers of the others are true.
  const order = ['replace', 'set', 'remove'];
  pending = [...pending].sort((one, other) => order.indexOf(one.edit.op) - order.indexOf(other.edit.op));
  let open = document;
  for (;;) {
    const round: Pending[] = [];
    const edits: TextEdit[] = [];
    for (const one of pending) {
      let made: readonly TextEdit[] = [];
      const why = reasonOf(() => {
        made = editsOf(open, layout, one.edit);
      });
      if (why !== undefined) return { group: one.group, why };
      if (emptiesTogether(open, one.edit, round)) continue;
      if (made.some((edit) => edits.some((other) => edit.start <= other.end && other.start <= edit.end))) continue;
      edits.push(...made);
      round.push(one);
    }
    edits.sort((one, other) => one.start - other.start);
    pieces.apply(edits);
    const rest = pending.filter((one) => !round.includes(one));
    if (rest.length === 0) return { pieces };
    pending = rest.map((one) => ({ ...one, edit: { ...one.edit, path: shifted(one.edit.path, round) } }));
    open = new Opened(withText(part, pieces.text));
    if (open.errors.length > 0) return { group: rest[0]?.group ?? 0, why: LAYOUT };
  }
}

/** True where nothing would be left of a collection: the last one to go out leaves `{}` or `[]`, and must know that it is the last. */
function emptiesTogether(document: Opened, edit: Resolved, round: readonly Pending[]): boolean {
  if (edit.op !== 'remove') return false;
  const owner = edit.path.slice(0, -1);
  const siblings = round.filter(
    (one) => one.edit.op === 'remove' && one.edit.path.length === edit.path.length && owner.every((number, index) => one.edit.path[index] === number),
  );
  return siblings.length > 0 && document.children(nodesOn(document, owner).at(-1)?.value ?? 0).length <= siblings.length + 1;
}

/** A path after items and keys before it were taken out. */
function shifted(path: readonly number[], round: readonly Pending[]): readonly number[] {
  let moved = path;
  for (const { edit } of round) {
    if (edit.op !== 'remove') continue;
    const level = edit.path.length - 1;
    const isBeside = path.length > level && edit.path.slice(0, level).every((number, index) => number === path[index]);
    if (isBeside && (edit.path[level] ?? 0) < (path[level] ?? 0)) moved = moved.map((number, index) => (index === level ? number - 1 : number));
  }
  return moved;
}

function editsOf(document: Opened, layout: Layout, edit: Resolved): readonly TextEdit[] {
  const nodes = nodesOn(document, edit.path);
  const at = nodes.at(-1);
  if (at === undefined) throw new Error('a path has a root');
  if (edit.op === 'replace') return overScalar(document, layout, at, edit.scalar);
  if (edit.op === 'set') return setBelow(document, layout, at, edit.steps, edit.value);
  const owner = nodes.at(-2);
  if (owner === undefined) refuse(LAYOUT);
  checkUnusedAnchors(document, at.key < 0 ? at.value : at.key, document.tree.next(at.value));
  return removeChild(document, owner, edit.path.at(-1) ?? 0);
}

/** Refuses to take out an anchor that something else needs. */
function checkUnusedAnchors(document: Opened, from: number, to: number): void {
  for (const target of document.aliased) if (target >= from && target < to) refuse(ALIASED);
}
