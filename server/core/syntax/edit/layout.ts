import { lineEnd } from '../text.js';
import { ALIAS, DOUBLE, KEY, LIST, MAP, NULL, SINGLE } from '../tree.js';
import type { Opened } from './opened.js';

/** How a document is laid out, as far as it shows; what it does not show has the usual form. */
export interface Layout {
  readonly lineBreak: string;
  /** How much deeper a map stands than its key. */
  readonly step: number;
  /** How much deeper a list stands than its key: often 0. */
  readonly list: number;
  /** From a dash to its item. */
  readonly dash: number;
  readonly quote: '"' | "'";
  /** How lists of nothing but scalars are written. */
  readonly scalarList: 'block' | 'flow';
  readonly isJson: boolean;
}

/** What most of the text does. */
export function layoutOf(document: Opened): Layout {
  const { tree, text } = document;
  const steps = new Counts();
  const lists = new Counts();
  const dashes = new Counts();
  let single = 0;
  let double = 0;
  let flow = 0;
  for (let node = 0; node < tree.size; node++) {
    const kind = tree.kind(node);
    if (kind === SINGLE) single++;
    if (kind === DOUBLE) double++;
    if (kind === LIST && isScalarList(document, node)) flow += document.isFlow(node) ? 1 : -1;
    if (kind < MAP || document.isFlow(node)) continue;
    const before = node - 1;
    const column = document.column(tree.start(node));
    if (before >= 0 && tree.has(before, KEY)) (kind === MAP ? steps : lists).add(column - document.column(tree.start(before)));
    const [first] = document.children(node);
    if (kind === LIST && first !== undefined && tree.kind(first.value) !== NULL && lineEnd(text, tree.start(node)) > tree.start(first.value))
      dashes.add(tree.start(first.value) - tree.start(node));
  }
  const step = steps.most(2);
  return {
    lineBreak: /\r\n|\n|\r/.exec(text)?.[0] ?? '\n',
    step,
    list: lists.most(step),
    dash: dashes.most(2),
    quote: single > double ? "'" : '"',
    scalarList: flow > 0 ? 'flow' : 'block',
    isJson: document.isJson,
  };
}

function isScalarList({ tree }: Opened, node: number): boolean {
  if (tree.extra(node) === node + 1) return false;
  for (let item = node + 1; item < tree.extra(node); item++) if (tree.kind(item) >= ALIAS) return false;
  return true;
}

class Counts {
  private readonly counts = new Map<number, number>();

  add(value: number): void {
    this.counts.set(value, (this.counts.get(value) ?? 0) + 1);
  }

  /** The most frequent number, of several the one that came first. */
  most(otherwise: number): number {
    let best = otherwise;
    let count = 0;
    for (const [value, times] of this.counts) {
      if (times <= count) continue;
      best = value;
      count = times;
    }
    return best;
  }
}
