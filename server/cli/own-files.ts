import { closeSync, constants, lstatSync, mkdirSync, openSync, renameSync, rmSync, type Stats, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf, failure } from './output.js';
import { PathError } from './refusals.js';

/** Writes a document of ours below the root. No link on the way is followed, and a reader finds the old text or the new one, never half of it. */
export function writeOwnDocument(root: string, path: string, text: string): void {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  let folder = root;
  for (const part of parts) {
    folder = join(folder, part);
    refuseLink(folder, path);
    makeFolder(folder, path);
  }
  const target = join(folder, name);
  refuseLink(target, path);
  const draft = join(folder, `.${name}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o666);
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, target);
  } catch (thrown) {
    rmSync(draft, { force: true });
    throw failure(thrown, `"${path}"`);
  }
}

function makeFolder(folder: string, path: string): void {
  try {
    mkdirSync(folder);
  } catch (thrown) {
    if (codeOf(thrown) !== 'EEXIST') throw failure(thrown, `"${path}"`);
  }
}

function refuseLink(at: string, path: string): void {
  let stat: Stats;
  try {
    stat = lstatSync(at);
  } catch {
    return;
  }
  if (stat.isSymbolicLink()) throw new PathError(`"${path}" is not written: a link is on the way to it`);
}
