import type { Inventory } from '../../inventory/inventory.js';
import type { Direction } from '../../inventory/network/network-policies.js';
import type { Plain, PlainMap } from '../generator.js';
import { named } from '../named.js';
import { metadataOf } from '../own.js';
import { foreignSelector } from '../pod-selector.js';

/** What the objects of one file have in common, and the target as it is without them. */
export interface Written {
  readonly inventory: Inventory;
  readonly namespace: string;
  readonly manifest: string;
  readonly direction: Direction;
  readonly controls: readonly string[];
  readonly objects: PlainMap[];
}

const KIND = 'networking.k8s.io/NetworkPolicy';

/** Adds a NetworkPolicy for the pods of a selector. Without rules it refuses everything in its direction. */
export function addPolicy(
  { inventory, namespace, manifest, direction, controls, objects }: Written,
  wanted: string,
  podSelector: PlainMap,
  rules: readonly PlainMap[],
): void {
  const name = named(inventory, KIND, namespace, wanted, objects);
  objects.push({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadataOf(name, namespace, { manifest, controls }),
    spec: { podSelector, policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'], ...(rules.length === 0 ? {} : { [direction]: rules }) },
  });
}

/** Queries to the cluster's DNS. Sources: Kubernetes documentation, Debugging DNS Resolution, label k8s-app=kube-dns; Namespaces, label kubernetes.io/metadata.name. */
export function dnsRule(inventory: Inventory): PlainMap {
  const ports: Plain = [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ];
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
        podSelector: foreignSelector(inventory, { 'k8s-app': 'kube-dns' }),
      },
    ],
    ports,
  };
}
