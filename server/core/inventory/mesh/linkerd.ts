import type { Inventory } from '../inventory.js';
import type { Known } from '../known.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, matchesSelector } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { pickedBySelector } from '../workload-index.js';
import { linkerdAnnotation } from './mesh.js';

export const SERVER = 'policy.linkerd.io/Server';
export const LINKERD_AUTHORIZATION = 'policy.linkerd.io/AuthorizationPolicy';
export const SERVER_AUTHORIZATION = 'policy.linkerd.io/ServerAuthorization';
export const NETWORK_AUTHENTICATION = 'policy.linkerd.io/NetworkAuthentication';
export const MESH_TLS_AUTHENTICATION = 'policy.linkerd.io/MeshTLSAuthentication';
export const LINKERD_ROUTES = ['policy.linkerd.io/HTTPRoute', 'gateway.networking.k8s.io/HTTPRoute', 'gateway.networking.k8s.io/GRPCRoute'];

/**
 * What holds for a port that no Server picks: by annotation of the pod, of the namespace, else by the argument of the control plane's policy controller.
 * Undefined where nothing in sight says it; the default of an installation is `all-unauthenticated`.
 * Source: Linkerd reference, Authorization Policy, default policies.
 */
export function inboundPolicy(inventory: Inventory, workload: Workload): Known<string | undefined> {
  const stated = linkerdAnnotation(inventory, workload, 'config.linkerd.io/default-inbound-policy');
  if (!stated.known || stated.value !== undefined) return stated;
  return inventory.view(clusterPolicy) ?? stated;
}

function clusterPolicy(inventory: Inventory): Known<string> | undefined {
  for (const workload of inventory.allWorkloads()) {
    if (!workload.podLabels.known.has('linkerd.io/control-plane-component')) continue;
    for (const argument of workload.containers.flatMap(({ value }) => value.get('args').items())) {
      const found = /^--default-policy=(.+)$/.exec(argument.text() ?? '')?.[1];
      if (found !== undefined) return { known: true, value: found, written: true, at: argument.at, pointer: argument.pointer };
      if (argument.unknown !== undefined) return argument.asUnknown(argument.unknown);
    }
  }
  return undefined;
}

/** A Server that picks ports of a workload, or may. */
export interface PickedServer {
  readonly server: Resource;
  readonly match: Match;
}

/** The Servers of a workload: they pick pods of their own namespace, and of those only ports that a container declares. Source: Linkerd reference, Server. */
export function serversOf(inventory: Inventory, workload: Workload): readonly PickedServer[] {
  return inventory.view(servers).get(workload.id) ?? [];
}

function servers(inventory: Inventory): ReadonlyMap<string, readonly PickedServer[]> {
  const found = new Map<string, PickedServer[]>();
  for (const server of inventory.ofKind(SERVER)) {
    const selector = server.spec.get('podSelector');
    if (!selector.exists && selector.unknown === undefined) continue;
    for (const { workload, match } of pickedBySelector(inventory, server.namespace, selector)) {
      const ports = workload.containers.flatMap(({ value }) => value.get('ports').items());
      const picked = { server, match: allOf([match, anyOf(ports.map((port) => servesPort(server, port)))]) };
      if (picked.match === 'no') continue;
      const list = found.get(workload.id);
      if (list === undefined) found.set(workload.id, [picked]);
      else list.push(picked);
    }
  }
  return found;
}

/** What a Server does with callers that nothing authorizes; `deny` when it does not say. Source: Linkerd reference, Server, accessPolicy. */
export function accessPolicy(server: Resource): Known<string> {
  return server.spec.get('accessPolicy').string('deny');
}

/** Whether a Server holds for a port of a container, by number or by name: only ports that a container declares count. */
export function servesPort(server: Resource, port: Value): Match {
  const wanted = server.spec.get('port');
  const number = port.get('containerPort');
  const name = port.get('name');
  const why = wanted.unknown ?? number.unknown;
  if (why !== undefined) return { unknown: why };
  const text = wanted.text();
  if (text === number.text() || (text !== undefined && text === name.text())) return 'yes';
  return name.unknown === undefined ? 'no' : { unknown: name.unknown };
}

