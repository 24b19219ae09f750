import { type Facts, NodeFlag, NodeKind } from '../facts.js';
import { ALIAS, MAP } from '../tree.js';
import type { Plain } from './edit.js';
import { mergedMaps } from './locate.js';
import type { Opened } from './opened.js';

/** What a value says, for comparison: maps as Maps, lists as arrays, what is not known as the text that stands there. */
export type Shown = string | number | bigint | boolean | null | undefined | readonly Shown[] | ReadonlyMap<string, Shown>;

/** A value of facts. */
export function shownFacts(facts: Facts, node: number): Shown {
  if (facts.size === 0) return undefined;
  const open = facts.has(node, NodeFlag.Open);
  switch (facts.kind(node)) {
    case NodeKind.Null:
      return null;
    case NodeKind.Boolean:
      return facts.text(node) === 'true';
    case NodeKind.Number:
      return facts.number(node);
    case NodeKind.Unknown:
      return ['?', facts.reason(node), facts.source(node)];
    case NodeKind.List:
      return [...facts.children(node)].map((child) => shownFacts(facts, child)).concat(open ? [['…']] : []);
    case NodeKind.Map: {
      const map = new Map<string, Shown>();
      for (const child of facts.children(node)) map.set(facts.text(child - 1), shownFacts(facts, child));
      return open ? [['…'], map] : map;
    }
    default:
      return facts.text(node);
  }
}

/** A value of a tree, with aliases and merges resolved. Undefined where the cluster would refuse it. */
export function plainOf(document: Opened, node: number): Shown {
  const { tree, overlay } = document;
  if ((overlay?.reason(node) ?? -1) >= 0) return undefined;
  if (tree.kind(node) === ALIAS) return plainOf(document, tree.target(node));
  if (tree.kind(node) < ALIAS) return tree.scalarValue(node);
  if (tree.kind(node) !== MAP) return document.children(node).map(({ value }) => plainOf(document, value));
  const map = new Map<string, Shown>();
  const children = document.children(node);
  for (const child of children) if (!document.isMerge(child.key)) map.set(tree.name(child.key), plainOf(document, child.value));
  for (const child of children.filter(({ key }) => document.isMerge(key)))
    for (const from of mergedMaps(document, child.value)) for (const [key, value] of entries(plainOf(document, from))) if (!map.has(key)) map.set(key, value);
  return map;
}

function entries(shown: Shown): Iterable<readonly [string, Shown]> {
  return shown instanceof Map ? shown : [];
}

/** A value of an edit in the same form. */
export function shownPlain(value: Plain): Shown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Plain) => shownPlain(item));
  return new Map(Object.entries(value).map(([key, item]) => [key, shownPlain(item)]));
}

export function isSamePlain(shown: Shown, value: Plain): boolean {
  return isSame(shown, shownPlain(value));
}

/** Equal in everything but the order of keys. */
export function isSame(one: Shown, other: Shown): boolean {
  if (one instanceof Map && other instanceof Map)
    return one.size === other.size && [...one].every(([key, value]) => other.has(key) && isSame(value, other.get(key)));
  if (Array.isArray(one) && Array.isArray(other)) return one.length === other.length && one.every((item: Shown, index) => isSame(item, other[index] as Shown));
  return one === other || (Number.isNaN(one) && Number.isNaN(other));
}
