import type { Inventory } from '../inventory.js';
import { appliesTo, appliesToGateway, gatewayNamed, rootNamespace, targetRefs } from '../mesh/istio.js';
import { enrollmentOf } from '../mesh/mesh.js';
import type { PolicyIndex } from '../mesh/policy-index.js';
import { isForWaypoint, WAYPOINT_CLASS, type Waypoint, waypointBy } from '../mesh/waypoints.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, matchesMap } from '../selectors.js';
import type { Workload } from '../workload.js';
import { workloadIndex } from '../workload-index.js';
import type { ExposedWorkload, Way } from './exposure.js';
import { servicesOf } from './services.js';

/** A proxy that a request from outside passes on its way: that of the workload, or a gateway's, whose object may not be in sight. */
export type RequestProxy =
  | { readonly of: 'workload'; readonly workload: Workload; readonly way: Way }
  | { readonly of: 'gateway'; readonly gateway: Resource | undefined; readonly name: string; readonly namespace: string; readonly workload: Workload };

const UNSEEN_GATEWAY = 'its gateway is not in sight';

/** The ways to an exposed workload on which something does not hold: neither at the workload nor at every gateway of the way. */
export function uncovered(
  exposed: ExposedWorkload,
  inventory: Inventory,
  holds: (proxy: RequestProxy) => Match,
): readonly { readonly way: Way; readonly match: Exclude<Match, 'yes'> }[] {
  return exposed.ways.flatMap((way) => {
    const { workload } = exposed;
    const gateways = way.gateways.map((name) => gatewayProxy(name, way, workload, inventory));
    const match = anyOf([holds({ of: 'workload', workload, way }), gateways.length > 0 ? allOf(gateways.map(holds)) : 'no']);
    if (match === 'yes') return [];
    // A Service that only may pick the workload only may expose it.
    const picks = way.service.workloads.find((picked) => picked.workload.id === workload.id)?.match ?? 'yes';
    return [{ way, match: match === 'no' && picks !== 'yes' ? picks : match }];
  });
}

function gatewayProxy(name: string, way: Way, workload: Workload, inventory: Inventory): RequestProxy {
  const [first = '', second] = name.split('/');
  const [namespace, own] = second === undefined ? [way.by.namespace, first] : [first, second];
  return { of: 'gateway', gateway: gatewayNamed(name, way.by.namespace, inventory), name: own, namespace, workload };
}

/** The policies of an index that a proxy may enforce, each once. */
export function candidates(index: PolicyIndex, proxy: RequestProxy, inventory: Inventory): readonly Resource[] {
  const root = inventory.view(rootNamespace);
  return [
    ...new Set([...index.wide(root), ...(proxy.of === 'workload' ? forWorkload(index, proxy.workload, proxy.way, inventory) : forGateway(index, proxy))]),
  ];
}

function forWorkload(index: PolicyIndex, workload: Workload, way: Way, inventory: Inventory): readonly Resource[] {
  const { namespace, podLabels } = workload;
  const root = inventory.view(rootNamespace);
  const waypoint = waypointOf(way, workload, inventory);
  const bound =
    podLabels.open === undefined
      ? [...index.labelled(podLabels.known, namespace), ...index.labelled(podLabels.known, root)]
      : [...index.in(namespace), ...index.in(root)];
  const targeted = inventory
    .view(servicesOf)
    .of(workload)
    .flatMap((service) => index.targeted('Service', service.resource.name, namespace));
  const ofWaypoint =
    waypoint === undefined ? [] : [...index.targeted('Gateway', waypoint.name, waypoint.namespace), ...index.targeted('GatewayClass', WAYPOINT_CLASS, root)];
  return [...index.wide(namespace), ...bound, ...targeted, ...ofWaypoint];
}

/** The policies of an index that may hold at a gateway; of one that is not in sight only its name is known. */
export function forGateway(
  index: PolicyIndex,
  { gateway, name, namespace }: Pick<RequestProxy & { readonly of: 'gateway' }, 'gateway' | 'name' | 'namespace'>,
): readonly Resource[] {
  const selector = gateway?.spec.get('selector');
  const labels = new Map(
    [...(selector?.entries() ?? [])].flatMap(([key, value]) => {
      const text = value.text();
      return text === undefined ? [] : [[key, text] as const];
    }),
  );
  const bound = selector === undefined || selector.hides === undefined ? index.labelled(labels) : index.all;
  return [...index.wide(namespace), ...bound, ...index.targeted('Gateway', name, namespace)];
}

/** Whether a policy on requests (RequestAuthentication, AuthorizationPolicy with HTTP fields) is enforced at a proxy. */
export function holdsAt(policy: Resource, proxy: RequestProxy, inventory: Inventory): Match {
  if (proxy.of === 'workload') return holdsAtWorkload(policy, proxy.workload, proxy.way, inventory);
  return proxy.gateway === undefined ? holdsAtUnseen(policy, proxy, inventory) : appliesToGateway(policy, proxy.gateway, inventory);
}

/** Whether nothing can be said of a proxy beyond the policies in sight: others may be where its gateway is. */
export function hiddenAt(proxy: RequestProxy): Match {
  return proxy.of === 'gateway' && proxy.gateway === undefined ? { unknown: UNSEEN_GATEWAY } : 'no';
}

/**
 * A sidecar enforces what is bound by selector or namespace, a waypoint what is bound by `targetRefs`; in ambient mode without one nothing reads requests.
 * A workload that opts out of the mesh has no proxy. Source: Istio documentation, Use Layer 7 features (ambient mode), targetRefs for waypoints.
 */
function holdsAtWorkload(policy: Resource, workload: Workload, way: Way, inventory: Inventory): Match {
  const enrollment = enrollmentOf(inventory, workload);
  if (enrollment.state === 'out' && enrollment.by !== undefined) return 'no';
  const isTargeted = targetRefs(policy).length > 0;
  if (enrollment.state === 'in' && enrollment.mesh === 'ambient')
    return isTargeted ? anyOf([appliesTo(policy, workload, inventory), targetsWaypoint(policy, way, workload, inventory)]) : 'no';
  if (enrollment.state === 'in' && isTargeted) return 'no';
  return appliesTo(policy, workload, inventory);
}

function targetsWaypoint(policy: Resource, way: Way, workload: Workload, inventory: Inventory): Match {
  const waypoint = waypointOf(way, workload, inventory);
  return waypoint === undefined ? 'no' : isForWaypoint(policy, waypoint, inventory);
}

/** The waypoint is named by a label of the Service or of the namespace. */
function waypointOf(way: Way, workload: Workload, inventory: Inventory): Waypoint | undefined {
  const labels = [way.service.resource.labels, inventory.view(workloadIndex).namespaceLabels(workload.namespace)];
  const found = waypointBy(labels, workload.namespace);
  return found === undefined || 'unknown' in found ? undefined : found;
}

function holdsAtUnseen(policy: Resource, proxy: RequestProxy & { readonly of: 'gateway' }, inventory: Inventory): Match {
  const targets = targetRefs(policy);
  if (targets.length > 0) {
    const named = targets.some((target) => target.get('kind').text() === 'Gateway' && target.get('name').text() === proxy.name);
    return named && policy.namespace === proxy.namespace ? 'yes' : 'no';
  }
  if (policy.namespace !== inventory.view(rootNamespace)) return 'no';
  return matchesMap(policy.spec.path('selector', 'matchLabels'), { known: new Map(), open: UNSEEN_GATEWAY });
}
