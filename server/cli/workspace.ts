import { readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { kustomizeReferences } from '../core/inventory/targets/kustomize/outward.js';
import { INPUT } from '../core/inventory/targets/targets.js';
import { decode } from '../core/syntax/decode.js';
import type { SourceFile } from '../core/syntax/document.js';
import { readingFile } from '../core/syntax/file.js';
import { exists, type FoundFile, isFolder, isInside, listFiles, rootOf, type Skipped } from './files.js';

/** What a run reads: files as documents, with their texts for reports. Paths are relative to the root, with `/`. */
export interface Workspace {
  /** Absolute; '' for standard input alone. */
  readonly root: string;
  readonly files: readonly SourceFile[];
  readonly skipped: readonly Skipped[];
  text(path: string): string | undefined;
}

/** A path that cannot be used, in words for the user. */
export class PathError extends Error {}

export interface ReadOptions {
  readonly working: string;
  /** Called after each file with how many of how many are read. */
  readonly onFile?: ((read: number, all: number) => void) | undefined;
  readonly keep: (path: string) => boolean;
  /** Paths relative to the root that are read besides: contexts, and with declared targets all of the root. */
  readonly also?: readonly string[] | undefined;
}

/** Reads everything below the paths, and what kustomizations there refer to inside the root. */
export function readWorkspace(paths: readonly string[], options: ReadOptions): Workspace {
  const { working } = options;
  const starts = paths.map((path) => resolve(working, path));
  for (const [index, start] of starts.entries()) if (!exists(start)) throw new PathError(`"${paths[index] ?? ''}" does not exist`);
  const roots = new Set(starts.map((start) => rootOf(start, working)));
  const [root = working] = roots;
  if (roots.size > 1) throw new PathError(`the paths belong to different roots: ${[...roots].join(', ')}`);
  const besides = (options.also ?? []).map((path) => join(root, path)).filter((path) => exists(path) && isInside(path, root));
  const listings = [...starts, ...besides].map((start) => listFiles(start, root));
  const own = ownFiles(root);
  const found = unique([...listings.flatMap(({ files }) => files), ...own]);
  const kept = found.filter(({ path }) => options.keep(path));
  const excluded = found.filter(({ path }) => !options.keep(path)).map(({ path }) => ({ path, reason: 'excluded by heptad.yaml' }));
  return new Reader(root, options).read(kept, [...listings.flatMap(({ skipped }) => skipped), ...excluded]);
}

/** Reads standard input: rendered manifests, judged with the profile and the documents of the working directory's root. */
export function readText(bytes: Uint8Array, working: string): Workspace {
  const root = rootOf(working, working);
  const { text, file } = fileOf(INPUT, bytes);
  const own = new Reader(root, { working, keep: () => true }).read(ownFiles(root), []);
  return { ...own, files: [...own.files, file], text: (path) => (path === INPUT ? text : own.text(path)) };
}

/** Reads one file by itself. */
export function readSource(path: string, absolute: string): SourceFile {
  return fileOf(path, readFileSync(absolute)).file;
}

/** `heptad.yaml` and what lies in `.heptad`, wherever the paths point. */
function ownFiles(root: string): readonly FoundFile[] {
  const profile = join(root, 'heptad.yaml');
  const folder = join(root, '.heptad');
  return [...(exists(profile) ? [{ absolute: profile, path: 'heptad.yaml' }] : []), ...(isFolder(folder) ? listFiles(folder, root).files : [])];
}

class Reader {
  private readonly texts = new Map<string, string>();
  private readonly files = new Map<string, SourceFile>();

  constructor(
    private readonly root: string,
    private readonly options: ReadOptions,
  ) {}

  read(files: readonly FoundFile[], skipped: readonly Skipped[]): Workspace {
    for (const [index, file] of files.entries()) {
      this.add(file);
      this.options.onFile?.(index + 1, files.length);
    }
    this.followReferences();
    return {
      root: this.root,
      files: [...this.files.values()],
      skipped: skipped.filter(({ path }) => !this.files.has(path)),
      text: (path) => this.texts.get(path),
    };
  }

  private add({ absolute, path }: FoundFile): void {
    if (this.files.has(path)) return;
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(absolute);
    } catch {
      this.files.set(path, {
        path,
        documents: [],
        problems: [{ code: 'unread', severity: 'error', message: 'the file cannot be opened', path }],
        unread: 'cannot be opened',
      });
      return;
    }
    const { text, file } = fileOf(path, bytes);
    this.texts.set(path, text);
    this.files.set(path, file);
  }

  /** Bases and components that lie outside the given paths are read too: without them an overlay is not what reaches the cluster. */
  private followReferences(): void {
    const seen = new Set<string>();
    for (let pending = [...this.files.values()]; pending.length > 0; ) {
      const before = new Set(this.files.keys());
      for (const reference of pending.flatMap(kustomizeReferences)) {
        if (seen.has(reference)) continue;
        seen.add(reference);
        this.addReferenced(reference);
      }
      pending = [...this.files.values()].filter(({ path }) => !before.has(path));
    }
  }

  private addReferenced(reference: string): void {
    const absolute = join(this.root, reference);
    if (!isInside(absolute, this.root)) return;
    if (!isFolder(absolute)) {
      if (exists(absolute)) this.add({ absolute, path: reference });
      return;
    }
    const name = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].find((candidate) => exists(join(absolute, candidate)));
    if (name !== undefined) this.add({ absolute: join(absolute, name), path: posix.join(reference, name) });
  }
}

/** Decodes and reads one file to its end. */
function fileOf(path: string, bytes: Uint8Array): { readonly text: string; readonly file: SourceFile } {
  const { text, unread, invalid } = decode(bytes);
  if (unread !== undefined) return { text, file: { path, documents: [], problems: [{ code: 'unread', severity: 'error', message: unread, path }], unread } };
  const reading = readingFile(path, text);
  for (;;) {
    const step = reading.next();
    if (step.done === true) return { text, file: invalid === undefined ? step.value : withInvalid(step.value, invalid) };
  }
}

/** Bytes that are no character are a problem of the document that they stand in: it is broken. */
function withInvalid(file: SourceFile, invalid: number): SourceFile {
  return {
    ...file,
    documents: file.documents.map((document) => {
      if (invalid < document.offset || invalid > document.offset + document.length) return document;
      const start = invalid - document.offset;
      const problem = {
        code: 'encoding',
        severity: 'error',
        message: 'bytes here are no UTF-8 character',
        path: file.path,
        at: { doc: document.id, span: { start, end: start + 1 } },
      } as const;
      return { ...document, broken: true, problems: [...document.problems, problem] };
    }),
  };
}

function unique(files: readonly FoundFile[]): readonly FoundFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
