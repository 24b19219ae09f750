import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** What one process used from its start to its end. */
export interface Usage {
  /** Seconds of the processor, user and system. */
  readonly cpu: number;
  /** Largest resident memory in MB. */
  readonly peak: number;
}

/** A process that was not done in time, or ended otherwise than it should. */
export class RunError extends Error {}

export interface Limits {
  /** Exit codes that are no failure. */
  readonly exits: readonly number[];
  /** Seconds of wall time after which it is stopped. */
  readonly patience: number;
  /** Where what it prints is kept. */
  readonly output: string;
  readonly folder: string;
}

/** Runs a program by `meter`, the small Go program that asks the system what a child used when it has ended. */
export function meteredUsage(meter: string, command: readonly string[], limits: Limits): Usage {
  const report = join(limits.folder, 'usage.json');
  return runToFile([meter, report, ...command], limits, report);
}

/** Runs a Node program, which says itself at its end what it used. */
export function nodeUsage(words: readonly string[], limits: Limits): Usage {
  const report = join(limits.folder, 'usage.json');
  return runToFile([process.execPath, '--import', resolve('scripts/bench/usage.mjs'), ...words], limits, report);
}

/** A run that must end well, in a minute. */
export function inFolder(folder: string): Limits {
  return { exits: [0], patience: 60, output: join(folder, 'output'), folder };
}

function runToFile([program = '', ...words]: readonly string[], { exits, patience, output }: Limits, report: string): Usage {
  const descriptor = openSync(output, 'w');
  try {
    const done = spawnSync(program, words, {
      env: { ...process.env, HEPTAD_USAGE: report },
      stdio: ['ignore', descriptor, 'pipe'],
      encoding: 'utf8',
      timeout: patience * 1000,
      killSignal: 'SIGTERM',
    });
    if (done.error !== undefined && 'code' in done.error && done.error.code === 'ETIMEDOUT') throw new RunError(`not done after ${patience} s`);
    if (done.status === null || !exits.includes(done.status)) throw new RunError(`ended with ${done.status ?? done.signal}: ${done.stderr.slice(0, 300)}`);
  } finally {
    closeSync(descriptor);
  }
  return JSON.parse(readFileSync(report, 'utf8')) as Usage;
}

/** The middle one; of an even number the higher of the two in the middle. */
export function median(numbers: readonly number[]): number {
  return [...numbers].sort((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
}
