/**
 * One spelling for all ways to write an id: no case, no spaces, plain hyphens; a control without leading zeros and with its enhancement in brackets.
 * "SC-7 (21)", "sc-07(21)" and the "sc-7.21" of OSCAL are "sc-7(21)".
 */
export function toKey(text: string): string {
  const plain = toPlain(text).replace(/\s+/g, '').toLowerCase();
  const [, family, number, bracketed, dotted] = /^([a-z]{2})-0*([1-9]\d*)(?:\(0*([1-9]\d*)\)|\.0*([1-9]\d*))?$/.exec(plain) ?? [];
  if (family === undefined) return plain;
  const enhancement = bracketed ?? dotted;
  return enhancement === undefined ? `${family}-${number}` : `${family}-${number}(${enhancement})`;
}

/** Texts copied from a PDF have other hyphens and spaces. */
function toPlain(text: string): string {
  return /[^\0-\x7f]/.test(text) ? text.normalize('NFKC').replace(/[\u2010-\u2015\u2212]/g, '-') : text;
}
