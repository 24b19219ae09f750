import type { Grant } from '../../inventory/calls/call.js';
import type { Inventory, Namespace } from '../../inventory/inventory.js';
import { type Direction, type NetworkCover, namesNobody, networkCover, networkPolicies } from '../../inventory/network/network-policies.js';
import type { PolicyDraft } from '../../inventory/policy-draft.js';
import type { Workload } from '../../inventory/workload.js';
import { callerOf } from '../callers.js';
import { defineGenerator, type Gap, type Generated, NOTHING, together } from '../generator.js';
import { isHeldBy } from '../held.js';
import { manifestName, withoutOwn } from '../own.js';
import { podSelector } from '../pod-selector.js';
import { scopeOf } from '../scope.js';
import { slugOf } from '../slug.js';
import { alsoPicked, gapAt, noteOf, shown, shownGrant, unresolvedNotes } from '../words.js';
import { controlPlaneRules, meshGaps, probeRules } from './network-mesh.js';
import { addPolicy, dnsRule, type Written } from './network-objects.js';
import { grantsAt, rulesFor } from './network-rules.js';
import { addWaypoints, waypointRules } from './network-waypoints.js';
import { unseenNotes } from './unseen.js';

/**
 * NetworkPolicies of Kubernetes: everything is denied but DNS, then each grant seen is allowed, ingress where it arrives and egress where it starts.
 * What is isolated already by a policy of somebody else is left as it is: policies add up, so that another one could only open it.
 * Sources: Kubernetes documentation, Network Policies; Kubernetes API reference, NetworkPolicySpec v1.
 */
export const networkPolicy = defineGenerator({
  id: 'network-policy',
  enforces: ['default-deny', 'grants'],
  summary: 'Kubernetes NetworkPolicies: deny everything but DNS, then allow each call seen at both ends.',
  audits: false,
  suits: () => true,

  generate(policy, inventory) {
    const { namespaces, workload, replaces } = scopeOf(policy, inventory);
    const parts = namespaces.flatMap(({ name }) =>
      directionsOf(policy).map((direction) => inDirection({ inventory, namespace: name, workload, replaces }, direction)),
    );
    return together(parts);
  },
});

/** Ids of NIST SP 800-53 that default deny and grants bear on. */
export const CONTROLS = ['AC-4', 'AC-4(21)', 'SC-7', 'SC-7(5)'];

const DIRECTIONS: readonly Direction[] = ['ingress', 'egress'];

/** Both, or those of `with.directions`. */
function directionsOf({ with: options }: PolicyDraft): readonly Direction[] {
  const asked = options?.['directions'];
  return asked === undefined ? DIRECTIONS : DIRECTIONS.filter((direction) => asked.includes(direction));
}

interface Asked {
  readonly inventory: Inventory;
  readonly namespace: string;
  readonly workload: Workload | undefined;
  readonly replaces: readonly string[];
}

/** One file: what one direction of a namespace, or of one of its workloads, needs. */
function inDirection({ inventory: all, namespace, workload, replaces }: Asked, direction: Direction): Generated {
  const slug = slugOf(...(namespace === '' ? [] : [namespace]), ...(workload === undefined ? [] : [workload.name]), direction);
  const manifest = manifestName({ engine: 'kubernetes', slug });
  const today = withoutOwn(all, manifest);
  const inventory = withoutOwn(today, manifest, replaces);
  const found = inventory.namespaces().find(({ name }) => name === namespace);
  if (found === undefined || (replaces.length > 0 && !isolate(today, namespace, replaces, direction))) return NOTHING;
  const workloads = workload === undefined ? found.workloads : found.workloads.filter(({ id }) => id === workload.id);
  const covers = workloads.map((one) => ({ workload: one, cover: coverOf(inventory, one, direction) }));
  const bare = covers.filter(({ cover }) => cover.state === 'missing' || cover.state === 'unknown').map((one) => one.workload);
  const gaps = covers.flatMap(({ workload: one, cover }) => coverGaps(one, cover, direction));
  const held = workloads.filter(
    (one) => !bare.includes(one) && grantsAt(inventory, one, direction).some((grant) => isHeldBy(today, inventory, grant, direction)),
  );
  if (bare.length + held.length === 0) return { ...NOTHING, gaps };
  const written: Written = { inventory, namespace, manifest, direction, controls: CONTROLS, objects: [] };
  if (workload === undefined && bare.length > 0) addDenials(written, found);
  const each = [
    ...bare.map((one) => forWorkload(written, one, workload === undefined ? 'of the namespace' : 'alone')),
    ...held.map((one) => forWorkload(written, one, 'of the namespace', (grant) => isHeldBy(today, inventory, grant, direction))),
  ];
  return together([
    { ...NOTHING, manifests: [{ engine: 'kubernetes', slug, objects: written.objects }], gaps },
    ...each,
    { ...NOTHING, gaps: [...meshGaps(inventory, found, direction), ...(direction === 'egress' && bare.length > 0 ? [DNS_GAP] : [])] },
    {
      ...NOTHING,
      preview: {
        ...NOTHING.preview,
        unresolved: [
          ...unresolvedNotes(inventory, ({ from }) => direction === 'ingress' || bare.includes(from)),
          ...unseenNotes(inventory, found, bare, direction, workload === undefined ? 'namespace' : 'workload'),
        ],
      },
    },
  ]);
}

