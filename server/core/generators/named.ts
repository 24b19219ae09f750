import type { Inventory } from '../inventory/inventory.js';
import type { PlainMap } from './generator.js';

/** A name that no other object of the kind has in the namespace, neither in the target nor among those that are being written. */
export function named(inventory: Inventory, kind: string, namespace: string, wanted: string, beside: readonly PlainMap[]): string {
  const taken = new Set(
    inventory
      .ofKind(kind)
      .filter((resource) => resource.namespace === namespace)
      .flatMap(({ name, writtenName }) => [name, writtenName]),
  );
  for (const { metadata } of beside) if (typeof metadata === 'object' && metadata !== null && 'name' in metadata) taken.add(String(metadata.name));
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  return name;
}
