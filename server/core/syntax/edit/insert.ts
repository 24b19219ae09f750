import { isBreak, lineEnd, lineStart } from '../text.js';
import { DOUBLE, KEY } from '../tree.js';
import type { Plain, TextEdit } from './edit.js';
import type { Layout } from './layout.js';
import type { Child, Opened } from './opened.js';
import { LAYOUT, refuse } from './refusal.js';
import { type FlowStyle, flowText, hasLines, isPlainList, isPlainMap, itemLines, pairLines, quoted, scalarText } from './write.js';

/** Adds a key to a map that does not have it, at its end. */
export function insertPair(document: Opened, layout: Layout, map: number, key: string, value: Plain): readonly TextEdit[] {
  if (document.isFlow(map)) return insertInFlow(document, layout, map, (style, lines) => flowPair(key, value, style, lines));
  return insertLines(document, map, pairLines(key, value, layout), layout);
}

/** Adds an item to a list, at its end. */
export function insertItem(document: Opened, layout: Layout, list: number, value: Plain): readonly TextEdit[] {
  if (document.isFlow(list)) return insertInFlow(document, layout, list, (style, lines) => flowValue(value, style, lines));
  return insertLines(document, list, itemLines(value, layout), layout);
}

/** Puts lines below the last value of a block collection, behind the comment on its line. */
function insertLines(document: Opened, node: number, lines: readonly string[], { lineBreak }: Layout): readonly TextEdit[] {
  const { text, tree } = document;
  const start = tree.start(node);
  const end = tree.end(node);
  const indentation = ' '.repeat(document.column(start));
  const indented = lines.map((line) => indentation + line);
  const behind = isBreak(text.charCodeAt(end - 1)) && end > start;
  const at = behind ? end : lineEnd(text, end);
  document.checkTemplates(start, at);
  return [{ start: at, end: at, text: behind ? indented.map((line) => line + lineBreak).join('') : indented.map((line) => lineBreak + line).join('') }];
}

/** How the lines of a flow collection on several lines are indented; undefined for one on a single line. */
interface FlowLines {
  readonly lineBreak: string;
  readonly indentation: string;
  readonly step: string;
}

type Written = (style: FlowStyle, lines: FlowLines | undefined) => string;

function insertInFlow(document: Opened, layout: Layout, node: number, written: Written): readonly TextEdit[] {
  const { text, tree } = document;
  const [open, close] = [tree.start(node), tree.end(node)];
  document.checkTemplates(open, close);
  const style = flowStyleAt(document, layout, node);
  const children = document.children(node);
  const last = children.at(-1);
  if (last === undefined) return insertFirst(document, node, written(style, undefined), style);
  const end = tree.end(last.value);
  const comma = commaBehind(document, end, close - 1);
  const first = tree.start(last.key < 0 ? last.value : last.key);
  const line = lineStart(text, first);
  const isAlone = text.slice(line, first).trim() === '' && line > open;
  if (!isAlone) {
    const item = written(style, undefined);
    return comma < 0 ? [{ start: end, end, text: style.comma + item }] : [{ start: comma + 1, end: comma + 1, text: `${style.comma.slice(1) + item},` }];
  }
  const lines = {
    lineBreak: layout.lineBreak,
    indentation: text.slice(line, first),
    step: layout.isJson ? jsonStep(document, node, first) : ' '.repeat(layout.step),
  };
  const item = lines.lineBreak + lines.indentation + written(style, lines);
  if (comma >= 0) return afterComments(document, comma + 1, close - 1, `${item},`);
  const [below] = afterComments(document, end, close - 1, item);
  if (below === undefined) refuse(LAYOUT);
  return below.start === end ? [{ start: end, end, text: `,${item}` }] : [{ start: end, end, text: ',' }, below];
}

/** At the end of the line of `from` when only a comment follows there, else right at `from`. */
function afterComments(document: Opened, from: number, close: number, text: string): readonly TextEdit[] {
  const end = lineEnd(document.text, from);
  const rest = document.text.slice(from, end).trim();
  const at = end < close && rest.startsWith('#') ? end : from;
  return [{ start: at, end: at, text }];
}

