import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { readFile, readingFile } from '../../../server/core/syntax/file.js';
import { identityOf, isKubernetes, reportable } from '../../../server/core/syntax/kubernetes.js';
import { lineIndex } from '../../../server/core/syntax/lines.js';
import { firstValue, plainObject, problemsOf } from './plain.js';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n';

suite('files', () => {
  test('documents are split at lines that start with ---', () => {
    const text = `# first\n---\n${POD}--- # second\n---\n# nothing\n---\t\n${POD}---`;
    const file = readFile('a.yaml', text);
    assert.deepEqual(
      file.documents.map((document) => [document.id, document.index, document.offset]),
      [
        ['a.yaml#1', 1, 8],
        ['a.yaml#4', 4, text.indexOf('---\t')],
      ],
    );
    for (const document of file.documents) assert.equal(document.length, text.slice(document.offset).indexOf('---', 3));
  });

  test('text that starts with --- but is no separator stays where it is', () => {
    assert.equal(readFile('a.yaml', 'a: 1\nb: |\n  ---\n ---\n').documents.length, 1);
    assert.deepEqual(firstValue('--- {a: 1}\n'), { a: 1 });
    assert.equal(readFile('a.yaml', '---a: 1\nb: 2\n').documents.length, 1);
  });

  test('JSON is one document, several JSON values are one each', () => {
    assert.deepEqual(firstValue('{\n\t"a": {"b": [1, "\\u0041\\/"]}\n}\n'), { a: { b: [1, 'A/'] } });
    const text = '{"a": "}{"}\n{"a": 2}  {"a":\n3}\n---\n{"a": 4}{"a": 5}\n';
    const file = readFile('a.json', text);
    assert.deepEqual(
      file.documents.map((document) => plainObject(document.facts)),
      [{ a: '}{' }, { a: 2 }, { a: 3 }, { a: 4 }, { a: 5 }],
    );
    assert.equal(file.documents.map((document) => text.slice(document.offset, document.offset + document.length)).join(''), text);
    assert.deepEqual(firstValue('{a: 1, b: {c: "}"}}\n'), { a: 1, b: { c: '}' } });
  });

  test('only what is new is read again', () => {
    const before = readFile('a.yaml', `${POD}---\nkind: B\napiVersion: v1\na: 1\na: 2\n---\n${POD}`);
    const after = readFile('a.yaml', `${POD}x: 1\n---\nkind: B\napiVersion: v1\na: 1\na: 2\n---\n${POD}`, before);
    assert.notEqual(after.documents[0]?.facts, before.documents[0]?.facts);
    assert.equal(after.documents[1]?.facts, before.documents[1]?.facts);
    assert.equal(after.documents[1]?.offset, (before.documents[1]?.offset ?? 0) + 5);
    assert.equal(readFile('a.yaml', `${POD}---\n${POD}`, readFile('a.yaml', POD)).documents[0]?.facts.size, 9);
    const moved = readFile('a.yaml', `---\n---\n---\nkind: B\napiVersion: v1\na: 1\na: 2\n`, before).documents[0];
    assert.equal(moved?.facts, before.documents[1]?.facts);
    assert.deepEqual(
      moved?.problems.map((problem) => [problem.at?.doc, problem.related?.[0]?.at.doc]),
      [
        ['a.yaml#2', 'a.yaml#2'],
        ['a.yaml#2', 'a.yaml#2'],
      ],
    );
  });

  test('equal text that is read anew gives the same result as text that is taken over', () => {
    const text = `${POD}---\n${POD}x: {{ .y }}\n`;
    assert.deepEqual(readFile('a.yaml', text, readFile('a.yaml', text)), readFile('a.yaml', text));
  });

  test('a file is read in steps, one for each document', () => {
    assert.equal([...readingFile('a.yaml', `${POD}---\n`.repeat(5))].length, 5);
  });

  test('an ignore covers its own line, or the next one with content', () => {
    const text =
      'a: 1 # heptad-ignore no-a: it is fine\n# heptad-ignore no-b: so is this\n# more\n\nb: 2\nc: "# heptad-ignore no-c: text"\nd: |\n  # heptad-ignore no-d: text\ne: | # heptad-ignore no-e: header\n  x\n';
    const [document] = readFile('a.yaml', text).documents;
    assert.deepEqual(
      document?.ignores.map(({ rule, reason, covers }) => [rule, reason, text.slice(covers.start, covers.end)]),
      [
        ['no-a', 'it is fine', 'a: 1 # heptad-ignore no-a: it is fine'],
        ['no-b', 'so is this', 'b: 2'],
        ['no-e', 'header', 'e: | # heptad-ignore no-e: header'],
      ],
    );
  });

  test('an ignore without a rule or a reason is a problem', () => {
    const text = `${POD}# heptad-ignore\na: 1 # heptad-ignore no-a\nb: 1 #heptad-ignore no-a:\n`;
    assert.deepEqual(
      problemsOf(text).map((problem) => problem.split(':')[0]),
      ['bad-ignore', 'bad-ignore', 'bad-ignore'],
    );
  });

  test('the source comment of rendered charts is kept', () => {
    const file = readFile('a.yaml', `---\n# Source: shop/templates/a.yaml\n${POD}---\n# x\n# Source: shop/templates/b.yaml\n${POD}---\n${POD}# Source: no\n`);
    assert.deepEqual(
      file.documents.map((document) => document.source),
      ['shop/templates/a.yaml', 'shop/templates/b.yaml', undefined],
    );
  });

  test('a document is Kubernetes when apiVersion and kind are texts or set by a template', () => {
    const is = (text: string): boolean => readFile('a.yaml', text).documents.some(isKubernetes);
    assert.ok(is(POD));
    assert.ok(is('apiVersion: {{ .x }}\nkind: Pod\n'));
    assert.ok(!is('apiVersion: 1\nkind: Pod\n'));
    assert.ok(!is('apiVersion: v2\nname: chart\n'));
    assert.ok(!is('- apiVersion: v1\n  kind: Pod\n'));
    const [document] = readFile('a.yaml', `apiVersion: v1\nkind: \${KIND}\n`).documents;
    assert.deepEqual(document && identityOf(document.facts), { apiVersion: 'v1', kind: undefined, masked: true });
  });

  test('YAML that is not Kubernetes has no problem to report, not even of syntax', () => {
    for (const text of ['a: [\n', 'a: 1\na: 2\n', 'services:\n  web:\n  \timage: x\n', '# heptad-ignore\na: 1\n'])
      assert.deepEqual(reportable(readFile('a.yaml', text)), []);
  });

  test('what is broken and looks like Kubernetes, or stands beside it, is reported', () => {
    for (const text of ['apiVersion: v1\nkind: Pod\na: [\n', '{"apiVersion": "v1", "kind": "Pod", "a": [', `a: [\n---\n${POD}`]) {
      assert.deepEqual(
        reportable(readFile('a.yaml', text)).map((problem) => problem.code),
        ['yaml-syntax'],
        text,
      );
    }
  });

  test('offsets and lines convert into each other, for all line ends', () => {
    const index = lineIndex('ab\ncd\r\ne😀\rf\n');
    assert.equal(index.lines, 5);
    assert.deepEqual(
      [0, 2, 3, 6, 7, 8, 10, 12, 14, 99].map((offset) => index.position(offset)),
      [
        { line: 1, column: 1 },
        { line: 1, column: 3 },
        { line: 2, column: 1 },
        { line: 2, column: 4 },
        { line: 3, column: 1 },
        { line: 3, column: 2 },
        { line: 3, column: 4 },
        { line: 4, column: 2 },
        { line: 5, column: 1 },
        { line: 5, column: 1 },
      ],
    );
    assert.deepEqual(
      [1, 2, 3, 4, 5, 6].map((line) => index.text(line)),
      ['ab', 'cd', 'e😀', 'f', '', ''],
    );
    assert.deepEqual(
      [1, 2, 3, 4, 5].map((line) => index.start(line)),
      [0, 3, 7, 11, 13],
    );
  });
});
