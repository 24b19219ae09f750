import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import { AUTHORIZATION, rootNamespace, targetRefs } from '../mesh/istio.js';
import { anyRule, isInForce, policiesAt, refusesByDefault } from '../mesh/istio-authorization.js';
import { accessPolicy, authorizationsOf, serversOf, servesPort } from '../mesh/linkerd.js';
import { namesRoute } from '../mesh/linkerd-routes.js';
import { type Enrollment, enrollmentOf } from '../mesh/mesh.js';
import { WAYPOINT_CLASS, waypointBy } from '../mesh/waypoints.js';
import { networkPolicies } from '../network/network-policies.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, whyUnknown } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { workloadIndex } from '../workload-index.js';
import { carriesRequests, servicesOf } from './services.js';

/** How the requests to a workload are authorized: by method or path, not at all, or by a rule that lets every request of a caller through. */
export type RequestLevel =
  | { readonly state: 'covered' }
  | { readonly state: 'missing' }
  | { readonly state: 'wide'; readonly policy: Resource; readonly spot: Spot; readonly says: string }
  | { readonly state: 'unknown'; readonly why: Reason };

/** The judged workloads that a Service with an HTTP or gRPC port picks. `inventory.view(requestWorkloads)`. */
export function requestWorkloads(inventory: Inventory): readonly Workload[] {
  const found = new Map<string, Workload>();
  for (const service of inventory.view(servicesOf).all) {
    if (!service.ports.some(carriesRequests)) continue;
    for (const { workload } of service.workloads) if (!workload.resource.isContext) found.set(workload.id, workload);
  }
  return [...found.values()];
}

export function requestLevel(inventory: Inventory, workload: Workload): RequestLevel {
  if (filtersRequests(inventory, workload)) return { state: 'covered' };
  const enrollment: Enrollment = enrollmentOf(inventory, workload);
  if (enrollment.state === 'unknown') return enrollment;
  if (enrollment.state === 'out') return { state: 'missing' };
  if (enrollment.mesh === 'linkerd') return inLinkerd(inventory, workload);
  return enrollment.mesh === 'ambient' ? inAmbient(inventory, workload) : inSidecar(inventory, workload);
}

/** Cilium reads requests where all that may reach the pods goes by rules that name them: a rule for whole ports beside them lets everything through. */
function filtersRequests(inventory: Inventory, workload: Workload): boolean {
  const policies = inventory.view(networkPolicies).of(workload);
  let reads = false;
  for (const { policy } of policies) {
    for (const { direction, application } of policy.rules) {
      if (direction !== 'ingress') continue;
      if (application !== 'yes') return false;
      reads = true;
    }
  }
  return reads && policies.some(({ policy, match }) => match === 'yes' && policy.isolates.ingress === 'yes');
}

/** The numbers of the container ports that its Services send requests to, as text. */
function requestPorts(inventory: Inventory, workload: Workload): ReadonlySet<string> {
  const targets = inventory
    .view(servicesOf)
    .of(workload)
    .flatMap(({ ports }) => ports.filter(carriesRequests).flatMap(({ targetPort }) => targetPort ?? []));
  const declared = workload.containers.flatMap(({ value }) => value.get('ports').items());
  return new Set(
    targets.map(
      (target) =>
        declared
          .find((port) => port.get('name').text() === target)
          ?.get('containerPort')
          .text() ?? target,
    ),
  );
}

function inSidecar(inventory: Inventory, workload: Workload): RequestLevel {
  return byPolicies(policiesAt(inventory, workload), requestPorts(inventory, workload));
}

