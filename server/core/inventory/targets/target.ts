import type { SourceDocument, SourceFile } from '../../syntax/document.js';
import type { Place, Problem } from '../../syntax/place.js';
import type { Reason } from '../known.js';
import type { Member } from '../resource.js';

/** A target that `heptad.yaml` declares: a folder with a kustomization or a chart, a folder of manifests, or one file. */
export interface DeclaredTarget {
  readonly name?: string | undefined;
  readonly path: string;
  /** The namespace of objects that name none. */
  readonly namespace?: string | undefined;
}

/** What `heptad.yaml` says about targets. */
export interface TargetOptions {
  /** Where any is declared, nothing is detected. With standard input they are not looked at. */
  readonly targets?: readonly DeclaredTarget[] | undefined;
  /** Folders or files that protect every target and are not judged. */
  readonly context?: readonly string[] | undefined;
  /** The objects of a facts file in the context; undefined for every other file. */
  readonly factsMembers?: ((file: SourceFile) => readonly Member[] | undefined) | undefined;
}

/** Something that belongs to a target and cannot be read: a remote base, a chart, a file that is not there. */
export interface Unread {
  readonly path: string;
  readonly reason: Reason;
  /** Where it is named. */
  readonly at?: Place | undefined;
}

export type TargetKind = 'kustomization' | 'chart' | 'folder' | 'input';

/** A set of objects that lands in one cluster together. */
export interface Target {
  readonly name: string;
  readonly kind: TargetKind;
  readonly folder: string;
  readonly members: readonly Member[];
  readonly problems: readonly Problem[];
  readonly unread: readonly Unread[];
  /** Of the values files of its charts. */
  readonly values: readonly SourceDocument[];
}

/** What became of a file: `left-out` is readable and belongs to no target. */
export interface FileState {
  readonly path: string;
  readonly documents: number;
  readonly state: 'read' | 'left-out' | 'unread';
  readonly reason?: Reason | undefined;
}

export interface TargetSet {
  readonly targets: readonly Target[];
  /** Each file that was given, by path. */
  readonly files: readonly FileState[];
  /** Problems that belong to no target; those of a target are in it. */
  readonly problems: readonly Problem[];
}

/** A target while it is put together. */
export interface Draft {
  readonly name: string;
  readonly kind: TargetKind;
  readonly folder: string;
  readonly members: readonly Member[];
  readonly problems: readonly Problem[];
  readonly unread: readonly Unread[];
  readonly values: readonly SourceDocument[];
  /** The files that it consists of. */
  readonly used: ReadonlySet<string>;
}
