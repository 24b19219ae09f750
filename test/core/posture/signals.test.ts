import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'mocha';
import { rules } from '../../../server/core/rules/index.js';
import { PILLARS } from '../../../server/core/rules/rule.js';

/** The signals of a posture, as the contract of the product lists them. */
const SIGNALS = [
  'single sign-on',
  'multi-factor authentication',
  'conditional access',
  'device health',
  'compliance state',
  'micro-segmentation',
  'encrypted channels',
  'authentication enforcement',
  'API gateways',
  'classification',
  'encryption',
  'data loss prevention',
  'logging',
  'SIEM feeds',
  'anomaly flags',
  'automated response',
  'cross-pillar coordination',
];

suite('the table of signals in docs/scoring.md', () => {
  const section =
    readFileSync('docs/scoring.md', 'utf8')
      .split(/^## /m)
      .find((text) => text.startsWith('Signals of a posture')) ?? '';
  const rows = section
    .split('\n')
    .filter((line) => /^\| (?!signal|---)/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test('has the seventeen signals, each once', () => {
    assert.deepEqual(
      rows.map(([signal]) => signal),
      SIGNALS,
    );
  });

  for (const [signal = '', pillars = '', ids = ''] of rows) {
    test(`${signal}: its rules exist, are judged or attestable, and lie in the pillars that it names`, () => {
      const named = [...ids.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '');
      assert.ok(named.length > 0);
      const found = named.map((id) => {
        const rule = rules.find((one) => one.id === id);
        assert.ok(rule, `no rule is named "${id}"`);
        return rule;
      });
      assert.ok(found.every((rule) => (rule.judgedBy === 'files' ? rule.examples.bad.length > 0 : rule.attestable !== '')));
      const order = PILLARS.filter((pillar) => found.some((rule) => rule.pillar === pillar));
      assert.deepEqual([...pillars.split(', ')].sort(), [...order].sort());
    });
  }
});
