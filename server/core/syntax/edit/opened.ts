import { type Facts, REASONS } from '../facts.js';
import type { Mask } from '../mask.js';
import { mask } from '../mask.js';
import { Overlay } from '../overlay.js';
import { pack } from '../pack.js';
import { readTree } from '../reader.js';
import { lineStart } from '../text.js';
import { ALIAS, DOUBLE, FLOW, KEY, MAP, MERGE, NULL, type Tree } from '../tree.js';
import { LAYOUT, refuse, TEMPLATE } from './refusal.js';

/** Where a document stands in the text of its file. */
export interface Part {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** One child of a collection: a value and, in a map, its key. */
export interface Child {
  readonly key: number;
  readonly value: number;
}

/** A document that is open for edits: its text as written, and the tree of it. The tree is valid until the next one is opened. */
export class Opened {
  /** As it is read: what templates do is masked. It has the same offsets as `text`. */
  readonly masked: string;
  readonly text: string;
  readonly tree: Tree;
  readonly overlay: Overlay | undefined;
  readonly facts: Facts;
  readonly errors: readonly string[];
  /** The nodes that aliases lead to. */
  readonly aliased: ReadonlySet<number>;
  private readonly blocking: readonly Mask[];

  constructor(part: Part) {
    const whole = mask(part.text);
    this.text = part.text.slice(part.start, part.end);
    this.masked = whole === undefined ? this.text : whole.text.slice(part.start, part.end);
    const masks = (whole?.masks ?? [])
      .filter(({ start, end }) => start < part.end && end > part.start)
      .map((one) => ({ ...one, start: one.start - part.start, end: one.end - part.start }));
    this.blocking = masks.filter(({ kind }) => kind !== 'inline');
    const read = readTree(this.masked);
    this.tree = read.tree;
    this.overlay = masks.length === 0 ? undefined : new Overlay(this.text, this.tree, masks);
    const packed = pack(this.tree, this.overlay);
    this.facts = packed.facts;
    this.errors = [...read.errors, ...packed.errors].map(({ message }) => message);
    this.aliased = aliasedIn(this.tree);
  }

  children(node: number): readonly Child[] {
    const { tree } = this;
    const found: Child[] = [];
    if (tree.size === 0 || tree.kind(node) < MAP) return found;
    const step = tree.kind(node) === MAP ? 1 : 0;
    const end = tree.extra(node);
    for (let child = node + 1; child < end; child = tree.next(child + step)) found.push({ key: step === 1 ? child : -1, value: child + step });
    return found;
  }

  isFlow(node: number): boolean {
    return this.tree.kind(node) >= MAP && this.tree.has(node, FLOW);
  }

  isMerge(key: number): boolean {
    return key >= 0 && this.tree.has(key, MERGE);
  }

  /** The column of an offset in its line; a byte order mark takes none. */
  column(at: number): number {
    const line = lineStart(this.text, at);
    return at - line - (line === 0 && this.text.charCodeAt(0) === 0xfeff ? 1 : 0);
  }

  /** Behind the colon of a key; -1 for a key of a flow map without one. */
  colonEnd(key: number): number {
    const found = /^\s*:/.exec(this.masked.slice(this.tree.end(key), this.tree.end(key) + 1000));
    return found === null ? -1 : this.tree.end(key) + found[0].length;
  }

  /** Refuses where a template decides what stands in a range. */
  checkTemplates(start: number, end: number): void {
    if (this.overlay === undefined) return;
    if (this.overlay.conditional(start) || (end > start && this.overlay.conditional(end - 1))) refuse(TEMPLATE);
    if (this.blocking.some((one) => one.start < end && one.end > start)) refuse(TEMPLATE);
  }

  /** Refuses a value of which a template sets a part. */
  checkKnown(node: number): void {
    if (this.overlay === undefined) return;
    const reason = this.overlay.reason(node);
    if (reason >= 0) refuse(REASONS[reason] ?? TEMPLATE);
    if (this.overlay.open(node)) refuse(TEMPLATE);
  }

  /** Refuses keys that stand in no usual way: `? key`. */
  checkKey(key: number): void {
    if (key < 0) return;
    const between = this.masked.slice(this.tree.end(key), Math.max(this.tree.end(key), this.colonEnd(key)));
    if (/[\r\n]/.test(between)) refuse(LAYOUT);
  }

  /** True where the whole document is JSON: no key without double quotes. */
  get isJson(): boolean {
    const { tree } = this;
    if (tree.size === 0 || !this.isFlow(0)) return false;
    for (let node = 0; node < tree.size; node++) if (tree.has(node, KEY) && tree.kind(node) !== DOUBLE) return false;
    return true;
  }

  isEmpty(node: number): boolean {
    return this.tree.kind(node) === NULL && this.tree.start(node) === this.tree.end(node);
  }
}

function aliasedIn(tree: Tree): ReadonlySet<number> {
  const found = new Set<number>();
  for (let node = 0; node < tree.size; node++) {
    if (tree.kind(node) === ALIAS) found.add(tree.extra(node));
  }
  return found;
}

/** The same part with another text, in its file. */
export function withText(part: Part, text: string): Part {
  return { text: part.text.slice(0, part.start) + text + part.text.slice(part.end), start: part.start, end: part.start + text.length };
}
