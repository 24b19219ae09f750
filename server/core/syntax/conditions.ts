import type { Mask } from './mask.js';
import type { Span } from './place.js';
import { textHash } from './text.js';

/** The conditions and loops of a template that are open at a place, from the outside to the inside, each by its words. */
export interface Open {
  readonly names: readonly string[];
  /** How many more are open inside of those: they are counted and have no names. */
  readonly deeper: number;
}

export const NOTHING_OPEN: Open = { names: [], deeper: 0 };

const MAX_NAMES = 50;
const MAX_NAME = 500;

/** What is open behind a chunk, when `before` is open before it. `written` is the chunk's text. */
export function openBehind(before: Open, masks: readonly Mask[], written: string): Open {
  const stack = new Stack(before);
  for (const mask of masks) stack.step(mask, written);
  return stack.open;
}

/** The conditions in which the whole content of a chunk stands: without them none of it is there. They may have begun in a chunk above. */
export function conditionsAround(before: Open, masks: readonly Mask[], written: string, content: Span): readonly string[] {
  const stack = new Stack(before);
  let around: readonly string[] | undefined;
  for (const mask of masks) {
    if (mask.control === undefined || mask.start >= content.end) continue;
    if (mask.start >= content.start) around ??= stack.open.names;
    stack.step(mask, written);
    // What ends here, or has another branch here, is not around all of the content.
    const kept = mask.control === 'else' ? stack.depth - 1 : stack.depth;
    if (around !== undefined && around.length > kept) around = around.slice(0, Math.max(kept, 0));
  }
  return around ?? stack.open.names;
}

class Stack {
  private readonly names: string[];
  private deeper: number;

  constructor({ names, deeper }: Open) {
    this.names = [...names];
    this.deeper = deeper;
  }

  get depth(): number {
    return this.names.length + this.deeper;
  }

  get open(): Open {
    return { names: [...this.names], deeper: this.deeper };
  }

  /** A branch is named by the words of its action and, behind an `else`, of those before it: the same words are the same condition. */
  step(mask: Mask, written: string): void {
    const { control } = mask;
    if (control === undefined) return;
    if (control === 'close') this.close();
    else if (control !== 'else') this.add(wordsOf(mask, written));
    else if (this.deeper === 0) this.add(`${this.names.pop() ?? ''} ${wordsOf(mask, written)}`);
  }

  private close(): void {
    if (this.deeper > 0) this.deeper--;
    else this.names.pop();
  }

  private add(name: string): void {
    if (this.names.length < MAX_NAMES) this.names.push(name.length > MAX_NAME ? textHash(name) : name);
    else this.deeper++;
  }
}

function wordsOf({ start, end }: Mask, written: string): string {
  return written
    .slice(start, end)
    .replace(/\s+/g, ' ')
    .replace(/^\{\{-? ?| ?-?\}\}$/g, '');
}