/** The comma between a value and `limit`, or -1. Comments may stand between them. */
export function commaBehind(document: Opened, from: number, limit: number): number {
  const { masked } = document;
  for (let at = from; at < limit; at++) {
    const char = masked.charAt(at);
    if (char === ',') return at;
    if (char === '#') at = lineEnd(masked, at) - 1;
    else if (char.trim() !== '') return -1;
  }
  return -1;
}

function insertFirst(document: Opened, node: number, item: string, style: FlowStyle): readonly TextEdit[] {
  const { text, tree } = document;
  const [start, end] = [tree.start(node) + 1, tree.end(node) - 1];
  const isList = text.charAt(start - 1) === '[';
  const pad = isList ? '' : style.pad;
  if (text.slice(start, end).trim() === '') return [{ start, end, text: pad + item + pad }];
  return [{ start, end: start, text: pad + item }];
}

/** What the lines in a collection of a JSON text have before them and the collection has not: blanks, or a tab. */
function jsonStep(document: Opened, node: number, first: number): string {
  const { text, tree } = document;
  const outer = lineStart(text, tree.start(node));
  const depth = text.slice(outer).search(/\S/);
  const step = text.slice(lineStart(text, first) + depth, first);
  return step === '' ? '  ' : step;
}

/** The style of a flow collection, or of the first one around or before it that shows some. */
export function flowStyleAt(document: Opened, layout: Layout, node: number): FlowStyle {
  const { text, tree } = document;
  const shown = [document.children(node), ...(layout.isJson ? [document.children(0)] : [])].find((children) => children.length > 0) ?? [];
  const keys = shown.filter(({ key }) => key >= 0);
  const isJson = layout.isJson || (keys.length > 0 && keys.every(({ key }) => tree.kind(key) === DOUBLE));
  const [first, second] = shown;
  const colonAt = keys.length === 0 ? firstKey(document) : keys[0];
  const tight = colonAt !== undefined && isJson && tree.start(colonAt.value) === document.colonEnd(colonAt.key);
  const between = first !== undefined && second !== undefined ? text.slice(tree.end(first.value), tree.start(second.key < 0 ? second.value : second.key)) : '';
  const comma = /^, *$/.test(between) ? between : tight ? ',' : ', ';
  const brace = document.isFlow(node) && first !== undefined ? text.charAt(tree.start(node) + 1) === ' ' : !isJson;
  return { isJson, quote: layout.quote, colon: tight ? ':' : ': ', comma, pad: brace ? ' ' : '' };
}

function firstKey(document: Opened): Child | undefined {
  const { tree } = document;
  for (let node = 0; node < tree.size; node++) if (tree.has(node, KEY)) return { key: node, value: node + 1 };
  return undefined;
}

function flowPair(key: string, value: Plain, style: FlowStyle, lines: FlowLines | undefined): string {
  return `${scalarText(key, { ...style, isFlow: true })}${style.colon}${flowValue(value, style, lines)}`;
}

/** JSON on several lines stays on several lines. */
function flowValue(value: Plain, style: FlowStyle, lines: FlowLines | undefined): string {
  if (lines === undefined || !style.isJson || !hasLines(value)) return flowText(value, style);
  const deeper = { ...lines, indentation: lines.indentation + lines.step };
  const parts = isPlainList(value)
    ? value.map((item) => flowValue(item, style, deeper))
    : isPlainMap(value)
      ? Object.entries(value).map(([key, item]) => `${quoted(key, '"')}${style.colon}${flowValue(item, style, deeper)}`)
      : [];
  const [open, close] = isPlainList(value) ? ['[', ']'] : ['{', '}'];
  return `${open}${parts.map((part) => lines.lineBreak + deeper.indentation + part).join(',')}${lines.lineBreak}${lines.indentation}${close}`;
}
