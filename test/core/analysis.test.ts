import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Subject } from '../../server/core/inventory/subject.js';
import { type Analysis, objection } from '../../server/core/posture/analysis.js';
import { rules } from '../../server/core/rules/index.js';
import type { FileRule, Rule } from '../../server/core/rules/rule.js';
import { INTERNAL } from '../../server/core/rules/run.js';
import { judgeTexts } from '../harness/analysis.js';
import { ruleOf } from '../harness/posture.js';

const PODS = ['cart', 'web', 'orders'].map((name) => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop }\n`).join('---\n');

suite('a rule that throws', () => {
  test('in the check of its second subject it costs one problem, and all of its subjects are unknown', () => {
    const analysis = judgedWith(
      brokenRule({
        subjects: (inventory) => inventory.workloads(),
        *check({ name, at }) {
          if (name === 'web') throw new Error('no such thing\nat line 2');
          yield { at, pointer: '', message: 'fails' };
        },
      }),
    );
    assert.deepEqual(internalErrors(analysis), [['error', '', 'rule "broken" could not run: Error: no such thing']]);
    const broken = ruleIn(analysis, 'broken');
    assert.deepEqual([broken.passed, broken.failed, broken.unknown], [0, 0, 3]);
    assert.ok(broken.result.judged.every(({ state, reason, findings }) => state === 'unknown' && reason === INTERNAL && findings.length === 0));
    assert.deepEqual(broken.reasons, [{ reason: INTERNAL, count: 3 }]);
    assert.deepEqual(
      analysis.findings.filter(({ rule }) => rule.id === 'broken'),
      [],
    );
  });

  test('after some of its subjects were judged, none of them keeps its verdict', () => {
    const analysis = judgedWith(
      brokenRule({
        *subjects(inventory) {
          yield* inventory.workloads();
          throw new Error('late');
        },
        check: () => [],
      }),
    );
    const { passed, failed, unknown, result } = ruleIn(analysis, 'broken');
    assert.deepEqual([passed, failed, unknown], [0, 0, 3]);
    assert.deepEqual(
      result.judged.map(({ subject }) => subject.name),
      ['cart', 'web', 'orders'],
    );
  });

  test('before its first subject it counts as one unknown', () => {
    const broken: Rule = brokenRule({
      subjects: () => {
        throw new Error('early');
      },
      check: () => [],
    });
    const analysis = judgedWith(broken);
    const { passed, failed, unknown, reasons, standing } = ruleIn(analysis, 'broken');
    assert.deepEqual([passed, failed, unknown, standing], [0, 0, 1, 'counted']);
    assert.deepEqual(reasons, [{ reason: INTERNAL, count: 1 }]);
    assert.equal(internalErrors(analysis).length, 1);
  });

  test('in two targets it is still one problem', () => {
    const broken = brokenRule({
      subjects: () => {
        throw new Error('early');
      },
      check: () => [],
    });
    const analysis = judgeTexts({ 'one/a.yaml': PODS, 'two/a.yaml': PODS }, { rules: [broken] });
    assert.equal(analysis.targets.length, 2);
    assert.equal(internalErrors(analysis).length, 1);
  });

  test('the other rules are judged as without it, and nothing can pass', () => {
    const sound = judgeTexts({ 'shop/a.yaml': PODS });
    const analysis = judgedWith(
      brokenRule({
        subjects: () => {
          throw new Error('early');
        },
        check: () => [],
      }),
    );
    assert.deepEqual([sound.complete, analysis.complete], [true, false]);
    const states = (of: Analysis): readonly string[] =>
      of.targets.flatMap(({ posture }) =>
        posture.rules
          .filter(({ rule }) => rule.id !== 'broken')
          .flatMap(({ rule, result }) => result.judged.map(({ subject, state }) => `${rule.id} ${subject.id} ${state}`)),
      );
    assert.ok(states(sound).length > 30);
    assert.deepEqual(states(analysis), states(sound));
    assert.deepEqual(
      analysis.findings.map(({ finding }) => finding.fingerprint),
      sound.findings.map(({ finding }) => finding.fingerprint),
    );
    assert.equal(objection(sound), undefined);
    assert.ok(objection(analysis)?.startsWith("Can't tell."));
  });
});

/** A rule of the network pillar with its own subjects and check. */
function brokenRule(parts: Pick<FileRule<Subject>, 'subjects' | 'check'>): Rule {
  return { ...ruleOf('network/initial/broken'), ...parts } as Rule;
}

/** Every rule and this one, in the middle of them. */
function judgedWith(broken: Rule): Analysis {
  return judgeTexts({ 'shop/a.yaml': PODS }, { rules: [...rules.slice(0, 20), broken, ...rules.slice(20)] });
}

function ruleIn(analysis: Analysis, id: string): Analysis['targets'][number]['posture']['rules'][number] {
  const found = analysis.targets[0]?.posture.rules.find(({ rule }) => rule.id === id);
  assert.ok(found);
  return found;
}

function internalErrors(analysis: Analysis): readonly (readonly string[])[] {
  return analysis.problems.filter(({ code }) => code === 'internal-error').map(({ severity, path, message }) => [severity, path, message]);
}
