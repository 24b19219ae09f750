import { MAX_ALIASED, MAX_DEPTH, MAX_SOURCE, MAX_STRING } from './bounds.js';
import { FACT_STRIDE, Facts, NodeFlag, NodeKind, REASON_SHIFT } from './facts.js';
import type { Overlay } from './overlay.js';
import type { Span } from './place.js';
import type { ReadError } from './read-error.js';
import { sharedCopy } from './text.js';
import { DOUBLE, FLOW, FOLDED, LIST, LITERAL, MAP, MERGE, SINGLE, STRIDE, type Tree } from './tree.js';

export interface Packed {
  readonly facts: Facts;
  readonly errors: readonly ReadError[];
}

/** Turns the tree of a chunk into what the cluster makes of it: typed, aliases and merges resolved, of repeated keys the last one only. */
export function pack(tree: Tree, overlay?: Overlay): Packed {
  if (tree.size === 0) return { facts: new Facts(new Int32Array(0), [], NO_ALIASES), errors: [] };
  try {
    return new Packer(tree, overlay, 'follow').run();
  } catch (bomb) {
    if (!(bomb instanceof AliasBomb)) throw bomb;
    const packed = new Packer(tree, overlay, 'leave').run();
    const error = { code: 'alias-bomb', at: bomb.at, message: `aliases repeat more than ${MAX_ALIASED.toLocaleString('en-US')} values` } as const;
    return { facts: packed.facts, errors: [error, ...packed.errors] };
  }
}

class AliasBomb extends Error {
  constructor(readonly at: Span) {
    super('alias bomb');
  }
}

const ENCRYPTED = 2;
const CONDITION = 3;
const UNREADABLE = 4;

/** One pair of a map after merging: its nodes, and the alias through which it came. */
interface Entry {
  readonly key: number;
  readonly value: number;
  readonly alias: Span | undefined;
}

/** Most documents have none. */
const NO_ALIASES: ReadonlyMap<number, Span> = new Map();

let buffer = new Int32Array(1 << 14);

class Packer {
  private size = 0;
  private aliased = 0;
  private readonly strings: string[] = [];
  private readonly keyStrings = new Map<number, number>();
  private aliases: Map<number, Span> | undefined;
  private readonly errors: ReadError[] = [];
  private readonly plain: boolean;
  private readonly rootKind: string;
  private readonly sops: boolean;
  private encrypted = false;

  constructor(
    private readonly tree: Tree,
    private readonly overlay: Overlay | undefined,
    private readonly aliasing: 'follow' | 'leave',
  ) {
    this.plain = tree.repeats.length === 0 && !hasMerge(tree);
    const kind = rootValue(tree, 'kind');
    this.rootKind = kind >= 0 && tree.kind(kind) < MAP ? tree.scalarText(kind) : '';
    const sops = rootValue(tree, 'sops');
    this.sops = sops >= 0 && tree.kind(sops) === MAP;
  }

  run(): Packed {
    this.value(0, undefined, 0);
    return { facts: new Facts(buffer.slice(0, this.size * FACT_STRIDE), this.strings, this.aliases ?? NO_ALIASES), errors: this.errors };
  }

  private value(at: number, from: Span | undefined, depth: number): void {
    const tree = this.tree;
    const node = tree.target(at);
    if (node === at) {
      this.resolved(node, from, depth);
      return;
    }
    const alias = from ?? { start: tree.start(at), end: tree.end(at) };
    if (this.aliasing === 'leave') this.unknown(at, UNREADABLE, from);
    else this.resolved(node, alias, depth);
  }

  private resolved(node: number, from: Span | undefined, depth: number): void {
    const reason = this.overlay === undefined ? -1 : this.overlay.reason(node);
    if (reason >= 0) this.unknown(node, reason, from);
    else if (this.tree.kind(node) < MAP) this.scalar(node, from);
    else if (depth >= MAX_DEPTH) this.tooDeep(node, from);
    else if (this.tree.kind(node) === MAP) this.map(node, from, depth);
    else this.list(node, from, depth);
  }

