/** The day a text names, as a number of days since 1970-01-01; undefined for what is no date. Of a time only its day counts. Source: RFC 3339, full-date. */
export function dayOf(text: string): number | undefined {
  const found = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ]\d{2}:\d{2}.{0,30})?$/.exec(text.trim());
  if (found === null) return undefined;
  const [year, month, day] = found.slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return month < 1 || month > 12 || day < 1 || day > daysIn(year, month) ? undefined : daysFromCivil(year, month, day);
}

/** Days from one date to another, negative when the second comes first; undefined when one of them is no date. */
export function daysBetween(from: string, to: string): number | undefined {
  const start = dayOf(from);
  const end = dayOf(to);
  return start === undefined || end === undefined ? undefined : end - start;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Counts years from March on, so that the leap day is the last of its year. */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return 365 * shifted + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + dayOfYear - 719468;
}
