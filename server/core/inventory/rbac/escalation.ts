import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import { entryOf, grantOf, type Right, rulesOf } from './rbac.js';

/** A right by which its holder gets more than a role says, and the entry of a rule's list that gives it. */
export interface Escalation {
  readonly by: Value;
  /** The list that the entry stands in. */
  readonly list: Value;
  readonly rule: Value;
  /** `"create" on "pods/exec"`, or by a wildcard `"pods/exec" through "*"`. */
  readonly shown: string;
}

type Found = Escalation | { readonly unknown: Reason };

/**
 * Rights on a subresource. `get` is enough for exec, attach and port forwarding, since their WebSocket form is a GET request. To approve a signing request the cluster
 * also asks for `approve` on its signer, which another role of the same subject may give. Source: RBAC Good Practices, privilege escalation risks.
 */
const SUBRESOURCES: readonly Right[] = [
  { group: '', resource: 'pods/exec', verbs: ['create', 'get'] },
  { group: '', resource: 'pods/attach', verbs: ['create', 'get'] },
  { group: '', resource: 'pods/portforward', verbs: ['create', 'get'] },
  { group: '', resource: 'nodes/proxy', verbs: ['create', 'get', 'update', 'patch', 'delete'] },
  { group: '', resource: 'serviceaccounts/token', verbs: ['create'] },
  { group: 'certificates.k8s.io', resource: 'certificatesigningrequests/approval', verbs: ['update', 'patch'] },
];

interface Verb {
  readonly verb: string;
  readonly group: string;
  /** Resources that the cluster asks about the verb: only these count where the verb comes by a wildcard. */
  readonly resources: readonly string[];
}

/** Verbs that are rights of their own. Source: Using RBAC Authorization, privilege escalation prevention; User Impersonation. */
const VERBS: readonly Verb[] = [
  { verb: 'escalate', group: 'rbac.authorization.k8s.io', resources: ['roles', 'clusterroles', '*'] },
  { verb: 'bind', group: 'rbac.authorization.k8s.io', resources: ['roles', 'clusterroles', '*'] },
  { verb: 'impersonate', group: '', resources: ['serviceaccounts', 'users', 'groups', '*'] },
  { verb: 'impersonate', group: 'authentication.k8s.io', resources: ['uids', 'userextras', '*'] },
];

/** The escalation rights of a role, each entry once. */
export function escalationsOf(role: Resource): readonly Found[] {
  const all = rulesOf(role).items.flatMap((rule) => [
    ...SUBRESOURCES.map((right) => bySubresource(rule, right)),
    ...VERBS.map((verb) => byVerb(rule, verb, role)),
  ]);
  const found = new Map<string, Found>();
  for (const one of all) {
    if (one === undefined) continue;
    const key = 'unknown' in one ? one.unknown : one.by.pointer;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

function bySubresource(rule: Value, right: Right): Found | undefined {
  const grant = grantOf(rule, right);
  if (grant === undefined || 'unknown' in grant) return grant;
  const isPlain = grant.resource.text() === right.resource;
  const verb = grant.verb.text() === '*' ? right.verbs[0] : grant.verb.text();
  const shown = isPlain ? `"${verb}" on "${right.resource}"` : `"${right.resource}" through "${grant.resource.text()}"`;
  return { by: grant.resource, list: rule.get('resources'), rule, shown };
}

/** A verb that is written counts on every resource of its group; one that comes by `*` only where the cluster asks for it. */
function byVerb(rule: Value, wanted: Verb, role: Resource): Found | undefined {
  const verbs = rule.get('verbs');
  const group = entryOf(rule.get('apiGroups'), [wanted.group, '*']);
  const verb = entryOf(verbs, [wanted.verb, '*']);
  if (group === undefined || verb === undefined) return undefined;
  const resource = resourceFor(rule, wanted, 'entry' in verb && verb.entry.text() === wanted.verb, role);
  if (resource === undefined || 'unknown' in resource) return resource;
  if ('unknown' in group) return group;
  if ('unknown' in verb) return verb;
  const shown = verb.entry.text() === '*' ? `"${wanted.verb}" through "*"` : `"${wanted.verb}" on "${resource.entry.text() ?? ''}"`;
  return { by: verb.entry, list: verbs, rule, shown };
}

function resourceFor(rule: Value, wanted: Verb, isWritten: boolean, role: Resource): ReturnType<typeof entryOf> {
  const resources = rule.get('resources');
  const { items } = listed(resources);
  if (isWritten && items[0] !== undefined) return { entry: items[0] };
  // Users, groups, uids and extras belong to no namespace: a Role gives nobody a right to them.
  const asked =
    role.kind === 'Role' && wanted.verb === 'impersonate' ? wanted.resources.filter((name) => name === 'serviceaccounts' || name === '*') : wanted.resources;
  return entryOf(resources, asked);
}
