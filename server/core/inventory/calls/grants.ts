import type { Inventory } from '../inventory.js';
import { gatewayNamed } from '../mesh/istio.js';
import type { Resource } from '../resource.js';
import { matchesMap } from '../selectors.js';
import { type Way, waysIn } from '../traffic/exposure.js';
import { isController } from '../traffic/gateway-workloads.js';
import type { Workload } from '../workload.js';
import { workloadIndex } from '../workload-index.js';
import type { Caller, Grant } from './call.js';
import { callsOf, saidIn } from './calls.js';
import { listenerKey, listenersBehind } from './listeners.js';

/**
 * Who needs to reach what: each call, and each way from outside, once for a caller and a listener, with the first place that shows it.
 * What is not known for sure is no grant. `inventory.view(grantsOf)`.
 */
export function grantsOf(inventory: Inventory): readonly Grant[] {
  const found = new Map<string, Grant>();
  const add = (grant: Grant): void => {
    const key = `${callerKey(grant.from)}\n${listenerKey(grant.to)}`;
    if (!found.has(key)) found.set(key, grant);
  };
  for (const { from, to, variable, container, at, pointer } of inventory.view(callsOf).all)
    for (const listener of to) add({ from: { kind: 'workload', workload: from }, to: listener, reason: saidIn(variable, container), at, pointer });
  for (const way of inventory.view(waysIn)) for (const grant of grantsOfWay(inventory, way)) add(grant);
  return [...found.values()];
}

/** What tells callers apart. */
export function callerKey(caller: Caller): string {
  return caller.kind === 'workload' ? caller.workload.id : `outside ${caller.via} ${caller.gateway?.id ?? ''}`;
}

function* grantsOfWay(inventory: Inventory, way: Way): Iterable<Grant> {
  if (way.unknown !== undefined) return;
  const { at, pointer } = way;
  for (const { via, through, edge, gateway } of entrances(inventory, way)) {
    for (const to of way.ports.flatMap((port) => listenersBehind(way.service, port).listeners)) {
      if (to.workload.id !== gateway?.id)
        yield {
          from: {
            kind: 'outside',
            via,
            ...(through !== undefined && { through }),
            ...(edge !== undefined && { edge }),
            ...(gateway !== undefined && { gateway }),
          },
          to,
          reason: via,
          at,
          pointer,
        };
    }
  }
}

interface Entrance {
  readonly via: string;
  readonly through?: string | undefined;
  readonly edge?: Resource | undefined;
  readonly gateway?: Workload | undefined;
}

/** By what a way leads in, and the workload that passes its traffic on, where one is in sight. */
function entrances(inventory: Inventory, { kind, by, gateways, service }: Way): readonly Entrance[] {
  switch (kind) {
    case 'load-balancer':
      return [{ via: `LoadBalancer "${by.name}"` }];
    case 'node-port':
      return [{ via: `NodePort "${by.name}"` }];
    case 'external-ip':
      return [{ via: `external IP of "${service.resource.name}"` }];
    case 'ingress': {
      const [controller, ...others] = inventory.view(controllers);
      return [{ via: `Ingress "${by.name}"`, through: by.name, edge: by, gateway: others.length === 0 ? controller : undefined }];
    }
    default:
      if (gateways.length === 0) return [{ via: `${by.kind} "${by.name}"`, through: by.name }];
      return gateways.flatMap((name): readonly Entrance[] => {
        const edge = gatewayNamed(name, by.namespace, inventory);
        const pods = edge === undefined ? [] : gatewayWorkloads(inventory, edge);
        const via = `gateway "${name}"`;
        return pods.length === 0 ? [{ via, through: name, edge }] : pods.map((gateway) => ({ via, through: name, edge, gateway }));
      });
  }
}

function controllers(inventory: Inventory): readonly Workload[] {
  return inventory.allWorkloads().filter(isController);
}

/**
 * The pods of a Gateway: those that Istio's selects, in any namespace, or that bear the name of one of the Gateway API in its own.
 * Sources: Istio reference, Gateway.selector; Gateway API, label gateway.networking.k8s.io/gateway-name.
 */
function gatewayWorkloads(inventory: Inventory, gateway: Resource): readonly Workload[] {
  const index = inventory.view(workloadIndex);
  if (gateway.group === 'gateway.networking.k8s.io')
    return index
      .bearing('gateway.networking.k8s.io/gateway-name', gateway.name, gateway.namespace)
      .flatMap(({ workload, labels }) => (labels.open === undefined ? [workload] : []));
  const selector = gateway.spec.get('selector');
  const [first] = selector.entries();
  if (first === undefined || selector.hides !== undefined) return [];
  const near = index.bearing(first[0], first[1].text() ?? '', undefined);
  return near.filter(({ labels }) => matchesMap(selector, labels) === 'yes').map(({ workload }) => workload);
}
