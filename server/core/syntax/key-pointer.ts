import { MERGE_KEYS } from './edit/locate.js';
import type { Overlay } from './overlay.js';
import { ALIAS, LIST, MAP, MERGE, type Tree } from './tree.js';

/** The pointer of a key, as facts have it: list items by their merge key. */
export function pointerOfKey(tree: Tree, overlay: Overlay | undefined, key: number): string {
  let pointer = '';
  let node = 0;
  while (tree.kind(node) >= MAP) {
    const isList = tree.kind(node) === LIST;
    let index = 0;
    let below = -1;
    for (let child = node + 1; child < tree.extra(node); child = isList ? tree.next(child) : tree.next(child + 1), index++) {
      const end = isList ? tree.next(child) : tree.next(child + 1);
      if (key >= end) continue;
      pointer += isList ? stepOf(tree, overlay, child, index) : `/${tree.name(child).replace(/~/g, '~0').replace(/\//g, '~1')}`;
      if (child === key) return pointer;
      below = isList ? child : child + 1;
      break;
    }
    if (below < 0) return pointer;
    node = below;
  }
  return pointer;
}

function stepOf(tree: Tree, overlay: Overlay | undefined, item: number, index: number): string {
  const map = tree.target(item);
  if (tree.kind(map) !== MAP) return `[${index}]`;
  for (const name of MERGE_KEYS) {
    const value = lastValue(tree, map, name);
    const node = value < 0 ? -1 : tree.target(value);
    if (node < 0 || tree.kind(node) > ALIAS || (overlay?.reason(node) ?? -1) >= 0) continue;
    const scalar = tree.scalarValue(node);
    if (typeof scalar === 'string' || typeof scalar === 'number' || typeof scalar === 'bigint') return `[${name}=${tree.scalarText(node)}]`;
  }
  return `[${index}]`;
}

function lastValue(tree: Tree, map: number, name: string): number {
  let found = -1;
  for (let key = map + 1; key < tree.extra(map); key = tree.next(key + 1)) if (!tree.has(key, MERGE) && tree.name(key) === name) found = key + 1;
  return found;
}
