import { readFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { FILE_NAMES } from '../core/inventory/targets/kustomize/kustomization.js';
import { kustomizeReferences } from '../core/inventory/targets/kustomize/outward.js';
import { INPUT } from '../core/inventory/targets/targets.js';
import { decode } from '../core/syntax/decode.js';
import type { SourceFile } from '../core/syntax/document.js';
import { readBytes, readDecoded } from '../core/syntax/file.js';
import { exists, type FoundFile, isFolder, isInside, listFiles, rootOf, type Skipped } from './files.js';
import { PathError } from './refusals.js';

/** What a run reads: files as documents, with their texts for reports. Paths are relative to the root, with `/`. */
export interface Workspace {
  /** Absolute; '' for standard input alone. */
  readonly root: string;
  readonly files: readonly SourceFile[];
  readonly skipped: readonly Skipped[];
  text(path: string): string | undefined;
}

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
  const decoded = decode(bytes);
  const own = new Reader(root, { working, keep: () => true }).read(ownFiles(root), []);
  return { ...own, files: [...own.files, readDecoded(INPUT, decoded)], text: (path) => (path === INPUT ? decoded.text : own.text(path)) };
}

/** Reads one file by itself. */
export function readSource(path: string, absolute: string): SourceFile {
  return readBytes(path, readFileSync(absolute));
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
    const decoded = decode(bytes);
    this.texts.set(path, decoded.text);
    this.files.set(path, readDecoded(path, decoded));
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
    const name = FILE_NAMES.find((candidate) => exists(join(absolute, candidate)));
    if (name !== undefined) this.add({ absolute: join(absolute, name), path: posix.join(reference, name) });
  }
}

function unique(files: readonly FoundFile[]): readonly FoundFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()];
}
