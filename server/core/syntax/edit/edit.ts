import type { Place } from '../place.js';

export type NonEmpty<T> = readonly [T, ...T[]];
/** `safe`: the running workload behaves the same. `restricts`: it may refuse or break something. */
export type Safety = 'safe' | 'restricts';
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/**
 * One change of a document, as data. Pointers are those of facts (`/spec/containers[name=server]/image`); where several places have the same pointer, `at` tells which.
 *
 * - `replace` writes another scalar where one stands: `at` is its place, `text` YAML. The quotes that are there stay, and JSON stays JSON.
 * - `set` writes a field below `pointer`, whether or not it is there, and makes the maps on the way. A step `-` appends to a list, as in RFC 6901.
 * - `remove` takes a key with its value, or a list item. `at` is the place of the value, or of the key: that of a key which is repeated takes only this one.
 */
export type Edit =
  | { readonly op: 'replace'; readonly at: Place; readonly text: string }
  | { readonly op: 'set'; readonly at: Place; readonly pointer: string; readonly path: NonEmpty<string>; readonly value: Plain }
  | { readonly op: 'remove'; readonly at: Place; readonly pointer: string };

/** A fix by edits of text. Several edits are one change: all of them, or none. */
export interface EditFix {
  readonly kind: 'edit';
  readonly title: string;
  readonly safety: Safety;
  readonly edits: NonEmpty<Edit>;
}

/** A change of text: what stands from `start` to `end` becomes `text`. UTF-16 offsets; whose, the giver says. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}
