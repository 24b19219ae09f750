import type { Inventory } from '../inventory/inventory.js';
import { OPTIONAL } from '../inventory/known.js';
import type { Member } from '../inventory/resource.js';
import type { Rule } from './rule.js';
import { type Judged, type RuleResult, runRule } from './run.js';

/** A chart with more switches than this is not tried with each of them: what they guard is then judged as installed with everything. */
const MAX_WORLDS = 16;

/**
 * The objects of a target that are sure to be there, once with no condition of a template met, and once for each workload with those met that it stands
 * under itself. Empty where no condition can take anything away.
 */
export function certainMembers(members: readonly Member[], inventory: Inventory): readonly (readonly Member[])[] {
  if (members.every(({ document }) => document.conditions.length === 0)) return [];
  const sets = new Map<string, ReadonlySet<string>>([['', new Set()]]);
  for (const { resource } of inventory.workloads()) {
    const { conditions } = resource.member.document;
    if (sets.size < MAX_WORLDS) sets.set(conditions.join('\n'), new Set(conditions));
  }
  const worlds = [...sets.values()].map((met) => members.filter(({ document }) => document.conditions.every((condition) => met.has(condition))));
  return worlds.filter((world) => world.length < members.length);
}

/** Runs a rule over all objects of a target and, where it looks beyond a subject's own document, over those that are sure to be there. */
export function* runCertain(
  rule: Rule,
  inventory: Inventory,
  certain: readonly Inventory[],
  options: Readonly<Record<string, readonly string[]>>,
): Generator<undefined, RuleResult> {
  const all = yield* runRule(rule, inventory, options);
  if (rule.judgedBy !== 'files' || rule.scope !== 'target' || !all.judged.some(({ state }) => state === 'passed')) return all;
  const others: RuleResult[] = [];
  for (const world of certain) others.push(yield* runRule(rule, world, options));
  return asCertain(all, others);
}

/** A subject that passes only with the help of others is not known to pass. What fails stays: it fails wherever all is installed. */
function asCertain(all: RuleResult, others: readonly RuleResult[]): RuleResult {
  const unsure = new Set(others.flatMap(({ judged }) => judged.filter(({ state }) => state !== 'passed').map(({ subject }) => subject.id)));
  const judged = all.judged.map((one): Judged => (one.state === 'passed' && unsure.has(one.subject.id) ? { ...one, state: 'unknown', reason: OPTIONAL } : one));
  const error = all.error ?? others.map((result) => result.error).find((found) => found !== undefined);
  return error === undefined ? { rule: all.rule, judged } : { rule: all.rule, judged, error };
}
