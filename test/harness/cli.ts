import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after } from 'mocha';
import type { Report } from '../../server/core/reports/report.js';
import { TODAY } from './rules.js';

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface How {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  /** Words for node before the program. */
  readonly node?: readonly string[];
}

const PROGRAM = resolve('dist/heptad.mjs');

const JUDGING = new Set(['scan', 'score', 'gate', 'facts', 'fix', 'generate', 'baseline', 'waive', 'reach']);

/** Runs the built command line as a user does. The day is fixed where the command judges. */
export function heptad(words: readonly string[], how: How = {}): Ended {
  const judges = (JUDGING.has(words[0] ?? '') || words.includes('--status')) && !words.includes('--today');
  const env = { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8', ...how.env };
  const done = spawnSync(process.execPath, [...(how.node ?? []), PROGRAM, ...words, ...(judges ? ['--today', TODAY] : [])], {
    cwd: how.cwd,
    input: how.input,
    env,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** The JSON report of a scan; its exit code is not asked. */
export function reportOf(words: readonly string[], how: How = {}): Report {
  const { stdout, stderr } = heptad([...words, '--format', 'json'], how);
  try {
    return JSON.parse(stdout) as Report;
  } catch {
    throw new Error(`no report: ${stderr}${stdout.slice(0, 200)}`);
  }
}

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder with files in it. It is gone after the tests. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'heptad-test-'));
  folders.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}
