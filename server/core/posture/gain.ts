import type { Pillar } from '../rules/rule.js';
import type { Judged } from '../rules/run.js';
import { failedSubjects, type RulePosture, withPassed } from './counts.js';
import { type Rational, subtract, ZERO } from './rational.js';
import type { PillarPosture } from './score.js';
import { sumUp, type TargetPosture } from './target.js';

/** A finding that is thought away. */
export interface Gone {
  readonly rule: string;
  readonly fingerprint: string;
}

/** What the scores gain when findings are gone. */
export interface Gain {
  readonly score: Rational;
  /** Only pillars that gain. */
  readonly pillars: ReadonlyMap<Pillar, Rational>;
}

/** Judges a target again with findings gone: a failed subject passes when all its findings are. Weights of the profile are those of the second score. */
export function postureWithout(posture: TargetPosture, gone: readonly Gone[], weights?: ReadonlyMap<Pillar, number>): TargetPosture {
  return repaired(posture, new Repairs(posture).count(gone), weights);
}

/**
 * The gain of a group of findings, computed by judging again, never by adding up. It keeps what it has computed for the life of a posture:
 * a report asks for the gain of each finding and of each group.
 */
export class Gains {
  private readonly repairs: Repairs;
  private readonly known = new Map<string, Gain>();

  constructor(private readonly posture: TargetPosture) {
    this.repairs = new Repairs(posture);
  }

  of(gone: readonly Gone[]): Gain {
    const counts = this.repairs.count(gone);
    const key = [...counts].map(([rule, count]) => `${rule} ${count}`).join();
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const gain = gainOf(this.posture, repaired(this.posture, counts, undefined));
    this.known.set(key, gain);
    return gain;
  }
}

/** By rule, its failed subjects by the fingerprints of their findings. */
class Repairs {
  private readonly rules = new Map<string, ReadonlyMap<string, Judged>>();

  constructor(private readonly posture: TargetPosture) {}

  /** How many subjects of each rule pass when findings are gone; rules of which none does are left out. */
  count(gone: readonly Gone[]): ReadonlyMap<string, number> {
    const left = new Map<Judged, Set<string>>();
    const counts = new Map<string, number>();
    for (const { rule, fingerprint } of gone) {
      const judged = this.index(rule).get(fingerprint);
      if (judged === undefined) continue;
      const open = left.get(judged) ?? new Set(judged.findings.map((finding) => finding.fingerprint));
      left.set(judged, open);
      if (open.delete(fingerprint) && open.size === 0) counts.set(rule, (counts.get(rule) ?? 0) + 1);
    }
    return counts;
  }

  private index(id: string): ReadonlyMap<string, Judged> {
    const known = this.rules.get(id);
    if (known !== undefined) return known;
    const rule = this.posture.rules.find((one) => one.rule.id === id);
    const index = new Map(
      rule === undefined ? [] : failedSubjects(rule).flatMap((judged) => judged.findings.map(({ fingerprint }) => [fingerprint, judged] as const)),
    );
    this.rules.set(id, index);
    return index;
  }
}

function repaired(posture: TargetPosture, counts: ReadonlyMap<string, number>, weights: ReadonlyMap<Pillar, number> | undefined): TargetPosture {
  const rules = posture.rules.map((rule) => withPassed(rule, counts.get(rule.rule.id) ?? 0));
  const touched = new Set(rules.filter((rule, index) => rule !== posture.rules[index]).map((rule: RulePosture) => rule.pillar));
  const same = new Map<Pillar, PillarPosture>();
  for (const pillar of posture.pillars) if (!touched.has(pillar.pillar)) same.set(pillar.pillar, pillar);
  return { ...posture, rules, ...sumUp(rules, weights, same) };
}

function gainOf(before: TargetPosture, after: TargetPosture): Gain {
  const pillars = new Map<Pillar, Rational>();
  for (const [index, pillar] of after.pillars.entries()) {
    const gain = subtract(pillar.exact.score, before.pillars[index]?.exact.score ?? ZERO);
    if (gain.n !== 0n) pillars.set(pillar.pillar, gain);
  }
  return { score: subtract(after.score.exact.score, before.score.exact.score), pillars };
}
