import { FOLDED, LITERAL } from '../tree.js';
import { commentEnd, lineStart } from './lines.js';
import { afterBreak, CLASS, cursor, emit, input, isBreak, leave, output, PRINT, skipSpaces } from './state.js';

/** What the header of a block scalar says; `from` is the start of the line below it, `given` an indentation or 0. */
const header = { from: 0, keep: false, given: 0 };

/** A block scalar at its `|` or `>`. `least` is the least indentation of its text. */
export function block(least: number): void {
  const start = cursor.at;
  const kind = input.bytes[start] === 124 ? LITERAL : FOLDED;
  readHeader(start + 1);
  const { from, keep, given } = header;
  const length = input.length;
  const bytes = input.bytes;
  let at = from;
  let line = at;
  let widest = 0;
  for (;;) {
    line = at;
    at = skipSpaces(at);
    if (at >= length || !isBreak(at)) break;
    if (at - line > widest) widest = at - line;
    at = afterBreak(at);
  }
  let indent = at - line;
  if (given !== 0 && (at >= length || indent < least - 1 + given)) leave('block text');
  if (at >= length || indent < least) {
    // There is no text at all.
    if (line !== from || keep || bytes[at] === 9 || (at >= length && at !== line)) leave('block text');
    output.stop = Math.min(from, length);
    emit(kind, start, output.stop, 0);
    lineStart(from);
    return;
  }
  if (given !== 0) indent = least - 1 + given;
  if (bytes[at] === 9 || widest > indent) leave('block text');
  const end = blockLines(at, indent);
  output.stop = Math.min(keep ? body.next : end, length);
  emit(kind, start, output.stop, indent);
  lineStart(body.next);
}

/** The start of the line after the text. */
const body = { next: 0 };

/** From the first line of the text to its end. */
function blockLines(from: number, indent: number): number {
  const bytes = input.bytes;
  const length = input.length;
  let at = from;
  let end = 0;
  for (;;) {
    let code = bytes[at] as number;
    while (((CLASS[code] as number) & PRINT) !== 0 || code === 9) code = bytes[++at] as number;
    if (code === 13 && bytes[at + 1] === 10) {
      at++;
      code = 10;
    }
    if (code !== 10) leave('character');
    end = ++at;
    let line = at;
    for (;;) {
      line = at;
      while (bytes[at] === 32) at++;
      if (at >= length || !isBreak(at)) break;
      const spaces = at - line;
      at = afterBreak(at);
      if (at > length) break;
      if (spaces > indent) {
        if (header.given !== 0) leave('block text');
        end = at;
      }
    }
    body.next = line;
    if (at >= length) {
      if (at !== line && line < length) leave('block text');
      return end;
    }
    if (at - line < indent) return bytes[at] === 9 ? leave('tab') : end;
  }
}

function readHeader(from: number): void {
  const bytes = input.bytes;
  let at = from;
  let chomp = false;
  header.keep = false;
  header.given = 0;
  for (; ; at++) {
    const code = bytes[at] as number;
    if ((code === 43 || code === 45) && !chomp) {
      chomp = true;
      header.keep = code === 43;
    } else if (code >= 49 && code <= 57 && header.given === 0) header.given = code - 48;
    else break;
  }
  if (bytes[at] !== 10) {
    if (bytes[at] !== 32 && bytes[at] !== 13) leave('block header');
    at = skipSpaces(at);
    if (bytes[at] === 35) at = commentEnd(at);
    if (bytes[at] === 13 && bytes[at + 1] === 10) at++;
    if (bytes[at] !== 10) leave('block header');
  }
  header.from = at + 1;
}
