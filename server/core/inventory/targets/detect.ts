import { chartDraft, chartRole, isLibrary } from './chart.js';
import { kustomizationDraft } from './kustomize/build.js';
import type { Graph } from './kustomize/graph.js';
import type { Kustomization } from './kustomize/kustomization.js';
import { comparePaths, folderOf, foldersAround, isWithin } from './paths.js';
import type { Draft } from './target.js';
import { holdsManifests, objectsOf, type Workspace } from './workspace.js';

/** What is known about the files before targets are made of them. */
export interface Ground {
  readonly workspace: Workspace;
  readonly graph: Graph;
  /** Files that are no manifests, with what they are: patches, configuration, data of generated objects. */
  readonly consumed: ReadonlyMap<string, string>;
  readonly fragments: ReadonlySet<string>;
}

/** The targets that lie within a folder: kustomizations that no other uses, charts, and of the files left each topmost folder that holds manifests. */
export function* detect(ground: Ground, folder: string, isLeftOut: (path: string) => boolean): Generator<undefined, readonly Draft[]> {
  const { workspace, graph } = ground;
  const isHere = (path: string): boolean => isWithin(path, folder) && !isLeftOut(path);
  const drafts: Draft[] = [];
  for (const root of graph.roots) if (isHere(root.path)) drafts.push(yield* kustomizationDraft(workspace, root));
  for (const chart of workspace.charts) {
    if (isHere(chart) && !isLibrary(workspace, chart)) drafts.push(chartDraft(workspace, chart));
    yield;
  }
  const used = new Set(drafts.flatMap((draft) => [...draft.used]));
  const left = [...workspace.files.keys()].filter((path) => isHere(path) && !used.has(path) && isPlainManifest(ground, path));
  yield* folderDrafts(workspace, left, drafts);
  return drafts.sort((one, other) => comparePaths(one.folder, other.folder));
}

/** The kustomization in whose folder a file lies: the nearest one around it. */
export function kustomizationAround(workspace: Workspace, path: string): Kustomization | undefined {
  for (const folder of foldersAround(folderOf(path))) {
    const kustomization = workspace.kustomizations.get(folder);
    if (kustomization !== undefined) return kustomization;
  }
  return undefined;
}

/** A target of files that nothing describes. */
export function filesDraft(workspace: Workspace, folder: string, paths: readonly string[]): Draft {
  const documents = paths.flatMap((path) => workspace.files.get(path)?.documents ?? []);
  return { name: folder, kind: 'folder', folder, members: documents.flatMap(objectsOf), problems: [], unread: [], values: [], used: new Set(paths) };
}

function isPlainManifest({ workspace, consumed, fragments }: Ground, path: string): boolean {
  const file = workspace.files.get(path);
  if (file === undefined || !holdsManifests(file) || consumed.has(path) || fragments.has(path)) return false;
  if (kustomizationAround(workspace, path) !== undefined) return false;
  return !workspace.charts.some((chart) => chartRole(chart, path) !== undefined);
}

function* folderDrafts(workspace: Workspace, paths: readonly string[], drafts: Draft[]): Generator<undefined, void> {
  const folders = new Set(paths.map(folderOf));
  const tops = new Map<string, string[]>();
  for (const path of paths) {
    const top = [...foldersAround(folderOf(path))].filter((folder) => folders.has(folder)).at(-1) ?? folderOf(path);
    const list = tops.get(top);
    if (list === undefined) tops.set(top, [path]);
    else list.push(path);
  }
  for (const [folder, own] of tops) {
    drafts.push(filesDraft(workspace, folder, own));
    yield;
  }
}
