import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import type { Analysis } from '../../server/core/posture/analysis.js';
import { gateText } from '../../server/core/reports/gate-text.js';
import { PLAIN } from '../../server/core/reports/layout.js';
import { placesOf } from '../../server/core/reports/places.js';
import { toReport } from '../../server/core/reports/report.js';
import { scanText } from '../../server/core/reports/scan-text.js';
import { scoreText } from '../../server/core/reports/score-text.js';
import { PILLARS } from '../../server/core/rules/rule.js';
import type { SourceFile } from '../../server/core/syntax/document.js';
import { readFile } from '../../server/core/syntax/file.js';
import type { Place } from '../../server/core/syntax/place.js';
import { judgeFiles } from '../harness/analysis.js';
import { runs } from '../harness/fuzz.js';
import { TODAY } from '../harness/rules.js';
import { shopTexts, type Texts } from '../harness/shop.js';
import { changed, changes } from './text-changes.js';

const SHOP = shopTexts();

suite('analysis of manifests that are changed at random', function () {
  this.timeout(3_600_000);

  test('never throws, keeps its places and numbers in bounds, and says the same again, whatever the order of files', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const texts = changed(SHOP, list);
        const files = filesOf(texts);
        const analysis = judgeFiles(files);
        checkRules(analysis);
        checkPlaces(analysis, files);
        checkNumbers(analysis);
        assert.equal(reportOf(inOrder(judgeFiles(filesOf(texts).reverse())), texts), reportOf(inOrder(analysis), texts));
      }),
      runs(50),
    );
  });

  test('the shop as it is has no problem: what goes wrong above is the work of the changes', () => {
    const analysis = judgeFiles(filesOf(SHOP));
    assert.deepEqual(analysis.problems, []);
    assert.ok(analysis.complete);
  });
});

function checkRules(analysis: Analysis): void {
  for (const { posture } of analysis.targets) for (const { rule, result } of posture.rules) assert.equal(result.error, undefined, rule.id);
  assert.deepEqual(
    analysis.problems.filter(({ code }) => code === 'internal-error'),
    [],
  );
}

/** Every place that anybody shows lies inside a document that was read. */
function checkPlaces(analysis: Analysis, files: readonly SourceFile[]): void {
  const lengths = new Map(files.flatMap((file) => file.documents.map(({ id, length }) => [id, length] as const)));
  const check = ({ doc, span }: Place, what: string): void => {
    const length = lengths.get(doc);
    assert.ok(length !== undefined, `${what} lies in "${doc}", which was not read`);
    assert.ok(0 <= span.start && span.start <= span.end && span.end <= length, `${what} lies at ${span.start} to ${span.end} of ${length}`);
  };
  for (const { rule, finding } of analysis.findings) {
    check(finding.at, rule.id);
    for (const { at } of finding.related ?? []) check(at, `a place beside ${rule.id}`);
  }
  for (const { code, at, related } of analysis.problems) {
    if (at !== undefined) check(at, code);
    for (const other of related ?? []) check(other.at, `a place beside ${code}`);
  }
  for (const { gate } of analysis.targets) for (const { rule, places } of gate.blockers) for (const at of places) check(at, `the gate's ${rule.rule.id}`);
}

function checkNumbers(analysis: Analysis): void {
  for (const { posture } of analysis.targets) {
    assert.deepEqual(
      posture.pillars.map(({ pillar }) => pillar),
      PILLARS,
    );
    for (const { score, ceiling, measured, attested } of [posture.score, ...posture.pillars]) {
      for (const number of [score, ceiling, measured, attested]) assert.ok(Number.isInteger(number) && number >= 0 && number <= 100, `${number}`);
      assert.ok(score <= ceiling, `${score} of at most ${ceiling}`);
      assert.equal(measured + attested, score);
    }
  }
}

/** Problems stand in the order of files as they were given; everything else has an order of its own. */
function inOrder(analysis: Analysis): Analysis {
  const key = ({ path, at, code, message }: Analysis['problems'][number]): string => JSON.stringify([path, at, code, message]);
  return { ...analysis, problems: [...analysis.problems].sort((one, other) => (key(one) < key(other) ? -1 : 1)) };
}

/** The report as data, and every report in text that can be made of it: a text that cannot be shown is a bug too. */
function reportOf(analysis: Analysis, texts: Texts): string {
  const places = placesOf(
    filesOf(texts).flatMap(({ documents }) => documents),
    (path) => texts[path],
  );
  const { targets } = analysis;
  const context = { version: '0', places, shown: (path: string) => path, skipped: [] };
  const view = { analysis, targets, context, style: PLAIN, limit: Number.POSITIVE_INFINITY };
  const written = [scanText({ ...view, gateOnly: false }), scoreText({ ...view, today: TODAY, all: true }), gateText(view)];
  return `${JSON.stringify(toReport(analysis, targets, context), undefined, 1)}\n${written.join('\n')}`;
}

function filesOf(texts: Texts): SourceFile[] {
  return Object.entries(texts).map(([path, text]) => readFile(path, text));
}
