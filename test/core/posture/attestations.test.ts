import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { attestationProblems } from '../../../server/core/posture/attestations.js';
import type { Attestation } from '../../../server/core/posture/documents/kinds.js';
import type { RuleResult } from '../../../server/core/rules/run.js';
import { attestationOf, postureOf, resultOf, ruleOf, TODAY } from '../../harness/posture.js';

const attested = resultOf(ruleOf('user/initial/sign-on', { judgedBy: 'attestation' }));
const inFiles = ruleOf('user/initial/sign-on', { absent: 'not-judged' });

/** Passed, attested, failed, unknown of the only rule, and why it is unknown. */
function judge(result: RuleResult, ...attestations: readonly Attestation[]): readonly unknown[] {
  const [rule] = postureOf([result], { attestations }).rules;
  return [rule?.passed, rule?.attested, rule?.failed, rule?.unknown, rule?.reasons[0]?.reason];
}

suite('attestations', () => {
  test('a rule that nothing settles waits for an attestation or a file', () => {
    assert.deepEqual(judge(attested), [0, 0, 0, 1, 'awaiting attestation']);
    assert.deepEqual(judge(resultOf(inFiles)), [0, 0, 0, 1, 'nothing of it is in sight']);
  });

  test('an attestation passes a rule of which nothing is in sight', () => {
    assert.deepEqual(judge(attested, attestationOf(['sign-on'])), [1, 1, 0, 0, undefined]);
    assert.deepEqual(judge(resultOf(inFiles), attestationOf(['sign-on'])), [1, 1, 0, 0, undefined]);
  });

  test('it passes subjects that await one, and never a masked or failed one', () => {
    const states = ['passed', 'failed', 'awaiting attestation', 'set by a template', 'awaiting attestation'];
    assert.deepEqual(judge(resultOf(inFiles, ...states), attestationOf(['sign-on'])), [3, 2, 1, 1, 'set by a template']);
    assert.deepEqual(judge(resultOf(inFiles, ...states)), [1, 0, 1, 3, 'awaiting attestation']);
  });

  test('a rule that is judged from files alone cannot be attested', () => {
    const rule = ruleOf('user/initial/sign-on');
    assert.deepEqual(judge(resultOf(rule, 'awaiting attestation'), attestationOf(['sign-on'])), [0, 0, 0, 1, 'awaiting attestation']);
    assert.deepEqual(judge(resultOf(rule), attestationOf(['sign-on'])), [0, 0, 0, 0, undefined]);
  });

  test('it does not settle a rule that threw', () => {
    assert.deepEqual(judge({ ...resultOf(inFiles), error: 'Error' }, attestationOf(['sign-on'])), [0, 0, 0, 1, 'the rule could not run']);
  });

  test('it counts on the day it is issued and on the day it expires, and on no other side of them', () => {
    const on = (issued: string, expires: string): unknown => judge(attested, attestationOf(['sign-on'], { issued, expires })).at(-1);
    assert.equal(on(TODAY, TODAY), undefined);
    assert.equal(on('2026-11-01', '2026-11-23'), 'attestation expired on 2026-11-23');
    assert.equal(on('2026-11-25', '2026-12-24'), 'attestation counts from 2026-11-25');
    assert.equal(on('2026-01-01', '2027-01-01'), undefined);
    assert.equal(on('2026-01-01', '2027-01-02'), 'attestation runs for more than 365 days');
  });

  test('it holds for the targets that it names, and without a name for all', () => {
    const of = (target: string): Attestation => attestationOf(['sign-on'], { targets: [{ value: target, at: attestationOf([]).at }] });
    assert.equal(judge(attested, of('prod'))[1], 1);
    assert.equal(judge(attested, of('dev'))[1], 0);
  });

  test('a renewed attestation counts beside the one that has expired', () => {
    const old = attestationOf(['sign-on'], { issued: '2026-01-01', expires: '2026-11-10' });
    const [rule] = postureOf([attested], { attestations: [old, attestationOf(['sign-on'])] }).rules;
    assert.deepEqual([rule?.attested, rule?.attestation?.attestation.expires], [1, '2027-10-31']);
    const { attestations } = postureOf([attested], { attestations: [old, attestationOf(['sign-on'])] });
    assert.deepEqual(
      attestations.map(({ settles }) => settles),
      [['sign-on'], []],
    );
    assert.equal(judge(attested, old, attestationOf(['sign-on'], { issued: '2025-01-01', expires: '2025-06-01' })).at(-1), 'attestation expired on 2026-11-10');
  });

  test('what was measured and what was attested add up to the score', () => {
    const results = [
      attested,
      resultOf(ruleOf('user/initial/b'), 'passed', 'failed'),
      resultOf(ruleOf('user/initial/c'), 'passed'),
      resultOf(ruleOf('user/advanced/d', { judgedBy: 'attestation' })),
      resultOf(ruleOf('user/optimal/e'), 'failed'),
    ];
    const user = postureOf(results, { attestations: [attestationOf(['sign-on'])] }).pillars[0];
    // Initial 50 × (1 + 0.5 + 1) / 3 = 41.67, of it 16.67 attested and 25 measured; advanced could add 30.
    assert.deepEqual([user?.score, user?.measured, user?.attested, user?.ceiling], [41, 25, 16, 71]);
    // 100 × 2/3 = 66.67, of it 33.33 each: what is measured is rounded down, and the attested part is the rest.
    const [thirds] = postureOf([resultOf(inFiles, 'passed', 'awaiting attestation', 'failed')], { attestations: [attestationOf(['sign-on'])] }).pillars;
    assert.deepEqual([thirds?.score, thirds?.measured, thirds?.attested], [66, 33, 33]);
    const [sixths] = postureOf(
      [resultOf(inFiles, 'passed', 'awaiting attestation', 'awaiting attestation', 'awaiting attestation', 'awaiting attestation', 'failed')],
      {
        attestations: [attestationOf(['sign-on'])],
      },
    ).pillars;
    assert.deepEqual([sixths?.score, sixths?.measured, sixths?.attested], [83, 16, 67]);
  });
});

