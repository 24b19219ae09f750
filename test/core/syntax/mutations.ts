/** Random numbers from a seed: the same in every run. */
export class Random {
  constructor(private seed: number) {}

  number(): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let word = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    word = (word + Math.imul(word ^ (word >>> 7), 61 | word)) ^ word;
    return ((word ^ (word >>> 14)) >>> 0) / 4294967296;
  }

  below(limit: number): number {
    return Math.floor(this.number() * limit);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}

/** Short texts that hold what fixtures seldom have. */
export const SPICE: readonly string[] = [
  'a: &x {b: 1}\nc: *x\n',
  '- &a\n  k: v\n- *a\n',
  'k: |\n  text\n\n  more\n\n\nz: 1\n',
  'k: >-\n  a\n  b\n\n   c\n  d\n',
  'k: >\n\n  a\n\n\n  b\n',
  'k: |+\n  a\n\n\nz: 2\n',
  'k: |2-\n    a\n   b\n',
  "k: 'it''s\n  two\n\n  lines'\n",
  'k: "a\\n\\u00e9 \\\n   b\n  c\n\n\n  d"\n',
  'k: plain\n  goes on\n\n  and on # c\nz: 1\n',
  'k:\n  text\n  more\nz:\n- 1\n-\n- - 2\n  - 3\n-   a: 1\n    b: 2\n',
  'k: [a, "b", \'c\', {d: e, "f":g}, *x]\n',
  'k: [\n  a,\n  b, # c\n]\nz: {\n  "a": 1,\n  b: [1,2],\n}\n',
  '<<: *x\n',
  'x: &x\n  a: 1\ny:\n  <<: *x\n  b: 2\nz:\n  <<: [*x, *x]\n',
  '"quoted key": 1\n\'single\': 2\n',
  'on: 1\ny: 2\n1: 3\n010: 4\n',
  'a: ~\nb: null\nc:\nd: ""\n',
  '# c\n\n  # d\n',
  '...\n',
  '--- # c\n',
  'a:\n- b\n- c:\n  - d\n  e: f\n',
  'é: ü\n',
  'k: "😀 \\U0001F600"\n',
  '{"a": {"b": [1, 2, {"c": null}]}}\n',
  '[a, b]\n',
  'k: ?x\nl: :y\nm: -z\n',
  'k: -\n',
  'a : b\n',
  'a: b: c\n',
  'k: a #b\nl: a# b\n',
  '- \n- a\n',
  'k: >1\n  a\n b\n',
];

const PIECES = (
  "\" ' : #  - ? ! !!str_ &a_ *a *x { } [ ] , | > |- >- |+ >+ |2 % @ ` \\ \\n \\\" << --- ... ~ 0 = '' \\u12 \\x41 \\/ \u00e9 \u0085 \u2028 \u00a0 \ufeff 😀 \ud83d \0 \x07 \x7f"
    .split(' ')
    .map((piece) => piece.replace('_', ' ')) as string[]
).concat([': ', ' :', ' #', '- ', '? ', ', ', '\t', ' ', '  ', '\r', '\r\n', '\n', '\n\n', '<<: ', '--- ', '\\ ']);

const AFTER_KEY = [
  ':',
  ':  ',
  ' : ',
  ': "',
  ": '",
  ': |',
  ': >-',
  ': &a ',
  ': *a ',
  ': {',
  ': [',
  ':\n',
  ': # ',
  ': !!str ',
  ': - ',
  ': ? ',
  ':\t',
  ': \t',
  ':\n        ',
  ': |2\n',
  ': "\\\n   ',
];
const LINES = [
  '',
  ' ',
  '   ',
  '      ',
  '\t',
  '  \t',
  '# c',
  '    # c',
  '-',
  '- ',
  '- a',
  'a: b',
  '  a: b',
  '    a:',
  '...',
  '---',
  '? a',
  ': b',
  '%YAML 1.1',
  '<<: *a',
  '  <<: {a: b}',
];

/** One small change to a text: of its lines, their indentation, or characters in them. */
export function mutated(text: string, random: Random): string {
  const lines = text.split('\n');
  const at = random.below(lines.length);
  const line = lines[at] ?? '';
  const cut = random.below(line.length + 1);
  switch (random.below(20)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(at, 0, random.pick(lines));
      break;
    case 2:
      lines.splice(at, 0, line);
      break;
    case 3:
      lines[at] = ' '.repeat(1 + random.below(3)) + line;
      break;
    case 4:
      lines[at] = unindented(line, 1 + random.below(3));
      break;
    case 5:
      lines[at] = line + random.pick(PIECES);
      break;
    case 6:
      lines[at] = line.replace(/^ */, (indent) => indent + random.pick(PIECES));
      break;
    case 7:
      lines[at] = line.replace(/: /, () => random.pick(AFTER_KEY));
      break;
    case 8:
      lines.splice(at, 0, random.pick(LINES));
      break;
    case 9: {
      const other = random.below(lines.length);
      lines[at] = lines[other] ?? '';
      lines[other] = line;
      break;
    }
    case 10:
      if (random.number() < 0.3) return text.replace(/\r?\n/g, '\r\n');
      lines[at] = `${line}\r`;
      break;
    case 11:
      lines[at] = line.slice(0, cut) + random.pick(PIECES) + line.slice(cut);
      break;
    case 12:
      lines[at] = line.slice(0, cut) + line.slice(cut + 1 + random.below(3));
      break;
    case 13:
      lines[at] = `${line.slice(0, cut)}\n${' '.repeat(random.below(9))}${line.slice(cut)}`;
      break;
    case 14:
      lines.splice(at, 2, line + random.pick(['', ' ']) + (lines[at + 1] ?? '').trim());
      break;
    case 15:
      lines[at] = restyled(line, random);
      break;
    case 16: {
      const indent = ' '.repeat((/^ */.exec(line)?.[0].length ?? 0) + random.pick([0, 0, 0, 2, 1]));
      const spice = random.pick(SPICE).split('\n').slice(0, -1);
      lines.splice(at, 0, ...spice.map((one) => indent + one));
      break;
    }
    case 17: {
      const shift = random.pick([-2, -1, 1, 2]);
      const end = Math.min(lines.length, at + 1 + random.below(5));
      for (let index = at; index < end; index++) lines[index] = shift > 0 ? ' '.repeat(shift) + lines[index] : unindented(lines[index] ?? '', -shift);
      break;
    }
    case 18:
      lines[at] = line + ' '.repeat(1 + random.below(4));
      break;
    default:
      return text.slice(0, random.below(text.length + 1));
  }
  return lines.join('\n');
}

