import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import { gatewayNamed } from '../mesh/istio.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, matchesSelector } from '../selectors.js';
import type { Value } from '../value.js';
import { workloadIndex } from '../workload-index.js';

const ROUTES = ['gateway.networking.k8s.io/HTTPRoute', 'gateway.networking.k8s.io/GRPCRoute'];

/** A route that is bound to a listener, or may be. */
export interface BoundRoute {
  readonly route: Resource;
  readonly match: Match;
}

/**
 * The routes that are bound to a listener of a Gateway: by name and, where they say them, by section and port; and if the listener takes them.
 * Source: Gateway API reference, ParentReference; AllowedRoutes; Listener.hostname.
 */
export function routesOf(inventory: Inventory, gateway: Resource, listener: Value): readonly BoundRoute[] {
  const { byParent, open } = inventory.view(routeIndex);
  const near = new Set([gateway.name, gateway.writtenName].flatMap((name) => byParent.get(name) ?? []).concat(open));
  return [...near]
    .map((route) => {
      const parents = listed(route.spec.get('parentRefs'));
      const matches = parents.items.map((parent) => isParent(parent, route, gateway, listener));
      const named = anyOf([...matches, ...(parents.hidden === undefined ? [] : [{ unknown: parents.hidden }])]);
      return { route, match: allOf([named, isAllowed(inventory, listener, route, gateway), sharesHost(listener, route)]) };
    })
    .filter(({ match }) => match !== 'no');
}

interface RouteIndex {
  /** Routes by the name of a parent. */
  readonly byParent: ReadonlyMap<string, readonly Resource[]>;
  /** Routes with a parent that is not known. */
  readonly open: readonly Resource[];
}

