import type { Grant } from '../../inventory/calls/call.js';
import { grantsOf } from '../../inventory/calls/grants.js';
import type { Inventory } from '../../inventory/inventory.js';
import type { Waypoint } from '../../inventory/mesh/waypoints.js';
import type { Direction } from '../../inventory/network/network-policies.js';
import { waypointBefore } from '../../inventory/traffic/waypoint-before.js';
import type { Workload } from '../../inventory/workload.js';
import { callerOf } from '../callers.js';
import type { PlainMap } from '../generator.js';
import { foreignSelector } from '../pod-selector.js';
import { slugOf } from '../slug.js';
import { istiodRule, meshOf } from './network-mesh.js';
import { addPolicy, type Written } from './network-objects.js';
import { HBONE, peerOf, toRule } from './network-rules.js';

/**
 * In ambient mode a call to a workload behind a waypoint is two connections, of which a NetworkPolicy sees each: from the caller to the pods of the waypoint,
 * and from those to the workload, both to the port of the mesh. Sources: Istio documentation, Configure waypoint proxies; Ambient and Kubernetes NetworkPolicy.
 */
export function waypointRules(inventory: Inventory, granted: readonly Grant[], direction: Direction): readonly PlainMap[] {
  const waypoints = new Map<string, Waypoint>();
  for (const grant of granted) {
    const waypoint = waypointOf(inventory, grant);
    if (waypoint !== undefined) waypoints.set(`${waypoint.namespace}/${waypoint.name}`, waypoint);
  }
  return [...waypoints.values()].map((waypoint) => toRule(direction, podsOf(inventory, waypoint), [PORT]));
}

const PORT = { protocol: 'TCP', port: HBONE };

/** The waypoint between the ends of a grant. The API server and others outside of the mesh go past it. */
function waypointOf(inventory: Inventory, { from, to }: Grant): Waypoint | undefined {
  const caller = callerOf(from);
  if (to.protocol !== 'TCP' || caller === undefined || meshOf(inventory, to.workload) !== 'ambient' || meshOf(inventory, caller) === undefined)
    return undefined;
  const waypoint = waypointBefore(inventory, to.workload);
  return waypoint === undefined || 'unknown' in waypoint ? undefined : waypoint;
}

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Istio runs the pods of a waypoint. Source: Gateway API, GEP-1762, In Cluster Gateway Deployments. */
function podsOf(inventory: Inventory, { name, namespace }: Waypoint): PlainMap {
  const pods = { podSelector: foreignSelector(inventory, { [GATEWAY_NAME]: name }) };
  return namespace === '' ? pods : { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } }, ...pods };
}

/** The pods of waypoints are cut off by the default deny of their namespace as all others are: they keep the calls that go through them, and their control plane. */
export function addWaypoints(written: Written, workloads: readonly Workload[]): void {
  const { inventory, namespace, direction } = written;
  const [at] = workloads;
  const through = new Map<string, { readonly waypoint: Waypoint; readonly grants: Grant[] }>();
  for (const grant of inventory.view(grantsOf)) {
    const waypoint = waypointOf(inventory, grant);
    if (waypoint === undefined || waypoint.namespace !== namespace) continue;
    const found = through.get(waypoint.name) ?? { waypoint, grants: [] };
    found.grants.push(grant);
    through.set(waypoint.name, found);
  }
  for (const { waypoint, grants } of through.values()) {
    const peers = new Map<string, PlainMap>();
    for (const grant of grants) {
      const peer = at === undefined ? undefined : peerOf(inventory, at, grant, direction);
      if (peer !== undefined && 'key' in peer && peer.peer !== undefined) peers.set(peer.key, peer.peer);
    }
    const rules = [...peers.values()].map((peer) => toRule(direction, peer, [PORT]));
    const selector = foreignSelector(inventory, { [GATEWAY_NAME]: waypoint.name });
    const controlled = direction === 'egress' ? [istiodRule(inventory)] : [];
    addPolicy(written, `allow-${direction === 'ingress' ? 'to' : 'from'}-waypoint-${slugOf(waypoint.name)}`, selector, [...rules, ...controlled]);
  }
}
