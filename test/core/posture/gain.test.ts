import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { Gains, postureWithout } from '../../../server/core/posture/gain.js';
import { compare, rational, subtract } from '../../../server/core/posture/rational.js';
import { gainWords } from '../../../server/core/posture/sentences.js';
import { PILLARS, STAGES } from '../../../server/core/rules/rule.js';
import { runs } from '../../harness/fuzz.js';
import { fingerprintOf, judgedOf, postureOf, resultOf, ruleOf } from '../../harness/posture.js';

const gone = (rule: string, name: string, pointer = ''): { rule: string; fingerprint: string } => ({ rule, fingerprint: fingerprintOf(rule, name, pointer) });

suite('gains', () => {
  // Data: 100 × (50 × 1/2 + 30 × 0/2) / 80 = 31.25.
  const initial = ruleOf('data/initial/i');
  const advanced = ruleOf('data/advanced/a');
  const posture = postureOf([
    resultOf(initial, 'passed', 'failed'),
    { rule: advanced, judged: [judgedOf(advanced, '1', 'failed', ['/x', '/y']), judgedOf(advanced, '2', 'failed')] },
  ]);
  const gains = new Gains(posture);

  test('a finding that is gone gives its subject, and so its pillar and a seventh overall', () => {
    // 50 × 1/2 of 80 is 31.25 points of Data, and 31.25 / 7 overall.
    const gain = gains.of([gone('i', '2')]);
    assert.deepEqual([gain.pillars.size, gain.pillars.get('data'), gain.score], [1, rational(3125, 100), rational(3125, 700)]);
    assert.equal(gainWords(gain.score), '4.4');
    assert.equal(gainWords(gain.pillars.get('data') ?? rational(0)), '31.2');
  });

  test('a subject passes only when all its findings are gone', () => {
    assert.deepEqual(gains.of([gone('a', '1', '/x')]).score, rational(0));
    assert.deepEqual(gains.of([gone('a', '1', '/x'), gone('a', '1', '/y')]).pillars.get('data'), rational(1875, 100));
    assert.deepEqual(gains.of([gone('a', '1', '/x'), gone('a', '1', '/x')]).score, rational(0));
  });

  test('a group is computed as a whole, and names that nothing has count for nothing', () => {
    const all = [gone('i', '2'), gone('a', '1', '/x'), gone('a', '1', '/y'), gone('a', '2'), gone('i', 'x'), gone('z', '1')];
    assert.deepEqual(gains.of(all).pillars.get('data'), rational(6875, 100));
    const after = postureWithout(posture, all);
    assert.deepEqual([after.pillars[3]?.score, after.pillars[3]?.level, after.score.score], [100, 'optimal', 14]);
    assert.equal(posture.pillars[3]?.score, 31);
  });

  test('a rule newer than the edition gains nothing', () => {
    const newer = postureOf([resultOf(initial, 'passed'), resultOf(ruleOf('data/initial/n', { since: '2026.2' }), 'failed')]);
    assert.deepEqual(new Gains(newer).of([gone('n', '1')]).score, rational(0));
  });

  test('judging again says the same as judging what is repaired', () => {
    const rule = fc.record({
      pillar: fc.constantFrom(...PILLARS),
      stage: fc.constantFrom(...STAGES),
      states: fc.array(fc.constantFrom('passed', 'failed', 'encrypted'), { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1, maxLength: 12 }), fc.func(fc.boolean()), (list, isGone) => {
        const rules = list.map(({ pillar, stage }, index) => ruleOf(`${pillar}/${stage}/r${index}`));
        const results = (repair: (rule: string, name: string) => boolean): ReturnType<typeof resultOf>[] =>
          list.flatMap(({ states }, index) => {
            const one = rules[index];
            return one === undefined
              ? []
              : [resultOf(one, ...states.map((state, at) => (state === 'failed' && repair(one.id, `${at + 1}`) ? 'passed' : state)))];
          });
        const before = postureOf(results(() => false));
        const repaired = postureOf(results(isGone));
        const findings = before.rules.flatMap(({ rule: one, result }) =>
          result.judged.filter(({ subject, state }) => state === 'failed' && isGone(one.id, subject.name)).map(({ subject }) => gone(one.id, subject.name)),
        );
        const gain = new Gains(before).of(findings);
        assert.equal(compare(gain.score, subtract(repaired.score.exact.score, before.score.exact.score)), 0);
        assert.deepEqual(postureWithout(before, findings).pillars, repaired.pillars);
      }),
      runs(100),
    );
  });
});
