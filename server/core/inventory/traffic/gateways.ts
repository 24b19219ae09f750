import type { Place } from '../../syntax/place.js';
import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import type { Resource } from '../resource.js';
import { type Match, whyUnknown } from '../selectors.js';
import { type Subject, subjectId } from '../subject.js';
import type { Value } from '../value.js';
import { gatewayRedirect, routesOf, virtualServiceRedirect } from './gateway-routes.js';
import { ingressState } from './ingress.js';

export const ISTIO_GATEWAY = 'networking.istio.io/Gateway';
export const API_GATEWAY = 'gateway.networking.k8s.io/Gateway';
export const INGRESS = ['networking.k8s.io/Ingress', 'extensions/Ingress'];

/** What a listener takes: only TLS (or plain requests that it sends to TLS), also plain text, or it cannot be said. */
export type ListenerState =
  | { readonly state: 'tls' }
  | { readonly state: 'plain'; readonly places: readonly (Spot & { readonly says: string })[] }
  | { readonly state: 'unknown'; readonly why: Reason };

/** A port of a gateway, or an Ingress, whose ports belong to its controller. As a subject it is a part of its object. */
export interface Listener extends Subject {
  readonly resource: Resource;
  /** The server of an Istio Gateway, the listener of a Gateway, or the spec of an Ingress. */
  readonly value: Value;
  readonly of: 'istio' | 'gateway-api' | 'ingress';
  readonly shown: string;
}

/** All judged listeners. One that a template makes has the part `*`. `inventory.view(listeners)`. */
export function listeners(inventory: Inventory): readonly Listener[] {
  return [...inventory.judged(ISTIO_GATEWAY), ...inventory.judged(API_GATEWAY), ...inventory.judged(...INGRESS)].flatMap(listenersOfEdge);
}

/** The listeners of a Gateway of Istio or of the Gateway API, or of an Ingress; none of anything else. */
export function listenersOfEdge(resource: Resource): readonly Listener[] {
  const kind = `${resource.group}/${resource.kind}`;
  if (kind === ISTIO_GATEWAY) return listenersOf(resource, 'istio', 'servers', (server) => server.path('port', 'name'));
  if (kind === API_GATEWAY) return listenersOf(resource, 'gateway-api', 'listeners', (listener) => listener.get('name'));
  return INGRESS.includes(kind) ? [toListener(resource, 'ingress', resource.spec, '', resource.at)] : [];
}

function listenersOf(gateway: Resource, of: Listener['of'], list: string, nameOf: (value: Value) => Value): readonly Listener[] {
  const seen = new Map<string, number>();
  return gateway.spec
    .get(list)
    .items()
    .map((value, index) => {
      const name = value.unknown === undefined ? (nameOf(value).text() ?? String(index)) : '*';
      const count = seen.get(name) ?? 0;
      seen.set(name, count + 1);
      return toListener(gateway, of, value, `${list}/${name}${count === 0 ? '' : `#${count}`}`, value.keyAt);
    });
}

function toListener(resource: Resource, of: Listener['of'], value: Value, part: string, at: Place): Listener {
  const { group, kind, namespace, name, pointer } = resource;
  const port = of === 'istio' ? value.path('port', 'number').text() : value.get('port').text();
  const shown = of === 'ingress' ? `ingress "${name}"` : `port ${port ?? '?'} of gateway "${name}"`;
  const id = subjectId(group, kind, namespace, name, part);
  return { id, group, kind, namespace, name, part, at, pointer, unknown: resource.unknown ?? value.unknown, resource, value, of, shown };
}

/** Whether a listener takes plain text. */
export function listenerState(inventory: Inventory, listener: Listener): ListenerState {
  if (listener.of === 'ingress') return ingressState(listener.resource);
  return listener.of === 'istio' ? serverState(inventory, listener) : apiListenerState(inventory, listener);
}

const TLS: ListenerState = { state: 'tls' };
const HTTP = new Set(['HTTP', 'HTTP2', 'GRPC', 'GRPC-WEB']);

/** Source: Istio reference, Gateway, Port.protocol and ServerTLSSettings.httpsRedirect. */
function serverState(inventory: Inventory, { value, resource }: Listener): ListenerState {
  const protocol = value.path('port', 'protocol').string('');
  if (!protocol.known) return { state: 'unknown', why: protocol.why };
  const name = protocol.value.toUpperCase();
  if (name === 'HTTPS' || name === 'TLS') return value.get('tls').isAbsent ? { state: 'unknown', why: 'TLS without settings: Istio refuses it' } : TLS;
  if (name === '') return { state: 'unknown', why: 'a port without a protocol: the API server refuses it' };
  const plain: ListenerState = { state: 'plain', places: [{ at: protocol.at, pointer: protocol.pointer, says: `accepts plain ${name}` }] };
  if (!HTTP.has(name)) return plain;
  const redirect = value.path('tls', 'httpsRedirect').boolean(false);
  if (!redirect.known) return { state: 'unknown', why: redirect.why };
  return redirect.value ? TLS : unlessRedirected(virtualServiceRedirect(inventory, resource, value.path('port', 'number').text()), plain);
}

/** Source: Gateway API reference, ProtocolType. */
function apiListenerState(inventory: Inventory, { value, resource }: Listener): ListenerState {
  const protocol = value.get('protocol').string('');
  if (!protocol.known) return { state: 'unknown', why: protocol.why };
  if (protocol.value === 'HTTPS' || protocol.value === 'TLS' || protocol.value === 'HBONE') return TLS;
  if (!['HTTP', 'TCP', 'UDP'].includes(protocol.value)) return { state: 'unknown', why: 'a protocol that only its gateway knows' };
  const plain: ListenerState = { state: 'plain', places: [{ at: protocol.at, pointer: protocol.pointer, says: `accepts plain ${protocol.value}` }] };
  return protocol.value === 'HTTP' ? unlessRedirected(gatewayRedirect(routesOf(inventory, resource, value)), plain) : plain;
}

function unlessRedirected(redirect: Match, plain: ListenerState): ListenerState {
  const why = whyUnknown(redirect);
  if (why !== undefined) return { state: 'unknown', why };
  return redirect === 'yes' ? TLS : plain;
}
