import type { Inventory } from '../inventory/inventory.js';
import type { Generator } from './generator.js';
import { istio } from './istio/istio.js';
import { networkPolicy } from './kubernetes/network-policy.js';
import { podSecurityLabels } from './kubernetes/pod-security-labels.js';
import { kyverno, kyvernoClusterPolicy } from './kyverno/kyverno.js';

/** Every generator, in the order in which they are asked. */
export const generators: readonly Generator[] = [networkPolicy, podSecurityLabels, istio, kyverno, kyvernoClusterPolicy];

/** The generator that a fix names; undefined where no such one writes the intent. */
export function generatorFor(id: string, intent: string): Generator | undefined {
  return generators.find((generator) => generator.id === id && generator.enforces.includes(intent));
}

/** The generators that write an intent and suit a target. */
export function generatorsOf(intent: string, inventory: Inventory): readonly Generator[] {
  return generators.filter((generator) => generator.enforces.includes(intent) && generator.suits(inventory));
}

/** Ids of all generators that write an intent. */
export function writersOf(intent: string): readonly string[] {
  return generators.filter(({ enforces }) => enforces.includes(intent)).map(({ id }) => id);
}

/** Every intent that is written, in the order of the generators. */
export function intents(): readonly string[] {
  return [...new Set(generators.flatMap(({ enforces }) => enforces))];
}
