import { Composer, isAlias, isMap, isPair, isScalar, isSeq, type Node, Parser, type Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import { MAX_DEPTH, MAX_LIBRARY } from './bounds.js';
import { tooDeep } from './depth.js';
import { libraryMessage } from './messages.js';
import type { Span } from './place.js';
import { foldedText, forbiddenCharacter, onOneLine, withIndentedComments, withPlainLineEnds, withUnicodeLineEnds } from './repair.js';
import { plainKey, plainValue } from './scalars.js';
import { taggedValue } from './tags.js';
import { ALIAS, ANCHOR, DECODE, DOUBLE, FLOW, FOLDED, KEY, LIST, LITERAL, MAP, MERGE, NULL, PLAIN, SINGLE, STRIDE, Tree } from './tree.js';

/** Why a text is no YAML that the cluster reads, in our own words. */
export interface ReadError {
  readonly code?: 'yaml-syntax' | 'too-deep' | 'alias-bomb' | undefined;
  readonly at: Span;
  readonly message: string;
}

export interface LibraryRead {
  readonly tree: Tree;
  readonly errors: readonly ReadError[];
}

const OPTIONS = { version: '1.2', schema: 'core', merge: true, uniqueKeys: false, prettyErrors: false, keepSourceTokens: false, logLevel: 'silent' } as const;
const KINDS = new Map<string, number>([
  ['PLAIN', PLAIN],
  ['QUOTE_SINGLE', SINGLE],
  ['QUOTE_DOUBLE', DOUBLE],
  ['BLOCK_LITERAL', LITERAL],
  ['BLOCK_FOLDED', FOLDED],
]);

/**
 * The package recurses into what it reads, about 700 levels deep, and where the stack ends Node may abort. No deeper text may reach it.
 * It counts levels that we do not, therefore the distance to our own limit.
 */
const MAX_NESTING = 2 * MAX_DEPTH;

/** Quoted texts that are put on one line in one chunk, each of which needs another read, and errors above which the text is broken in earnest. */
const MAX_REPAIRS = 20;

/** Reads any chunk with the npm package `yaml`, the reader of record. It never throws: what the package cannot do is an error of the text. */
export function readWithLibrary(text: string): LibraryRead {
  if (text.length > MAX_LIBRARY)
    return { tree: new Tree(), errors: [spanError(0, 1, 'the document is larger than 8 MiB, and not written as plainly as such a document must be')] };
  const forbidden = forbiddenCharacter(text);
  const read = readRepaired(text);
  if (forbidden >= 0) return withError(read, forbidden, 'this character may stand in no YAML text');
  const separator = text.search(/[\u2028\u2029]/);
  if (separator < 0) return read;
  // Harmless inside a scalar, but elsewhere it lets the cluster see lines that nobody else sees.
  const other = readRepaired(withUnicodeLineEnds(text)).tree;
  return isAlike(read.tree, other) ? read : withError(read, separator, 'the cluster ends a line at this Unicode line separator');
}

/** True for trees that differ only in the blanks and line ends of their texts. */
function isAlike(one: Tree, other: Tree): boolean {
  if (one.size !== other.size) return false;
  for (let node = 0; node < one.size; node++) {
    if (one.nodes[node * STRIDE] !== other.nodes[node * STRIDE] || one.start(node) !== other.start(node)) return false;
    if (one.has(node, KEY) ? one.name(node) !== other.name(node) : !isSameText(one, other, node)) return false;
  }
  return true;
}

function isSameText(one: Tree, other: Tree, node: number): boolean {
  const text = one.scalarText(node);
  // At the end of a text without quotes a line end is no part of it.
  const kind = one.kind(node);
  if (kind !== SINGLE && kind !== DOUBLE && /^[\u2028\u2029]|[\u2028\u2029]\s*$/.test(text)) return false;
  return text.replace(/\s/g, '') === other.scalarText(node).replace(/\s/g, '');
}

function withError(read: LibraryRead, at: number, message: string): LibraryRead {
  return { tree: read.tree, errors: [spanError(at, at + 1, message), ...read.errors] };
}

function spanError(start: number, end: number, message: string): ReadError {
  return { at: { start, end }, message };
}

/** Reads a chunk; while something in it seems to be never closed only because it stands too far left, it is put on one line and read again. */
function readRepaired(source: string): LibraryRead {
  const text = withPlainLineEnds(source);
  let repaired = withIndentedComments(text);
  let read = readOnce(source, text, repaired);
  // A long text is not read again and again.
  const most = Math.min(MAX_REPAIRS, 1 + Math.floor(2_000_000 / (1 + text.length)));
  for (let left = most; left > 0 && read.open !== undefined && read.errors.length <= 3 * MAX_REPAIRS; left--) {
    const line = onOneLine(repaired, read.open);
    if (line === undefined || line === repaired) break;
    repaired = line;
    read = readOnce(source, text, repaired);
  }
  return read;
}

interface Once extends LibraryRead {
  /** Where a quoted text or a flow collection starts that the library found never closed. */
  readonly open: number | undefined;
}

/** `source` is the chunk, `text` has the line ends of the cluster, `repaired` is what the library gets. */
function readOnce(source: string, text: string, repaired: string): Once {
  const tree = new Tree();
  tree.text = source;
  const filler = new Filler(tree, text, repaired);
  let open: number | undefined;
  const tokens = [...new Parser().parse(repaired)];
  const deep = tooDeep(tokens, MAX_NESTING);
  if (deep !== undefined)
    return { tree, errors: [{ ...spanError(deep, deep + 1, `values are nested more than ${MAX_DEPTH} levels deep`), code: 'too-deep' }], open };
  const [document, another] = new Composer(OPTIONS).compose(tokens, true, repaired.length);
  if (document === undefined) return { tree, errors: [], open };
  if (document.contents !== null) filler.node(document.contents);
  for (const error of document.errors) {
    if (error.message.startsWith('Missing closing')) open ??= quoteBefore(tree, error.pos[0]);
    else if (error.message.includes('must be sufficiently indented')) open ??= flowBefore(tree, error.pos[0]);
    filler.error(error.pos[0], error.pos[1], libraryMessage(error.code, error.message));
  }
  if (another?.contents != null) filler.error(another.range[0], another.range[0] + 1, libraryMessage('MULTIPLE_DOCS', ''));
  filler.errors.sort((a, b) => a.at.start - b.at.start);
  return { tree, errors: filler.errors, open };
}

/** The quoted scalar that the library ended at or before an offset. */
function quoteBefore(tree: Tree, offset: number): number | undefined {
  let found: number | undefined;
  for (let node = 0; node < tree.size; node++) {
    const kind = tree.kind(node);
    if ((kind === SINGLE || kind === DOUBLE) && tree.start(node) <= offset) found = Math.max(found ?? 0, tree.start(node));
  }
  return found;
}

/** The outermost flow collection that the library ended at or before an offset. */
function flowBefore(tree: Tree, offset: number): number | undefined {
  let found: number | undefined;
  for (let node = 0; node < tree.size && tree.start(node) <= offset; ) {
    const isFlow = tree.kind(node) >= MAP && tree.has(node, FLOW);
    if (isFlow) found = tree.start(node);
    node = isFlow ? tree.next(node) : node + 1;
  }
  return found;
}

type Range = readonly [number, number, number];

class Filler {
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
