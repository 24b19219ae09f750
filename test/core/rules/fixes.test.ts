import { suite, test } from 'mocha';
import { rules } from '../../../server/core/rules/index.js';
import { checkFixes } from '../../harness/fixes.js';

for (const rule of rules) {
  if (rule.judgedBy === 'attestation') continue;
  suite(`fixes of ${rule.id}`, () => {
    for (const [index, example] of [...rule.examples.bad, ...(rule.examples.unknown ?? [])].entries())
      test(`example ${index + 1}`, () => void checkFixes(rule, example));
  });
}
