import { below, folderOf, isWithin, nameOf, pathFrom, ROOT } from '../inventory/targets/paths.js';
import type { TargetKind } from '../inventory/targets/target.js';
import type { Manifest } from './generator.js';
import { manifestName } from './own.js';

/** What a target says about where its output belongs. Paths are relative to the root. */
export interface Ground {
  readonly kind: TargetKind;
  readonly folder: string;
  /** The file of the target's kustomization. */
  readonly kustomization?: string | undefined;
  /** The file of the subject. */
  readonly subject?: string | undefined;
  /** Set by the user: a folder. */
  readonly output?: string | undefined;
}

/** Where a manifest is written. `listed`: the entry that the kustomization needs, so that what is written takes effect. `note`: why it takes none by itself. */
export interface Placement {
  readonly path: string;
  readonly listed?: { readonly file: string; readonly entry: string } | undefined;
  readonly note?: string | undefined;
}

const FOLDER = 'heptad';

/** Where a manifest takes effect: in the folder of the target's kustomization, else of the subject's file, else of the chart, and there in `heptad/`. */
export function placementOf(manifest: Pick<Manifest, 'engine' | 'slug'>, ground: Ground): Placement {
  const name = `${manifestName(manifest)}.yaml`;
  const folder = ground.output ?? below(baseOf(ground), FOLDER);
  const path = below(folder, name);
  if (ground.kustomization !== undefined) return listedIn(ground.kustomization, path);
  if (ground.kind === 'chart') return { path, note: 'Helm does not install it: apply it beside the chart' };
  if (ground.kind === 'folder' && !isWithin(path, ground.folder)) return { path, note: `it lies outside of "${ground.folder}": apply it with the target` };
  return { path };
}

/** A subject that Heptad itself wrote lies in the folder already. */
function baseOf({ kind, folder, kustomization, subject }: Ground): string {
  if (kustomization !== undefined) return folderOf(kustomization);
  const base = kind === 'folder' && subject !== undefined ? folderOf(subject) : folder;
  return nameOf(base) === FOLDER ? folderOf(base) : base;
}

/** Kustomize reads no file outside of its folder. Source: kustomize, `--load-restrictor`, LoadRestrictionsRootOnly. */
function listedIn(kustomization: string, path: string): Placement {
  const folder = folderOf(kustomization);
  if (!isWithin(path, folder)) return { path, note: `it lies outside of "${folder}": "${kustomization}" cannot list it` };
  return { path, listed: { file: kustomization, entry: folder === ROOT ? path : path.slice(folder.length + 1) } };
}

/** True where a path stays inside of a folder when it is resolved, and names a file in it. */
export function staysInside(path: string, folder: string): boolean {
  const resolved = pathFrom(ROOT, path);
  return resolved !== undefined && resolved !== folder && isWithin(resolved, folder);
}
