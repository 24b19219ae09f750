import type { Ignore } from './document.js';
import type { Span } from './place.js';
import { isBreak, isSpace, lineEnd, lineStart } from './text.js';
import { FOLDED, LITERAL, MAP, NULL, type Tree } from './tree.js';

export interface Comments {
  readonly ignores: readonly Ignore[];
  /** Comments that mean to be ignores and have not their form. */
  readonly malformed: readonly Span[];
  readonly source: string | undefined;
}

const NONE: Comments = { ignores: [], malformed: [], source: undefined };
const IGNORE = 'heptad-ignore';
const FORM = /^heptad-ignore[ \t]+([a-z0-9][a-z0-9-]*)[ \t]*:[ \t]*(\S.*)$/;

/** What the comments of a chunk say to us. Only real comments count, never the text of a value. */
export function readComments(text: string, tree: Tree): Comments {
  const source = text.includes('# Source:') ? sourceOf(text) : undefined;
  if (!text.includes(IGNORE)) return source === undefined ? NONE : { ...NONE, source };
  const ignores: Ignore[] = [];
  const malformed: Span[] = [];
  let content: Span | undefined;
  for (let at = text.indexOf(IGNORE); at >= 0; ) {
    const start = commentStart(text, at);
    const isComment = start >= 0 && !insideScalar(tree, start);
    const end = isComment ? lineEnd(text, at) : at + 1;
    if (isComment) {
      const match = FORM.exec(text.slice(at, end).trimEnd());
      const [, rule = '', reason = ''] = match ?? [];
      // Of comments in a row all stand above the same line.
      const covers: Span = standsAlone(text, start)
        ? (content = content !== undefined && content.start > end ? content : nextContent(text, end))
        : ownLine(text, start);
      if (match === null) malformed.push({ start, end });
      else ignores.push({ rule, reason, at: { start, end }, covers });
    }
    at = text.indexOf(IGNORE, end);
  }
  return { ignores, malformed, source };
}

/** The `#` right before `at`, or -1 when the words stand somewhere else. */
function commentStart(text: string, at: number): number {
  let hash = at - 1;
  while (hash >= 0 && isSpace(text.charCodeAt(hash))) hash--;
  if (text.charCodeAt(hash) !== 35) return -1;
  const before = hash === 0 ? 10 : text.charCodeAt(hash - 1);
  return isSpace(before) || isBreak(before) ? hash : -1;
}

function standsAlone(text: string, comment: number): boolean {
  return text.slice(lineStart(text, comment), comment).trim() === '';
}

function ownLine(text: string, at: number): Span {
  return { start: lineStart(text, at), end: lineEnd(text, at) };
}

/** The first line with content below the line that ends at `from`. */
function nextContent(text: string, from: number): Span {
  let start = from;
  while (start < text.length) {
    if (text.charCodeAt(start) === 13 && text.charCodeAt(start + 1) === 10) start++;
    start++;
    const end = lineEnd(text, start);
    const line = text.slice(start, end).trim();
    if (line !== '' && !line.startsWith('#')) return { start, end };
    start = end;
  }
  return { start: text.length, end: text.length };
}

function insideScalar(tree: Tree, offset: number): boolean {
  // Nodes stand in the order of their starts, and a scalar has none inside it: only the last one before the offset can hold it.
  let low = 0;
  let high = tree.size;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tree.start(middle) <= offset) low = middle + 1;
    else high = middle;
  }
  const node = low - 1;
  const kind = tree.kind(node);
  if (node < 0 || kind === NULL || kind >= MAP || tree.end(node) <= offset) return false;
  // A comment may follow the header of a block scalar on its line.
  return (kind !== LITERAL && kind !== FOLDED) || offset > lineEnd(tree.text, tree.start(node));
}

/** `# Source: PATH` among the comments before the content, as `helm template` writes it. */
function sourceOf(text: string): string | undefined {
  for (const line of text.slice(0, 4096).split(/\r?\n|\r/)) {
    const match = /^# Source: (\S.*)$/.exec(line);
    if (match?.[1] !== undefined) return match[1].trim();
    if (line !== '' && !line.startsWith('#') && !line.startsWith('---')) return undefined;
  }
  return undefined;
}
