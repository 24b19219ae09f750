import { SELECTS_NOTHING } from '../inventory/mesh/mesh-problems.js';
import type { Problem } from '../syntax/place.js';
import type { TargetAnalysis } from './analysis.js';

/** What no rule says of the policies of all targets. A policy that several share selects nothing only when it does so in all of them. */
export function policyProblems(targets: readonly TargetAnalysis[]): readonly Problem[] {
  const all = targets.flatMap(({ problems }) => problems);
  const idle = all.filter(({ code }) => code === SELECTS_NOTHING);
  if (targets.length < 2 || idle.length === 0) return all;
  const said = countOf(idle.map(placeOf));
  const held = countOf(targets.flatMap(({ inventory }) => [...new Set(inventory.resources.map(({ member }) => member.document.id))]));
  return all.filter((problem) => problem.code !== SELECTS_NOTHING || said.get(placeOf(problem)) === held.get(problem.at?.doc ?? ''));
}

function placeOf({ at }: Problem): string {
  return `${at?.doc ?? ''} ${at?.span.start ?? ''}`;
}

function countOf(texts: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}
