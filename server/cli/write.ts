import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve, sep } from 'node:path';
import { INPUT } from '../core/inventory/targets/targets.js';
import { decode } from '../core/syntax/decode.js';
import { isInside } from './files.js';
import { failure } from './output.js';
import { PathError } from './refusals.js';

/** Why a file of the workspace must not be changed; undefined for one that may. Links are never written through. */
export function whyNotWritable(root: string, path: string): string | undefined {
  if (path === INPUT || root === '') return 'it is no file';
  const absolute = join(root, path);
  if (!isInside(absolute, root)) return 'it lies outside of the root';
  try {
    if (lstatSync(absolute).isSymbolicLink()) return 'it is a link';
    if (realpathSync(absolute) !== join(realpathSync(root), path.split('/').join(sep))) return 'a link is on the way to it';
    return undefined;
  } catch {
    return 'it cannot be opened';
  }
}

/** A new text of a file that is ready to be written. */
export interface Draft {
  readonly absolute: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/** Makes the bytes of a new text. `before` is the text as it was read: a file that holds another one by now is refused, and so is one that is not in UTF-8. */
export function draftOf(root: string, path: string, before: string, after: string): Draft | string {
  const why = whyNotWritable(root, path);
  if (why !== undefined) return why;
  const absolute = join(root, path);
  try {
    const bytes = readFileSync(absolute);
    if (decode(bytes).text !== before) return 'it changed since it was read';
    const mark = bytes.subarray(0, 3).equals(MARK) && !before.startsWith('\ufeff') ? MARK : Buffer.alloc(0);
    if (!Buffer.concat([mark, Buffer.from(before, 'utf8')]).equals(bytes)) return 'it is not in UTF-8';
    return { absolute, bytes: Buffer.concat([mark, Buffer.from(after, 'utf8')]), mode: lstatSync(absolute).mode & 0o7777 };
  } catch {
    return 'it cannot be opened';
  }
}

const MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/** Puts a draft in the place of its file: a reader finds the old text or the new one, never half of it. The mode of the file stays. */
export function writeDraft({ absolute, bytes, mode }: Draft): void {
  put(absolute, bytes, `"${absolute}"`, mode);
}

/** Writes a file of the root that is made anew, with the folders on the way. A path that leads out of the root, or through a link, is refused. */
export function writeInside(root: string, path: string, text: string): void {
  const absolute = pathInside(root, path);
  const folder = dirname(absolute);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (thrown) {
    throw failure(thrown, `"${path}"`);
  }
  put(absolute, Buffer.from(text, 'utf8'), `"${path}"`, isThere(absolute) ? lstatSync(absolute).mode & 0o7777 : undefined);
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

function put(absolute: string, bytes: Uint8Array, shown: string, mode?: number): void {
  const draft = join(dirname(absolute), `.${basename(absolute)}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode === undefined ? 0o666 : 0o600);
    try {
      writeFileSync(descriptor, bytes);
      if (mode !== undefined) fchmodSync(descriptor, mode);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, absolute);
  } catch (thrown) {
    rmSync(draft, { force: true });
    throw failure(thrown, shown);
  }
}

function pathInside(root: string, path: string): string {
  const absolute = resolve(root, path);
  if (!isInside(absolute, root) || absolute === root) throw new PathError(`"${path}" leads out of the root: nothing is written there`);
  for (let at = absolute; at !== root; at = dirname(at)) if (isLink(at)) throw new PathError(`"${path}" leads through a link: nothing is written there`);
  return absolute;
}

function isThere(absolute: string): boolean {
  return lstatSync(absolute, { throwIfNoEntry: false }) !== undefined;
}

function isLink(absolute: string): boolean {
  return lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}
