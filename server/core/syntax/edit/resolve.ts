import { ALIAS, KEY, LIST, MAP } from '../tree.js';
import type { Edit, Plain } from './edit.js';
import { type Located, locate, mergedMaps, nodesOn, type Path, stepOf } from './locate.js';
import type { Opened } from './opened.js';
import { isSamePlain, plainOf } from './plain.js';
import { ALIASED, BY_ALIAS, LAYOUT, refuse } from './refusal.js';
import type { Scalar } from './scalar.js';
import { wrapped } from './set.js';

/** An edit whose place in the tree is known. `name` is equal for edits of one place, and begins as the names of the places around it. */
export type Resolved = { readonly name: readonly string[]; readonly path: Path } & Change;
export type Change =
  | { readonly op: 'replace'; readonly scalar: Scalar }
  | { readonly op: 'set'; readonly steps: readonly string[]; readonly value: Plain; readonly isThere: boolean }
  | { readonly op: 'remove'; readonly isOverridden: boolean };

/** Finds the place of an edit. `scalar` is what the text of a replacing one says: it is read before, since reading ends the life of the tree. */
export function resolve(document: Opened, edit: Edit, scalar: Scalar | undefined): Resolved {
  if (edit.op === 'replace') {
    const path = pathTo(document, edit.at.span.start, edit.at.span.end);
    if (scalar === undefined) refuse(LAYOUT);
    checkUnshared(document, path, 'with itself');
    return { op: 'replace', path, scalar, name: nameOf(document, path) };
  }
  const found = locate(document, edit.pointer, edit.at.span);
  if (edit.op === 'remove') {
    if (found.missing.length > 0 || found.path.length === 0) refuse(`nothing stands at "${edit.pointer}"`);
    checkUnshared(document, found.path, 'around it');
    if (!found.isOverridden) checkNothingBelow(document, found);
    return { op: 'remove', path: found.path, isOverridden: found.isOverridden, name: nameOf(document, found.path, found.isOverridden) };
  }
  checkUnshared(document, found.path, 'with itself');
  const steps = [...found.missing, ...edit.path];
  const isThere = holdsItem(document, found, steps, edit.value);
  return {
    op: 'set',
    path: found.path,
    steps,
    value: edit.value,
    isThere,
    name: [...nameOf(document, found.path), ...stepNames(document, found, steps, edit.value)],
  };
}

/** Refuses to take out a key under which another value of the same name would come to light. */
function checkNothingBelow(document: Opened, { path, key }: Located): void {
  if (key < 0) return;
  const name = document.tree.name(key);
  const owner = nodesOn(document, path).at(-2)?.value ?? 0;
  for (const child of document.children(owner)) {
    if (!document.isMerge(child.key)) {
      if (child.key < key && document.tree.name(child.key) === name) refuse('the key is there twice: the earlier one would count then');
      continue;
    }
    const maps = mergedMaps(document, child.value);
    if (maps.some((map) => document.children(map).some((one) => document.tree.name(one.key) === name)))
      refuse('a merge key would bring another value in its place');
  }
}

/** True where an item is appended that the list has already: a second time changes nothing. */
function holdsItem(document: Opened, found: Located, steps: readonly string[], value: Plain): boolean {
  const end = steps.indexOf('-');
  if (end < 0 || found.missing.length > 0) return false;
  let node = found.value;
  for (const step of steps.slice(0, end)) {
    const children = document.children(node);
    const child =
      document.tree.kind(node) === LIST
        ? children.find((one, number) => step === String(number) || step === stepOf(document, one.value, number))
        : children.findLast(({ key }) => !document.isMerge(key) && document.tree.name(key) === step);
    if (child === undefined) return false;
    node = child.value;
  }
  const item = wrapped(steps.slice(end + 1), value);
  return document.tree.kind(node) === LIST && document.children(node).some((child) => isSamePlain(plainOf(document, child.value), item));
}

/** The path of the scalar that stands exactly in a range. */
function pathTo(document: Opened, start: number, end: number): Path {
  const { tree } = document;
  const path: number[] = [];
  let node = 0;
  while (tree.size > 0 && tree.kind(node) >= MAP) {
    const children = document.children(node);
    const index = children.findLastIndex(({ value }) => tree.start(value) <= start && end <= tree.end(value));
    const child = children[index];
    if (child === undefined) break;
    path.push(index);
    node = child.value;
  }
  if (tree.size === 0 || tree.start(node) !== start || tree.end(node) !== end || tree.kind(node) >= ALIAS || tree.has(node, KEY))
    refuse('the text has no such value any more');
  document.checkKnown(node);
  return path;
}

/** Refuses to change what aliases bring to other places. */
function checkUnshared(document: Opened, path: Path, which: 'with itself' | 'around it'): void {
  const nodes = nodesOn(document, path);
  const around = which === 'around it' ? nodes.slice(0, -1) : nodes;
  if (around.some(({ value }) => document.aliased.has(value))) refuse(ALIASED);
  if (around.some(({ value }) => document.tree.kind(value) === ALIAS)) refuse(BY_ALIAS);
}

function nameOf(document: Opened, path: Path, isOverridden = false): readonly string[] {
  const nodes = nodesOn(document, path).slice(1);
  return nodes.map(({ key }, index) => {
    if (key < 0) return `#${path[index]}`;
    return isOverridden && index === nodes.length - 1 ? `/${document.tree.name(key)}#${path[index]}` : `/${document.tree.name(key)}`;
  });
}

function stepNames(document: Opened, found: Located, steps: readonly string[], value: Plain): readonly string[] {
  const { tree } = document;
  let node = found.missing.length > 0 ? -1 : found.value;
  return steps.map((step) => {
    if (step === '-') {
      node = -1;
      return `-${JSON.stringify(value)}`;
    }
    const children = node < 0 ? [] : document.children(node);
    const isList = node >= 0 && tree.kind(node) === LIST;
    const index = isList
      ? children.findIndex((child, number) => step === String(number) || step === stepOf(document, child.value, number))
      : children.findLastIndex(({ key }) => !document.isMerge(key) && tree.name(key) === step);
    node = children[index]?.value ?? -1;
    return isList ? `#${index}` : `/${step}`;
  });
}
