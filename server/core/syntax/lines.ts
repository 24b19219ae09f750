/** A line and a column of a text, both from 1; the column counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Converts offsets of one text into lines and columns. A line ends with \n, \r\n or a lone \r. */
export interface LineIndex {
  readonly lines: number;
  position(offset: number): Position;
  /** The offset where a line starts; past the last line it is the end of the text. */
  start(line: number): number;
  /** A line's text without its end. */
  text(line: number): string;
}

/** Reads the places of all line ends once. */
export function lineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const start = (line: number): number => (line < 1 ? 0 : (starts[line - 1] ?? text.length));
  return {
    lines: starts.length,
    start,
    position(offset) {
      const at = Math.max(0, Math.min(offset, text.length));
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= at) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: at - (starts[low] ?? 0) + 1 };
    },
    text(line) {
      let end = line < starts.length ? start(line + 1) : text.length;
      const from = start(line);
      if (end > from && text.charCodeAt(end - 1) === 10) end--;
      if (end > from && text.charCodeAt(end - 1) === 13) end--;
      return text.slice(from, end);
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  const lone = text.includes('\r');
  if (!lone) {
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 13 && text.charCodeAt(at + 1) === 10) at++;
    if (code === 10 || code === 13) starts.push(at + 1);
  }
  return starts;
}
