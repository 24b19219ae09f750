import type { Place } from '../../syntax/place.js';
import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import type { Resource } from '../resource.js';
import type { Subject, SubjectId } from '../subject.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { portsNamed, type Service, type ServicePort, type Services, servicesOf } from './services.js';

/** One way by which callers from outside the cluster reach a workload. */
export interface Way extends Spot {
  readonly kind: 'load-balancer' | 'node-port' | 'external-ip' | 'ingress' | 'route' | 'virtual-service';
  readonly by: Resource;
  readonly service: Service;
  /** Those of the Service that it leads to, as far as they are known. */
  readonly ports: readonly ServicePort[];
  /** Gateways that the route is bound to: names as written, `namespace/name` or `name`. */
  readonly gateways: readonly string[];
  /** Why it is not known to be a way from outside. */
  readonly unknown?: Reason | undefined;
}

/** A workload that a Gateway, route, Ingress, LoadBalancer or NodePort reaches. As a subject it is the workload; its place is the first thing that exposes it. */
export class ExposedWorkload implements Subject {
  constructor(
    readonly workload: Workload,
    readonly ways: readonly [Way, ...Way[]],
  ) {}

  get id(): SubjectId {
    return this.workload.id;
  }
  get group(): string {
    return this.workload.group;
  }
  get kind(): string {
    return this.workload.kind;
  }
  get namespace(): string {
    return this.workload.namespace;
  }
  get name(): string {
    return this.workload.name;
  }
  get at(): Place {
    return this.ways[0].at;
  }
  get pointer(): string {
    return this.ways[0].pointer;
  }
  get unknown(): Reason | undefined {
    return this.ways[0].unknown;
  }
}

/** The judged workloads that are exposed, or may be, each once; with a sure way the others do not count. `inventory.view(exposedWorkloads)`. */
export function exposedWorkloads(inventory: Inventory): readonly ExposedWorkload[] {
  const ways = new Map<SubjectId, { workload: Workload; ways: Way[] }>();
  for (const way of inventory.view(waysIn)) {
    for (const { workload } of way.service.workloads) {
      if (workload.resource.isContext) continue;
      const found = ways.get(workload.id);
      if (found === undefined) ways.set(workload.id, { workload, ways: [way] });
      else found.ways.push(way);
    }
  }
  return [...ways.values()].flatMap(({ workload, ways: all }) => {
    const sure = all.filter(({ unknown }) => unknown === undefined);
    const [first, ...rest] = sure.length > 0 ? sure : all;
    return first === undefined ? [] : [new ExposedWorkload(workload, [first, ...rest])];
  });
}

/** Every way from outside to a Service of the target, in the order of the objects. `inventory.view(waysIn)`. */
export function waysIn(inventory: Inventory): readonly Way[] {
  return [...serviceWays(inventory), ...ingressWays(inventory), ...routeWays(inventory), ...virtualServiceWays(inventory)];
}

function* serviceWays(inventory: Inventory): Iterable<Way> {
  for (const service of inventory.view(servicesOf).all) {
    const { type, resource, ports } = service;
    const externalIps = resource.spec.get('externalIPs');
    const way = { by: resource, service, ports, at: type.at, pointer: type.pointer, gateways: [] };
    if (!type.known) yield { ...way, kind: 'load-balancer', unknown: type.why };
    if (type.known && type.value === 'LoadBalancer') yield { ...way, kind: 'load-balancer' };
    if (type.known && type.value === 'NodePort') yield { ...way, kind: 'node-port' };
    if (externalIps.items().length > 0) yield { ...way, kind: 'external-ip', at: externalIps.at, pointer: externalIps.pointer };
  }
}

function* ingressWays(inventory: Inventory): Iterable<Way> {
  const services = inventory.view(servicesOf);
  for (const resource of inventory.ofKind('networking.k8s.io/Ingress', 'extensions/Ingress')) {
    const paths = resource.spec
      .get('rules')
      .items()
      .flatMap((rule) =>
        rule
          .path('http', 'paths')
          .items()
          .map((path) => path.get('backend')),
      );
    for (const backend of [resource.spec.get('defaultBackend'), resource.spec.get('backend'), ...paths]) {
      const name = backend.path('service', 'name').exists ? backend.path('service', 'name') : backend.get('serviceName');
      const service = services.byName(name.text() ?? '', resource.namespace);
      if (service === undefined) continue;
      const port = backend.path('service', 'port');
      const named = port.get('number').exists ? port.get('number') : port.exists ? port.get('name') : backend.get('servicePort');
      yield { kind: 'ingress', by: resource, service, ports: portsNamed(service, named), at: name.at, pointer: name.pointer, gateways: [] };
    }
  }
}

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'].map((kind) => `gateway.networking.k8s.io/${kind}`);

