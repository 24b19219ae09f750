// Adds up the counts that the test reporter left in out/results. A suite without a result, or without a test, is a failure.
import { readFileSync } from 'node:fs';

const line = process.argv.includes('--line');
let passed = 0;
let failed = 0;
let wrong = false;
for (const suite of process.argv.slice(2).filter((word) => !word.startsWith('--'))) {
  const counts = countsOf(suite);
  if (counts === undefined || counts.passed + counts.failed === 0) {
    wrong = true;
    failed++;
    if (!line) console.log(`suite ${suite}: no test ran`);
    continue;
  }
  passed += counts.passed;
  failed += counts.failed;
  if (!line) console.log(`suite ${suite}: ${counts.passed} passed, ${counts.failed} failed`);
}
if (line) console.log(`${passed} passed, ${failed} failed`);
process.exitCode = wrong || failed > 0 ? 1 : 0;

function countsOf(suite) {
  try {
    return JSON.parse(readFileSync(`out/results/${suite}.json`, 'utf8'));
  } catch {
    return undefined;
  }
}
