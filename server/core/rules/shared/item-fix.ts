import { listed } from '../../inventory/listed.js';
import type { Value } from '../../inventory/value.js';
import { type Edit, remove } from '../rule.js';

/** Takes an item out of its list, or the list with its key where it has no other. */
export function removeItem(list: Value, item: Value): Edit {
  const { items, hidden } = listed(list);
  return remove(items.length === 1 && hidden === undefined ? list : item);
}