/** Gateway API routes whose parent is a Gateway; one whose parent is a Service steers traffic inside the mesh. OpenShift Routes are ways in too. */
function* routeWays(inventory: Inventory): Iterable<Way> {
  const services = inventory.view(servicesOf);
  for (const resource of inventory.ofKind(...ROUTES)) {
    const gateways = resource.spec
      .get('parentRefs')
      .items()
      .filter((parent) => (parent.get('kind').text() ?? 'Gateway') === 'Gateway')
      .map((parent) => reference(parent));
    if (gateways.length === 0) continue;
    for (const backend of resource.spec
      .get('rules')
      .items()
      .flatMap((rule) => rule.get('backendRefs').items())) {
      if ((backend.get('kind').text() ?? 'Service') !== 'Service') continue;
      const service = services.byName(backend.get('name').text() ?? '', backend.get('namespace').text() ?? resource.namespace);
      if (service === undefined) continue;
      const ports = portsNamed(service, backend.get('port'));
      yield { kind: 'route', by: resource, service, ports, at: backend.get('name').at, pointer: backend.get('name').pointer, gateways };
    }
  }
  for (const resource of inventory.ofKind('route.openshift.io/Route')) {
    const name = resource.spec.path('to', 'name');
    const service = services.byName(name.text() ?? '', resource.namespace);
    if (service === undefined) continue;
    const target = resource.spec.path('port', 'targetPort');
    const byTarget = service.ports.filter(({ targetPort }) => targetPort !== undefined && targetPort === target.text());
    const ports = byTarget.length > 0 ? byTarget : portsNamed(service, target);
    yield { kind: 'route', by: resource, service, ports, at: name.at, pointer: name.pointer, gateways: [] };
  }
}

const VIRTUAL_SERVICE = 'networking.istio.io/VirtualService';

/** Istio VirtualServices bound to a gateway other than `mesh`, which is also what an absent list means. Source: Istio reference, VirtualService.gateways. */
function* virtualServiceWays(inventory: Inventory): Iterable<Way> {
  const services = inventory.view(servicesOf);
  for (const resource of inventory.ofKind(VIRTUAL_SERVICE)) {
    const gateways = resource.spec
      .get('gateways')
      .items()
      .flatMap((gateway) => gateway.text() ?? [])
      .filter((gateway) => gateway !== 'mesh');
    if (gateways.length === 0) continue;
    const owners = [resource, ...delegates(resource, inventory)];
    for (const { host, service, ports } of owners.flatMap((owner) => destinations(owner, services)))
      yield { kind: 'virtual-service', by: resource, service, ports, at: host.at, pointer: host.pointer, gateways };
  }
}

/** The VirtualServices to which one leaves its requests; those leave them to nobody else. Source: Istio reference, HTTPRoute.delegate. */
function delegates(resource: Resource, inventory: Inventory): readonly Resource[] {
  const named = resource.spec
    .get('http')
    .items()
    .map((rule) => rule.get('delegate'));
  return named.flatMap((delegate) => {
    const name = delegate.get('name').text();
    if (name === undefined) return [];
    const wanted = resource.refer('VirtualService', name, delegate.get('namespace').text() ?? '');
    return inventory.view(virtualServicesByName).get(`${wanted.namespace}/${wanted.name}`) ?? [];
  });
}

function virtualServicesByName(inventory: Inventory): ReadonlyMap<string, Resource> {
  return new Map(inventory.ofKind(VIRTUAL_SERVICE).map((resource) => [`${resource.namespace}/${resource.name}`, resource]));
}

/** Hosts to which a VirtualService sends traffic, with the Services that they name. */
function destinations(resource: Resource, services: Services): readonly (Pick<Way, 'service' | 'ports'> & { readonly host: Value })[] {
  const routes = ['http', 'tcp', 'tls'].flatMap((list) => resource.spec.get(list).items()).flatMap((rule) => rule.get('route').items());
  return routes.flatMap((route) => {
    const host = route.path('destination', 'host');
    const service = services.byHost(host.text() ?? '', resource.namespace);
    return service === undefined ? [] : [{ host, service, ports: portsNamed(service, route.path('destination', 'port', 'number')) }];
  });
}

function reference(parent: Value): string {
  const namespace = parent.get('namespace').text();
  const name = parent.get('name').text() ?? '';
  return namespace === undefined ? name : `${namespace}/${name}`;
}
