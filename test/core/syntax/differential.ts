import { parseDocument } from 'yaml';
import { readFast } from '../../../server/core/syntax/fast/read.js';
import { readWithLibrary } from '../../../server/core/syntax/library-reader.js';
import { split } from '../../../server/core/syntax/split.js';
import { ALIAS, ANCHOR, FLOW, FOLDED, KEY, KIND, LITERAL, MAP, MERGE, NULL, STRIDE, Tree } from '../../../server/core/syntax/tree.js';

const tree = new Tree();
const COMPARED = KIND | KEY | MERGE | ANCHOR | FLOW;

/** How the fast reader and the library differ over a chunk; '' when they agree, undefined when the fast reader leaves it to the library. */
export function difference(text: string): string | undefined {
  if (!readFast(text, tree)) return undefined;
  const library = readWithLibrary(text);
  const [error] = library.errors;
  if (error !== undefined) return `the library reports "${error.message}" at ${error.at.start}`;
  const [warning] = parseDocument(text, { prettyErrors: false, logLevel: 'silent', merge: true }).warnings;
  if (warning !== undefined) return `the library warns: ${warning.message}`;
  return treeDifference(tree, library.tree);
}

function treeDifference(fast: Tree, library: Tree): string {
  if (fast.size === 0 && library.size === 1 && library.kind(0) === NULL) return '';
  if (fast.size !== library.size) return `${fast.size} nodes, the library has ${library.size}`;
  for (let node = 0; node < fast.size; node++) {
    const found = nodeDifference(fast, library, node);
    if (found !== '') return `node ${node} at ${fast.start(node)}: ${found}`;
  }
  return fast.repeats.join() === library.repeats.join() ? '' : `repeats ${fast.repeats.join()}, the library has ${library.repeats.join()}`;
}

function nodeDifference(fast: Tree, library: Tree, node: number): string {
  const words = [fast, library].map((one) => (one.nodes[node * STRIDE] ?? 0) & COMPARED);
  if (words[0] !== words[1]) return `kind and flags ${words.join(', the library has ')}`;
  const ranges = [fast, library].map((one) => `${one.start(node)}-${one.end(node)}`);
  if (ranges[0] !== ranges[1]) return `range ${ranges.join(', the library has ')}`;
  const kind = fast.kind(node);
  if (fast.has(node, KEY) && fast.name(node) !== library.name(node)) return `name "${fast.name(node)}", the library has "${library.name(node)}"`;
  if ((kind === ALIAS || kind >= MAP) && fast.extra(node) !== library.extra(node)) return 'target or size';
  if (kind < ALIAS && fast.scalarText(node) !== library.scalarText(node))
    return `text ${JSON.stringify(fast.scalarText(node))}, the library has ${JSON.stringify(library.scalarText(node))}`;
  if (kind < LITERAL || kind > FOLDED) return '';
  return fast.scalarValue(node) === library.scalarValue(node) ? '' : 'value';
}

/** The first chunk of a text, or the one that `pick` chooses: the readers get one at a time. */
export function chunkOf(text: string, pick: (count: number) => number = () => 0): string {
  const chunks = split(text);
  const chunk = chunks[pick(chunks.length)];
  return chunk === undefined ? text : text.slice(chunk.start, chunk.end);
}

/** Counts what is compared, and fails with the shortest text over which the readers differ. */
export class Comparison {
  texts = 0;
  taken = 0;
  private differing: { readonly text: string; readonly difference: string } | undefined;

  add(text: string): void {
    this.texts++;
    const found = difference(text);
    if (found === undefined) return;
    this.taken++;
    if (found !== '' && (this.differing === undefined || text.length < this.differing.text.length)) this.differing = { text, difference: found };
  }

  check(leastTaken: number): void {
    if (this.differing !== undefined) throw new Error(`the readers differ: ${this.differing.difference}\n${JSON.stringify(this.differing.text)}`);
    if (this.taken < leastTaken) throw new Error(`only ${this.taken} of ${this.texts} texts were taken by the fast reader`);
  }
}
