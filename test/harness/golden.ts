import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type How, heptad } from './cli.js';

/** True when golden files are to be written anew instead of compared: HEPTAD_UPDATE=1. */
export const UPDATE = process.env['HEPTAD_UPDATE'] === '1';

/** The command as typed, what it printed with the seconds masked, and its exit code. */
export function transcript(words: readonly string[], how: How = {}): string {
  const { status, stdout, stderr } = heptad(words, how);
  const masked = stdout.replace(/\b\d+\.\d\d s$/m, '0.00 s');
  return `$ heptad ${words.join(' ')}\n\n${masked}${stderr}$ echo $?\n${status}\n`;
}

/** Compares a text with its golden file. `make` is the command that writes it anew. */
export function assertGolden(path: string, said: string, make: string): void {
  if (UPDATE) {
    assert.equal(process.env['CI'], undefined, 'golden files are made by hand, looked at and committed, never made in CI');
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, said);
  }
  assert.ok(existsSync(path), `${path} is missing; make it, read it, and commit it: ${make}`);
  assert.equal(said, readFileSync(path, 'utf8'), `${path} differs; where the new text is right: ${make}`);
}
