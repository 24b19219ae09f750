import { plainValue } from '../scalars.js';
import type { Plain } from './edit.js';
import type { Layout } from './layout.js';

export type PlainMap = { readonly [key: string]: Plain };

export function isPlainMap(value: Plain): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isPlainList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

/** True for a map or a list with something in it: it takes lines of its own in block style. */
export function hasLines(value: Plain): boolean {
  return typeof value === 'object' && value !== null && (isPlainList(value) ? value.length > 0 : Object.keys(value).length > 0);
}

/** How flow collections are written at a place. */
export interface FlowStyle {
  readonly isJson: boolean;
  readonly quote: '"' | "'";
  /** `: ` or `:` */
  readonly colon: string;
  /** `, ` or `,` */
  readonly comma: string;
  /** What stands inside braces: a blank, or nothing. */
  readonly pad: string;
}

/** A value on one line. */
export function flowText(value: Plain, style: FlowStyle): string {
  if (isPlainList(value)) return `[${value.map((item) => flowText(item, style)).join(style.comma)}]`;
  if (!isPlainMap(value)) return scalarText(value, { ...style, isFlow: true });
  const pairs = Object.entries(value).map(([key, item]) => `${keyText(key, { ...style, isFlow: true })}${style.colon}${flowText(item, style)}`);
  return pairs.length === 0 ? '{}' : `{${style.pad}${pairs.join(style.comma)}${style.pad}}`;
}

/** A map or a list in block style, as lines without indentation of their own. */
export function blockLines(value: Plain, layout: Layout): readonly string[] {
  if (isPlainList(value)) return value.flatMap((item) => itemLines(item, layout));
  return isPlainMap(value) ? Object.entries(value).flatMap(([key, item]) => pairLines(key, item, layout)) : [scalarText(value, { ...layout, isFlow: false })];
}

/** A key with its value. */
export function pairLines(key: string, value: Plain, layout: Layout): readonly string[] {
  const name = keyText(key, { ...layout, isFlow: false });
  if (!hasLines(value)) return [`${name}: ${inline(value, layout)}`];
  if (layout.scalarList === 'flow' && isPlainList(value) && value.every((item) => typeof item !== 'object' || item === null))
    return [`${name}: ${flowText(value, { isJson: false, quote: layout.quote, colon: ': ', comma: ', ', pad: ' ' })}`];
  const deeper = ' '.repeat(isPlainList(value) ? layout.list : layout.step);
  return [`${name}:`, ...blockLines(value, layout).map((line) => deeper + line)];
}

/** A dash with its item. */
export function itemLines(value: Plain, layout: Layout): readonly string[] {
  const dash = `-${' '.repeat(layout.dash - 1)}`;
  if (!hasLines(value)) return [dash + inline(value, layout)];
  const [first = '', ...others] = blockLines(value, layout);
  return [dash + first, ...others.map((line) => ' '.repeat(layout.dash) + line)];
}

/** A value that needs no lines of its own: a scalar, `{}` or `[]`. */
function inline(value: Plain, layout: Layout): string {
  return isPlainList(value) ? '[]' : isPlainMap(value) ? '{}' : scalarText(value, { ...layout, isFlow: false });
}

interface ScalarStyle {
  readonly isJson: boolean;
  readonly quote: '"' | "'";
  readonly isFlow: boolean;
}

/** A scalar that every reader takes for this value. */
export function scalarText(value: string | number | boolean | null, { isJson, quote, isFlow }: ScalarStyle): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return !isJson && isPlainText(value, isFlow) ? value : quoted(value, isJson ? '"' : quote);
}

function keyText(key: string, style: ScalarStyle): string {
  return scalarText(key, style);
}

/** A text in quotes. JSON's escapes are YAML's, too; characters that only YAML takes for line ends are escaped besides. */
export function quoted(text: string, quote: '"' | "'"): string {
  if (quote === "'" && /^[ -~]*$/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(/[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * True for a text that is the same text without quotes for every reader of YAML, 1.1 or 1.2: no number, date, time, word or indicator.
 * It refuses more than it must; what it refuses gets quotes.
 */
export function isPlainText(text: string, isFlow: boolean): boolean {
  if (plainValue(text) !== text || text === '<<' || text === '=') return false;
  // Dates and numbers in base 60 of YAML 1.1, and numbers with signs, points and exponents of any reader.
  if (/^[-+.]?[0-9][0-9_:.eE+-]*$/.test(text) || /^\d{4}-\d\d?-\d\d?/.test(text)) return false;
  if (!/^(?:[A-Za-z0-9_./]|--?[A-Za-z])[ -~]*$/.test(text)) return false;
  return !/: | #|:$| $|^\.\.\./.test(text) && !(isFlow && /[,[\]{}]/.test(text));
}
