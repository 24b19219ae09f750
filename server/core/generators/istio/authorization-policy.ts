import type { Grant } from '../../inventory/calls/call.js';
import type { Inventory, Namespace } from '../../inventory/inventory.js';
import type { Reason } from '../../inventory/known.js';
import { AUTHORIZATION, isDryRun } from '../../inventory/mesh/istio.js';
import { anyRule, fitsEverything, isInForce, policiesAt, refusesByDefault } from '../../inventory/mesh/istio-authorization.js';
import { waypointBy } from '../../inventory/mesh/waypoints.js';
import { allOf, anyOf } from '../../inventory/selectors.js';
import { isIstioGateway } from '../../inventory/traffic/gateway-workloads.js';
import { servicesOf } from '../../inventory/traffic/services.js';
import type { Workload } from '../../inventory/workload.js';
import { workloadIndex } from '../../inventory/workload-index.js';
import { callerOf, grantsTo, isApiServer } from '../callers.js';
import { type Gap, type Generated, type How, NOTHING, type Note, type PlainMap, together } from '../generator.js';
import { isHeldBy } from '../held.js';
import { named } from '../named.js';
import { type About, manifestName, metadataOf, ownObjects, ROLLOUT, rolloutOf, withoutOwn } from '../own.js';
import { podSelector } from '../pod-selector.js';
import { slugOf } from '../slug.js';
import { alsoPicked, gapAt, noteOf, shown, shownGrant, unresolvedNotes } from '../words.js';
import { sharedBy, sourceOf } from './identities.js';
import { isAmbient, isMember, membersOf } from './members.js';

/** Ids of NIST SP 800-53 that authorization between services bears on. */
export const CONTROLS = ['AC-3', 'AC-4', 'AC-6', 'SC-7(5)'];

export interface Asked {
  readonly inventory: Inventory;
  readonly namespace: string;
  readonly workload: Workload | undefined;
  /** Ids of policies that count for nothing: the output replaces them. */
  readonly replaces: readonly string[];
  readonly how: How;
}

/**
 * Allows nothing in a namespace, or at one workload, and then each grant seen, by the identity of its caller and the container port.
 * Any ALLOW policy refuses what none of them names; one without rules names nobody. What has one in force is left as it is.
 * Source: Istio reference, AuthorizationPolicy.
 */
export function authorizationPolicies({ inventory: all, namespace, workload, replaces, how }: Asked): Generated {
  const slug = slugOf(...(namespace === '' ? [] : [namespace]), ...(workload === undefined ? [] : [workload.name]), 'authorization');
  const manifest = manifestName({ engine: 'istio', slug });
  const today = withoutOwn(all, manifest);
  const inventory = withoutOwn(today, manifest, replaces);
  const found = inventory.namespaces().find(({ name }) => name === namespace);
  if (found === undefined) return NOTHING;
  const members = membersOf(inventory, found);
  const asked = members.workloads.filter(({ id }) => workload === undefined || id === workload.id);
  const gaps = [...members.gaps, ...asked.flatMap((one) => openGaps(inventory, one))];
  const bare = asked.filter((one) => !isGuarded(inventory, one));
  const held = asked.filter((one) => !bare.includes(one) && grantsTo(inventory, one).some((grant) => isHeldBy(today, inventory, grant, 'authorization')));
  const waypoint = waypointOver(inventory, found, [...bare, ...held]);
  if (bare.length + held.length === 0 || waypoint !== undefined) return { ...NOTHING, gaps: [...gaps, ...(waypoint === undefined ? [] : [waypoint])] };
  const rollout = rolloutOf(ownObjects(all, manifest), how, (resource) => isDryRun(resource) === 'yes');
  const about: About = { manifest, controls: CONTROLS, annotations: annotationsOf(rollout) };
  const written: Written = { inventory, namespace, about, objects: [] };
  const parts = [
    ...bare.map((one) => forWorkload(written, one, workload !== undefined)),
    ...held.map((one) => forWorkload(written, one, false, (grant) => isHeldBy(today, inventory, grant, 'authorization'))),
  ];
  const first = workload === undefined && bare.length > 0 ? [toPolicy(written, 'allow-nothing', {})] : [];
  return together([
    { ...NOTHING, manifests: [{ engine: 'istio', slug, objects: [...first, ...written.objects] }], gaps: [...gaps, ...dryRunGaps(inventory, bare, rollout)] },
    ...parts,
    { ...NOTHING, preview: { ...NOTHING.preview, unresolved: unresolvedNotes(inventory, () => true) } },
  ]);
}

