import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { documentTexts, writeTexts } from './documents.js';
import { inFolder, median, meteredUsage, nodeUsage, RunError, type Usage } from './measure.js';
import { mixedTexts } from './mixed.js';
import { findPeers, type Peer } from './peers.js';

/** What all programs read: the same files. */
interface Input {
  readonly name: string;
  readonly documents: number;
  readonly folder: string;
  readonly files: readonly string[];
  /** How often each program is run. */
  readonly rounds: number;
}

/** All runs of one program over one input. */
interface Measured {
  readonly peer: Peer;
  readonly runs: readonly Usage[];
  readonly findings: number | undefined;
  /** Why there is no figure. */
  readonly failed?: string | undefined;
}

/** What Heptad used over one input. */
interface Own extends Usage {
  readonly documents: number;
}

/** A program that takes longer, in CPU seconds, is run once. */
const SLOW = 20;
/** Wall seconds after which a program is stopped. */
const PATIENCE = 600;
const MB = 1e6;
const AIMS = [
  { at: '4,000 documents', over: '@monokle', most: 1 / 10 },
  { at: '4,000 documents', over: 'kube-score', most: 2 },
  { at: '200 files', over: '@monokle', most: 1 / 5 },
  { at: '200 files', over: 'kube-score', most: 2 },
];

/**
 * Measures Heptad beside each peer, process start included, and prints CPU seconds, peak memory, findings and ratios.
 * Programs take turns, and a ratio is the median of the ratios of single turns: what else the machine does weighs on both.
 */
const found = findPeers();
const folder = mkdtempSync(join(tmpdir(), 'heptad-bench-'));
try {
  console.log(`Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'})`);
  console.log('@monokle/validation runs with the plugins of its default validator but kubernetes-schema, which loads schemas from the web.');
  for (const why of found.missing) console.log(`Not measured: ${why}`);
  measureStart();
  const [, few, many, large] = inputs().map(measureInput);
  if (few !== undefined && many !== undefined) aim('CPU of a document of 4,000 over one of 800', each(many) / each(few), 1.1);
  if (many !== undefined) aim('MB of peak memory at 4,000 documents', many.peak, 150);
  if (large !== undefined) aim('MB of peak memory at 20 MB', large.peak, 350);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function each({ cpu, documents }: Own): number {
  return cpu / documents;
}

function inputs(): readonly Input[] {
  const input = (name: string, texts: readonly string[], files: number, rounds = 3): Input => {
    const at = join(folder, name.replaceAll(/\W+/g, '-'));
    return { name, documents: texts.length, folder: at, files: writeTexts(at, texts, files), rounds };
  };
  const mixed = mixedTexts(20 * MB);
  return [
    input('200 files of 8 documents', documentTexts(1600), 200),
    input('800 documents in one file', documentTexts(800), 1),
    input('4,000 documents in one file', documentTexts(4000), 1),
    input(`20 MB: ${mixed.length.toLocaleString('en')} mixed documents in 100 files`, mixed, 100, 1),
  ];
}

/** What `heptad --version` costs over a bare Node. */
function measureStart(): void {
  const usage = (words: readonly string[]): Usage =>
    found.meter === undefined ? nodeUsage(words, inFolder(folder)) : meteredUsage(found.meter, [process.execPath, ...words], inFolder(folder));
  const turns = Array.from({ length: 15 }, () => {
    const bare = usage(['--eval', '0']);
    const heptad = usage([resolve('dist/heptad.mjs'), '--version']);
    return { bare: bare.cpu * 1000, over: (heptad.cpu - bare.cpu) * 1000 };
  });
  console.log(`\nstart: a bare Node takes ${median(turns.map(({ bare }) => bare)).toFixed(0)} ms CPU`);
  aim('ms CPU of heptad --version over it', median(turns.map(({ over }) => over)), 60);
}

function measureInput(input: Input): Own {
  console.log(`\n${input.name}`);
  const all = measureInTurns(input);
  for (const { peer, runs, findings, failed } of all) {
    const cpu = median(runs.map((run) => run.cpu));
    const peak = median(runs.map((run) => run.peak));
    const figures = `${cpu.toFixed(2).padStart(8)} s CPU ${peak.toFixed(0).padStart(6)} MB ${(findings?.toLocaleString('en') ?? '-').padStart(8)} findings`;
    console.log(`  ${peer.name.padEnd(34)} ${failed ?? `${figures}  ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`}`);
  }
  const [heptad, ...others] = all;
  for (const other of others) {
    if (heptad === undefined || other.failed !== undefined) continue;
    const ratios = other.runs.flatMap((run, turn) => (heptad.runs[turn] === undefined ? [] : [heptad.runs[turn].cpu / run.cpu]));
    aim(
      `CPU of Heptad over that of ${other.peer.name}`,
      median(ratios),
      AIMS.find(({ at, over }) => input.name.startsWith(at) && other.peer.name.startsWith(over))?.most,
    );
  }
  const runs = heptad?.runs ?? [];
  return { documents: input.documents, cpu: median(runs.map((run) => run.cpu)), peak: median(runs.map((run) => run.peak)) };
}

function measureInTurns(input: Input): readonly Measured[] {
  const runs = new Map<Peer, Usage[]>(found.peers.map((peer) => [peer, []]));
  const failed = new Map<Peer, string>();
  const findings = new Map<Peer, number | undefined>();
  for (let round = 0; round < input.rounds; round++) {
    for (const peer of found.peers) {
      const before = runs.get(peer) ?? [];
      if (failed.has(peer) || before.some(({ cpu }) => cpu > SLOW)) continue;
      const output = join(folder, 'output');
      try {
        before.push(usageOf(peer.command(input.files, input.folder), output));
        findings.set(peer, peer.findings(readFileSync(output, 'utf8')));
      } catch (thrown) {
        if (!(thrown instanceof RunError)) throw thrown;
        failed.set(peer, thrown.message);
      }
    }
  }
  return [...runs].map(([peer, list]) => ({ peer, runs: list, findings: findings.get(peer), failed: failed.get(peer) }));
}

function usageOf(command: readonly string[], output: string): Usage {
  const limits = { exits: [0, 1], patience: PATIENCE, output, folder };
  return found.meter === undefined ? nodeUsage(command.slice(1), limits) : meteredUsage(found.meter, command, limits);
}

function aim(what: string, value: number, most?: number): void {
  const said = most === undefined ? '' : `  aim: at most ${Number(most.toFixed(2))}, ${value <= most ? 'met' : 'NOT MET'}`;
  console.log(`  ${what}: ${value < 10 ? value.toFixed(3) : value.toFixed(0)}${said}`);
}
