import type { Span } from '../place.js';
import { ALIAS, LIST, MAP, NULL, PLAIN } from '../tree.js';
import type { Child, Opened } from './opened.js';
import { BY_ALIAS, BY_MERGE, refuse } from './refusal.js';

/** Keys that name a list item in a pointer, in the order in which they are looked for. */
export const MERGE_KEYS = ['mountPath', 'name', 'containerPort', 'port', 'ip', 'topologyKey', 'key'] as const;

/** A place in the tree: the numbers of the children from the root down. */
export type Path = readonly number[];

export interface Located extends Child {
  readonly path: Path;
  /** Keys of the pointer below it that are not written. */
  readonly missing: readonly string[];
  /** Why it cannot be changed here: it comes from another place. */
  readonly from?: string | undefined;
  /** A later key of the same name counts instead. */
  readonly isOverridden: boolean;
}

/** Finds what a pointer of facts means; `at` tells places with the same pointer apart. Refuses what is not there, and what comes from elsewhere. */
export function locate(document: Opened, pointer: string, at: Span): Located {
  const found = [...walk(document, pointer, { key: -1, value: 0, path: [], missing: [], isOverridden: false })];
  const whole = found.filter(({ missing }) => missing.length === 0);
  const best = choose(document, whole, at) ?? choose(document, deepest(found), at);
  if (best === undefined) refuse(found.length > 1 ? `several values stand at "${pointer}"` : `nothing stands at "${pointer}"`);
  if (best.from !== undefined) refuse(best.from);
  return best;
}

function choose(document: Opened, found: readonly Located[], at: Span): Located | undefined {
  const { tree } = document;
  const isAt = (node: number): boolean => node >= 0 && tree.start(node) === at.start && tree.end(node) === at.end;
  const exact = found.find(({ key }) => isAt(key)) ?? found.find(({ value }) => isAt(value));
  if (exact !== undefined) return exact;
  const counting = found.filter(({ isOverridden }) => !isOverridden);
  if (counting.length <= 1) return counting[0];
  const around = counting.filter(({ key, value }) => tree.start(key < 0 ? value : key) <= at.start && at.end <= tree.end(value));
  return around.length === 1 ? around[0] : undefined;
}

/** Those that have the most of the pointer. */
function deepest(found: readonly Located[]): readonly Located[] {
  const least = Math.min(...found.map(({ missing }) => missing.length));
  return found.filter(({ missing }) => missing.length === least);
}

function* walk(document: Opened, rest: string, here: Located): Generator<Located> {
  const { tree } = document;
  if (tree.size === 0) return;
  if (tree.kind(here.value) === ALIAS) {
    if (rest === '') yield { ...here, from: here.from };
    else yield* walk(document, rest, { ...here, value: tree.target(here.value), from: BY_ALIAS });
    return;
  }
  if (rest === '') {
    yield here;
    return;
  }
  if (tree.kind(here.value) === LIST && rest.startsWith('[')) {
    for (const [index, child] of document.children(here.value).entries()) {
      const step = stepOf(document, child.value, index);
      if (rest.startsWith(step)) yield* walk(document, rest.slice(step.length), { ...here, ...child, path: [...here.path, index], isOverridden: false });
    }
    return;
  }
  if (rest.startsWith('/')) yield* walkKeys(document, rest, here);
}

function* walkKeys(document: Opened, rest: string, here: Located): Generator<Located> {
  const { tree } = document;
  const kind = tree.kind(here.value);
  const children = kind === MAP ? document.children(here.value) : [];
  let found = false;
  for (const [index, child] of children.entries()) {
    if (document.isMerge(child.key)) continue;
    const name = tree.name(child.key);
    const step = `/${escaped(name)}`;
    if (!rest.startsWith(step) || !['', '/', '['].includes(rest.charAt(step.length))) continue;
    found = true;
    const isOverridden = children.slice(index + 1).some(({ key }) => !document.isMerge(key) && tree.name(key) === name);
    yield* walk(document, rest.slice(step.length), { ...here, ...child, path: [...here.path, index], isOverridden: here.isOverridden || isOverridden });
  }
  if (found) return;
  const merged = children.filter(({ key }) => document.isMerge(key)).flatMap(({ value }) => mergedMaps(document, value));
  for (const map of merged) {
    const below = [...walkKeys(document, rest, { ...here, value: map, from: BY_MERGE })].filter(({ missing }) => missing.length === 0);
    yield* below;
    found ||= below.length > 0;
  }
  const isMap = kind === MAP || (kind === NULL && !found) || (kind === PLAIN && tree.scalarValue(here.value) === null);
  if (!found && isMap && !rest.includes('[')) yield { ...here, missing: rest.slice(1).split('/').map(unescaped) };
}

/** The maps that a merge key brings, the one that counts first. */
export function mergedMaps(document: Opened, value: number): readonly number[] {
  const { tree } = document;
  const target = tree.target(value);
  if (tree.kind(target) === MAP) return [target];
  return document.children(target).map((child) => tree.target(child.value));
}

/** The step of a list item as facts write it. */
export function stepOf(document: Opened, item: number, index: number): string {
  const { tree } = document;
  const map = tree.target(item);
  if (tree.kind(map) !== MAP) return `[${index}]`;
  const children = document.children(map);
  for (const key of MERGE_KEYS) {
    const child = children.findLast((one) => !document.isMerge(one.key) && tree.name(one.key) === key);
    if (child === undefined) continue;
    const node = tree.target(child.value);
    if (tree.kind(node) > ALIAS || (document.overlay?.reason(node) ?? -1) >= 0) continue;
    const value = tree.scalarValue(node);
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return `[${key}=${tree.scalarText(node)}]`;
  }
  return `[${index}]`;
}

function escaped(name: string): string {
  return name.replace(/~/g, '~0').replace(/\//g, '~1');
}

function unescaped(step: string): string {
  return step.replace(/~1/g, '/').replace(/~0/g, '~');
}

/** The child at the end of a path, with those that it lies in. */
export function nodesOn(document: Opened, path: Path): readonly Child[] {
  const found: Child[] = [{ key: -1, value: 0 }];
  for (const index of path) {
    const child = document.children(found.at(-1)?.value ?? 0)[index];
    if (child === undefined) throw new Error('a path leads to a node of its tree');
    found.push(child);
  }
  return found;
}
