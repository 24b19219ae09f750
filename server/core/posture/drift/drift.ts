import { PILLARS, type Pillar } from '../../rules/rule.js';
import type { BaselineFacts } from '../documents/kinds.js';
import type { GateResult } from '../gate.js';
import { type Rational, subtract, ZERO } from '../rational.js';
import type { TargetPosture } from '../target.js';
import { CAUSES, type Cause, type Change, compareRule } from './compare.js';
import { compareText } from './snapshot.js';

/** How a target stands against its baseline. */
export interface Drift {
  readonly baseline: BaselineFacts;
  /** By what the ratchet does not let pass, then cause, rule and subject. Every subject that changed is there once. */
  readonly changes: readonly Change[];
  readonly counts: ReadonlyMap<Cause, number>;
  /** What the ratchet does not let pass. */
  readonly worse: readonly Change[];
  /** The score of now less that of the baseline, exactly; above 0 where it rose. */
  readonly score: Rational;
  readonly pillars: ReadonlyMap<Pillar, Rational>;
  /** By rule and fingerprint, the findings that the baseline does not have and that are somebody's doing: `since.get(rule)?.get(fingerprint)`. */
  readonly since: ReadonlyMap<string, ReadonlyMap<string, 'broken' | 'new'>>;
}

/** Compares a posture with a baseline of the same target. */
export function driftOf(baseline: BaselineFacts, posture: TargetPosture, { waived }: Pick<GateResult, 'waived'>): Drift {
  const now = new Map(posture.rules.map((rule) => [rule.rule.id, rule]));
  const ids = [...new Set([...baseline.rules.keys(), ...now.keys()])].sort(compareText);
  const changes = ids.flatMap((id) => compareRule(id, baseline, now.get(id), waived.uses)).sort(compareChanges);
  const counts = new Map<Cause, number>();
  for (const { cause } of changes) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return {
    baseline,
    changes,
    counts,
    worse: changes.filter(({ worse }) => worse),
    score: subtract(posture.score.exact.score, baseline.standing.exact),
    pillars: new Map(
      PILLARS.map((pillar) => {
        const score = posture.pillars.find((one) => one.pillar === pillar)?.exact.score ?? ZERO;
        return [pillar, subtract(score, baseline.pillars.get(pillar)?.exact ?? ZERO)];
      }),
    ),
    since: sinceOf(changes),
  };
}

function compareChanges(one: Change, other: Change): number {
  return (
    Number(other.worse) - Number(one.worse) ||
    CAUSES.indexOf(one.cause) - CAUSES.indexOf(other.cause) ||
    compareText(one.rule, other.rule) ||
    compareText(one.subject, other.subject)
  );
}

function sinceOf(changes: readonly Change[]): Drift['since'] {
  const since = new Map<string, Map<string, 'broken' | 'new'>>();
  for (const { worse, cause, rule, findings } of changes) {
    if (!worse) continue;
    const mine = since.get(rule) ?? new Map<string, 'broken' | 'new'>();
    since.set(rule, mine);
    for (const fingerprint of findings) mine.set(fingerprint, cause === 'broken' ? 'broken' : 'new');
  }
  return since;
}
