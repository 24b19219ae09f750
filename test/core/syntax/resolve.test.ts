import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { NodeFlag } from '../../../server/core/syntax/facts.js';
import { readFile } from '../../../server/core/syntax/file.js';
import { firstValue, nodeAt, problemsOf } from './plain.js';

suite('keys, merges and anchors', () => {
  test('of equal keys the last one counts, and each place is reported', () => {
    const text = 'a: 1\nb: 2\n"a": 3\n';
    assert.deepEqual(firstValue(text), { b: 2, a: 3 });
    assert.deepEqual(problemsOf(text), [
      'duplicate-key: key "a" is overridden below at 0: "a"',
      'duplicate-key: key "a" is set twice; the last one counts at 10: "\\"a\\""',
    ]);
  });

  test('a key that is set three times is one problem at each place, with the others as related places', () => {
    const [document] = readFile('a.yaml', 'x:\n  a: 1\n  a: 2\n  a: 3\n').documents;
    assert.deepEqual(
      document?.problems.map((problem) => [problem.message, problem.at?.span.start, problem.related?.map((related) => related.at.span.start)]),
      [
        ['key "a" is overridden below', 5, [19]],
        ['key "a" is overridden below', 12, [19]],
        ['key "a" is set 3 times; the last one counts', 19, [5, 12]],
      ],
    );
  });

  test('keys are equal when the cluster makes the same text of them', () => {
    assert.equal(problemsOf('y: 1\n"true": 2\n').length, 2);
    assert.deepEqual(firstValue('y: 1\nno: 2\n010: 3\n'), { true: 1, false: 2, 8: 3 });
  });

  test('duplicate keys alone do not break a document', () => {
    assert.equal(readFile('a.yaml', 'a: 1\na: 2\n').documents[0]?.broken, false);
  });

  test('between a key and a merge the later line wins', () => {
    const base = 'x: &x {h: true, p: true}\n';
    assert.deepEqual(firstValue(`${base}s:\n  h: false\n  <<: *x\n`), { x: { h: true, p: true }, s: { h: true, p: true } });
    assert.deepEqual(firstValue(`${base}s:\n  <<: *x\n  h: false\n`), { x: { h: true, p: true }, s: { h: false, p: true } });
  });

  test('of a list of merges the first one wins, of two merges the last one', () => {
    const base = 'x: &x {a: 1}\ny: &y {a: 2, b: 2}\n';
    assert.deepEqual((firstValue(`${base}s: {<<: [*x, *y]}\n`) as { s: unknown }).s, { a: 1, b: 2 });
    assert.deepEqual((firstValue(`${base}s:\n  <<: *x\n  <<: *y\n`) as { s: unknown }).s, { a: 2, b: 2 });
  });

  test('merges reach through merges, and a quoted "<<" is a key like any other', () => {
    assert.deepEqual((firstValue('x: &x {a: 1}\nq: &y {<<: *x, b: 2}\nz: {<<: *y}\n') as { z: unknown }).z, { a: 1, b: 2 });
    assert.deepEqual((firstValue('x: &x {a: 1}\nq: {"<<": *x}\n') as { q: unknown }).q, { '<<': { a: 1 } });
  });

  test('an aliased value stands at its anchor and knows its alias', () => {
    const text = 'a: &a {b: {c: 1}}\nd: *a\ne: {<<: *a}\n';
    const [document] = readFile('a.yaml', text).documents;
    assert.ok(document !== undefined);
    const { facts } = document;
    for (const [pointer, alias] of [
      ['/d/b/c', 21],
      ['/e/b/c', 32],
    ] as const) {
      const node = nodeAt(facts, pointer);
      assert.equal(text.slice(facts.span(node).start, facts.span(node).end), '1');
      assert.ok(facts.has(node, NodeFlag.Aliased));
      assert.deepEqual(facts.aliasOf(node), { start: alias, end: alias + 2 });
    }
    assert.equal(facts.aliasOf(nodeAt(facts, '/a/b/c')), undefined);
    assert.equal(facts.aliasOf(nodeAt(facts, '/e')), undefined);
  });

  test('an alias without an anchor above it, or inside its own, breaks the document', () => {
    assert.deepEqual(problemsOf('a: *x\nb: &x 1\n'), ['yaml-syntax: alias "x" has no anchor above it at 3: "*x"']);
    assert.deepEqual(problemsOf('a: &x [*x]\n'), ['yaml-syntax: alias "x" stands inside its own anchor at 7: "*x"']);
    assert.deepEqual(firstValue('a: &x 1\nb: &x 2\nc: *x\n'), { a: 1, b: 2, c: 2 });
  });

  test('what the cluster refuses as key or merge breaks the document', () => {
    assert.deepEqual(problemsOf('~: 1\n'), ['yaml-syntax: a key must be a text, a number or a boolean at 0: "~"']);
    assert.deepEqual(problemsOf('[a]: 1\n'), ['yaml-syntax: a key must be a text, a number or a boolean at 0: "[a]"']);
    assert.deepEqual(problemsOf('a:\n  <<: 5\n'), ['yaml-syntax: only a map, or a list of maps, can be merged at 9: "5"']);
  });

  test('every key and value has its place', () => {
    const text = '# c\na:\n  - b: "x"\n    c: |\n      text\n';
    const [document] = readFile('a.yaml', text).documents;
    assert.ok(document !== undefined);
    const { facts } = document;
    const at = (pointer: string): string => text.slice(facts.span(nodeAt(facts, pointer)).start, facts.span(nodeAt(facts, pointer)).end);
    assert.equal(at('/a/0/b'), '"x"');
    assert.equal(at('/a/0/c'), '|\n      text\n');
    assert.equal(at('/a/0'), 'b: "x"\n    c: |\n      text\n');
    const key = nodeAt(facts, '/a/0/b') - 1;
    assert.equal(text.slice(facts.span(key).start, facts.span(key).end), 'b');
  });

  test('schemas of custom resource definitions are left out, and say so', () => {
    const text = 'kind: CustomResourceDefinition\nspec:\n  versions:\n  - schema: {openAPIV3Schema: {type: object}}\n';
    assert.deepEqual(firstValue(text), { kind: 'CustomResourceDefinition', spec: { versions: [{ schema: { openAPIV3Schema: { '…': true } } }] } });
    assert.deepEqual(firstValue('schema: {openAPIV3Schema: {type: object}}\n'), { schema: { openAPIV3Schema: { type: 'object' } } });
  });

  test('very long texts are cut, and say so', () => {
    const [document] = readFile('a.yaml', `a: ${'x'.repeat(70_000)}\n`).documents;
    assert.equal(document?.facts.text(2).length, 65_536);
    assert.ok(document.facts.has(2, NodeFlag.Cut));
  });

  test('hostile names are names like any other', () => {
    const [document] = readFile('a.yaml', '__proto__: {constructor: 1}\n').documents;
    assert.ok(document !== undefined);
    assert.equal(document.facts.number(nodeAt(document.facts, '/__proto__/constructor')), 1);
    assert.equal(nodeAt(document.facts, '/constructor'), -1);
  });
});
