import type { Inventory } from '../inventory.js';
import type { Known } from '../known.js';
import type { Resource } from '../resource.js';
import { type Match, matchesMap } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { type WorkloadIndex, workloadIndex } from '../workload-index.js';

/** A Service and the workloads that its selector picks. */
export interface Service {
  readonly resource: Resource;
  readonly type: Known<string>;
  readonly ports: readonly ServicePort[];
  /** Workloads with their match: those with `no` are left out. */
  readonly workloads: readonly { readonly workload: Workload; readonly match: Match }[];
}

export interface ServicePort {
  readonly value: Value;
  readonly port: Known<number | undefined>;
  /** Number or name of the container port; the Service's own port where none is written. */
  readonly targetPort: string | undefined;
  readonly nodePort: Known<number | undefined>;
  /** What the port says of itself, by `appProtocol` or its name as Istio reads it; undefined when it says nothing. */
  readonly protocol: string | undefined;
}

/** Services of a target with context, and the questions about them. `inventory.view(servicesOf)`. */
export interface Services {
  readonly all: readonly Service[];
  of(workload: Workload): readonly Service[];
  /** The Service that a host names, seen from a namespace: `cart`, `cart.shop`, `cart.shop.svc.cluster.local`. */
  byHost(host: string, namespace: string): Service | undefined;
  byName(name: string, namespace: string): Service | undefined;
}

export function servicesOf(inventory: Inventory): Services {
  const index = inventory.view(workloadIndex);
  const all = inventory.ofKind('/Service').map((resource) => toService(resource, index));
  const names = new Map(all.map((service) => [`${service.resource.namespace}/${service.resource.name}`, service]));
  const written = new Map(all.map((service) => [`${service.resource.namespace}/${service.resource.writtenName}`, service]));
  const ofWorkload = new Map<string, Service[]>();
  for (const service of all) {
    for (const { workload } of service.workloads) {
      const list = ofWorkload.get(workload.id);
      if (list === undefined) ofWorkload.set(workload.id, [service]);
      else list.push(service);
    }
  }
  // References stand in the text under the name before a prefix was added, so both names lead to the Service.
  const byName = (name: string, namespace: string): Service | undefined => names.get(`${namespace}/${name}`) ?? written.get(`${namespace}/${name}`);
  return {
    all,
    byName,
    of: (workload) => ofWorkload.get(workload.id) ?? [],
    byHost(host, namespace) {
      const [name = '', inNamespace] = host.split('.');
      return byName(name, inNamespace ?? namespace);
    },
  };
}

/** A Service without a selector, or with an empty one, picks no pods. Source: Kubernetes documentation, Services without selectors. */
function toService(resource: Resource, index: WorkloadIndex): Service {
  const selector = resource.spec.get('selector');
  const { selected } = resource.member.edits;
  const picks = selector.hides !== undefined || [...selector.entries()].length > 0;
  const matched = picks
    ? index
        .near(selector, resource.namespace, selected)
        .map(({ workload, labels }) => ({ workload, match: matchesMap(selector, labels, selected) }))
        .filter(({ match }) => match !== 'no')
    : [];
  return { resource, type: resource.spec.get('type').string('ClusterIP'), ports: resource.spec.get('ports').items().map(toPort), workloads: matched };
}

function toPort(value: Value): ServicePort {
  const port = value.get('port').number(undefined);
  return {
    value,
    port,
    targetPort: value.get('targetPort').text() ?? (port.known ? port.value?.toString() : undefined),
    nodePort: value.get('nodePort').number(undefined),
    protocol: portProtocol(value),
  };
}

const PROTOCOLS = new Set(['http', 'http2', 'https', 'grpc', 'grpc-web', 'tls', 'tcp', 'udp', 'mongo', 'mysql', 'redis', 'hbone']);

/**
 * The application protocol that a Service port declares: `appProtocol`, else its name, up to the first dash; undefined for one that Istio does not know.
 * Source: Istio documentation, Protocol Selection, explicit protocol selection.
 */
function portProtocol(value: Value): string | undefined {
  const declared = value.get('appProtocol').text()?.toLowerCase();
  const name = (declared === undefined ? undefined : OF_KUBERNETES.get(declared)) ?? declared ?? value.get('name').text()?.toLowerCase();
  if (name === undefined) return undefined;
  if (name.startsWith('grpc-web')) return 'grpc-web';
  const prefix = name.split('-')[0] ?? '';
  return PROTOCOLS.has(prefix) ? prefix : undefined;
}

/** Source: Kubernetes documentation, Service, application protocol. */
const OF_KUBERNETES: ReadonlyMap<string, string> = new Map([
  ['kubernetes.io/h2c', 'http2'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/wss', 'https'],
]);

const REQUEST_PROTOCOLS = new Set(['http', 'http2', 'https', 'grpc', 'grpc-web']);

/** True when the port carries HTTP or gRPC requests by its own word. */
export function carriesRequests(port: ServicePort): boolean {
  return port.protocol !== undefined && REQUEST_PROTOCOLS.has(port.protocol);
}

/** The ports of a Service that a reference names by number or name; all of them where it names none, none where it cannot be known. */
export function portsNamed(service: Service, reference: Value): readonly ServicePort[] {
  if (reference.unknown !== undefined) return [];
  const wanted = reference.text();
  if (wanted === undefined) return service.ports;
  return service.ports.filter(({ port, value }) => (port.known && String(port.value) === wanted) || value.get('name').text() === wanted);
}