function byPolicies(policies: readonly { readonly policy: Resource; readonly match: Match }[], ports: ReadonlySet<string>): RequestLevel {
  const denied = anyOf(policies.map(({ policy, match }) => allOf([match, isInForce(policy, 'DENY'), anyRule(policy, refusesAll)])));
  if (denied === 'yes') return { state: 'covered' };
  const allows = policies.map(({ policy, match }) => ({ policy, match: allOf([match, isInForce(policy, 'ALLOW')]) })).filter(({ match }) => match !== 'no');
  let unknown = whyUnknown(denied);
  for (const { policy, match } of allows) {
    const rules = listed(policy.spec.get('rules'));
    unknown ??= rules.hidden ?? whyUnknown(match);
    for (const rule of rules.items) {
      const named = namesRequests(rule, ports);
      if (named === 'no' && match === 'yes') return { state: 'wide', policy, spot: spotOf(rule), says: 'admits its callers to every method and path' };
      unknown ??= whyUnknown(named);
    }
  }
  if (unknown !== undefined) return { state: 'unknown', why: unknown };
  return allows.length > 0 ? { state: 'covered' } : { state: 'missing' };
}

/** A DENY rule for everyone; one that makes exceptions by identity says nothing of requests. */
function refusesAll(rule: Value): Match {
  return listed(rule.get('from')).items.length > 0 ? 'no' : refusesByDefault(rule);
}

function spotOf(rule: Value): Spot {
  return { at: rule.isMap && [...rule.entries()].length > 0 ? rule.keyAt : rule.at, pointer: rule.pointer };
}

/** Whether every operation of a rule names methods or paths, or is for ports that carry no requests. */
function namesRequests(rule: Value, ports: ReadonlySet<string>): Match {
  if (rule.hides !== undefined) return { unknown: rule.hides };
  const { items, hidden } = listed(rule.get('to'));
  if (items.length === 0) return hidden === undefined ? 'no' : { unknown: hidden };
  return allOf([...items.map((item) => isNarrow(item.get('operation'), ports)), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
}

function isNarrow(operation: Value, ports: ReadonlySet<string>): Match {
  if (operation.hides !== undefined) return { unknown: operation.hides };
  const own = listed(operation.get('ports'));
  if (own.hidden === undefined && own.items.length > 0 && own.items.every((port) => !ports.has(port.text() ?? ''))) return 'yes';
  const lists = ['methods', 'paths'].map((key) => listed(operation.get(key)));
  if (lists.some(({ items }) => items.length > 0 && items.every((item) => !['*', '/*', '/{**}'].includes(item.text() ?? '*')))) return 'yes';
  const hidden = lists.find((list) => list.hidden !== undefined)?.hidden ?? own.hidden;
  return hidden === undefined ? 'no' : { unknown: hidden };
}

const REQUEST_FIELDS = ['hosts', 'methods', 'paths', 'notHosts', 'notMethods', 'notPaths'];

/**
 * ztunnel reads no requests: what a policy with a selector says of them is not enforced as written. A waypoint reads them, and takes policies by `targetRefs`.
 * Source: Istio documentation, Use Layer 4 security policy; Use waypoint proxies.
 */
function inAmbient(inventory: Inventory, workload: Workload): RequestLevel {
  for (const { policy, match } of policiesAt(inventory, workload)) {
    const field = requestField(policy);
    if (field === undefined || allOf([match, anyOf([isInForce(policy, 'ALLOW'), isInForce(policy, 'DENY')])]) !== 'yes') continue;
    return { state: 'wide', policy, spot: { at: field.keyAt, pointer: field.pointer }, says: 'is for requests, which only a waypoint reads' };
  }
  const level = byPolicies(waypointPolicies(inventory, workload), requestPorts(inventory, workload));
  if (level.state !== 'covered') return level;
  const waypoint = waypointOf(inventory, workload);
  if (waypoint === undefined) return { state: 'missing' };
  return 'unknown' in waypoint ? { state: 'unknown', why: waypoint.unknown } : level;
}

function requestField(policy: Resource): Value | undefined {
  const operations = policy.spec
    .get('rules')
    .items()
    .flatMap((rule) => rule.get('to').items())
    .map((item) => item.get('operation'));
  return operations.flatMap((operation) => REQUEST_FIELDS.map((key) => operation.get(key))).find((field) => field.items().length > 0);
}

/** Policies for the Services of a workload, or for its waypoint. */
function waypointPolicies(inventory: Inventory, workload: Workload): readonly { readonly policy: Resource; readonly match: Match }[] {
  const byTarget = inventory.view(policiesByTarget);
  const at = (namespace: string, target: string): readonly Resource[] => byTarget.get(`${namespace}\n${target}`) ?? [];
  const waypoint = waypointOf(inventory, workload);
  const services = inventory
    .view(servicesOf)
    .of(workload)
    .flatMap(({ resource, workloads }) => {
      const match = workloads.find((picked) => picked.workload.id === workload.id)?.match ?? 'no';
      return [...new Set([resource.name, resource.writtenName])].flatMap((name) =>
        at(workload.namespace, `Service\n${name}`).map((policy) => ({ policy, match })),
      );
    });
  const known = waypoint === undefined || 'unknown' in waypoint ? undefined : waypoint;
  const gateways =
    known === undefined ? [] : [...at(known.namespace, `Gateway\n${known.name}`), ...at(inventory.view(rootNamespace), `GatewayClass\n${WAYPOINT_CLASS}`)];
  const hidden = at(workload.namespace, '?').map((policy) => ({ policy, match: { unknown: whyHidden(policy) } }));
  return [...services, ...gateways.map((policy) => ({ policy, match: 'yes' as Match })), ...hidden];
}

function whyHidden(policy: Resource): Reason {
  const reasons = targetRefs(policy).map((target) => target.unknown ?? target.get('kind').unknown ?? target.get('name').unknown);
  return reasons.find((reason) => reason !== undefined) ?? 'a target without kind or name: the API server refuses it';
}

function policiesByTarget(inventory: Inventory): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const policy of inventory.ofKind(AUTHORIZATION)) {
    for (const target of targetRefs(policy)) {
      const [kind, name] = [target.get('kind').text(), target.get('name').text()];
      const key = `${policy.namespace}\n${kind === undefined || name === undefined ? '?' : `${kind}\n${name}`}`;
      const list = found.get(key);
      if (list === undefined) found.set(key, [policy]);
      else list.push(policy);
    }
  }
  return found;
}

