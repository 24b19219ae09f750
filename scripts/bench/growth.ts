import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { documentTexts, writeTexts } from './documents.js';
import { inFolder, median, nodeUsage, type Usage } from './measure.js';
import { POLICY_SHAPES, policyTexts } from './policies.js';

/**
 * `npm run bench -- --growth`: CPU seconds and peak memory of `heptad score` over generated workspaces, process start included: the median of several runs.
 * Growth is what a document costs in the larger text over what it costs in the smaller one, process start taken off both: near 4 for a fourfold text it is quadratic.
 */
interface Case {
  readonly name: string;
  readonly texts: readonly string[];
  readonly files: number;
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
  writeTexts(join(workspace, 'manifests'), texts, files);
  const runs = Array.from({ length: count }, () => nodeUsage(['dist/heptad.mjs', 'score', workspace], inFolder(folder)));
  const usage = { cpu: median(runs.map(({ cpu }) => cpu)), peak: median(runs.map(({ peak }) => peak)) };
  console.log(`${name.padEnd(60)} ${usage.cpu.toFixed(2).padStart(6)} s CPU ${usage.peak.toFixed(0).padStart(6)} MB peak`);
  return usage;
}
