import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { suite, test } from 'mocha';
import type { Report, ReportTarget } from '../../server/core/reports/report.js';
import { rules } from '../../server/core/rules/index.js';
import type { Rule } from '../../server/core/rules/rule.js';
import { reportOf } from '../harness/cli.js';
import { UPDATE } from '../harness/golden.js';

const PAGE = 'docs/scoring.md';
const MARK = '<!-- The tables of examples/shop, target prod, on 2026-11-24. -->\n';
const PILLARS = [
  ['user', 'User'],
  ['device', 'Device'],
  ['application', 'Application & workload'],
  ['data', 'Data'],
  ['network', 'Network & environment'],
  ['automation', 'Automation & orchestration'],
  ['visibility', 'Visibility & analytics'],
] as const;
const WEIGHTS = { initial: 50, advanced: 30, optimal: 20 } as const;

/** The page redoes the shop by hand: its tables are what Heptad counts, and the scores follow from the tables by the arithmetic that the page describes, done here with nothing of Heptad. */
suite('examples/shop by hand', () => {
  const report: Report = reportOf(['scan', 'examples/shop']);
  const prod = report.targets.find(({ name }) => name === 'prod');
  assert.ok(prod !== undefined);
  const text = readFileSync(PAGE, 'utf8');
  if (UPDATE) writeFileSync(PAGE, `${text.split(MARK)[0] ?? ''}${MARK}\n${tables(prod)}`);
  const section = readFileSync(PAGE, 'utf8').split(MARK)[1] ?? '';

  test('the tables are what is counted', () => {
    assert.equal(section, `\n${tables(prod)}`, 'HEPTAD_UPDATE=1 npm test writes them anew');
  });

  test('the scores, ceilings and levels follow from the tables', () => {
    let sum = 0;
    let ceilings = 0;
    for (const [id, title] of PILLARS) {
      const rows = rowsBelow(section, title);
      const counted: ReportTarget['pillars'][number] | undefined = prod.pillars.find((pillar) => pillar.id === id);
      assert.ok(rows.length > 0 && counted !== undefined, title);
      const score = pillarScore(rows, ({ passed }) => passed);
      const ceiling = pillarScore(rows, ({ passed, unknown }) => passed + unknown);
      assert.deepEqual([Math.floor(score + 1e-9), Math.floor(ceiling + 1e-9), levelOf(rows)], [counted.score, counted.ceiling, counted.level], title);
      sum += score;
      ceilings += ceiling;
    }
    assert.deepEqual([Math.floor(sum / 7 + 1e-9), Math.floor(ceilings / 7 + 1e-9)], [prod.score, prod.ceiling]);
  });
});

interface Row {
  readonly stage: keyof typeof WEIGHTS;
  readonly required: boolean;
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
}

function tables(target: ReportTarget): string {
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  const parts = PILLARS.map(([id, title]) => {
    const pillar = target.pillars.find((one) => one.id === id);
    const lines = target.rules.flatMap((counts) => {
      const rule = known.get(counts.id);
      return rule === undefined || rule.pillar !== id ? [] : [[stageOrder(rule), row(rule, counts)] as const];
    });
    const sorted = lines.sort((one, other) => one[0] - other[0]).map(([, line]) => line);
    return [
      `### ${title}: ${pillar?.score ?? 0}, up to ${pillar?.ceiling ?? 0}, ${pillar?.level ?? ''}`,
      '',
      '| rule | stage | needed | passed | failed | unknown | c |',
      '| --- | --- | --- | ---: | ---: | ---: | ---: |',
      ...sorted,
      '',
    ].join('\n');
  });
  return `${parts.join('\n')}\nThe mean of the seven: ${target.score}, up to ${target.ceiling}.\n`;
}

function stageOrder(rule: Rule): number {
  return ['initial', 'advanced', 'optimal'].indexOf(rule.stage);
}

function row(rule: Rule, { passed, failed, unknown }: ReportTarget['rules'][number]): string {
  const open = unknown.reduce((all, { count }) => all + count, 0);
  return `| \`${rule.id}\` | ${rule.stage} | ${rule.severity === 'info' ? 'no' : 'yes'} | ${passed} | ${failed} | ${open} | ${(passed / (passed + failed + open)).toFixed(3)} |`;
}

function rowsBelow(section: string, title: string): readonly Row[] {
  const [, after = ''] = section.split(`### ${title}: `);
  const [part = ''] = after.split('\n### ');
  return [...part.matchAll(/^\| `[a-z-]+` \| (initial|advanced|optimal) \| (yes|no) \| (\d+) \| (\d+) \| (\d+) \|/gm)].map(
    ([, stage, needed, passed, failed, unknown]) => ({
      stage: stage as Row['stage'],
      required: needed === 'yes',
      passed: Number(passed),
      failed: Number(failed),
      unknown: Number(unknown),
    }),
  );
}

function pillarScore(rows: readonly Row[], of: (row: Row) => number): number {
  const stages = (['initial', 'advanced', 'optimal'] as const).map((stage) => rows.filter((row) => row.stage === stage)).filter((found) => found.length > 0);
  const weight = stages.reduce((all, [first]) => all + WEIGHTS[first?.stage ?? 'initial'], 0);
  return stages.reduce(
    (all, found) =>
      all +
      (100 * WEIGHTS[found[0]?.stage ?? 'initial'] * found.reduce((mean, row) => mean + of(row) / (row.passed + row.failed + row.unknown) / found.length, 0)) /
        weight,
    0,
  );
}

function levelOf(rows: readonly Row[]): string {
  if (rows.every(({ passed, failed }) => passed + failed === 0)) return 'not-judged';
  const isReached = (stages: readonly string[]): boolean => rows.every((row) => !stages.includes(row.stage) || !row.required || row.failed + row.unknown === 0);
  if (!isReached(['initial', 'advanced'])) return 'traditional';
  return isReached(['optimal']) ? 'optimal' : 'advanced';
}
