import { PILLARS, type Pillar } from '../rules/rule.js';
import type { RuleResult } from '../rules/run.js';
import { type AttestationUse, attestationsFor } from './attestations.js';
import { countRule, type RulePosture } from './counts.js';
import type { Attestation } from './documents/kinds.js';
import type { Settings } from './profile.js';
import { compare } from './rational.js';
import { compareLevels, judgePillar, type Level, overallLevel, overallScore, type PillarPosture, type Score, weightedScore } from './score.js';

/** How one target stands: what every surface shows of it. Waivers are not in it: they move the gate only. */
export interface TargetPosture {
  readonly target: string;
  /** The edition that it was judged by. */
  readonly edition: string;
  readonly hasWorkloads: boolean;
  readonly score: Score;
  /** The second number, with the weights of the profile; undefined without weights. */
  readonly weighted: Score | undefined;
  /** The lowest level of the pillars. */
  readonly level: Level;
  /** The seven, in the order of the DoD. */
  readonly pillars: readonly PillarPosture[];
  /** In the order of the results. */
  readonly rules: readonly RulePosture[];
  /** The attestations that speak of the target. */
  readonly attestations: readonly AttestationUse[];
}

export interface TargetInput {
  readonly target: string;
  readonly results: readonly RuleResult[];
  readonly attestations: readonly Attestation[];
  readonly settings: Pick<Settings, 'edition' | 'severities' | 'weights'>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  readonly hasWorkloads: boolean;
}

/** Scores a target by the results of all rules. */
export function scoreTarget({ target, results, attestations, settings, today, hasWorkloads }: TargetInput): TargetPosture {
  const speaking = attestationsFor(target, attestations, today);
  const rules = results.map((result) => countRule(result, { edition: settings.edition, severities: settings.severities, attestations: speaking }));
  const uses = speaking.map((use) => ({ ...use, settles: use.validity === 'valid' ? settledBy(use.attestation, rules) : [] }));
  return { target, edition: settings.edition, hasWorkloads, rules, attestations: uses, ...sumUp(rules, settings.weights) };
}

/** Score and levels of the seven pillars from the counts of the rules. Pillars that `known` has are taken over. */
export function sumUp(
  rules: readonly RulePosture[],
  weights: ReadonlyMap<Pillar, number> | undefined,
  known: ReadonlyMap<Pillar, PillarPosture> = new Map(),
): Pick<TargetPosture, 'score' | 'weighted' | 'level' | 'pillars'> {
  const pillars = PILLARS.map((pillar) => known.get(pillar) ?? judgePillar(pillar, rules));
  return { pillars, score: overallScore(pillars), level: overallLevel(pillars), weighted: weights === undefined ? undefined : weightedScore(pillars, weights) };
}

/** The target that stands lowest: by level, then score. Targets without a workload count only where none has one. */
export function lowestTarget(targets: readonly TargetPosture[]): TargetPosture | undefined {
  const working = targets.filter(({ hasWorkloads }) => hasWorkloads);
  return [...(working.length > 0 ? working : targets)].sort(
    (one, other) => compareLevels(one.level, other.level) || compare(one.score.exact.score, other.score.exact.score),
  )[0];
}

/** Two valid attestations of one rule, the old and the renewed one, both settle it. */
function settledBy(attestation: Attestation, rules: readonly RulePosture[]): readonly string[] {
  return rules.filter((rule) => rule.attested > 0 && attestation.rules.some(({ value }) => value === rule.rule.id)).map(({ rule }) => rule.id);
}
