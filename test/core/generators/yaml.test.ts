import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { parseDocument } from 'yaml';
import { slugOf } from '../../../server/core/generators/slug.js';
import { toYaml } from '../../../server/core/generators/yaml.js';
import { Value } from '../../../server/core/inventory/value.js';
import { readFile } from '../../../server/core/syntax/file.js';

suite('YAML of generated objects', () => {
  test('what some reader takes for another type is quoted', () => {
    const words = 'yes no on off y N true ~ null 012 0o777 0b11 0x1F 1_000 1e3 .5 .inf 12:30:45 2024-01-01 = << -1 +1'.split(' ');
    for (const word of [...words, '', ' ', '- a', 'a: b', '# a', '*a', '!a', '%a', '@a', '{a}', "it's"]) {
      const text = toYaml({ value: word });
      assert.equal(parseDocument(text, { version: '1.1' }).toJS().value, word, `YAML 1.1: ${text}`);
      assert.equal(parseDocument(text, { version: '1.2' }).toJS().value, word, `YAML 1.2: ${text}`);
      const document = readFile('a.yaml', text).documents[0];
      assert.ok(document !== undefined);
      assert.equal(Value.root(document.id, document.facts).get('value').string('').known, true, `as the cluster reads it: ${text}`);
    }
  });

  test('plain words stay plain, and keys of digits are strings', () => {
    assert.equal(
      toYaml({ name: 'shop', ports: { 8443: 'a' }, list: ['cluster.local/ns/shop/sa/web'] }),
      'name: shop\nports:\n  "8443": a\nlist:\n  - cluster.local/ns/shop/sa/web\n',
    );
  });

  test('the same map twice is written twice, never as an alias', () => {
    const labels = { app: 'web' };
    assert.equal(toYaml({ one: labels, two: labels }), 'one:\n  app: web\ntwo:\n  app: web\n');
  });

  test('long strings stay on one line', () => {
    const text = 'word '.repeat(60).trim();
    assert.equal(toYaml({ text }), `text: ${text}\n`);
  });

  test('controls and marks of direction are escapes, as keys too', () => {
    for (const char of ['\u001b', '\u202e', '\u2028', '\ufeff', '\u009b', '\u200b']) {
      const text = toYaml({ [`k${char}`]: `a${char}b\nc` });
      assert.ok(!text.includes(char), JSON.stringify(text));
      assert.deepEqual(parseDocument(text).toJS(), { [`k${char}`]: `a${char}b\nc` });
    }
  });

  test('a key of an object that JavaScript knows is a key like another', () => {
    const value = Object.fromEntries([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    assert.equal(toYaml(value), '__proto__: a\nconstructor: b\n');
  });
});

suite('slugs', () => {
  test('a label of RFC 1123 stays as it is', () => {
    for (const name of ['shop', 'a', 'a--b', '0', 'x'.repeat(63)]) assert.equal(slugOf(name), name);
    assert.equal(slugOf('shop', 'cart'), 'shop.cart');
  });

  test('a path, a point, a blank name and an over-long one stay inside', () => {
    for (const name of ['../../.bashrc', '.', '..', '', '/', '\\', 'C:\\x', 'a/b', 'A', '\u202e', 'x'.repeat(900), 'a.b', '-', '\u0000'])
      assert.match(slugOf(name), /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, JSON.stringify(name));
    assert.ok(slugOf(...Array.from({ length: 9 }, () => 'x'.repeat(63))).length <= 200);
  });

  test('two names never have one slug', () => {
    const names = [['a.b'], ['a-b'], ['a', 'b'], ['A-b'], ['a_b'], ['a', '-b'], ['a-', 'b'], ['../../.bashrc'], ['bashrc'], [''], ['x']];
    assert.equal(new Set(names.map((name) => slugOf(...name))).size, names.length);
  });

  test('a slug is the same each time', () => assert.equal(slugOf('../../.bashrc'), 'bashrc-b8491dec'));
});
