import assert from 'node:assert/strict';
import { Value } from '../../server/core/inventory/value.js';
import { compare } from '../../server/core/posture/rational.js';
import type { TargetPosture } from '../../server/core/posture/target.js';
import type { Edit, EditFix, Example, NonEmpty, Rule, Source } from '../../server/core/rules/rule.js';
import type { JudgedFinding } from '../../server/core/rules/run.js';
import { dedent } from '../../server/core/rules/text.js';
import type { SourceFile } from '../../server/core/syntax/document.js';
import { editFiles } from '../../server/core/syntax/edit/files.js';
import { edited } from '../../server/core/syntax/edit/pieces.js';
import { readFile } from '../../server/core/syntax/file.js';
import { judgeTexts } from './analysis.js';
import { API_VERSIONS } from './kinds.js';
import { judgeExample } from './rules.js';

export type Texts = Readonly<Record<string, string>>;

/**
 * Expects of every edit fix of an example: the result parses, the finding is gone, nothing is changed but what the edits name, a second run changes nothing,
 * and no score falls. All first fixes together give the text `fixed`. Gives the number of fixes, so that a caller can expect some.
 */
export function checkFixes(rule: Rule, example: Example): number {
  const before = textsOf(example.source);
  const findings = findingsOf(rule, example, before);
  const fixes = findings.flatMap((finding) => editsOf(finding).map((fix) => ({ finding, fix })));
  for (const { finding, fix } of fixes) {
    const after = checkEdited(before, [fix.edits], fix.title);
    const left = findingsOf(rule, example, after).map(({ fingerprint }) => fingerprint);
    assert.ok(!left.includes(finding.fingerprint), `${fix.title}: the finding is still there:\n${shown(after)}`);
    checkScores(before, after, profileOf(rule, example), fix.title);
  }
  const all = fixAll(rule, example, before);
  if (example.fixed !== undefined) {
    const wanted = textsOf(example.fixed);
    for (const [path, text] of Object.entries(wanted)) assert.equal(all[path], text, `the fixed text of ${path}`);
    for (const [path, text] of Object.entries(all)) if (!(path in wanted)) assert.equal(text, before[path], `${path} changed, and the example does not say so`);
  }
  assert.deepEqual(fixAll(rule, example, all), all, 'a second run changes something');
  return fixes.length;
}

/** The texts after the first edit fix of each finding. */
function fixAll(rule: Rule, example: Example, texts: Texts): Texts {
  const groups = findingsOf(rule, example, texts)
    .flatMap((finding) => editsOf(finding).slice(0, 1))
    .map(({ edits }) => edits);
  return groups.length === 0 ? texts : checkEdited(texts, groups, 'all fixes together');
}

function editsOf({ fixes = [] }: JudgedFinding): readonly EditFix[] {
  return fixes.filter((fix) => fix.kind === 'edit');
}

function findingsOf(rule: Rule, example: Example, texts: Texts): readonly JudgedFinding[] {
  return judgeExample(rule, { ...example, source: texts }).judged.flatMap(({ findings }) => findings);
}

/** Makes edits; what comes out must parse, and say what was said before except where the edits point. */
export function checkEdited(texts: Texts, groups: readonly NonEmpty<Edit>[], title: string): Texts {
  const files = filesOf(texts);
  const { files: changes, refused } = editFiles({ document: (id) => documents(files).find((one) => one.id === id), text: (path) => texts[path] }, groups);
  assert.deepEqual([...refused.values()], [], `${title} is refused:\n${shown(texts)}`);
  const after = Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, edited(text, changes.get(path) ?? [])]));
  const filesAfter = filesOf(after);
  for (const document of documents(filesAfter)) assert.equal(document.broken, false, `${title} breaks ${document.path}:\n${after[document.path]}`);
  checkOthers(files, filesAfter, groups.flat(), title);
  return after;
}

function filesOf(texts: Texts): readonly SourceFile[] {
  return Object.entries(texts).map(([path, text]) => readFile(path, text));
}

function documents(files: readonly SourceFile[]): readonly SourceFile['documents'][number][] {
  return files.flatMap((file) => file.documents);
}

/** Nothing differs but what an edit names, or what lies in a list from which it takes an item. */
function checkOthers(before: readonly SourceFile[], after: readonly SourceFile[], edits: readonly Edit[], title: string): void {
  const others = new Map(documents(after).map((document) => [document.id, leavesOf(document)]));
  for (const document of documents(before)) {
    const mine = leavesOf(document);
    const other = others.get(document.id) ?? new Map();
    const named = edits.filter(({ at }) => at.doc === document.id).map((edit) => namedBy(edit, document));
    const differing = [...new Set([...mine.keys(), ...other.keys()])].filter((pointer) => mine.get(pointer) !== other.get(pointer));
    const foreign = differing.filter((pointer) => !named.some((one) => pointer.startsWith(one)));
    assert.deepEqual(foreign, [], `${title} changes more than ${named.join(', ')}`);
  }
}

