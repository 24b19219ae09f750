import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { TargetPosture } from '../../../server/core/posture/target.js';
import { lowestTarget } from '../../../server/core/posture/target.js';
import type { Pillar } from '../../../server/core/rules/rule.js';
import { postureOf, resultOf, ruleOf } from '../../harness/posture.js';

suite('score', () => {
  test('a pillar is 50, 30 and 20 times the means of its stages', () => {
    // Initial: (1/2 + 4/4) / 2 = 0.75. Advanced: 1/2. Optimal: 0/1. 50 × 0.75 + 30 × 0.5 = 52.5.
    const posture = postureOf([
      resultOf(ruleOf('network/initial/a'), 'passed', 'failed'),
      resultOf(ruleOf('network/initial/b'), 'passed', 'passed', 'passed', 'passed'),
      resultOf(ruleOf('network/advanced/c'), 'passed', 'failed'),
      resultOf(ruleOf('network/optimal/d'), 'failed'),
    ]);
    const network = pillarOf(posture, 'network');
    assert.deepEqual([network.score, network.ceiling, network.passed, network.failed, network.unknown], [52, 52, 6, 3, 0]);
  });

  test('what is unknown counts 0 in the score and 1 in the ceiling', () => {
    const posture = postureOf([
      resultOf(ruleOf('data/initial/a'), 'passed', 'set by a template'),
      resultOf(ruleOf('data/advanced/b'), 'passed'),
      resultOf(ruleOf('data/optimal/c', { absent: 'not-judged' })),
    ]);
    const data = pillarOf(posture, 'data');
    assert.deepEqual([data.score, data.ceiling, data.unknown], [55, 100, 2]);
    assert.deepEqual(posture.rules[0]?.reasons, [{ reason: 'set by a template', count: 1 }]);
    assert.deepEqual(posture.rules[2]?.reasons, [{ reason: 'nothing of it is in sight', count: 1 }]);
  });

  test('a rule that is not applicable leaves the mean, and a stage of such rules leaves the sum', () => {
    // Initial 1/2 of 50, optimal 1/1 of 20, advanced takes no weight: 100 × (25 + 20) / 70 = 64.28.
    const posture = postureOf([
      resultOf(ruleOf('user/initial/a'), 'passed', 'failed'),
      resultOf(ruleOf('user/initial/b')),
      resultOf(ruleOf('user/advanced/c')),
      resultOf(ruleOf('user/optimal/d'), 'passed'),
    ]);
    assert.equal(pillarOf(posture, 'user').score, 64);
    assert.equal(posture.rules[1]?.standing, 'not-applicable');
  });

  test('the overall score is the plain mean of the seven, whatever is judged of them', () => {
    const all = ['initial', 'advanced', 'optimal'].map((stage) => resultOf(ruleOf(`user/${stage}/u-${stage}`), 'passed'));
    const posture = postureOf([...all, resultOf(ruleOf('device/initial/d', { judgedBy: 'attestation' }))]);
    // 100 / 7 = 14.28; the device pillar could still give 100: 200 / 7 = 28.57.
    assert.deepEqual([posture.score.score, posture.score.ceiling], [14, 28]);
    assert.equal(posture.level, 'not-judged');
  });

  test('100 is shown only where nothing is missing', () => {
    const states = Array.from({ length: 1000 }, (_, index) => (index === 0 ? 'failed' : 'passed'));
    assert.equal(pillarOf(postureOf([resultOf(ruleOf('data/initial/a'), ...states)]), 'data').score, 99);
    assert.equal(pillarOf(postureOf([resultOf(ruleOf('data/initial/a'), 'passed')]), 'data').score, 100);
  });

  test('an info rule counts in the mean and does not hold back a stage', () => {
    const posture = postureOf([
      resultOf(ruleOf('data/initial/a', { severity: 'info' }), 'failed'),
      resultOf(ruleOf('data/initial/b'), 'passed'),
      resultOf(ruleOf('data/advanced/c'), 'failed'),
    ]);
    const data = pillarOf(posture, 'data');
    assert.deepEqual(data.reached, ['initial']);
    assert.deepEqual([data.level, data.stages[0]?.failing], ['traditional', 0]);
    // 100 × (50 × 1/2 + 30 × 0) / 80
    assert.equal(data.score, 31);
  });

  test('a severity that the profile raises changes neither level nor score', () => {
    const results = [resultOf(ruleOf('data/initial/a', { severity: 'info' }), 'failed'), resultOf(ruleOf('data/initial/b'), 'passed')];
    const raised = postureOf(results, { settings: { severities: new Map([['a', 'error']]) } });
    assert.deepEqual(pillarOf(raised, 'data'), pillarOf(postureOf(results), 'data'));
    assert.equal(raised.rules[0]?.severity, 'error');
    const lowered = postureOf([resultOf(ruleOf('data/initial/a', { severity: 'error' }), 'failed')], { settings: { severities: new Map([['a', 'warning']]) } });
    assert.equal(lowered.rules[0]?.severity, 'error');
  });

  test('weights of the profile give a second number and leave the first', () => {
    const results = [resultOf(ruleOf('user/initial/a'), 'passed'), resultOf(ruleOf('data/initial/b'), 'failed')];
    const posture = postureOf(results, {
      settings: {
        weights: new Map<Pillar, number>([
          ['user', 3],
          ['data', 0],
          ['device', 0],
          ['network', 0.5],
          ['application', 0.5],
        ]),
      },
    });
    // 3 × 100 / (3 + 0 + 0 + 0.5 + 0.5 + 1 + 1)
    assert.deepEqual([posture.score.score, posture.weighted?.score], [14, 50]);
    assert.equal(postureOf(results).weighted, undefined);
  });
});

