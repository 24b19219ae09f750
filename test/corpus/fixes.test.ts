import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Analysis } from '../../server/core/posture/analysis.js';
import type { FixRequest } from '../../server/core/posture/fixes/offers.js';
import { type FixPlan, planFixes } from '../../server/core/posture/fixes/plan.js';
import { fallen, stillThere } from '../../server/core/posture/fixes/verify.js';
import { rules } from '../../server/core/rules/index.js';
import type { Edit, EditFix, NonEmpty } from '../../server/core/rules/rule.js';
import type { SourceFile } from '../../server/core/syntax/document.js';
import { editFiles } from '../../server/core/syntax/edit/files.js';
import { edited } from '../../server/core/syntax/edit/pieces.js';
import { readFile } from '../../server/core/syntax/file.js';
import { judgeFiles } from '../harness/analysis.js';
import { CORPORA, sayAbsent } from '../harness/corpora.js';
import { ESTATES } from '../harness/estates.js';
import { checkEdited, type Texts } from '../harness/fixes.js';
import { TODAY } from '../harness/rules.js';

/** What no edit of text can do: a template decides what stands there. */
const REFUSED = new Set(['set by a template']);

let total = 0;

if (CORPORA === undefined) sayAbsent('fixes over the corpora');
else {
  for (const [name, texts] of ESTATES) estate(name, texts);
  // A suite of its own stands behind the others; a bare test would run first.
  suite('fixes of all estates', () => {
    test('hundreds were made', () => assert.ok(total > 200, `${total} were made`));
  });
}

function estate(name: string, texts: () => Texts): void {
  suite(`fixes of ${name}`, function () {
    this.timeout(240_000);
    let workspace: Workspace;
    suiteSetup(() => {
      workspace = open(texts());
    });

    test('all safe ones leave it equal but for the fields that they name, and a second run changes nothing', () => {
      const plan = planned(workspace, { what: 'safe', only: [] });
      for (const { why, reason } of plan.left) if (why === 'refused') assert.ok(REFUSED.has(reason ?? ''), reason);
      const after = checkEach(
        workspace,
        plan.applied.map(({ fix }) => fix),
      );
      assert.deepEqual(Object.fromEntries(plan.changes.map((change) => [change.path, change.after])), changed(workspace.texts, after));
      assert.deepEqual(planned(open(after), { what: 'safe', only: [] }).changes, []);
    });

    test('each one alone changes what it names, and nothing else', () => {
      const fixes = workspace.analysis.findings.flatMap(({ finding }) => editsOf(finding.fixes));
      let made = 0;
      for (const fix of fixes) if (isMade(workspace, fix)) made++;
      assert.ok(made >= fixes.length / 2, `${made} of ${fixes.length} are made`);
      total += made;
    });

    test('those of one rule settle its findings, and no score falls', () => {
      for (const rule of rules) {
        const offers = workspace.analysis.findings
          .filter((found) => found.rule.id === rule.id)
          .flatMap((finding) =>
            editsOf(finding.finding.fixes)
              .slice(0, 1)
              .map((fix) => ({ of: { kind: 'finding' as const, finding }, fix })),
          );
        const kept = offers.filter(({ fix }) => isMade(workspace, fix));
        if (kept.length === 0) continue;
        const after = judge(
          apply(
            workspace,
            kept.map(({ fix }) => fix.edits),
          ),
        );
        const left = [...stillThere(kept, workspace.analysis, after).keys()].map((index) => kept[index]?.of.finding.finding.message);
        assert.deepEqual(left, [], `${rule.id}: still there`);
        assert.equal(fallen(workspace.analysis, after), undefined, rule.id);
      }
    });
  });
}

interface Workspace {
  readonly texts: Texts;
  readonly files: readonly SourceFile[];
  readonly analysis: Analysis;
}

function open(texts: Texts): Workspace {
  const files = Object.entries(texts).map(([path, text]) => readFile(path, text));
  return { texts, files, analysis: judgeFiles(files) };
}

function judge(texts: Texts): Analysis {
  return judgeFiles(Object.entries(texts).map(([path, text]) => readFile(path, text)));
}

function planned({ texts, files, analysis }: Workspace, request: FixRequest): FixPlan {
  const input = { files, rules, today: TODAY };
  const planning = planFixes(
    { input, analysis, findings: analysis.findings, problems: analysis.problems, text: (path) => texts[path], whyNot: () => undefined },
    request,
  );
  for (;;) {
    const step = planning.next();
    if (step.done === true) return step.value;
  }
}

function editsOf(fixes: AnyFixes): readonly EditFix[] {
  return (fixes ?? []).filter((fix) => fix.kind === 'edit');
}
type AnyFixes = Analysis['findings'][number]['finding']['fixes'];

function apply({ texts, files }: Workspace, groups: readonly NonEmpty<Edit>[]): Texts {
  const { files: changes, refused } = editFiles(
    { document: (id) => files.flatMap(({ documents }) => documents).find((one) => one.id === id), text: (path) => texts[path] },
    groups,
  );
  assert.deepEqual([...refused.values()], []);
  return Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, edited(text, changes.get(path) ?? [])]));
}

/** Makes a fix alone and checks that nothing else changes; false for one that a template forbids. */
function isMade(workspace: Workspace, fix: EditFix): boolean {
  const { refused } = editFiles(
    { document: (id) => workspace.files.flatMap(({ documents }) => documents).find((one) => one.id === id), text: (path) => workspace.texts[path] },
    [fix.edits],
  );
  for (const why of refused.values()) assert.ok(REFUSED.has(why), `${fix.title}: ${why}`);
  if (refused.size > 0) return false;
  checkEdited(only(workspace.texts, fix.edits), [fix.edits], fix.title);
  return true;
}

function checkEach({ texts }: Workspace, fixes: readonly EditFix[]): Texts {
  return fixes.length === 0
    ? texts
    : checkEdited(
        texts,
        fixes.map(({ edits }) => edits),
        'all safe fixes',
      );
}

function only(texts: Texts, edits: readonly Edit[]): Texts {
  const paths = new Set(edits.map(({ at }) => at.doc.slice(0, at.doc.lastIndexOf('#'))));
  return Object.fromEntries(Object.entries(texts).filter(([path]) => paths.has(path)));
}

function changed(before: Texts, after: Texts): Texts {
  return Object.fromEntries(Object.entries(after).filter(([path, text]) => before[path] !== text));
}
