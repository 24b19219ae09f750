import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { decode } from '../../../server/core/syntax/decode.js';
import { readBytes } from '../../../server/core/syntax/file.js';
import { reportable } from '../../../server/core/syntax/kubernetes.js';
import { nodeAt } from './plain.js';

const HEAD = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: big}\n';
const GOOD = 'apiVersion: v1\nkind: Pod\nspec: {hostNetwork: yes}\n';
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Texts of one document, and what is said of it: a code, or nothing where the cluster reads it. */
const DOCUMENTS: readonly (readonly [name: string, text: string, code: string | undefined])[] = [
  ['an alias bomb of lists', `${HEAD}${bomb((name) => `[${`*${name}, `.repeat(9)}*${name}]`)}`, 'alias-bomb'],
  ['an alias bomb of maps', `${HEAD}${bomb((name) => `{${[0, 1, 2, 3, 4, 5, 6, 7, 8].map((key) => `k${key}: *${name}`).join()}}`)}`, 'alias-bomb'],
  ['an alias bomb of merges', `${HEAD}${bomb((name) => `{<<: [${`*${name}, `.repeat(9)}*${name}]}`, '{}')}`, 'alias-bomb'],
  ['an alias bomb of empty lists', `${HEAD}${bomb((name) => `[${`*${name}, `.repeat(9)}*${name}]`, '[]')}`, 'alias-bomb'],
  ['a thousand lists in each other', `${HEAD}data: ${'['.repeat(1000)}${']'.repeat(1000)}\n`, 'too-deep'],
  ['a hundred thousand lists in each other', `${HEAD}data: ${'['.repeat(100_000)}${']'.repeat(100_000)}\n`, 'too-deep'],
  ['ten thousand brackets that are never closed', `${HEAD}data: ${'['.repeat(10_000)}\n`, 'too-deep'],
  ['ten thousand lists in each other on one line', `${HEAD}data:\n  ${'- '.repeat(10_000)}\n`, 'too-deep'],
  ['a thousand maps in each other', `${HEAD}data:\n${Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)} a:\n`).join('')}`, 'too-deep'],
  [
    'depth through aliases',
    `${HEAD}l0: &l0 [a]\n${Array.from({ length: 300 }, (_, level) => `l${level + 1}: &l${level + 1} [*l${level}]\n`).join('')}`,
    'too-deep',
  ],
  ['five million characters in quotes', `${HEAD}data: {x: "${'a'.repeat(5_000_000)}"}\n`, undefined],
  ['five million characters without quotes', `${HEAD}x: ${'word '.repeat(1_000_000)}\n`, undefined],
  ['five million blanks', `${HEAD}x:${' '.repeat(5_000_000)}y\n`, undefined],
  ['a comment of five million characters', `${HEAD}# ${'x'.repeat(5_000_000)}\n`, undefined],
  ['half a million empty lines', `${HEAD}${'\n'.repeat(500_000)}`, undefined],
  ['a hundred thousand keys', `${HEAD}data:\n${Array.from({ length: 100_000 }, (_, key) => `  k-${key}: v\n`).join('')}`, undefined],
  ['a tab as indentation', `${HEAD}data:\n\ta: b\n`, 'yaml-syntax'],
  ['a text cut off inside quotes', `${HEAD}data: "abc\n`, 'yaml-syntax'],
  ['a text cut off inside a list', `${HEAD}data: [a, b\n`, 'yaml-syntax'],
  ['a text cut off inside a key', `${HEAD}da\n`, 'yaml-syntax'],
  ['a control character', `${HEAD}data: {a: "\u0007"}\n`, 'yaml-syntax'],
  ['a null character', `${HEAD}data: {a: b\0}\n`, 'yaml-syntax'],
  ['a line separator that only the cluster sees', `${HEAD}# x\u2028hostNetwork: true\n`, 'yaml-syntax'],
  ['a line separator inside a text', `${HEAD}data: {a: "x\u2028y"}\n`, undefined],
  ['a document that only half ends', `${HEAD}...\nhostNetwork: true\n`, 'yaml-syntax'],
];

