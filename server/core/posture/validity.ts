import { daysBetween } from './dates.js';

/** The days that an attestation may count, from `issued` to `expires`. */
export const ATTESTATION_DAYS = 365;
/** The days that a waiver may count, from `issued` to `expires`. */
export const WAIVER_DAYS = 180;

export type Validity = 'valid' | 'expired' | 'not-yet' | 'too-long';

/** Whether a document counts today. Both days that it names are days on which it counts. */
export function validityOf(document: { readonly issued: string; readonly expires: string }, most: number, today: string): Validity {
  if (daysBetween(document.issued, document.expires) > most) return 'too-long';
  if (daysBetween(today, document.expires) < 0) return 'expired';
  return daysBetween(today, document.issued) > 0 ? 'not-yet' : 'valid';
}
