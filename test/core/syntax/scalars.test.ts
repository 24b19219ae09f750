import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { type Facts, NodeKind } from '../../../server/core/syntax/facts.js';
import { readFile } from '../../../server/core/syntax/file.js';
import { setFastReader } from '../../../server/core/syntax/reader.js';
import { SCALARS } from './scalar-rows.js';

const KINDS = new Map<string, number>([
  ['null', NodeKind.Null],
  ['boolean', NodeKind.Boolean],
  ['number', NodeKind.Number],
  ['string', NodeKind.String],
]);

suite('scalars are read as the cluster reads them', function () {
  this.timeout(20_000);

  for (const [source, json] of SCALARS) {
    test(`v: ${source}`, () => {
      for (const state of ['on', 'off'] as const) {
        setFastReader(state);
        try {
          checkScalar(source, json);
        } finally {
          setFastReader('on');
        }
      }
    });
  }

  test('a quoted scalar is always a text', () => {
    for (const [source] of SCALARS.filter(([text]) => !/["'!]/.test(text))) {
      const facts = factsOf(`v: "${source}"\n`);
      assert.equal(facts.kind(2), NodeKind.String);
      assert.equal(facts.text(2), source);
    }
  });

  test('any text survives double quotes with escapes, and single quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        assert.equal(factsOf(`v: ${JSON.stringify(text)}\n`).text(2), text);
      }),
      { seed: 1, numRuns: 200 },
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.equal(factsOf(`v: '${text.replaceAll("'", "''")}'\n`).text(2), text);
      }),
      { seed: 1, numRuns: 200 },
    );
  });

  test('tags decide the type', () => {
    const rows = [
      ['!!str yes', 'string', 'yes'],
      ['!!str 1', 'string', '1'],
      ['!!int "0777"', 'number', '0777'],
      ['!!bool "yes"', 'boolean', 'true'],
      ['!!null ""', 'null', ''],
      ['!custom yes', 'string', 'yes'],
      ['! yes', 'string', 'yes'],
      ['!!binary aGVsbG8=', 'string', 'hello'],
    ] as const;
    for (const [source, kind, text] of rows) {
      const facts = factsOf(`v: ${source}\n`);
      assert.equal(facts.kind(2), KINDS.get(kind), source);
      assert.equal(facts.text(2), text, source);
    }
    for (const source of ['!!int abc', '!!bool 1', '!!float x']) assert.equal(factsOf(`v: ${source}\n`).kind(2), NodeKind.Unknown, source);
  });

  test('of a number the source text stays, since a number may lose digits', () => {
    assert.equal(factsOf('v: 9007199254740993\n').text(2), '9007199254740993');
  });
});

function factsOf(text: string): Facts {
  const [document] = readFile('a.yaml', text).documents;
  assert.ok(document !== undefined);
  return document.facts;
}

function checkScalar(source: string, json: string | undefined): void {
  const [document] = readFile('a.yaml', `v: ${source}\n`).documents;
  assert.ok(document !== undefined);
  const { facts, problems } = document;
  if (json === undefined) {
    assert.equal(facts.kind(2), NodeKind.Unknown);
    assert.equal(facts.reason(2), 'not readable by the cluster');
    assert.deepEqual(
      problems.map((problem) => problem.code),
      ['yaml-syntax'],
    );
    return;
  }
  assert.deepEqual(problems, []);
  const expected = JSON.parse(json) as unknown;
  assert.equal(facts.kind(2), KINDS.get(expected === null ? 'null' : typeof expected));
  if (typeof expected === 'number') assert.equal(facts.number(2) + 0, expected);
  else assert.equal(facts.text(2), expected === null ? '' : String(expected));
}
