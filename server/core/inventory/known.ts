import type { Place } from '../syntax/place.js';

/** Why something is not judged, as users read it: short, lower case, no period ("set by a template"). */
export type Reason = string;

/** The only reason of a subject that an attestation turns into passed: nothing masks the value, files just cannot show it. */
export const AWAITING_ATTESTATION: Reason = 'awaiting attestation';

/** Why what a condition of a template guards is not sure to be there. */
export const OPTIONAL: Reason = 'rests on what a template may leave out';

/** A value as a rule sees it. An absent field is known: it has the cluster's default, `written` is false, and `at` is the key of its nearest written parent. */
export type Known<T> = KnownValue<T> | UnknownValue;

/** A class, so that the place and the pointer of what nobody finds wrong are never made: of accessors a spread has nothing, and the types say so. */
export abstract class KnownValue<T> {
  readonly known = true;
  abstract readonly value: T;
  abstract readonly written: boolean;
  abstract get at(): Place;
  /** JSON pointer in the document, list items by their merge key: `/spec/containers[name=server]/image`. */
  abstract get pointer(): string;
}

/** What was read at a spot. */
export class ReadValue<T> extends KnownValue<T> {
  private place: Place | undefined;
  private path: string | undefined;

  constructor(
    readonly value: T,
    readonly written: boolean,
    private readonly spot: Spot,
  ) {
    super();
  }

  get at(): Place {
    this.place ??= this.spot.at;
    return this.place;
  }

  get pointer(): string {
    this.path ??= this.spot.pointer;
    return this.path;
  }
}

/** Another value at the same place. */
export function withValue<T>(known: KnownValue<unknown>, value: T): KnownValue<T> {
  return new ReadValue(value, known.written, known);
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

/** The place and the pointer of something that has more. */
export function spotOf({ at, pointer }: Spot): Spot {
  return { at, pointer };
}