suite('levels', () => {
  const stages = (pillar: Pillar, initial: string, advanced: string, optimal: string): ReturnType<typeof resultOf>[] => [
    resultOf(ruleOf(`${pillar}/initial/${pillar}-i`), 'passed', initial),
    resultOf(ruleOf(`${pillar}/advanced/${pillar}-a`), 'passed', advanced),
    resultOf(ruleOf(`${pillar}/optimal/${pillar}-o`), 'passed', optimal),
  ];
  const level = (initial: string, advanced: string, optimal: string): string => pillarOf(postureOf(stages('data', initial, advanced, optimal)), 'data').level;

  test('the level is the highest stage reached, and one unknown subject holds it back like a failed one', () => {
    assert.equal(level('passed', 'passed', 'passed'), 'optimal');
    assert.equal(level('passed', 'passed', 'failed'), 'advanced');
    assert.equal(level('passed', 'passed', 'encrypted'), 'advanced');
    assert.equal(level('passed', 'encrypted', 'passed'), 'traditional');
    assert.equal(level('failed', 'passed', 'passed'), 'traditional');
  });

  test('a stage is not reached above one that is not', () => {
    const data = pillarOf(postureOf(stages('data', 'failed', 'passed', 'passed')), 'data');
    assert.deepEqual(data.reached, []);
    assert.deepEqual(pillarOf(postureOf(stages('data', 'passed', 'failed', 'passed')), 'data').reached, ['initial']);
  });

  test('a stage without applicable rules does not hold back a level', () => {
    const data = pillarOf(
      postureOf([resultOf(ruleOf('data/initial/i'), 'passed'), resultOf(ruleOf('data/advanced/a')), resultOf(ruleOf('data/optimal/o'), 'failed')]),
      'data',
    );
    assert.deepEqual([data.level, data.reached], ['advanced', ['initial', 'advanced']]);
  });

  test('a pillar of which nothing is judged is not judged, and reaches no stage', () => {
    const unknown = pillarOf(postureOf([resultOf(ruleOf('data/advanced/a'), 'encrypted')]), 'data');
    assert.deepEqual([unknown.level, unknown.reached, unknown.score, unknown.ceiling], ['not-judged', [], 0, 100]);
    const empty = pillarOf(postureOf([resultOf(ruleOf('data/initial/a'))]), 'data');
    assert.deepEqual([empty.level, empty.score, empty.ceiling], ['not-judged', 0, 0]);
  });

  test('the overall level is the lowest of the seven', () => {
    const pillars: readonly Pillar[] = ['user', 'device', 'application', 'data', 'network', 'automation', 'visibility'];
    const optimal = pillars.flatMap((pillar) => stages(pillar, 'passed', 'passed', 'passed'));
    assert.equal(postureOf(optimal).level, 'optimal');
    const one = pillars.flatMap((pillar) => stages(pillar, 'passed', 'passed', pillar === 'device' ? 'failed' : 'passed'));
    assert.equal(postureOf(one).level, 'advanced');
  });

  test('the lowest target is told by level, then score, and one without workloads comes last', () => {
    const high = { ...postureOf(stages('data', 'passed', 'passed', 'passed')), target: 'high' };
    const low = { ...postureOf(stages('data', 'failed', 'passed', 'passed')), target: 'low' };
    assert.equal(lowestTarget([high, low])?.target, 'low');
    assert.equal(lowestTarget([high, { ...low, hasWorkloads: false }])?.target, 'high');
    assert.equal(lowestTarget([{ ...low, hasWorkloads: false }])?.target, 'low');
    assert.equal(lowestTarget([]), undefined);
  });
});

suite('rules that do not count as usual', () => {
  test('all subjects of a rule that threw are unknown, whatever it had said of them', () => {
    const result = { ...resultOf(ruleOf('data/initial/a'), 'passed', 'failed'), error: 'Error: it broke' };
    assert.deepEqual(countsOf(postureOf([result])), [[0, 0, 2]]);
  });

  test('a rule that threw before its first subject is one unknown, even one that would not be applicable', () => {
    const rule = ruleOf('data/initial/a', { absent: 'not-judged' });
    const posture = postureOf([
      { rule: ruleOf('data/initial/b'), judged: [], error: 'Error: it broke' },
      { rule, judged: [], error: 'Error: it broke' },
    ]);
    assert.deepEqual(countsOf(posture), [
      [0, 0, 1],
      [0, 0, 1],
    ]);
    assert.deepEqual(posture.rules[0]?.reasons, [{ reason: 'the rule could not run', count: 1 }]);
    assert.equal(posture.rules[1]?.unseen, false);
  });

  test('a rule newer than the edition that is judged by counts for nothing', () => {
    const results = [resultOf(ruleOf('data/initial/a'), 'passed'), resultOf(ruleOf('data/initial/b', { since: '2026.2', severity: 'error' }), 'failed')];
    const posture = postureOf(results);
    assert.deepEqual([posture.rules[1]?.standing, pillarOf(posture, 'data').score, pillarOf(posture, 'data').level], ['newer', 100, 'optimal']);
    assert.equal(pillarOf(postureOf(results, { settings: { edition: '2026.2' } }), 'data').score, 50);
    assert.equal(pillarOf(postureOf(results, { settings: { edition: '2026.10' } }), 'data').score, 50);
  });
});

function pillarOf(posture: TargetPosture, pillar: Pillar): TargetPosture['pillars'][number] {
  const found = posture.pillars.find((one) => one.pillar === pillar);
  assert.ok(found);
  return found;
}

function countsOf(posture: TargetPosture): readonly (readonly number[])[] {
  return posture.rules.map(({ passed, failed, unknown }) => [passed, failed, unknown]);
}
