import type { Mask } from './mask.js';
import { isBreak, isSpace, lineStart } from './text.js';

interface Action {
  readonly start: number;
  readonly end: number;
  /** Stands with others on lines that hold nothing else. */
  alone: boolean;
}

/** An action that is no comment goes on over at most so many characters: what is longer are braces that only look like one. */
const MAX_ACTION = 4096;

/** The `{{ … }}` actions of a text, as Helm and Go templates read them. */
export function actionsOf(text: string): readonly Mask[] {
  const actions: Action[] = [];
  const close = finder(text, '}}');
  const commentEnd = finder(text, '*/');
  for (let at = text.indexOf('{{'); at >= 0 && close(at) >= 0; ) {
    const end = actionEnd(text, at, close, commentEnd);
    if (end > 0) actions.push({ start: at, end, alone: true });
    at = text.indexOf('{{', end > 0 ? end : at + 2);
  }
  markAlone(text, actions);
  // The start of an action's line, found from the start of the action before: there may be very many on one line.
  let line = 0;
  return actions.map((action, index) => {
    const from = actions[index - 1]?.start ?? 0;
    const start = lineStart(text, action.start, from);
    if (start > from) line = start;
    return toMask(text, action, line);
  });
}

/** Finds a string at or after an offset, for offsets that only grow: what was found ahead is not searched again. */
function finder(text: string, part: string): (from: number) => number {
  let found = -1;
  let none = false;
  return (from) => {
    if (none) return -1;
    if (found < from) found = text.indexOf(part, from);
    none = found < 0;
    return found;
  };
}

/** Behind the `}}` that ends the action at `start`, or -1. Braces in strings and comments do not count. */
function actionEnd(text: string, start: number, close: (from: number) => number, commentEnd: (from: number) => number): number {
  let at = start + 2;
  if (text.charCodeAt(at) === 45) at++;
  while (isBlank(text.charCodeAt(at))) at++;
  if (text.startsWith('/*', at)) {
    const end = commentEnd(at + 2);
    // Only blanks and a trim marker stand between the two ends.
    const rest = end < 0 ? null : /^\*\/\s*-?\}\}/.exec(text.slice(end, end + 40));
    return rest === null ? -1 : end + rest[0].length;
  }
  const limit = Math.min(text.length, start + MAX_ACTION);
  if (close(start) >= limit) return -1;
  while (at < limit) {
    const code = text.charCodeAt(at);
    if (code === 125 && text.charCodeAt(at + 1) === 125) return at + 2;
    at = code === 34 || code === 39 || code === 96 ? stringEnd(text, at, limit) : at + 1;
  }
  return -1;
}

/** Behind the string at `start`; a quote that is not closed on its line is no string. */
function stringEnd(text: string, start: number, limit: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < limit; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (quote === 96) continue;
    if (code === 92) at++;
    else if (code === 10 || code === 13) break;
  }
  return start + 1;
}

/** An action stands alone when only blanks and such actions stand before and behind it on its lines. */
function markAlone(text: string, actions: readonly Action[]): void {
  let end = -1;
  let clean = false;
  for (const action of actions) {
    const from = blanksBefore(text, action.start);
    clean = from === 0 || isBreak(text.charCodeAt(from - 1)) || (from === end && clean);
    action.alone = clean;
    end = action.end;
  }
  let start = -1;
  clean = false;
  for (const action of [...actions].reverse()) {
    const to = blanksAfter(text, action.end);
    clean = to >= text.length || isBreak(text.charCodeAt(to)) || (to === start && clean);
    if (!clean) action.alone = false;
    start = action.start;
  }
  // What was clean on its left may still share its line with text on its right.
  for (const [index, action] of actions.entries()) {
    const next = actions[index + 1];
    if (next !== undefined && !next.alone && blanksAfter(text, action.end) === next.start) action.alone = false;
    const before = actions[index - 1];
    if (before !== undefined && !before.alone && blanksBefore(text, action.start) === before.end) action.alone = false;
  }
}

function blanksBefore(text: string, at: number): number {
  let from = at;
  while (from > 0 && isSpace(text.charCodeAt(from - 1))) from--;
  return from;
}

function blanksAfter(text: string, at: number): number {
  let to = at;
  while (to < text.length && isSpace(text.charCodeAt(to))) to++;
  return to;
}

function toMask(text: string, action: Action, line: number): Mask {
  const { start, end, alone } = action;
  const code = text.slice(start, end);
  const control = controlOf(code);
  const kind = !alone ? 'inline' : control !== undefined || SILENT.test(code) ? 'silent' : 'output';
  return { start, end, kind, control, by: 'template', column: kind === 'output' ? columnOf(code, start - line) : 0 };
}

const SILENT = /^\{\{-?\s*(?:\/\*|\$\w*(?:\s*,\s*\$\w+)?\s*:?=|fail\b|break\b|continue\b)/;
const KEYWORD = /^\{\{-?\s*(if|with|range|define|block|else|end)\b/;

function controlOf(code: string): Mask['control'] {
  const word = KEYWORD.exec(code)?.[1];
  if (word === undefined) return undefined;
  if (word === 'else' || word === 'define') return word;
  return word === 'end' ? 'close' : 'open';
}

/** Where the output starts: the number of an `indent` or `nindent`, else the column of the action. */
function columnOf(code: string, column: number): number {
  const indent = /\bn?indent\s+(\d{1,3})\b[^|]*$/.exec(code)?.[1];
  return indent === undefined ? column : Number(indent);
}

function isBlank(code: number): boolean {
  return isSpace(code) || isBreak(code);
}
