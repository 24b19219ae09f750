import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, type Match, matchesSelector } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { workloadIndex } from '../workload-index.js';
import type { Direction } from './network-policies.js';

const KINDS = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy', 'ClusterNetworkPolicy'].map((kind) => `policy.networking.k8s.io/${kind}`);

/**
 * Why the policies of the cluster's administrator may change what the other policies say of a workload; undefined when none of them concerns it.
 * They are ordered by tier and priority and win over, or stand in for, NetworkPolicies: Heptad does not weigh them, and says so.
 * Source: Network Policy API, AdminNetworkPolicy and BaselineAdminNetworkPolicy.
 */
export function adminPolicies(inventory: Inventory, workload: Workload, direction: Direction): Reason | undefined {
  const policy = inventory.view(adminResources).find((resource) => hasRules(resource, direction) && concerns(inventory, resource, workload) !== 'no');
  return policy === undefined ? undefined : `"${policy.name}" of kind ${policy.kind} is not weighed`;
}

function adminResources(inventory: Inventory): readonly Resource[] {
  return inventory.ofKind(...KINDS);
}

function hasRules(resource: Resource, direction: Direction): boolean {
  const { items, hidden } = listed(resource.spec.get(direction));
  return hidden !== undefined || items.some((rule) => rule.get('action').text() !== 'Pass');
}

/** `subject.namespaces` is a selector of namespaces, `subject.pods` one of namespaces and one of pods. */
function concerns(inventory: Inventory, resource: Resource, workload: Workload): Match {
  const subject = resource.spec.get('subject');
  const namespace = inventory.view(workloadIndex).namespaceLabels(workload.namespace);
  const pods = subject.get('pods');
  const picks = (selector: Value): Match => matchesSelector(selector, namespace);
  if (!pods.exists) return picks(subject.get('namespaces'));
  return allOf([picks(pods.get('namespaceSelector')), matchesSelector(pods.get('podSelector'), workload.podLabels)]);
}
