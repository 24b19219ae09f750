import { closeSync, constants, lstatSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isInside } from './files.js';
import { failure } from './output.js';
import { PathError } from './workspace.js';

/** Writes a text to a path of the root. A path that leads out of it, or through a link, is refused. The file is there whole or as it was. */
export function writeInside(root: string, path: string, text: string): void {
  const absolute = pathInside(root, path);
  const temporary = join(dirname(absolute), `.heptad-${process.pid}.tmp`);
  try {
    mkdirSync(dirname(absolute), { recursive: true });
    const descriptor = openSync(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), modeOf(absolute));
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, absolute);
  } catch (thrown) {
    rmSync(temporary, { force: true });
    throw failure(thrown, `"${path}"`);
  }
}

/** The text of whatever lies at a path of the root, whether it was judged or not; '' for what is there and cannot be read, undefined for nothing. */
export function readAny(root: string, path: string): string | undefined {
  const absolute = resolve(root, path);
  if (!isThere(absolute)) return undefined;
  try {
    return readFileSync(absolute, 'utf8');
  } catch {
    return '';
  }
}

function pathInside(root: string, path: string): string {
  const absolute = resolve(root, path);
  if (!isInside(absolute, root) || absolute === root) throw new PathError(`"${path}" leads out of the root: nothing is written there`);
  for (let at = absolute; at !== root; at = dirname(at)) if (isLink(at)) throw new PathError(`"${path}" leads through a link: nothing is written there`);
  return absolute;
}

function isThere(absolute: string): boolean {
  try {
    lstatSync(absolute);
    return true;
  } catch {
    return false;
  }
}

function isLink(absolute: string): boolean {
  try {
    return lstatSync(absolute).isSymbolicLink();
  } catch {
    return false;
  }
}

function modeOf(absolute: string): number {
  try {
    return lstatSync(absolute).mode & 0o777;
  } catch {
    return 0o666;
  }
}