/** What an edit names: a value that it sets may make or fill the maps on the way, so that their emptiness is named, too. */
function namedBy(edit: Edit, document: SourceFile['documents'][number]): string {
  if (edit.op === 'replace') {
    const found = [...valuesOf(Value.root(document.id, document.facts))].find(
      ({ at }) => at.span.start === edit.at.span.start && at.span.end === edit.at.span.end,
    );
    return found?.pointer ?? 'nothing';
  }
  if (edit.op === 'remove') return edit.pointer.endsWith(']') ? edit.pointer.slice(0, edit.pointer.lastIndexOf('[')) : edit.pointer;
  const path = edit.path.map((step) => step.replace(/~/g, '~0').replace(/\//g, '~1'));
  const end = path.indexOf('-');
  return [edit.pointer, ...path.slice(0, end < 0 ? path.length : end)].join('/');
}

function* valuesOf(value: Value): Generator<Value> {
  yield value;
  for (const [, entry] of value.entries()) yield* valuesOf(entry);
  for (const item of value.items()) yield* valuesOf(item);
}

/** The scalars of a document by their pointers. Two items with one merge key are told apart by their number. */
function leavesOf(document: SourceFile['documents'][number]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const value of valuesOf(Value.root(document.id, document.facts))) {
    if (value.isMap || value.isList) continue;
    let pointer = value.pointer;
    for (let count = 1; found.has(pointer); count++) pointer = `${value.pointer}#${count}`;
    found.set(pointer, value.unknown ?? JSON.stringify([typeof value.toPlain(), String(value.toPlain())]));
  }
  return found;
}

/** No score of any target falls, neither a pillar's nor the whole. */
export function checkScores(before: Texts, after: Texts, profile: string, title: string): void {
  const judge = (texts: Texts): ReadonlyMap<string, TargetPosture> => {
    const { targets } = judgeTexts({ ...texts, 'heptad.yaml': profile });
    return new Map(targets.map(({ posture }) => [posture.target, posture]));
  };
  const now = judge(after);
  for (const [name, was] of judge(before)) {
    const is = now.get(name);
    assert.ok(is !== undefined, `${title}: target ${name} is gone`);
    assert.ok(compare(is.score.exact.score, was.score.exact.score) >= 0, `${title}: the score of ${name} falls`);
    for (const [index, pillar] of was.pillars.entries())
      assert.ok(compare(is.pillars[index]?.exact.score ?? pillar.exact.score, pillar.exact.score) >= 0, `${title}: ${pillar.pillar} of ${name} falls`);
  }
}

/** The `heptad.yaml` that says what an example says beside its texts. */
function profileOf(rule: Rule, { platform, options }: Example): string {
  const spec = { ...(platform && { platform }), ...(options && { options: { [rule.id]: options } }) };
  return `apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nmetadata: { name: example }\nspec: ${JSON.stringify(spec)}\n`;
}

/** Texts of an example without their labels, and with the apiVersion that they may leave out: in front, where no fix writes. */
function textsOf(source: Source): Texts {
  const texts = typeof source === 'string' ? { 'example.yaml': source } : source;
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, versioned(withoutLabels(dedent(text)))]));
}

function withoutLabels(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^\s*#\s*(\^+|\?{3,}) /.test(line))
    .join('\n');
}

function versioned(text: string): string {
  return text
    .split(/^(?=---(?:\s|$))/m)
    .map((document) => {
      if (/(^|[{,]\s*)apiVersion:/m.test(document)) return document;
      const kind = /(?:^|[{,]\s*)kind:\s*([A-Za-z]+)/m.exec(document)?.[1];
      const version = kind === undefined ? undefined : API_VERSIONS.get(kind);
      if (version === undefined) return document;
      if (/^(?:---\s*)?\{/.test(document)) return document.replace('{', `{ apiVersion: ${version},`);
      return document.startsWith('---') ? document.replace('\n', `\napiVersion: ${version}\n`) : `apiVersion: ${version}\n${document}`;
    })
    .join('');
}

function shown(texts: Texts): string {
  return Object.entries(texts)
    .map(([path, text]) => `${path}:\n${text}`)
    .join('\n');
}
