import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import { isEveryAddress } from '../network/network-words.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, not } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { authorizationsOf, MESH_TLS_AUTHENTICATION, NETWORK_AUTHENTICATION, namespaceAuthorizations, serversOf } from './linkerd.js';
import { isForProbes, namesRoute } from './linkerd-routes.js';

/** One thing that a caller must fulfil. `any-identity` takes every meshed client, `any-network` every address, `nobody` fits no caller. */
export interface Demand {
  readonly kind: 'identity' | 'any-identity' | 'namespace' | 'network' | 'any-network' | 'nobody';
  /** Where it is said; where that lies in the context, what asks for it. */
  readonly value: Value;
}

/** All demands of a policy at once: a caller must fulfil every one of them. */
export interface Demands {
  readonly all: readonly Demand[];
  readonly hidden?: Reason | undefined;
}

/** What an AuthorizationPolicy or ServerAuthorization of Linkerd asks of a caller; nothing at all admits everyone, unmeshed callers too. */
export function demandsOf(inventory: Inventory, policy: Resource): Demands {
  if (policy.kind === 'ServerAuthorization') return clientDemands(policy.spec.get('client'));
  const { items, hidden } = listed(policy.spec.get('requiredAuthenticationRefs'));
  const found = items.map((reference) => referenceDemand(inventory, policy, reference));
  return { all: found.flatMap(({ all }) => all), hidden: hidden ?? found.find((demands) => demands.hidden !== undefined)?.hidden };
}

function referenceDemand(inventory: Inventory, policy: Resource, reference: Value): Demands {
  const why = reference.hides ?? reference.get('kind').unknown ?? reference.get('name').unknown;
  if (why !== undefined) return { all: [], hidden: why };
  const kind = reference.get('kind').text() ?? '';
  if (kind === 'ServiceAccount') return { all: [{ kind: 'identity', value: reference }] };
  const namespace = reference.get('namespace').text() ?? policy.namespace;
  const name = reference.get('name').text();
  const target = inventory.view(authentications).get(`${kind}\n${namespace}\n${name ?? ''}`);
  if (target === undefined) return { all: [], hidden: `by ${kind} "${name ?? ''}", which is not in sight` };
  const demands = kind === 'NetworkAuthentication' ? networkDemand(target.spec.get('networks')) : meshDemand(target.spec, 'identityRefs');
  return target.isContext ? { ...demands, all: demands.all.map((demand) => ({ ...demand, value: reference.get('name') })) } : demands;
}

/** By kind, namespace and name: that in the target, and the one that is written. */
function authentications(inventory: Inventory): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const resource of inventory.ofKind(MESH_TLS_AUTHENTICATION, NETWORK_AUTHENTICATION)) {
    for (const name of [resource.writtenName, resource.name]) found.set(`${resource.kind}\n${resource.namespace}\n${name}`, resource);
  }
  return found;
}

/** Of several identities one suffices: the widest says what is asked. */
function meshDemand(spec: Value, references: 'identityRefs' | 'serviceAccounts'): Demands {
  const identities = listed(spec.get('identities'));
  const accounts = listed(spec.get(references));
  const hidden = identities.hidden ?? accounts.hidden;
  const widths = identities.items.map((value) => ({ value, kind: widthOf(value.text() ?? '') }));
  const star = widths.find(({ kind }) => kind === 'any-identity');
  if (star !== undefined) return { all: [star] };
  const masked = accounts.items.map((account) => account.get('kind').unknown ?? (references === 'serviceAccounts' ? account.get('name').unknown : undefined));
  const why = hidden ?? masked.find((reason) => reason !== undefined);
  const whole = accounts.items.find((account) => account.get('kind').text() === 'Namespace') ?? widths.find(({ kind }) => kind === 'namespace')?.value;
  if (whole !== undefined) return { all: [{ kind: 'namespace', value: whole }], hidden: why };
  const first = identities.items[0] ?? accounts.items[0];
  if (first === undefined) return { all: [], hidden: why ?? 'an authentication without an identity: the API server refuses it' };
  if (why !== undefined) return { all: [], hidden: why };
  const literal = references === 'serviceAccounts' && identities.items.length === 0 && accounts.items.every((account) => account.get('name').text() === '*');
  return { all: [{ kind: literal ? 'nobody' : 'identity', value: literal ? first.get('name') : first }] };
}

/**
 * An identity is `ACCOUNT.NAMESPACE.serviceaccount.identity.…`; one that begins with a star takes all that ends so.
 * Source: Linkerd reference, MeshTLSAuthentication, identities; Linkerd documentation, Automatic mTLS.
 */
