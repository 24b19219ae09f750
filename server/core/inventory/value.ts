import { type Facts, NodeFlag, NodeKind } from '../syntax/facts.js';
import type { DocId, Place, Span } from '../syntax/place.js';
import { plainValue } from '../syntax/scalars.js';
import { type Known, ReadValue, type Reason, type Spot } from './known.js';
import { type PatchNode, patchBelow } from './patches.js';

/** Keys that name a list item, in the order in which the API server's merge keys are looked for. */
const MERGE_KEYS = ['mountPath', 'name', 'containerPort', 'port', 'ip', 'topologyKey', 'key'];

export const NO_LIST: Reason = 'no list: the API server refuses it';

interface Origin {
  readonly doc: DocId;
  readonly facts: Facts;
}

/**
 * A place in a document that may hold a value: written, absent, or unknown. Reading goes down with `get` and `items` and never fails:
 * below an absent value all is absent, below an unknown one all is unknown. It is a view of packed facts and is made when it is asked for.
 */
export class Value implements Spot {
  private constructor(
    private readonly origin: Origin,
    private readonly node: number,
    private readonly parent: Value | undefined,
    private readonly step: string,
    private readonly patch: PatchNode | undefined,
    private readonly inherited: Reason | undefined,
  ) {}

  /** The root of a document. `broken` makes all of it unknown. */
  static root(doc: DocId, facts: Facts, patch?: PatchNode, broken?: Reason): Value {
    return new Value({ doc, facts }, facts.size === 0 ? -1 : 0, undefined, '', patch, broken);
  }

  /** True when the document shows this value, even if only as unknown. */
  get exists(): boolean {
    return this.node >= 0;
  }

  /** Why the value cannot be known: masked, patched elsewhere, or below something that is. */
  get unknown(): Reason | undefined {
    if (this.inherited !== undefined) return this.inherited;
    if (this.patch?.why !== undefined) return this.patch.why;
    if (this.node >= 0) return this.kind === NodeKind.Unknown ? this.facts.reason(this.node) : undefined;
    return this.parent === undefined ? undefined : (this.parent.hides ?? this.parent.refuses);
  }

  get isMap(): boolean {
    return this.node >= 0 && this.kind === NodeKind.Map;
  }

  get isList(): boolean {
    return this.node >= 0 && this.kind === NodeKind.List;
  }

  /** Absent, or written as null, and nothing suggests that it is set elsewhere. */
  get isAbsent(): boolean {
    return this.unknown === undefined && (this.node < 0 || this.kind === NodeKind.Null) && this.patch === undefined;
  }

  get isQuoted(): boolean {
    return this.node >= 0 && this.facts.has(this.node, NodeFlag.Quoted);
  }

  /** Why keys or items that are not seen may exist all the same; undefined when all of them are seen. */
  get hides(): Reason | undefined {
    if (this.unknown !== undefined) return this.unknown;
    return this.node >= 0 && this.facts.has(this.node, NodeFlag.Open) ? 'set by a template' : undefined;
  }

  /** The same value with other patches. */
  patched(patch: PatchNode | undefined): Value {
    return new Value(this.origin, this.node, this.parent, this.step, patch, this.inherited);
  }

  get(key: string): Value {
    const node = this.isMap ? this.facts.find(this.node, key) : -1;
    return new Value(this.origin, node, this, key, patchBelow(this.patch, key), this.unknown);
  }

  /** `at(['spec', 'template'])` is `get('spec').get('template')`. */
  path(...keys: readonly string[]): Value {
    let value: Value = this;
    for (const key of keys) value = value.get(key);
    return value;
  }

  /** The items of a list; of an unknown or open list also one unknown item whose step is `*`. A value that is no list has none. */
  items(): readonly Value[] {
    const found: Value[] = [];
    if (this.isList) {
      let index = 0;
      for (const node of this.facts.children(this.node)) found.push(this.item(node, index++));
    }
    const hidden = this.hides ?? this.addedItems(found);
    if (hidden !== undefined && (this.exists || this.patch !== undefined)) found.push(new Value(this.origin, -1, this, '[*]', undefined, hidden));
    return found;
  }

  /** One item of a list of many: that whose facts begin at `node`, with `index` items before it. */
  item(node: number, index: number): Value {
    const step = this.stepOf(node, index);
    return new Value(this.origin, node, this, step, patchBelow(this.patch, step.slice(1, -1)), this.unknown);
  }

