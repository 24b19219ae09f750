import type { Caller, Listener } from '../calls/call.js';
import { listenerKey } from '../calls/listeners.js';
import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import { AUTHORIZATION, PEER_AUTHENTICATION } from '../mesh/istio.js';
import { enrollmentOf, type Mesh, portsPastProxy } from '../mesh/mesh.js';
import { clientTls, DESTINATION_RULE } from '../mesh/mtls-policies.js';
import { type PeerModeName, peerModesAt } from '../mesh/peer-authentication.js';
import type { Resource } from '../resource.js';
import type { Match } from '../selectors.js';
import { isController, isIstioGateway } from '../traffic/gateway-workloads.js';
import { portsByListener } from '../traffic/listener-ports.js';
import { hidesServices } from '../traffic/outbound.js';
import { servicesOf } from '../traffic/services.js';
import type { Workload } from '../workload.js';
import { workloadIndex } from '../workload-index.js';
import { agreed } from './combine.js';
import { isThere } from './network.js';
import type { Encryption, Identity } from './reach.js';

/** What a workload is in, for one answer: an enrollment that is not known is tried as each of these. */
export type Joined = Mesh | 'none';

/** How a connection arrives at a port: whether it is taken at all, as whom, and whether a proxy there looks at policies. */
export interface Arrival {
  readonly match: Match;
  readonly says: string;
  readonly by?: Spot | undefined;
  readonly identity: Identity;
  readonly encryption: Encryption;
  /** Who enforces policies on the connection. */
  readonly enforcer: 'sidecar' | 'ambient' | 'linkerd' | 'nobody';
}

export const UNSEEN_GATEWAY: Reason = 'its gateway is not in sight';

const ANONYMOUS: Identity = { kind: 'anonymous' };

/** The meshes that a workload may be in: one where the files say it. A namespace that no file declares may have the labels of one where policies of Istio are in sight. */
export function joinedBy(inventory: Inventory, caller: Workload): readonly Joined[] {
  const enrollment = enrollmentOf(inventory, caller);
  if (enrollment.state === 'unknown') return ['none', 'sidecar', 'ambient', 'linkerd'];
  // Policies of Istio say that there is a mesh; whether it holds the namespace is said by labels, which no file shows.
  const isOpen = enrollment.state === 'out' && enrollment.by === undefined && inventory.view(workloadIndex).namespaceObject(caller.namespace) === undefined;
  if (isOpen && inventory.ofKind(AUTHORIZATION, PEER_AUTHENTICATION).length > 0) return ['none', 'sidecar', 'ambient'];
  return [enrollment.state === 'in' ? enrollment.mesh : 'none'];
}

/** How a caller that is in `from` arrives at a listener that is in `at`. */
export function arrivalOf(inventory: Inventory, caller: Caller, from: Joined, to: Listener, at: Joined): Arrival {
  const plain = { identity: ANONYMOUS, encryption: 'none' } as const;
  if (at === 'none') return { ...plain, match: 'yes', says: 'the destination is in no mesh', enforcer: 'nobody' };
  // Only TCP goes through the proxies. Source: Istio documentation, Protocol Selection; Linkerd documentation, Protocol Support.
  if (to.protocol !== 'TCP') return { ...plain, match: 'yes', says: `${to.protocol} does not go through the mesh`, enforcer: 'nobody' };
  const past = notCaptured(to.workload, at) ?? passesProxy(inventory, to, at);
  if (past === 'yes') return { ...plain, match: 'yes', says: 'an annotation leads this port past the proxy', enforcer: 'nobody' };
  if (past !== 'no') return { match: past, says: past.unknown, identity: { kind: 'unknown', why: past.unknown }, encryption: past, enforcer: at };
  if (at === 'linkerd') return byLinkerd(caller, from);
  return isIstioGateway(inventory, to.workload) === 'yes' ? atGateway(caller, from, at) : byIstio(inventory, caller, from, to, at);
}

/** Whom a gateway takes is up to its listeners; who comes from outside has no identity there. Source: Istio reference, Gateway, ServerTLSSettings. */
function atGateway(caller: Caller, from: Joined, enforcer: 'sidecar' | 'ambient'): Arrival {
  const isOutside = caller.kind === 'outside' || from === 'none';
  const why = 'the listeners of a gateway say whom they take';
  return {
    match: 'yes',
    says: why,
    identity: isOutside ? ANONYMOUS : { kind: 'unknown', why },
    encryption: isOutside ? 'none' : { unknown: why },
    enforcer,
  };
}

