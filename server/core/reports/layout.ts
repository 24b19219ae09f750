/** How a text report looks: made by the command line from the terminal and its options. */
export interface Style {
  readonly width: number;
  readonly ascii: boolean;
  readonly color: boolean;
}

export const PLAIN: Style = { width: 80, ascii: false, color: false };

const CODES = { bold: '1', dim: '2', error: '1;31', warning: '1;33', info: '1' } as const;
export type Ink = keyof typeof CODES;

/** Text in the ink of its meaning; plain where there is no color. Escape workspace text with `visible` first. */
export function paint(style: Style, ink: Ink, text: string): string {
  return style.color && text !== '' ? `\u001b[${CODES[ink]}m${text}\u001b[0m` : text;
}

/** Breaks a sentence into lines of at most `width` characters; a longer word stays whole. White space at its start stays, further lines begin with `indent`. */
export function wrap(text: string, width: number, indent = ''): readonly string[] {
  const start = /^ */.exec(text)?.[0] ?? '';
  const [first = '', ...words] = text.slice(start.length).split(' ');
  const lines: string[] = [];
  let line = start + first;
  for (const word of words) {
    if (line.length + 1 + word.length > width) {
      lines.push(line);
      line = indent + word;
    } else line = `${line} ${word}`;
  }
  return [...lines, line];
}

/** Rows whose columns are as wide as their widest cell, two spaces apart; numbers to the right with `align`. Cells of the last column are not padded. */
export function columns(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[] = []): readonly string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [index, cell] of row.entries()) widths[index] = Math.max(widths[index] ?? 0, cell.length);
  return rows.map((row) =>
    row
      .map((cell, index) => {
        const width = widths[index] ?? 0;
        if (align[index] === 'right') return cell.padStart(width);
        return index === row.length - 1 ? cell : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
