import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentTexts } from './documents.js';

/**
 * CPU seconds and peak memory of `heptad score` over generated workspaces, process start included: the median of several runs.
 * Growth is what a document costs in the larger text over what it costs in the smaller one, process start taken off both: above 1 it grows faster than the number of documents.
 */
interface Case {
  readonly name: string;
  readonly documents: number;
  readonly files: number;
}

interface Usage {
  readonly cpu: number;
  readonly peak: number;
}

const RUNS = 5;
const CASES: readonly Case[] = [
  { name: 'start: one document', documents: 1, files: 1 },
  { name: '200 files of 8 documents', documents: 1600, files: 200 },
  { name: '800 documents in one file', documents: 800, files: 1 },
  { name: '4,000 documents in one file', documents: 4000, files: 1 },
];

const folder = mkdtempSync(join(tmpdir(), 'heptad-bench-'));
try {
  const measured = CASES.map((example) => ({ ...example, ...measure(example) }));
  for (const { name, cpu, peak } of measured) console.log(`${name.padEnd(30)} ${cpu.toFixed(2).padStart(6)} s CPU ${peak.toFixed(0).padStart(6)} MB peak`);
  const [start, , small, large] = measured;
  if (start !== undefined && small !== undefined && large !== undefined) {
    const each = (usage: Usage & Case): number => (usage.cpu - start.cpu) / usage.documents;
    console.log(`growth from 800 to 4,000 documents: a document costs ${(each(large) / each(small)).toFixed(2)} times as much`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure({ documents, files }: Case): Usage {
  const workspace = mkdtempSync(join(folder, 'case-'));
  const texts = documentTexts(documents);
  const each = Math.ceil(texts.length / files);
  mkdirSync(join(workspace, 'manifests'));
  for (let file = 0; file < files; file++)
    writeFileSync(join(workspace, 'manifests', `file-${file}.yaml`), texts.slice(file * each, (file + 1) * each).join('---\n'));
  const runs = Array.from({ length: RUNS }, () => run(workspace));
  return { cpu: median(runs.map(({ cpu }) => cpu)), peak: median(runs.map(({ peak }) => peak)) };
}

function run(workspace: string): Usage {
  const report = join(folder, 'usage.json');
  const done = spawnSync(process.execPath, ['--import', './scripts/bench/usage.mjs', 'dist/heptad.mjs', 'score', workspace], {
    env: { ...process.env, HEPTAD_USAGE: report },
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`heptad score ended with ${done.status}: ${done.stderr}`);
  return JSON.parse(readFileSync(report, 'utf8')) as Usage;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
