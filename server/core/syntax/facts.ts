import type { Span } from './place.js';
import { plainValue } from './scalars.js';

/** Kinds of a node. `Key` stands before each value of a map; `Unknown` is a value that the text does not show. */
export const NodeKind = { Null: 0, Boolean: 1, Number: 2, String: 3, Map: 4, List: 5, Unknown: 6, Key: 7 } as const;
export type NodeKind = (typeof NodeKind)[keyof typeof NodeKind];

/** Flags beside the kind in the first word of a node. */
export const NodeFlag = {
  /** The value stands at an anchor and came here by an alias or a merge key: `aliasOf` has the place of the alias. */
  Aliased: 16,
  /** A map or a list that may hold more than the text shows (a template adds to it): what is missing in it is unknown. */
  Open: 32,
  /** A quoted scalar. */
  Quoted: 64,
  /** A literal or folded block scalar. */
  Block: 128,
  /** A collection in flow style. */
  Flow: 256,
  /** A string of which only the first 65,536 UTF-16 units are kept. */
  Cut: 512,
} as const;

/** Why a value is unknown. The text is shown to users as it is. */
export const REASONS = [
  'set by a template',
  'set by a substitution',
  'encrypted',
  'set only under a condition of a template',
  'not readable by the cluster',
] as const;
export type SyntaxReason = (typeof REASONS)[number];

/** Words of a node: kind and flags, start, end, and by kind: Map, List: the index after the whole subtree; Key, scalars: an index into `strings`; Unknown: an index into `strings`, its source text, and its reason in the bits of the first word from `REASON_SHIFT` on. */
export const FACT_STRIDE = 4;
export const REASON_SHIFT = 12;
const KIND = 15;

/**
 * What one document says, packed: types as kubectl reads them, aliases and merges resolved, of repeated keys the last one only, comments and text gone.
 * Nodes lie flat in `nodes`, a collection before its children, in a map key, value, key, value; node 0 is the root. It outlives the text and the tree.
 */
export class Facts {
  constructor(
    readonly nodes: Int32Array,
    readonly strings: readonly string[],
    private readonly aliases: ReadonlyMap<number, Span>,
  ) {}

  /** The number of nodes; 0 for an empty document. */
  get size(): number {
    return this.nodes.length / FACT_STRIDE;
  }

  kind(node: number): NodeKind {
    return (this.word(node, 0) & KIND) as NodeKind;
  }

  has(node: number, flag: number): boolean {
    return (this.word(node, 0) & flag) !== 0;
  }

  span(node: number): Span {
    return { start: this.word(node, 1), end: this.word(node, 2) };
  }

  /** The index after the node and all that it contains. */
  next(node: number): number {
    const kind = this.kind(node);
    return kind === NodeKind.Map || kind === NodeKind.List ? this.word(node, 3) : node + 1;
  }

  /** The text of a key or scalar: of a number its source text, of a boolean `true` or `false`, of null ''. */
  text(node: number): string {
    return this.strings[this.word(node, 3)] ?? '';
  }

  /** The value of a Number node as the cluster reads it: `0777` is 511. NaN for any other node. A number beyond 2^53 loses digits here, not in its text. */
  number(node: number): number {
    if (this.kind(node) !== NodeKind.Number) return Number.NaN;
    const value = plainValue(this.text(node));
    return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
  }

  /** Why the value of an Unknown node is not known. */
  reason(node: number): SyntaxReason {
    return REASONS[this.word(node, 0) >>> REASON_SHIFT] ?? REASONS[0];
  }

  /** The text that stands where an Unknown value is (`{{ .Values.name }}`); '' when there is none. */
  source(node: number): string {
    return this.strings[this.word(node, 3)] ?? '';
  }

  /** True when some value came here by an alias or a merge key. */
  get hasAliases(): boolean {
    return this.aliases.size > 0;
  }

  /** The alias or merge key through which an aliased node came here. */
  aliasOf(node: number): Span | undefined {
    return this.aliases.get(node);
  }

  /** The value node of a key, or -1. The key node is the one before it. */
  find(map: number, key: string): number {
    const { nodes, strings } = this;
    if (nodes.length === 0 || this.kind(map) !== NodeKind.Map) return -1;
    const end = this.next(map);
    // Written out: it is asked more often than anything else, much of it before V8 has made calls cheap.
    for (let node = map + 1; node < end; ) {
      if (strings[nodes[node * FACT_STRIDE + 3] ?? 0] === key) return node + 1;
      const value = (node + 1) * FACT_STRIDE;
      const kind = (nodes[value] ?? 0) & KIND;
      node = kind === NodeKind.Map || kind === NodeKind.List ? (nodes[value + 3] ?? end) : node + 2;
    }
    return -1;
  }

  /** The value nodes of a map or a list, in order. */
  children(node: number): readonly number[] {
    if (this.size === 0) return [];
    const kind = this.kind(node);
    if (kind !== NodeKind.Map && kind !== NodeKind.List) return [];
    const found: number[] = [];
    const end = this.next(node);
    const step = kind === NodeKind.Map ? 1 : 0;
    for (let child = node + 1 + step; child < end; child = this.next(child) + step) found.push(child);
    return found;
  }

  private word(node: number, offset: number): number {
    return this.nodes[node * FACT_STRIDE + offset] ?? 0;
  }
}