/** The policies that authorize callers of a Server, or of all of its namespace; those for one of its routes stand apart. */
export interface Authorizations {
  readonly whole: readonly { readonly policy: Resource; readonly match: Match }[];
  readonly routes: readonly { readonly policy: Resource; readonly route: Resource }[];
}

export function authorizationsOf(inventory: Inventory, server: Resource): Authorizations {
  const index = inventory.view(linkerdIndex);
  const names = [...new Set([server.name, server.writtenName])];
  const at = (kind: string, name: string): readonly Resource[] => index.byKey.get(keyOf(server.namespace, kind, name)) ?? [];
  const yes = [...names.flatMap((name) => at('to Server', name)), ...at('to Namespace', '')].map((policy) => ({ policy, match: 'yes' as Match }));
  const unclear = at('to ?', '').map((policy) => ({ policy, match: { unknown: whyUnclear(policy) } }));
  const legacy = [...names.flatMap((name) => at('legacy', name)), ...at('legacy ?', '')].map((policy) => ({ policy, match: authorizes(policy, server) }));
  const routes = names
    .flatMap((name) => at('route', name))
    .flatMap((route) => [...new Set([route.name, route.writtenName])].flatMap((name) => at(`to ${route.kind}`, name).map((policy) => ({ policy, route }))));
  return { whole: [...yes, ...unclear, ...legacy.filter(({ match }) => match !== 'no')], routes };
}

/** Policies that authorize callers of a whole namespace. */
export function namespaceAuthorizations(inventory: Inventory, namespace: string): readonly Resource[] {
  return inventory.view(linkerdIndex).byKey.get(keyOf(namespace, 'to Namespace', '')) ?? [];
}

interface LinkerdIndex {
  /** Policies by what they are for, and routes by the Server that they are for. */
  readonly byKey: ReadonlyMap<string, readonly Resource[]>;
}

function keyOf(namespace: string, kind: string, name: string): string {
  return `${namespace}\n${kind}\n${name}`;
}

function linkerdIndex(inventory: Inventory): LinkerdIndex {
  const byKey = new Map<string, Resource[]>();
  const put = (resource: Resource, kind: string, name: string): void => {
    const key = keyOf(resource.namespace, kind, name);
    const list = byKey.get(key);
    if (list === undefined) byKey.set(key, [resource]);
    else list.push(resource);
  };
  for (const policy of inventory.ofKind(LINKERD_AUTHORIZATION)) {
    const target = policy.spec.get('targetRef');
    const kind = target.get('kind').text() ?? '';
    if (whyUnclear(policy) !== '') put(policy, 'to ?', '');
    else put(policy, `to ${kind}`, kind === 'Namespace' ? '' : (target.get('name').text() ?? ''));
  }
  for (const policy of inventory.ofKind(SERVER_AUTHORIZATION)) {
    const name = policy.spec.path('server', 'name').text();
    put(policy, name === undefined ? 'legacy ?' : 'legacy', name ?? '');
  }
  for (const route of inventory.ofKind(...LINKERD_ROUTES)) {
    const servers = route.spec
      .get('parentRefs')
      .items()
      .filter((parent) => parent.get('kind').text() === 'Server');
    for (const name of new Set(servers.map((parent) => parent.get('name').text() ?? ''))) put(route, 'route', name);
  }
  return { byKey };
}

/** Why it is not known what a policy is for; empty when it is. */
function whyUnclear(policy: Resource): string {
  const target = policy.spec.get('targetRef');
  return target.unknown ?? target.get('kind').unknown ?? target.get('name').unknown ?? '';
}

/** Whether a resource bears a name, with or without what a target puts before and after it. */
export function isNamed(resource: Resource, name: string | undefined): boolean {
  return name !== undefined && (resource.name === name || resource.writtenName === name);
}

function authorizes(policy: Resource, server: Resource): Match {
  const wanted = policy.spec.get('server');
  const name = wanted.get('name');
  if (name.unknown !== undefined) return { unknown: name.unknown };
  if (name.exists) return isNamed(server, name.text()) ? 'yes' : 'no';
  const selector = wanted.get('selector');
  return selector.exists || selector.unknown !== undefined ? matchesSelector(selector, server.labels) : 'no';
}
