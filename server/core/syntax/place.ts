import type { EditFix } from './edit/edit.js';

/** UTF-16 offsets from the start of a document (a chunk of its file), never of the file; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Names one document: the URI or path of its file, `#`, and its number in that file from 0. */
export type DocId = string;

export interface Place {
  readonly doc: DocId;
  readonly span: Span;
}

/** A second place that explains a problem or a finding: the alias of an anchored value, the first of two equal keys. */
export interface Related {
  readonly at: Place;
  readonly message: string;
}

export type Severity = 'error' | 'warning' | 'info';

/** What no rule says: broken text, an object that is there twice, an unused ignore. It never enters the score. */
export interface Problem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly at?: Place | undefined;
  readonly related?: readonly Related[] | undefined;
  readonly fixes?: readonly EditFix[] | undefined;
}

/** Makes a problem of one document. */
export type MakeProblem = (code: string, severity: Severity, message: string, at: Span) => Problem & { readonly at: Place };