suite('hostile texts', function () {
  this.timeout(20_000);

  for (const [name, text, code] of DOCUMENTS) {
    test(`${name}: ${code === undefined ? 'read' : 'one error'}, and its neighbors are read`, () => {
      const file = readBytes('a.yaml', utf8(`${GOOD}---\n${text}---\n${GOOD}`));
      assert.deepEqual(
        reportable(file).map((problem) => `${problem.severity} ${problem.code}`),
        code === undefined ? [] : [`error ${code}`],
      );
      assert.equal(file.documents.length, 3);
      assert.deepEqual(
        file.documents.map((document) => document.broken),
        [false, code !== undefined, false],
      );
      const [first, , last] = file.documents;
      for (const document of [first, last]) assert.equal(document?.facts.text(nodeAt(document.facts, '/spec/hostNetwork')), 'true');
    });
  }

  test('after an alias bomb the rest of the document is still there', () => {
    const [document] = readBytes('a.yaml', utf8(`${DOCUMENTS[0]?.[1]}z: 1\n`)).documents;
    assert.ok(document !== undefined);
    assert.equal(document.facts.text(nodeAt(document.facts, '/kind')), 'ConfigMap');
    assert.equal(document.facts.number(nodeAt(document.facts, '/z')), 1);
  });

  test('every encoding that the cluster reads says the same', () => {
    const text = `${GOOD}name: "é😀"\n`;
    const little = new Uint8Array(new Uint16Array([...text].flatMap((char) => Array.from({ length: char.length }, (_, at) => char.charCodeAt(at)))).buffer);
    const big = little.slice();
    for (let at = 0; at < big.length; at += 2) [big[at], big[at + 1]] = [little[at + 1] ?? 0, little[at] ?? 0];
    const plain = utf8(text);
    for (const bytes of [plain, joined([0xef, 0xbb, 0xbf], plain), joined([0xff, 0xfe], little), joined([0xfe, 0xff], big), little, big])
      assert.deepEqual(decode(bytes), { text });
    const crlf = readBytes('a.yaml', joined([0xef, 0xbb, 0xbf], utf8(text.replaceAll('\n', '\r\n'))));
    assert.deepEqual(reportable(crlf), []);
    assert.equal(crlf.documents.length, 1);
  });

  test('bytes that are no text cost one problem at their place', () => {
    const start = utf8(`${GOOD}---\n${GOOD}name: é`);
    for (const bad of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xf8, 0x88]]) {
      const file = readBytes('a.yaml', joined(start, [...bad, 10]));
      const [problem, ...more] = reportable(file);
      assert.deepEqual(more, []);
      assert.equal(problem?.code, 'yaml-encoding');
      assert.deepEqual(problem.at, { doc: 'a.yaml#1', span: { start: 4 + GOOD.length + 7, end: 4 + GOOD.length + 8 } });
      assert.equal(file.documents.length, 2);
    }
    assert.deepEqual(reportable(readBytes('a.yaml', joined(utf8('a: '), [0xff]))), []);
  });

  test('a binary file is not read, and says so', () => {
    for (const bytes of [Uint8Array.from({ length: 4096 }, (_, at) => (at * 7) % 256), joined(utf8('PK\x03\x04'), new Array<number>(100).fill(0))]) {
      const file = readBytes('a.yaml', bytes);
      assert.equal(file.unread, 'the file is binary');
      assert.deepEqual(file.documents, []);
      assert.deepEqual(
        reportable(file).map((problem) => `${problem.severity} ${problem.code}: ${problem.message}`),
        ['error unread: the file is binary, so nothing in it is judged'],
      );
    }
  });

  test('a file above the limit is not read, and says so', () => {
    assert.equal(readBytes('a.yaml', new Uint8Array((64 << 20) + 1)).unread, 'the file is larger than 64 MiB');
  });

  test('an empty file is a file without documents', () => {
    assert.deepEqual(readBytes('a.yaml', new Uint8Array(0)), { path: 'a.yaml', documents: [], problems: [] });
  });

  test('the time for many actions, comments and annotations grows with the text', () => {
    for (const piece of [
      '{{ x }}',
      '{{ x }}\n',
      '{{',
      '{{/*',
      '{{"',
      `\${`,
      `\${a}`,
      '#@ ',
      ' #@ x\n',
      '# heptad-ignore a: b ',
      '# heptad-ignore a: b\n',
      '{{ if }}',
      '{{- if }}\na: 1\n',
    ]) {
      readBytes('a.yaml', utf8(`${HEAD}x: 1 # ${piece.repeat(Math.ceil(1_000_000 / piece.length))}\n`));
    }
  });
});

/** Ten levels, each with ten aliases of the one before. */
function bomb(level: (name: string) => string, seed = '{a: b}'): string {
  return `l0: &l0 ${seed}\n${Array.from({ length: 9 }, (_, index) => `l${index + 1}: &l${index + 1} ${level(`l${index}`)}\n`).join('')}`;
}

function joined(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}
