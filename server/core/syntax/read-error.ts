import type { Span } from './place.js';

/** Why a text is no YAML that the cluster reads, in our own words. */
export interface ReadError {
  readonly code?: 'yaml-syntax' | 'too-deep' | 'alias-bomb' | undefined;
  readonly at: Span;
  readonly message: string;
}

/** An error at a place. */
export function spanError(start: number, end: number, message: string): ReadError {
  return { at: { start, end }, message };
}
