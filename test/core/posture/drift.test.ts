import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Change } from '../../../server/core/posture/drift/compare.js';
import { changeSentence, changeWords, driftWords, subjectWords } from '../../../server/core/posture/drift/words.js';
import { rational } from '../../../server/core/posture/rational.js';
import type { Rule } from '../../../server/core/rules/rule.js';
import { baselineOf, driftBetween } from '../../harness/drift.js';
import { attestationOf, fingerprintOf, idOf, judgedOf, postureOf, resultOf, ruleOf, type Surroundings, waiverOf } from '../../harness/posture.js';

const RULE = ruleOf('network/initial/deny');
const ABSENT = ruleOf('visibility/initial/audit', { absent: 'not-judged', attestable: 'an audit policy' });

/** What became of the subjects `1`, `2`, … of a rule: subject, cause, and `worse` where it is. */
function changesOf(before: readonly string[], now: readonly string[], rule: Rule = RULE, then: Surroundings = {}, today: Surroundings = {}): readonly string[] {
  return driftBetween(postureOf([resultOf(rule, ...before)], then), postureOf([resultOf(rule, ...now)], today)).changes.map(shown);
}

function shown({ subject, cause, worse }: Change): string {
  return `${subject.split('|')[2] ?? subject} ${cause}${worse ? ' worse' : ''}`;
}

suite('drift', () => {
  const cases: readonly (readonly [title: string, before: readonly string[], now: readonly string[], changes: readonly string[]])[] = [
    ['nothing', ['passed', 'failed', 'masked'], ['passed', 'failed', 'masked'], []],
    ['another reason is no change', ['masked'], ['encrypted'], []],
    ['broken', ['passed'], ['failed'], ['1 broken worse']],
    ['fixed', ['failed'], ['passed'], ['1 fixed']],
    ['passed and no longer judged', ['passed'], ['masked'], ['1 no-longer-judged worse']],
    ['failed and no longer judged', ['failed'], ['masked'], ['1 no-longer-judged']],
    ['newly judged and passed', ['masked'], ['passed'], ['1 newly-judged']],
    ['newly judged and failed', ['masked'], ['failed'], ['1 newly-judged worse']],
    ['added', ['passed'], ['passed', 'passed', 'failed', 'masked'], ['3 added worse', '2 added', '4 added']],
    ['removed', ['passed', 'passed', 'failed', 'masked'], ['passed'], ['2 removed', '3 removed', '4 removed']],
    ['the first of a rule that had nothing to judge', [], ['failed'], ['1 added worse']],
    ['the last of a rule that has nothing to judge', ['failed'], [], ['1 removed']],
  ];
  for (const [title, before, now, changes] of cases) {
    test(title, () => assert.deepEqual(changesOf(before, now), changes));
  }

  test('what was in sight and is not is judged no longer', () => {
    assert.deepEqual(changesOf(['passed'], [], ABSENT), ['itself no-longer-judged worse', '1 removed']);
    assert.deepEqual(changesOf(['failed'], [], ABSENT), ['itself no-longer-judged', '1 removed']);
    assert.deepEqual(changesOf([], ['passed'], ABSENT), ['itself newly-judged', '1 added']);
    assert.deepEqual(changesOf([], ['failed'], ABSENT), ['1 added worse', 'itself newly-judged']);
  });

  test('an attestation that has expired', () => {
    const attestations = [attestationOf(['audit'], { issued: '2026-01-01', expires: '2026-11-30' })];
    const later = { attestations, today: '2026-12-01' };
    assert.deepEqual(changesOf([], [], ABSENT, { attestations }, later), ['itself expired worse']);
    assert.deepEqual(changesOf([], [], ABSENT, { attestations }, {}), ['itself no-longer-judged worse'], 'one that is gone has not expired');
    assert.deepEqual(changesOf([], [], ABSENT, {}, { attestations }), ['itself newly-judged']);
    const waiting = ruleOf('user/initial/sign-on', { attestable: 'sign-on' });
    const word = [attestationOf(['sign-on'])];
    assert.deepEqual(changesOf(['passed'], ['awaiting attestation'], waiting, {}, { attestations: word }), [], 'measured or attested, it passes');
  });

  test('a waiver that has expired changes no state and is told', () => {
    const posture = postureOf([resultOf(RULE, 'failed', 'failed')]);
    const waiver = waiverOf({ subject: idOf('1'), rule: 'deny' });
    const told = (now: readonly (typeof waiver)[], today: string): readonly string[] =>
      driftBetween(posture, posture, { before: [waiver], now, today }).changes.map((change) => `${shown(change)}: ${change.reason ?? ''}`);
    assert.deepEqual(told([waiver], '2027-01-01'), ['1 expired: waiver "exception" expired on 2026-12-31']);
    assert.deepEqual(told([waiver], '2026-12-31'), []);
    assert.deepEqual(told([waiver, waiverOf({ fingerprint: fingerprintOf('deny', '1') }, { name: 'renewed', expires: '2027-02-01' })], '2027-01-01'), []);
  });

  test('a failed subject is worse with more findings, not with others', () => {
    const of = (...findings: readonly string[]) => postureOf([{ rule: RULE, judged: [judgedOf(RULE, '1', 'failed', findings)] }]);
    const told = (before: readonly string[], now: readonly string[]): readonly string[] => driftBetween(of(...before), of(...now)).changes.map(shown);
    assert.deepEqual(told(['a'], ['a', 'b']), ['1 broken worse']);
    assert.deepEqual(told(['a', 'b'], ['a']), ['1 fixed']);
    assert.deepEqual(told(['a'], ['b']), []);
    assert.deepEqual(
      [...(driftBetween(of('a'), of('a', 'b')).since.get('deny') ?? [])],
      [[fingerprintOf('deny', '1', 'b'), 'broken']],
      'only the finding that came is new',
    );
  });

  test('a rule that counts on one side only is by edition, and never worse', () => {
    const newer = ruleOf('network/initial/newer', { since: '2027.1' });
    const old = postureOf([resultOf(RULE, 'passed'), resultOf(newer, 'failed')]);
    const raised = postureOf([resultOf(RULE, 'passed'), resultOf(newer, 'failed')], { settings: { edition: '2027.1' } });
    assert.deepEqual(driftBetween(old, raised).changes.map(shown), ['1 edition']);
    assert.deepEqual(driftBetween(raised, old).changes.map(shown), ['1 edition']);
    const other = ruleOf('network/initial/other');
    assert.deepEqual(driftBetween(postureOf([resultOf(other, 'passed')]), postureOf([resultOf(RULE, 'failed')])).changes.map(shown), [
      '1 edition',
      '1 edition',
    ]);
    assert.deepEqual(driftBetween(postureOf([resultOf(RULE)]), postureOf([resultOf(RULE, 'failed')])).changes.map(shown), ['1 added worse'], 'known before');
  });

  test('another edition does not excuse what broke', () => {
    const before = postureOf([resultOf(RULE, 'passed')]);
    const now = postureOf([resultOf(RULE, 'failed')], { settings: { edition: '2027.1' } });
    assert.deepEqual(driftBetween(before, now).changes.map(shown), ['1 broken worse']);
  });

  test('what is worse comes first, then by cause, rule and subject', () => {
    const [a, b] = [ruleOf('data/initial/a'), ruleOf('data/initial/b')];
    const before = postureOf([resultOf(b, 'passed', 'failed', 'passed'), resultOf(a, 'failed', 'passed', 'passed')]);
    const now = postureOf([resultOf(b, 'failed', 'passed', 'masked'), resultOf(a, 'passed', 'failed', 'failed')]);
    assert.deepEqual(
      driftBetween(before, now).changes.map((change) => `${change.rule} ${shown(change)}`),
      ['a 2 broken worse', 'a 3 broken worse', 'b 1 broken worse', 'b 3 no-longer-judged worse', 'a 1 fixed', 'b 2 fixed'],
    );
  });

  test('the score moves by the exact difference', () => {
    const before = postureOf([resultOf(RULE, 'passed', 'failed', 'failed')]);
    const now = postureOf([resultOf(RULE, 'passed', 'passed', 'failed')]);
    const { score, pillars } = driftBetween(before, now);
    assert.deepEqual([score, pillars.get('network'), pillars.get('data')], [rational(100, 21), rational(100, 3), rational(0)]);
  });
});

