import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Waiver } from '../../../server/core/posture/documents/kinds.js';
import type { GateResult } from '../../../server/core/posture/gate.js';
import { DEFAULT_SETTINGS } from '../../../server/core/posture/profile.js';
import type { TargetPosture } from '../../../server/core/posture/target.js';
import { waiverProblems } from '../../../server/core/posture/waivers.js';
import { PILLARS } from '../../../server/core/rules/rule.js';
import type { RuleResult } from '../../../server/core/rules/run.js';
import { attestationOf, fingerprintOf, gateOf, idOf, judgedOf, postureOf, resultOf, ruleOf, waiverOf } from '../../harness/posture.js';

/** Every pillar Advanced, but for what the given results add. */
function advanced(...more: readonly RuleResult[]): TargetPosture {
  const base = PILLARS.flatMap((pillar) => [
    resultOf(ruleOf(`${pillar}/initial/${pillar}-i`), 'passed'),
    resultOf(ruleOf(`${pillar}/advanced/${pillar}-a`), 'passed'),
  ]);
  return postureOf([...base, resultOf(ruleOf('user/optimal/user-o'), 'failed'), ...more]);
}

function held({ blockers }: GateResult): readonly string[] {
  return blockers.map(({ rule, kind, because }) => `${rule.rule.id}: ${kind} (${because.join(', ')})`);
}

suite('gate', () => {
  test('IL4 passes when every pillar is Advanced and no error is open', () => {
    for (const impactLevel of ['IL4', 'IL5', 'IL6'] as const) assert.equal(gateOf(advanced(), { impactLevel }).passed, true);
  });

  test('an error holds it back at every level, failed or unknown', () => {
    for (const state of ['failed', 'set by a template']) {
      const posture = advanced(resultOf(ruleOf('user/optimal/e', { severity: 'error' }), 'passed', state));
      for (const impactLevel of [undefined, 'IL2', 'IL4'] as const)
        assert.deepEqual(held(gateOf(posture, { impactLevel })), [`e: ${state === 'failed' ? 'failed' : 'unknown'} (severity)`]);
    }
  });

  test('a warning holds back IL4 by its stage, and IL2 not at all', () => {
    const posture = advanced(
      resultOf(ruleOf('data/initial/w'), 'failed'),
      resultOf(ruleOf('data/advanced/x'), 'encrypted'),
      resultOf(ruleOf('data/optimal/y'), 'failed'),
    );
    assert.equal(gateOf(posture, { impactLevel: 'IL2' }).passed, true);
    const result = gateOf(posture, { impactLevel: 'IL4' });
    assert.deepEqual(held(result), ['w: failed (level)', 'x: unknown (level)']);
    assert.deepEqual([result.low, result.holding], [[{ pillar: 'data', level: 'traditional' }], ['data']]);
  });

  test('a rule of which nothing is in sight counts only from IL4', () => {
    const posture = advanced(resultOf(ruleOf('device/initial/n', { severity: 'error', absent: 'not-judged' })));
    assert.equal(gateOf(posture).passed, true);
    assert.equal(gateOf(posture, { impactLevel: 'IL2' }).passed, true);
    assert.deepEqual(held(gateOf(posture, { impactLevel: 'IL4' })), ['n: not-judged (severity, level)']);
  });

  test('an error that threw before its first subject counts at every level', () => {
    const posture = advanced({ rule: ruleOf('device/initial/n', { severity: 'error', absent: 'not-judged' }), judged: [], error: 'Error' });
    assert.deepEqual(held(gateOf(posture)), ['n: unknown (severity)']);
  });

  test('a severity that the profile raises counts, and an info rule never holds back a level', () => {
    const results = [resultOf(ruleOf('user/initial/i', { severity: 'info' }), 'failed')];
    assert.equal(gateOf(postureOf(results), { impactLevel: 'IL2' }).passed, true);
    const raised = postureOf(results, { settings: { severities: new Map([['i', 'error']]) } });
    assert.deepEqual(held(gateOf(raised, { impactLevel: 'IL4' })), ['i: failed (severity)']);
  });

  test('a pillar that is not judged fails IL4 and names what would settle it', () => {
    const posture = advanced();
    const without = postureOf([
      ...posture.rules.filter(({ pillar }) => pillar !== 'device').map(({ result }) => result),
      resultOf(ruleOf('device/initial/d', { judgedBy: 'attestation' })),
    ]);
    const result = gateOf(without, { impactLevel: 'IL4' });
    assert.deepEqual([result.passed, result.low, held(result)], [false, [{ pillar: 'device', level: 'not-judged' }], ['d: not-judged (level)']]);
    const empty = postureOf(posture.rules.filter(({ pillar }) => pillar !== 'device').map(({ result }) => result));
    assert.deepEqual([gateOf(empty, { impactLevel: 'IL4' }).passed, gateOf(empty, { impactLevel: 'IL4' }).holding], [false, ['device']]);
  });

  test('blockers come by pillar, then failed, unknown, not judged, with counts and first places', () => {
    const error = { severity: 'error' } as const;
    const posture = postureOf([
      resultOf(ruleOf('network/initial/n', error), 'failed'),
      resultOf(ruleOf('data/initial/seen', { ...error, absent: 'not-judged' })),
      resultOf(ruleOf('data/initial/unknown', error), 'encrypted'),
      resultOf(ruleOf('data/initial/failed', error), 'passed', 'failed', 'failed', 'failed', 'failed', 'encrypted'),
    ]);
    const { blockers } = gateOf(posture, { impactLevel: 'IL4' });
    assert.deepEqual(
      blockers.map(({ rule }) => rule.rule.id),
      ['failed', 'unknown', 'seen', 'n'],
    );
    const [first] = blockers;
    assert.deepEqual([first?.passed, first?.failed, first?.unknown, first?.waived], [1, 4, 1, 0]);
    assert.deepEqual(
      first?.places.map(({ doc }) => doc),
      ['2.yaml#0', '3.yaml#0', '4.yaml#0'],
    );
  });

  test('everything that makes the answer easier is listed', () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      options: new Map([['r', new Map([['registries', ['a', 'b']]])]]),
      exclude: ['legacy/**'],
      context: ['../platform'],
      platform: 'external' as const,
    };
    const posture = postureOf(
      [resultOf(ruleOf('user/initial/a', { judgedBy: 'attestation' })), resultOf(ruleOf('user/initial/f', { severity: 'error' }), 'failed')],
      {
        attestations: [attestationOf(['a'])],
      },
    );
    const result = gateOf(posture, { settings, waivers: [waiverOf({ fingerprint: fingerprintOf('f', '1') })], unread: ['big.yaml'] });
    assert.deepEqual(
      result.loosened.map(({ kind, text }) => `${kind} ${text}`),
      [
        'option r: registries = a, b',
        'exclude legacy/**',
        'context ../platform',
        'platform external',
        'attestation word settles a until 2027-10-31',
        'waiver exception until 2026-12-31, approved by Dana Ruiz',
        'unread big.yaml',
      ],
    );
  });
});

