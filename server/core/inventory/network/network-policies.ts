import { generatorOf } from '../admission/generated-policies.js';
import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import type { Picked } from '../workload-index.js';
import { adminPolicies } from './admin-network-policies.js';
import { calicoPolicies } from './calico.js';
import { ciliumPolicies } from './cilium.js';
import { kubernetesPolicies } from './network-policy.js';

export type Direction = 'ingress' | 'egress';

/** One allow rule of a NetworkPolicy, a Cilium or a Calico policy, as far as all of them have it. */
export interface NetworkRule {
  readonly policy: Resource;
  readonly direction: Direction;
  readonly value: Value;
  /** Names the rule in its policy: `ingress/0`, `specs/1/egress/0`. */
  readonly part: string;
  /** Whether it lets every peer through on every port. */
  readonly opens: Match;
  /** Whether it leads only to peers that it names, or only to DNS. */
  readonly named: Match;
  /** Whether it is for DNS alone. */
  readonly dns: Match;
  /** Whether it may lead out of the cluster. */
  readonly leaves: Match;
  /** Whether it looks at host names or requests, not only at addresses and ports. */
  readonly application: Match;
  /** Each place that is wider than a rule should be. */
  readonly wide: readonly Wide[];
  /** Why not all of the rule is known. */
  readonly hidden?: Reason | undefined;
}

export interface Wide extends Spot {
  readonly message: string;
  /** Of two peers that were meant as one: the first, and the second with what it picks. */
  readonly joins?: { readonly into: Value; readonly from: Value } | undefined;
  /** Set where ports are named and nobody is: all peers are let through on them. */
  readonly everyPeer?: true | undefined;
}

/** A policy with the workloads that it picks. Where it isolates a direction, what no rule lets through is refused. */
export interface NetworkPolicy {
  readonly resource: Resource;
  readonly picks: readonly Picked[];
  readonly isolates: Readonly<Record<Direction, Match>>;
  /** Rules that count: those of a direction that the policy does not isolate let nothing through that was not let through before. */
  readonly rules: readonly NetworkRule[];
}

export interface NetworkPolicies {
  readonly all: readonly NetworkPolicy[];
  /** The policies that pick a workload, or may. */
  of(workload: Workload): readonly { readonly policy: NetworkPolicy; readonly match: Match }[];
}

/** All policies that Heptad can evaluate. `inventory.view(networkPolicies)`. */
export function networkPolicies(inventory: Inventory): NetworkPolicies {
  const all = [...kubernetesPolicies(inventory), ...ciliumPolicies(inventory), ...calicoPolicies(inventory)];
  const byWorkload = new Map<string, { policy: NetworkPolicy; match: Match }[]>();
  for (const policy of all) {
    for (const { workload, match } of policy.picks) {
      const list = byWorkload.get(workload.id);
      if (list === undefined) byWorkload.set(workload.id, [{ policy, match }]);
      else list.push({ policy, match });
    }
  }
  return { all, of: (workload) => byWorkload.get(workload.id) ?? [] };
}

/** How a workload stands in one direction. `missing`: no policy isolates it. `open`: one rule undoes what the others refuse. */
export type NetworkCover =
  | { readonly state: 'covered'; readonly rules: readonly NetworkRule[] }
  | { readonly state: 'missing' }
  | { readonly state: 'open'; readonly rule: NetworkRule }
  | { readonly state: 'unknown'; readonly why: Reason };

/**
 * Whether what reaches a workload, or what it reaches, is refused unless a rule lets it through. `tooWide` says which rules undo that.
 * Policies of all kinds add up. Source: Kubernetes documentation, Network Policies, the two sorts of pod isolation.
 */
export function networkCover(inventory: Inventory, workload: Workload, direction: Direction, tooWide: (rule: NetworkRule) => Match): NetworkCover {
  const policies = inventory.view(networkPolicies).of(workload);
  const rules = policies.flatMap(({ policy, match }) => policy.rules.filter((rule) => rule.direction === direction).map((rule) => ({ rule, match })));
  const wide = rules.map(({ rule, match }) => ({ rule, wide: allOf([match, tooWide(rule)]) }));
  const open = wide.find((judged) => judged.wide === 'yes');
  if (open !== undefined) return { state: 'open', rule: open.rule };
  const isolated = anyOf(policies.map(({ policy, match }) => allOf([match, policy.isolates[direction]])));
  const admin = adminPolicies(inventory, workload, direction);
  if (isolated === 'no') return uncovered(inventory, workload, admin);
  if (isolated !== 'yes') return { state: 'unknown', why: isolated.unknown };
  const doubt = anyOf(wide.map((judged) => judged.wide));
  if (doubt !== 'no' && doubt !== 'yes') return { state: 'unknown', why: doubt.unknown };
  if (admin !== undefined) return { state: 'unknown', why: admin };
  const network = hostNetwork(workload);
  return network === undefined ? { state: 'covered', rules: rules.map(({ rule }) => rule) } : { state: 'unknown', why: network };
}

/** For egress: a rule undoes the default deny when it names no peers and is not for DNS alone. */
export function namesNobody({ named }: NetworkRule): Match {
  return named === 'yes' ? 'no' : named === 'no' ? 'yes' : named;
}

const KINDS = ['NetworkPolicy', 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy', 'GlobalNetworkPolicy'];

function uncovered(inventory: Inventory, workload: Workload, admin: Reason | undefined): NetworkCover {
  const why = admin ?? generatorOf(inventory, KINDS, workload.namespace);
  return why === undefined ? { state: 'missing' } : { state: 'unknown', why };
}

/** Pods on the host network: what a NetworkPolicy does to them is left to each network plugin. Source: Kubernetes documentation, Network Policies, hostNetwork pods. */
function hostNetwork(workload: Workload): Reason | undefined {
  const host = workload.podSpec.get('hostNetwork').boolean(false);
  if (!host.known) return host.why;
  return host.value ? 'on the host network, where policies are not defined' : undefined;
}