/** What is being written, and the target without it. */
interface Written {
  readonly inventory: Inventory;
  readonly namespace: string;
  readonly about: About;
  readonly objects: PlainMap[];
}

function annotationsOf({ mode, rolloutUntil }: Pick<How, 'mode' | 'rolloutUntil'>): Readonly<Record<string, string>> {
  if (mode === 'enforce') return {};
  return { 'istio.io/dry-run': 'true', ...(rolloutUntil === undefined ? {} : { [ROLLOUT]: rolloutUntil }) };
}

function toPolicy({ inventory, namespace, about, objects }: Written, wanted: string, spec: PlainMap): PlainMap {
  const name = named(inventory, AUTHORIZATION, namespace, wanted, objects);
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: metadataOf(name, namespace, about), spec };
}

/** Whether a policy in force refuses already what it does not name. */
function isGuarded(inventory: Inventory, workload: Workload): boolean {
  const guards = policiesAt(inventory, workload).map(({ policy, match }) =>
    allOf([match, anyOf([isInForce(policy, 'ALLOW'), allOf([isInForce(policy, 'DENY'), anyRule(policy, refusesByDefault)])])]),
  );
  return anyOf(guards) === 'yes';
}

function openGaps(inventory: Inventory, workload: Workload): readonly Gap[] {
  return policiesAt(inventory, workload)
    .filter(({ policy, match }) => allOf([match, isInForce(policy, 'ALLOW'), anyRule(policy, (rule) => fitsEverything(rule).match)]) === 'yes')
    .map(({ policy }) => gapAt(policy.spec.get('rules'), `policy "${policy.name}" admits every caller: until its rule is gone, ${shown(workload)} stays open`));
}

/** Behind a waypoint every caller has the waypoint's identity: what is written here would refuse all of them. Source: Istio documentation, Ambient, waypoints. */
function waypointOver(inventory: Inventory, namespace: Namespace, workloads: readonly Workload[]): Gap | undefined {
  const services = inventory.view(servicesOf);
  const labels = [
    inventory.view(workloadIndex).namespaceLabels(namespace.name),
    ...workloads.flatMap((one) => [one.podLabels, ...services.of(one).map(({ resource }) => resource.labels)]),
  ];
  for (const one of labels) {
    const waypoint = waypointBy([{ known: one.known }], namespace.name);
    if (waypoint === undefined || 'unknown' in waypoint) continue;
    return gapAt(namespace, `calls go through the waypoint "${waypoint.name}", whose identity stands for all callers: write policies for it by targetRefs`);
  }
  return undefined;
}

/** Source: istio/istio pull requests 55414 (dry-run policies left out of ambient mode) and 58657 (dry run in ztunnel). */
function dryRunGaps(inventory: Inventory, workloads: readonly Workload[], { mode }: Pick<How, 'mode'>): readonly Gap[] {
  if (mode === 'enforce' || !workloads.some((workload) => isAmbient(inventory, workload))) return [];
  return [{ message: 'in ambient mode only recent versions of Istio record a dry run, and those before 1.25 enforce the policy at once', expressibleBy: [] }];
}

