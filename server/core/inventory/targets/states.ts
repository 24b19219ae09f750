import type { SourceFile } from '../../syntax/document.js';
import type { Reason } from '../known.js';
import { chartRole, isLibrary, isValuesName } from './chart.js';
import { type Ground, kustomizationAround } from './detect.js';
import { nameOf } from './paths.js';
import type { FileState } from './target.js';
import { holdsManifests, isInOurFolder, isOurs } from './workspace.js';

/** What the states of files are told from. */
export interface Sorting {
  readonly ground: Ground;
  /** Files of targets and of the context. */
  readonly used: ReadonlySet<string>;
  readonly isDeclared: boolean;
}

/** What became of a file. */
export function stateOf(sorting: Sorting, file: SourceFile): FileState {
  const { path, documents, unread } = file;
  if (unread !== undefined) return { path, documents: 0, state: 'unread', reason: unread };
  if (!sorting.used.has(path)) return { path, documents: documents.length, state: 'left-out', reason: reasonOf(sorting, file) };
  const isValues = sorting.ground.workspace.charts.some((folder) => chartRole(folder, path) === 'values');
  const judged = isValues ? documents : documents.filter((document) => document.kubernetes);
  const isBroken = judged.length > 0 && judged.every((document) => document.broken);
  return isBroken
    ? { path, documents: documents.length, state: 'unread', reason: 'cannot be read as YAML' }
    : { path, documents: documents.length, state: 'read' };
}

/** Why a readable file belongs to no target. */
function reasonOf({ ground, isDeclared }: Sorting, file: SourceFile): Reason {
  const { workspace, consumed, fragments } = ground;
  const { path } = file;
  if (isInOurFolder(path) || file.documents.some(isOurs)) return 'Heptad document';
  const consumedAs = consumed.get(path);
  if (consumedAs !== undefined) return consumedAs;
  if (fragments.has(path)) return 'test fragment';
  const chart = workspace.charts.find((folder) => chartRole(folder, path) !== undefined);
  if (chart !== undefined && isLibrary(workspace, chart)) return 'library chart';
  const role = chart === undefined ? undefined : chartRole(chart, path);
  if (role === 'values' || role === 'sample' || role === 'test') return role === 'test' ? 'chart test' : 'values';
  const kustomization = workspace.kustomizations.get(path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.');
  const isKustomization = kustomization?.path === path;
  if (!isKustomization && !holdsManifests(file))
    return isValuesName(nameOf(path)) ? 'values' : role === 'manifest' ? 'a template without a plain manifest' : 'not a Kubernetes manifest';
  return unusedReason(ground, path, isDeclared);
}

function unusedReason({ workspace, graph }: Ground, path: string, isDeclared: boolean): Reason {
  const around = kustomizationAround(workspace, path);
  if (around !== undefined && graph.idle.includes(around))
    return around.path === path ? 'a component that no kustomization uses' : 'of a component that no kustomization uses';
  if (isDeclared) return 'in no declared target';
  return around === undefined || around.path === path ? 'in no target' : `not listed in ${around.path}`;
}
