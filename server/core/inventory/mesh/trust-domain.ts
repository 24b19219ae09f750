import type { Inventory } from '../inventory.js';
import { meshConfigMaps } from './istio.js';

/**
 * The trust domain in the identities of the mesh: what an IstioOperator or a MeshConfig says, else `cluster.local`, which in a policy stands for the mesh's
 * own trust domain whatever it is called. Source: Istio reference, MeshConfig.trustDomain; Istio documentation, Trust Domain Migration. `inventory.view(trustDomain)`.
 */
export function trustDomain(inventory: Inventory): string {
  const operators = inventory.ofKind('install.istio.io/IstioOperator').map((operator) => operator.spec.path('meshConfig', 'trustDomain').text());
  const maps = inventory.view(meshConfigMaps).map((config) => /^trustDomain:[ \t]*["']?([\w.-]+)/m.exec(config.root.path('data', 'mesh').text() ?? '')?.[1]);
  return [...operators, ...maps].find((name) => name !== undefined && NAME.test(name)) ?? 'cluster.local';
}

/** What stands in an identity is compared as a text in which a star means more: nothing but a name comes in. */
const NAME = /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/;
