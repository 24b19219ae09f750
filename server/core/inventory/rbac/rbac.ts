import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { type Listed, listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';

export const ROLE = 'rbac.authorization.k8s.io/Role';
export const CLUSTER_ROLE = 'rbac.authorization.k8s.io/ClusterRole';
export const ROLE_BINDING = 'rbac.authorization.k8s.io/RoleBinding';
export const CLUSTER_ROLE_BINDING = 'rbac.authorization.k8s.io/ClusterRoleBinding';

const AGGREGATED: Reason = 'filled by the cluster from other roles';

/** Roles and ClusterRoles that are judged; those that the API server itself writes are not. `inventory.view(judgedRoles)`. */
export function judgedRoles(inventory: Inventory): readonly Resource[] {
  return inventory.judged(ROLE, CLUSTER_ROLE).filter((role) => !isDefault(role));
}

/** `inventory.view(judgedBindings)`. */
export function judgedBindings(inventory: Inventory): readonly Resource[] {
  return inventory.judged(ROLE_BINDING, CLUSTER_ROLE_BINDING);
}

/** The default roles that have no `system:` prefix. Source: Kubernetes documentation, Using RBAC Authorization, user-facing roles. */
export const USER_FACING = new Set(['cluster-admin', 'admin', 'edit', 'view']);

/**
 * True for a role or binding that the API server writes at each start: both its name and its label must say so, for anyone can set one of them alone.
 * Source: Kubernetes documentation, Using RBAC Authorization, default roles and role bindings.
 */
export function isDefault(resource: Resource): boolean {
  const named = USER_FACING.has(resource.name) || resource.name.startsWith('system:');
  return named && resource.labels.known.get('kubernetes.io/bootstrapping') === 'rbac-defaults';
}

/** The rules of a role. Those of an aggregated ClusterRole are overwritten by the cluster, whatever is written. Source: Using RBAC Authorization, aggregated ClusterRoles. */
export function rulesOf(role: Resource): Listed {
  const aggregation = role.root.get('aggregationRule');
  if (role.kind === 'ClusterRole' && !aggregation.isAbsent) return { items: [], hidden: aggregation.unknown ?? AGGREGATED };
  return listed(role.root.get('rules'));
}

/** What the API server does with objects, without the verbs that are rights of their own. Source: Kubernetes documentation, Authorization, request verbs. */
export const USUAL_VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'] as const;

/** What an entry of a rule's list is about: the entry, or why it cannot be said whether there is one. */
export type Entry = { readonly entry: Value } | { readonly unknown: Reason } | undefined;

/** The first of the wanted texts that a list has; wildcards belong at the end of `wanted`. */
export function entryOf(list: Value, wanted: readonly string[]): Entry {
  const { items, hidden } = listed(list);
  for (const text of wanted) {
    const entry = items.find((item) => item.text() === text);
    if (entry !== undefined) return { entry };
  }
  return hidden === undefined ? undefined : { unknown: hidden };
}

export interface Right {
  readonly group: string;
  /** `secrets`, or with a subresource `pods/exec`. */
  readonly resource: string;
  /** One of them is enough. */
  readonly verbs: readonly string[];
}

/** The entries of a rule that give a right. */
export interface Grant {
  readonly resource: Value;
  readonly verb: Value;
}

/**
 * Whether a rule gives a right, and by which entries: `*` covers everything, a star before `/exec` that subresource of everything, and one after `pods/` nothing.
 * Source: Kubernetes API reference, PolicyRule v1 rbac, and the function ResourceMatches of the RBAC authorizer.
 */
export function grantOf(rule: Value, right: Right): Grant | { readonly unknown: Reason } | undefined {
  const subresource = right.resource.split('/')[1];
  const group = entryOf(rule.get('apiGroups'), [right.group, '*']);
  const resource = entryOf(rule.get('resources'), [right.resource, ...(subresource === undefined ? [] : [`*/${subresource}`]), '*']);
  const verb = entryOf(rule.get('verbs'), [...right.verbs, '*']);
  if (group === undefined || resource === undefined || verb === undefined) return undefined;
  if ('unknown' in group) return group;
  if ('unknown' in resource) return resource;
  if ('unknown' in verb) return verb;
  return { resource: resource.entry, verb: verb.entry };
}