  /** The values of a map with their keys, in the order of the text; after them, as unknown, the keys that something outside the document adds. */
  *entries(): IterableIterator<readonly [string, Value]> {
    if (this.isMap) {
      for (const node of this.facts.children(this.node)) {
        const key = this.facts.text(node - 1);
        yield [key, new Value(this.origin, node, this, key, patchBelow(this.patch, key), this.unknown)];
      }
    } else if (this.exists && this.kind !== NodeKind.Null) return;
    for (const [key, patch] of this.patch?.below ?? []) {
      const isItem = key === '*' || (!this.isMap && key.includes('='));
      if (!isItem && !(this.isMap && this.facts.find(this.node, key) >= 0)) yield [key, new Value(this.origin, -1, this, key, patch, this.unknown)];
    }
  }

  /** What one patch alone sets here; undefined where none does, or more than one. Its place is in the patch. The value itself stays unknown. */
  get patchedTo(): Value | undefined {
    return this.inherited === undefined ? this.patch?.sets : undefined;
  }

  /** The items that patches add to this list, where each is added by one patch alone; undefined where not all of them are known. */
  addedByPatch(): readonly Value[] | undefined {
    if (this.hides !== undefined) return undefined;
    const seen = new Set(this.items().map((item) => item.step.slice(1, -1)));
    const added = [...(this.patch?.below ?? [])].filter(([step]) => !seen.has(step)).map(([step, { sets }]) => (step === '*' ? undefined : sets));
    return added.every((item) => item !== undefined) ? added : undefined;
  }

  /** A known string, number or boolean as its text; undefined for everything else. Null and absent are undefined too. */
  text(): string | undefined {
    if (this.unknown !== undefined || this.node < 0) return undefined;
    return this.kind === NodeKind.String || this.kind === NodeKind.Number || this.kind === NodeKind.Boolean ? this.facts.text(this.node) : undefined;
  }

  /** The masked text of an unknown scalar (`{{ .Values.name }}`), so that two of them can be told apart. */
  sourceText(): string | undefined {
    return this.node >= 0 && this.kind === NodeKind.Unknown ? this.facts.source(this.node) : undefined;
  }

  boolean(absent: boolean): Known<boolean> {
    return this.typed(NodeKind.Boolean, absent, (text) => text === 'true', 'no boolean: the API server refuses it');
  }

  number(absent: number | undefined): Known<number | undefined> {
    return this.typed(NodeKind.Number, absent, (text) => Number(plainValue(text)), 'no number: the API server refuses it');
  }

  string(absent: string): Known<string>;
  string(absent?: undefined): Known<string | undefined>;
  string(absent?: string): Known<string | undefined> {
    return this.typed<string | undefined>(NodeKind.String, absent, (text) => text, 'no string: the API server refuses it');
  }

  /** The strings of a list; unknown when any of them is. */
  strings(): Known<readonly string[]> {
    const why = this.hides ?? (this.isList || this.isAbsent ? undefined : NO_LIST);
    if (why !== undefined) return this.asUnknown(why);
    const found: string[] = [];
    for (const item of this.items()) {
      if (item.unknown !== undefined) return this.asUnknown(item.unknown);
      found.push(item.text() ?? '');
    }
    return new ReadValue(found, this.isList, this);
  }

  asUnknown(why: Reason): Known<never> {
    return { known: false, why, at: this.at, pointer: this.pointer };
  }

  /** The place of the value; of an absent one the key of its nearest written parent. */
  get at(): Place {
    if (this.node >= 0) return this.placeOf(this.facts.span(this.node));
    return this.parent?.keyAt ?? this.placeOf({ start: 0, end: 0 });
  }

  /** The place of the value's key; of a list item the value that names it, else its first key; of the root its first key. */
  get keyAt(): Place {
    if (this.node < 0) return this.parent?.keyAt ?? this.placeOf({ start: 0, end: 0 });
    const isItem = this.parent === undefined || this.parent.isList;
    if (!isItem) return this.placeOf(this.facts.span(this.node - 1));
    if (!this.isMap) return this.at;
    const name = this.facts.find(this.node, 'name');
    if (name >= 0 && this.parent !== undefined) return this.placeOf(this.facts.span(name));
    return this.placeOf(this.facts.span(this.facts.next(this.node) > this.node + 1 ? this.node + 1 : this.node));
  }

