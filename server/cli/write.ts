import { closeSync, constants, fchmodSync, fsyncSync, lstatSync, openSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { INPUT } from '../core/inventory/targets/targets.js';
import { decode } from '../core/syntax/decode.js';
import { isInside } from './files.js';
import { failure } from './output.js';

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
  const draft = join(dirname(absolute), `.${basename(absolute)}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
    try {
      writeFileSync(descriptor, bytes);
      fchmodSync(descriptor, mode);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, absolute);
  } catch (thrown) {
    rmSync(draft, { force: true });
    throw failure(thrown, `"${absolute}"`);
  }
}
