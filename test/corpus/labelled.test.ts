import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { Inventory } from '../../server/core/inventory/inventory.js';
import { membersOf } from '../../server/core/inventory/members.js';
import { rules } from '../../server/core/rules/index.js';
import { type JudgedFinding, runRule } from '../../server/core/rules/run.js';
import { readFile } from '../../server/core/syntax/file.js';
import { CORPORA, type CorpusCase, casesOf, sayAbsent } from '../harness/corpora.js';
import { TODAY } from '../harness/rules.js';
import { DISAGREEMENTS } from './labelled.disagreements.js';
import { EQUALS, type Equal } from './labelled.equal.js';

const FILES = new Map([...EQUALS.keys()].map((file) => [file, casesOf(file)]));

if (CORPORA === undefined) sayAbsent('labelled cases of the corpora');
else labelled();

function labelled(): void {
  suite('labelled cases of others', function () {
    this.timeout(120_000);

    for (const [file, list] of EQUALS) {
      for (const equal of list) {
        test(`${file}, ${equal.theirs}: ${equal.ours.join(' and ')}`, () => {
          assert.ok(casesFor(file, equal).length > 0, `there is no case of ${equal.theirs}`);
          const wrong = disagreements(file, equal).filter(({ id }) => !DISAGREEMENTS.has(id));
          assert.deepEqual(
            wrong.map(({ id, expect }) => `${id} expects ${expect}`),
            [],
          );
        });
      }
    }

    test('each disagreement that is listed is one', () => {
      const found = new Set([...EQUALS].flatMap(([file, list]) => list.flatMap((equal) => disagreements(file, equal).map(({ id }) => id))));
      assert.deepEqual(
        [...DISAGREEMENTS.keys()].filter((id) => !found.has(id)),
        [],
      );
    });
  });
}

function disagreements(file: string, equal: Equal): readonly CorpusCase[] {
  return casesFor(file, equal).filter((one) => findingsOf(one, equal).length > 0 !== (one.expect === 'fail'));
}

function casesFor(file: string, { theirs }: Equal): readonly CorpusCase[] {
  const all = FILES.get(file) ?? [];
  return all.filter(({ rule, family }) => rule === theirs || family === theirs || `${String(family)}/${rule}` === theirs);
}

/** What our rules say of a case that theirs would say too. */
function findingsOf(one: CorpusCase, { ours, says, field }: Equal): readonly JudgedFinding[] {
  const documents = readFile('case.yaml', one.resource ?? '').documents;
  const inventory = new Inventory(
    { name: 'case', platform: 'here', today: TODAY },
    documents.flatMap((document) => membersOf(document)),
  );
  const found = ours.flatMap((id) => judge(id, inventory, one));
  return found.filter(({ message, pointer }) => says?.test(message) !== false && field?.test(pointer) !== false);
}

function judge(id: string, inventory: Inventory, one: CorpusCase): readonly JudgedFinding[] {
  const rule = rules.find((known) => known.id === id);
  assert.ok(rule !== undefined, id);
  const run = runRule(rule, inventory, optionsOf(one));
  for (;;) {
    const step = run.next();
    if (step.done !== true) continue;
    assert.equal(step.value.error, undefined);
    return step.value.judged.flatMap(({ findings }) => findings);
  }
}

/** The registries that Kubescape's cases allow: parts of a host there, places here. */
function optionsOf({ parameters }: CorpusCase): Readonly<Record<string, readonly string[]>> {
  const inputs = (parameters as { readonly postureControlInputs?: Readonly<Record<string, readonly string[]>> } | undefined)?.postureControlInputs;
  return { registries: inputs?.['imageRepositoryAllowList'] ?? [] };
}
