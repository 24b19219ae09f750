import { type Gap, type Generated, type How, type Manifest, type Note, together } from '../../generators/generator.js';
import { isGenerated, ROLLOUT } from '../../generators/own.js';
import { type Ground, placementOf } from '../../generators/placement.js';
import { scopeOf } from '../../generators/scope.js';
import { gapAt } from '../../generators/words.js';
import { manifestText } from '../../generators/yaml.js';
import type { Inventory } from '../../inventory/inventory.js';
import { Resource } from '../../inventory/resource.js';
import { type Kustomization, kustomizationsOf } from '../../inventory/targets/kustomize/kustomization.js';
import { folderOf, pathFrom } from '../../inventory/targets/paths.js';
import type { Target } from '../../inventory/targets/target.js';
import { objectsOf } from '../../inventory/targets/workspace.js';
import type { Rule } from '../../rules/rule.js';
import type { SourceFile } from '../../syntax/document.js';
import type { Edit, NonEmpty, TextEdit } from '../../syntax/edit/edit.js';
import { editFiles } from '../../syntax/edit/files.js';
import { readFile } from '../../syntax/file.js';
import type { Task } from './drafts.js';
import { effectsOf } from './effects.js';
import { podSecurityDryRun } from './pod-security.js';

/** A file that a manifest is written to. `foreign`: somebody else wrote what is there, and it stays. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  readonly state: 'new' | 'changed' | 'same' | 'foreign';
}

/** A file of the user with changes: a kustomization that lists what is new, a Namespace that gets labels. */
export interface PlannedEdit {
  readonly path: string;
  readonly edits: readonly TextEdit[];
}

/** All that a generation does to the workspace, and what there is to say about it. Nothing is written yet. */
export interface Plan {
  readonly target: string;
  readonly generated: Generated;
  readonly files: readonly PlannedFile[];
  readonly edits: readonly PlannedEdit[];
  /** What the user has to do by hand. */
  readonly notes: readonly string[];
}

export interface PlanInput {
  readonly target: Target;
  readonly inventory: Inventory;
  readonly tasks: readonly Task[];
  readonly rules: readonly Rule[];
  readonly how: Pick<How, 'mode' | 'rolloutUntil'>;
  readonly files: readonly SourceFile[];
  /** The text of a file by its path from the root, whether it was judged or not. */
  readonly text: (path: string) => string | undefined;
  /** Set by the user: a folder, from the root. */
  readonly output?: string | undefined;
}

/** Generates and says what would be written where. */
export function plan(input: PlanInput): Plan {
  const { target, inventory, tasks, rules, how } = input;
  let dryRun: How['podSecurity'];
  const podSecurity: How['podSecurity'] = (namespace) => (dryRun ??= podSecurityDryRun(rules, inventory))(namespace);
  const generate = (mode: How['mode']): Generated => {
    const generated = together(tasks.map(({ generator, policy }) => generator.generate(policy, inventory, { ...how, mode, podSecurity })));
    return { ...generated, manifests: eachOnce(generated.manifests) };
  };
  const generated = generate(how.mode);
  const replaced = tasks.flatMap(({ policy }) => scopeOf(policy, inventory).replaces);
  const { manifests } = generated;
  const kustomization = target.kind === 'kustomization' ? kustomizationsOf(input.files).get(target.folder) : undefined;
  const placed = manifests.map((manifest) => placedIn(manifest, input, kustomization));
  const groups = [...(generated.edits ?? []), ...placed.flatMap(({ listed }) => listed)];
  const documents = new Map(input.files.flatMap(({ documents }) => documents).map((document) => [document.id, document]));
  const { files, refused } = editFiles({ document: (id) => documents.get(id), text: input.text }, groups);
  return {
    target: target.name,
    generated: {
      ...generated,
      gaps: [...replacedGaps(inventory, replaced), ...generated.gaps],
      preview: effectsOf(inventory, how.mode === 'enforce' ? generated : generate('enforce'), replaced),
    },
    files: placed.map(({ file }) => file),
    edits: [...files].map(([path, edits]) => ({ path, edits })),
    notes: [...new Set([...placed.flatMap(({ notes }) => notes), ...[...refused].map(([index, why]) => refusedNote(groups[index], why))])],
  };
}

/** The output stands beside what it replaces: only the user can take that out, and till then it admits what it admits. */
function replacedGaps(inventory: Inventory, replaced: readonly string[]): readonly Gap[] {
  const policies = inventory.resources.filter(({ id, isContext }) => replaced.includes(id) && !isContext);
  return policies.map((policy) => gapAt(policy, `policy "${policy.name}" is replaced by what is written here: take it out once that enforces`));
}

/** Drafts of one subject may write one file: with equal objects it is one, else the later one has more to say of it. */
function eachOnce(manifests: readonly Manifest[]): readonly Manifest[] {
  return [...new Map(manifests.map((manifest) => [`${manifest.engine} ${manifest.slug}`, manifest])).values()];
}

interface Placed {
  readonly file: PlannedFile;
  readonly listed: readonly NonEmpty<Edit>[];
  readonly notes: readonly string[];
}

