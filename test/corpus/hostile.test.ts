import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Analysis } from '../../server/core/posture/analysis.js';
import { decode } from '../../server/core/syntax/decode.js';
import type { SourceFile } from '../../server/core/syntax/document.js';
import { readFile } from '../../server/core/syntax/file.js';
import { judgeFiles, pathOf } from '../harness/analysis.js';
import { CORPORA, type CorpusCase, casesOf, generatedCases, sayAbsent } from '../harness/corpora.js';

/** The rule that says each weakness of the corpus, and how the pointer of its finding ends. */
const WEAKNESSES: ReadonlyMap<string, { readonly rule: string; readonly field: string }> = new Map([
  ['host-network', { rule: 'no-host-namespaces', field: '/hostNetwork' }],
  ['host-pid', { rule: 'no-host-namespaces', field: '/hostPID' }],
  ['privileged', { rule: 'no-privileged-containers', field: '/securityContext/privileged' }],
  ['run-as-root', { rule: 'require-run-as-non-root', field: '/securityContext/runAsUser' }],
  ['non-root-not-required', { rule: 'require-run-as-non-root', field: '/securityContext/runAsNonRoot' }],
]);

if (CORPORA === undefined) sayAbsent('hostile texts of the corpora');
else hostile();

function hostile(): void {
  suite('verdicts on hostile texts', function () {
    this.timeout(20_000);

    test('each weakness of the corpus has a rule', () => {
      const others = new Set(['syntax', 'survive', 'schema']);
      const named = new Set(casesOf('hostile/cases.jsonl').map(({ rule }) => rule));
      assert.deepEqual([...named].filter((rule) => !others.has(rule)).sort(), [...WEAKNESSES.keys()].sort());
    });

    for (const one of casesOf('hostile/cases.jsonl')) test(`${one.id}: ${one.expect} ${one.rule}`, () => check(one));

    for (const [id, text] of generatedCases()) {
      test(`${id}: survived, with its neighbors`, () => {
        const analysis = judgeFiles([readFile('a.yaml', `${text}---\n${neighbor('below')}`), readFile('b.yaml', neighbor('beside'))]);
        checkNeighbors(analysis, ['below', 'beside']);
      });
    }
  });
}

function check(one: CorpusCase): void {
  const analysis = judgeFiles([fileOf(one), readFile('b.yaml', neighbor('beside'))]);
  checkNeighbors(analysis, one.base64 === undefined ? ['below', 'beside'] : ['beside']);
  if (one.rule === 'syntax' || one['refuses'] === true) checkRefused(analysis);
  else if (one.rule === 'schema') checkUnknown(analysis);
  else if (one.expect !== 'skip') checkWeakness(analysis, one);
  if (one['duplicate'] === true) assert.ok(analysis.problems.filter(({ code, severity }) => code === 'duplicate-key' && severity === 'error').length > 1);
}

/** The case as a file. A neighbor follows it in the same file where that is in the same encoding. */
function fileOf({ resource, base64 }: CorpusCase): SourceFile {
  if (base64 === undefined) return readFile('a.yaml', `${resource ?? ''}\n---\n${neighbor('below')}`);
  const { text, unread } = decode(Buffer.from(base64, 'base64'));
  assert.equal(unread, undefined);
  return readFile('a.yaml', text);
}

/** A sound manifest with one weakness, which a broken text before it or beside it must not hide. */
function neighbor(name: string): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}-neighbor }\nspec:\n  hostNetwork: true\n  containers: [{ name: main, image: i }]\n`;
}

function checkNeighbors(analysis: Analysis, names: readonly string[]): void {
  const found = analysis.findings.filter(({ rule, subject }) => rule.id === 'no-host-namespaces' && subject.name.endsWith('-neighbor'));
  assert.deepEqual(found.map(({ subject }) => subject.name).sort(), names.map((name) => `${name}-neighbor`).sort());
}

/** A text that cannot be read is a problem at its place, and the work is not done: exit code 2. */
function checkRefused(analysis: Analysis): void {
  const errors = analysis.problems.filter(({ severity, path }) => severity === 'error' && path === 'a.yaml');
  assert.ok(errors.length > 0 && errors.every(({ at }) => at !== undefined));
  assert.equal(analysis.complete, false);
}

/** A value of the wrong type: the API server refuses the object, so that neither a finding nor a pass is true. */
function checkUnknown(analysis: Analysis): void {
  const results = analysis.targets.flatMap(({ posture }) => posture.rules).filter(({ rule }) => rule.id === 'no-host-namespaces');
  const states = results.flatMap(({ result }) => result.judged).filter(({ subject }) => subject.name === 'p');
  assert.deepEqual(
    states.map(({ state, reason }) => [state, reason]),
    [['unknown', 'no boolean: the API server refuses it']],
  );
}

function checkWeakness(analysis: Analysis, { expect, rule }: CorpusCase): void {
  const weakness = WEAKNESSES.get(rule);
  assert.ok(weakness !== undefined);
  const found = analysis.findings.filter(
    (one) =>
      one.rule.id === weakness.rule && one.finding.pointer.endsWith(weakness.field) && pathOf(one) === 'a.yaml' && !one.subject.name.endsWith('-neighbor'),
  );
  assert.equal(found.length > 0, expect === 'fail', found.map(({ finding }) => finding.message).join(', '));
  assert.equal(analysis.complete, true, 'the text is read');
}
