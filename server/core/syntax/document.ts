import type { Facts } from './facts.js';
import type { DocId, Problem, Span } from './place.js';

/** A comment `# heptad-ignore RULE: REASON`. It quiets findings of that rule that start on the lines `span` covers: its own, or if it stands alone, the next one with content. */
export interface Ignore {
  readonly rule: string;
  readonly reason: string;
  /** The comment itself. */
  readonly at: Span;
  /** The line whose findings are quieted, as offsets in the document. */
  readonly covers: Span;
}

/** One document of a file: the text between two `---` lines, or one line of JSON lines. */
export interface SourceDocument {
  readonly id: DocId;
  readonly path: string;
  /** Number in the file, from 0. */
  readonly index: number;
  /** UTF-16 offset in the file where the document's own offsets begin. */
  readonly offset: number;
  /** The document's length in UTF-16 units. */
  readonly length: number;
  /** Equal for equal text. */
  readonly hash: string;
  readonly facts: Facts;
  /** True when the text has an error of syntax, so that `facts` may lack or misread parts of it: nothing of it may count as passed. */
  readonly broken: boolean;
  readonly problems: readonly Problem[];
  readonly ignores: readonly Ignore[];
  /** The path in a `# Source: PATH` comment at its start, as `helm template` writes it. */
  readonly source?: string | undefined;
  /** True for a Kubernetes object, and for a text that is broken and looks like one: only its problems concern anyone. */
  readonly kubernetes: boolean;
  /** True when the text holds template actions, so that parts of it are unknown. */
  readonly templated: boolean;
  /** The conditions and loops of a template around all of it, from the outside to the inside: without them it is not there at all. */
  readonly conditions: readonly string[];
}

/** A file as it was read. `unread` says why nothing of it could be read (binary, too large); then `documents` is empty. */
export interface SourceFile {
  readonly path: string;
  readonly documents: readonly SourceDocument[];
  readonly problems: readonly Problem[];
  readonly unread?: string | undefined;
}