function placedIn(manifest: Manifest, { target, inventory, output, text }: PlanInput, kustomization: Kustomization | undefined): Placed {
  const ground: Ground = { kind: target.kind, folder: target.folder, kustomization: kustomization?.path, subject: subjectPath(manifest, inventory), output };
  const { path, listed, note } = placementOf(manifest, ground);
  const file = fileFor(path, manifestText(manifest), text(path));
  const moved = kustomization === undefined ? undefined : movedBy(kustomization, manifest);
  const notes = [note === undefined ? undefined : `"${path}": ${note}`, moved === undefined ? undefined : `"${path}": ${moved}`].filter(
    (one) => one !== undefined,
  );
  const isListed = listed === undefined || kustomization === undefined || moved !== undefined || lists(kustomization, path);
  return { file, listed: isListed || file.state === 'foreign' ? [] : [listing(kustomization, listed.entry)], notes };
}

/** Where the first workload of the namespace stands for which the manifest is. */
function subjectPath({ objects }: Manifest, inventory: Inventory): string | undefined {
  const [first] = objects;
  const metadata = first?.['metadata'];
  const key = first?.['kind'] === 'Namespace' ? 'name' : 'namespace';
  const name = typeof metadata === 'object' && metadata !== null && key in metadata ? String(Object.entries(metadata).find(([one]) => one === key)?.[1]) : '';
  const doc = (inventory.namespaces().find((namespace) => namespace.name === name) ?? inventory.namespaces()[0])?.at.doc;
  return doc === undefined || doc === '' ? undefined : doc.slice(0, doc.lastIndexOf('#'));
}

function fileFor(path: string, text: string, there: string | undefined): PlannedFile {
  if (there === undefined) return { path, text, state: 'new' };
  if (there === text) return { path, text, state: 'same' };
  return { path, text, state: isWrittenByHeptad(path, there) ? 'changed' : 'foreign' };
}

/** True for a file all of whose objects were generated; one that cannot be read whole, or is empty, is somebody's. */
function isWrittenByHeptad(path: string, text: string): boolean {
  const { documents, unread } = readFile(path, text);
  const objects = documents.flatMap(objectsOf).map((member) => new Resource(member));
  return unread === undefined && objects.length > 0 && documents.every(({ broken }) => !broken) && objects.every(isGenerated);
}

/** A kustomization may set the namespace of all it lists, which would move a policy for the mesh. Source: kustomize reference, namespace. */
function movedBy({ root, path }: Kustomization, { objects }: Manifest): string | undefined {
  const namespace = root.get('namespace').text();
  if (namespace === undefined) return undefined;
  const isMoved = objects.some(
    ({ metadata }) => typeof metadata === 'object' && metadata !== null && 'namespace' in metadata && metadata.namespace !== namespace,
  );
  return isMoved ? `"${path}" would move it to namespace "${namespace}": apply it with the mesh` : undefined;
}

function lists({ root, folder }: Kustomization, path: string): boolean {
  return root
    .get('resources')
    .items()
    .some((item) => {
      const entry = pathFrom(folder, item.text() ?? '');
      return entry === path || entry === folderOf(path);
    });
}

function listing({ root }: Kustomization, entry: string): NonEmpty<Edit> {
  return [{ op: 'set', at: root.at, pointer: root.pointer, path: ['resources', '-'], value: entry }];
}

function refusedNote(group: NonEmpty<Edit> | undefined, why: string): string {
  const [first] = group ?? [];
  const path = first === undefined ? '' : first.at.doc.slice(0, first.at.doc.lastIndexOf('#'));
  const value = first?.op === 'set' ? `: add ${first.path.filter((step) => step !== '-').join('.')} ${JSON.stringify(first.value)} by hand` : '';
  return `"${path}" is not changed: ${why}${value}`;
}

/** How what is written is rolled out, in words. A date that a file has already is kept, so that it is read there. */
export function rolloutWords({ files, edits, generated }: Plan): string {
  if (files.length + edits.length === 0) return 'nothing to write';
  const dates = files.map(({ text }) => new RegExp(`${ROLLOUT}: "?(\\d{4}-\\d{2}-\\d{2})`).exec(text)?.[1]);
  const [date] = dates
    .filter((one) => one !== undefined)
    .sort()
    .reverse();
  const enforcing = dates.filter((one) => one === undefined).length + (generated.edits?.length ?? 0);
  if (date === undefined) return 'enforces at once';
  return enforcing === 0 ? `starts in audit until ${date}` : `starts in audit until ${date} where the engine can, else enforces at once`;
}

/** Notes in the order in which a preview shows them, each with its heading. Empty ones are shown too: that there is none is an answer. */
export function previewOf({ generated: { gaps, preview } }: Plan): readonly { readonly heading: string; readonly notes: readonly Note[] }[] {
  return [
    { heading: 'would be refused', notes: preview.refuses },
    { heading: 'stays possible', notes: preview.keeps },
    { heading: 'not resolved, so not granted', notes: preview.unresolved },
    { heading: 'cannot be said, or left to you', notes: gaps },
  ];
}
