import { doubleQuotedText, singleQuotedText, unfolded } from './scalars.js';
import { isBreak, isSpace, lineEnd } from './text.js';

// The cluster reads some texts that the library refuses or reads otherwise. Here they are changed, at equal length, into what the library reads the same way.

/** A lone carriage return and NEL (U+0085) end a line for the cluster; of two before a line feed it drops one. */
export function withPlainLineEnds(text: string): string {
  return /\r(?!\n)|\u0085/.test(text) ? text.replace(/\r(?=\r\n)/g, ' ').replace(/\r(?!\n)|\u0085/g, '\n') : text;
}

/** LS and PS (U+2028, U+2029) end a line for the cluster, but stay in the text of a scalar. */
export function withUnicodeLineEnds(text: string): string {
  return text.replace(/[\u2028\u2029]/g, '\n');
}

/** The first character that may stand in no YAML text, as an offset, or -1. */
export function forbiddenCharacter(text: string): number {
  return text.search(/[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|\p{Surrogate}/u);
}

/**
 * A quoted text or a flow collection at `start`, whose further lines stand too far left for the library, on one line: the cluster asks for no indentation there.
 * Undefined when it is never closed.
 */
export function onOneLine(text: string, start: number): string | undefined {
  const isQuoted = isQuote(text.charCodeAt(start));
  const end = isQuoted ? quotedEnd(text, start) : flowEnd(text, start);
  if (end < 0) return undefined;
  const inside = text.slice(start, end);
  // In brackets comments go, too: on one line they would swallow what follows.
  const line = isQuoted ? inside : inside.replace(/([ \t\r\n])(#[^\r\n]*)/g, (_, blank: string, comment: string) => blank + ' '.repeat(comment.length));
  return text.slice(0, start) + line.replace(/[\r\n]/g, ' ') + text.slice(end);
}

function isQuote(code: number): boolean {
  return code === 34 || code === 39;
}

/** Behind the quote that closes the one at `start`, or -1. A line `---` or `...` ends the document before. */
function quotedEnd(text: string, start: number): number {
  const quote = text.charCodeAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      if (quote !== 39 || text.charCodeAt(at + 1) !== 39) return at + 1;
      at++;
    } else if (code === 92 && quote === 34) at++;
    else if (isBreak(code) && isMarker(text, at + 1)) return -1;
  }
  return -1;
}

/** Behind the bracket that closes the one at `start`, or -1. */
function flowEnd(text: string, start: number): number {
  let depth = 0;
  // Quotes count only where a value or a key can start: `[it's]` has none.
  let fresh = true;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const blank = isSpace(code) || isBreak(code);
    if (isBreak(code) && isMarker(text, at + 1)) return -1;
    if (blank) continue;
    if (code === 35 && (isSpace(text.charCodeAt(at - 1)) || isBreak(text.charCodeAt(at - 1)))) at = lineEnd(text, at) - 1;
    else if (fresh && isQuote(code)) {
      const end = quotedEnd(text, at);
      if (end < 0) return -1;
      at = end - 1;
      fresh = false;
    } else if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && --depth === 0) return at + 1;
    else fresh = code === 44 || code === 58;
  }
  return -1;
}

function isMarker(text: string, line: number): boolean {
  return /^(?:---|\.\.\.)(?:[ \t\r\n]|$)/.test(text.slice(line, line + 4));
}

/** What a scalar on several lines says, from its source, with the quotes if it has any. */
export function foldedText(source: string): string {
  if (source.startsWith('"')) return doubleQuotedText(source);
  return source.startsWith("'") ? singleQuotedText(source) : unfolded(source);
}
