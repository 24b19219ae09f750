import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { generators } from '../server/core/generators/index.js';
import { ENGINES } from './conformance/case.js';
import { cases } from './conformance/cases/index.js';
import { keyOf, readGolden, wrongIn } from './conformance/verdict.js';

const golden = readGolden();

suite('conformance: what real engines said of every output', () => {
  test('every generator has a case for each of its intents, with samples or an engine that reads it', () => {
    const covered = new Set(cases.map(({ generator, intent }) => `${generator} ${intent}`));
    const all = generators.flatMap(({ id, enforces }) => enforces.map((intent) => `${id} ${intent}`));
    assert.deepEqual(
      all.filter((name) => !covered.has(name)),
      [],
    );
    assert.equal(new Set(cases.map(({ name }) => name)).size, cases.length, 'two cases have one name');
    for (const { name, engines } of cases) assert.ok(engines.length > 0, `${name} has no engine`);
  });

  for (const engine of ENGINES) {
    const judged = cases.filter(({ engines }) => engines.includes(engine));
    test(`${engine} accepted ${judged.length} outputs, refused what is bad and admitted what is good`, () => {
      const version = golden.versions[engine];
      assert.ok(version !== undefined, `no verdict of ${engine}: npm run conformance`);
      const wrong = judged.flatMap((one) => {
        const verdict = golden.verdicts[keyOf(one, engine, version)];
        if (verdict === undefined) return [`${one.name}: its output, or what it is judged by, has changed and has no verdict: npm run conformance`];
        return wrongIn(verdict, one).map((what) => `${one.name}: ${what}`);
      });
      assert.deepEqual(wrong, []);
    });
  }

  test('no verdict is left of what is no longer written', () => {
    const used = new Set(cases.flatMap((one) => one.engines.map((engine) => keyOf(one, engine, golden.versions[engine] ?? ''))));
    assert.deepEqual(
      Object.entries(golden.verdicts)
        .filter(([key]) => !used.has(key))
        .map(([, verdict]) => `${verdict.engine}: ${verdict.case}`),
      [],
    );
  });
});
