import type { SourceFile } from '../../../syntax/document.js';
import type { Value } from '../../value.js';
import { pathFrom } from '../paths.js';
import type { Workspace } from '../workspace.js';
import { type Kustomization, textsOf } from './kustomization.js';

/** What a path in a kustomization leads to. */
export type Found =
  | { readonly is: 'file'; readonly file: SourceFile }
  | { readonly is: 'kustomization'; readonly kustomization: Kustomization }
  | { readonly is: 'remote' }
  | { readonly is: 'outside' }
  /** A folder without a kustomization. */
  | { readonly is: 'folder'; readonly path: string }
  | { readonly is: 'absent'; readonly path: string };

export function find(workspace: Workspace, folder: string, written: string): Found {
  const path = pathFrom(folder, written);
  if (path !== undefined) {
    const file = workspace.files.get(path);
    if (file !== undefined) return { is: 'file', file };
    const kustomization = workspace.kustomizations.get(path);
    if (kustomization !== undefined) return { is: 'kustomization', kustomization };
  }
  if (isRemote(written)) return { is: 'remote' };
  if (path === undefined) return { is: 'outside' };
  return workspace.folders.has(path) ? { is: 'folder', path } : { is: 'absent', path };
}

/** True for what kustomize would fetch. Source: kustomize documentation, remote targets. */
function isRemote(written: string): boolean {
  return (
    /^[a-z][a-z0-9+.-]*:{1,2}/i.test(written) ||
    /^[^/@\s]+@[^/:\s]+:/.test(written) ||
    /[?&](?:ref|version|timeout|submodules)=/.test(written) ||
    /^(?:github\.com|gitlab\.com|bitbucket\.org|dev\.azure\.com)[/:]/i.test(written)
  );
}

/** The lists of a kustomization that name manifests and other kustomizations. `bases` is the old name of a part of `resources`. */
export const RESOURCE_FIELDS = ['resources', 'bases'] as const;

/** The kustomizations that this one builds upon, components included. */
export function neighborsOf(workspace: Workspace, { folder, root }: Kustomization): readonly Kustomization[] {
  return [...RESOURCE_FIELDS, 'components'].flatMap((field) =>
    textsOf(root.get(field)).flatMap(({ text }) => {
      const found = find(workspace, folder, text);
      return found.is === 'kustomization' ? [found.kustomization] : [];
    }),
  );
}

/** Files that a kustomization reads and that are no manifests for it, with what they are. */
export function consumedBy(workspace: Workspace, kustomization: Kustomization): readonly { readonly path: string; readonly as: string }[] {
  const { folder, root } = kustomization;
  const consumed: { path: string; as: string }[] = [];
  const add = (as: string, value: Value): void => {
    const found = find(workspace, folder, value.text() ?? '');
    if (found.is === 'file') consumed.push({ path: found.file.path, as });
  };
  for (const { value } of textsOf(root.get('patchesStrategicMerge'))) add(PATCH, value);
  for (const field of ['patches', 'patchesJson6902']) for (const entry of root.get(field).items()) add(PATCH, entry.get('path'));
  for (const entry of root.get('replacements').items()) add(CONFIGURATION, entry.get('path'));
  for (const field of CONFIGURATION_FIELDS) for (const { value } of textsOf(root.get(field))) add(CONFIGURATION, value);
  add(CONFIGURATION, root.path('openapi', 'path'));
  for (const field of ['configMapGenerator', 'secretGenerator'])
    for (const entry of root.get(field).items()) for (const path of dataFiles(workspace, folder, entry)) consumed.push({ path, as: DATA });
  for (const entry of root.get('helmCharts').items())
    for (const value of [entry.get('valuesFile'), ...entry.get('additionalValuesFiles').items()]) add('values', value);
  return consumed;
}

const PATCH = 'kustomize patch';
const CONFIGURATION = 'kustomize configuration';
const DATA = 'data of a generated object';
const CONFIGURATION_FIELDS = ['configurations', 'crds', 'transformers', 'validators', 'generators'];

/** `files: [key=path, path]`, `envs: [path]`, `env: path`. */
function dataFiles(workspace: Workspace, folder: string, entry: Value): readonly string[] {
  const written = [...textsOf(entry.get('files')), ...textsOf(entry.get('envs'))].map(({ text }) => text.slice(text.indexOf('=') + 1));
  return [...written, entry.get('env').text() ?? ''].flatMap((text) => {
    const found = text === '' ? undefined : find(workspace, folder, text);
    return found?.is === 'file' ? [found.file.path] : [];
  });
}
