import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { cisaStage, type DodActivity, dodView } from '../../../server/core/posture/views.js';
import { attestationOf, postureOf, resultOf, ruleOf } from '../../harness/posture.js';

suite('views', () => {
  test('the stages of CISA have Initial as a stage of its own', () => {
    const stage = (initial: string, advanced: string, optimal: string): string => {
      const posture = postureOf([
        resultOf(ruleOf('user/initial/i'), initial),
        resultOf(ruleOf('user/advanced/a'), advanced),
        resultOf(ruleOf('user/optimal/o'), optimal),
      ]);
      const [user] = posture.pillars;
      return user === undefined ? '' : cisaStage(user);
    };
    assert.equal(stage('failed', 'passed', 'passed'), 'Traditional');
    assert.equal(stage('passed', 'failed', 'passed'), 'Initial');
    assert.equal(stage('passed', 'passed', 'failed'), 'Advanced');
    assert.equal(stage('passed', 'passed', 'passed'), 'Optimal');
    assert.equal(stage('encrypted', 'encrypted', 'encrypted'), 'Not judged');
  });

  test('an activity of the DoD is as supported as the rules that map to it', () => {
    const posture = postureOf(
      [
        resultOf(ruleOf('user/initial/a', { activities: ['1.1', '1.2'] }), 'passed', 'passed'),
        resultOf(ruleOf('user/initial/b', { activities: ['1.2', '1.3'] }), 'failed', 'passed'),
        resultOf(ruleOf('user/initial/c', { activities: ['1.4'] }), 'encrypted'),
        resultOf(ruleOf('user/initial/d', { activities: ['1.4', '1.5'] })),
        resultOf(ruleOf('user/initial/e', { activities: ['1.6'], judgedBy: 'attestation' })),
        resultOf(ruleOf('user/initial/f', { activities: ['1.7'], since: '2026.2' }), 'passed'),
        resultOf(ruleOf('user/initial/g', { activities: ['1.9'] }), 'failed'),
      ],
      { attestations: [attestationOf(['e'])] },
    );
    const activities: readonly DodActivity[] = ['1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8', '1.9'].map((id) => ({
      id,
      level: id === '1.1' ? 'Advanced' : 'Target',
    }));
    const view = dodView(posture, activities);
    assert.deepEqual(Object.fromEntries(view.activities.map(({ activity, support }) => [activity.id, support])), {
      '1.1': 'supported',
      '1.2': 'partly-supported',
      '1.3': 'partly-supported',
      '1.4': 'not-supported',
      '1.5': 'not-assessable',
      '1.6': 'supported',
      '1.7': 'not-assessable',
      '1.8': 'not-assessable',
      '1.9': 'not-supported',
    });
    assert.deepEqual(
      [view.target, view.advanced],
      [
        { supported: 1, total: 8, assessable: 5 },
        { supported: 1, total: 1, assessable: 1 },
      ],
    );
  });
});
