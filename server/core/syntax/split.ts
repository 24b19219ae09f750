/** One piece of a file that is read on its own, as UTF-16 offsets. */
export interface Chunk {
  readonly start: number;
  readonly end: number;
}

/**
 * The documents of a file: what stands between lines that start with `---`, which can be nothing else in column 0.
 * Several JSON values in a row are one chunk each. The chunks cover the text from start to end.
 */
export function split(text: string): readonly Chunk[] {
  const starts = markers(text);
  const chunks: Chunk[] = [];
  for (const [index, start] of starts.entries()) {
    const end = starts[index + 1] ?? text.length;
    chunks.push(...(jsonValues(text, start, end) ?? [{ start, end }]));
  }
  return chunks;
}

/** True when a chunk has nothing but blanks, comments, its separator and directives. */
export function isEmpty(text: string): boolean {
  let at = 0;
  for (;;) {
    at = skipBlanks(text, at, text.length);
    if (at >= text.length) return true;
    const code = text.charCodeAt(at);
    const atStart = at === 0 || text.charCodeAt(at - 1) === 10 || text.charCodeAt(at - 1) === 13;
    const marker = atStart && (text.startsWith('---', at) || text.startsWith('...', at)) && isBlank(text, at + 3);
    if (marker) at += 3;
    else if (code === 35 || (atStart && code === 37)) at = commentEnd(text, at);
    else if (code === 0xfeff && at === 0) at++;
    else return false;
  }
}

/** Where a comment ends. NEL, LS and PS (U+0085, U+2028, U+2029) end it, too: the cluster reads what follows them. */
function commentEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && !isAnyBreak(text.charCodeAt(at))) at++;
  return at;
}

function isAnyBreak(code: number): boolean {
  return code === 10 || code === 13 || code === 0x85 || code === 0x2028 || code === 0x2029;
}

/** 0, and where the `---` lines start. A lone carriage return ends a line too, as it does for the cluster. */
function markers(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('---'); at >= 0; at = text.indexOf('---', at + 1)) {
    if (at === 0) continue;
    const before = text.charCodeAt(at - 1);
    if ((before === 10 || before === 13) && isBlank(text, at + 3)) starts.push(at);
  }
  return starts;
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at >= text.length || code === 10 || code === 13 || code === 32 || code === 9;
}

/** The JSON objects of a chunk that holds several of them and nothing else; undefined for any other text. */
function jsonValues(text: string, start: number, end: number): readonly Chunk[] | undefined {
  let at = skipBlanks(text, afterMarker(text, start, end), end);
  if (text.charCodeAt(at) !== 123) return undefined;
  const chunks: Chunk[] = [];
  let from = start;
  while (at < end) {
    const stop = text.charCodeAt(at) === 123 ? objectEnd(text, at, end) : -1;
    if (stop < 0) return undefined;
    at = skipBlanks(text, stop, end);
    chunks.push({ start: from, end: at });
    from = at;
  }
  return chunks.length > 1 ? chunks : undefined;
}

/** Behind the `---` at the start of a chunk and a comment on its line. */
function afterMarker(text: string, start: number, end: number): number {
  if (!text.startsWith('---', start)) return start;
  let at = start + 3;
  while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) at++;
  if (text.charCodeAt(at) === 35) while (at < end && text.charCodeAt(at) !== 10 && text.charCodeAt(at) !== 13) at++;
  return at;
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && isBlank(text, at)) at++;
  return at;
}

/** Behind the bracket that closes the one at `at`; -1 when there is none. */
function objectEnd(text: string, from: number, end: number): number {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 34) {
      at++;
      while (at < end && text.charCodeAt(at) !== 34) at += text.charCodeAt(at) === 92 ? 2 : 1;
    } else if (code === 123 || code === 91) depth++;
    else if ((code === 125 || code === 93) && --depth === 0) return at + 1;
  }
  return -1;
}
