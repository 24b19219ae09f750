import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { Comparison, chunkOf, difference } from './differential.js';
import { FIXTURES } from './fixtures.js';
import { mutatedText, Random, SPICE, tokenText } from './mutations.js';

/** Forms that the fast reader takes. */
const TAKEN = [
  'a: "one\n two"\n',
  'a: "one\n  two"\n',
  'a:\n  b: "one\n    two"\n',
  "a: 'it''s\n  two'\n",
  'a: &a\n- x\nb: *a\n',
  'a: &a {b: c}\nd:\n  <<: [*a, {e: f}]\n',
  'a: [\n  b\n]\n',
  'a:\n  b: [\n    c,\n    {d: e}\n  ]\n',
  'a:\n- b:\n    c: |2-\n        d\n       e\n',
  'a: >+\n\n  b\n\n   c\n\n',
  '- - a\n  - b: c\n    d:\n    - e\n',
  'a: b\r\nc: |\r\n  d\r\n',
  '--- # c\na: b # c\n...\n',
  'k: ?x\nl: :y\nm: -z\nn: a#b\no: a:b\n',
  'é: "😀"\n',
  '{"a": [1, {"b": null}]}\n',
];

/** Forms that it leaves, each with something that it does not know for sure. */
const LEFT = [
  'a: !!str b\n',
  '? a\n: b\n',
  '&a b: c\n',
  'a:\tb\n',
  'a: b\rc: d\r',
  'a: "\u0085"\n',
  '\ufeffa: b\n',
  'a: [b: c]\n',
  'a: {b, c}\n',
  ' a: b\n',
  'text\n',
  '~: a\n',
  '1.5: a\n',
  'a: *b\n',
  'a: b: c\n',
  'a: [\n',
];

const FULL = process.env['HEPTAD_FUZZ'] === 'full';
const SEED = Number(process.env['HEPTAD_SEED'] ?? 1);

suite('fast reader and library agree', function () {
  this.timeout(FULL ? 3_600_000 : 60_000);

  test('over fixtures and short texts', () => {
    const comparison = new Comparison();
    for (const text of [...FIXTURES, ...SPICE]) comparison.add(chunkOf(text));
    comparison.check(30);
  });

  test('and what manifests use is left to the library by no accident', () => {
    for (const text of [...FIXTURES, ...TAKEN]) assert.equal(difference(text), '', text);
    for (const text of LEFT) assert.equal(difference(text), undefined, text);
  });

  test('over random changes to them', () => {
    const random = new Random(SEED);
    const comparison = new Comparison();
    const count = FULL ? 200_000 : 8_000;
    for (let left = count; left > 0; left--) comparison.add(chunkOf(mutatedText(FIXTURES, random), (chunks) => random.below(chunks)));
    comparison.check(count / 5);
  });

  test('over texts of random tokens', () => {
    const random = new Random(SEED + 1);
    const comparison = new Comparison();
    const count = FULL ? 1_000_000 : 40_000;
    for (let left = count; left > 0; left--) comparison.add(chunkOf(tokenText(random)));
    comparison.check(count / 50);
  });
});
