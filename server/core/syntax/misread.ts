import { lineStart } from './text.js';
import { FLOW, KEY, MAP, PLAIN, type Tree } from './tree.js';

// Below a key or a dash, a comment that stands further left can make the library forget the indentation: it then takes lines for part of a plain text that
// stand left of it, and reads `- b` in `- a:\n\n#\n  x\n- b` as text, without an error. The cluster reads two items there.

/** Where the first plain text starts that has a line which cannot belong to it, or undefined. */
export function misreadText(tree: Tree, text: string): number | undefined {
  if (!/[\r\n][ \t]*#/.test(text)) return undefined;
  const parents: number[] = [];
  for (let node = 0; node < tree.size; node++) {
    while (parents.length > 0 && tree.next(parents.at(-1) ?? 0) <= node) parents.pop();
    if (tree.kind(node) >= MAP) parents.push(node);
    else if (tree.kind(node) === PLAIN && isMisread(tree, text, node, parents.at(-1))) return tree.start(node);
  }
  return undefined;
}

function isMisread(tree: Tree, text: string, node: number, parent: number | undefined): boolean {
  if (parent === undefined || tree.has(parent, FLOW)) return false;
  const lines = text.slice(tree.start(node), tree.end(node)).split(/[\r\n]/);
  if (lines.length === 1) return false;
  if (tree.has(node, KEY)) return true;
  const column = tree.start(parent) - lineStart(text, tree.start(parent));
  return lines.slice(1).some((line) => line.trim() !== '' && line.length - line.trimStart().length <= column);
}

/** The text with empty lines in the place of the comments right above an offset; undefined when there are none. */
export function withoutCommentsAbove(text: string, offset: number): string | undefined {
  let from = lineStart(text, offset);
  const end = from;
  if (text.slice(from, offset).trim() !== '') return undefined;
  while (from > 0) {
    const start = lineStart(text, from - 1);
    const line = text.slice(start, from).trim();
    if (line !== '' && !line.startsWith('#')) break;
    from = start;
  }
  const above = text.slice(from, end);
  return above.includes('#') ? text.slice(0, from) + above.replace(/[^\r\n]/g, '\n') + text.slice(end) : undefined;
}
