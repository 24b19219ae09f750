import type { Inventory } from '../inventory.js';
import { type Known, type Reason, withValue } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { anyOf, type Match, matchesSelector } from '../selectors.js';
import type { Value } from '../value.js';
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, entryOf, ROLE, ROLE_BINDING, rulesOf, USER_FACING } from './rbac.js';

const UNSEEN: Reason = 'its role is not in sight';

/** The role that a binding names: an object in sight, a default role that is not, or why it cannot be said. */
export type BoundRole = { readonly role: Resource } | { readonly builtIn: string } | { readonly unknown: Reason };

export function roleOf(binding: Resource, inventory: Inventory): BoundRole {
  const kind = binding.root.path('roleRef', 'kind').string('');
  const name = binding.root.path('roleRef', 'name').string('');
  if (!kind.known) return { unknown: kind.why };
  if (!name.known) return { unknown: name.why };
  const isCluster = kind.value === 'ClusterRole';
  if (!isCluster && binding.kind === 'ClusterRoleBinding') return { unknown: 'no ClusterRole: the API server refuses it' };
  const role = inventory.view(rolesByName).get(isCluster ? `${CLUSTER_ROLE}//${name.value}` : `${ROLE}/${binding.namespace}/${name.value}`);
  if (role !== undefined) return { role };
  return isCluster && (USER_FACING.has(name.value) || name.value.startsWith('system:')) ? { builtIn: name.value } : { unknown: UNSEEN };
}

/** A reference stands in the text under the name before a prefix was added, so both names lead to the role. */
function rolesByName(inventory: Inventory): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const name of ['writtenName', 'name'] as const) {
    for (const role of inventory.ofKind(CLUSTER_ROLE, ROLE)) found.set(`${role.group}/${role.kind}/${role.namespace}/${role[name]}`, role);
  }
  return found;
}

/** Bindings in sight by the role that they name, context included. `inventory.view(bindingsByRole)`. */
export function bindingsByRole(inventory: Inventory): ReadonlyMap<Resource, readonly Resource[]> {
  const found = new Map<Resource, Resource[]>();
  for (const binding of inventory.ofKind(ROLE_BINDING, CLUSTER_ROLE_BINDING)) {
    const bound = roleOf(binding, inventory);
    if (!('role' in bound)) continue;
    const list = found.get(bound.role);
    if (list === undefined) found.set(bound.role, [binding]);
    else list.push(binding);
  }
  return found;
}

/** Whether a binding gives every right that there is: by `cluster-admin`, or by a role that is worth as much. */
export function grantsEverything(binding: Resource, inventory: Inventory): Match {
  const bound = roleOf(binding, inventory);
  if ('unknown' in bound) return bound;
  if ('builtIn' in bound)
    return bound.builtIn === 'cluster-admin' ? 'yes' : anyOf(aggregatedInto(bound.builtIn, inventory).map((role) => isAll(role, binding)));
  // The API server gives the role of this name its rules back at each start.
  if (bound.role.kind === 'ClusterRole' && bound.role.name === 'cluster-admin') return 'yes';
  return anyOf([isAll(bound.role, binding), ...contributors(bound.role, inventory).map((role) => isAll(role, binding))]);
}

/**
 * Every verb on every resource of every group. Every verb on the core group alone is worth the same for the whole cluster, since it holds `impersonate` on groups and thereby
 * `system:masters`, and in `kube-system`, where it makes tokens of controllers that may escalate.
 * Source: Kubernetes documentation, RBAC Good Practices, privilege escalation risks.
 */
function isAll(role: Resource, binding: Resource): Match {
  return hasAll(role, binding.kind === 'ClusterRoleBinding' || binding.namespace === 'kube-system' ? EVERY_OR_CORE : ['*']);
}

const EVERY_OR_CORE = ['*', ''];

function hasAll(role: Resource, groups: readonly string[]): Match {
  const { items, hidden } = rulesOf(role);
  const matches: Match[] = items.map((rule) => coversAll(rule, groups));
  return anyOf(hidden === undefined ? matches : [...matches, { unknown: hidden }]);
}

