import type { Problem } from '../../syntax/place.js';
import { makesPods } from '../admission/pod-makers.js';
import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { pickedByLabels, pickedBySelector } from '../workload-index.js';
import { around, covers } from './claims.js';
import { AUTHORIZATION, PEER_AUTHENTICATION, REQUEST_AUTHENTICATION, rootNamespace, targetRefs } from './istio.js';
import { anyRule, fitsEverything, isInForce, namespacesInUse } from './istio-authorization.js';

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
  const refusing = new Set(inventory.ofKind(AUTHORIZATION).filter(refusesEveryone));
  if (refusing.size === 0) return [];
  return inventory.judged(AUTHORIZATION).flatMap((policy): readonly Problem[] => {
    if (isInForce(policy, 'ALLOW') !== 'yes' || policy.unknown !== undefined || listed(policy.spec.get('rules')).items.length === 0) return [];
    const deny = around(policy, inventory).find((other) => refusing.has(other) && holdsWherever(other, policy, inventory));
    if (deny === undefined) return [];
    const says = `"${deny.name}" refuses every caller`;
    const message = `policy "${policy.name}" admits nobody: ${says}`;
    return [{ code: 'dead-policy', severity: 'warning', message, path: policy.path, at: policy.at, related: [{ at: deny.at, message: says }] }];
  });
}

function refusesEveryone(policy: Resource): boolean {
  return allOf([isInForce(policy, 'DENY'), anyRule(policy, refusesAll)]) === 'yes';
}

/** Without callers and conditions, and for all operations: a star for callers leaves out those without an identity. */
function refusesAll(rule: Value): Match {
  const narrow = ['from', 'when'].map((key) => listed(rule.get(key))).some(({ items, hidden }) => items.length > 0 || hidden !== undefined);
  return narrow ? 'no' : fitsEverything(rule).match;
}

/** A policy that is bound to no target holds at workloads; whether it does at a gateway or a waypoint too is not sure. */
function holdsWherever(wide: Resource, narrow: Resource, inventory: Inventory): boolean {
  return covers(wide, narrow, inventory) === 'yes' && (targetRefs(narrow).length === 0 || targetRefs(wide).length > 0);
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
  const namespaces = lookedAt(policy, inventory);
  if (namespaces.length === 0 || namespaces.some((namespace) => makesPods(inventory, namespace))) return false;
  const added = policy.member.edits.selected;
  return namespaces.every((namespace) => {
    const picked = isNetwork ? pickedBySelector(inventory, namespace, selector, added) : pickedByLabels(inventory, namespace, selector);
    return picked.length === 0;
  });
}

/** Namespaces with workloads. A policy of the mesh's root namespace looks at all of them, but for a PeerAuthentication, whose selector is ignored there. */
function lookedAt(policy: Resource, inventory: Inventory): readonly string[] {
  const used = inventory.view(namespacesInUse);
  if (policy.group !== 'security.istio.io' || policy.namespace !== inventory.view(rootNamespace)) return used.has(policy.namespace) ? [policy.namespace] : [];
  return policy.kind === 'PeerAuthentication' ? [] : [...used];
}

function isQuarantine(policy: Resource): boolean {
  if (policy.kind === 'AuthorizationPolicy') return refusesEveryone(policy);
  if (policy.kind !== 'NetworkPolicy') return false;
  const types = listed(policy.spec.get('policyTypes')).items.map((type) => type.text());
  return ['Ingress', 'Egress'].every((type) => types.includes(type) && listed(policy.spec.get(type.toLowerCase())).items.length === 0);
}
