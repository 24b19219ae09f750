import type { Grant } from '../../inventory/calls/call.js';
import { grantsOf } from '../../inventory/calls/grants.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Reason } from '../../inventory/known.js';
import { enrollmentOf, type Mesh } from '../../inventory/mesh/mesh.js';
import type { Direction } from '../../inventory/network/network-policies.js';
import type { Workload } from '../../inventory/workload.js';
import { callerOf, grantsTo, isApiServer } from '../callers.js';
import type { Plain, PlainMap } from '../generator.js';
import { foreignSelector, podSelector } from '../pod-selector.js';

/** The rules that a workload needs in one direction, and the grants that no rule can say. */
export interface NetworkRules {
  readonly rules: readonly PlainMap[];
  readonly granted: readonly Grant[];
  readonly refused: readonly { readonly grant: Grant; readonly why: Reason }[];
}

/** One rule for each peer of a workload, with the ports of all grants between the two, in the order in which the grants were seen. */
export function rulesFor(inventory: Inventory, workload: Workload, direction: Direction, isAsked: (grant: Grant) => boolean): NetworkRules {
  const rules = new Map<string, { readonly peer: PlainMap | undefined; readonly ports: Map<string, PlainMap> }>();
  const granted: Grant[] = [];
  const refused: NetworkRules['refused'][number][] = [];
  for (const grant of grantsAt(inventory, workload, direction).filter(isAsked)) {
    const peer = peerOf(inventory, workload, grant, direction);
    if ('why' in peer) {
      refused.push({ grant, why: peer.why });
      continue;
    }
    granted.push(grant);
    const rule = rules.get(peer.key) ?? { peer: peer.peer, ports: new Map() };
    rules.set(peer.key, rule);
    for (const port of portsOf(inventory, grant)) rule.ports.set(JSON.stringify(port), port);
  }
  return { rules: [...rules.values()].map(({ peer, ports }) => toRule(direction, peer, [...ports.values()])), granted, refused };
}

/** The grants at one end of which a workload stands: where it is called, or where it calls. */
export function grantsAt(inventory: Inventory, workload: Workload, direction: Direction): readonly Grant[] {
  if (direction === 'ingress') return grantsTo(inventory, workload);
  return inventory.view(grantsOf).filter(({ from }) => callerOf(from)?.id === workload.id);
}

export type Peer = { readonly key: string; readonly peer: PlainMap | undefined } | { readonly why: Reason };

/** Namespace and pods in one peer: both must hold. Without a namespace in the files only pods of the policy's own namespace can be named. */
export function peerOf(inventory: Inventory, at: Workload, grant: Grant, direction: Direction): Peer {
  const other = direction === 'egress' ? grant.to.workload : callerOf(grant.from);
  if (other === undefined) return { key: '', peer: undefined };
  const host = other.podSpec.get('hostNetwork').boolean(false);
  if (!host.known) return { why: host.why };
  if (host.value) return { why: 'it is on the host network, where labels pick nothing' };
  const selector = podSelector(inventory, other);
  if ('why' in selector) return selector;
  const pods = { podSelector: other.resource.isContext ? foreignSelector(inventory, selector.labels) : { matchLabels: selector.labels } };
  if (other.namespace === '') return at.namespace === '' ? { key: JSON.stringify(pods), peer: pods } : { why: 'its namespace is not set' };
  const peer = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': other.namespace } }, ...pods };
  return { key: JSON.stringify(peer), peer };
}

/** The port of the tunnels of ambient mode. Source: Istio documentation, Ambient and Kubernetes NetworkPolicy. */
export const HBONE = 15008;

/**
 * The port to which the proxies of a mesh send what one pod calls at another, whatever the port is that is called; it carries TCP alone.
 * Sources: Istio documentation, Ambient and Kubernetes NetworkPolicy; Linkerd documentation, Common Errors, Network Policy.
 */
export const MESH_PORTS = new Map<Mesh, number>([
  ['ambient', HBONE],
  ['linkerd', 4143],
]);

function portsOf(inventory: Inventory, grant: Grant): readonly PlainMap[] {
  const { workload, port, protocol } = grant.to;
  const own = { protocol, port };
  const enrollment = enrollmentOf(inventory, workload);
  const shared = enrollment.state === 'in' ? MESH_PORTS.get(enrollment.mesh) : undefined;
  // The API server is in no mesh.
  return shared === undefined || protocol !== 'TCP' || isApiServer(grant) ? [own] : [own, { protocol: 'TCP', port: shared }];
}

export function toRule(direction: Direction, peer: PlainMap | undefined, ports: readonly Plain[]): PlainMap {
  const peers = peer === undefined ? {} : { [direction === 'ingress' ? 'from' : 'to']: [peer] };
  return { ...peers, ...(ports.length === 0 ? {} : { ports }) };
}
