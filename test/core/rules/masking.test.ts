import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { rules } from '../../../server/core/rules/index.js';
import type { Example, Rule } from '../../../server/core/rules/rule.js';
import type { RuleResult } from '../../../server/core/rules/run.js';
import { filesOf, judgeExample } from '../../harness/rules.js';

/** Unknown is never passed: where a text decides against a subject, a substitution in its place must not decide for it. */
suite('a value that is masked is not passed', () => {
  for (const rule of rules) {
    if (rule.judgedBy === 'attestation') continue;
    test(rule.id, () => {
      for (const example of rule.examples.bad) {
        for (const { masked, subject, what } of maskings(rule, example)) {
          const state = judgeExample(rule, masked).judged.find((judged) => judged.subject.id === subject)?.state;
          assert.notEqual(state, 'passed', `${subject} passes with ${what} masked`);
        }
      }
    });
  }
});

interface Masking {
  readonly masked: Example;
  readonly subject: string;
  readonly what: string;
}

/** The example once for each scalar that a finding points at, with that scalar masked. */
function maskings(rule: Rule, example: Example): readonly Masking[] {
  const files = filesOf(example);
  const result: RuleResult = judgeExample(rule, example);
  return result.judged.flatMap(({ subject, findings }) =>
    findings.flatMap(({ at }) => {
      const file = files.find((one) => one.file.documents.some(({ id }) => id === at.doc));
      const document = file?.file.documents.find(({ id }) => id === at.doc);
      if (file === undefined || document === undefined) return [];
      const [start, end] = [document.offset + at.span.start, document.offset + at.span.end];
      const what = file.text.slice(start, end);
      // A key, a collection or a block is no scalar that a substitution could stand for.
      if (what === '' || /[\n{}[\]]/.test(what) || /^\s*:/.test(file.text.slice(end))) return [];
      const source = Object.fromEntries(
        files.map(({ path, text }) => [path, path === file.path ? `${text.slice(0, start)}\${MASKED}${text.slice(end)}` : text]),
      );
      return [{ masked: { ...example, source }, subject: subject.id, what }];
    }),
  );
}
