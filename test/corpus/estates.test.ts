import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Analysis } from '../../server/core/posture/analysis.js';
import { judgeTexts, pathOf } from '../harness/analysis.js';
import { CORPORA, casesOf, corpusFiles, corpusText, sayAbsent } from '../harness/corpora.js';
import { BOUTIQUE, CHECKED, type CheckedEstate, type TrueError } from './estates.errors.js';

if (CORPORA === undefined) sayAbsent('estates of the corpora');
else estates();

function estates(): void {
  suite('estates', function () {
    this.timeout(120_000);

    test('each one of the corpora is checked by hand', () => {
      const files = corpusFiles('.jsonl').filter((file) => file.startsWith('estates/'));
      assert.deepEqual(files.map((file) => file.slice('estates/'.length, -'.jsonl'.length)).sort(), [...CHECKED.keys()].sort());
    });

    for (const [name, checked] of CHECKED) estate(name, () => textsOf(name), checked);
    estate('boutique', boutique, BOUTIQUE);
  });
}

function estate(name: string, texts: () => Readonly<Record<string, string>>, checked: CheckedEstate): void {
  suite(name, () => {
    let analysis: Analysis;
    suiteSetup(() => {
      analysis = judgeTexts(texts());
    });

    test('is judged whole', () => {
      assert.equal(analysis.complete, true);
      assert.ok(analysis.targets.some(({ inventory }) => inventory.workloads().length > 0));
    });

    test('has no problem of syntax or reference but those that are true', () => {
      const counts = new Map<string, number>();
      for (const { severity, code } of analysis.problems) counts.set(`${severity} ${code}`, (counts.get(`${severity} ${code}`) ?? 0) + 1);
      assert.deepEqual(
        [...counts].map(([what, count]) => `${count} ${what}`),
        checked.problems.map(({ severity, code, count }) => `${count} ${severity} ${code}`),
      );
    });

    test('has the errors that are true, and no other', () => {
      const errors = analysis.findings.filter(({ severity }) => severity === 'error');
      const found = errors.map((error) => shown({ rule: error.rule.id, subject: error.subject.id, path: pathOf(error), pointer: error.finding.pointer }));
      assert.deepEqual(found.sort(), checked.errors.map(shown).sort());
    });
  });
}

function shown({ rule, subject, path, pointer }: Omit<TrueError, 'because'>): string {
  return `${rule} ${subject} ${path} ${pointer}`;
}

function textsOf(name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(casesOf(`estates/${name}.jsonl`).map(({ path, resource }) => [String(path), resource ?? '']));
}

function boutique(): Readonly<Record<string, string>> {
  const paths = corpusFiles('.yaml', '.json').filter((path) => path.startsWith('boutique/'));
  return Object.fromEntries(paths.map((path) => [path.slice('boutique/'.length), corpusText(path)]));
}
