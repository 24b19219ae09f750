import type { Place } from '../syntax/place.js';
import type { Value } from './value.js';

/** The alias or merge key of each value of a document that came by one, by the value's pointer. The document is gone through once, however many ask. */
export function aliasesBelow(root: Value): ReadonlyMap<string, Place> {
  const found = new Map<string, Place>();
  const pending = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value.aliasAt !== undefined) found.set(value.pointer, value.aliasAt);
    for (const item of value.items()) pending.push(item);
    for (const [, entry] of value.entries()) pending.push(entry);
  }
  return found;
}

/** The alias by which the value at a pointer, or what it lies in, came to its place. */
export function aliasAround(pointer: string, aliases: ReadonlyMap<string, Place>): Place | undefined {
  for (let end = pointer.length; end > 0; end = Math.max(pointer.lastIndexOf('/', end - 1), pointer.lastIndexOf('[', end - 1))) {
    const alias = aliases.get(pointer.slice(0, end));
    if (alias !== undefined) return alias;
  }
  return undefined;
}
