import { isBreak, lineEnd, lineStart } from '../text.js';
import { ALIAS, DOUBLE, FOLDED, LIST, LITERAL, MAP, NULL, PLAIN, SINGLE } from '../tree.js';
import type { Plain, TextEdit } from './edit.js';
import { flowStyleAt, insertItem, insertPair } from './insert.js';
import type { Layout } from './layout.js';
import { mergedMaps, stepOf } from './locate.js';
import type { Child, Opened } from './opened.js';
import { isSamePlain, plainOf } from './plain.js';
import { ALIASED, BY_ALIAS, BY_MERGE, LAYOUT, refuse, TEMPLATE } from './refusal.js';
import type { Scalar } from './scalar.js';
import { blockLines, flowText, hasLines, isPlainList, isPlainMap, itemLines, quoted, scalarText } from './write.js';

/** Writes a value at the end of `steps` below a node. Gives no edit where it stands already. */
export function setBelow(document: Opened, layout: Layout, base: Child, steps: readonly string[], value: Plain): readonly TextEdit[] {
  const { tree } = document;
  let here = base;
  for (const [index, step] of steps.entries()) {
    if (tree.kind(here.value) === ALIAS) refuse(BY_ALIAS);
    if (document.aliased.has(here.value)) refuse(ALIASED);
    const below = wrapped(steps.slice(index + 1), value);
    if (tree.kind(here.value) === MAP) {
      const child = document.children(here.value).findLast(({ key }) => !document.isMerge(key) && tree.name(key) === step);
      if (child === undefined) return addKey(document, layout, here, step, below, index === steps.length - 1);
      here = child;
    } else if (tree.kind(here.value) === LIST) {
      if (step === '-') return append(document, layout, here.value, below);
      const child = document.children(here.value).find((one, number) => step === String(number) || step === stepOf(document, one.value, number));
      if (child === undefined) refuse(`the list has no item "${step}"`);
      here = child;
    } else {
      document.checkKnown(here.value);
      if (tree.scalarValue(here.value) !== null) refuse(`a text stands where "${step}" needs a map`);
      return writeValue(document, layout, here, wrapped([step, ...steps.slice(index + 1)], value));
    }
  }
  if (isSamePlain(plainOf(document, here.value), value)) return [];
  return writeValue(document, layout, here, value);
}

/** Puts a scalar where one stands. A text in quotes stays in its quotes, and what would be no text without quotes gets some. */
export function overScalar(document: Opened, layout: Layout, at: Child, scalar: Scalar): readonly TextEdit[] {
  const kind = document.tree.kind(at.value);
  if (isSamePlain(plainOf(document, at.value), scalar.value)) return [];
  const made = writeValue(document, layout, at, scalar.value);
  const [first] = made;
  const isKept = kind === PLAIN && made.length === 1 && first !== undefined && !layout.isJson && !isJsonAround(document, layout, at.value);
  // The text of the edit, where nothing speaks against it.
  const isPlain = scalar.isQuoted || typeof scalar.value !== 'string' || first?.text === scalar.text;
  return isKept && isPlain ? [{ ...first, text: scalar.text }] : made;
}

/** A value inside of the maps and lists that the steps before it make. */
export function wrapped(steps: readonly string[], value: Plain): Plain {
  return steps.reduceRight<Plain>((inner, step) => (step === '-' ? [inner] : { [step]: inner }), value);
}

function addKey(document: Opened, layout: Layout, map: Child, key: string, value: Plain, isLast: boolean): readonly TextEdit[] {
  const { tree } = document;
  if (document.overlay?.open(map.value) === true) refuse(TEMPLATE);
  const merged = document.children(map.value).filter((child) => document.isMerge(child.key));
  const isMerged = merged
    .flatMap((child) => mergedMaps(document, child.value))
    .some((from) => document.children(from).some((one) => tree.name(one.key) === key));
  // What is written here hides what is merged: right for a whole value, but of a map it would hide the other keys.
  if (isMerged && !isLast) refuse(BY_MERGE);
  return insertPair(document, layout, map.value, key, value);
}

function append(document: Opened, layout: Layout, list: number, value: Plain): readonly TextEdit[] {
  if (document.overlay?.open(list) === true) refuse(TEMPLATE);
  return insertItem(document, layout, list, value);
}

/** Puts a value in the place of another one. */
function writeValue(document: Opened, layout: Layout, at: Child, value: Plain): readonly TextEdit[] {
  const { tree, text } = document;
  const { key, value: node } = at;
  const kind = tree.kind(node);
  document.checkKey(key);
  document.checkTemplates(tree.start(node), Math.max(tree.end(node), tree.start(node)));
  document.checkKnown(node);
  if ([...document.aliased].some((target) => target >= node && target < tree.next(node))) refuse(ALIASED);
  if (tree.tagged?.has(node) === true) refuse(LAYOUT);
  const isBlock = !inFlow(document, node);
  if (kind >= MAP && !document.isFlow(node)) return overBlock(document, layout, at, value);
  if (tree.scalarValue(node) === null && kind < ALIAS) return overNull(document, layout, at, value, isBlock);
  const [start, end] = [tree.start(node), tree.end(node)];
  const ending = (kind === LITERAL || kind === FOLDED) && isBreak(text.charCodeAt(end - 1)) ? layout.lineBreak : '';
  return [{ start, end, text: oneLine(document, layout, node, value, isBlock) + ending }];
}