function routeIndex(inventory: Inventory): RouteIndex {
  const byParent = new Map<string, Resource[]>();
  const open: Resource[] = [];
  for (const route of inventory.ofKind(...ROUTES)) {
    const parents = listed(route.spec.get('parentRefs'));
    const names = parents.items.map((parent) => parent.get('name').text());
    if (parents.hidden !== undefined || names.includes(undefined)) open.push(route);
    for (const name of new Set(names)) if (name !== undefined) push(byParent, name, route);
  }
  return { byParent, open };
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

function isParent(parent: Value, route: Resource, gateway: Resource, listener: Value): Match {
  const name = parent.get('name');
  const isNamed: Match =
    name.unknown === undefined ? (name.text() === gateway.name || name.text() === gateway.writtenName ? 'yes' : 'no') : { unknown: name.unknown };
  return allOf([
    (parent.get('kind').text() ?? 'Gateway') === 'Gateway' ? 'yes' : 'no',
    isNamed,
    equals(parent.get('namespace'), gateway.namespace, route.namespace),
    sameWhereSaid(parent.get('sectionName'), listener.get('name')),
    sameWhereSaid(parent.get('port'), listener.get('port')),
  ]);
}

/** Without a word on namespaces, routes of the Gateway's own are taken; without one on kinds, all that fit the protocol. */
function isAllowed(inventory: Inventory, listener: Value, route: Resource, gateway: Resource): Match {
  const namespaces = listener.path('allowedRoutes', 'namespaces');
  const kinds = listed(listener.path('allowedRoutes', 'kinds'));
  const from = namespaces.get('from').string('Same');
  if (!from.known) return { unknown: from.why };
  const isKind = kinds.items.length === 0 || kinds.items.some((kind) => kind.get('kind').text() === route.kind);
  if (!isKind) return kinds.hidden === undefined ? 'no' : { unknown: kinds.hidden };
  if (from.value === 'Same') return route.namespace === gateway.namespace ? 'yes' : 'no';
  if (from.value !== 'Selector') return from.value === 'All' ? 'yes' : 'no';
  return matchesSelector(namespaces.get('selector'), inventory.view(workloadIndex).namespaceLabels(route.namespace));
}

/** A listener or a route without a host name is for all of them. */
function sharesHost(listener: Value, route: Resource): Match {
  const own = listener.get('hostname').string('');
  const { items, hidden } = listed(route.spec.get('hostnames'));
  if (!own.known) return { unknown: own.why };
  if (own.value === '' || (items.length === 0 && hidden === undefined)) return 'yes';
  return anyOf([
    ...items.map((item): Match => (item.unknown === undefined ? (meet(own.value, item.text() ?? '') ? 'yes' : 'no') : { unknown: item.unknown })),
    ...(hidden === undefined ? [] : [{ unknown: hidden }]),
  ]);
}

/** A wildcard stands for one label or more. */
function meet(one: string, other: string): boolean {
  const takes = (pattern: string, name: string): boolean => pattern.startsWith('*.') && name.length >= pattern.length && name.endsWith(pattern.slice(1));
  return one === other || takes(one, other) || takes(other, one);
}

function equals(value: Value, wanted: string, absent: string): Match {
  if (value.unknown !== undefined) return { unknown: value.unknown };
  return (value.text() ?? absent) === wanted ? 'yes' : 'no';
}

function sameWhereSaid(said: Value, own: Value): Match {
  if (said.isAbsent) return 'yes';
  const why = said.unknown ?? own.unknown;
  if (why !== undefined) return { unknown: why };
  return said.text() === own.text() ? 'yes' : 'no';
}

/** Whether all that these routes do is to send the client to HTTPS; no route sends nobody anywhere. */
export function gatewayRedirect(bound: readonly BoundRoute[]): Match {
  const some = anyOf(bound.map(({ match }) => match));
  return allOf([some, ...bound.map(({ route, match }) => unlessOther(match, redirectsAll(route)))]);
}

/** What a route does counts only if it is bound; that it may be is no answer. */
function unlessOther(bound: Match, redirect: Match): Match {
  return redirect === 'no' && bound !== 'yes' ? bound : redirect;
}

function redirectsAll(route: Resource): Match {
  const { items, hidden } = listed(route.spec.get('rules'));
  if (hidden !== undefined) return { unknown: hidden };
  return items.length === 0 ? 'no' : allOf(items.map(redirects));
}

/** Source: Gateway API reference, HTTPRequestRedirectFilter. */
function redirects(rule: Value): Match {
  const { items, hidden } = listed(rule.get('filters'));
  const filter = items.find((item) => item.get('type').text() === 'RequestRedirect');
  if (filter === undefined) return hidden === undefined ? 'no' : { unknown: hidden };
  const scheme = filter.path('requestRedirect', 'scheme').string();
  if (!scheme.known) return { unknown: scheme.why };
  return scheme.value === 'https' ? 'yes' : 'no';
}

/** Whether all VirtualServices of an Istio Gateway send requests of one port to HTTPS. Source: Istio reference, HTTPRedirect.scheme, HTTPMatchRequest.port. */
export function virtualServiceRedirect(inventory: Inventory, gateway: Resource, port: string | undefined): Match {
  const { byGateway, hidden } = inventory.view(virtualServices);
  const bound = byGateway.get(gateway.id) ?? [];
  if (bound.length === 0) return 'no';
  const rules = bound.flatMap((service) => service.spec.get('http').items()).filter((rule) => isFor(rule, port));
  return rules.length === 0 ? 'no' : allOf([...rules.map(sendsToHttps), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
}

interface VirtualServices {
  readonly byGateway: ReadonlyMap<string, readonly Resource[]>;
  /** Why there may be others: a gateway of one is not known. */
  readonly hidden: Reason | undefined;
}

function virtualServices(inventory: Inventory): VirtualServices {
  const byGateway = new Map<string, Resource[]>();
  let hidden: Reason | undefined;
  for (const service of inventory.ofKind('networking.istio.io/VirtualService')) {
    const names = listed(service.spec.get('gateways'));
    hidden ??= names.hidden;
    const gateways = names.items.flatMap((name) => gatewayNamed(name.text() ?? '', service.namespace, inventory) ?? []);
    for (const id of new Set(gateways.map((gateway) => gateway.id))) push(byGateway, id, service);
  }
  return { byGateway, hidden };
}

function isFor(rule: Value, port: string | undefined): boolean {
  const matches = rule.get('match').items();
  return matches.length === 0 || matches.some((match) => match.get('port').text() === undefined || match.get('port').text() === port);
}

function sendsToHttps(rule: Value): Match {
  const scheme = rule.path('redirect', 'scheme').string();
  if (!scheme.known) return { unknown: scheme.why };
  return scheme.value === 'https' ? 'yes' : 'no';
}
