import { PILLARS, type Pillar, type Stage } from '../rules/rule.js';
import type { Place } from '../syntax/place.js';
import { failedSubjects, type RulePosture, withPassed } from './counts.js';
import type { ImpactLevel, Waiver } from './documents/kinds.js';
import { type Loosened, loosenedBy } from './loosened.js';
import type { Settings } from './profile.js';
import { compareLevels, judgePillar, type Level, type PillarPosture } from './score.js';
import type { TargetPosture } from './target.js';
import { applyWaivers, type Waived } from './waivers.js';

/** What the gate is asked for. It rests on the posture of the target and on waivers. */
export interface GateInput {
  /** Undefined: errors alone hold it back. */
  readonly impactLevel: ImpactLevel | undefined;
  readonly waivers: readonly Waiver[];
  readonly settings: Settings;
  /** Paths of files that could not be read. */
  readonly unread: readonly string[];
  readonly today: string;
}

/** A rule that holds the gate back. */
export interface Blocker {
  readonly rule: RulePosture;
  readonly pillar: Pillar;
  readonly stage: Stage;
  /** `failed`: something must be repaired. `unknown`: subjects could not be judged. `not-judged`: nothing of it is in sight. */
  readonly kind: 'failed' | 'unknown' | 'not-judged';
  /** `severity`: it is an error. `level`: its pillar is below Advanced without it. */
  readonly because: readonly ('severity' | 'level')[];
  /** Subjects; waived ones are failed. */
  readonly passed: number;
  readonly failed: number;
  readonly unknown: number;
  readonly waived: number;
  /** The first findings that are not waived, three at most. */
  readonly places: readonly Place[];
}

/** A pillar that an impact level asks more of. */
export interface LowPillar {
  readonly pillar: Pillar;
  readonly level: Level;
}

export interface GateResult {
  readonly target: string;
  readonly impactLevel: ImpactLevel | undefined;
  readonly passed: boolean;
  /** The seven pillars with what is waived taken as passed. */
  readonly pillars: readonly PillarPosture[];
  /** By pillar in the order of the DoD, then failed, unknown, not judged. */
  readonly blockers: readonly Blocker[];
  /** Pillars below Advanced, where the impact level asks for it. One that is not judged is among them. */
  readonly low: readonly LowPillar[];
  /** Pillars with a blocker or below Advanced: those that hold the gate back. */
  readonly holding: readonly Pillar[];
  readonly waived: Waived;
  /** What the same gate says without waivers, and which pillars stand lower then. */
  readonly withoutWaivers: { readonly passed: boolean; readonly blockers: number; readonly lower: readonly LowPillar[] };
  readonly loosened: readonly Loosened[];
}

/** Impact levels from which every pillar must be Advanced. That is a policy of Heptad: no document of the DoD ties impact levels to stages. */
const DEMANDING: ReadonlySet<ImpactLevel> = new Set(['IL4', 'IL5', 'IL6']);

const PLACES = 3;

/** Judges the gate of one target, with its waivers and without. */
export function gate(posture: TargetPosture, input: GateInput): GateResult {
  const waived = applyWaivers(posture.target, posture.rules, input.waivers, input.today);
  const rules = posture.rules.map((rule) => withPassed(rule, waived.subjects.get(rule.rule.id)?.size ?? 0));
  const pillars = waived.subjects.size === 0 ? posture.pillars : posture.pillars.map(({ pillar }) => judgePillar(pillar, rules));
  const demanding = input.impactLevel !== undefined && DEMANDING.has(input.impactLevel);
  const answer = answerOf(rules, pillars, demanding);
  const without = answerOf(posture.rules, posture.pillars, demanding);
  const unwaived = new Map(posture.rules.map((rule) => [rule.rule.id, rule]));
  return {
    target: posture.target,
    impactLevel: input.impactLevel,
    passed: answer.passed,
    pillars,
    blockers: answer.held.map((held) => blockerOf(held, unwaived.get(held.rule.rule.id) ?? held.rule, waived)),
    low: answer.low,
    holding: PILLARS.filter((pillar) => answer.held.some(({ rule }) => rule.pillar === pillar) || answer.low.some((low) => low.pillar === pillar)),
    waived,
    withoutWaivers: { passed: without.passed, blockers: without.held.length, lower: lowerPillars(posture.pillars, pillars) },
    loosened: loosenedBy(input.settings, posture.attestations, waived.uses, input.unread),
  };
}

interface Held {
  readonly rule: RulePosture;
  readonly kind: Blocker['kind'];
  readonly because: Blocker['because'];
}

interface Answer {
  readonly passed: boolean;
  readonly held: readonly Held[];
  readonly low: readonly LowPillar[];
}

function answerOf(rules: readonly RulePosture[], pillars: readonly PillarPosture[], demanding: boolean): Answer {
  const held = rules.flatMap((rule) => {
    const because = reasonsOf(rule, demanding);
    return because.length === 0 ? [] : [{ rule, kind: kindOf(rule), because }];
  });
  const low = demanding ? pillars.filter(({ level }) => compareLevels(level, 'advanced') < 0).map(({ pillar, level }) => ({ pillar, level })) : [];
  const place = ({ rule, kind }: Held): number => PILLARS.indexOf(rule.pillar) * KINDS.length + KINDS.indexOf(kind);
  return { passed: held.length === 0 && low.length === 0, held: held.sort((one, other) => place(one) - place(other)), low };
}

const KINDS: readonly Blocker['kind'][] = ['failed', 'unknown', 'not-judged'];

function reasonsOf(rule: RulePosture, demanding: boolean): Blocker['because'] {
  if (rule.failed + rule.unknown === 0) return [];
  const reasons: ('severity' | 'level')[] = [];
  if (rule.severity === 'error' && (demanding || !rule.unseen)) reasons.push('severity');
  if (demanding && rule.required && rule.stage !== 'optimal') reasons.push('level');
  return reasons;
}

function kindOf(rule: RulePosture): Blocker['kind'] {
  if (rule.failed > 0) return 'failed';
  return rule.unseen ? 'not-judged' : 'unknown';
}

function blockerOf({ kind, because }: Held, rule: RulePosture, waived: Waived): Blocker {
  const { pillar, stage, passed, failed, unknown } = rule;
  const exempt = waived.findings.get(rule.rule.id);
  const open = failedSubjects(rule).flatMap(({ findings }) => findings.filter(({ fingerprint }) => exempt?.has(fingerprint) !== true));
  const places = open.slice(0, PLACES).map(({ at }) => at);
  return { rule, pillar, stage, kind, because, passed, failed, unknown, waived: waived.subjects.get(rule.rule.id)?.size ?? 0, places };
}

function lowerPillars(without: readonly PillarPosture[], withWaivers: readonly PillarPosture[]): readonly LowPillar[] {
  return without.filter(({ level }, index) => compareLevels(level, withWaivers[index]?.level ?? level) < 0).map(({ pillar, level }) => ({ pillar, level }));
}
