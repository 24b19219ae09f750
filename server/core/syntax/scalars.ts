/** What the cluster makes of a scalar: a bigint where a number would lose digits, undefined where it refuses the document. */
export type ScalarValue = string | number | bigint | boolean | null | undefined;

const WORDS = new Map<string, boolean | null | undefined>();
for (const word of 'y Y yes Yes YES true True TRUE on On ON'.split(' ')) WORDS.set(word, true);
for (const word of 'n N no No NO false False FALSE off Off OFF'.split(' ')) WORDS.set(word, false);
for (const word of '~ null Null NULL'.split(' ')) WORDS.set(word, null);
for (const word of '.nan .NaN .NAN .inf .Inf .INF +.inf +.Inf +.INF -.inf -.Inf -.INF'.split(' ')) WORDS.set(word, undefined);

/** By the first character: 0 can only be a string, 1 may be a word, 2 a number or a word, 3 a number that starts with a point. */
const HINT = new Uint8Array(128);
for (const char of 'yYnNtTfFoO~') HINT[char.charCodeAt(0)] = 1;
for (const char of '+-0123456789') HINT[char.charCodeAt(0)] = 2;
HINT[46] = 3;

const FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;

/** The value of a plain scalar, as sigs.k8s.io/yaml (YAML 1.1 with a few changes) reads it. */
export function plainValue(text: string): ScalarValue {
  if (text.length === 0) return null;
  const hint = HINT[text.charCodeAt(0)] ?? 0;
  if (hint === 0) return text;
  if (text.length <= 5 && WORDS.has(text)) return WORDS.get(text);
  if (hint === 1) return text;
  const digits = text.includes('_') ? text.replace(/_/g, '') : text;
  // After a leading point an underscore must stand between two digits.
  if (hint === 3) return (digits === text || !/(^|[^0-9])_|_([^0-9]|$)/.test(text) ? floatValue(digits) : undefined) ?? text;
  return integerValue(digits) ?? floatValue(digits) ?? text;
}

function integerValue(text: string): number | bigint | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign, hex, binary, octal, decimal] = match;
  const digits = hex !== undefined ? `0x${hex}` : binary !== undefined ? `0b${binary}` : octal !== undefined ? `0o${octal}` : (decimal ?? '');
  const value = Number(digits);
  if (value <= Number.MAX_SAFE_INTEGER) return sign === '-' && value !== 0 ? -value : value;
  const big = BigInt(digits);
  if (sign === '-') return big <= 1n << 63n ? -big : undefined;
  return big < 1n << (sign === '+' ? 63n : 64n) ? big : undefined;
}

