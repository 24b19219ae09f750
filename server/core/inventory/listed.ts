import type { Reason } from './known.js';
import { NO_LIST, type Value } from './value.js';

/** The items of a list as far as they are known, and why there may be others. */
export interface Listed {
  readonly items: readonly Value[];
  readonly hidden?: Reason | undefined;
}

/** Reads a list so that nothing in it is skipped in silence: items that are not known, and a value that is no list, are told by `hidden`. */
export function listed(list: Value): Listed {
  if (list.unknown !== undefined) return { items: [], hidden: list.unknown };
  if (list.exists && !list.isList && !list.isAbsent) return { items: [], hidden: NO_LIST };
  const items: Value[] = [];
  let hidden: Reason | undefined;
  for (const item of list.items()) {
    if (item.unknown === undefined) items.push(item);
    else hidden ??= item.unknown;
  }
  return hidden === undefined ? { items } : { items, hidden };
}