/** The policies for the grants of one workload. */
function forWorkload(written: Written, workload: Workload, isAlone: boolean, isAsked: (grant: Grant) => boolean = () => true): Generated {
  const { inventory, objects } = written;
  const selector = podSelector(inventory, workload);
  const grants = grantsTo(inventory, workload).filter((grant) => grant.to.protocol === 'TCP' && isAsked(grant));
  if ('why' in selector) {
    const lost = grants.map((grant) => noteOf(grant, 'refused', selector.why));
    return { ...NOTHING, gaps: [gapAt(workload, `no policy can pick ${shown(workload)}: ${selector.why}`)], preview: { ...NOTHING.preview, refuses: lost } };
  }
  const selects = { selector: { matchLabels: selector.labels } };
  if (isAlone) objects.push(toPolicy(written, `allow-nothing-to-${slugOf(workload.name)}`, selects));
  const keeps: Note[] = [];
  const refuses: Note[] = [];
  const gaps: Gap[] = [];
  for (const [caller, same] of byCaller(grants)) {
    const answer = ruleFor(inventory, workload, same);
    if ('why' in answer) refuses.push(...same.map((grant) => noteOf(grant, 'refused', answer.why)));
    else {
      objects.push(toPolicy(written, `allow-${slugOf(caller)}-to-${slugOf(workload.name)}`, { ...selects, action: 'ALLOW', rules: [answer.rule] }));
      keeps.push(...same.map((grant) => noteOf(grant, 'kept')));
      gaps.push(...answer.gaps);
    }
  }
  if (isAlone || keeps.length > 0) gaps.push(...alsoPicked(workload, selector.also));
  return { ...NOTHING, gaps, preview: { keeps, refuses, unresolved: [] } };
}

/** Grants of one caller together, in the order in which they were seen, with the name of the caller. */
function byCaller(grants: readonly Grant[]): readonly (readonly [string, readonly Grant[]])[] {
  const found = new Map<string, { name: string; grants: Grant[] }>();
  for (const grant of grants) {
    const caller = callerOf(grant.from);
    const name = caller?.name ?? (isApiServer(grant) ? 'api-server' : 'outside');
    const key = caller?.id ?? name;
    const list = found.get(key);
    if (list === undefined) found.set(key, { name, grants: [grant] });
    else list.grants.push(grant);
  }
  return [...found.values()].map(({ name, grants: same }) => [name, same]);
}

type Rule = { readonly rule: PlainMap; readonly gaps: readonly Gap[] } | { readonly why: Reason };

/** Ports are those of the container, as strings. Source: Istio reference, Operation.ports. */
function ruleFor(inventory: Inventory, workload: Workload, grants: readonly Grant[]): Rule {
  const [first] = grants;
  const numbers = grants.flatMap(({ to }) => (typeof to.port === 'number' ? [String(to.port)] : []));
  if (first === undefined || numbers.length < grants.length) return { why: 'its port is known by name only' };
  const to = [{ operation: { ports: [...new Set(numbers)] } }];
  const caller = callerOf(first.from);
  if (isApiServer(first)) return { rule: { to }, gaps: [gapAt(first, `${shownGrant(first)} without an identity: the API server has none in the mesh`)] };
  if (caller === undefined && isIstioGateway(inventory, workload) === 'yes')
    return { rule: { to }, gaps: [gapAt(first, `${shownGrant(first)} without an identity: who comes from outside has none in the mesh`)] };
  if (caller === undefined) return { why: 'no gateway of the mesh stands before it in sight' };
  if (!isMember(inventory, caller)) return { why: 'it is outside of the mesh and has no identity' };
  const named = sourceOf(inventory, workload, caller);
  return 'why' in named ? named : { rule: { from: [named], to }, gaps: sharedGaps(inventory, workload, caller) };
}

function sharedGaps(inventory: Inventory, workload: Workload, caller: Workload): readonly Gap[] {
  const shared = sharedBy(inventory, caller);
  if (shared.length === 0) return [];
  const others = shared.map(shown).join(', ');
  return [
    gapAt(
      caller,
      `${others} ${shared.length === 1 ? 'runs' : 'run'} as the service account of ${shown(caller)}: the mesh admits ${shared.length === 1 ? 'it' : 'them'} to ${shown(workload)} too`,
      'network-policy',
    ),
  ];
}