function coversAll(rule: Value, groups: readonly string[]): Match {
  const names = listed(rule.get('resourceNames'));
  if (names.items.length > 0) return 'no';
  let answer: Match = names.hidden === undefined ? 'yes' : { unknown: names.hidden };
  for (const found of [entryOf(rule.get('apiGroups'), groups), entryOf(rule.get('resources'), ['*']), entryOf(rule.get('verbs'), ['*'])]) {
    if (found === undefined) return 'no';
    if ('unknown' in found) answer = found;
  }
  return answer;
}

/** ClusterRoles in sight that the cluster adds to an aggregated one, those left out that give few rights. */
function contributors(role: Resource, inventory: Inventory): readonly Resource[] {
  const selectors = listed(role.root.path('aggregationRule', 'clusterRoleSelectors')).items;
  if (selectors.length === 0) return [];
  return inventory.view(mightyRoles).filter((other) => other !== role && selectors.some((selector) => matchesSelector(selector, other.labels) === 'yes'));
}

function mightyRoles(inventory: Inventory): readonly Resource[] {
  return inventory.ofKind(CLUSTER_ROLE).filter((role) => hasAll(role, EVERY_OR_CORE) !== 'no');
}

/** Labels that add a ClusterRole to a default one. Source: Using RBAC Authorization, user-facing roles. */
const AGGREGATE_TO: ReadonlyMap<string, readonly string[]> = new Map([
  ['admin', ['admin', 'edit', 'view']],
  ['edit', ['edit', 'view']],
  ['view', ['view']],
]);

function aggregatedInto(builtIn: string, inventory: Inventory): readonly Resource[] {
  const labels = (AGGREGATE_TO.get(builtIn) ?? []).map((name) => `rbac.authorization.k8s.io/aggregate-to-${name}`);
  return inventory.view(additions).filter((role) => labels.some((label) => role.labels.known.get(label) === 'true'));
}

/** ClusterRoles that the cluster adds to default ones. */
function additions(inventory: Inventory): readonly Resource[] {
  return inventory
    .ofKind(CLUSTER_ROLE)
    .filter((role) => [...role.labels.known.keys()].some((key) => key.startsWith('rbac.authorization.k8s.io/aggregate-to-')));
}

/** A subject of a binding as one text: `User/jane`, `Group/dev`, `ServiceAccount/shop/cart`. */
export function subjectName(subject: Value, binding: Resource, inventory: Inventory): Known<string> {
  const kind = subject.get('kind').string('');
  const name = subject.get('name').string('');
  if (!kind.known) return kind;
  if (!name.known) return name;
  if (kind.value !== 'ServiceAccount') return withValue(name, `${kind.value}/${name.value}`);
  const account = accountOf(subject, name.value, binding, inventory);
  return withValue(name, `ServiceAccount/${account}`);
}

/** A reference follows its account to the name and namespace that a target sets; where none is written, it is the binding's namespace. */
function accountOf(subject: Value, name: string, binding: Resource, inventory: Inventory): string {
  const written = subject.get('namespace').text();
  if (binding.member.edits.refer !== undefined) {
    const named = binding.refer('ServiceAccount', name, written);
    return `${named.namespace}/${named.name}`;
  }
  const account = inventory
    .view(accountsByWrittenName)
    .get(name)
    ?.find((candidate) => {
      const own = candidate.metadata.get('namespace').text();
      return written === undefined || own === undefined || own === written || candidate.namespace === written;
    });
  if (account !== undefined && binding.member.edits.namespace !== undefined) return `${account.namespace}/${account.name}`;
  return `${written ?? binding.member.edits.namespace ?? binding.namespace}/${name}`;
}

function accountsByWrittenName(inventory: Inventory): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const account of inventory.ofKind('/ServiceAccount')) {
    const list = found.get(account.writtenName);
    if (list === undefined) found.set(account.writtenName, [account]);
    else list.push(account);
  }
  return found;
}
