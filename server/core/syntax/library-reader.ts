import { Composer, Parser } from 'yaml';
import { MAX_DEPTH, MAX_LIBRARY } from './bounds.js';
import { tooDeep } from './depth.js';
import { TreeFiller } from './library-tree.js';
import { libraryMessage } from './messages.js';
import { misreadText, withoutCommentsAbove } from './misread.js';
import { type ReadError, spanError } from './read-error.js';
import { forbiddenCharacter, onOneLine, withPlainLineEnds, withUnicodeLineEnds } from './repair.js';
import { DOUBLE, FLOW, KEY, MAP, SINGLE, STRIDE, Tree } from './tree.js';

export interface LibraryRead {
  readonly tree: Tree;
  readonly errors: readonly ReadError[];
}

const OPTIONS = { version: '1.2', schema: 'core', merge: true, uniqueKeys: false, prettyErrors: false, keepSourceTokens: false, logLevel: 'silent' } as const;

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

/** Reads a chunk, and again with a small change of its text for each place where the library is known to read otherwise than the cluster. */
function readRepaired(source: string): LibraryRead {
  const text = withPlainLineEnds(source);
  let repaired = text;
  let read = readOnce(source, text, text);
  // A long text is not read again and again.
  const most = Math.min(MAX_REPAIRS, 1 + Math.floor(2_000_000 / (1 + text.length)));
  for (let left = most; left > 0 && read.errors.length <= 3 * MAX_REPAIRS; left--) {
    const next = repairedOnce(read, repaired);
    if (next === undefined) return read;
    repaired = next;
    read = readOnce(source, text, repaired);
  }
  const misread = read.errors.length === 0 ? misreadText(read.tree, repaired) : undefined;
  return misread === undefined ? read : withError(read, misread, 'a comment stands too far left between a key and this text');
}

/** The text with the first such change; undefined when there is nothing to change. */
function repairedOnce(read: Once, text: string): string | undefined {
  const misread = misreadText(read.tree, text);
  const uncommented = misread === undefined ? undefined : withoutCommentsAbove(text, misread);
  if (uncommented !== undefined) return uncommented;
  // Something seems to be never closed, and perhaps only stands too far left.
  const line = read.open === undefined ? undefined : onOneLine(text, read.open);
  return line === text ? undefined : line;
}

interface Once extends LibraryRead {
  /** Where a quoted text or a flow collection starts that the library found never closed. */
  readonly open: number | undefined;
}

/** `source` is the chunk, `text` has the line ends of the cluster, `repaired` is what the library gets. */
function readOnce(source: string, text: string, repaired: string): Once {
  const tree = new Tree();
  tree.text = source;
  const filler = new TreeFiller(tree, text, repaired);
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
