import type { SourceFile } from '../../../syntax/document.js';
import type { Problem, Severity } from '../../../syntax/place.js';
import type { Member } from '../../resource.js';
import type { Value } from '../../value.js';
import { inSlices } from '../slices.js';
import type { Draft, Unread } from '../target.js';
import { objectsOf, type Workspace } from '../workspace.js';
import { applyGenerators } from './generators.js';
import { KUSTOMIZE_GROUP, type Kustomization } from './kustomization.js';
import { type Built, editsOf, type Named, toBuilt } from './object.js';
import { referrers } from './refer.js';
import { find, RESOURCE_FIELDS } from './references.js';
import { transform } from './transform.js';
import { applyVariables } from './variables.js';

/** What comes together while one target is built. */
export interface Build {
  readonly workspace: Workspace;
  readonly unread: Unread[];
  readonly problems: Problem[];
  readonly used: Set<string>;
  readonly kustomizations: Set<Kustomization>;
  /** Folders whose kustomizations are being built, from the outside to the inside. */
  readonly open: string[];
  /** Names of `vars`. */
  readonly variables: Set<string>;
  stages: number;
}

/** What a kustomization works on: what it and its components bring, and what those below it made. */
export interface Scope {
  readonly objects: Built[];
  readonly generated: Named[];
}

/** Kustomize refuses what comes twice; a target that grows past this has something in it many times. */
const MAX_STAGES = 2000;
const MAX_DEPTH = 100;

/** The target of a kustomization: its objects as `kustomize build` changes them. Source: kustomize, api/internal/target, KustTarget. */
export function* kustomizationDraft(workspace: Workspace, kustomization: Kustomization): Generator<undefined, Draft> {
  const build: Build = { workspace, unread: [], problems: [], used: new Set(), kustomizations: new Set(), open: [], variables: new Set(), stages: 0 };
  const scope: Scope = { objects: [], generated: [] };
  yield* accumulate(build, kustomization, [], scope);
  const objects = scope.objects.filter((built) => !built.deleted);
  applyVariables(build.variables, objects);
  const refer = referrers({ objects, generated: scope.generated });
  const members = [...build.kustomizations].map(memberOf);
  yield* inSlices(objects, (built) => members.push({ ...built.member, edits: editsOf(built, refer(built)) }));
  const { problems, unread, used } = build;
  return { name: kustomization.folder, kind: 'kustomization', folder: kustomization.folder, members, problems, unread, values: [], used };
}

/** Reports a problem with a kustomization at a place in it. */
export function report(build: Build, kustomization: Kustomization, at: Value, message: string, severity: Severity = 'error'): void {
  build.problems.push({ code: 'kustomize', severity, message, path: kustomization.path, at: at.at });
}

/** The file that an entry names; undefined when it cannot be had, which is then reported. */
export function fileAt(build: Build, kustomization: Kustomization, written: string, at: Value): SourceFile | undefined {
  const found = find(build.workspace, kustomization.folder, written);
  if (found.is !== 'file') reportMissing(build, kustomization, written, at, found.is);
  else if (found.file.unread === undefined) return found.file;
  else build.unread.push({ path: found.file.path, reason: found.file.unread, at: at.at });
  return undefined;
}

function* accumulate(build: Build, kustomization: Kustomization, stages: readonly number[], scope: Scope): Generator<undefined, void> {
  build.kustomizations.add(kustomization);
  build.used.add(kustomization.path);
  build.open.push(kustomization.folder);
  if (kustomization.document.broken) report(build, kustomization, kustomization.root, 'the kustomization cannot be read whole');
  for (const field of RESOURCE_FIELDS) {
    for (const entry of kustomization.root.get(field).items()) {
      yield* addResource(build, kustomization, entry, stages, scope);
      yield;
    }
  }
  for (const entry of kustomization.root.get('components').items()) {
    const component = nextKustomization(build, kustomization, entry);
    if (component !== undefined) yield* accumulate(build, component, [...stages, ++build.stages], scope);
  }
  applyGenerators(kustomization, stages, scope);
  yield* transform(build, kustomization, scope);
  build.open.pop();
  yield;
}

function* addResource(build: Build, kustomization: Kustomization, entry: Value, stages: readonly number[], scope: Scope): Generator<undefined, void> {
  const written = entry.text();
  if (written !== undefined && find(build.workspace, kustomization.folder, written).is === 'file') {
    const file = fileAt(build, kustomization, written, entry);
    if (file !== undefined) addFile(build, file, stages, scope);
    return;
  }
  const base = nextKustomization(build, kustomization, entry);
  if (base === undefined) return;
  const inner: Scope = { objects: [], generated: [] };
  yield* accumulate(build, base, [...stages, ++build.stages], inner);
  for (const built of inner.objects) scope.objects.push(built);
  for (const one of inner.generated) scope.generated.push(one);
}

function addFile(build: Build, file: SourceFile, stages: readonly number[], scope: Scope): void {
  if (file.documents.some((document) => document.kubernetes)) build.used.add(file.path);
  for (const document of file.documents) {
    for (const member of objectsOf(document)) {
      const built = toBuilt(member, stages);
      const isLocal = built.resource.metadata.path('annotations', 'config.kubernetes.io/local-config').text() === 'true';
      if (!isLocal) scope.objects.push(built);
    }
  }
}

/** The kustomization that an entry leads to; undefined when it cannot be built, which is then reported. */
function nextKustomization(build: Build, kustomization: Kustomization, entry: Value): Kustomization | undefined {
  const written = entry.text();
  if (written === undefined) {
    if (entry.unknown !== undefined) build.unread.push({ path: entry.sourceText() ?? kustomization.path, reason: entry.unknown, at: entry.at });
    return undefined;
  }
  const found = find(build.workspace, kustomization.folder, written);
  if (found.is !== 'kustomization') reportMissing(build, kustomization, written, entry, found.is);
  else if (build.open.includes(found.kustomization.folder))
    report(build, kustomization, entry, `"${written}" leads back to a kustomization that uses this one`);
  else if (build.stages >= MAX_STAGES || build.open.length >= MAX_DEPTH) report(build, kustomization, entry, 'too many kustomizations are nested here');
  else return found.kustomization;
  return undefined;
}

/** What becomes of an entry that leads to no file or folder of its kind. A file that is not there may be one that is excluded, or made by a build. */
const MISSING = {
  remote: { reason: 'a remote base' },
  outside: { reason: 'outside of the root' },
  absent: { reason: 'not among the files', severity: 'warning', message: 'is not among the files' },
  folder: { reason: 'a folder without a kustomization', severity: 'error', message: 'has no kustomization' },
  file: { reason: 'a file, and no folder', severity: 'error', message: 'is a file, and no folder' },
  kustomization: { reason: 'a folder, and no file', severity: 'error', message: 'is a folder, and no file' },
} as const;

function reportMissing(build: Build, kustomization: Kustomization, written: string, at: Value, is: keyof typeof MISSING): void {
  const missing = MISSING[is];
  build.unread.push({ path: written, reason: missing.reason, at: at.at });
  if ('message' in missing) report(build, kustomization, at, `"${written}" ${missing.message}`, missing.severity);
}

/** A kustomization belongs to its target too: rules on secrets read the literals in it. It is never applied. */
function memberOf({ document, isComponent }: Kustomization): Member {
  return { document, edits: {}, context: false, kind: { apiVersion: `${KUSTOMIZE_GROUP}/v1beta1`, kind: isComponent ? 'Component' : 'Kustomization' } };
}