/** Mutual TLS is automatic between pods of Linkerd; plain text is taken from all others. Source: Linkerd documentation, Automatic mTLS. */
function byLinkerd(caller: Caller, from: Joined): Arrival {
  const identity = from === 'linkerd' && caller.kind === 'workload' ? identityOf(caller.workload) : ANONYMOUS;
  return { match: 'yes', says: 'Linkerd takes plain text beside mutual TLS', identity, encryption: 'permissive', enforcer: 'linkerd' };
}

/** Where more than one mode may hold, what is so in all of them. */
function byIstio(inventory: Inventory, caller: Caller, from: Joined, to: Listener, at: 'sidecar' | 'ambient'): Arrival {
  const { modes, by, why } = peerModesAt(inventory, to.workload, to.port, (policy) => isThere(policy, to.workload));
  const sent = sentBy(inventory, caller, from, to, at);
  // Ambient mode has no way to switch encryption off. Source: Istio documentation, ambient mode, Mutual TLS.
  const held = new Set(modes.map((mode) => (mode === 'DISABLE' && at === 'ambient' ? 'PERMISSIVE' : mode)));
  const [first, ...others] = [...held].map((mode) => inMode(mode, sent, by, at));
  if (first === undefined || others.length === 0) return first ?? { ...inMode('PERMISSIVE', sent, by, at), match: { unknown: why }, says: why };
  const match = agreed(
    [first, ...others].map((one) => one.match),
    why,
  );
  const isSame = others.every(({ identity }) => identity.kind === first.identity.kind);
  return {
    match,
    says: typeof match === 'object' ? match.unknown : first.says,
    by,
    identity: isSame ? first.identity : { kind: 'unknown', why },
    encryption: { unknown: why },
    enforcer: at,
  };
}

const ENCRYPTION = { STRICT: 'strict', PERMISSIVE: 'permissive', DISABLE: 'none' } as const;

function inMode(mode: PeerModeName, sent: Identity, by: Spot | undefined, enforcer: 'sidecar' | 'ambient'): Arrival {
  // A proxy that takes no TLS is sent plain text. Source: Istio documentation, auto mutual TLS.
  const identity = mode === 'DISABLE' ? ANONYMOUS : sent;
  const base = { by, encryption: ENCRYPTION[mode], identity, enforcer };
  if (mode !== 'STRICT') return { ...base, match: 'yes', says: `mutual TLS is ${by === undefined ? 'PERMISSIVE by default' : mode}` };
  if (identity.kind === 'principal') return { ...base, match: 'yes', says: 'mutual TLS is STRICT, and the caller speaks it' };
  if (identity.kind === 'anonymous') return { ...base, match: 'no', says: 'mutual TLS is STRICT, and the caller sends plain text' };
  return { ...base, match: { unknown: identity.why }, says: identity.why };
}

/** What a caller in the mesh sends: mutual TLS by itself, unless a DestinationRule or its own annotations say otherwise. Source: Istio documentation, auto mutual TLS. */
function sentBy(inventory: Inventory, caller: Caller, from: Joined, to: Listener, at: 'sidecar' | 'ambient'): Identity {
  if (from === 'none' || from === 'linkerd') return ANONYMOUS;
  if (caller.kind !== 'workload') return { kind: 'unknown', why: UNSEEN_GATEWAY };
  // Whether a sidecar takes and speaks the tunnel of ambient mode is a matter of its installation. Source: Istio documentation, ambient mode, workloads of both modes.
  if (from !== at) return { kind: 'unknown', why: from === 'ambient' ? 'from ambient mode to a sidecar' : 'from a sidecar to ambient mode' };
  const own = identityOf(caller.workload);
  if (from === 'ambient') return own;
  if (isController(caller.workload)) return { kind: 'unknown', why: 'an Ingress controller may call pods past their Services' };
  const unseen = pastServices(inventory, to) ?? hidesServices(inventory, caller.workload, to.workload.namespace);
  const why = leavesProxy(caller.workload) ?? unseen ?? byDestinationRule(inventory, to) ?? withoutAutoMtls(inventory);
  return why === undefined ? own : { kind: 'unknown', why };
}

function identityOf(workload: Workload): Identity {
  const account = workload.serviceAccount;
  if (!account.known) return { kind: 'unknown', why: account.why };
  return { kind: 'principal', namespace: workload.namespace, account: account.value };
}

/** A sidecar knows the ports of Services: what goes elsewhere it passes on as it is. Source: Istio documentation, Understanding Traffic Routing, unmatched traffic. */
function pastServices(inventory: Inventory, to: Listener): Reason | undefined {
  return inventory.view(portsByListener).has(listenerKey(to)) ? undefined : 'no Service here leads to the port: a sidecar may pass its calls on as they are';
}

