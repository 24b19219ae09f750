import type { Inventory } from '../inventory.js';
import type { Known } from '../known.js';
import type { Labels, Resource } from '../resource.js';
import { anyOf, type Match, matchesMap } from '../selectors.js';
import { servicesOf } from '../traffic/services.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';

export const AUTHORIZATION = 'security.istio.io/AuthorizationPolicy';
export const REQUEST_AUTHENTICATION = 'security.istio.io/RequestAuthentication';
export const PEER_AUTHENTICATION = 'security.istio.io/PeerAuthentication';

/**
 * The mesh's root namespace: policies there hold for every namespace. It is `istio-system` unless an IstioOperator or a MeshConfig says otherwise.
 * Source: Istio reference, MeshConfig.rootNamespace. `inventory.view(rootNamespace)`.
 */
export function rootNamespace(inventory: Inventory): string {
  for (const operator of inventory.ofKind('install.istio.io/IstioOperator')) {
    const name = operator.spec.path('meshConfig', 'rootNamespace').text();
    if (name !== undefined) return name;
  }
  for (const config of inventory.view(meshConfigMaps)) {
    const name = /^rootNamespace:[ \t]*["']?([\w-]+)/m.exec(config.root.path('data', 'mesh').text() ?? '')?.[1];
    if (name !== undefined) return name;
  }
  return 'istio-system';
}

/** The ConfigMaps from which the control plane reads its MeshConfig: `istio`, or `istio-REVISION`, a YAML text at `mesh`. `inventory.view(meshConfigMaps)`. */
export function meshConfigMaps(inventory: Inventory): readonly Resource[] {
  return inventory.ofKind('/ConfigMap').filter((config) => config.name.split('-')[0] === 'istio' && config.root.path('data', 'mesh').exists);
}

/**
 * Whether a selector-bound policy (AuthorizationPolicy, RequestAuthentication, Telemetry, EnvoyFilter's workloadSelector is not one) holds for a workload:
 * in its own namespace or in the root namespace, by `selector.matchLabels`, or by `targetRefs` to a Service that picks it. A policy with neither holds for all.
 * Source: Istio reference, AuthorizationPolicy, fields selector and targetRefs.
 */
export function appliesTo(policy: Resource, workload: Workload, inventory: Inventory): Match {
  const root = inventory.view(rootNamespace);
  if (policy.namespace !== workload.namespace && policy.namespace !== root) return 'no';
  const targets = targetRefs(policy);
  if (targets.length > 0) return anyOf(targets.map((target) => targetPicks(target, policy, workload, inventory)));
  return matchesMap(policy.spec.path('selector', 'matchLabels'), workload.podLabels);
}

/** `targetRefs`, or the older single `targetRef`. */
export function targetRefs(policy: Resource): readonly Value[] {
  const one = policy.spec.get('targetRef');
  return [...policy.spec.get('targetRefs').items(), ...(one.exists ? [one] : [])];
}

function targetPicks(target: Value, policy: Resource, workload: Workload, inventory: Inventory): Match {
  if (target.unknown !== undefined) return { unknown: target.unknown };
  if (target.get('kind').text() !== 'Service' || policy.namespace !== workload.namespace) return 'no';
  const service = inventory.view(servicesOf).byName(target.get('name').text() ?? '', policy.namespace);
  return service?.workloads.find((picked) => picked.workload.id === workload.id)?.match ?? 'no';
}

/**
 * Whether a policy holds at the pods of a gateway, which are seldom among the files: its selector asks for no label that the Gateway does not select too.
 * `gateway` is an Istio Gateway (its `spec.selector`) or a Gateway of the Gateway API (by `targetRefs`).
 */
export function appliesToGateway(policy: Resource, gateway: Resource, inventory: Inventory): Match {
  const targets = targetRefs(policy);
  if (targets.length > 0) {
    const named = targets.some(
      (target) => target.get('kind').text() === 'Gateway' && target.get('name').text() === gateway.name && policy.namespace === gateway.namespace,
    );
    return named ? 'yes' : 'no';
  }
  const selector = policy.spec.path('selector', 'matchLabels');
  const selected = [...selector.entries()].length > 0 || selector.hides !== undefined;
  if (!selected) return policy.namespace === inventory.view(rootNamespace) || policy.namespace === gateway.namespace ? 'yes' : 'no';
  return matchesMap(selector, gatewayLabels(gateway));
}

function gatewayLabels(gateway: Resource): Labels {
  const known = new Map<string, string>();
  for (const [key, value] of gateway.spec.get('selector').entries()) known.set(key, value.text() ?? '');
  const open = gateway.spec.get('selector').hides;
  return open === undefined ? { known } : { known, open };
}

/** The Gateway object that a route names, seen from the route's namespace: Istio's or the Gateway API's. */
export function gatewayNamed(name: string, namespace: string, inventory: Inventory): Resource | undefined {
  const [first = '', second] = name.split('/');
  const [inNamespace, gateway] = second === undefined ? [namespace, first] : [first, second];
  return inventory.view(gatewaysByName).get(`${inNamespace}/${gateway}`);
}

/** By the name that they have in the target, and by the one that is written. */
function gatewaysByName(inventory: Inventory): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const resource of inventory.ofKind('networking.istio.io/Gateway', 'gateway.networking.k8s.io/Gateway')) {
    for (const name of [resource.name, resource.writtenName]) {
      const key = `${resource.namespace}/${name}`;
      if (!found.has(key)) found.set(key, resource);
    }
  }
  return found;
}

/** What an AuthorizationPolicy does: ALLOW when nothing is written. */
export function actionOf(policy: Resource): Known<string> {
  return policy.spec.get('action').string('ALLOW');
}

/** What Go reads as true. Source: Go, strconv.ParseBool. */
const TRUE = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

/** Whether a policy only logs what it would do. Source: Istio documentation, Dry Run: annotation `istio.io/dry-run`. */
export function isDryRun(policy: Resource): Match {
  const stated = policy.annotation('istio.io/dry-run');
  if (!stated.known) return { unknown: stated.why };
  return stated.value !== undefined && TRUE.has(stated.value) ? 'yes' : 'no';
}
