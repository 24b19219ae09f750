/** Paths are relative to the root, with `/`; the root itself is `.`. */
export const ROOT = '.';

/** The folder that holds a file or folder. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? ROOT : path.slice(0, slash);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A path written in a file of `folder`, relative to the root; undefined when it leads out of the root. */
export function pathFrom(folder: string, written: string): string | undefined {
  if (written.startsWith('/')) return undefined;
  const steps: string[] = folder === ROOT ? [] : folder.split('/');
  for (const step of written.split('/')) {
    if (step === '' || step === '.') continue;
    if (step !== '..') steps.push(step);
    else if (steps.pop() === undefined) return undefined;
  }
  return steps.length === 0 ? ROOT : steps.join('/');
}

/** True for a file or folder in the folder or below it, and for the folder itself. */
export function isWithin(path: string, folder: string): boolean {
  return folder === ROOT || path === folder || path.startsWith(`${folder}/`);
}

/** A folder and the folders around it, from the inside to the root. */
export function* foldersAround(folder: string): IterableIterator<string> {
  for (let around = folder; around !== ROOT; around = folderOf(around)) yield around;
  yield ROOT;
}

/** A path below a folder. */
export function below(folder: string, path: string): string {
  return folder === ROOT ? path : `${folder}/${path}`;
}

/** Code unit order: the same on every machine. */
export function comparePaths(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