  private tooDeep(node: number, from: Span | undefined): void {
    const at = { start: this.tree.start(node), end: this.tree.start(node) + 1 };
    if (!this.errors.some((error) => error.code === 'too-deep'))
      this.errors.push({ code: 'too-deep', at, message: `values are nested more than ${MAX_DEPTH} levels deep` });
    this.unknown(node, UNREADABLE, from);
  }

  private list(node: number, from: Span | undefined, depth: number): void {
    const tree = this.tree;
    const me = this.collection(node, NodeKind.List, from);
    const end = tree.extra(node);
    let conditional = false;
    for (let item = node + 1; item < end; item = tree.next(item)) {
      const maybe = this.overlay?.conditional(tree.start(item)) === true;
      conditional ||= maybe;
      if (maybe && tree.kind(item) < MAP) this.unknown(item, CONDITION, from);
      else this.value(item, from, depth + 1);
    }
    this.close(me, conditional);
  }

  private map(node: number, from: Span | undefined, depth: number): void {
    const me = this.collection(node, NodeKind.Map, from);
    const tree = this.tree;
    let open = false;
    if (this.plain) {
      const end = tree.extra(node);
      for (let key = node + 1; key < end; key = tree.next(key + 1)) open = this.pair(key, key + 1, from, depth) || open;
    } else {
      const entries = new Map<number, Entry>();
      this.gather(node, from, entries, 0);
      for (const entry of entries.values()) open = this.pair(entry.key, entry.value, entry.alias, depth) || open;
    }
    this.close(me, open);
  }

  /** The pairs of a map that count: a later line wins, also over a merge above it, and of a merged list the first map wins. */
  private gather(node: number, from: Span | undefined, into: Map<number, Entry>, depth: number): void {
    const tree = this.tree;
    const end = tree.extra(node);
    for (let key = node + 1; key < end; key = tree.next(key + 1)) {
      if (!tree.has(key, MERGE)) {
        into.set(tree.extra(key), { key, value: key + 1, alias: from });
        if (from !== undefined && ++this.aliased > MAX_ALIASED) throw new AliasBomb(from);
      } else if (this.aliasing === 'follow' && depth < MAX_DEPTH) this.merge(key + 1, from, into, depth);
    }
  }

  private merge(value: number, from: Span | undefined, into: Map<number, Entry>, depth: number): void {
    const tree = this.tree;
    const sources: number[] = [];
    if (tree.kind(value) === LIST) for (let item = value + 1; item < tree.extra(value); item = tree.next(item)) sources.unshift(item);
    else sources.push(value);
    for (const source of sources) {
      if (++this.aliased > MAX_ALIASED) throw new AliasBomb({ start: tree.start(source), end: tree.end(source) });
      const map = tree.target(source);
      if (tree.kind(map) !== MAP) continue;
      const alias = from ?? (map === source ? undefined : { start: tree.start(source), end: tree.end(source) });
      this.gather(map, alias, into, depth + 1);
    }
  }

  /** Writes a key and its value; true when a template sets the key, so that the pair says nothing. */
  private pair(key: number, value: number, from: Span | undefined, depth: number): boolean {
    const tree = this.tree;
    const overlay = this.overlay;
    if (overlay !== undefined && overlay.reason(key) >= 0) return true;
    const name = tree.extra(key);
    this.emit(NodeKind.Key | this.flagsOf(key), tree.start(key), tree.end(key), this.keyString(name, key), from);
    if (overlay?.conditional(tree.start(key)) === true) {
      this.unknown(value, CONDITION, from);
      return false;
    }
    const text = tree.names.list[name];
    if (text === 'openAPIV3Schema' && this.rootKind === 'CustomResourceDefinition' && tree.kind(value) === MAP) {
      // No rule reads these schemas, and they are most of the text of many repositories.
      this.close(this.collection(value, NodeKind.Map, from), true);
    } else if (text === 'encryptedData' && this.rootKind === 'SealedSecret') {
      this.encrypted = true;
      this.value(value, from, depth + 1);
      this.encrypted = false;
    } else this.value(value, from, depth + 1);
    return false;
  }

  private keyString(name: number, key: number): number {
    let index = this.keyStrings.get(name);
    if (index === undefined) {
      index = this.strings.push(this.tree.name(key)) - 1;
      this.keyStrings.set(name, index);
    }
    return index;
  }

