import type { Value } from '../../value.js';

/** How a patch names an item of a list in the object: by its merge key, else by its number. */
export function stepOf(item: Value, list: Value): string {
  return item.pointer.slice(list.pointer.length + 1, -1);
}

/** The items that the text of a list shows. */
export function writtenItems(list: Value): readonly Value[] {
  return list.isList ? list.items().filter((item) => item.exists) : [];
}

/** The name of a list among the lists of an object. */
export function listKey(steps: readonly string[]): string {
  return steps.join('\u0000');
}
