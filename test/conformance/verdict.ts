import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { generators } from '../../server/core/generators/index.js';
import { manifestText } from '../../server/core/generators/yaml.js';
import { podSecurityDryRun } from '../../server/core/posture/generation/pod-security.js';
import { rules } from '../../server/core/rules/index.js';
import { filesOf, inventoryOf } from '../harness/rules.js';
import type { Case, Engine, Sample } from './case.js';

/** What an engine said of the output of a case. */
export interface Verdict {
  readonly case: string;
  readonly engine: Engine;
  /** What it had against the output; empty where it accepted it. */
  readonly complaints: readonly string[];
  /** For each sample and change by its name: `admitted`, `left alone`, or `refused: ` and the words. Empty for an engine that judges no samples. */
  readonly samples: Readonly<Record<string, string>>;
}

/** All verdicts by their keys, and the version of each engine that gave them. */
export interface Golden {
  readonly versions: Readonly<Partial<Record<Engine, string>>>;
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

export const GOLDEN = 'test/conformance/verdicts.json';

/** The verdicts of the repository. */
export function readGolden(): Golden {
  return JSON.parse(readFileSync(GOLDEN, 'utf8')) as Golden;
}

/** The text that the generator of a case writes: all its files, one after the other. */
export function outputOf(one: Case): string {
  const generator = generators.find(({ id }) => id === one.generator);
  if (generator === undefined) throw new Error(`no generator "${one.generator}"`);
  const policy = { intent: one.intent, subject: one.subject ?? '', with: one.with };
  const inventory = inventoryOf(filesOf({ source: one.target }));
  const { manifests } = generator.generate(policy, inventory, { mode: one.mode, rolloutUntil: '2026-12-24', podSecurity: podSecurityDryRun(rules, inventory) });
  if (manifests.length === 0) throw new Error(`"${one.name}" writes nothing`);
  return manifests.map(manifestText).join('---\n');
}

/** The key of a verdict: a digest of everything that the engine saw, of the engine and of its version. */
export function keyOf(one: Case, engine: Engine, version: string): string {
  const { refused, admitted, changes, target } = one;
  const input = { output: outputOf(one), target, samples: [...refused, ...admitted].map(({ name, text }) => ({ name, text })), changes: changes ?? [] };
  return createHash('sha256')
    .update(JSON.stringify([engine, version, input]))
    .digest('hex');
}

/** What of a verdict is not as the case has it; empty where all is. */
export function wrongIn({ complaints, samples, engine }: Verdict, one: Case): readonly string[] {
  const changes = engine === 'Kyverno in a cluster' ? (one.changes ?? []) : [];
  const judged: readonly (Sample & { readonly says?: string | undefined })[] = judgesSamples(engine, one) ? [...one.refused, ...one.admitted, ...changes] : [];
  const wrong = judged.filter((sample) => !isAsWanted(samples[sample.name] ?? '', sample, engine, one));
  return [...complaints.map((complaint) => `output: ${complaint}`), ...wrong.map(({ name }) => `${name}: ${samples[name] ?? 'no verdict'}`)];
}

/** In audit mode what is bad is admitted, and a report says so. */
function isAsWanted(verdict: string, sample: Sample & { readonly says?: string | undefined }, engine: Engine, { mode }: Case): boolean {
  if (sample.says === undefined) return verdict === (sample.leftAlone === true && engine === 'kyverno apply' ? 'left alone' : 'admitted');
  const reported = mode === 'audit' && engine === 'Kyverno in a cluster';
  return verdict.startsWith(reported ? 'admitted, and reported: ' : 'refused: ') && verdict.includes(sample.says);
}

/** Whether an engine judges the samples of a case beside its output. The API server by itself knows Pod Security, and no other policy of ours. */
export function judgesSamples(engine: Engine, { intent }: Case): boolean {
  return engine === 'kyverno apply' || engine === 'Kyverno in a cluster' || (engine === 'kube-apiserver' && intent === 'pod-security');
}
