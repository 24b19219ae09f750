import type { Inventory } from './inventory.js';
import { gatewayNamed } from './istio.js';
import { listed } from './listed.js';
import type { Resource } from './resource.js';
import { allOf, type Match } from './selectors.js';
import type { Value } from './value.js';

const ROUTES = ['gateway.networking.k8s.io/HTTPRoute', 'gateway.networking.k8s.io/GRPCRoute'];

/** The routes that are bound to a listener of a Gateway, by name and, where they say them, by section and port. */
export function routesOf(inventory: Inventory, gateway: Resource, listener: Value): readonly Resource[] {
  return inventory.ofKind(...ROUTES).filter((route) => listed(route.spec.get('parentRefs')).items.some((parent) => isParent(parent, route, gateway, listener)));
}

function isParent(parent: Value, route: Resource, gateway: Resource, listener: Value): boolean {
  const name = parent.get('name').text();
  const section = parent.get('sectionName').text();
  const port = parent.get('port').text();
  return (
    (parent.get('kind').text() ?? 'Gateway') === 'Gateway' &&
    (name === gateway.name || name === gateway.writtenName) &&
    (parent.get('namespace').text() ?? route.namespace) === gateway.namespace &&
    (section === undefined || section === listener.get('name').text()) &&
    (port === undefined || port === listener.get('port').text())
  );
}

/** Whether all that these routes do is to send the client to HTTPS; no route sends nobody anywhere. */
export function gatewayRedirect(routes: readonly Resource[]): Match {
  if (routes.length === 0) return 'no';
  return allOf(
    routes.map((route) => {
      const { items, hidden } = listed(route.spec.get('rules'));
      if (hidden !== undefined) return { unknown: hidden };
      return items.length === 0 ? 'no' : allOf(items.map(redirects));
    }),
  );
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
  const bound = inventory.ofKind('networking.istio.io/VirtualService').filter((service) =>
    listed(service.spec.get('gateways')).items.some((name) => {
      const found = gatewayNamed(name.text() ?? '', service.namespace, inventory);
      return found !== undefined && found.id === gateway.id;
    }),
  );
  if (bound.length === 0) return 'no';
  const rules = bound.flatMap((service) => service.spec.get('http').items()).filter((rule) => isFor(rule, port));
  return rules.length === 0 ? 'no' : allOf(rules.map(sendsToHttps));
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