const LEAVING = ['excludeOutboundPorts', 'excludeOutboundIPRanges', 'includeOutboundIPRanges', 'includeOutboundPorts'].map(
  (key) => `traffic.sidecar.istio.io/${key}`,
);

/** Source: Istio reference, Resource Annotations. */
function leavesProxy(workload: Workload): Reason | undefined {
  const captured = notCaptured(workload, 'sidecar');
  if (typeof captured === 'object') return captured.unknown;
  for (const key of LEAVING) {
    const annotation = workload.podAnnotation(key);
    if (!annotation.known) return annotation.why;
    if (annotation.value !== undefined && annotation.value !== '' && annotation.value !== '*')
      return 'annotations of the caller lead some calls past its proxy';
  }
  return undefined;
}

function withoutAutoMtls(inventory: Inventory): Reason | undefined {
  const operators = inventory.ofKind('install.istio.io/IstioOperator').map((operator) => operator.spec.path('meshConfig', 'enableAutoMtls').boolean(true));
  return operators.some((value) => !value.known || !value.value) ? 'whether mutual TLS is automatic is set in the configuration of the mesh' : undefined;
}

/** Why a DestinationRule may make callers send something else than mutual TLS of the mesh. */
function byDestinationRule(inventory: Inventory, { workload }: Listener): Reason | undefined {
  const { byService, wide } = inventory.view(clientRules);
  const names = inventory
    .view(servicesOf)
    .of(workload)
    .map(({ resource }) => `${resource.namespace}/${resource.name}`);
  const rule = [...names.flatMap((name) => byService.get(name) ?? []), ...wide][0];
  return rule === undefined ? undefined : `DestinationRule "${rule.name}" says how callers connect`;
}

interface ClientRules {
  readonly byService: ReadonlyMap<string, readonly Resource[]>;
  /** For hosts with a star, or that are not known. */
  readonly wide: readonly Resource[];
}

/** The DestinationRules that set TLS of callers to anything but that of the mesh. */
function clientRules(inventory: Inventory): ClientRules {
  const byService = new Map<string, Resource[]>();
  const wide: Resource[] = [];
  for (const rule of inventory.ofKind(DESTINATION_RULE)) {
    const tls = clientTls(rule);
    if (rule.spec.get('trafficPolicy').unknown === undefined && tls.every((value) => value.get('mode').text() === 'ISTIO_MUTUAL')) continue;
    const host = rule.spec.get('host').text();
    const service = host === undefined || host.includes('*') ? undefined : inventory.view(servicesOf).byHost(host, rule.namespace);
    if (host === undefined || host.includes('*')) wide.push(rule);
    else if (service !== undefined) {
      const key = `${service.resource.namespace}/${service.resource.name}`;
      byService.set(key, [...(byService.get(key) ?? []), rule]);
    }
  }
  return { byService, wide };
}

const UNCAPTURED = {
  ambient: ['ambient.istio.io/bypass-inbound-capture', 'true'],
  sidecar: ['sidecar.istio.io/interceptionMode', 'NONE'],
} as const;

/** Whether an annotation keeps all traffic of a pod from its proxy; undefined where none does. Source: Istio reference, Resource Annotations. */
function notCaptured(workload: Workload, at: Mesh): Match | undefined {
  if (at === 'linkerd') return undefined;
  const [key, value] = UNCAPTURED[at];
  const annotation = workload.podAnnotation(key);
  if (!annotation.known) return { unknown: annotation.why };
  return annotation.value === value ? (at === 'ambient' ? 'yes' : { unknown: `"${key}" is "${value}"` }) : undefined;
}

/** Whether a port is led past the proxy of its pod. Source: Istio reference, Resource Annotations; Linkerd reference, Proxy Configuration. */
function passesProxy(inventory: Inventory, { workload, port }: Listener, at: Mesh): Match {
  const said = portsPastProxy(inventory, workload, at);
  if (said === undefined) return 'no';
  if (!said.known) return { unknown: said.why };
  const isIncluded = workload.podAnnotation('traffic.sidecar.istio.io/includeInboundPorts');
  const includes = at === 'sidecar' && isIncluded.known && isIncluded.value !== undefined && isIncluded.value !== '*';
  const ports = (said.value ?? '').split(',').map((part) => part.trim());
  if (typeof port !== 'number') return { unknown: `the number of port "${port}" is not known` };
  const isNamed = ports.some((part) => {
    const [first, last] = part.split('-').map(Number);
    return first !== undefined && (last === undefined ? first === port : port >= first && port <= last);
  });
  return isNamed === includes ? 'no' : 'yes';
}
