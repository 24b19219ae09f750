/** Files above this size are not read. */
export const MAX_BYTES = 64 << 20;

/** The text of a file. `unread` says why there is none; `invalid` is the offset in the text of the first bytes that are no character. */
export interface Decoded {
  readonly text: string;
  readonly invalid?: number | undefined;
  readonly unread?: string | undefined;
}

/** Bytes to text, as the cluster's tools read them: UTF-8, or UTF-16 in either order, with or without a byte order mark. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes.length > MAX_BYTES) return { text: '', unread: 'the file is larger than 64 MiB' };
  const [first = -1, second = -1] = bytes;
  if (first === 0xff && second === 0xfe) return utf16(bytes.subarray(2), 'little');
  if (first === 0xfe && second === 0xff) return utf16(bytes.subarray(2), 'big');
  const order = utf16Order(bytes);
  if (order !== undefined) return utf16(bytes, order);
  const content = first === 0xef && second === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
  if (isBinary(content)) return { text: '', unread: 'the file is binary' };
  return utf8(content);
}

function utf8(bytes: Uint8Array): Decoded {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
  if (!text.includes('\ufffd')) return { text };
  const invalid = firstInvalid(bytes);
  return invalid < 0 ? { text } : { text, invalid: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, invalid)).length };
}

function utf16(bytes: Uint8Array, order: 'little' | 'big'): Decoded {
  const pairs = bytes.slice(0, bytes.length & ~1);
  if (order === 'big') {
    for (let at = 0; at < pairs.length; at += 2) {
      const high = pairs[at] ?? 0;
      pairs[at] = pairs[at + 1] ?? 0;
      pairs[at + 1] = high;
    }
  }
  const text = new TextDecoder('utf-16le', { ignoreBOM: true }).decode(pairs);
  const invalid = text.indexOf('\ufffd');
  if (bytes.length % 2 === 1) return { text, invalid: invalid < 0 ? text.length : invalid };
  return invalid < 0 ? { text } : { text, invalid };
}

/** Without a mark: ASCII text in UTF-16 has a zero byte in every second place, and hardly any elsewhere. */
function utf16Order(bytes: Uint8Array): 'little' | 'big' | undefined {
  const length = Math.min(bytes.length, 1024) & ~1;
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at += 2) {
    if (bytes[at] === 0) even++;
    if (bytes[at + 1] === 0) odd++;
  }
  if (length < 4) return undefined;
  if (odd > length / 4 && odd > 8 * even) return 'little';
  return even > length / 4 && even > 8 * odd ? 'big' : undefined;
}

/** Mostly text may hold a stray control character, which is an error of one document; a binary file is full of them. */
function isBinary(bytes: Uint8Array): boolean {
  const length = Math.min(bytes.length, 8192);
  let controls = 0;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 9 || (byte > 13 && byte < 27) || byte === 127) controls++;
  }
  return controls > 0 && controls * 50 > length;
}

/** The index of the first byte that belongs to no UTF-8 character, or -1. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) return at;
    at += length;
  }
  return -1;
}

function sequenceLength(bytes: Uint8Array, at: number): number {
  const byte = bytes[at] ?? 0;
  if (byte < 0x80) return 1;
  const length = byte >= 0xc2 && byte < 0xe0 ? 2 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xf0 && byte < 0xf5 ? 4 : 0;
  for (let next = 1; next < length; next++) if (((bytes[at + next] ?? 0) & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1] ?? 0;
  const overlong = (byte === 0xe0 && second < 0xa0) || (byte === 0xf0 && second < 0x90);
  const outside = (byte === 0xed && second > 0x9f) || (byte === 0xf4 && second > 0x8f);
  return overlong || outside ? 0 : length;
}
