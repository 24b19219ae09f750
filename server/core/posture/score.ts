import { PILLARS, type Pillar, STAGES, type Stage } from '../rules/rule.js';
import type { Counts } from './counts.js';
import { add, floor, type Rational, rational, subtract, sum, times, ZERO } from './rational.js';

/** What the stages weigh in the score of a pillar. A stage without an applicable rule weighs nothing, and the others share. */
export const STAGE_WEIGHTS: Readonly<Record<Stage, number>> = { initial: 50, advanced: 30, optimal: 20 };

export const LEVELS = ['not-judged', 'traditional', 'advanced', 'optimal'] as const;
/** The highest stage that is reached; below Advanced it is Traditional, and where nothing is judged it is lower still. */
export type Level = (typeof LEVELS)[number];

/** A score of 0 to 100. The whole numbers are rounded down; `measured` and `attested` add up to `score`. */
export interface Score {
  readonly score: number;
  /** With everything that is unknown taken as passed. */
  readonly ceiling: number;
  readonly measured: number;
  readonly attested: number;
  readonly exact: { readonly score: Rational; readonly attested: Rational; readonly ceiling: Rational };
}

/** The means over the applicable rules of a stage, of the shares of their subjects. */
export interface StagePosture {
  readonly stage: Stage;
  /** Applicable rules. */
  readonly rules: number;
  readonly passed: Rational;
  readonly attested: Rational;
  readonly unknown: Rational;
  /** Required rules of the stage with a failed subject, and those that have only unknown ones. */
  readonly failing: number;
  readonly open: number;
  readonly reached: boolean;
}

export interface PillarPosture extends Score {
  readonly pillar: Pillar;
  readonly level: Level;
  /** The stages that are reached, lowest first; none where nothing is judged. */
  readonly reached: readonly Stage[];
  readonly stages: readonly StagePosture[];
  /** Subjects, summed over the rules. */
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
}

/** Judges one pillar by the counts of its rules; those of other pillars are passed over. */
export function judgePillar(pillar: Pillar, counts: readonly Counts[]): PillarPosture {
  const rules = counts.filter((rule) => rule.pillar === pillar && total(rule) > 0);
  const stages = judgeStages(rules);
  const passed = rules.reduce((all, rule) => all + rule.passed, 0);
  const failed = rules.reduce((all, rule) => all + rule.failed, 0);
  const unknown = rules.reduce((all, rule) => all + rule.unknown, 0);
  const reached = passed + failed === 0 ? [] : stages.filter((stage) => stage.reached).map(({ stage }) => stage);
  const level = passed + failed === 0 ? 'not-judged' : levelOf(reached);
  const weighted = (of: (stage: StagePosture) => Rational): Rational =>
    weightedMean(stages.map((stage) => [stage.rules === 0 ? 0 : STAGE_WEIGHTS[stage.stage], of(stage)]));
  const score = ofHundred(
    weighted((stage) => stage.passed),
    weighted((stage) => stage.attested),
    weighted((stage) => stage.unknown),
  );
  return { pillar, level, reached, stages, passed, failed, unknown, ...score };
}

/** The plain mean of the seven pillars. One that is not judged counts 0, and its ceiling counts. */
export function overallScore(pillars: readonly PillarPosture[]): Score {
  return meanScore(pillars, () => 1);
}

/** The mean of the seven pillars with weights of the profile; a pillar without a weight weighs 1. Undefined where all weigh nothing. */
export function weightedScore(pillars: readonly PillarPosture[], weights: ReadonlyMap<Pillar, number>): Score | undefined {
  const weight = (pillar: Pillar): number => Math.round((weights.get(pillar) ?? 1) * 1000);
  return PILLARS.every((pillar) => weight(pillar) === 0) ? undefined : meanScore(pillars, weight);
}

/** The lowest level of the pillars. */
export function overallLevel(pillars: readonly PillarPosture[]): Level {
  return LEVELS.find((level) => pillars.some((pillar) => pillar.level === level)) ?? 'not-judged';
}

/** Below 0, 0 or above 0, as `one` is lower than, equal to or higher than `other`. */
export function compareLevels(one: Level, other: Level): number {
  return LEVELS.indexOf(one) - LEVELS.indexOf(other);
}

function judgeStages(rules: readonly Counts[]): readonly StagePosture[] {
  let below = true;
  return STAGES.map((stage) => {
    const mine = rules.filter((rule) => rule.stage === stage);
    const failing = mine.filter((rule) => rule.required && rule.failed > 0).length;
    const open = mine.filter((rule) => rule.required && rule.failed === 0 && rule.unknown > 0).length;
    below = below && failing === 0 && open === 0;
    const mean = (of: (rule: Counts) => number): Rational => (mine.length === 0 ? ZERO : times(sum(shares(mine, of)), rational(1, mine.length)));
    return {
      stage,
      rules: mine.length,
      passed: mean((rule) => rule.passed),
      attested: mean((rule) => rule.attested),
      unknown: mean((rule) => rule.unknown),
      failing,
      open,
      reached: below,
    };
  });
}

/** Rules of as many subjects are added up first: fractions with one denominator cost nothing. */
function shares(rules: readonly Counts[], of: (rule: Counts) => number): readonly Rational[] {
  const parts = new Map<number, number>();
  for (const rule of rules) parts.set(total(rule), (parts.get(total(rule)) ?? 0) + of(rule));
  return [...parts].map(([subjects, count]) => rational(count, subjects));
}

function total({ passed, failed, unknown }: Counts): number {
  return passed + failed + unknown;
}

function levelOf(reached: readonly Stage[]): Level {
  if (reached.includes('optimal')) return 'optimal';
  return reached.includes('advanced') ? 'advanced' : 'traditional';
}

function meanScore(pillars: readonly PillarPosture[], weight: (pillar: Pillar) => number): Score {
  const mean = (of: (pillar: PillarPosture) => Rational): Rational => weightedMean(pillars.map((pillar) => [weight(pillar.pillar), of(pillar)]));
  const score = mean(({ exact }) => exact.score);
  return rounded(
    score,
    mean(({ exact }) => exact.attested),
    mean(({ exact }) => exact.ceiling),
  );
}

function weightedMean(parts: readonly (readonly [number, Rational])[]): Rational {
  const weight = parts.reduce((all, [part]) => all + part, 0);
  return weight === 0 ? ZERO : times(sum(parts.map(([part, value]) => times(rational(part), value))), rational(1, weight));
}

function ofHundred(passed: Rational, attested: Rational, unknown: Rational): Score {
  const percent = (share: Rational): Rational => times(share, rational(100));
  return rounded(percent(passed), percent(attested), percent(add(passed, unknown)));
}

/** Rounding down: what is measured is never more than it is, so the rest of a point goes to what was attested. */
function rounded(score: Rational, attested: Rational, ceiling: Rational): Score {
  const whole = floor(score);
  const measured = floor(subtract(score, attested));
  return { score: whole, ceiling: floor(ceiling), measured, attested: whole - measured, exact: { score, attested, ceiling } };
}
