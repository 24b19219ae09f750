import { dayOf } from '../inventory/dates.js';

/** The number of a day written as `YYYY-MM-DD` and nothing else; undefined for what is no such day. */
export function dayNumber(date: string): number | undefined {
  return /^(?!0000)\d{4}-\d{2}-\d{2}$/.test(date) ? dayOf(date) : undefined;
}

/** Days from one day to another, below 0 when the other is earlier. Both have been checked where they were read. */
export function daysBetween(from: string, to: string): number {
  const [start, end] = [dayNumber(from), dayNumber(to)];
  if (start === undefined || end === undefined) throw new RangeError(`"${start === undefined ? from : to}" is no day`);
  return end - start;
}
