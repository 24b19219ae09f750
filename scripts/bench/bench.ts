import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentTexts } from './documents.js';
import { POLICY_SHAPES, policyTexts } from './policies.js';

/**
 * CPU seconds and peak memory of `heptad score` over generated workspaces, process start included: the median of several runs.
 * Growth is what a document costs in the larger text over what it costs in the smaller one, process start taken off both: near 4 for a fourfold text it is quadratic.
 */
interface Case {
  readonly name: string;
  readonly texts: readonly string[];
  readonly files: number;
}

interface Usage {
  readonly cpu: number;
  readonly peak: number;
}

const RUNS = 5;
const FEWER_RUNS = 3;

const folder = mkdtempSync(join(tmpdir(), 'heptad-bench-'));
try {
  const start = measured({ name: 'start: one document', texts: documentTexts(1), files: 1 }, RUNS);
  measured({ name: '200 files of 8 documents', texts: documentTexts(1600), files: 200 }, RUNS);
  compare('documents in one file', documentTexts, 800, 4000, RUNS, start);
  for (const [name, shape] of POLICY_SHAPES) compare(`${name}, as many namespaces`, (count) => policyTexts(shape, count), 500, 2000, FEWER_RUNS, start);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Measures a small and a large text of one kind, and prints what an item of the large one costs over an item of the small one. */
function compare(name: string, textsOf: (count: number) => readonly string[], small: number, large: number, runs: number, start: Usage): void {
  const [few, many] = [small, large].map((count) => ({
    count,
    ...measured({ name: `${count.toLocaleString('en')} ${name}`, texts: textsOf(count), files: 1 }, runs),
  }));
  if (few === undefined || many === undefined) return;
  const each = ({ cpu, count }: Usage & { readonly count: number }): number => (cpu - start.cpu) / count;
  console.log(`  growth: each of the ${large.toLocaleString('en')} costs ${(each(many) / each(few)).toFixed(2)} times as much`);
}

function measured({ name, texts, files }: Case, count: number): Usage {
  const workspace = mkdtempSync(join(folder, 'case-'));
  const each = Math.ceil(texts.length / files);
  mkdirSync(join(workspace, 'manifests'));
  for (let file = 0; file < files; file++)
    writeFileSync(join(workspace, 'manifests', `file-${file}.yaml`), texts.slice(file * each, (file + 1) * each).join('---\n'));
  const runs = Array.from({ length: count }, () => run(workspace));
  const usage = { cpu: median(runs.map(({ cpu }) => cpu)), peak: median(runs.map(({ peak }) => peak)) };
  console.log(`${name.padEnd(60)} ${usage.cpu.toFixed(2).padStart(6)} s CPU ${usage.peak.toFixed(0).padStart(6)} MB peak`);
  return usage;
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
