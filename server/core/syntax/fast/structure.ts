import { ANCHOR, LIST, MAP, NULL, PLAIN, STRIDE } from '../tree.js';
import { alias, anchorName, anchors } from './anchors.js';
import { block } from './block.js';
import { flow, MAX_LEVELS } from './flow.js';
import { checkMerge, endMap, startMap, writeKey } from './keys.js';
import { isMarker, lineStart, nextLine } from './lines.js';
import { plainLines, quoted, scanKey } from './scalars.js';
import { CLASS, cursor, emit, input, isBlank, isDash, leave, output, PLAIN_STOP, START, skipSpaces, token } from './state.js';

/** The whole chunk. */
export function document(): void {
  const bytes = input.bytes;
  // A last carriage return would pair with the line end that follows the text.
  if (input.length > 0 && bytes[input.length - 1] === 13) leave('character');
  lineStart(0);
  if (cursor.column === 0 && isMarker(cursor.at)) {
    cursor.at += 3;
    nextLine();
    if (cursor.column === 0 && isMarker(cursor.at)) leave('document');
  }
  if (cursor.column < 0) {
    if (cursor.ended) leave('document');
    return;
  }
  if (cursor.column !== 0) leave('indentation');
  const code = bytes[cursor.at];
  if (isDash(cursor.at)) list(0, 0);
  else if (code === 123 || code === 91) {
    flow(0, 1);
    nextLine();
  } else if (scanKey(0)) map(0, 0);
  else leave('no key');
  if (!isAtEnd()) leave('document');
}

function isAtEnd(): boolean {
  return cursor.column === -1;
}

/** A block map in a column, whose first key was scanned. */
function map(column: number, depth: number): void {
  if (depth > MAX_LEVELS) leave('depth');
  const me = output.size;
  const mark = startMap();
  emit(MAP, token.start, 0, 0);
  for (;;) {
    const merge = writeKey(me);
    const at = output.size;
    value(column, depth);
    if (merge) checkMerge(at);
    if (cursor.column !== column) {
      if (cursor.column > column) leave('indentation');
      break;
    }
    if (isDash(cursor.at)) leave('indentation');
    if (!scanKey(0)) leave('no key');
  }
  output.nodes[me * STRIDE + 2] = output.stop;
  endMap(me, mark);
}

/** The value of a key in a column; the cursor stands behind its colon, and afterwards at the next line. */
function value(column: number, depth: number): void {
  const at = skipSpaces(cursor.at);
  cursor.at = at;
  const code = input.bytes[at] as number;
  if (code !== 10 && code !== 35 && code !== 13) {
    inline(code, column + 1, column, true, depth);
    return;
  }
  nextLine();
  if (cursor.column > column) node(column + 1, depth + 1);
  else if (cursor.column === column && isDash(cursor.at)) list(column, depth + 1);
  else nothing(at);
}

function nothing(at: number): void {
  emit(NULL, at, at, 0);
  output.stop = at;
}

/** A block list in a column, at its first dash. */
function list(column: number, depth: number): void {
  if (depth > MAX_LEVELS) leave('depth');
  const bytes = input.bytes;
  const me = output.size;
  emit(LIST, cursor.at, 0, 0);
  do {
    const at = skipSpaces(cursor.at + 1);
    const code = bytes[at] as number;
    if (code === 10 || code === 13 || code === 35) {
      cursor.at = at;
      nextLine();
      if (cursor.column > column) node(column + 1, depth + 1);
      else nothing(at);
    } else item(code, at, column, depth);
    if (cursor.column > column) leave('indentation');
  } while (cursor.column === column && isDash(cursor.at));
  output.nodes[me * STRIDE + 2] = output.stop;
  output.nodes[me * STRIDE + 3] = output.size;
}

/** A list item that starts on the line of its dash. */
function item(code: number, at: number, column: number, depth: number): void {
  const own = column + at - cursor.at;
  cursor.at = at;
  if (isDash(at)) list(own, depth + 1);
  else if (((CLASS[code] as number) & START) !== 0 || code === 34 || code === 39 || code === 45 || code === 63 || code === 58) {
    if (scanKey(column + 1)) map(own, depth + 1);
    else scalar(column + 1);
  } else inline(code, column + 1, column, false, depth);
}

