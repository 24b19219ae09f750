import type { SourceDocument, SourceFile } from '../../syntax/document.js';
import type { ValuesFile } from '../helm-values.js';
import type { Member } from '../resource.js';
import { Value } from '../value.js';
import { below, folderOf, foldersAround, isWithin, nameOf, pathFrom, ROOT } from './paths.js';
import type { Draft, Target, Unread } from './target.js';
import { objectsOf, type Workspace } from './workspace.js';

/** What a file is to its chart: `manifest` is installed, `values` are what it is installed with. `sample` are the values of its tests. */
export type ChartRole = 'manifest' | 'test' | 'values' | 'sample' | 'metadata';

/** The folders of charts that are no part of another chart: those with `Chart.yaml` and a file in `templates/`. Source: Helm documentation, Charts. */
export function chartFoldersOf(files: ReadonlyMap<string, SourceFile>): readonly string[] {
  const withTemplates = new Set<string>();
  for (const path of files.keys()) {
    for (const folder of foldersAround(folderOf(path))) if (nameOf(folder) === 'templates') withTemplates.add(folderOf(folder));
  }
  const charts = new Set([...withTemplates].filter((folder) => files.has(below(folder, 'Chart.yaml'))));
  return [...charts].filter((folder) => !isPartOfChart(folder, charts));
}

/** What a file is to the chart in `folder`; undefined for one that the chart has no use for. Charts in `charts/` are parts of it. */
export function chartRole(folder: string, path: string): ChartRole | undefined {
  if (!isWithin(path, folder)) return undefined;
  let steps = (folder === '.' ? path : path.slice(folder.length + 1)).split('/');
  while (steps[0] === 'charts' && steps.length > 2) steps = steps.slice(2);
  const [first = '', second] = steps;
  if (second === undefined)
    return isValuesName(first) && !isSchema(first) ? 'values' : first === 'Chart.yaml' || first === 'requirements.yaml' ? 'metadata' : undefined;
  if (first === 'templates') return second === 'tests' && steps.length > 2 ? 'test' : 'manifest';
  if (first === 'ci') return 'sample';
  return first === 'crds' || first === 'heptad' ? 'manifest' : undefined;
}

/** True for the name of a file of Helm values: `values.yaml`, `values-prod.yaml`, `prod.values.yml`. */
export function isValuesName(name: string): boolean {
  return /^(?:.*[-_.])?values(?:[-_.].*)?\.(?:ya?ml|json)$/i.test(name);
}

/** `values.schema.json` says what values there may be. Source: Helm documentation, Schema Files. */
function isSchema(name: string): boolean {
  return /[.]schema[.]json$/i.test(name);
}

/** The values files of a target as its inventory takes them. */
export function valuesFilesOf({ folder, values }: Pick<Target, 'folder' | 'values'>): readonly ValuesFile[] {
  return values.map((document) => ({ name: document.path.slice(folder === ROOT ? 0 : folder.length + 1), document }));
}

/** True for a chart that only lends definitions to others and cannot be installed. Source: Helm documentation, Library Charts. */
export function isLibrary(workspace: Workspace, folder: string): boolean {
  return chartFile(workspace, folder)?.get('type').text() === 'library';
}

/** The target of a chart. */
export function chartDraft(workspace: Workspace, folder: string): Draft {
  const members: Member[] = [];
  const values: SourceDocument[] = [];
  const used = new Set<string>();
  for (const file of workspace.files.values()) {
    const role = chartRole(folder, file.path);
    if (role === 'values') {
      values.push(...file.documents);
      used.add(file.path);
    }
    if (role !== 'manifest' || !file.documents.some((document) => document.kubernetes)) continue;
    used.add(file.path);
    for (const document of file.documents) members.push(...objectsOf(document));
  }
  return { name: folder, kind: 'chart', folder, members, problems: [], unread: absentDependencies(workspace, folder), values, used };
}

/** Charts that this one installs with itself and that are not in its folder. */
function absentDependencies(workspace: Workspace, folder: string): readonly Unread[] {
  const dependencies = chartFile(workspace, folder)?.get('dependencies').items() ?? [];
  return dependencies.flatMap((dependency) => {
    const name = dependency.get('name').text();
    if (name === undefined) return [];
    const repository = dependency.get('repository').text() ?? '';
    const local = repository.startsWith('file://') ? pathFrom(folder, repository.slice('file://'.length)) : undefined;
    const isThere = [below(folder, `charts/${name}`), local].some((path) => path !== undefined && workspace.folders.has(path));
    return isThere ? [] : [{ path: name, reason: 'a chart that is not in the folder', at: dependency.get('name').at }];
  });
}

function chartFile(workspace: Workspace, folder: string): Value | undefined {
  const document = workspace.files.get(below(folder, 'Chart.yaml'))?.documents[0];
  return document === undefined ? undefined : Value.root(document.id, document.facts);
}

function isPartOfChart(folder: string, charts: ReadonlySet<string>): boolean {
  for (const around of foldersAround(folder)) if (nameOf(folderOf(around)) === 'charts' && charts.has(folderOf(folderOf(around)))) return true;
  return false;
}
