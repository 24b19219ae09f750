import type { RulePosture } from './counts.js';
import type { PillarPosture } from './score.js';
import type { TargetPosture } from './target.js';

/** The four stages of CISA's Zero Trust Maturity Model 2.0, table 1; `Not judged` is ours. */
export type CisaStage = 'Not judged' | 'Traditional' | 'Initial' | 'Advanced' | 'Optimal';

/** A pillar by CISA's stages: there Initial is a stage of its own. */
export function cisaStage({ level, reached }: PillarPosture): CisaStage {
  if (level === 'not-judged') return 'Not judged';
  if (level === 'optimal') return 'Optimal';
  if (level === 'advanced') return 'Advanced';
  return reached.includes('initial') ? 'Initial' : 'Traditional';
}

/** What is known of an activity of the DoD: its id and the level that it belongs to. */
export interface DodActivity {
  readonly id: string;
  readonly level: 'Target' | 'Advanced';
}

export type Support = 'supported' | 'partly-supported' | 'not-supported' | 'not-assessable';

export interface ActivityPosture {
  readonly activity: DodActivity;
  readonly support: Support;
  /** The applicable rules that map to it. */
  readonly rules: readonly RulePosture[];
}

export interface DodView {
  readonly activities: readonly ActivityPosture[];
  readonly target: DodCount;
  readonly advanced: DodCount;
}

/** Never a statement that a level is achieved. */
export interface DodCount {
  readonly supported: number;
  readonly total: number;
  readonly assessable: number;
}

/**
 * The activities of the DoD in the light of a target. One is supported when applicable rules map to it and every subject of them passes, partly supported when some subject passes,
 * not supported when none does, and not assessable from the workspace when no applicable rule maps to it.
 */
export function dodView(posture: TargetPosture, activities: readonly DodActivity[]): DodView {
  const rules = new Map<string, RulePosture[]>();
  for (const rule of posture.rules) {
    if (rule.standing !== 'counted') continue;
    for (const { id } of rule.rule.activities) {
      const mapped = rules.get(id);
      if (mapped === undefined) rules.set(id, [rule]);
      else mapped.push(rule);
    }
  }
  const judged = activities.map((activity) => ({ activity, support: supportOf(rules.get(activity.id) ?? []), rules: rules.get(activity.id) ?? [] }));
  return { activities: judged, target: countOf(judged, 'Target'), advanced: countOf(judged, 'Advanced') };
}

function supportOf(rules: readonly RulePosture[]): Support {
  if (rules.length === 0) return 'not-assessable';
  if (rules.every(({ failed, unknown }) => failed + unknown === 0)) return 'supported';
  return rules.some(({ passed }) => passed > 0) ? 'partly-supported' : 'not-supported';
}

function countOf(activities: readonly ActivityPosture[], level: DodActivity['level']): DodCount {
  const mine = activities.filter(({ activity }) => activity.level === level);
  return {
    supported: mine.filter(({ support }) => support === 'supported').length,
    total: mine.length,
    assessable: mine.filter(({ support }) => support !== 'not-assessable').length,
  };
}
