import { readFast } from './fast/read.js';
import { readWithLibrary } from './library-reader.js';
import type { ReadError } from './read-error.js';
import { Tree } from './tree.js';

export interface TreeRead {
  readonly tree: Tree;
  readonly errors: readonly ReadError[];
}

const settings = { fast: true };

/** Turns the fast reader off or on. With it off the library reads everything, at its own speed and with the same answers. */
export function setFastReader(state: 'on' | 'off'): void {
  settings.fast = state === 'on';
}

let reused = new Tree();

/** Reads one chunk: with the fast reader what it knows, everything else with the library. The tree is valid until the next call. */
export function readTree(text: string): TreeRead {
  if (settings.fast) {
    if (reused.nodes.length > MAX_KEPT) reused = new Tree();
    if (readFast(text, reused)) return { tree: reused, errors: [] };
  }
  return readWithLibrary(text);
}

/** A tree with more words than this is not kept for the next chunk. */
const MAX_KEPT = 1 << 22;
