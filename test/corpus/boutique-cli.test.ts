import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Report } from '../../server/core/reports/report.js';
import { folderOf, heptad, reportOf } from '../harness/cli.js';
import { CORPORA, corpusFiles, corpusText, sayAbsent } from '../harness/corpora.js';

if (CORPORA === undefined) sayAbsent('the command line on the shop of the corpora');
else boutique();

function boutique(): void {
  suite('the command line on the shop of the corpora', function () {
    this.timeout(120_000);
    let cwd = '';
    let report: Report;
    suiteSetup(() => {
      const paths = corpusFiles('.yaml', '.json').filter((path) => path.startsWith('boutique/'));
      cwd = folderOf(Object.fromEntries(paths.map((path) => [path.slice('boutique/'.length), corpusText(path)])));
      report = reportOf(['scan'], { cwd });
    });

    test('seven targets are judged, the one with most workloads first', () => {
      assert.deepEqual(
        report.targets.map(({ name }) => name),
        [
          'kustomize/tests/service-mesh-istio-with-all-components',
          'kustomize',
          'kustomize/tests/memorystore-with-all-components',
          'kustomize/tests/spanner-with-all-components',
          'release',
          'kubernetes-manifests',
          'istio-manifests',
        ],
      );
    });

    test('the text fits 80 columns: only what holds a path may be longer, and a path is never cut', () => {
      for (const words of [['scan'], ['scan', '--all'], ['score'], ['score', '--all'], ['gate', '--all', '--impact-level', 'IL4']]) {
        const { stdout } = heptad(words, { cwd });
        const wide = stdout.split('\n').filter((line) => line.length > 80 && !/^ *--> \S+$/.test(line) && !/^ *\S*\/\S*$/.test(line));
        assert.deepEqual(wide, [], words.join(' '));
      }
      const shown = [...heptad(['scan', '--all'], { cwd }).stdout.matchAll(/^ *--> (.*):\d+:\d+$/gm)].map(([, path]) => path ?? '');
      const known = new Set(report.files.map(({ path }) => path));
      assert.ok(shown.length > 100);
      assert.deepEqual(
        shown.filter((path) => !known.has(path)),
        [],
      );
    });

    test('one manifest shows at most six places with an error or a warning', () => {
      const mine = report.findings.filter(({ path, severity }) => path === 'kubernetes-manifests/frontend.yaml' && severity !== 'info');
      const places = new Set(mine.map(({ range }) => JSON.stringify(range)));
      assert.ok(mine.length > 6, 'several findings lie at one place');
      assert.ok(places.size > 0 && places.size <= 6, [...places].join('\n'));
    });

    test('in text the findings at one place are one block', () => {
      const places = [...heptad(['scan', '--all'], { cwd }).stdout.matchAll(/^ *--> (.*)$/gm)].map(([, place]) => place);
      assert.equal(places.length, new Set(places).size);
      const blocks = places.filter((place) => place?.startsWith('kubernetes-manifests/frontend.yaml:'));
      assert.ok(blocks.length > 0 && blocks.length <= 6, blocks.join('\n'));
    });

    test('no block says the same twice', () => {
      const { stdout } = heptad(['scan', '--all'], { cwd });
      for (const block of stdout.replace(/\n {6}(?=\S)/g, ' ').split('\n\n')) {
        const notes = block.split('\n').filter((line) => line.includes('= also: '));
        assert.deepEqual(notes, [...new Set(notes)], block.split('\n').slice(0, 2).join('\n'));
      }
    });

    test('the first impression gives the range of the score and what it rests on, and its numbers are those of the report', () => {
      const [first] = report.targets;
      assert.ok(first !== undefined);
      const { stdout } = heptad(['scan'], { cwd });
      const said = stdout.split('\n\n').map((part) => part.replaceAll('\n', ' '));
      const look = said.find((part) => part.startsWith('Score '));
      const form =
        /^Score (\d+) to (\d+) · (\d+) of (\d+) rules judged from files: (\d+) of (\d+) subjects pass · \d+ rules need a file or an attestation(?: · \d+ rules? (?:has|have) only subjects that can't be judged)?$/;
      const [, score, ceiling, judged, counted, passed, subjects] = (form.exec(look ?? '') ?? []).map(Number);
      assert.deepEqual([score, ceiling, counted], [first.score, first.ceiling, first.rules.length], look);
      const decided = first.rules.filter((rule) => rule.passed + rule.failed > 0);
      const total = (of: (rule: (typeof decided)[number]) => number): number => decided.reduce((all, rule) => all + of(rule), 0);
      const unknown = total((rule) => rule.unknown.reduce((all, { count }) => all + count, 0));
      assert.deepEqual([judged, passed, subjects], [decided.length, total((rule) => rule.passed), total((rule) => rule.passed + rule.failed) + unknown], look);
    });

    test('the exit code tells that there are errors, and none in one target', () => {
      assert.equal(heptad(['scan'], { cwd }).status, 1);
      assert.equal(heptad(['gate'], { cwd }).status, 1);
      assert.equal(heptad(['score'], { cwd }).status, 0);
      assert.equal(heptad(['scan', '--target', 'kubernetes-manifests'], { cwd }).status, 0);
    });
  });
}