suite('waivers', () => {
  const rule = ruleOf('network/initial/tls', { severity: 'error' });
  const failing = advanced(resultOf(rule, 'passed', 'failed'));
  const ask = (posture: TargetPosture, ...waivers: readonly Waiver[]): GateResult => gateOf(posture, { impactLevel: 'IL4', waivers });
  const states = ({ waived }: GateResult): readonly string[] => waived.uses.map(({ state }) => state);
  const problems = (result: GateResult, ...waivers: readonly Waiver[]): readonly string[] =>
    waiverProblems(waivers, result.waived.uses).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);

  test('a waived finding lets the gate pass, and the answer says what holds without it', () => {
    const waiver = waiverOf({ fingerprint: fingerprintOf('tls', '2') });
    const result = ask(failing, waiver);
    assert.equal(result.passed, true);
    assert.deepEqual(result.withoutWaivers, { passed: false, blockers: 1, lower: [{ pillar: 'network', level: 'traditional' }] });
    assert.equal(result.waived.findings.get('tls')?.get(fingerprintOf('tls', '2')), '2026-12-31');
    assert.deepEqual(problems(result, waiver), []);
  });

  test('the posture itself stays as it is', () => {
    const network = failing.pillars.find(({ pillar }) => pillar === 'network');
    ask(failing, waiverOf({ fingerprint: fingerprintOf('tls', '2') }));
    assert.deepEqual([network?.level, network?.failed], ['traditional', 1]);
    assert.equal(ask(failing).passed, false);
  });

  test('a subject of a rule is waived with all its findings, by its fingerprints only with each', () => {
    const two = advanced({ rule, judged: [judgedOf(rule, '1', 'failed', ['/a', '/b'])] });
    assert.equal(ask(two, waiverOf({ subject: idOf('1'), rule: 'tls' })).passed, true);
    const half = ask(two, waiverOf({ fingerprint: fingerprintOf('tls', '1', '/a') }));
    assert.deepEqual([half.passed, half.blockers[0]?.waived, half.blockers[0]?.places.length, states(half)], [false, 0, 1, ['used']]);
    assert.equal(ask(two, waiverOf({ fingerprint: fingerprintOf('tls', '1', '/a') }), waiverOf({ fingerprint: fingerprintOf('tls', '1', '/b') })).passed, true);
  });

  test('what is unknown cannot be waived', () => {
    const unknown = advanced(resultOf(rule, 'encrypted'));
    const waiver = waiverOf({ subject: idOf('1'), rule: 'tls' });
    const result = ask(unknown, waiver);
    assert.equal(result.passed, false);
    assert.deepEqual(problems(result, waiver), ['warning unused-waiver: waiver "exception" names what is not judged, which cannot be waived']);
  });

  test('one that names nothing that fails is unused', () => {
    for (const waiver of [waiverOf({ fingerprint: 'gone' }), waiverOf({ subject: idOf('1'), rule: 'tls' }), waiverOf({ subject: idOf('2'), rule: 'other' })]) {
      assert.deepEqual(problems(ask(failing, waiver), waiver), ['warning unused-waiver: waiver "exception" names nothing that fails']);
    }
  });

  test('one for another target does nothing here', () => {
    const waiver = waiverOf({ fingerprint: fingerprintOf('tls', '2') }, { target: { value: 'dev', at: waiverOf({ fingerprint: '' }).at } });
    const result = ask(failing, waiver);
    assert.deepEqual([result.passed, states(result)], [false, []]);
    assert.deepEqual(problems(result, waiver), ['warning unused-waiver: waiver "exception" names target "dev", which is not judged']);
  });

  test('one counts from the day it is issued to the day it expires, and for 180 days at most', () => {
    const on = (issued: string, expires: string): readonly string[] =>
      states(ask(failing, waiverOf({ fingerprint: fingerprintOf('tls', '2') }, { issued, expires })));
    assert.deepEqual(on('2026-11-24', '2026-11-24'), ['used']);
    assert.deepEqual(on('2026-11-01', '2026-11-23'), ['expired']);
    assert.deepEqual(on('2026-11-25', '2026-11-26'), ['not-yet']);
    assert.deepEqual(on('2026-07-01', '2026-12-28'), ['used']);
    assert.deepEqual(on('2026-07-01', '2026-12-29'), ['too-long']);
    const long = waiverOf({ fingerprint: fingerprintOf('tls', '2') }, { issued: '2026-07-01', expires: '2026-12-29' });
    assert.equal(ask(failing, long).passed, false);
    assert.deepEqual(problems(ask(failing, long), long), ['error long-waiver: waiver "exception" runs for 181 days, at most 180 count']);
    const expired = waiverOf({ fingerprint: fingerprintOf('tls', '2') }, { expires: '2026-11-23' });
    assert.deepEqual(problems(ask(failing, expired), expired), ['warning expired-waiver: waiver "exception" expired on 2026-11-23']);
  });

  test('a subject without a rule is waived only where one rule judges it', () => {
    const waiver = waiverOf({ subject: idOf('2') });
    assert.equal(ask(failing, waiver).passed, true);
    const judgedTwice = advanced(resultOf(rule, 'passed', 'failed'), resultOf(ruleOf('data/optimal/other', { severity: 'info' }), 'passed', 'passed'));
    const result = ask(judgedTwice, waiver);
    assert.equal(result.passed, false);
    assert.deepEqual(problems(result, waiver), ['error wide-waiver: waiver "exception" covers 2 rules and names none']);
  });

  test('a waived warning of Optimal changes no answer, and the two answers are equal', () => {
    const result = ask(advanced(), waiverOf({ subject: idOf('1'), rule: 'user-o' }));
    assert.deepEqual([result.passed, result.withoutWaivers.passed, states(result)], [true, true, ['used']]);
  });
});
