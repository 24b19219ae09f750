import type { SourceDocument, SourceFile } from '../../syntax/document.js';
import { membersOf } from '../members.js';
import type { Member } from '../resource.js';
import { Value } from '../value.js';
import { chartFoldersOf } from './chart.js';
import { isKustomizeDocument, type Kustomization, kustomizationsOf } from './kustomize/kustomization.js';
import { comparePaths, folderOf, foldersAround } from './paths.js';

/** The files of a root, and what stands out in them. */
export interface Workspace {
  /** By path, in the order of paths. */
  readonly files: ReadonlyMap<string, SourceFile>;
  /** Every folder that holds a file, at any depth. */
  readonly folders: ReadonlySet<string>;
  /** By folder. */
  readonly kustomizations: ReadonlyMap<string, Kustomization>;
  /** The folders of charts that are no part of another chart. */
  readonly charts: readonly string[];
}

export function workspaceOf(given: Iterable<SourceFile>): Workspace {
  const ordered = [...given].sort((one, other) => comparePaths(one.path, other.path));
  const folders = new Set<string>();
  for (const { path } of ordered) {
    for (const folder of foldersAround(folderOf(path))) {
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  const files = new Map(ordered.map((file) => [file.path, file]));
  return { files, folders, kustomizations: kustomizationsOf(ordered), charts: chartFoldersOf(files) };
}

/** The objects of a document that reach a cluster: none for our own documents and for kustomizations. */
export function objectsOf(document: SourceDocument): readonly Member[] {
  return isOurs(document) || isKustomizeDocument(document) ? [] : membersOf(document);
}

/** True for a document that Heptad reads about itself. */
export function isOurs(document: SourceDocument): boolean {
  return Value.root(document.id, document.facts).get('apiVersion').text()?.startsWith('heptad.dev/') === true;
}

/** True when a file holds something of Kubernetes that could reach a cluster. */
export function holdsManifests(file: SourceFile): boolean {
  return !isInOurFolder(file.path) && file.documents.some((document) => document.kubernetes && !isOurs(document) && !isKustomizeDocument(document));
}

/** `.heptad` holds our own documents, in the root or in any folder. */
export function isInOurFolder(path: string): boolean {
  return path.startsWith('.heptad/') || path.includes('/.heptad/');
}
