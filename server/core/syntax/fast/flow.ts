import { FLOW, LIST, MAP, PLAIN, STRIDE } from '../tree.js';
import { alias } from './anchors.js';
import { checkMerge, endMap, startMap, writeKey } from './keys.js';
import { commentEnd } from './lines.js';
import { hashOf, hashQuotedKey, MAX_KEY, quoted } from './scalars.js';
import { CLASS, cursor, emit, FLOW_STOP, input, isBlank, leave, output, START, skipSpaces, token } from './state.js';

/** The fast reader goes no deeper; the stack would carry it further, but nothing real needs it. */
export const MAX_LEVELS = 200;

/** A flow collection at the cursor; afterwards the cursor stands behind it. `least` is the least indentation of its lines. */
export function flow(least: number, depth: number): void {
  if (depth > MAX_LEVELS) leave('depth');
  const bytes = input.bytes;
  const me = output.size;
  const mark = startMap();
  const isMap = bytes[cursor.at] === 123;
  const close = isMap ? 125 : 93;
  emit((isMap ? MAP : LIST) | FLOW, cursor.at, 0, 0);
  cursor.at++;
  for (;;) {
    flowSpace(least, depth);
    if (bytes[cursor.at] === close) break;
    if (isMap) flowPair(me, least, depth);
    else flowValue(least, depth);
    flowSpace(least, depth);
    if (bytes[cursor.at] === 44) cursor.at++;
    else if (bytes[cursor.at] !== close) leave('flow');
  }
  cursor.at++;
  output.nodes[me * STRIDE + 2] = cursor.at;
  endMap(me, mark);
}

function flowPair(map: number, least: number, depth: number): void {
  const bytes = input.bytes;
  const code = bytes[cursor.at];
  const isQuoted = code === 34 || code === 39;
  if (isQuoted) quoted(0);
  else flowPlain();
  if (token.end - token.start > MAX_KEY) leave('key');
  if (isQuoted) hashQuotedKey();
  const colon = skipSpaces(cursor.at);
  if (bytes[colon] !== 58 || (!isQuoted && !isBlank(colon + 1))) leave('flow');
  const merge = writeKey(map);
  cursor.at = colon + 1;
  flowSpace(least, depth);
  const value = output.size;
  flowValue(least, depth);
  if (merge) checkMerge(value);
}

function flowValue(least: number, depth: number): void {
  const code = input.bytes[cursor.at];
  if (code === 34 || code === 39) {
    quoted(0);
    emit(token.kind | token.flags, token.start, token.end, 0);
  } else if (code === 123 || code === 91) flow(least, depth + 1);
  else if (code === 42) alias();
  else {
    flowPlain();
    emit(PLAIN, token.start, token.end, 0);
  }
}

/** A plain scalar inside brackets, on one line. */
function flowPlain(): void {
  const bytes = input.bytes;
  const start = cursor.at;
  let at = start;
  let code = bytes[at] as number;
  let hash = 0;
  if (((CLASS[code] as number) & START) === 0) {
    const after = CLASS[bytes[at + 1] as number] as number;
    if (code !== 45 || isBlank(at + 1) || (after & FLOW_STOP) !== 0) leave('flow');
  }
  for (;;) {
    if (((CLASS[code] as number) & FLOW_STOP) !== 0) {
      if (code === 58) {
        if (isBlank(at + 1)) break;
        const after = bytes[at + 1];
        if (after === 44 || after === 91 || after === 93 || after === 123 || after === 125) leave('flow');
      } else if (code === 35) {
        if (bytes[at - 1] === 32) break;
      } else if (code === 10 || code === 13 || code === 44 || code === 93 || code === 125) break;
      else leave('flow');
    }
    hash = (Math.imul(hash, 31) + code) | 0;
    code = bytes[++at] as number;
  }
  let end = at;
  while (bytes[end - 1] === 32) end--;
  token.start = start;
  token.end = end;
  token.kind = PLAIN;
  token.flags = 0;
  token.hash = end === at ? hash : hashOf(start, end);
  cursor.at = end;
}

/** Blanks, line ends and comments between the tokens of a flow collection. */
function flowSpace(least: number, depth: number): void {
  const bytes = input.bytes;
  let at = cursor.at;
  for (;;) {
    at = skipSpaces(at);
    const code = bytes[at];
    if (code === 35) {
      // In column 0 the library reports an error.
      if (bytes[at - 1] !== 32) leave('flow');
      at = commentEnd(at);
    } else if (code !== 10 && code !== 13) break;
    if (bytes[at] === 13 && bytes[at + 1] === 10) at++;
    if (bytes[at] !== 10 || at >= input.length) leave('flow');
    const start = ++at;
    at = skipSpaces(at);
    const first = bytes[at];
    if (first === 10 || first === 13 || first === 35) continue;
    checkFlowIndent(at - start, first, least, depth);
    break;
  }
  if (bytes[at] === 9) leave('tab');
  cursor.at = at;
}

/** Only the last bracket of all may stand one column to the left of the rest. */
function checkFlowIndent(indent: number, first: number | undefined, least: number, depth: number): void {
  if (indent < least && !(depth === 1 && indent === least - 1 && (first === 93 || first === 125))) leave('flow');
  if (indent === 0 && (first === 45 || first === 46)) leave('flow');
}