suite('the words of drift', () => {
  test('the change of a score is that of the numbers shown, or a part of a point', () => {
    const said = [
      [rational(53), rational(7), '+7'],
      [rational(531, 10), rational(62, 10), '+7'],
      [rational(40), rational(-1, 2), '-0.5'],
      [rational(409, 10), rational(3, 10), '+0.3'],
      [rational(409, 10), rational(1, 100), 'up by less than 0.1'],
      [rational(401, 10), rational(-1, 100), 'down by less than 0.1'],
      [rational(40), rational(0), 'unchanged'],
    ] as const;
    assert.deepEqual(
      said.map(([now, change]) => changeWords(now, change)),
      said.map(([, , words]) => words),
    );
  });

  test('subjects are named as people name them', () => {
    assert.deepEqual(
      ['apps/Deployment|shop|cart|server', 'security.istio.io/AuthorizationPolicy|shop|temp-allow|', '/Namespace||shop|', 'a/Role|ns|a|b|', 'itself'].map(
        subjectWords,
      ),
      ['shop/cart server', 'shop/temp-allow', 'Namespace shop', 'ns/a|b', 'the target'],
    );
  });

  test('each cause is counted, and each change is a sentence', () => {
    const before = postureOf([resultOf(RULE, 'passed', 'passed', 'masked', 'failed')]);
    const drift = driftBetween(before, postureOf([resultOf(RULE, 'failed', 'masked', 'failed', 'passed', 'failed', 'masked', 'passed')]));
    assert.equal(driftWords(drift), '1 broken, 1 no longer judged, 1 newly judged, 3 added (1 failing, 1 not judged), 1 fixed');
    assert.deepEqual(
      drift.worse.map((change) => changeSentence(change, { ...baselineOf(before), commit: '4f2c1ab901' })),
      [
        'shop/1 fails deny since baseline 4f2c1ab',
        'shop/2 is no longer judged by deny: masked',
        'shop/3 is judged now and fails deny',
        'shop/5 is new and fails deny',
      ],
    );
  });
});