function widthOf(identity: string): Demand['kind'] {
  const [first, ...rest] = identity.split('.');
  if (first !== '*') return 'identity';
  const names = rest.indexOf('serviceaccount');
  return names <= 0 ? 'any-identity' : names === 1 ? 'namespace' : 'identity';
}

function networkDemand(networks: Value): Demands {
  const { items, hidden } = listed(networks);
  const whole = items.find((network) => isEveryAddress(network.get('cidr').text() ?? '') && network.get('except').items().length === 0);
  if (whole !== undefined) return { all: [{ kind: 'any-network', value: whole.get('cidr') }] };
  const masked = items.find((network) => network.get('cidr').unknown !== undefined)?.get('cidr').unknown;
  const first = items[0];
  return { all: first === undefined ? [] : [{ kind: 'network', value: first }], hidden: hidden ?? masked };
}

/** A ServerAuthorization's networks narrow whatever else it asks; without them every network will do. */
function clientDemands(client: Value): Demands {
  if (client.hides !== undefined) return { all: [], hidden: client.hides };
  const networks = client.get('networks').exists ? networkDemand(client.get('networks')) : { all: [] };
  const open = [client.get('unauthenticated'), client.path('meshTLS', 'unauthenticatedTLS')];
  const unclear = open.map((value) => value.boolean(false)).find((value) => !value.known);
  if (unclear !== undefined && !unclear.known) return { all: networks.all, hidden: unclear.why };
  const said = open.find((value) => value.boolean(false).known && value.text() === 'true');
  if (said !== undefined) return networks.all.length > 0 ? networks : { all: [{ kind: 'any-network', value: said }] };
  const mesh = meshDemand(client.get('meshTLS'), 'serviceAccounts');
  return { all: [...networks.all, ...mesh.all], hidden: networks.hidden ?? mesh.hidden };
}

/** Whether a policy admits only callers with an identity of the mesh. */
export function needsIdentity(demands: Demands): Match {
  if (demands.all.some(({ kind }) => kind === 'identity' || kind === 'any-identity' || kind === 'namespace' || kind === 'nobody')) return 'yes';
  return demands.hidden === undefined ? 'no' : { unknown: demands.hidden };
}

/** Whether a policy admits every caller, or every meshed one. */
export function admitsAll(demands: Demands): Match {
  const narrow = demands.all.some(({ kind }) => kind !== 'any-identity' && kind !== 'any-network');
  if (narrow) return 'no';
  return demands.hidden === undefined ? 'yes' : { unknown: demands.hidden };
}

/** Whether callers get through to some port of a workload by a policy for a Server, its routes or its namespace, and by which. */
export type Admission = { readonly match: Exclude<Match, 'yes'> } | { readonly match: 'yes'; readonly policy: Resource };

/** Whether callers without an identity of the mesh get through. What a workload says of itself they may ask. */
export function admitsPlain(inventory: Inventory, workload: Workload): Admission {
  return admission(inventory, workload, {
    lets: (demands) => not(needsIdentity(demands)),
    counts: (route) => !isForProbes(route, workload),
  });
}

/** Whether every caller, or every meshed one, gets through with all requests. */
export function admitsEveryone(inventory: Inventory, workload: Workload): Admission {
  return admission(inventory, workload, { lets: admitsAll, counts: (route) => !namesRoute(route) });
}

function admission(
  inventory: Inventory,
  workload: Workload,
  ask: { readonly lets: (demands: Demands) => Match; readonly counts: (route: Resource) => boolean },
): Admission {
  const whole = namespaceAuthorizations(inventory, workload.namespace).map((policy) => ({ policy, match: 'yes' as Match }));
  const picked = serversOf(inventory, workload).flatMap(({ server, match }) => {
    const found = authorizationsOf(inventory, server);
    const byRoute = found.routes.filter(({ route }) => ask.counts(route)).map(({ policy }) => ({ policy, match: 'yes' as Match }));
    return [...found.whole, ...byRoute].map((one) => ({ policy: one.policy, match: allOf([match, one.match]) }));
  });
  const judged = [...whole, ...picked].map(({ policy, match }) => ({ policy, match: allOf([match, ask.lets(demandsOf(inventory, policy))]) }));
  const sure = judged.find(({ match }) => match === 'yes');
  if (sure !== undefined) return { match: 'yes', policy: sure.policy };
  const rest = anyOf(judged.map(({ match }) => match));
  return { match: rest === 'yes' ? 'no' : rest };
}
