import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'mocha';

/** Where the labelled corpora are: `HEPTAD_CORPORA`, else beside the repository. Undefined when they are absent: the tests that need them say so. */
export const CORPORA = [process.env['HEPTAD_CORPORA'], resolve('../shared/corpora')].find(
  (folder) => folder !== undefined && existsSync(join(folder, 'index.json')),
);

/** Stands for the tests of a file where the corpora are absent: one that passes, and says how to run them. */
export function sayAbsent(what: string): void {
  test(`${what}: the corpora are absent, set HEPTAD_CORPORA to their folder to run these tests`, () => assert.equal(CORPORA, undefined));
}

/** One line of a `.jsonl` file of the corpora; its README describes the fields. */
export interface CorpusCase {
  readonly id: string;
  readonly expect: string;
  readonly rule: string;
  readonly resource?: string;
  readonly base64?: string;
  readonly [field: string]: unknown;
}

/** The cases of one file of the corpora, by its path there. */
export function casesOf(file: string): readonly CorpusCase[] {
  if (CORPORA === undefined) return [];
  const lines = readFileSync(join(CORPORA, file), 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as CorpusCase);
}

/** The paths of the corpora's files with one of these endings, relative to their folder. */
export function corpusFiles(...endings: readonly string[]): readonly string[] {
  if (CORPORA === undefined) return [];
  const files = readdirSync(CORPORA, { recursive: true, encoding: 'utf8' }).filter((file) => endings.some((ending) => file.endsWith(ending)));
  return files.map((file) => file.replaceAll('\\', '/')).sort();
}

/** The text of one file of the corpora. */
export function corpusText(file: string): string {
  return CORPORA === undefined ? '' : readFileSync(join(CORPORA, file), 'utf8');
}

/** The texts of the corpora that are too large to store, put together: id and text. */
export function* generatedCases(): Generator<readonly [id: string, text: string]> {
  if (CORPORA === undefined) return;
  const { cases } = JSON.parse(corpusText('hostile/generated.json')) as { readonly cases: readonly { readonly id: string; readonly parts: readonly Part[] }[] };
  for (const { id, parts } of cases) yield [id, parts.map(expanded).join('')];
}

interface Part {
  readonly text?: string;
  readonly repeat?: string;
  readonly staircase?: string;
  readonly numbered?: string;
  readonly times?: number;
  readonly levels?: number;
}

function expanded(part: Part): string {
  const count = part.times ?? part.levels ?? 0;
  if (part.repeat !== undefined) return part.repeat.repeat(count);
  if (part.numbered !== undefined) return Array.from({ length: count }, (_, index) => part.numbered?.replaceAll('#', String(index))).join('');
  if (part.staircase !== undefined) return Array.from({ length: count }, (_, index) => `${' '.repeat(index)}${part.staircase}\n`).join('');
  return part.text ?? '';
}
