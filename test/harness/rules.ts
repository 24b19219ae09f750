import assert from 'node:assert/strict';
import type { ValuesFile } from '../../server/core/inventory/helm-values.js';
import { Inventory } from '../../server/core/inventory/inventory.js';
import { membersOf } from '../../server/core/inventory/members.js';
import { isValuesName } from '../../server/core/inventory/targets/chart.js';
import { nameOf } from '../../server/core/inventory/targets/paths.js';
import { READ_ALL_THE_SAME } from '../../server/core/posture/analysis.js';
import type { Example, Rule, Source } from '../../server/core/rules/rule.js';
import { type RuleResult, runRule } from '../../server/core/rules/run.js';
import { dedent } from '../../server/core/rules/text.js';
import type { SourceDocument, SourceFile } from '../../server/core/syntax/document.js';
import { readFile } from '../../server/core/syntax/file.js';
import { lineIndex } from '../../server/core/syntax/lines.js';
import { withApiVersions } from './kinds.js';

/** The day on which examples are judged. */
export const TODAY = '2026-11-24';

type Case = Source | Example;

/** Runs a rule on a text or several, and expects exactly the findings and unknown subjects that the labels in it say. */
export function checkRule(rule: Rule, source: Case): void {
  const files = filesOf(exampleOf(source));
  const result = judgeExample(rule, source);
  assert.equal(result.error, undefined, result.error);
  const expected = files.flatMap(({ path, text }) => labelsOf(path, text));
  assert.deepEqual(
    findingsOf(result, files),
    expected
      .filter((label) => label.mark === '^')
      .map(shown)
      .sort(),
  );
  const reasons = result.judged.flatMap((judged) => judged.reason ?? []);
  const wanted = expected.filter((label) => label.mark === '?').map((label) => label.message);
  assert.deepEqual([...new Set(reasons)].sort(), [...new Set(wanted)].sort(), 'what is not judged');
}

/** Runs a rule on an example: what came out for each subject. */
export function judgeExample(rule: Rule, source: Case): RuleResult {
  const example = exampleOf(source);
  const inventory = inventoryOf(filesOf(example), example.platform);
  const run = runRule(rule, inventory, example.options);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
  }
}

/** The inventory of texts by path, as one target. */
export function inventoryOf(files: readonly ExampleFile[], platform: 'external' | undefined = undefined): Inventory {
  const documents = files.flatMap(({ file }) => file.documents);
  for (const document of documents)
    assert.deepEqual(
      document.problems.filter(({ code }) => !READ_ALL_THE_SAME.has(code)).map((problem) => problem.message),
      [],
      `problems in ${document.path}`,
    );
  return new Inventory(
    { name: 'example', platform: platform ?? 'here', today: TODAY, values: valuesIn(documents) },
    documents.flatMap((document) => membersOf(document)),
  );
}

/** A file with such a name is taken for the values of a chart. */
function valuesIn(documents: readonly SourceDocument[]): readonly ValuesFile[] {
  return documents.filter(({ path, kubernetes }) => !kubernetes && isValuesName(nameOf(path))).map((document) => ({ name: document.path, document }));
}

interface ExampleFile {
  readonly path: string;
  readonly text: string;
  readonly file: SourceFile;
}

export function filesOf(example: { readonly source: Source }): readonly ExampleFile[] {
  const texts = typeof example.source === 'string' ? { 'example.yaml': example.source } : example.source;
  return Object.entries(texts).map(([path, raw]) => {
    const text = withApiVersions(dedent(raw));
    return { path, text, file: readFile(path, text) };
  });
}

function exampleOf(source: Case): Example {
  return typeof source === 'object' && 'source' in source ? (source as Example) : { source };
}

interface Label {
  readonly mark: '^' | '?';
  readonly path: string;
  readonly line: number;
  readonly from: number;
  readonly to: number;
  readonly message: string;
}

/** The labels of a text: a `# ^^^ message` comment points at the last line above it that is no label. */
function labelsOf(path: string, text: string): readonly Label[] {
  const labels: Label[] = [];
  let line = 0;
  for (const [index, content] of text.split('\n').entries()) {
    const found = /^\s*#\s*(\^+|\?{3,}) (.*)$/.exec(content);
    if (found === null) line = index + 1;
    else {
      const marks = found[1] ?? '';
      const from = content.indexOf(marks) + 1;
      labels.push({ mark: marks.startsWith('^') ? '^' : '?', path, line, from, to: from + marks.length, message: found[2] ?? '' });
    }
  }
  return labels;
}

function findingsOf(result: RuleResult, files: readonly ExampleFile[]): readonly string[] {
  const found: string[] = [];
  for (const { findings } of result.judged) {
    for (const { at, message } of findings) {
      const file = files.find(({ file }) => file.documents.some((document) => document.id === at.doc));
      const document = file?.file.documents.find((document) => document.id === at.doc);
      assert.ok(file !== undefined && document !== undefined, `a finding lies in "${at.doc}", which is no document of the example`);
      const index = lineIndex(file.text);
      const start = index.position(document.offset + at.span.start);
      const end = index.position(document.offset + at.span.end);
      found.push(shown({ mark: '^', path: file.path, line: start.line, from: start.column, to: end.line === start.line ? end.column : start.column, message }));
    }
  }
  return found.sort();
}

function shown({ path, line, from, to, message }: Label): string {
  return `${path}:${line}:${from}-${to} ${message}`;
}
