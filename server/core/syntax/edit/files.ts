import type { SourceDocument } from '../document.js';
import type { DocId } from '../place.js';
import { editDocument } from './apply.js';
import type { Edit, NonEmpty, TextEdit } from './edit.js';
import type { Part } from './opened.js';

/** The texts that edits change, by document. */
export interface EditableTexts {
  document(id: DocId): SourceDocument | undefined;
  /** The whole text of a file; undefined for one that must not be changed. */
  text(path: string): string | undefined;
}

export interface EditedFiles {
  /** By path, in offsets of the file, in order and apart from each other. Files that stay as they are have none. */
  readonly files: ReadonlyMap<string, readonly TextEdit[]>;
  /** Why a group was left out, by its number. */
  readonly refused: ReadonlyMap<number, string>;
}

/**
 * Turns groups of edits into changes of the texts of files. A group may change several documents; all of it is made, or nothing.
 * Groups that say the same are made once; of two that overlap the first is made.
 */
export function editFiles(texts: EditableTexts, groups: readonly NonEmpty<Edit>[]): EditedFiles {
  const refused = new Map<number, string>();
  for (;;) {
    const before = refused.size;
    const files = new Map<string, readonly TextEdit[]>();
    for (const [id, parts] of byDocument(groups, refused)) {
      const document = texts.document(id);
      const text = document === undefined ? undefined : texts.text(document.path);
      if (document === undefined || text === undefined) {
        for (const { index } of parts) refused.set(index, `"${pathOf(id)}" cannot be changed here`);
        continue;
      }
      const part = partOf(text, document);
      const { edits, refused: left } = editDocument(
        part,
        parts.map(({ edits }) => edits),
      );
      for (const [number, why] of left) {
        const index = parts[number]?.index;
        if (index !== undefined) refused.set(index, why);
      }
      if (edits.length === 0) continue;
      const moved = edits.map((edit) => ({ ...edit, start: edit.start + document.offset, end: edit.end + document.offset }));
      files.set(document.path, [...(files.get(document.path) ?? []), ...moved]);
    }
    if (refused.size === before) return { files: inOrder(files), refused };
  }
}

/** Without templates and substitutions a document is read by itself; with them the text around it counts, too. */
function partOf(text: string, { offset, length, templated }: SourceDocument): Part {
  const chunk = text.slice(offset, offset + length);
  const isPlain = !templated && !text.includes('{{') && !text.includes('#@');
  return isPlain ? { text: chunk, start: 0, end: length } : { text, start: offset, end: offset + length };
}

interface GroupPart {
  readonly index: number;
  readonly edits: NonEmpty<Edit>;
}

/** What groups that are not refused change of each document. */
function byDocument(groups: readonly NonEmpty<Edit>[], refused: ReadonlyMap<number, string>): ReadonlyMap<DocId, readonly GroupPart[]> {
  const found = new Map<DocId, GroupPart[]>();
  for (const [index, group] of groups.entries()) {
    if (refused.has(index)) continue;
    for (const id of new Set(group.map(({ at }) => at.doc))) {
      const [first, ...others] = group.filter(({ at }) => at.doc === id);
      if (first === undefined) continue;
      const parts = found.get(id) ?? [];
      parts.push({ index, edits: [first, ...others] });
      found.set(id, parts);
    }
  }
  return found;
}

function inOrder(files: ReadonlyMap<string, readonly TextEdit[]>): ReadonlyMap<string, readonly TextEdit[]> {
  return new Map([...files].map(([path, edits]) => [path, [...edits].sort((one, other) => one.start - other.start)]));
}

function pathOf(id: DocId): string {
  return id.slice(0, id.lastIndexOf('#'));
}
