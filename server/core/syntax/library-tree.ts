import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { type ReadError, spanError } from './read-error.js';
import { foldedText } from './repair.js';
import { plainKey, plainValue } from './scalars.js';
import { taggedValue } from './tags.js';
import { ALIAS, ANCHOR, DECODE, DOUBLE, FLOW, FOLDED, KEY, LIST, LITERAL, MAP, MERGE, NULL, PLAIN, SINGLE, STRIDE, type Tree } from './tree.js';

const KINDS = new Map<string, number>([
  ['PLAIN', PLAIN],
  ['QUOTE_SINGLE', SINGLE],
  ['QUOTE_DOUBLE', DOUBLE],
  ['BLOCK_LITERAL', LITERAL],
  ['BLOCK_FOLDED', FOLDED],
]);

type Range = readonly [number, number, number];

/** Fills a tree from what the library made of a text, and collects what the cluster refuses in it. */
export class TreeFiller {
  readonly errors: ReadError[] = [];
  private readonly decoded = new Map<number, string>();
  private readonly anchors = new Map<string, number>();
  /** Where the last value ended. */
  private end = 0;

  constructor(
    private readonly tree: Tree,
    private readonly text: string,
    private readonly repaired: string,
  ) {
    tree.decoded = this.decoded;
  }

  error(start: number, end: number, message: string): void {
    const length = this.tree.text.length;
    this.errors.push(spanError(Math.min(start, length), Math.min(Math.max(start, end), length), message));
  }

  node(node: Node | null): void {
    const range = this.rangeOf(node);
    if (isAlias(node)) this.alias(node.source, range);
    else if (isMap(node) || isSeq(node)) this.collection(node, range);
    else this.anchored(isScalar(node) ? node : null, range);
    if (!isMap(node) && !isSeq(node)) this.end = range[1];
  }

  private rangeOf(node: Node | null): Range {
    return node?.range ?? [this.end, this.end, this.end];
  }

  private alias(name: string, range: Range): void {
    const target = this.anchors.get(name);
    if (target !== undefined && target >= 0) {
      this.emit(ALIAS, range[0], range[1], target);
      return;
    }
    this.error(range[0], range[1], target === undefined ? `alias "${name}" has no anchor above it` : `alias "${name}" stands inside its own anchor`);
    this.emit(NULL, range[0], range[1], 0);
  }

  private collection(node: YAMLMap | YAMLSeq, range: Range): void {
    const flow = node.flow === true;
    const me = this.emit((isMap(node) ? MAP : LIST) | (flow ? FLOW : 0) | (node.anchor === undefined ? 0 : ANCHOR), range[0], range[1], 0);
    // Until the collection ends its anchor leads nowhere.
    if (node.anchor !== undefined) this.anchors.set(node.anchor, -1);
    this.end = range[0];
    if (isMap(node)) this.pairs(node);
    else for (const item of node.items) this.item(item);
    if (flow) this.end = range[1];
    this.tree.nodes[me * STRIDE + 2] = this.end;
    this.tree.nodes[me * STRIDE + 3] = this.tree.size;
    if (node.anchor !== undefined && this.anchors.get(node.anchor) === -1) this.anchors.set(node.anchor, me);
  }

  private item(item: unknown): void {
    if (isPair(item)) {
      // The items of `!!omap` and `!!pairs`, which are maps of one pair.
      const start = this.rangeOf(item.key as Node | null)[0];
      const me = this.emit(MAP, start, start, 0);
      this.pair(item.key as Node | null, item.value as Node | null, new Map());
      this.tree.nodes[me * STRIDE + 2] = this.end;
      this.tree.nodes[me * STRIDE + 3] = this.tree.size;
      return;
    }
    const pair = isMap(item) && this.text.charAt(item.range?.[0] ?? 0) !== '{' && item.flow === true && item.items.length === 1 ? item.items[0] : undefined;
    if (!isScalar(pair?.key) || !this.endsInColon(pair.key, pair.value)) {
      this.node(item as Node | null);
      return;
    }
    const range = this.rangeOf(pair.key);
    this.anchored(pair.key, [range[0], range[1] + 1, range[2]], ':');
    this.end = range[1] + 1;
  }

  private pairs(map: YAMLMap): void {
    const seen = new Map<number, number>();
    for (const pair of map.items) this.pair(pair.key as Node | null, pair.value as Node | null, seen);
  }

  /** In brackets a colon right before a comma or a bracket belongs to the text, as in `[fe80::]`. */
  private endsInColon(key: Scalar, value: unknown): boolean {
    const end = key.range?.[1] ?? 0;
    const empty = value === null || (isScalar(value) && value.source === '');
    return empty && key.type === 'PLAIN' && this.text.charAt(end) === ':' && ',]}'.includes(this.text.charAt(end + 1) || ' ');
  }

