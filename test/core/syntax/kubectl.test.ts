import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { readFile } from '../../../server/core/syntax/file.js';
import { plainObject } from './plain.js';

/** Texts that the library refuses or reads otherwise, what kubectl makes of them, and whether we read the same or refuse it with one error. */
const TEXTS: readonly (readonly [name: string, text: string, kubectl: unknown, ours: 'read' | 'refused'])[] = [
  ['a lone carriage return ends a line', 'a: 1\rb: 2\r', { a: 1, b: 2 }, 'read'],
  ['a lone carriage return ends a comment', '# x\rhostNetwork: true\r', { hostNetwork: true }, 'read'],
  ['NEL ends a line', 'a: 1\u0085b: 2\u0085', { a: 1, b: 2 }, 'read'],
  ['NEL ends a comment', '# x\u0085hostNetwork: true\n', { hostNetwork: true }, 'read'],
  ['a text in double quotes goes on at the column of its key', 'a:\n  b: "one\n  two"\nc: 1\n', { a: { b: 'one two' }, c: 1 }, 'read'],
  ['a text in single quotes goes on at the column of its key', "a:\n  b: 'it''s\n  two\n\n  lines'\nc: 1\n", { a: { b: "it's two\nlines" }, c: 1 }, 'read'],
  ['a text in quotes goes on in column 0', 'a:\n  b: "one\ntwo"\n  d: "x\ny"\nc: 1\n', { a: { b: 'one two', d: 'x y' }, c: 1 }, 'read'],
  [
    'a flow map goes on at the column of its key',
    'a:\n  b: {c: d, # x\n  e: "f\n  g", h: i\n   j}\nk: 1\n',
    { a: { b: { c: 'd', e: 'f g', h: 'i j' } }, k: 1 },
    'read',
  ],
  ['a flow list goes on in column 0', "a:\n  b: [it's,\n[c],\n]\nk: 1\n", { a: { b: ["it's", ['c']] }, k: 1 }, 'read'],
  ['a closing bracket stands at the column of its key', 'a:\n  b: [\n    c\n  ]\n', { a: { b: ['c'] } }, 'read'],
  ['a colon before a comma or a bracket is text', 'a: [1.2.3.4, 001:db8::]\n', { a: ['1.2.3.4', '001:db8::'] }, 'read'],
  ['text after the end of the document is not read', 'a: 1\n...\nb: 2\n', { a: 1 }, 'refused'],
  ['text after a complete root is not read', '{a: 1}\nb: 2\n', { a: 1 }, 'refused'],
  ['a directive amid the document ends it', 'a: 1\n%YAML 1.1\n', { a: 1 }, 'refused'],
  ['a Unicode line separator ends a comment', '# x\u2028hostNetwork: true\n', { hostNetwork: true }, 'refused'],
  ['a thousand lists in each other', `a: ${'['.repeat(1000)}${']'.repeat(1000)}\n`, undefined, 'refused'],
];

suite('what kubectl reads', () => {
  for (const [name, text, kubectl, ours] of TEXTS) {
    test(`${name}: ${ours}`, () => {
      const [document] = readFile('a.yaml', text).documents;
      assert.ok(document !== undefined);
      if (ours === 'read') {
        assert.deepEqual(document.problems, []);
        assert.deepEqual(plainObject(document.facts), kubectl);
      }
      assert.equal(document.broken, ours === 'refused');
      assert.equal(document.problems.length, ours === 'refused' ? 1 : 0);
    });
  }

  test('a text that is really never closed stays an error', () => {
    for (const text of ['a:\n  b: "one\n  two\nc: 1\n', 'a:\n  b: [one,\n  two\nc: 1\n', 'a:\n  b: "one\n---\n  two"\n'])
      assert.equal(readFile('a.yaml', text).documents[0]?.broken, true, text);
  });
});
