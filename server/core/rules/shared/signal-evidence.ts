import { matchesGlob } from '../../inventory/globs.js';
import type { Inventory } from '../../inventory/inventory.js';
import { type ClaimCondition, meshConditions, signOns } from '../../inventory/mesh/claims.js';
import { bad, type Evidence, good, unknown } from './evidence.js';

/**
 * Whether decisions read a signal that verified tokens carry.
 * @param claims globs on the claims that carry it.
 * @param refused values that say no: a condition that lets one of them in has read the signal and not used it.
 */
export function* signalEvidence(inventory: Inventory, claims: readonly string[], refused: readonly string[]): Iterable<Evidence> {
  const conditions = [...inventory.view(meshConditions), ...inventory.view(signOns).flatMap((signOn) => signOn.conditions)];
  for (const condition of conditions) {
    if (claims.some((glob) => matchesGlob(glob, condition.claim))) yield judge(condition, refused);
  }
}

function judge(condition: ClaimCondition, refused: readonly string[]): Evidence {
  const { resource, shown, claim, accepts, hidden } = condition;
  const wrong = accepts.find(({ text }) => refused.includes(text));
  if (wrong !== undefined) return bad(resource, wrong, `${shown} admits "${wrong.text}" in "${claim}"`);
  return hidden === undefined ? good(resource, condition) : unknown(resource, condition, hidden);
}