function unindented(line: string, spaces: number): string {
  return line.replace(new RegExp(`^ {0,${spaces}}`), '');
}

/** The same pair in another style, which may not fit. */
function restyled(line: string, random: Random): string {
  const match = /^( *(?:- )?)([^:]*): (.*)$/.exec(line);
  if (match === null) return line;
  const [, indent = '', key = '', value = ''] = match;
  const deeper = `${indent.replace(/-/g, ' ')}  `;
  return (
    indent +
    random.pick([
      `"${key}": ${value}`,
      `${key}: "${value}"`,
      `${key}: '${value}'`,
      `${key}: [${value}]`,
      `${key}: {${value}: 1}`,
      `${key}: &a ${value}`,
      `${key}: |\n${deeper}${value}\n`,
      `${key}: >\n${deeper}${value}\n\n`,
    ])
  );
}

const STARTS = [
  'a: ',
  'a:\n  ',
  '- ',
  'a:\n- ',
  'a: 1\nb: ',
  'x: &a {b: c}\ny: ',
  'a:\n  b: ',
  '- k: ',
  'a: [',
  'a: {b: ',
  'a: "',
  "a: '",
  'a: |\n  x',
  'a: >-\n  x',
  'a: x\n  ',
  '',
  'x: &a [',
  'x: &a\n  y: ',
].concat(['a:\n  b: [\n    c', 'a:\n  b: {\n    c: d', '- x: [\n    a', '- &a\n  k: v\n- ', 'a: &a\n- x\n- ', 'a: "x\n  ', 'y: {<<: ']);

const TOKENS = [
  'a',
  'b',
  'key',
  'x y',
  '1',
  'on',
  ': ',
  ':',
  ':\n',
  '\n',
  '\n',
  '\n  ',
  '\n  ',
  '\n    ',
  '\n ',
  '- ',
  '-',
  '\n- ',
  '\n  - ',
  ' ',
  '  ',
  ' #c',
  '#',
  '"',
  '"q"',
  "'",
  "'q'",
  "''",
  '\\',
  '\\n',
  '\\\n',
].concat(
  [
    '|',
    '|-\n  ',
    '|\n',
    '>\n  ',
    '>+',
    '|2\n    ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    ',',
    '&a ',
    '*a',
    '<<: ',
    '~',
    '?',
    '? ',
    '!',
    '%',
    '@',
    '---',
    '...',
    '\n...\n',
    '\t',
    '\r\n',
    '\r',
    'é',
    '\u0085',
    '😀',
    '[]',
    '{}',
  ],
  [
    '{a: b}',
    '[a, b]',
    '"a": ',
    "k: 'v\n  w'",
    'k: "v\n  w"',
    'k: v\n  w',
    '\n\n',
    '\n   \n',
    '=',
    '-1',
    '0x1',
    '\n]',
    '\n}',
    '\n  ]',
    '\n  }',
    '\n \tx',
    ' \n',
    '*a',
    '*a',
    '&a ',
    ']',
    '}',
  ],
);

/** A text of random tokens: mostly no YAML, and what is looks like nobody would write it. */
export function tokenText(random: Random): string {
  let text = random.number() < 0.7 ? random.pick(STARTS) : '';
  for (let left = 1 + random.below(10); left > 0; left--) text += random.pick(TOKENS);
  return random.number() < 0.4 ? `${text}\n` : text;
}

/** A text from the pool, or of several short ones, after one to five changes. */
export function mutatedText(pool: readonly string[], random: Random): string {
  let text = random.number() < 0.25 || pool.length === 0 ? Array.from({ length: 1 + random.below(4) }, () => random.pick(SPICE)).join('') : random.pick(pool);
  if (text.length > 2500) {
    const lines = text.split('\n');
    const from = random.number() < 0.5 ? 0 : random.below(lines.length);
    text = lines.slice(from, from + 60).join('\n');
  }
  for (let left = random.number() < 0.5 ? 1 : 1 + random.below(4); left > 0; left--) text = mutated(text, random);
  return text;
}
