import type { Place } from '../syntax/place.js';

/** Why something is not judged, as users read it: short, lower case, no period ("set by a template"). */
export type Reason = string;

/** The only reason of a subject that an attestation turns into passed: nothing masks the value, files just cannot show it. */
export const AWAITING_ATTESTATION: Reason = 'awaiting attestation';

/** Why what a condition of a template guards is not sure to be there. */
export const OPTIONAL: Reason = 'rests on what a template may leave out';

/** A value as a rule sees it. An absent field is known: it has the cluster's default, `written` is false, and `at` is the key of its nearest written parent. */
export type Known<T> = KnownValue<T> | UnknownValue;

export interface KnownValue<T> {
  readonly known: true;
  readonly value: T;
  readonly written: boolean;
  readonly at: Place;
  /** JSON pointer in the document, list items by their merge key: `/spec/containers[name=server]/image`. */
  readonly pointer: string;
}

export interface UnknownValue {
  readonly known: false;
  readonly why: Reason;
  readonly at: Place;
  readonly pointer: string;
}

/** What a finding points at. */
export interface Spot {
  readonly at: Place;
  readonly pointer: string;
}
