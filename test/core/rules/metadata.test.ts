import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { suite, test } from 'mocha';
import { loadFrameworks } from '../../../server/core/frameworks/frameworks.js';
import { rules } from '../../../server/core/rules/index.js';
import { EDITION, PILLARS, STAGES } from '../../../server/core/rules/rule.js';

suite('metadata of the rules', () => {
  test('ids are unique, in kebab-case, and name their file', () => {
    const ids = rules.map(({ id }) => id);
    assert.ok(ids.length >= 99);
    assert.equal(new Set(ids).size, ids.length);
    assert.deepEqual(
      ids.filter((id) => !/^[a-z]+(-[a-z]+)+$/.test(id)),
      [],
    );
    const files = new Set(readdirSync('server/core/rules'));
    assert.deepEqual(
      ids.filter((id) => !files.has(`${id}.ts`)),
      [],
    );
  });

  test('every pillar and stage has a required rule that is judged or can be attested', () => {
    const missing = PILLARS.flatMap((pillar) =>
      STAGES.filter(
        (stage) =>
          !rules.some(
            (rule) => rule.pillar === pillar && rule.stage === stage && rule.severity !== 'info' && (rule.judgedBy === 'files' || rule.attestable !== ''),
          ),
      ).map((stage) => `${pillar} ${stage}`),
    );
    assert.deepEqual(missing, []);
  });

  test('summaries are at most 40 characters and say more than nothing', () => {
    assert.deepEqual(
      rules.filter(({ summary }) => summary.length > 40 || summary.length < 8 || summary.endsWith('.')).map(({ id }) => id),
      [],
    );
    assert.equal(new Set(rules.map(({ summary }) => summary)).size, rules.length);
  });

  test('each rule says why, in sentences of its own', () => {
    assert.deepEqual(
      rules.filter(({ why, advice }) => why.length < 30 || /TODO/.test(`${why}${advice ?? ''}`) || !/[.]$/.test(why)).map(({ id }) => id),
      [],
    );
    assert.equal(new Set(rules.map(({ why }) => why)).size, rules.length);
  });

  test('a rule that is not judged without a subject can be attested', () => {
    assert.deepEqual(
      rules.filter((rule) => rule.absent === 'not-judged' && (rule.attestable ?? '').length < 8).map(({ id }) => id),
      [],
    );
  });

  test('a rule without a fix says what to do', () => {
    assert.deepEqual(
      rules.filter((rule) => rule.judgedBy === 'attestation' && rule.advice === undefined).map(({ id }) => id),
      [],
    );
  });

  test('controls, tenets and activities exist and are in force', async () => {
    const frameworks = await loadFrameworks();
    const activities = new Set(frameworks.activities.map(({ id }) => id));
    for (const rule of rules) {
      assert.ok(rule.controls.length > 0, rule.id);
      for (const { id } of rule.controls) {
        const control = frameworks.control(id);
        assert.ok(control !== undefined && control.id === id && !control.withdrawn, `${rule.id}: ${id}`);
      }
      assert.deepEqual(
        rule.tenets.filter(({ id }) => !Number.isInteger(id) || id < 1 || id > 7),
        [],
        rule.id,
      );
      assert.deepEqual(
        rule.activities.filter(({ id }) => !activities.has(id)),
        [],
        rule.id,
      );
      for (const list of [rule.controls, rule.tenets, rule.activities]) assert.equal(new Set(list.map(({ id }) => id)).size, list.length, rule.id);
    }
  });

  test('all are of the edition', () => {
    assert.deepEqual(
      rules.filter(({ since }) => since !== EDITION).map(({ id }) => id),
      [],
    );
  });
});
