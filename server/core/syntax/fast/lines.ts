import { CLASS, cursor, input, isBlank, leave, PRINT, skipSpaces } from './state.js';

/** From behind a token, where only blanks and a comment may follow, to the content of the next line that has some. */
export function nextLine(): void {
  const bytes = input.bytes;
  let at = cursor.at;
  if (bytes[at] !== 10) {
    at = skipSpaces(at);
    if (bytes[at] === 35) {
      if (at > 0 && bytes[at - 1] !== 32 && bytes[at - 1] !== 10) leave('after a value');
      at = commentEnd(at);
    }
    if (bytes[at] === 13 && bytes[at + 1] === 10) at++;
    if (bytes[at] !== 10) leave(bytes[at] === 9 ? 'tab' : 'after a value');
  }
  lineStart(at + 1);
}

/** From the start of a line to the content of the first line that has some. */
export function lineStart(from: number): void {
  const bytes = input.bytes;
  let at = from;
  for (;;) {
    if (at >= input.length) {
      cursor.at = input.length;
      cursor.column = -1;
      return;
    }
    const start = at;
    while (bytes[at] === 32) at++;
    let code = bytes[at];
    if (code === 35) {
      at = commentEnd(at);
      code = bytes[at];
    } else if (code !== 10 && code !== 13) {
      if (code === 9) leave('tab');
      cursor.at = at;
      cursor.column = at - start;
      if (code === 46 && at === start && isMarker(at)) documentEnd();
      return;
    }
    if (code === 13 && bytes[at + 1] === 10) {
      at++;
      code = 10;
    }
    if (code !== 10) leave('character');
    at++;
  }
}

/** At `...`: only blanks and comments may follow. */
function documentEnd(): void {
  const bytes = input.bytes;
  cursor.ended = true;
  cursor.column = -1;
  let at = cursor.at + 3;
  do {
    at = skipSpaces(at);
    if (bytes[at] === 35 && (bytes[at - 1] === 32 || bytes[at - 1] === 10)) at = commentEnd(at);
    if (bytes[at] === 13 && bytes[at + 1] === 10) at++;
    if (bytes[at] !== 10) leave('document');
  } while (++at < input.length);
  cursor.at = input.length;
}

/** From a `#` to the end of its line. */
export function commentEnd(from: number): number {
  const bytes = input.bytes;
  let at = from;
  while (((CLASS[bytes[at] as number] as number) & PRINT) !== 0 || bytes[at] === 9) at++;
  return at;
}

/** `---` or `...` at the start of a line. */
export function isMarker(at: number): boolean {
  const bytes = input.bytes;
  const code = bytes[at];
  return (code === 45 || code === 46) && bytes[at + 1] === code && bytes[at + 2] === code && isBlank(at + 3);
}
