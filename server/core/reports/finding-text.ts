import type { Place, Related, Severity } from '../syntax/place.js';
import { visible, visibleLine } from './escape.js';
import { type Ink, paint, type Style, wrap } from './layout.js';
import type { Places } from './places.js';

/** A finding or a problem as the text report prints it: severity and message, place, line with carets, notes. */
export interface Block {
  readonly severity: Severity;
  readonly message: string;
  readonly at?: Place | undefined;
  /** Shown where no place is known. */
  readonly path: string;
  /** Behind the carets: the rule's id. */
  readonly label: string;
  /** A command is the second line of its note. */
  readonly notes: readonly string[];
}

const INKS: Readonly<Record<Severity, Ink>> = { error: 'error', warning: 'warning', info: 'info' };

/** One block, without a line break at its end. `shown` gives the path as the reader knows it. */
export function blockText(block: Block, places: Places, shown: (path: string) => string, style: Style): string {
  const ink = INKS[block.severity];
  const [first = '', ...more] = wrap(`${block.severity}: ${visible(block.message)}`, style.width, '  ');
  const head = [
    `${paint(style, ink, block.severity)}${paint(style, 'bold', first.slice(block.severity.length))}`,
    ...more.map((line) => paint(style, 'bold', line)),
  ].join('\n');
  const region = block.at === undefined ? undefined : places.region(block.at);
  if (region === undefined || block.at === undefined)
    return [head, ...(block.path === '' ? [] : [paint(style, 'dim', `   --> ${visible(shown(block.path))}`)]), ...noteLines(block, 4, style)].join('\n');
  const line = places.line(block.at, region.start.line);
  const gutter = Math.max(3, String(region.start.line).length);
  const bar = paint(style, 'dim', `${' '.repeat(gutter)} |`);
  const number = paint(style, 'dim', `${String(region.start.line).padStart(gutter)} |`);
  // A line that holds a secret is cut: then the carets stand under what stands for it.
  const start = region.start.column > line.length ? Math.max(1, line.length - 2) : region.start.column;
  const end = region.end.line === region.start.line ? Math.min(region.end.column, line.length + 1) : line.length + 1;
  return [
    head,
    paint(style, 'dim', `${' '.repeat(gutter)}--> ${visible(shown(region.path))}:${region.start.line}:${region.start.column}`),
    bar,
    ...source(line, start, end, block.label, { bar, number, ink, style, room: style.width - gutter - 3 }),
    ...(block.notes.length === 0 ? [] : [bar, ...noteLines(block, gutter + 1, style)]),
  ].join('\n');
}

/** A second place as a note: `the first one (line 4)`, with the path where it is another file. */
export function relatedNotes(
  related: readonly Related[] | undefined,
  at: Place | undefined,
  places: Places,
  shown: (path: string) => string,
): readonly string[] {
  const own = at === undefined ? undefined : places.region(at)?.path;
  return (related ?? []).map(({ at: other, message }) => {
    const region = places.region(other);
    if (region === undefined) return message;
    return `${message} (${region.path === own ? `line ${region.start.line}` : `${shown(region.path)}:${region.start.line}`})`;
  });
}

interface Frame {
  readonly bar: string;
  readonly number: string;
  readonly ink: Ink;
  readonly style: Style;
  /** Characters left for source text. */
  readonly room: number;
}

/** The line and its carets. A long line is cut so that the place stays in view; the cut is shown as `...`. */
function source(line: string, from: number, to: number, label: string, { bar, number, ink, style, room }: Frame): readonly string[] {
  const before = visibleLine(line.slice(0, from - 1));
  const marked = visibleLine(line.slice(from - 1, Math.max(from, to) - 1));
  const after = visibleLine(line.slice(Math.max(from, to) - 1));
  const left = before.length > room / 2 ? `...${before.slice(before.length - Math.floor(room / 2) + 3)}` : before;
  const middle = left.length + marked.length > room ? `${marked.slice(0, Math.max(1, room - left.length - 3))}...` : marked;
  const rest = room - left.length - middle.length;
  const right = after.length > rest ? `${after.slice(0, Math.max(0, rest - 3))}...` : after;
  const carets = '^'.repeat(Math.max(1, Math.min(middle.length, room - left.length)));
  const tail = `${' '.repeat(left.length)}${carets}`;
  const fitting = tail.length + 1 + label.length <= room;
  const caretLine = `${bar} ${' '.repeat(left.length)}${paint(style, ink, fitting ? `${carets} ${label}` : carets)}`;
  const text = `${number} ${left}${middle}${right}`.trimEnd();
  return fitting
    ? [text, caretLine]
    : [text, caretLine, `${bar} ${' '.repeat(Math.max(0, Math.min(left.length, room - label.length)))}${paint(style, ink, label)}`];
}

function noteLines({ notes }: Block, indent: number, style: Style): readonly string[] {
  const pad = ' '.repeat(indent);
  return notes.flatMap((note) => {
    const [first = '', ...commands] = note.split('\n');
    // A command stands on a line of its own, however long: it is there to be copied.
    return [...wrap(`= ${visible(first)}`, style.width - indent, '  '), ...commands.map((line) => `  ${visible(line)}`)].map((line) =>
      paint(style, 'dim', `${pad}${line}`),
    );
  });
}