  private scalar(node: number, from: Span | undefined): void {
    const tree = this.tree;
    const value = tree.scalarValue(node);
    if (value === undefined) {
      const at = { start: tree.start(node), end: tree.end(node) };
      if (this.errors.length === 0)
        this.errors.push({ code: 'yaml-syntax', at, message: `the cluster refuses the value "${tree.scalarText(node).slice(0, 40)}"` });
      this.unknown(node, UNREADABLE, from);
    } else if (value === null) this.emit(NodeKind.Null, tree.start(node), tree.end(node), this.string(''), from);
    else if (typeof value === 'string') this.text(node, value, from);
    else {
      const kind = typeof value === 'boolean' ? NodeKind.Boolean : NodeKind.Number;
      const text = typeof value === 'boolean' ? String(value) : tree.scalarText(node);
      this.emit(kind | this.flagsOf(node), tree.start(node), tree.end(node), this.string(text), from);
    }
  }

  private text(node: number, value: string, from: Span | undefined): void {
    if (this.encrypted || (this.sops && value.startsWith('ENC['))) {
      this.unknown(node, ENCRYPTED, from);
      return;
    }
    const cut = value.length > MAX_STRING;
    const text = cut ? value.slice(0, MAX_STRING) : value;
    this.emit(NodeKind.String | this.flagsOf(node) | (cut ? NodeFlag.Cut : 0), this.tree.start(node), this.tree.end(node), this.string(text), from);
  }

  private flagsOf(node: number): number {
    const kind = this.tree.kind(node);
    if (kind === SINGLE || kind === DOUBLE) return NodeFlag.Quoted;
    return kind === LITERAL || kind === FOLDED ? NodeFlag.Block : 0;
  }

  private string(text: string): number {
    return this.strings.push(sharedCopy(text)) - 1;
  }

  private unknown(node: number, reason: number, from: Span | undefined): void {
    const tree = this.tree;
    // What is encrypted stays out of every report, also as text.
    const source = reason === ENCRYPTED || tree.kind(node) >= MAP ? '' : (this.overlay?.text ?? tree.text).slice(tree.start(node), tree.end(node));
    this.emit(NodeKind.Unknown | (reason << REASON_SHIFT), tree.start(node), tree.end(node), this.string(source.slice(0, MAX_SOURCE)), from);
  }

  private collection(node: number, kind: number, from: Span | undefined): number {
    const tree = this.tree;
    const open = this.overlay?.open(node) === true;
    this.emit(kind | (tree.has(node, FLOW) ? NodeFlag.Flow : 0) | (open ? NodeFlag.Open : 0), tree.start(node), tree.end(node), 0, from);
    return this.size - 1;
  }

  private close(me: number, open: boolean): void {
    if (open) buffer[me * FACT_STRIDE] = (buffer[me * FACT_STRIDE] ?? 0) | NodeFlag.Open;
    buffer[me * FACT_STRIDE + 3] = this.size;
  }

  private emit(word: number, start: number, end: number, extra: number, from: Span | undefined): void {
    const at = this.size * FACT_STRIDE;
    if (at + FACT_STRIDE > buffer.length) {
      const grown = new Int32Array(buffer.length * 2);
      grown.set(buffer);
      buffer = grown;
    }
    buffer[at] = from === undefined ? word : word | NodeFlag.Aliased;
    buffer[at + 1] = start;
    buffer[at + 2] = end;
    buffer[at + 3] = extra;
    if (from !== undefined) {
      if (++this.aliased > MAX_ALIASED) throw new AliasBomb(from);
      this.aliases ??= new Map();
      this.aliases.set(this.size, from);
    }
    this.size++;
  }
}

function hasMerge(tree: Tree): boolean {
  const nodes = tree.nodes;
  for (let at = 0; at < tree.size * STRIDE; at += STRIDE) if (((nodes[at] ?? 0) & MERGE) !== 0) return true;
  return false;
}

/** The last value of a root key, or -1. */
function rootValue(tree: Tree, name: string): number {
  if (tree.kind(0) !== MAP) return -1;
  let found = -1;
  for (let key = 1; key < tree.extra(0); key = tree.next(key + 1)) if (tree.name(key) === name) found = key + 1;
  return found;
}