/** A value on one line, with the quotes of the one that stands there. */
function oneLine(document: Opened, layout: Layout, node: number, value: Plain, isBlock: boolean): string {
  const { tree } = document;
  if (isPlainMap(value) || isPlainList(value)) return flowText(value, flowStyleAt(document, layout, enclosing(document, node)));
  const kind = tree.kind(node);
  const isJson = layout.isJson || isJsonAround(document, layout, node);
  if (typeof value === 'string' && (kind === SINGLE || kind === DOUBLE)) return quoted(value, kind === SINGLE && !isJson ? "'" : '"');
  return scalarText(value, { isJson, quote: layout.quote, isFlow: !isBlock });
}

function isJsonAround(document: Opened, layout: Layout, node: number): boolean {
  const around = enclosing(document, node);
  return around !== node && document.isFlow(around) && flowStyleAt(document, layout, around).isJson;
}

/** The innermost flow collection around a node, or itself. */
function enclosing(document: Opened, node: number): number {
  const { tree } = document;
  if (document.isFlow(node)) return node;
  for (let around = node - 1; around >= 0; around--) if (tree.kind(around) >= MAP && tree.extra(around) > node && document.isFlow(around)) return around;
  return node;
}

/** True for a node inside of a flow collection. */
function inFlow(document: Opened, node: number): boolean {
  const { tree } = document;
  for (let around = node - 1; around >= 0; around--) if (tree.kind(around) >= MAP && tree.extra(around) > node && document.isFlow(around)) return true;
  return false;
}

/** A key or a dash without a value, or with `null`. */
function overNull(document: Opened, layout: Layout, at: Child, value: Plain, isBlock: boolean): readonly TextEdit[] {
  const { tree, text } = document;
  const { key, value: node } = at;
  const [start, end] = [tree.start(node), tree.end(node)];
  if (key < 0 && node === 0) refuse(LAYOUT);
  const empty = tree.kind(node) === NULL;
  if (!isBlock || !hasLines(value)) {
    const written = oneLine(document, layout, node, value, isBlock);
    if (!empty) return [{ start, end, text: written }];
    const colon = key < 0 ? dashEnd(document, node) : document.colonEnd(key);
    if (colon < 0) return [{ start: tree.end(key), end: tree.end(key), text: `: ${written}` }];
    // The blanks up to a comma or a bracket, where there are any, go with it.
    const blanks = isBlock ? 0 : (/^[ \t]*(?=[,\]}])/.exec(document.masked.slice(colon, colon + 1000))?.[0].length ?? 0);
    return [{ start: colon, end: colon + blanks, text: ` ${written}${blanks > 0 && /[}\]]/.test(text.charAt(colon + blanks)) ? ' ' : ''}` }];
  }
  const from = key < 0 ? dashEnd(document, node) : document.colonEnd(key);
  if (key < 0) {
    const column = document.column(from - 1);
    const [first = '', ...others] = itemLines(value, layout).map((line, index) => (index === 0 ? line.slice(1) : ' '.repeat(column) + line));
    return [{ start: from, end: empty ? from : end, text: [first, ...others].join(layout.lineBreak) }];
  }
  const column = document.column(tree.start(key)) + (isPlainList(value) ? layout.list : layout.step);
  const lines = blockLines(value, layout).map((line) => layout.lineBreak + ' '.repeat(column) + line);
  const below = lineEnd(text, empty ? from : end);
  return [...(empty ? [] : [{ start: from, end, text: '' }]), { start: below, end: below, text: lines.join('') }];
}

/** Behind the dash of an item without a value. */
function dashEnd(document: Opened, node: number): number {
  const found = document.masked.lastIndexOf('-', document.tree.start(node));
  if (found < 0 || document.masked.slice(found + 1, document.tree.start(node)).trim() !== '') refuse(LAYOUT);
  return found + 1;
}

/** A map or a list in block style: one of the same kind takes its lines, anything else goes behind the key. */
function overBlock(document: Opened, layout: Layout, { key, value: node }: Child, value: Plain): readonly TextEdit[] {
  const { tree, text } = document;
  const [start, end] = [tree.start(node), tree.end(node)];
  const isSame = hasLines(value) && isPlainList(value) === (tree.kind(node) === LIST);
  const ending = isBreak(text.charCodeAt(end - 1)) ? layout.lineBreak : '';
  if (isSame) {
    const indentation = ' '.repeat(document.column(start));
    const lines = blockLines(value, layout);
    return [{ start, end, text: lines.join(layout.lineBreak + indentation) + ending }];
  }
  const written = oneLine(document, layout, node, value, true);
  if (key < 0) return [{ start, end, text: written + ending }];
  const head = headEnd(document, key);
  const line = lineStart(text, start);
  if (line <= head) refuse(LAYOUT);
  const after = isBreak(text.charCodeAt(end - 1)) ? end : lineEnd(text, end);
  const from = isBreak(text.charCodeAt(end - 1)) ? line : breakBefore(text, line);
  return [
    { start: head, end: head, text: ` ${written}` },
    { start: from, end: after, text: '' },
  ];
}

/** Behind the colon of a key and what stands on its line before a comment: an anchor, a tag. */
export function headEnd(document: Opened, key: number): number {
  const { masked } = document;
  const from = document.colonEnd(key);
  if (from < 0) refuse(LAYOUT);
  const rest = masked.slice(from, lineEnd(masked, from));
  const comment = rest.search(/(?:^|\s)#/);
  return from + (comment < 0 ? rest : rest.slice(0, comment)).trimEnd().length;
}

/** Where the line break before a line starts. */
export function breakBefore(text: string, line: number): number {
  if (line === 0) return 0;
  return text.startsWith('\r\n', line - 2) ? line - 2 : line - 1;
}
