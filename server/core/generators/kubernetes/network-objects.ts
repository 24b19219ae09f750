import type { Inventory } from '../../inventory/inventory.js';
import type { Direction } from '../../inventory/network/network-policies.js';
import type { Plain, PlainMap } from '../generator.js';
import { metadataOf } from '../own.js';

/** What the objects of one file have in common, and the target as it is without them. */
export interface Written {
  readonly inventory: Inventory;
  readonly namespace: string;
  readonly manifest: string;
  readonly direction: Direction;
  readonly controls: readonly string[];
}

/** A NetworkPolicy for the pods of a selector. Without rules it refuses everything in its direction. */
export function toPolicy({ namespace, manifest, direction, controls }: Written, name: string, podSelector: PlainMap, rules: readonly PlainMap[]): PlainMap {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(name, namespace, { manifest, controls }),
    spec: { podSelector, policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'], ...(rules.length === 0 ? {} : { [direction]: rules }) },
  };
}

/** A name that no other object of the kind has in the namespace. */
export function named({ inventory, namespace }: Pick<Written, 'inventory' | 'namespace'>, wanted: string, kind = 'networking.k8s.io/NetworkPolicy'): string {
  const taken = new Set(
    inventory
      .ofKind(kind)
      .filter((resource) => resource.namespace === namespace)
      .flatMap(({ name, writtenName }) => [name, writtenName]),
  );
  let name = wanted;
  for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
  return name;
}

/** Queries to the cluster's DNS. Sources: Kubernetes documentation, Debugging DNS Resolution, label k8s-app=kube-dns; Namespaces, label kubernetes.io/metadata.name. */
export function dnsRule(): PlainMap {
  const ports: Plain = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  return {
    to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } }, podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
    ports,
  };
}
