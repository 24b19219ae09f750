import type { Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import type { ListenerState } from './gateways.js';

/**
 * Annotations by which a controller takes TLS though no `tls` is written: from a certificate of its cloud, at an entry point, or by leaving it to what stands
 * before or behind it. The pattern says with which values.
 */
const ELSEWHERE: readonly (readonly [string, RegExp])[] = [
  ['alb.ingress.kubernetes.io/certificate-arn', /./],
  ['alb.ingress.kubernetes.io/listen-ports', /HTTPS/],
  ['ingress.gcp.kubernetes.io/pre-shared-cert', /./],
  ['networking.gke.io/managed-certificates', /./],
  ['appgw.ingress.kubernetes.io/appgw-ssl-certificate', /./],
  ['traefik.ingress.kubernetes.io/router.entrypoints', /./],
  ['traefik.ingress.kubernetes.io/router.tls', /^true$/],
  ['nginx.ingress.kubernetes.io/ssl-passthrough', /^true$/],
  ['haproxy.org/ssl-passthrough', /^true$/],
  ['haproxy-ingress.github.io/ssl-passthrough', /^true$/],
  ['nginx.ingress.kubernetes.io/force-ssl-redirect', /^true$/],
];

/** Annotations that keep plain HTTP open beside TLS, with the value that does it. */
const BESIDE_TLS: readonly (readonly [string, string])[] = [
  ['nginx.ingress.kubernetes.io/ssl-redirect', 'false'],
  ['ingress.kubernetes.io/ssl-redirect', 'false'],
  ['haproxy.org/ssl-redirect', 'false'],
  ['haproxy-ingress.github.io/ssl-redirect', 'false'],
  ['kubernetes.io/ingress.allow-http', 'true'],
];
const FORCED = 'nginx.ingress.kubernetes.io/force-ssl-redirect';

/** Whether each host of an Ingress has TLS, and nothing keeps plain HTTP beside it. Source: Kubernetes API reference, IngressTLS v1; annotations of the controllers. */
export function ingressState(ingress: Resource): ListenerState {
  const tls = listed(ingress.spec.get('tls'));
  if (tls.hidden !== undefined) return { state: 'unknown', why: tls.hidden };
  if (tls.items.length === 0) return withoutTls(ingress);
  const rules = listed(ingress.spec.get('rules'));
  const open = rules.items.flatMap((rule) => uncovered(rule, tls.items));
  const kept = keptOpen(ingress);
  const places = [...open.flatMap((spot) => ('says' in spot ? [spot] : [])), ...kept.places];
  if (places.length > 0) return { state: 'plain', places };
  const why = rules.hidden ?? open.map((spot) => ('why' in spot ? spot.why : undefined)).find((reason) => reason !== undefined) ?? kept.why;
  return why === undefined ? { state: 'tls' } : { state: 'unknown', why };
}

function withoutTls(ingress: Resource): ListenerState {
  const said = ELSEWHERE.map(([key, pattern]) => ({ annotation: ingress.annotation(key), pattern }));
  const found = said.find(({ annotation, pattern }) => !annotation.known || pattern.test(annotation.value ?? ''));
  if (found !== undefined) return { state: 'unknown', why: found.annotation.known ? 'TLS is set by an annotation of its controller' : found.annotation.why };
  const { at, pointer } = ingress.spec.get('tls');
  return { state: 'plain', places: [{ at, pointer, says: 'serves plain HTTP' }] };
}

type Uncovered = (Spot & { readonly says: string }) | { readonly why: Reason };

/** A `tls` entry without hosts is for every host; a wildcard stands for one label. */
function uncovered(rule: Value, entries: readonly Value[]): readonly Uncovered[] {
  const host = rule.get('host').string('');
  if (!host.known) return [{ why: host.why }];
  let unknown: Reason | undefined;
  for (const entry of entries) {
    const hosts = listed(entry.get('hosts'));
    if (hosts.items.length === 0 && hosts.hidden === undefined) return [];
    if (hosts.items.some((item) => covers(item.text() ?? '', host.value))) return [];
    unknown ??= hosts.hidden;
  }
  if (unknown !== undefined) return [{ why: unknown }];
  if (host.value === '') return [{ why: 'whether its controller gives other hosts TLS is not said' }];
  return [{ at: host.at, pointer: host.pointer, says: `serves "${host.value}" without TLS` }];
}

function covers(pattern: string, host: string): boolean {
  if (pattern === host) return host !== '';
  return pattern.startsWith('*.') && host.includes('.') && host.slice(host.indexOf('.')) === pattern.slice(1) && !host.startsWith('*');
}

function keptOpen(ingress: Resource): { readonly places: readonly (Spot & { readonly says: string })[]; readonly why?: Reason | undefined } {
  const forced = ingress.annotation(FORCED);
  if (forced.known && forced.value === 'true') return { places: [] };
  let why: Reason | undefined;
  for (const [key, value] of BESIDE_TLS) {
    const annotation = ingress.annotation(key);
    if (!annotation.known) why ??= annotation.why;
    else if (annotation.value === value) return { places: [{ at: annotation.at, pointer: annotation.pointer, says: 'serves plain HTTP beside TLS' }] };
  }
  return { places: [], why };
}
