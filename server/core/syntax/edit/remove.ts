import { isBreak, lineEnd, lineStart } from '../text.js';
import { MAP } from '../tree.js';
import type { TextEdit } from './edit.js';
import { commaBehind } from './insert.js';
import type { Child, Opened } from './opened.js';
import { LAYOUT, refuse } from './refusal.js';
import { breakBefore, headEnd } from './set.js';

/**
 * Takes the child `index` out of a collection, with the comment lines right above it and the comment on its line. The last child leaves `{}` or `[]`:
 * an empty map is not the same as none everywhere, so whoever means the parent names it.
 */
export function removeChild(document: Opened, owner: Child, index: number): readonly TextEdit[] {
  const children = document.children(owner.value);
  const child = children[index];
  if (child === undefined) throw new Error('a child of the collection is removed');
  document.checkKey(child.key);
  if (document.isFlow(owner.value)) return removeFromFlow(document, owner.value, children, index);
  return removeFromBlock(document, owner, children, index);
}

function removeFromBlock(document: Opened, owner: Child, children: readonly Child[], index: number): readonly TextEdit[] {
  const { text, tree } = document;
  const child = children[index] as Child;
  const start = startOf(document, owner.value, children, index);
  const line = lineStart(text, start);
  const isFirstOnLine = text.slice(line, start).replace('\ufeff', '').trim() === '';
  const end = endOf(document, child, document.column(start));
  document.checkTemplates(isFirstOnLine ? commentsAbove(document, start) : start, Math.max(end, start + 1));
  if (children.length > 1) return isFirstOnLine ? [linesOut(document, commentsAbove(document, start), end)] : [nextUp(document, start, end)];
  const empty = tree.kind(owner.value) === MAP ? '{}' : '[]';
  // Behind a dash, or all of the document.
  if (owner.key < 0 || !isFirstOnLine) return [{ start, end: contentEnd(text, start, end), text: empty }];
  const head = headEnd(document, owner.key);
  if (head > line) refuse(LAYOUT);
  return [{ start: head, end: head, text: ` ${empty}` }, linesOut(document, commentsAbove(document, start), end)];
}

/** Where a key or the dash of an item stands. */
function startOf(document: Opened, owner: number, children: readonly Child[], index: number): number {
  const { tree, masked } = document;
  const child = children[index] as Child;
  if (child.key >= 0) return tree.start(child.key);
  if (index === 0) return tree.start(owner);
  const column = document.column(tree.start(owner));
  const before = tree.end((children[index - 1] as Child).value);
  let line = isBreak(masked.charCodeAt(before - 1)) ? before : nextLine(masked, before);
  while (line < tree.start(child.value) && !(masked.charAt(line + column) === '-' && masked.slice(line, line + column).trim() === ''))
    line = nextLine(masked, line);
  if (masked.charAt(line + column) !== '-') refuse(LAYOUT);
  return line + column;
}

/** Behind the last line of a child: the comment on it, and comment lines below that stand deeper than the child. */
function endOf(document: Opened, { value, key }: Child, column: number): number {
  const { tree, text, masked } = document;
  const last = Math.max(tree.end(value), key < 0 ? 0 : tree.end(key));
  let end = last > tree.start(value) && isBreak(text.charCodeAt(last - 1)) ? last - (text.startsWith('\r\n', last - 2) ? 2 : 1) : lineEnd(text, last);
  for (let line = nextLine(text, end); line > end && line < text.length; ) {
    const content = masked.slice(line, lineEnd(masked, line));
    const depth = content.search(/\S/);
    if (depth >= 0 && (content.charAt(depth) !== '#' || depth <= column)) break;
    if (depth >= 0) end = lineEnd(text, line);
    const next = nextLine(text, line);
    if (next <= line) break;
    line = next;
  }
  return end;
}

/** The start of the first comment line right above a line, at the column of what starts on it. */
function commentsAbove(document: Opened, start: number): number {
  const { text } = document;
  const column = document.column(start);
  let from = lineStart(text, start);
  for (;;) {
    if (from === 0) return from;
    const end = breakBefore(text, from);
    const line = lineStart(text, end);
    const content = text.slice(line, end);
    if (content.search(/\S/) !== column || content.charAt(column) !== '#') return from;
    from = line;
  }
}

/** Takes whole lines out, with the line break before or behind them. */
function linesOut({ text }: Opened, from: number, end: number): TextEdit {
  const behind = nextLine(text, end);
  return behind > end ? { start: from, end: behind, text: '' } : { start: breakBefore(text, from), end, text: '' };
}

/** The first of several stands behind a dash: what follows its lines takes its place there, a comment or the next one. */
function nextUp({ text }: Opened, start: number, end: number): TextEdit {
  return { start, end: end + text.slice(end).search(/\S/), text: '' };
}

function contentEnd(text: string, start: number, end: number): number {
  return Math.max(start, end - (text.slice(start, end).length - text.slice(start, end).trimEnd().length));
}

function removeFromFlow(document: Opened, owner: number, children: readonly Child[], index: number): readonly TextEdit[] {
  const { text, tree } = document;
  const child = children[index] as Child;
  const [open, close] = [tree.start(owner), tree.end(owner)];
  document.checkTemplates(open, close);
  const start = propertiesStart(document, tree.start(child.key < 0 ? child.value : child.key), open);
  const end = Math.max(tree.end(child.value), child.key < 0 ? start : tree.end(child.key));
  const comma = commaBehind(document, end, close - 1);
  if (children.length === 1) {
    const inner = text.slice(open + 1, start) + text.slice(comma < 0 ? end : comma + 1, close - 1);
    if (inner.trim() === '') return [{ start: open + 1, end: close - 1, text: '' }];
  }
  const stop = comma < 0 ? end : comma + 1;
  const rest = text.slice(stop, lineEnd(text, stop));
  const line = lineStart(text, start);
  const isAlone = line > open && text.slice(line, start).trim() === '' && (rest.trim() === '' || rest.trim().startsWith('#'));
  const before = children[index - 1];
  const commaBefore = comma < 0 && before !== undefined ? commaBehind(document, tree.end(before.value), start) : -1;
  if (isAlone) {
    const lines = linesOut(document, commentsAbove(document, start), lineEnd(text, stop));
    return commaBefore < 0 ? [lines] : [{ start: commaBefore, end: commaBefore + 1, text: '' }, lines];
  }
  if (commaBefore >= 0) {
    const isTogether = text.slice(commaBefore + 1, start).trim() === '';
    return isTogether
      ? [{ start: commaBefore, end, text: '' }]
      : [
          { start: commaBefore, end: commaBefore + 1, text: '' },
          { start, end, text: '' },
        ];
  }
  const blanks = /^[ \t]*/.exec(rest)?.[0].length ?? 0;
  if (rest.trim() !== '') return [{ start, end: stop + blanks, text: '' }];
  const from = open + 1 + text.slice(open + 1, start).trimEnd().length;
  return [{ start: text.slice(from, start).includes('\n') ? start : from, end: stop, text: '' }];
}

/** Where the anchor or tag before an item of a flow collection starts; the item itself where there is none. */
function propertiesStart({ masked }: Opened, start: number, open: number): number {
  let from = start;
  for (;;) {
    const found = /[&!][^\s,[\]{}]*\s+$/.exec(masked.slice(Math.max(open + 1, from - 1000), from));
    if (found === null) return from;
    from -= found[0].length;
  }
}

/** The start of the line below, or the end of the text. */
function nextLine(text: string, at: number): number {
  const end = lineEnd(text, at);
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(text.length, end + 1);
}
