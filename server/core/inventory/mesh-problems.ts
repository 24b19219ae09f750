import type { Problem } from '../syntax/place.js';
import type { Inventory } from './inventory.js';
import { AUTHORIZATION, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION, rootNamespace, targetRefs } from './istio.js';
import { anyRule, fitsEverything, isInForce } from './istio-authorization.js';
import { listed } from './listed.js';
import { makesPods } from './pod-makers.js';
import type { Resource } from './resource.js';
import { allOf, type Match, matchesMap, matchesSelector } from './selectors.js';
import type { Value } from './value.js';
import { type Indexed, workloadIndex } from './workload-index.js';

/** Whether all workloads of a target are in sight, as far as its files can tell. */
export type Sight = 'whole' | 'partial';

/** The code of a problem that another target may contradict, where the policy selects something. */
export const SELECTS_NOTHING = 'selects-nothing';

/** Judged policies of a mesh or a network that are there and do not do what they look like. What is not in sight may be selected. */
export function meshProblems(inventory: Inventory, sight: Sight): readonly Problem[] {
  return [...deadPolicies(inventory), ...(sight === 'whole' ? idlePolicies(inventory) : [])];
}

/** Lists of callers beside a policy that refuses everyone: DENY is asked first. Source: Istio reference, AuthorizationPolicy, the order of actions. */
function deadPolicies(inventory: Inventory): readonly Problem[] {
  const refusing = inventory.ofKind(AUTHORIZATION).filter((policy) => allOf([isInForce(policy, 'DENY'), anyRule(policy, refusesAll)]) === 'yes');
  if (refusing.length === 0) return [];
  return inventory.judged(AUTHORIZATION).flatMap((policy): readonly Problem[] => {
    if (isInForce(policy, 'ALLOW') !== 'yes' || policy.unknown !== undefined || listed(policy.spec.get('rules')).items.length === 0) return [];
    const deny = refusing.find((other) => holdsWherever(other, policy, inventory));
    if (deny === undefined) return [];
    const says = `"${deny.name}" refuses every caller`;
    const message = `policy "${policy.name}" admits nobody: ${says}`;
    return [{ code: 'dead-policy', severity: 'warning', message, path: policy.path, at: policy.at, related: [{ at: deny.at, message: says }] }];
  });
}

/** Without callers and conditions, and for all operations: a star for callers leaves out those without an identity. */
function refusesAll(rule: Value): Match {
  const narrow = ['from', 'when'].map((key) => listed(rule.get(key))).some(({ items, hidden }) => items.length > 0 || hidden !== undefined);
  return narrow ? 'no' : fitsEverything(rule).match;
}

/** Whether a policy holds at every proxy at which another one holds, wherever that is. */
function holdsWherever(wide: Resource, narrow: Resource, inventory: Inventory): boolean {
  const [around, within] = [targetRefs(wide), targetRefs(narrow)];
  if (around.length > 0 || within.length > 0)
    return wide.namespace === narrow.namespace && within.length > 0 && within.every((target) => around.some((other) => isSameTarget(target, other)));
  if (wide.namespace !== narrow.namespace && wide.namespace !== inventory.view(rootNamespace)) return false;
  const labels = new Map(
    [...narrow.spec.path('selector', 'matchLabels').entries()].flatMap(([key, value]) => (value.text() === undefined ? [] : [[key, value.text() ?? '']])),
  );
  return matchesMap(wide.spec.path('selector', 'matchLabels'), { known: labels }) === 'yes';
}

function isSameTarget(one: Value, other: Value): boolean {
  return ['kind', 'name'].every((field) => one.get(field).text() !== undefined && one.get(field).text() === other.get(field).text());
}

const NETWORK_POLICIES = ['networking.k8s.io/NetworkPolicy', 'extensions/NetworkPolicy'];

/** Policies whose selector picks no workload, though there are some where it looks. One that cuts off whatever gets a label waits for that label. */
function idlePolicies(inventory: Inventory): readonly Problem[] {
  return inventory.judged(AUTHORIZATION, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION, ...NETWORK_POLICIES).flatMap((policy): readonly Problem[] => {
    if (policy.unknown !== undefined || !selectsNothing(policy, inventory) || isQuarantine(policy)) return [];
    return [{ code: SELECTS_NOTHING, severity: 'info', message: `policy "${policy.name}" selects no workload`, path: policy.path, at: policy.at }];
  });
}

function selectsNothing(policy: Resource, inventory: Inventory): boolean {
  const isNetwork = policy.kind === 'NetworkPolicy';
  const selector = isNetwork ? policy.spec.get('podSelector') : policy.spec.path('selector', 'matchLabels');
  if (selector.hides !== undefined || targetRefs(policy).length > 0) return false;
  const near = lookedAt(policy, inventory);
  if (near.length === 0 || near.some(({ workload }) => makesPods(inventory, workload.namespace))) return false;
  const added = policy.member.edits.selected;
  return near.every(({ labels }) => (isNetwork ? matchesSelector(selector, labels, added) : matchesMap(selector, labels)) === 'no');
}

/** A policy of the mesh's root namespace looks at all of them, but for a PeerAuthentication, whose selector is ignored there. */
function lookedAt(policy: Resource, inventory: Inventory): readonly Indexed[] {
  const index = inventory.view(workloadIndex);
  if (policy.group !== 'security.istio.io' || policy.namespace !== inventory.view(rootNamespace)) return index.in(policy.namespace);
  return policy.kind === 'PeerAuthentication' ? [] : index.all;
}

function isQuarantine(policy: Resource): boolean {
  if (policy.kind === 'AuthorizationPolicy') return allOf([isInForce(policy, 'DENY'), anyRule(policy, refusesAll)]) === 'yes';
  if (policy.kind !== 'NetworkPolicy') return false;
  const types = listed(policy.spec.get('policyTypes')).items.map((type) => type.text());
  return ['Ingress', 'Egress'].every((type) => types.includes(type) && listed(policy.spec.get(type.toLowerCase())).items.length === 0);
}
