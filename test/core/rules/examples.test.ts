import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { rules } from '../../../server/core/rules/index.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

for (const rule of rules) {
  if (rule.judgedBy === 'attestation') continue;
  suite(`rule ${rule.id}`, () => {
    for (const [index, example] of rule.examples.bad.entries()) {
      test(`bad example ${index + 1}`, () => {
        checkRule(rule, example);
        assert.ok(
          judgeExample(rule, example).judged.some(({ state }) => state === 'failed'),
          'nothing fails',
        );
      });
    }
    for (const [index, example] of rule.examples.good.entries()) {
      test(`good example ${index + 1}`, () => {
        checkRule(rule, example);
        const { judged } = judgeExample(rule, example);
        assert.ok(
          judged.some(({ state }) => state === 'passed') && judged.every(({ state }) => state === 'passed'),
          'nothing is judged, or not all of it passes',
        );
      });
    }
    for (const [index, example] of (rule.examples.unknown ?? []).entries()) {
      test(`unknown example ${index + 1}`, () => {
        checkRule(rule, example);
        assert.ok(
          judgeExample(rule, example).judged.some(({ state }) => state === 'unknown'),
          'everything is judged',
        );
      });
    }
  });
}
