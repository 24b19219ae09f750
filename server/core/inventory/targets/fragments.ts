import type { SourceFile } from '../../syntax/document.js';
import { Value } from '../value.js';
import { folderOf, isWithin, pathFrom } from './paths.js';
import type { Workspace } from './workspace.js';

/** Groups of the documents that describe tests. */
const TEST_GROUPS = ['cli.kyverno.io', 'chainsaw.kyverno.io'];

/**
 * The files that only a test of policies reads: the tests, the files beside them and those that they name. They are parts of objects, or objects made to be refused.
 * A policy that a Kyverno test names is none of them, since it is what the test is about. Sources: Kyverno documentation, kyverno test; Chainsaw documentation, Test.
 */
export function testFragments(workspace: Workspace): ReadonlySet<string> {
  const fragments = new Set<string>();
  const policies = new Set<string>();
  const folders = new Set<string>();
  for (const file of workspace.files.values()) {
    for (const test of testsIn(file)) {
      const folder = folderOf(file.path);
      folders.add(folder);
      for (const path of named(test, POLICY_FIELDS)) addNamed(workspace, policies, folder, path);
      for (const path of [...named(test, RESOURCE_FIELDS), ...namedInResults(test), ...namedInSteps(test)]) addNamed(workspace, fragments, folder, path);
    }
  }
  for (const path of workspace.files.keys()) if (folders.has(folderOf(path))) fragments.add(path);
  for (const path of policies) fragments.delete(path);
  return fragments;
}

function testsIn(file: SourceFile): readonly Value[] {
  return file.documents.flatMap((document) => {
    const root = Value.root(document.id, document.facts);
    const group = root.get('apiVersion').text()?.split('/')[0] ?? '';
    const isOldTest = group === '' && /(?:^|\/)(?:kyverno|chainsaw)-test\.ya?ml$/.test(file.path);
    return TEST_GROUPS.includes(group) || isOldTest ? [root] : [];
  });
}

const POLICY_FIELDS = ['policies'];
const RESOURCE_FIELDS = ['resources', 'variables', 'userinfo', 'exceptions', 'targetResources', 'context'];

/** Paths in the fields of a Kyverno test: a text, or a list of them. */
function named(test: Value, fields: readonly string[]): readonly string[] {
  return fields.flatMap((field) => [test.get(field), ...test.get(field).items()]).flatMap((value) => value.text() ?? []);
}

/** The objects that a policy shall make in a Kyverno test. */
function namedInResults(test: Value): readonly string[] {
  const results = test.get('results').items();
  return results.flatMap((result) => RESULT_FIELDS.flatMap((field) => result.get(field).text() ?? []));
}

const RESULT_FIELDS = ['patchedResource', 'patchedResources', 'generatedResource', 'cloneSourceResource'];

/** Operations of a Chainsaw step whose files are parts of objects. What `apply` and `create` name may be the very manifests that are deployed. */
const OPERATIONS = ['assert', 'error', 'patch', 'update', 'delete'];

function namedInSteps(test: Value): readonly string[] {
  const steps = test.path('spec', 'steps').items();
  const operations = steps.flatMap((step) => PHASES.flatMap((phase) => step.get(phase).items()));
  return operations.flatMap((operation) => OPERATIONS.flatMap((name) => operation.path(name, 'file').text() ?? []));
}

const PHASES = ['try', 'catch', 'finally', 'cleanup'];

/** Adds a file that a test names, or all files of a folder. */
function addNamed(workspace: Workspace, to: Set<string>, folder: string, written: string): void {
  const path = pathFrom(folder, written);
  if (path === undefined) return;
  if (workspace.files.has(path)) to.add(path);
  else if (workspace.folders.has(path)) for (const other of workspace.files.keys()) if (isWithin(other, path)) to.add(other);
}