  private pair(key: Node | null, value: Node | null, seen: Map<number, number>): void {
    const range = this.rangeOf(key);
    const me = this.tree.size;
    const merge = this.key(key, range, value);
    if (!merge) {
      const id = this.tree.extra(me);
      const before = seen.get(id);
      if (before !== undefined) this.tree.repeats.push(me, before);
      seen.set(id, me);
    }
    this.end = range[1];
    const at = this.tree.size;
    this.node(value);
    if (merge) this.checkMerge(at);
  }

  /** Writes a key; true for a merge key. */
  private key(key: Node | null, range: Range, of: Node | null): boolean {
    const names = this.tree.names;
    if (isScalar(key)) {
      const text = this.sourceOf(key) + (this.endsInColon(key, of) ? ':' : '');
      const plain = (key.type ?? 'PLAIN') === 'PLAIN' && key.tag === undefined;
      if (plain && text === '<<') {
        this.scalar(key, range, KEY | MERGE, names.id('<<'));
        return true;
      }
      const value = plain ? plainValue(text) : taggedValue(key.tag, text, key.type !== 'PLAIN');
      if (value === null || value === undefined) this.error(range[0], range[1], 'a key must be a text, a number or a boolean');
      const me = this.scalar(key, range, KEY, names.id(plain ? (plainKey(text) ?? String(value)) : String(value ?? text)));
      if (key.anchor !== undefined) this.anchors.set(key.anchor, me);
      return false;
    }
    const alias = isAlias(key) ? this.anchors.get(key.source) : undefined;
    const target = alias !== undefined && this.tree.kind(alias) < ALIAS ? this.tree.scalarText(alias) : undefined;
    if (target === undefined) this.error(range[0], range[1], 'a key must be a text, a number or a boolean');
    this.scalar(null, range, KEY, names.id(target ?? '\0'));
    return false;
  }

  private checkMerge(value: number): void {
    const tree = this.tree;
    const target = tree.target(value);
    let mergeable = tree.kind(target) === MAP;
    if (tree.kind(target) === LIST && target === value) {
      mergeable = true;
      for (let item = value + 1; item < tree.extra(value); item = tree.next(item)) if (tree.kind(tree.target(item)) !== MAP) mergeable = false;
    }
    if (!mergeable) this.error(tree.start(value), tree.end(value), 'only a map, or a list of maps, can be merged');
  }

  private anchored(scalar: Scalar | null, range: Range, suffix = ''): void {
    const me = this.scalar(scalar, range, 0, 0);
    if (suffix !== '') this.decoded.set(me, (this.decoded.get(me) ?? '') + suffix);
    if (scalar?.anchor !== undefined) this.anchors.set(scalar.anchor, me);
  }

  private scalar(scalar: Scalar | null, range: Range, flags: number, extra: number): number {
    const empty = scalar === null || ((scalar.type ?? 'PLAIN') === 'PLAIN' && (scalar.source ?? '') === '' && range[0] === range[1]);
    const kind = empty ? NULL : (KINDS.get(scalar.type ?? 'PLAIN') ?? PLAIN);
    const me = this.emit(kind | flags | DECODE | (scalar?.anchor === undefined ? 0 : ANCHOR), range[0], range[1], extra);
    if (scalar === null) return me;
    const text = this.sourceOf(scalar);
    if (!empty) this.decoded.set(me, text);
    if (scalar.tag !== undefined && (flags & KEY) === 0) {
      this.tree.tagged ??= new Map();
      this.tree.tagged.set(me, taggedValue(scalar.tag, text, kind !== PLAIN && kind !== NULL));
    }
    return me;
  }

  /** The text of a scalar before it gets a type. What was put on one line for the library is decoded from its own lines. */
  private sourceOf(scalar: Scalar): string {
    const [start, end] = this.rangeOf(scalar);
    const changed = this.repaired !== this.text && this.repaired.slice(start, end) !== this.text.slice(start, end);
    // After an escaped line break the package folds an empty line that stays for the cluster.
    const escaped = scalar.type === 'QUOTE_DOUBLE' && /\\\r?\n[ \t]*\r?\n/.test(scalar.source === undefined ? '' : this.text.slice(start, end));
    return changed || escaped ? foldedText(this.text.slice(start, end)) : (scalar.source ?? String(scalar.value));
  }

  private emit(kind: number, start: number, end: number, extra: number): number {
    const tree = this.tree;
    if ((tree.size + 1) * STRIDE > tree.nodes.length) {
      const grown = new Int32Array(tree.nodes.length * 2);
      grown.set(tree.nodes);
      tree.nodes = grown;
    }
    const at = tree.size * STRIDE;
    tree.nodes[at] = kind;
    tree.nodes[at + 1] = start;
    tree.nodes[at + 2] = end;
    tree.nodes[at + 3] = extra;
    return tree.size++;
  }
}
