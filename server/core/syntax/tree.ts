import { blockText, doubleQuotedText, plainValue, type ScalarValue, singleQuotedText, unfolded } from './scalars.js';

/** Kinds of a node. The scalars stand first, then the alias, then the collections: readers compare with these orders. */
export const NULL = 0;
export const PLAIN = 1;
export const SINGLE = 2;
export const DOUBLE = 3;
export const LITERAL = 4;
export const FOLDED = 5;
export const ALIAS = 6;
export const MAP = 7;
export const LIST = 8;

/** The bits of the kind in the first word of a node; the flags stand above them. */
export const KIND = 15;
/** The text between start and end is not the value: there are escapes or several lines. */
export const DECODE = 16;
export const KEY = 32;
/** A plain `<<` key. */
export const MERGE = 64;
export const ANCHOR = 128;
export const FLOW = 256;

/** Words of a node. */
export const STRIDE = 4;

/** Interned keys, by the string that the cluster makes of them: plain `y` is "true", `010` is "8". */
export class Names {
  readonly list: string[] = [];
  private readonly ids = new Map<string, number>();

  id(name: string): number {
    let id = this.ids.get(name);
    if (id === undefined) {
      id = this.list.length;
      this.list.push(name);
      this.ids.set(name, id);
    }
    return id;
  }
}

/**
 * What one chunk says, as written: nothing is resolved, no type is given to a scalar. Both readers fill it.
 *
 * A node has four words: kind and flags, start, end, and by kind: of a map or list the index after its whole subtree, of a key its name's id, of an alias its target,
 * of a block scalar its indentation. A collection stands before its children, in a map key, value, key, value; node 0 is the root and size 0 an empty document.
 * Offsets are UTF-16 units from the start of the chunk; a block collection ends where its last value ends.
 */
export class Tree {
  text = '';
  nodes: Int32Array = new Int32Array(1 << 12);
  size = 0;
  names = new Names();
  /** Pairs: a key node, then the earlier key node of the same name in the same map. Merge keys never repeat. */
  repeats: number[] = [];
  /** The texts of scalars that do not follow from their range; only the library reader fills it. */
  decoded: Map<number, string> | undefined = undefined;
  /** The values of scalars with a tag; `undefined` as value means that the cluster refuses it. */
  tagged: Map<number, ScalarValue> | undefined = undefined;

  kind(node: number): number {
    return this.word(node, 0) & KIND;
  }

  has(node: number, flag: number): boolean {
    return (this.word(node, 0) & flag) !== 0;
  }

  start(node: number): number {
    return this.word(node, 1);
  }

  end(node: number): number {
    return this.word(node, 2);
  }

  /** The fourth word. */
  extra(node: number): number {
    return this.word(node, 3);
  }

  /** The index after the node and all that it contains. */
  next(node: number): number {
    return this.kind(node) >= MAP ? this.extra(node) : node + 1;
  }

  /** Follows an alias. */
  target(node: number): number {
    return this.kind(node) === ALIAS ? this.extra(node) : node;
  }

  name(key: number): string {
    return this.names.list[this.extra(key)] ?? '';
  }

  /** A scalar's text as YAML decodes it, before any type is given to it. */
  scalarText(node: number): string {
    const decoded = this.decoded?.get(node);
    if (decoded !== undefined) return decoded;
    const source = this.text.slice(this.start(node), this.end(node));
    const decode = this.has(node, DECODE);
    const kind = this.kind(node);
    if (kind === PLAIN) return decode ? unfolded(source) : source;
    if (kind === SINGLE || kind === DOUBLE) return decode ? doubleOrSingle(kind, source) : source.slice(1, -1);
    if (kind === LITERAL || kind === FOLDED) return blockText(source, this.extra(node), kind === FOLDED);
    return '';
  }

  /** A scalar's value as the cluster reads it: a bigint where a number would lose digits, undefined where the cluster refuses it. */
  scalarValue(node: number): ScalarValue {
    if (this.tagged?.has(node) === true) return this.tagged.get(node);
    const kind = this.kind(node);
    if (kind === NULL) return null;
    return kind === PLAIN ? plainValue(this.scalarText(node)) : this.scalarText(node);
  }

  private word(node: number, offset: number): number {
    return this.nodes[node * STRIDE + offset] ?? 0;
  }
}

/** The text of a quoted scalar that has escapes or several lines. */
export function doubleOrSingle(kind: number, quoted: string): string {
  return kind === DOUBLE ? doubleQuotedText(quoted) : singleQuotedText(quoted);
}
