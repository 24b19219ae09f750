import type { Edit, NonEmpty, TextEdit } from './edit.js';
import { type Layout, layoutOf } from './layout.js';
import { nodesOn } from './locate.js';
import { expected } from './model.js';
import { Opened, type Part } from './opened.js';
import { Pieces } from './pieces.js';
import { isSame, type Shown, shownFacts } from './plain.js';
import { ALIASED, LAYOUT, OVERLAP, Refusal, refuse } from './refusal.js';
import { removeChild } from './remove.js';
import { type Resolved, resolve } from './resolve.js';
import { type Scalar, scalarOf } from './scalar.js';
import { overScalar, setBelow } from './set.js';

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
  const made = make(document, part, chosen);
  if ('group' in made) {
    refused.set(made.group, made.why);
    return undefined;
  }
  if (isWanted(part, made.pieces, wanted)) return made.pieces.edits();
  findWrong(part, groups, chosen, refused);
  return undefined;
}

interface Group {
  readonly index: number;
  readonly edits: readonly Resolved[];
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

/** The places that edits change: none twice, and none inside of another. */
class Places {
  private readonly changes = new Map<string, string>();
  private readonly around = new Map<string, 'map' | 'list'>();

  /** Gives the edits without those that are already there; refuses when one overlaps. */
  add(edits: readonly Resolved[]): readonly Resolved[] {
    const changes = new Map<string, string>();
    const fresh = edits.filter((edit) => {
      if (edit.op === 'set' && edit.isThere) return false;
      const name = edit.name.join('\0');
      const change = changeOf(edit);
      const before = this.changes.get(name) ?? changes.get(name);
      if (before === change) return false;
      if (before !== undefined || this.around.has(name) || prefixes(edit.name).some((outer) => this.changes.has(outer) || changes.has(outer))) refuse(OVERLAP);
      if ([...changes.keys()].some((other) => other.startsWith(`${name}\0`))) refuse(OVERLAP);
      if (edit.name.some((step, depth) => (this.around.get(edit.name.slice(0, depth).join('\0')) ?? kindOf(step)) !== kindOf(step))) refuse(OVERLAP);
      changes.set(name, change);
      return true;
    });
    for (const edit of fresh) {
      this.changes.set(edit.name.join('\0'), changeOf(edit));
      for (const [depth, step] of edit.name.entries()) this.around.set(edit.name.slice(0, depth).join('\0'), kindOf(step));
    }
    return fresh;
  }
}

/** What a step of a name lies in: two edits may not make a map and a list of one value. */
function kindOf(step: string): 'map' | 'list' {
  return step.startsWith('/') ? 'map' : 'list';
}

function changeOf(edit: Resolved): string {
  if (edit.op === 'remove') return 'remove';
  return JSON.stringify(edit.op === 'set' ? edit.value : edit.scalar.value);
}

function prefixes(name: readonly string[]): readonly string[] {
  return name.slice(1).map((_, index) => name.slice(0, index + 1).join('\0'));
}

function reasonOf(attempt: () => void): string | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

interface Pending {
  readonly group: number;
  readonly edit: Resolved;
}

/** Makes the edits in rounds: what touches in the text waits until it has been read again. */
function make(document: Opened, part: Part, groups: readonly Group[]): { readonly pieces: Pieces } | { readonly group: number; readonly why: string } {
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
export function checkUnusedAnchors(document: Opened, from: number, to: number): void {
  for (const target of document.aliased) if (target >= from && target < to) refuse(ALIASED);
}

function withText(part: Part, text: string): Part {
  return { text: part.text.slice(0, part.start) + text + part.text.slice(part.end), start: part.start, end: part.start + text.length };
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
