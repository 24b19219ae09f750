/** A row of a table by the names of its columns; a cell left out at the end of a row is empty. */
export type Row<C extends string> = Readonly<Record<C, string>>;

/**
 * Reads a table of ours: a row a line, cells apart by "|", the first cell a unique id. A mistake in it is a bug of ours and throws, naming table and row.
 * The columns are the names of the cells, in order.
 */
export function readRows<C extends string>(table: string, text: string, columns: readonly C[]): readonly Row<C>[] {
  const seen = new Set<string>();
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const cells = line.split('|');
      const id = cells[0] ?? '';
      if (id === '') throw new Error(`table "${table}": the row "${line}" has no id`);
      if (seen.has(id)) throw new Error(`table "${table}": "${id}" is there twice`);
      if (cells.length > columns.length) throw new Error(`table "${table}", row "${id}": ${cells.length} cells for ${columns.length} columns`);
      seen.add(id);
      return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])) as Row<C>;
    });
}

/** The words of a cell; none when it is empty. */
export function words(cell: string): readonly string[] {
  return cell === '' ? [] : cell.split(' ');
}

/** What a code stands for. A code that the legend lacks is a bug and throws. */
export function decode<T>(table: string, id: string, code: string, legend: Readonly<Record<string, T>>): T {
  const meaning = Object.hasOwn(legend, code) ? legend[code] : undefined;
  if (meaning === undefined) throw new Error(`table "${table}", row "${id}": the code "${code}" is none of ${Object.keys(legend).join(', ')}`);
  return meaning;
}

/** As `decode`, and undefined for an empty cell. */
export function decodeOptional<T>(table: string, id: string, code: string, legend: Readonly<Record<string, T>>): T | undefined {
  return code === '' ? undefined : decode(table, id, code, legend);
}
