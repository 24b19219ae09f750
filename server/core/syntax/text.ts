/** A copy of a string that is a slice of another one: a slice would keep the whole text alive. */
export function copyString(text: string): string {
  return text.length < 13 ? text : ` ${text}`.slice(1);
}

/** The same text in one piece: a text that was joined is kept as a tree of its parts until somebody reads a character of it. */
export function inOnePiece(text: string): string {
  return Number.isNaN(text.charCodeAt(0)) ? '' : text;
}

/** A longer value hardly comes twice. */
const SHORT = 64;
const MOST = 1 << 14;
const shared = new Map<string, string>();

/** The same for values of manifests, which come again and again (a kind, a namespace, an image): of a short one all share one copy. */
export function sharedCopy(text: string): string {
  if (text.length > SHORT) return copyString(text);
  const known = shared.get(text);
  if (known !== undefined) return known;
  const copy = copyString(text);
  if (shared.size === MOST) shared.clear();
  shared.set(copy, copy);
  return copy;
}

/** Equal for equal texts, and practically different for different ones. It is no protection against anyone. */
export function textHash(text: string): string {
  let a = 0x9e3779b1;
  let b = 0x85ebca77;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b ^ code, 0x5bd1e995) ^ (b >>> 15);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  b = Math.imul(b ^ (b >>> 13), 0xc2b2ae35);
  return [(a >>> 0).toString(36), ((b ^ (b >>> 16)) >>> 0).toString(36), text.length.toString(36)].join('.');
}

/** The offset where the line of `at` starts, or `from` when that comes later. */
export function lineStart(text: string, at: number, from = 0): number {
  let start = at;
  while (start > from && !isBreak(text.charCodeAt(start - 1))) start--;
  return start;
}

/** The offset of the first line end at or after `at`. */
export function lineEnd(text: string, at: number): number {
  let end = at;
  while (end < text.length && !isBreak(text.charCodeAt(end))) end++;
  return end;
}

/** A line feed or a carriage return. */
export function isBreak(code: number): boolean {
  return code === 10 || code === 13;
}

/** A space or a tab. */
export function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}
