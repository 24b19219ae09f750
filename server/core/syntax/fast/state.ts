import { Names, STRIDE } from '../tree.js';

// The fast reader is one pass over one chunk at a time. What it works on lives here, as plain fields of constant objects: its inner loops are too short
// to pass them around. Nothing outside this folder sees them, and every read starts by setting all of them.

/** The chunk: `bytes` has one byte for each UTF-16 unit of `text`, 128 for a character that is taken and is not ASCII, 129 for one that is not taken. */
export const input = { text: '', bytes: new Uint8Array(1 << 16), length: 0 };

/** Where the reader stands. After `nextLine` the column is that of the content at `at`, -1 at the end. */
export const cursor = { at: 0, column: 0, ended: false };

/** The scalar that was scanned last. `lines` says whether a quoted one has several; `hash` is that of a key. */
export const token = { start: 0, end: 0, kind: 0, flags: 0, hash: 0, lines: false };

/** The tree being written. `stop` is where the last value ends. */
export const output = { nodes: new Int32Array(0) as Int32Array, size: 0, stop: 0, repeats: [] as number[], names: new Names() };

/** Why the fast reader leaves a chunk to the library. */
export type Reason =
  | ''
  | 'character'
  | 'tab'
  | 'indentation'
  | 'no key'
  | 'after a value'
  | 'tag'
  | 'anchor'
  | 'alias'
  | 'block header'
  | 'block text'
  | 'quoted text'
  | 'plain text'
  | 'flow'
  | 'document'
  | 'key'
  | 'depth'
  | 'merge'
  | 'value';

export const left: { reason: Reason } = { reason: '' };

/** Thrown to leave a chunk; made once, since a stack trace would cost more than the read. */
export const LEAVE = new Error('left to the library');

export function leave(reason: Reason): never {
  left.reason = reason;
  throw LEAVE;
}

/** Classes of a byte: what may stand in a comment, start a plain scalar, end one in block or flow style, end a quoted one, be in an anchor's name, separate. */
export const PRINT = 1;
export const START = 2;
export const PLAIN_STOP = 4;
export const FLOW_STOP = 8;
export const DOUBLE_STOP = 16;
export const SINGLE_STOP = 32;
export const ANCHOR_NAME = 64;
export const BLANK = 128;
export const CLASS = new Uint8Array(256);
for (let code = 0; code < 256; code++) CLASS[code] = classOf(code);

function classOf(code: number): number {
  const char = code < 128 ? String.fromCharCode(code) : '\u00e9';
  const refused = code < 32 || code === 127 || code > 128;
  let word = 0;
  if (!refused) word |= PRINT;
  if (refused || char === ':' || char === '#') word |= PLAIN_STOP | FLOW_STOP;
  if (refused || char === '"' || char === '\\') word |= DOUBLE_STOP;
  if (refused || char === "'") word |= SINGLE_STOP;
  if (',[]{}?'.includes(char)) word |= FLOW_STOP;
  if (!refused && !' -?:,[]{}#&*!|>\'"%@`'.includes(char)) word |= START;
  if (code < 128 && /[\w-]/.test(char)) word |= ANCHOR_NAME;
  if (' \n\r\t'.includes(char)) word |= BLANK;
  return word;
}

const encoder = new TextEncoder();

/** Takes a chunk. A line end and zeros follow its bytes, so that the loops need not ask for the end. */
export function load(text: string): void {
  const length = text.length;
  input.text = text;
  input.length = length;
  if (input.bytes.length < length + 8) input.bytes = new Uint8Array(length + (length >> 1) + 64);
  const bytes = input.bytes;
  const encoded = encoder.encodeInto(text, bytes);
  if (encoded.read !== length || encoded.written !== length) loadUnits(text, bytes);
  bytes[length] = 10;
  bytes.fill(0, length + 1, length + 4);
}

function loadUnits(text: string, bytes: Uint8Array): void {
  const length = text.length;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128) bytes[at] = code;
    else if (code >= 0xd800 && code <= 0xdfff) {
      const low = code < 0xdc00 && at + 1 < length ? text.charCodeAt(at + 1) : 0;
      if (low >= 0xdc00 && low <= 0xdfff) {
        bytes[at] = 128;
        bytes[++at] = 128;
      } else bytes[at] = 129;
    } else bytes[at] = code < 0xa0 || code === 0x2028 || code === 0x2029 || code === 0xfeff || code >= 0xfffe ? 129 : 128;
  }
}

/** Writes a node. */
export function emit(word: number, start: number, end: number, extra: number): void {
  const at = output.size * STRIDE;
  if (at + STRIDE > output.nodes.length) {
    const grown = new Int32Array(output.nodes.length * 2);
    grown.set(output.nodes);
    output.nodes = grown;
  }
  const nodes = output.nodes;
  nodes[at] = word;
  nodes[at + 1] = start;
  nodes[at + 2] = end;
  nodes[at + 3] = extra;
  output.size++;
}

export function isBlank(at: number): boolean {
  return ((CLASS[input.bytes[at] as number] as number) & BLANK) !== 0;
}

export function isBreak(at: number): boolean {
  const bytes = input.bytes;
  return bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] === 10);
}

/** Behind the line break at `at`. */
export function afterBreak(at: number): number {
  return input.bytes[at] === 13 ? at + 2 : at + 1;
}

export function skipSpaces(from: number): number {
  const bytes = input.bytes;
  let at = from;
  while (bytes[at] === 32) at++;
  return at;
}

/** `-`, or another mark, that is followed by a blank. */
export function isDash(at: number): boolean {
  return input.bytes[at] === 45 && isBlank(at + 1);
}