function waypointOf(inventory: Inventory, workload: Workload): ReturnType<typeof waypointBy> {
  const services = inventory.view(servicesOf).of(workload);
  const labels = [workload.podLabels, ...services.map(({ resource }) => resource.labels), inventory.view(workloadIndex).namespaceLabels(workload.namespace)];
  return waypointBy(labels, workload.namespace);
}

/** A Server refuses what nothing authorizes; who is authorized for the whole of it may send every request. Source: Linkerd reference, Authorization Policy. */
function inLinkerd(inventory: Inventory, workload: Workload): RequestLevel {
  const numbers = requestPorts(inventory, workload);
  const declared = workload.containers.flatMap(({ value }) => value.get('ports').items()).filter((port) => numbers.has(port.get('containerPort').text() ?? ''));
  const servers = serversOf(inventory, workload);
  if (declared.length === 0) return { state: 'missing' };
  for (const port of declared) {
    const picked = servers.map(({ server, match }) => ({ server, match: allOf([match, servesPort(server, port)]) }));
    const sure = picked.find(({ match }) => match === 'yes');
    const why = whyUnknown(anyOf(picked.map(({ match }) => match)));
    if (sure === undefined) return why === undefined ? { state: 'missing' } : { state: 'unknown', why };
    const level = byServer(inventory, sure.server);
    if (level.state !== 'covered') return level;
  }
  return { state: 'covered' };
}

function byServer(inventory: Inventory, server: Resource): RequestLevel {
  const access = accessPolicy(server);
  if (!access.known) return { state: 'unknown', why: access.why };
  if (access.value !== 'deny') return { state: 'wide', policy: server, spot: access, says: 'admits callers to every method and path' };
  const { whole, routes } = authorizationsOf(inventory, server);
  const wide = whole.find(({ match }) => match === 'yes');
  if (wide !== undefined) return { state: 'wide', policy: wide.policy, spot: wide.policy, says: 'admits its callers to every method and path' };
  const why = whyUnknown(anyOf(whole.map(({ match }) => match)));
  if (why !== undefined) return { state: 'unknown', why };
  const open = routes.find(({ route }) => !namesRoute(route));
  return open === undefined ? { state: 'covered' } : { state: 'wide', policy: open.policy, spot: open.policy, says: 'admits its callers to a whole route' };
}
