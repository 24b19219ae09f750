import type { Inventory } from '../inventory.js';
import { rootNamespace } from '../mesh/istio.js';
import { parseImage } from '../pods/images.js';
import { SYSTEM_NAMESPACES } from './webhooks.js';

/**
 * Namespaces without which no cluster, no engine of policies and no mesh runs: a policy leaves them out for good. That of Kyverno is known by its image.
 * `inventory.view(untouchedNamespaces)`.
 */
export function untouchedNamespaces(inventory: Inventory): readonly string[] {
  const engines = inventory
    .allWorkloads()
    .filter(({ containers }) => containers.some(({ image }) => image.known && isKyverno(image.value ?? '')))
    .map(({ namespace }) => namespace)
    .filter((name) => name !== '');
  return [...new Set([...SYSTEM_NAMESPACES, 'kyverno', ...engines, inventory.view(rootNamespace)])].sort();
}

function isKyverno(image: string): boolean {
  return /(^|\/)kyverno\/kyverno$/.test(parseImage(image)?.repository ?? '');
}