  /** The alias or merge key through which the value came; its own place is the anchor's. */
  get aliasAt(): Place | undefined {
    const span = this.node >= 0 ? this.facts.aliasOf(this.node) : undefined;
    return span === undefined ? undefined : this.placeOf(span);
  }

  get pointer(): string {
    if (this.parent === undefined) return '';
    return this.step.startsWith('[') ? this.parent.pointer + this.step : `${this.parent.pointer}/${escaped(this.step)}`;
  }

  /** A plain copy for reports and comparison: Map, array, string, number, boolean, null; `undefined` for what is not known. */
  toPlain(): unknown {
    if (this.unknown !== undefined || this.node < 0) return undefined;
    if (this.isMap) return new Map([...this.entries()].map(([key, value]) => [key, value.toPlain()]));
    if (this.isList) return this.items().map((item) => item.toPlain());
    const text = this.facts.text(this.node);
    if (this.kind === NodeKind.Null) return null;
    if (this.kind === NodeKind.Boolean) return text === 'true';
    return this.kind === NodeKind.Number ? Number(plainValue(text)) : text;
  }

  /** Why nothing can stand below this value by a key: it is a text or a list. */
  private get refuses(): Reason | undefined {
    return this.node < 0 || this.isMap || this.kind === NodeKind.Null ? undefined : 'no map: the API server refuses it';
  }

  private get facts(): Facts {
    return this.origin.facts;
  }

  private get kind(): NodeKind {
    return this.facts.kind(this.node);
  }

  private typed<T>(kind: NodeKind, absent: T, convert: (text: string) => T, refused: Reason): Known<T> {
    const why = this.unknown;
    if (why !== undefined) return this.asUnknown(why);
    if (this.node < 0 || this.kind === NodeKind.Null) return new ReadValue(absent, false, this);
    if (this.kind !== kind) return this.asUnknown(refused);
    return new ReadValue(convert(this.facts.text(this.node)), true, this);
  }

  /** Why a patch may add items to this list: it names items that are not there. */
  private addedItems(items: readonly Value[]): Reason | undefined {
    if (this.patch === undefined) return undefined;
    const seen = new Set(items.map((item) => item.step.slice(1, -1)));
    for (const [step, node] of this.patch.below) if (step !== '*' && !seen.has(step)) return firstReason(node);
    return undefined;
  }

  private stepOf(node: number, index: number): string {
    for (const key of MERGE_KEYS) {
      const found = this.facts.find(node, key);
      if (found >= 0 && (this.facts.kind(found) === NodeKind.String || this.facts.kind(found) === NodeKind.Number)) return `[${key}=${this.facts.text(found)}]`;
    }
    return `[${index}]`;
  }

  private placeOf(span: Span): Place {
    return { doc: this.origin.doc, span };
  }
}

/** A key as a step of a JSON pointer: RFC 6901, section 3. */
function escaped(key: string): string {
  return key.includes('~') || key.includes('/') ? key.replace(/~/g, '~0').replace(/\//g, '~1') : key;
}

function firstReason(node: PatchNode): Reason | undefined {
  if (node.why !== undefined) return node.why;
  for (const below of node.below.values()) {
    const why = firstReason(below);
    if (why !== undefined) return why;
  }
  return undefined;
}

export type PlainValue = string | number | boolean | null | readonly PlainValue[] | { readonly [key: string]: PlainValue };

/** A copy that can be written again; undefined where any part of it is not known. */
export function toPlain(value: Value): PlainValue | undefined {
  if (value.hides !== undefined) return undefined;
  if (value.isMap)
    return allKnown(
      [...value.entries()].map(([key, entry]) => [key, toPlain(entry)] as const),
      Object.fromEntries,
    );
  if (value.isList)
    return allKnown(
      value.items().map((item) => ['', toPlain(item)] as const),
      (items) => items.map(([, item]) => item),
    );
  const plain = value.toPlain();
  return typeof plain === 'string' || typeof plain === 'number' || typeof plain === 'boolean' || plain === null ? plain : undefined;
}

function allKnown<T>(
  parts: readonly (readonly [string, PlainValue | undefined])[],
  make: (known: readonly (readonly [string, PlainValue])[]) => T,
): T | undefined {
  const known = parts.flatMap(([key, part]) => (part === undefined ? [] : [[key, part] as const]));
  return known.length === parts.length ? make(known) : undefined;
}
