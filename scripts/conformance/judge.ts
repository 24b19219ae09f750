import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Case } from '../../test/conformance/case.js';
import type { Verdict } from '../../test/conformance/verdict.js';

/** An engine that is there. */
export interface Judge {
  readonly version: string;
  start?(): Promise<void>;
  verdict(one: Case): Promise<Verdict>;
  stop?(): Promise<void>;
}

/** A folder that the environment names; or why there is none. */
export function folderOf(variable: string): { readonly folder: string } | string {
  const folder = process.env[variable];
  if (folder === undefined || folder === '') return `${variable} names no folder`;
  return existsSync(folder) ? { folder } : `${variable} names "${folder}", which is not there`;
}

/** A program of the folder of engines with its version, from the file beside it; or why it can not be used. */
export function programOf(name: string, variable = 'HEPTAD_ENGINES'): { readonly program: string; readonly version: string } | string {
  const found = folderOf(variable);
  if (typeof found === 'string') return found;
  const program = join(found.folder, name);
  if (!existsSync(program) || !existsSync(`${program}.version`)) return `"${found.folder}" has no ${name} with its version`;
  return { program, version: readFileSync(`${program}.version`, 'utf8').trim() };
}

/** Runs a program over files in a folder of its own, which is gone afterwards. */
export function runOver(
  program: string,
  files: Readonly<Record<string, string>>,
  args: (folder: string) => readonly string[],
): { readonly status: number; readonly stdout: string; readonly stderr: string } {
  const folder = mkdtempSync(join(tmpdir(), 'heptad-conformance-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const done = spawnSync(program, args(folder), { encoding: 'utf8', cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    if (done.error !== undefined) throw done.error;
    const hide = (text: string): string => text.replaceAll(`${folder}/`, '');
    return { status: done.status ?? -1, stdout: hide(done.stdout), stderr: hide(done.stderr) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
