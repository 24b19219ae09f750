import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { generatorFor } from '../../../server/core/generators/index.js';
import { rules } from '../../../server/core/rules/index.js';
import type { Example, Fix, Rule } from '../../../server/core/rules/rule.js';
import { judgeExample } from '../../harness/rules.js';

suite('what rules offer', () => {
  test('each rule offers a fix in one of its examples, or says what to do', () => {
    assert.deepEqual(
      rules.filter((rule) => rule.advice === undefined && badExamples(rule).every((example) => fixesOf(rule, example).length === 0)).map(idOf),
      [],
    );
  });

  test('a finding without a fix belongs to a rule that says what to do', () => {
    assert.deepEqual(rules.filter((rule) => rule.advice === undefined && badExamples(rule).some((example) => hasBareFinding(rule, example))).map(idOf), []);
  });

  test('each bad example with an edit fix shows the text after it', () => {
    const silent = rules.flatMap((rule) =>
      badExamples(rule).flatMap((example, index) =>
        example.fixed === undefined && fixesOf(rule, example).some(({ kind }) => kind === 'edit') ? [`${rule.id} ${index + 1}`] : [],
      ),
    );
    assert.deepEqual(silent, []);
  });

  test('a generating fix names a generator that writes its intent', () => {
    const missing = rules.flatMap((rule) =>
      badExamples(rule).flatMap((example) =>
        fixesOf(rule, example).flatMap((fix) =>
          fix.kind === 'generate' && generatorFor(fix.generator, fix.policy.intent) === undefined ? [`${rule.id}: ${fix.generator} ${fix.policy.intent}`] : [],
        ),
      ),
    );
    assert.deepEqual([...new Set(missing)], []);
  });

  test('titles say what to do: short, without a period, no message of a finding', () => {
    const wrong = rules.flatMap((rule) =>
      badExamples(rule).flatMap((example) =>
        fixesOf(rule, example).flatMap(({ title }) => (/^[A-Z]/.test(title) && !title.endsWith('.') && title.length <= 90 ? [] : [`${rule.id}: ${title}`])),
      ),
    );
    assert.deepEqual([...new Set(wrong)], []);
  });
});

function badExamples(rule: Rule): readonly Example[] {
  return rule.judgedBy === 'files' ? rule.examples.bad : [];
}

function fixesOf(rule: Rule, example: Example): readonly Fix[] {
  return judgeExample(rule, example).judged.flatMap(({ findings }) => findings.flatMap(({ fixes = [] }) => fixes));
}

function hasBareFinding(rule: Rule, example: Example): boolean {
  return judgeExample(rule, example).judged.some(({ findings }) => findings.some(({ fixes = [] }) => fixes.length === 0));
}

function idOf({ id }: Rule): string {
  return id;
}
