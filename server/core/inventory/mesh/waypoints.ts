import type { Inventory } from '../inventory.js';
import type { Labels, Resource } from '../resource.js';
import type { Match } from '../selectors.js';
import { rootNamespace, targetRefs } from './istio.js';

/** The Gateway that reads requests in ambient mode. */
export interface Waypoint {
  readonly name: string;
  readonly namespace: string;
}

const USE = 'istio.io/use-waypoint';

/** The class of waypoints: a policy of the root namespace may be for all of them. */
export const WAYPOINT_CLASS = 'istio-waypoint';

/**
 * The waypoint that the first of these labels names which names any: of pods, of a Service, of their namespace; undefined where none does, or where `none` is
 * named. `namespace` is theirs. Source: Istio documentation, Configure waypoint proxies.
 */
export function waypointBy(labels: readonly Labels[], namespace: string): Waypoint | undefined | { readonly unknown: string } {
  const said = labels.find(({ known }) => known.has(USE));
  const name = said?.known.get(USE);
  if (name !== undefined) return name === 'none' ? undefined : { name, namespace: said?.known.get(`${USE}-namespace`) ?? namespace };
  const open = labels.find((one) => one.open !== undefined)?.open;
  return open === undefined ? undefined : { unknown: open };
}

/** Whether a policy is for a waypoint: by its name, or in the root namespace by its class. Source: Istio reference, PolicyTargetReference. */
export function isForWaypoint(policy: Resource, waypoint: Waypoint, inventory: Inventory): Match {
  const named = targetRefs(policy).some((target) => {
    const [kind, name] = [target.get('kind').text(), target.get('name').text()];
    if (kind === 'GatewayClass') return name === WAYPOINT_CLASS && policy.namespace === inventory.view(rootNamespace);
    return kind === 'Gateway' && name === waypoint.name && policy.namespace === waypoint.namespace;
  });
  return named ? 'yes' : 'no';
}
