import { DECODE, DOUBLE, PLAIN, SINGLE } from '../tree.js';
import { afterBreak, CLASS, cursor, DOUBLE_STOP, input, isBlank, isBreak, leave, PLAIN_STOP, SINGLE_STOP, START, skipSpaces, token } from './state.js';

/** Longer keys are left to the library, which refuses them. */
export const MAX_KEY = 1000;

/**
 * Scans a plain or quoted scalar on one line. True: it is a key, and the cursor stands behind its colon.
 * False: it is a value, or the first line of one, and the cursor stands behind it. `least` is the least indentation of further lines of a quoted one.
 */
export function scanKey(least: number): boolean {
  const bytes = input.bytes;
  const start = cursor.at;
  const first = bytes[start] as number;
  token.start = start;
  token.flags = 0;
  if (first === 34 || first === 39) return quotedKey(least);
  if (((CLASS[first] as number) & START) === 0 && !((first === 45 || first === 63 || first === 58) && !isBlank(start + 1))) leaveAt(first);
  // The cluster's tools refuse every line that starts with three dashes and goes on.
  if (first === 45 && bytes[start + 1] === 45 && bytes[start + 2] === 45 && (start === 0 || bytes[start - 1] === 10)) leave('document');
  let at = start;
  let hash = 0;
  let code = first;
  for (;;) {
    if (((CLASS[code] as number) & PLAIN_STOP) !== 0) {
      if (code === 58) {
        if (isBlank(at + 1)) break;
      } else if (code === 35) {
        if (bytes[at - 1] === 32) break;
      } else if (code === 10 || (code === 13 && bytes[at + 1] === 10)) break;
      else leave(code === 9 ? 'tab' : 'character');
    }
    hash = (Math.imul(hash, 31) + code) | 0;
    code = bytes[++at] as number;
  }
  let end = at;
  while (bytes[end - 1] === 32) end--;
  token.end = end;
  token.kind = PLAIN;
  if (code !== 58) {
    cursor.at = end;
    return false;
  }
  if (end - start > MAX_KEY) leave('key');
  token.hash = end === at ? hash : hashOf(start, end);
  cursor.at = at + 1;
  return true;
}

function leaveAt(code: number): never {
  return leave(code === 33 ? 'tag' : code === 38 ? 'anchor' : code === 42 ? 'alias' : 'value');
}

function quotedKey(least: number): boolean {
  const start = cursor.at;
  quoted(least);
  const at = skipSpaces(cursor.at);
  if (input.bytes[at] !== 58 || !isBlank(at + 1)) return false;
  if (token.end - start > MAX_KEY || token.lines) leave('key');
  hashQuotedKey();
  cursor.at = at + 1;
  return true;
}

/** The hash of a quoted key is that of its characters; one with escapes is found by its text. */
export function hashQuotedKey(): void {
  token.hash = (token.flags & DECODE) === 0 ? hashOf(token.start + 1, token.end - 1) : 0;
}

export function hashOf(start: number, end: number): number {
  const bytes = input.bytes;
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  return hash;
}

/** A quoted scalar at the cursor, whose further lines have at least `least` spaces; with less than 1 it may have none. */
export function quoted(least: number): void {
  const bytes = input.bytes;
  const start = cursor.at;
  const quote = bytes[start] as number;
  const stop = quote === 34 ? DOUBLE_STOP : SINGLE_STOP;
  let at = start + 1;
  let decode = 0;
  let tab = false;
  token.lines = false;
  for (;;) {
    while (((CLASS[bytes[at] as number] as number) & stop) === 0) at++;
    const code = bytes[at] as number;
    if (code === quote) {
      if (quote !== 39 || bytes[at + 1] !== 39) break;
      decode = DECODE;
      at += 2;
    } else if (code === 92) {
      decode = DECODE;
      at = escapeEnd(at);
      // The library and the cluster differ on an empty line after an escaped line break.
      if (isBreak(at) && isBreak(skipSpaces(afterBreak(at)))) leave('quoted text');
    } else if (code === 9) {
      if (token.lines) leave('tab');
      tab = true;
      at++;
    } else if (code === 10 || (code === 13 && bytes[at + 1] === 10)) {
      if (at >= input.length || tab) leave('quoted text');
      decode = DECODE;
      token.lines = true;
      at = continued(afterBreak(at), least);
    } else leave('character');
  }
  token.start = start;
  token.end = at + 1;
  token.kind = quote === 34 ? DOUBLE : SINGLE;
  token.flags = decode;
  cursor.at = at + 1;
}

/** At the start of a line inside a quoted scalar: checks its indentation, answers where its content starts. */
function continued(from: number, least: number): number {
  if (least < 1) leave('quoted text');
  let at = from;
  for (;;) {
    const start = at;
    at = skipSpaces(at);
    if (isBreak(at)) {
      if (at >= input.length) leave('quoted text');
      at = afterBreak(at);
      continue;
    }
    if (at - start < least) leave('quoted text');
    if (input.bytes[at] === 9) leave('tab');
    return at;
  }
}

const ESCAPES = new Set([...'0abefnrtvN_LP "\\'].map((char) => char.charCodeAt(0)));

/** Behind the escape at a backslash. Of an escaped line break only the backslash goes: the break keeps its own rules. */
function escapeEnd(at: number): number {
  const bytes = input.bytes;
  const code = bytes[at + 1] as number;
  if (ESCAPES.has(code)) return at + 2;
  if (code === 10 || (code === 13 && bytes[at + 2] === 10)) return at + 1;
  const length = code === 120 ? 2 : code === 117 ? 4 : 0;
  if (length === 0) leave('quoted text');
  let value = 0;
  for (let next = at + 2; next < at + 2 + length; next++) value = value * 16 + hexDigit(bytes[next] as number);
  if (value >= 0xd800 && value <= 0xdfff) leave('quoted text');
  return at + 2 + length;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  const lower = code | 32;
  return lower >= 97 && lower <= 102 ? lower - 87 : leave('quoted text');
}

/** Takes the lines that go on with a plain scalar whose first line was scanned. */
export function plainLines(least: number): void {
  const bytes = input.bytes;
  let at = skipSpaces(cursor.at);
  // Behind a comment, or something that nextLine refuses, it does not go on.
  while (isBreak(at)) {
    at = afterBreak(at);
    let start = at;
    for (;;) {
      if (at >= input.length) return;
      while (bytes[at] === 32) at++;
      if (!isBreak(at)) break;
      at = afterBreak(at);
      start = at;
    }
    if (at >= input.length || at - start < least || bytes[at] === 35) return;
    if (bytes[at] === 9) leave('tab');
    at = plainLineEnd(at);
    let end = at;
    while (bytes[end - 1] === 32) end--;
    token.end = end;
    token.flags |= DECODE;
    cursor.at = end;
  }
}

function plainLineEnd(from: number): number {
  const bytes = input.bytes;
  let at = from;
  let code = bytes[at] as number;
  for (;;) {
    if (((CLASS[code] as number) & PLAIN_STOP) !== 0) {
      if (code === 58) {
        if (isBlank(at + 1)) leave('plain text');
      } else if (code === 35) {
        if (bytes[at - 1] === 32) return at;
      } else if (code === 10 || (code === 13 && bytes[at + 1] === 10)) return at;
      else leave(code === 9 ? 'tab' : 'character');
    }
    code = bytes[++at] as number;
  }
}
