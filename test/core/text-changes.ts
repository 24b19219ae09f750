import fc from 'fast-check';

/** One small change of one of several texts. The numbers are taken modulo what there is to choose from. */
export interface Change {
  readonly kind: (typeof KINDS)[number];
  readonly file: number;
  readonly at: number;
  readonly other: number;
}

const KINDS = [
  'drop line',
  'repeat line',
  'swap lines',
  'indent line',
  'drop token',
  'repeat token',
  'replace token',
  'insert piece',
  'swap values',
  'replace value',
  'windows lines',
  'cut off',
] as const;

/** What templates, substitutions, other readers and slips of a hand leave in a manifest. */
const PIECES = (
  `{{ .Values.x }}|{{- toYaml .Values.x | nindent 4 }}\n|{{ if .Values.x }}\n|{{ end }}\n|{{|}}|\${X}|\${X:-y}|\t|[|]|{|}|\r\n|\r|---\n|--- # c\n|...\n|- |: |? |#|&a |*a|<<: *a\n|!!str |` +
  `'|"|>-\n|null|~|[]|{}|""|0|-1|1e999|true|yes|off|*|%YAML 1.1\n|\ufeff|\u0000|\u2028|😀|\ud83d|__proto__|constructor|# heptad-ignore no-host-namespaces: fuzz\n|` +
  'apiVersion: v1\nkind: List\nitems:\n'
).split('|');

const LINES = /[^\n]*\n|[^\n]+$/g;
const TOKENS = /[\w./@$*-]+|[^\w\s]|\s+/g;
const VALUES = /(?<=[:-] +)[^\s#{}[\],][^\n#{}[\],]*/g;

/** A few changes, mostly in few places, so that much of the texts stays what it was. */
export const changes: fc.Arbitrary<readonly Change[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), file: fc.nat(), at: fc.nat(), other: fc.nat() }),
  { minLength: 1, maxLength: 10 },
);

/** The texts with changes made one after the other. */
export function changed(texts: Readonly<Record<string, string>>, list: readonly Change[]): Readonly<Record<string, string>> {
  const result = { ...texts };
  const paths = Object.keys(texts);
  for (const change of list) {
    const path = paths[change.file % paths.length] ?? '';
    result[path] = changedText(result[path] ?? '', change);
  }
  return result;
}

function changedText(text: string, { kind, at, other }: Change): string {
  const piece = PIECES[other % PIECES.length] ?? '';
  switch (kind) {
    case 'drop line':
      return edited(text, LINES, at, () => '');
    case 'repeat line':
      return edited(text, LINES, at, (line) => line + line);
    case 'swap lines':
      return swapped(text, LINES, at, other);
    case 'indent line':
      return edited(text, LINES, at, (line) => (other % 2 === 0 ? `${' '.repeat(1 + (other % 5))}${line}` : line.trimStart()));
    case 'drop token':
      return edited(text, TOKENS, at, () => '');
    case 'repeat token':
      return edited(text, TOKENS, at, (token) => token + token);
    case 'replace token':
      return edited(text, TOKENS, at, () => piece);
    case 'insert piece':
      return text.slice(0, at % (text.length + 1)) + piece + text.slice(at % (text.length + 1));
    case 'swap values':
      return swapped(text, VALUES, at, other);
    case 'replace value':
      return edited(text, VALUES, at, () => piece);
    case 'windows lines':
      return text.replace(/\r?\n/g, '\r\n');
    case 'cut off':
      return text.slice(0, at % (text.length + 1));
  }
}

function edited(text: string, pattern: RegExp, at: number, edit: (part: string) => string): string {
  const parts = [...text.matchAll(pattern)];
  const part = parts[at % Math.max(1, parts.length)];
  return part === undefined ? text : text.slice(0, part.index) + edit(part[0]) + text.slice(part.index + part[0].length);
}

function swapped(text: string, pattern: RegExp, one: number, other: number): string {
  const parts = [...text.matchAll(pattern)];
  const [first, second] = [one, other].map((at) => parts[at % Math.max(1, parts.length)]).sort((left, right) => (left?.index ?? 0) - (right?.index ?? 0));
  if (first === undefined || second === undefined || first === second) return text;
  const between = text.slice(first.index + first[0].length, second.index);
  return text.slice(0, first.index) + second[0] + between + first[0] + text.slice(second.index + second[0].length);
}
