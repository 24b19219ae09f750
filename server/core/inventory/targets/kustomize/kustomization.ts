import type { SourceDocument, SourceFile } from '../../../syntax/document.js';
import { Value } from '../../value.js';
import { folderOf, nameOf } from '../paths.js';

/** A kustomization or a component: the file that says what a folder builds. */
export interface Kustomization {
  readonly folder: string;
  readonly path: string;
  readonly document: SourceDocument;
  readonly root: Value;
  readonly isComponent: boolean;
}

/** The names that kustomize looks for. Source: kustomize, api/konfig, RecognizedKustomizationFileNames. */
export const FILE_NAMES: readonly string[] = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];
export const KUSTOMIZE_GROUP = 'kustomize.config.k8s.io';

/** The kustomizations of files, by folder. In one folder a file with the right name goes before one that only has the kind. */
export function kustomizationsOf(files: Iterable<SourceFile>): ReadonlyMap<string, Kustomization> {
  const found = new Map<string, Kustomization>();
  for (const file of files) {
    const kustomization = kustomizationOf(file);
    if (kustomization === undefined) continue;
    const before = found.get(kustomization.folder);
    if (before === undefined || rank(kustomization.path) < rank(before.path)) found.set(kustomization.folder, kustomization);
  }
  return found;
}

/** True for a document that kustomize reads and never applies. */
export function isKustomizeDocument(document: SourceDocument): boolean {
  return Value.root(document.id, document.facts).get('apiVersion').text()?.startsWith(`${KUSTOMIZE_GROUP}/`) === true;
}

/** The texts of a list with their places; of a value that is not known none. */
export function textsOf(list: Value): readonly { readonly text: string; readonly value: Value }[] {
  return list.items().flatMap((value) => {
    const text = value.text();
    return text === undefined ? [] : [{ text, value }];
  });
}

function kustomizationOf(file: SourceFile): Kustomization | undefined {
  const isNamed = rank(file.path) < FILE_NAMES.length;
  for (const document of file.documents) {
    const root = Value.root(document.id, document.facts);
    const kind = root.get('kind').text();
    const apiVersion = root.get('apiVersion').text();
    const isOfGroup = apiVersion?.startsWith(`${KUSTOMIZE_GROUP}/`) ?? isNamed;
    if (!isOfGroup || (kind === undefined ? !isNamed : kind !== 'Kustomization' && kind !== 'Component')) continue;
    return { folder: folderOf(file.path), path: file.path, document, root, isComponent: kind === 'Component' };
  }
  return undefined;
}

function rank(path: string): number {
  const index = FILE_NAMES.indexOf(nameOf(path));
  return index < 0 ? FILE_NAMES.length : index;
}
