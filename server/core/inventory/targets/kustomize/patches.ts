import { readFile } from '../../../syntax/file.js';
import { Value } from '../../value.js';
import { type Build, fileAt } from './build.js';
import { applyJsonPatch, rename } from './json-patch.js';
import { type Kustomization, textsOf } from './kustomization.js';
import { type Built, PATCHED, touch } from './object.js';
import { effective, selects } from './selector.js';
import { applyStrategicPatch, deletesObject } from './strategic.js';

/** One patch: the documents that it consists of, and whom it is for. */
interface Patch {
  /** Undefined where the patch cannot be read. */
  readonly documents: readonly Value[] | undefined;
  readonly target: Value | undefined;
  readonly mayRename: boolean;
}

/** `patchesStrategicMerge` and `patches`: kustomize applies them before it sets names, namespaces and labels. */
export function* applyPatches(build: Build, kustomization: Kustomization, objects: readonly Built[]): Generator<undefined, void> {
  const { root } = kustomization;
  for (const { text, value } of textsOf(root.get('patchesStrategicMerge'))) {
    applyPatch({ documents: documentsAt(build, kustomization, text, value), target: undefined, mayRename: false }, objects);
    yield;
  }
  yield* applyEach(build, kustomization, root.get('patches'), objects);
  hideIfMasked([root.get('patchesStrategicMerge'), root.get('patches'), root.get('patchesJson6902')], objects);
}

/** `patchesJson6902`: kustomize applies them after labels and annotations. */
export function* applyJsonPatches(build: Build, kustomization: Kustomization, objects: readonly Built[]): Generator<undefined, void> {
  yield* applyEach(build, kustomization, kustomization.root.get('patchesJson6902'), objects);
}

function* applyEach(build: Build, kustomization: Kustomization, list: Value, objects: readonly Built[]): Generator<undefined, void> {
  for (const entry of list.items()) {
    if (!entry.exists) continue;
    const target = entry.get('target');
    const options = entry.get('options');
    applyPatch(
      {
        documents: documentsOf(build, kustomization, entry),
        target: target.isAbsent ? undefined : target,
        mayRename: options.get('allowNameChange').text() === 'true',
      },
      objects,
    );
    yield;
  }
}

/** A list that a template makes may hold any patch. */
function hideIfMasked(lists: readonly Value[], objects: readonly Built[]): void {
  const why = lists.map((list) => list.hides).find((hidden) => hidden !== undefined);
  if (why !== undefined) for (const built of objects) touch(built, { steps: [], why });
}

function applyPatch({ documents, target, mayRename }: Patch, objects: readonly Built[]): void {
  if (documents === undefined) {
    for (const built of objects) if (target === undefined || selects(target, built) !== 'no') touch(built, { steps: [], why: PATCHED });
    return;
  }
  for (const patch of documents) {
    for (const built of target === undefined ? namedBy(patch, objects) : objects) {
      const match = target === undefined ? 'yes' : selects(target, built);
      if (match === 'no' || built.deleted) continue;
      const before = built.names.length + built.namespaces.length;
      const paths = built.paths.length;
      applyTo(built, patch);
      // What may be set is not what is set.
      if (match === 'maybe') built.paths.splice(paths, built.paths.length, ...built.paths.slice(paths).map(({ steps, why }) => ({ steps, why })));
      const name = patch.path('metadata', 'name').text();
      if (mayRename && name !== undefined) rename(built, name);
      // An object that may have been deleted or renamed is known in no field.
      const isOther = built.deleted || built.names.length + built.namespaces.length > before;
      if (match === 'maybe' && isOther) touch(built, { steps: [], why: PATCHED });
      if (match === 'maybe') built.deleted = false;
    }
  }
}

function applyTo(built: Built, patch: Value): void {
  if (patch.isList) applyJsonPatch(patch, built);
  else if (deletesObject(patch)) built.deleted = true;
  else applyStrategicPatch(patch, built);
}

/** The objects that a strategic merge patch names by itself: by any name that they ever had. Where no namespace fits, kustomize refuses the patch; then the name decides. */
function namedBy(patch: Value, objects: readonly Built[]): readonly Built[] {
  const apiVersion = patch.get('apiVersion').text() ?? '';
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
  const kind = patch.get('kind').text();
  const written = patch.path('metadata', 'name');
  const name = written.text() ?? written.sourceText();
  const namespace = patch.path('metadata', 'namespace').text() ?? '';
  if (kind === undefined || name === undefined) return [];
  const named = objects.filter((built) => built.kind === kind && built.resource.group === group && built.names.includes(name));
  const exact = named.filter((built) => built.namespaces.some((one) => effective(one, built.isClusterScoped) === effective(namespace, built.isClusterScoped)));
  return exact.length > 0 ? exact : named;
}

/** The documents of an entry of `patches`: written in it, or in a file. */
function documentsOf(build: Build, kustomization: Kustomization, entry: Value): readonly Value[] | undefined {
  const inline = entry.get('patch');
  const path = entry.get('path');
  if (inline.text() !== undefined) return documentsIn(kustomization.path, inline.text() ?? '');
  const text = path.text();
  return text === undefined ? undefined : patchFile(build, kustomization, text, path);
}

/** An entry of `patchesStrategicMerge` is a path, or a patch itself. */
function documentsAt(build: Build, kustomization: Kustomization, text: string, value: Value): readonly Value[] | undefined {
  return /[\n{:]\s/.test(text) ? documentsIn(kustomization.path, text) : patchFile(build, kustomization, text, value);
}

function patchFile(build: Build, kustomization: Kustomization, written: string, at: Value): readonly Value[] | undefined {
  const file = fileAt(build, kustomization, written, at);
  if (file === undefined) return undefined;
  if (file.documents.some((document) => document.broken)) return undefined;
  return file.documents.map((document) => Value.root(document.id, document.facts));
}

function documentsIn(path: string, text: string): readonly Value[] | undefined {
  const { documents } = readFile(path, text);
  return documents.some((document) => document.broken) ? undefined : documents.map((document) => Value.root(document.id, document.facts));
}
