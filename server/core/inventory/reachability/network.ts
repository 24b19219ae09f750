import { generatorOf } from '../admission/generated-policies.js';
import type { Listener } from '../calls/call.js';
import type { Inventory } from '../inventory.js';
import { OPTIONAL, type Reason, type Spot, spotOf } from '../known.js';
import { listed } from '../listed.js';
import { adminPolicies } from '../network/admin-network-policies.js';
import { onHostNetwork, type Peer, peerFits, portFits } from '../network/network-peers.js';
import { type Direction, type NetworkPolicy, networkPolicies } from '../network/network-policies.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Workload } from '../workload.js';
import { addUp, type Weighed } from './combine.js';
import type { Step } from './reach.js';

/** One end of a connection, whose policies are asked, and the other. */
export interface Ends {
  readonly direction: Direction;
  /** Whose policies are asked: the caller for egress, the destination for ingress. */
  readonly at: Workload;
  readonly peer: Peer;
  readonly to: Listener;
}

const WHO: Readonly<Record<Direction, string>> = { egress: 'the caller', ingress: 'the destination' };

/**
 * What NetworkPolicies say of a connection at one end. Policies add up: a pod that none isolates in a direction lets everything through; else one rule suffices.
 * Policies of other engines are weighed as far as nothing of them lets anything through. Source: Kubernetes documentation, Network Policies, the two sorts of pod isolation.
 */
export function networkStep(inventory: Inventory, ends: Ends): Step {
  const { direction, at } = ends;
  const policies = inventory
    .view(networkPolicies)
    .of(at)
    .map(({ policy, match }) => weigh(inventory, ends, policy, match));
  const step = { stage: direction };
  const isPicked = policies.some(({ holds }) => holds !== 'no');
  const answer = addUp(policies);
  const admin = adminPolicies(inventory, at, direction);
  if (admin !== undefined) return { ...step, match: { unknown: admin }, says: admin };
  const host = isPicked ? onHostNetwork(at) : 'no';
  if (host !== 'no') {
    const why = host === 'yes' ? `${WHO[direction]} is on the host network, where policies are not defined` : host.unknown;
    return { ...step, match: { unknown: why }, says: why };
  }
  if (answer === 'yes') return admitted(inventory, ends, policies);
  const refusing = policies.find(({ holds }) => holds === 'yes');
  const match = answer === 'no' ? (beyondPolicies(ends) ?? answer) : answer;
  if (typeof match === 'object') return { ...step, match, says: match.unknown };
  const by = refusing === undefined ? undefined : spotOf(refusing.policy.resource);
  return {
    ...step,
    match,
    says: `no rule of ${named(policies)} ${direction === 'ingress' ? 'admits the caller on this port' : 'lets the caller reach this port'}`,
    by,
  };
}

const ON_HOST: Readonly<Record<Direction, Reason>> = {
  ingress: 'the caller is on the host network: a node reaches its own pods',
  egress: 'the destination is on the host network: a pod reaches its own node',
};

/** What no policy refuses for sure: traffic between a pod and its own node. Source: Kubernetes documentation, Network Policies. */
function beyondPolicies({ direction, peer }: Ends): Match | undefined {
  if (peer.is !== 'workload') return undefined;
  const host = onHostNetwork(peer.workload);
  return host === 'no' ? undefined : { unknown: host === 'yes' ? ON_HOST[direction] : host.unknown };
}

function admitted(inventory: Inventory, { direction, at }: Ends, policies: readonly Judged[]): Step {
  const step = { stage: direction };
  const admitting =
    policies.find(({ holds, admits }) => holds === 'yes' && admits === 'yes') ?? policies.find(({ holds, admits }) => holds !== 'no' && admits === 'yes');
  const does = direction === 'ingress' ? 'admits the caller' : 'lets the caller out';
  if (admitting !== undefined) {
    const { resource } = admitting.policy;
    return { ...step, match: 'yes', says: `${resource.kind} "${resource.name}" ${does}`, by: admitting.rule ?? spotOf(resource) };
  }
  const why =
    inventory.elsewhere ??
    generatorOf(inventory, ['NetworkPolicy', 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'GlobalNetworkPolicy'], at.namespace);
  if (why !== undefined) return { ...step, match: { unknown: why }, says: why };
  return { ...step, match: 'yes', says: `no NetworkPolicy isolates ${WHO[direction]}` };
}

interface Judged extends Weighed<NetworkPolicy> {
  /** The rule that admits. */
  readonly rule?: Spot | undefined;
}

const KUBERNETES = new Set(['networking.k8s.io', 'extensions']);

function weigh(inventory: Inventory, ends: Ends, policy: NetworkPolicy, picks: Match): Judged {
  const holds = allOf([picks, policy.isolates[ends.direction], isThere(policy.resource, ends.at)]);
  if (holds === 'no')
    return KUBERNETES.has(policy.resource.group) ? { policy, holds, admits: 'no' } : { policy, holds: foreign(policy, ends, picks), admits: 'no' };
  if (!KUBERNETES.has(policy.resource.group)) return { policy, holds, admits: foreignRules(policy, ends) };
  const { items, hidden } = listed(policy.resource.spec.get(ends.direction));
  const side = ends.direction === 'ingress' ? 'from' : 'to';
  const rules = items.map((rule) => ({
    rule,
    match:
      rule.hides === undefined
        ? allOf([peerFits(inventory, policy.resource, rule.get(side), ends.peer), portFits(rule.get('ports'), ends.to)])
        : { unknown: rule.hides },
  }));
  const admits = anyOf([...rules.map(({ match }) => match), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
  const admitting = rules.find(({ match }) => match === 'yes')?.rule;
  return { policy, holds, admits, ...(admitting !== undefined && { rule: { at: admitting.keyAt, pointer: admitting.pointer } }) };
}

/** A policy of another engine that isolates nothing may refuse by a rule all the same. */
function foreign(policy: NetworkPolicy, { direction }: Ends, picks: Match): Match {
  const lists = [`${direction}Deny`, direction].map((list) => policy.resource.spec.get(list));
  const hasRules = policy.resource.root.get('specs').exists || lists.some((list) => list.exists || list.unknown !== undefined);
  return picks === 'no' || !hasRules ? 'no' : { unknown: notWeighed(policy.resource) };
}

/** What rules of another engine let through is not worked out; without any rule it is nothing. */
function foreignRules(policy: NetworkPolicy, { direction }: Ends): Match {
  return policy.rules.some((rule) => rule.direction === direction) ? { unknown: notWeighed(policy.resource) } : 'no';
}

function notWeighed(resource: Resource): Reason {
  return `the rules of "${resource.name}" of kind ${resource.kind} are not weighed`;
}

/** Whether a policy is there wherever a workload is: a condition of a template may leave it out. */
export function isThere(policy: Resource, workload: Workload): Match {
  const met = new Set(workload.resource.member.document.conditions);
  return policy.member.document.conditions.every((condition) => met.has(condition)) ? 'yes' : { unknown: OPTIONAL };
}

function named(policies: readonly Judged[]): string {
  const held = policies.filter(({ holds }) => holds === 'yes').map(({ policy }) => `"${policy.resource.name}"`);
  const shown = held.slice(0, 3).join(', ');
  return `${held.length === 1 ? 'policy' : 'policies'} ${shown}${held.length > 3 ? ` and ${held.length - 3} more` : ''}`;
}