function floatValue(text: string): number | undefined {
  if (!FLOAT.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** The key that the cluster makes of a plain key; undefined where it refuses it or where it is not simple enough for the fast reader. */
export function plainKey(text: string): string | undefined {
  const value = plainValue(text);
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) return undefined;
  const hex = text.startsWith('0x') || text.startsWith('0X');
  return (hex || !/[.eE]/.test(text)) && !/^[-+]?0[0-9_]*[89]/.test(text) ? String(value) : undefined;
}

/** Cuts blanks at the end, and with `left` at the start. Loops, since the pattern for it takes quadratic time on long blanks. */
function trimmed(text: string, from: number, to: number, left: boolean): string {
  let start = from;
  let end = to;
  if (left) while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isSpace(code: number): boolean {
  return code === 32 || code === 9;
}

/** The text of a plain scalar on several lines: a line break becomes a space, n of them n - 1 breaks. */
export function unfolded(source: string): string {
  let lineEnd = source.indexOf('\n');
  if (lineEnd < 0) return source;
  let out = '';
  let separator = '';
  let from = 0;
  for (let first = true; lineEnd >= 0; first = false) {
    const line = trimmed(source, from, lineEnd > from && source.charCodeAt(lineEnd - 1) === 13 ? lineEnd - 1 : lineEnd, !first);
    if (first || line !== '') {
      out += separator + line;
      separator = ' ';
    } else if (separator === '\n') out += separator;
    else separator = '\n';
    from = lineEnd + 1;
    lineEnd = source.indexOf('\n', from);
  }
  while (from < source.length && isSpace(source.charCodeAt(from))) from++;
  return out + separator + source.slice(from);
}

/** The text of a single-quoted scalar with its quotes. */
export function singleQuotedText(quoted: string): string {
  return unfolded(quoted.slice(1, -1)).replace(/''/g, "'");
}

const ESCAPES = new Map<string, string>(Object.entries({ '0': '\0', a: '\x07', b: '\b', e: '\x1b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }));
for (const [char, text] of Object.entries({ N: '\u0085', _: '\u00a0', L: '\u2028', P: '\u2029' })) ESCAPES.set(char, text);

/** The text of a double-quoted scalar with its quotes. */
export function doubleQuotedText(quoted: string): string {
  const end = quoted.length - 1;
  let out = '';
  let at = 1;
  let run = 1;
  while (at < end) {
    const code = quoted.charCodeAt(at);
    if (code === 92) {
      const next = escaped(quoted, at);
      out += quoted.slice(run, at) + next.text;
      run = at = next.end;
    } else if (code === 10) {
      let from = at;
      while (from > run && ' \t\r'.includes(quoted.charAt(from - 1))) from--;
      let breaks = 0;
      while (at < end && ' \t\r\n'.includes(quoted.charAt(at))) if (quoted.charCodeAt(at++) === 10) breaks++;
      out += quoted.slice(run, from) + (breaks === 1 ? ' ' : '\n'.repeat(breaks - 1));
      run = at;
    } else at++;
  }
  return out + quoted.slice(run, end);
}

function escaped(quoted: string, at: number): { readonly text: string; readonly end: number } {
  const char = quoted.charAt(at + 1);
  const length = char === 'x' ? 2 : char === 'u' ? 4 : char === 'U' ? 8 : 0;
  if (length !== 0) {
    const code = Number.parseInt(quoted.slice(at + 2, at + 2 + length), 16);
    return { text: code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd', end: at + 2 + length };
  }
  if (char !== '\n' && char !== '\r') return { text: ESCAPES.get(char) ?? char, end: at + 2 };
  // Of an escaped line break nothing stays, but of each empty line behind it a break.
  const [blanks = ''] = /^[ \t\r\n]*/.exec(quoted.slice(at + (char === '\r' ? 3 : 2))) ?? [];
  return { text: blanks.replace(/[^\n]/g, ''), end: at + (char === '\r' ? 3 : 2) + blanks.length };
}

/** The text of a literal or folded block scalar; `source` starts at its header, `indent` is the indentation of its text. */
export function blockText(source: string, indent: number, folded: boolean): string {
  const head = source.indexOf('\n');
  if (head < 0) return '';
  const chomp = /^.[1-9]?([-+]?)/.exec(source)?.[1] ?? '';
  const lines = source.slice(head + 1).split(/\r?\n/);
  if (lines[lines.length - 1] === '') lines.pop();
  // The last line that is more than indentation.
  let last = lines.length;
  while (last > 0 && isIndentation(lines[last - 1] ?? '', indent)) last--;
  if (last === 0) return '';
  const content = lines.slice(0, last);
  const text = folded ? foldedLines(content, indent) : content.map((line) => line.slice(indent)).join('\n');
  if (chomp === '-') return text;
  return chomp === '+' ? text + '\n'.repeat(lines.length - last + 1) : `${text}\n`;
}

function isIndentation(line: string, indent: number): boolean {
  return line.length <= indent && /^ *$/.test(line);
}

/** Lines that start with a blank keep their line breaks, and so do the breaks around them. */
function foldedLines(lines: readonly string[], indent: number): string {
  let out = '';
  let separator = '';
  let more = false;
  let index = 0;
  for (; index < lines.length && /^ *$/.test(lines[index] ?? ''); index++) out += '\n';
  for (; index < lines.length; index++) {
    const line = (lines[index] ?? '').slice(indent);
    if (line !== '' && isSpace(line.charCodeAt(0))) {
      if (separator === ' ') separator = '\n';
      else if (!more && separator === '\n') separator = '\n\n';
      out += separator + line;
      separator = '\n';
      more = true;
    } else if (line === '') {
      if (separator === '\n') out += '\n';
      else separator = '\n';
    } else {
      out += separator + line;
      separator = ' ';
      more = false;
    }
  }
  return out;
}