suite('problems of attestations', () => {
  const problems = (results: readonly RuleResult[], ...attestations: readonly Attestation[]): readonly string[] =>
    attestationProblems(attestations, postureOf(results, { attestations }).attestations, TODAY).map(
      ({ code, severity, message }) => `${severity} ${code}: ${message}`,
    );

  test('one that settles something is no problem', () => {
    assert.deepEqual(problems([attested], attestationOf(['sign-on'])), []);
  });

  test('one that settles nothing is unused: files say it, or it names another target', () => {
    assert.deepEqual(problems([resultOf(inFiles, 'failed')], attestationOf(['sign-on'])), ['warning unused-attestation: attestation "word" settles nothing']);
    const elsewhere = attestationOf(['sign-on'], { targets: [{ value: 'dev', at: attestationOf([]).at }] });
    assert.deepEqual(problems([attested], elsewhere), ['warning unused-attestation: attestation "word" settles nothing']);
  });

  test('one that does not count is a problem even beside one that does', () => {
    const valid = attestationOf(['sign-on']);
    assert.deepEqual(problems([attested], valid, attestationOf(['sign-on'], { name: 'old', issued: '2026-01-01', expires: '2026-11-10' })), [
      'warning expired-attestation: attestation "old" expired on 2026-11-10',
    ]);
    assert.deepEqual(problems([attested], valid, attestationOf(['sign-on'], { name: 'long', expires: '2028-01-01' })), [
      'error long-attestation: attestation "long" runs for 426 days, at most 365 count',
    ]);
    assert.deepEqual(problems([attested], valid, attestationOf(['sign-on'], { name: 'next', issued: '2026-12-01' })), [
      'warning unused-attestation: attestation "next" counts from 2026-12-01',
    ]);
  });
});
