import { readComments } from './comments.js';
import { conditionsAround, NOTHING_OPEN, openBehind } from './conditions.js';
import { type Decoded, decode } from './decode.js';
import type { SourceDocument, SourceFile } from './document.js';
import type { NonEmpty } from './edit/edit.js';
import { identityOf, looksLikeKubernetes } from './kubernetes.js';
import { type Mask, mask } from './mask.js';
import { Overlay } from './overlay.js';
import { type Packed, pack } from './pack.js';
import type { MakeProblem, Place, Problem } from './place.js';
import { readTree, type TreeRead } from './reader.js';
import { repeatProblems } from './repeats.js';
import { type Chunk, isEmpty, split } from './split.js';
import { textHash } from './text.js';
import { unquotedProblems } from './unquoted.js';

/** Reads a file. Documents of `previous` whose text is still the same are taken over. */
export function readFile(path: string, text: string, previous?: SourceFile): SourceFile {
  const reading = readingFile(path, text, previous);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return step.value;
  }
}

/** Reads a file, one document at a step, so that the driver can pause or stop between them. */
export function* readingFile(path: string, text: string, previous?: SourceFile): Generator<undefined, SourceFile> {
  const known = new Map<string, SourceDocument>();
  for (const document of previous?.documents ?? []) known.set(document.hash, document);
  const documents: SourceDocument[] = [];
  const masked = mask(text);
  const readable = masked?.text ?? text;
  const masksIn = maskReader(masked?.masks ?? []);
  let open = NOTHING_OPEN;
  for (const [index, chunk] of split(readable).entries()) {
    const piece = readable.slice(chunk.start, chunk.end);
    const masks = masksIn(chunk);
    const written = masked === undefined ? piece : text.slice(chunk.start, chunk.end);
    const openBefore = open;
    open = openBehind(open, masks, written);
    if (isEmpty(piece)) continue;
    const hash = textHash(written);
    const before = known.get(hash);
    const at = { path, index, offset: chunk.start };
    const document = before === undefined ? readDocument(at, { text: piece, written, masks, hash }) : moved(before, at);
    // Only comments, with characters in them that might have been more.
    if (document.facts.size === 0 && !document.broken) continue;
    const conditions = document.facts.size === 0 ? [] : conditionsAround(openBefore, masks, written, document.facts.span(0));
    documents.push(conditions.join('\n') === document.conditions.join('\n') ? document : { ...document, conditions });
    yield;
  }
  return { path, documents, problems: [] };
}

/** Reads a file from its bytes. What cannot be read at all has no documents and says why; bytes that are no text cost one problem at their place. */
export function readBytes(path: string, bytes: Uint8Array, previous?: SourceFile): SourceFile {
  return readDecoded(path, decode(bytes), previous);
}

/** The same for a caller that keeps the text. */
export function readDecoded(path: string, decoded: Decoded, previous?: SourceFile): SourceFile {
  if (decoded.unread !== undefined) {
    const problem = { code: 'unread', severity: 'error', message: `${decoded.unread}, so nothing in it is judged`, path } as const;
    return { path, documents: [], problems: [problem], unread: decoded.unread };
  }
  const file = readFile(path, decoded.text, previous);
  const { invalid } = decoded;
  if (invalid === undefined) return file;
  const document = file.documents.findLast((one) => one.offset <= invalid);
  const at = document === undefined ? undefined : { doc: document.id, span: { start: invalid - document.offset, end: invalid - document.offset + 1 } };
  return {
    ...file,
    problems: [...file.problems, { code: 'yaml-encoding', severity: 'error', message: 'these bytes are no text in UTF-8 or UTF-16', path, at }],
  };
}

interface Where {
  readonly path: string;
  readonly index: number;
  readonly offset: number;
}

/** The same document at another place of its file, or in a file that was renamed. */
function moved(document: SourceDocument, where: Where): SourceDocument {
  const { path, index, offset } = where;
  if (document.path === path && document.index === index) return document.offset === offset ? document : { ...document, offset };
  const id = documentId(path, index);
  const place = (at: Place): Place => ({ doc: id, span: at.span });
  const problems = document.problems.map((problem) => ({
    ...problem,
    path,
    at: problem.at && place(problem.at),
    related: problem.related?.map((related) => ({ ...related, at: place(related.at) })),
    fixes: problem.fixes?.map((fix) => ({ ...fix, edits: mapped(fix.edits, (edit) => ({ ...edit, at: place(edit.at) })) })),
  }));
  return { ...document, id, path, index, offset, problems };
}

function mapped<T>([first, ...others]: NonEmpty<T>, change: (one: T) => T): NonEmpty<T> {
  return [change(first), ...others.map(change)];
}

function documentId(path: string, index: number): string {
  return [path, index].join('#');
}

/** Answers for chunk after chunk, in their order, the masks in it with offsets in it. */
function maskReader(masks: readonly Mask[]): (chunk: Chunk) => readonly Mask[] {
  let next = 0;
  return ({ start, end }) => {
    const inside: Mask[] = [];
    for (let one = masks[next]; one !== undefined && one.start < end; one = masks[++next])
      inside.push({ ...one, start: one.start - start, end: one.end - start });
    return inside;
  };
}

interface Piece {
  /** The chunk as it is read, masks filled. */
  readonly text: string;
  /** The chunk as it is written. */
  readonly written: string;
  readonly masks: readonly Mask[];
  readonly hash: string;
}

function readDocument(where: Where, piece: Piece): SourceDocument {
  const { text, written, masks } = piece;
  const read = readTree(text);
  const overlay = masks.length === 0 ? undefined : new Overlay(written, read.tree, masks);
  const packed = pack(read.tree, overlay);
  const comments = readComments(written, read.tree);
  const templated = masks.some((one) => one.by === 'template');
  const broken = read.errors.length > 0 || packed.errors.length > 0;
  return {
    id: documentId(where.path, where.index),
    path: where.path,
    index: where.index,
    offset: where.offset,
    length: text.length,
    hash: piece.hash,
    facts: packed.facts,
    broken,
    problems: [
      ...readProblems(where, read, packed, templated),
      // In a broken text equal keys are mostly a consequence, too.
      ...(read.errors.length > 0 ? [] : repeatProblems(problemAt(where), read.tree, overlay)),
      ...unquotedProblems(problemAt(where), packed.facts, text),
      ...comments.malformed.map((at) => problemAt(where)('bad-ignore', 'warning', 'an ignore has the form "# heptad-ignore RULE: REASON"', at)),
    ],
    ignores: comments.ignores,
    source: comments.source,
    templated,
    conditions: [],
    kubernetes: identityOf(packed.facts) !== undefined || (broken && looksLikeKubernetes(text)),
  };
}

function readProblems(where: Where, read: TreeRead, packed: Packed, templated: boolean): readonly Problem[] {
  const problem = problemAt(where);
  // What follows the first error of syntax is mostly its consequence.
  const [first] = read.errors;
  if (first === undefined) return packed.errors.map((error) => problem(error.code ?? 'yaml-syntax', 'error', error.message, error.at));
  // Rendered by its engine the text may be fine.
  if (templated) return [problem('template-unreadable', 'info', 'this template is no YAML before it is rendered', first.at)];
  return [problem(first.code ?? 'yaml-syntax', 'error', first.message, first.at)];
}

function problemAt(where: Where): MakeProblem {
  const doc = documentId(where.path, where.index);
  return (code, severity, message, at) => ({ code, severity, message, path: where.path, at: { doc, span: at } });
}