/** A node on its own line. `least` is the least indentation of its further lines. */
function node(least: number, depth: number): void {
  const code = input.bytes[cursor.at];
  if (isDash(cursor.at)) list(cursor.column, depth);
  else if (code === 123 || code === 91) flowLine(least);
  else {
    const column = cursor.column;
    if (scanKey(least)) map(column, depth);
    else scalar(least);
  }
}

function flowLine(least: number): void {
  flow(least, 1);
  output.stop = cursor.at;
  nextLine();
}

/** Writes the scanned scalar after taking its further lines. */
function scalar(least: number): void {
  if (token.kind === PLAIN) plainLines(least);
  emit(token.kind | token.flags, token.start, token.end, 0);
  output.stop = token.end;
  nextLine();
}

/** A value on the line of its key or dash in a column. `sameColumn`: a list in that column may follow an anchor. */
function inline(code: number, least: number, column: number, sameColumn: boolean, depth: number): void {
  if (((CLASS[code] as number) & START) !== 0 || ((code === 45 || code === 63 || code === 58) && !isBlank(cursor.at + 1))) plain(least);
  else if (code === 34 || code === 39) {
    quoted(least);
    scalar(least);
  } else if (code === 123 || code === 91) flowLine(least);
  else if (code === 124 || code === 62) block(least);
  else if (code === 42) {
    alias();
    output.stop = cursor.at;
    nextLine();
  } else if (code === 38) anchored(least, column, sameColumn, depth);
  else leave(code === 33 ? 'tag' : code === 9 ? 'tab' : 'value');
}

function plain(least: number): void {
  const bytes = input.bytes;
  const start = cursor.at;
  let at = start + 1;
  let code = bytes[at] as number;
  for (;;) {
    while (((CLASS[code] as number) & PLAIN_STOP) === 0) code = bytes[++at] as number;
    if (code === 10 || (code === 13 && bytes[at + 1] === 10)) break;
    if (code === 58) {
      if (isBlank(at + 1)) leave('plain text');
    } else if (code === 35) {
      if (bytes[at - 1] === 32) break;
    } else leave(code === 9 ? 'tab' : 'character');
    code = bytes[++at] as number;
  }
  while (bytes[at - 1] === 32) at--;
  if (code === 10 && endsHere(at, least)) {
    emit(PLAIN, start, at, 0);
    output.stop = at;
    return;
  }
  token.start = start;
  token.end = at;
  token.kind = PLAIN;
  token.flags = 0;
  cursor.at = at;
  scalar(least);
}

/** The usual case, in short: the next line has content, starts left of `least`, and the cursor goes there. */
function endsHere(end: number, least: number): boolean {
  const bytes = input.bytes;
  if (end >= input.length) return false;
  let at = end;
  while (bytes[at] !== 10) at++;
  const line = ++at;
  while (bytes[at] === 32) at++;
  const code = bytes[at];
  if (at >= input.length || at - line >= least || code === 10 || code === 13 || code === 35 || code === 9 || code === 46) return false;
  cursor.at = at;
  cursor.column = at - line;
  return true;
}

function anchored(least: number, column: number, sameColumn: boolean, depth: number): void {
  const me = output.size;
  const name = anchorName();
  anchors.set(name, -1);
  if (!isBlank(cursor.at)) leave('anchor');
  cursor.at = skipSpaces(cursor.at);
  const bytes = input.bytes;
  const code = bytes[cursor.at] as number;
  if (code === 10 || code === 13 || code === 35) {
    nextLine();
    if (cursor.column > column) {
      if (bytes[cursor.at] === 38) leave('anchor');
      node(least, depth + 1);
    } else if (sameColumn && cursor.column === column && isDash(cursor.at)) list(column, depth + 1);
    else leave('anchor');
  } else {
    if (code === 38 || code === 42) leave('anchor');
    inline(code, least, column, sameColumn, depth);
  }
  output.nodes[me * STRIDE] = (output.nodes[me * STRIDE] as number) | ANCHOR;
  // A node inside it may have taken the name since.
  if (anchors.get(name) === -1) anchors.set(name, me);
}
