import type { Mask } from './mask.js';
import { regionsOf } from './regions.js';
import { lineStart } from './text.js';
import { ALIAS, FLOW, MAP, type Tree } from './tree.js';

const TEMPLATE = 0;
const SUBSTITUTION = 1;

/** What templates and substitutions make of the nodes of one tree. */
export class Overlay {
  private readonly inline: readonly Mask[];
  private readonly regions: readonly number[];
  private readonly unknown = new Set<number>();
  private readonly opened = new Set<number>();

  /** `text` is the chunk before it was masked; the masks have offsets in it. */
  constructor(
    readonly text: string,
    private readonly tree: Tree,
    masks: readonly Mask[],
  ) {
    // Any mask inside a scalar makes it unknown, also one that fills lines of a block scalar.
    this.inline = masks.filter((mask) => mask.kind !== 'attach');
    const root = tree.size === 0 ? { start: 0, end: text.length } : { start: tree.start(0), end: tree.end(0) };
    this.regions = regionsOf(masks, root, text.length);
    const outputs = masks.filter((mask) => mask.kind === 'output' || mask.kind === 'attach');
    if (outputs.length > 0 && tree.size > 0) new Outputs(tree, text, outputs, this.unknown, this.opened).assign();
  }

  /** Why a node is unknown, as an index into REASONS, or -1. */
  reason(node: number): number {
    if (this.unknown.has(node)) return TEMPLATE;
    if (this.tree.kind(node) >= ALIAS) return -1;
    const mask = this.touching(this.tree.start(node), this.tree.end(node));
    return mask === undefined ? -1 : mask.by === 'template' ? TEMPLATE : SUBSTITUTION;
  }

  /** True where text stands only under a condition of a template. */
  conditional(offset: number): boolean {
    // Pairs of start and end in order: an odd number of bounds at or before the offset means that it lies inside.
    const bounds = this.regions;
    let low = 0;
    let high = bounds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((bounds[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low % 2 === 1;
  }

  /** True for a collection to which a template may add. */
  open(node: number): boolean {
    return this.opened.has(node);
  }

  private touching(start: number, end: number): Mask | undefined {
    let low = 0;
    let high = this.inline.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.inline[middle]?.end ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    const mask = this.inline[low];
    return mask !== undefined && mask.start < end ? mask : undefined;
  }
}

interface Level {
  readonly node: number;
  readonly column: number;
}

/** Finds for each output the collection that it adds to, or the value that it sets: one walk over the tree, since both are in order. */
class Outputs {
  private next = 0;
  private readonly levels: Level[] = [];

  constructor(
    private readonly tree: Tree,
    private readonly text: string,
    private readonly outputs: readonly Mask[],
    private readonly unknown: Set<number>,
    private readonly opened: Set<number>,
  ) {}

  assign(): void {
    const tree = this.tree;
    const root = 0;
    if (!this.isBlock(root)) {
      for (const output of this.outputs) this.settle(root, output);
      return;
    }
    // What comes before all content, or after it at its column, may add to the root.
    this.skip(tree.start(root), () => this.opened.add(root));
    this.walk(root, this.text.length);
  }

  private isBlock(node: number): boolean {
    return this.tree.kind(node) >= MAP && !this.tree.has(node, FLOW);
  }

  /** Takes the outputs before an offset. */
  private skip(before: number, take: (output: Mask) => void): void {
    for (; this.next < this.outputs.length; this.next++) {
      const output = this.outputs[this.next];
      if (output === undefined || output.start >= before) return;
      take(output);
    }
  }

  /** `end`: where the next node outside of this block collection starts. */
  private walk(node: number, end: number): void {
    const tree = this.tree;
    const isMap = tree.kind(node) === MAP;
    this.levels.push({ node, column: tree.start(node) - lineStart(this.text, tree.start(node)) });
    const last = tree.extra(node);
    for (let child = node + 1; child < last; ) {
      const value = isMap ? child + 1 : child;
      const after = tree.next(value);
      const valueEnd = after < last ? tree.start(after) : end;
      if (this.isBlock(value)) {
        const set = (output: Mask): void => void (output.kind === 'attach' ? this.unknown : this.opened).add(value);
        this.skip(tree.start(value), set);
        this.walk(value, valueEnd);
      } else this.skip(valueEnd, (output) => this.settle(value, output));
      child = after;
    }
    this.levels.pop();
  }

  /** An output that comes after the value `last` and before the next key or item. */
  private settle(last: number, output: Mask): void {
    const tree = this.tree;
    const kind = tree.kind(last);
    const inside = output.start < tree.end(last);
    if (inside) {
      if (kind >= MAP && output.kind === 'output') this.openFlow(last);
      return;
    }
    if (output.kind === 'attach') {
      if (!/[\r\n]/.test(this.text.slice(tree.end(last), output.start))) this.unknown.add(last);
      return;
    }
    const deepest = this.levels[this.levels.length - 1];
    if (deepest === undefined) return;
    if (output.column > deepest.column) {
      this.unknown.add(last);
      return;
    }
    // A list may stand at the column of its key, so that there the output may be the value of the last key, too.
    if (output.column === deepest.column && tree.kind(deepest.node) === MAP) this.emptyValue(last);
    const owner = this.levels.findLast((level) => level.column <= output.column) ?? this.levels[0];
    for (const level of this.levels) if (level.column === owner?.column) this.opened.add(level.node);
  }

  private emptyValue(node: number): void {
    if (this.tree.kind(node) === 0) this.unknown.add(node);
  }

  /** Inside brackets all collections around the output, and those beside it, are open: which one it is does not matter enough. */
  private openFlow(node: number): void {
    if (this.opened.has(node)) return;
    for (let inner = node; inner < this.tree.extra(node); inner++) if (this.tree.kind(inner) >= MAP) this.opened.add(inner);
  }
}