/** Whether one of the policies that are to be replaced isolates anything in a direction: elsewhere nothing is asked for. */
function isolate(today: Inventory, namespace: string, replaces: readonly string[], direction: Direction): boolean {
  const policies = today.view(networkPolicies).all.filter(({ resource }) => resource.namespace === namespace && replaces.includes(resource.id));
  return policies.some(({ isolates }) => isolates[direction] !== 'no');
}

function coverOf(inventory: Inventory, workload: Workload, direction: Direction): NetworkCover {
  return networkCover(inventory, workload, direction, direction === 'ingress' ? ({ opens }) => opens : namesNobody);
}

const DNS_GAP: Gap = {
  message:
    'DNS is allowed to the pods of kube-dns in kube-system: NodeLocal DNSCache needs an ipBlock (169.254.20.10/32), OpenShift port 5353 of openshift-dns',
  expressibleBy: [],
};

function coverGaps(workload: Workload, cover: NetworkCover, direction: Direction): readonly Gap[] {
  if (cover.state === 'open') {
    const { policy, value } = cover.rule;
    const what = direction === 'ingress' ? 'admits every caller' : 'names no destination';
    return [gapAt(value, `policy "${policy.name}" ${what}: until its rule is gone, ${shown(workload)} stays open`)];
  }
  if (cover.state !== 'unknown') return [];
  return [gapAt(workload, `whether ${shown(workload)} is isolated already is not known: ${cover.why}`)];
}

/** Everything in the namespace is denied; DNS and what the mesh itself needs stay open. */
function addDenials(written: Written, namespace: Namespace): void {
  const { direction } = written;
  addPolicy(written, `default-deny-${direction}`, {}, []);
  if (direction === 'egress') addPolicy(written, 'allow-dns', {}, [dnsRule(written.inventory)]);
  if (direction === 'egress') for (const { name, rule } of controlPlaneRules(written.inventory, namespace.workloads)) addPolicy(written, name, {}, [rule]);
  addWaypoints(written, namespace.workloads);
}

/** The policy of one workload. Alone it must isolate by itself and carry DNS; beside a default deny it is only written where something is granted. */
function forWorkload(written: Written, workload: Workload, as: 'alone' | 'of the namespace', isAsked: (grant: Grant) => boolean = () => true): Generated {
  const { inventory, direction } = written;
  const { rules: granted, granted: keeps, refused } = rulesFor(inventory, workload, direction, isAsked);
  const around =
    direction === 'ingress'
      ? probeRules(inventory, workload)
      : as === 'alone'
        ? [dnsRule(inventory), ...controlPlaneRules(inventory, [workload]).map(({ rule }) => rule)]
        : [];
  const rules = [...around, ...granted, ...waypointRules(inventory, keeps, direction)];
  const selector = podSelector(inventory, workload);
  if ('why' in selector) {
    const lost = grantsAt(inventory, workload, direction)
      .filter(isAsked)
      .map((grant) => noteOf(grant, 'refused', selector.why));
    return { ...NOTHING, gaps: [gapAt(workload, `no policy can pick ${shown(workload)}: ${selector.why}`)], preview: { ...NOTHING.preview, refuses: lost } };
  }
  if (rules.length > 0 || as === 'alone')
    addPolicy(written, `allow-${direction === 'ingress' ? 'to' : 'from'}-${slugOf(workload.name)}`, { matchLabels: selector.labels }, rules);
  const open = direction === 'egress' ? [] : keeps.filter(({ from }) => callerOf(from) === undefined);
  return {
    ...NOTHING,
    gaps: [
      ...(rules.length === 0 ? [] : alsoPicked(workload, selector.also)),
      ...open.map((grant) => gapAt(grant, `${shownGrant(grant)} from every address: no pod in sight stands before it`)),
    ],
    preview: {
      ...NOTHING.preview,
      keeps: keeps.map((grant) => noteOf(grant, 'kept')),
      refuses: refused.map(({ grant, why }) => noteOf(grant, 'refused', why)),
    },
  };
}
