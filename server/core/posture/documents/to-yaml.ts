import type { Plain } from '../../rules/rule.js';
import { plainValue } from '../../syntax/scalars.js';

/** A map, a list, a text or a whole number as YAML in block style. The same value gives the same bytes, and every reader of YAML takes a text for that text. */
export function toYaml(value: { readonly [key: string]: Plain }): string {
  return `${mapLines(value, '').join('\n')}\n`;
}

type PlainMap = { readonly [key: string]: Plain };

function mapLines(map: PlainMap, indent: string): readonly string[] {
  return Object.entries(map).flatMap(([key, value]) => entryLines(`${indent}${scalar(key)}:`, value, `${indent}  `));
}

function entryLines(start: string, value: Plain, indent: string): readonly string[] {
  if (isList(value)) return value.length === 0 ? [`${start} []`] : [start, ...value.flatMap((item) => itemLines(item, indent))];
  if (isMap(value)) return Object.keys(value).length === 0 ? [`${start} {}`] : [start, ...mapLines(value, indent)];
  return [`${start} ${scalar(value)}`];
}

function itemLines(item: Plain, indent: string): readonly string[] {
  if (isList(item)) throw new Error('a list in a list has no place in our documents');
  if (!isMap(item)) return [`${indent}- ${scalar(item)}`];
  const [first = '{}', ...rest] = mapLines(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

function isList(value: Plain): value is readonly Plain[] {
  return Array.isArray(value);
}

function isMap(value: Plain): value is PlainMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What may stand without quotes at any place of a block: it starts like a word, has no sign that means something, and ends in none. */
const WORD = /^[A-Za-z_/](?:[\w./|@+=()*,-]|:(?=[^\s])| (?=[\w(]))*$/;
/** Characters that are not plainly seen, since a reviewer must see what is there, and those that open a template, a substitution or an encrypted value. */
const UNSEEN = /[${[#\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\ufeff]/gu;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

function scalar(value: string | number | boolean | null): string {
  if (typeof value !== 'string') return String(value);
  if (DAY.test(value) || (WORD.test(value) && plainValue(value) === value)) return value;
  // A text of JSON is one of YAML too. Source: YAML 1.2.2, section 5.7 (escaped characters).
  return JSON.stringify(value).replace(UNSEEN, escaped);
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
