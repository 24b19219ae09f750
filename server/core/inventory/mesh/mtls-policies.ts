import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { anyOf, type Match } from '../selectors.js';
import { servicesOf } from '../traffic/services.js';
import type { Value } from '../value.js';
import { PEER_AUTHENTICATION } from './istio.js';

export const DESTINATION_RULE = 'networking.istio.io/DestinationRule';

/** The judged objects that set how connections inside the mesh are secured: a PeerAuthentication with a mode, a DestinationRule with `tls`. `inventory.view(mtlsPolicies)`. */
export function mtlsPolicies(inventory: Inventory): readonly Resource[] {
  return inventory
    .judged(PEER_AUTHENTICATION, DESTINATION_RULE)
    .filter((policy) => (policy.kind === 'DestinationRule' ? clientTls(policy).length > 0 : peerModes(policy).length > 0));
}

/** One mode that a PeerAuthentication sets, for all ports or for one. */
export interface WrittenMode {
  readonly value: Value;
  readonly port: string | undefined;
  /** All ports, where this mode is that of the only one. */
  readonly ports?: Value | undefined;
}

/** The modes that a PeerAuthentication writes; UNSET writes none. */
export function peerModes(policy: Resource): readonly WrittenMode[] {
  const mode = policy.spec.path('mtls', 'mode');
  const ports = policy.spec.get('portLevelMtls');
  const entries = [...ports.entries()];
  const found: WrittenMode[] = entries.map(([port, value]) => ({ value: value.get('mode'), port, ports: entries.length === 1 ? ports : undefined }));
  return [{ value: mode, port: undefined }, ...found].filter(({ value }) => isSet(value));
}

function isSet(value: Value): boolean {
  return value.unknown !== undefined || (!value.isAbsent && value.text() !== 'UNSET');
}

/** The `tls` parts of a DestinationRule: of all ports, of single ones, and of subsets. */
export function clientTls(rule: Resource): readonly Value[] {
  const policies = [
    rule.spec.get('trafficPolicy'),
    ...rule.spec
      .get('subsets')
      .items()
      .map((subset) => subset.get('trafficPolicy')),
  ];
  return policies.flatMap((policy) => [policy, ...policy.get('portLevelSettings').items()].map((part) => part.get('tls'))).filter((tls) => !tls.isAbsent);
}

/**
 * Whether a host of a DestinationRule is one of the mesh: a Service in sight, a short name, a name that only the cluster resolves, or a host that an entry
 * puts into the mesh. The API server is not: its clients bring TLS of their own. Source: Istio reference, ServiceEntry.Location.
 */
export function isMeshHost(
  inventory: Inventory,
  rule: Resource,
): { readonly known: true; readonly value: boolean } | { readonly known: false; readonly why: Reason } {
  const host = rule.spec.get('host').string('');
  if (!host.known) return { known: false, why: host.why };
  const name = host.value;
  if (/^kubernetes\.default(\.svc(\.|$)|$)/.test(name)) return { known: true, value: false };
  const inCluster = name === '*' || !name.includes('.') || /\.(local|svc)$/.test(name) || /^[^.]+\.[^.]+\.svc\./.test(name);
  const registered = inventory.view(registeredHosts).get(name);
  if (typeof registered === 'object') return { known: false, why: registered.unknown };
  if (inCluster || registered !== undefined) return { known: true, value: inCluster || registered === 'yes' };
  const labels = name.split('.');
  return { known: true, value: labels.length === 2 && inventory.view(servicesOf).byName(labels[0] ?? '', labels[1] ?? '') !== undefined };
}

/** Hosts of ServiceEntries, and whether one of them puts the host into the mesh. */
function registeredHosts(inventory: Inventory): ReadonlyMap<string, Match> {
  const found = new Map<string, Match>();
  for (const entry of inventory.ofKind('networking.istio.io/ServiceEntry')) {
    const location = entry.spec.get('location').string('MESH_EXTERNAL');
    const isInside: Match = location.known ? (location.value === 'MESH_INTERNAL' ? 'yes' : 'no') : { unknown: location.why };
    for (const host of listed(entry.spec.get('hosts')).items) {
      const name = host.text();
      if (name !== undefined) found.set(name, anyOf([found.get(name) ?? 'no', isInside]));
    }
  }
  return found;
}
