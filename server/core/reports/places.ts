import type { SourceDocument } from '../syntax/document.js';
import { type LineIndex, lineIndex, type Position } from '../syntax/lines.js';
import type { Place } from '../syntax/place.js';

/** A place as reports show it: lines and columns from 1, columns in UTF-16 units, `end` exclusive. */
export interface Region {
  readonly path: string;
  readonly start: Position;
  readonly end: Position;
}

/** Turns places into lines and columns. It keeps the line index of each file that it was asked about. */
export interface Places {
  region(place: Place): Region | undefined;
  /** The text of a line of the file that a place lies in, as the region counts lines. */
  line(place: Place, line: number): string;
  /** True for a line of a file, counted in the file from 1, of which no report shows more than what stands before the first colon. */
  isHidden(path: string, line: number): boolean;
}

/**
 * @param texts the text of a file by its path, as it was read
 * @param secrets where credentials were found: of such lines, and of every line of a Secret, `line` gives what stands before the first colon only
 */
export function placesOf(documents: Iterable<SourceDocument>, texts: (path: string) => string | undefined, secrets: readonly Place[] = []): Places {
  const byId = new Map<string, SourceDocument>();
  for (const document of documents) byId.set(document.id, document);
  const indexes = new Map<string, LineIndex>();
  const indexOf = (path: string): LineIndex => {
    const known = indexes.get(path);
    if (known !== undefined) return known;
    const made = lineIndex(texts(path) ?? '');
    indexes.set(path, made);
    return made;
  };
  /** A rendered document says where it came from: its lines count from the one after that comment. */
  const firstLine = (document: SourceDocument, index: LineIndex): number => {
    if (document.source === undefined) return 0;
    for (let line = index.position(document.offset).line; line <= index.lines; line++) if (/^#\s*Source:/.test(index.text(line))) return line;
    return 0;
  };
  const hidden = new Set<string>();
  for (const { doc, span } of secrets) {
    const document = byId.get(doc);
    if (document === undefined) continue;
    const index = indexOf(document.path);
    const last = index.position(document.offset + span.end).line;
    for (let line = index.position(document.offset + span.start).line; line <= last; line++) hidden.add(`${line} ${document.path}`);
  }
  return {
    region({ doc, span }) {
      const document = byId.get(doc);
      if (document === undefined) return undefined;
      const index = indexOf(document.path);
      const before = firstLine(document, index);
      const at = (offset: number): Position => {
        const { line, column } = index.position(document.offset + offset);
        return { line: Math.max(1, line - before), column };
      };
      return { path: document.source ?? document.path, start: at(span.start), end: at(span.end) };
    },
    line({ doc }, line) {
      const document = byId.get(doc);
      if (document === undefined) return '';
      const index = indexOf(document.path);
      const inFile = line + firstLine(document, index);
      const text = index.text(inFile);
      return hidden.has(`${inFile} ${document.path}`) || holdsSecret(document) ? withoutValue(text) : text;
    },
    isHidden(path, line) {
      const start = indexOf(path).start(line);
      const document = [...byId.values()].findLast((one) => one.path === path && one.offset <= start);
      return hidden.has(`${line} ${path}`) || (document !== undefined && holdsSecret(document));
    },
  };
}

/** What may be shown of a line with a credential. */
export function withoutValue(line: string): string {
  return line.replace(/:.*$/, ': ***');
}

function holdsSecret({ facts }: SourceDocument): boolean {
  const kind = facts.find(0, 'kind');
  return kind >= 0 && facts.text(kind) === 'Secret';
}
