import { type Reason, type Spot, spotOf } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';

/** A kind of request to the API server, whoever makes it and in whatever namespace. */
export interface AuditedRequest {
  readonly group: string;
  /** `secrets`, or with a subresource `pods/exec`. */
  readonly resource: string;
  readonly verb: string;
  readonly namespaced: boolean;
}

/** Whether an audit policy writes a record of every such request; where it does not, which rule leaves some out. */
export type Recorded =
  | { readonly says: 'recorded' }
  /** `by`: the level None of a rule, the stages that are omitted, or the lack of a rule. */
  | ({ readonly says: 'left-out'; readonly by: 'level' | 'stages' | 'nothing' } & Spot)
  | ({ readonly says: 'unknown'; readonly why: Reason } & Spot);

const REFUSED: Reason = 'no level: the API server refuses the policy';

/**
 * Reads the rules of an audit policy in their order: the first that matches a request decides its level, and what no rule matches has no record.
 * Source: Kubernetes documentation, Auditing; kubernetes/kubernetes, ruleMatches in staging/src/k8s.io/apiserver/pkg/audit/policy/checker.go.
 */
export function recorded(policy: Resource, request: AuditedRequest): Recorded {
  const rules = policy.root.get('rules');
  const { items, hidden } = listed(rules);
  for (const rule of items) {
    const match = matches(rule, request);
    if (match === 'none') continue;
    if (typeof match !== 'string') return { says: 'unknown', why: match.unknown, ...spotOf(rule.get('level')) };
    const level = levelOf(policy, rule);
    if (typeof level !== 'string') return { says: 'unknown', why: level.unknown, ...spotOf(rule.get('level')) };
    if (level === 'none' && !(match === 'some' && isOfComponents(rule)))
      return { says: 'left-out', by: rule.get('level').text() === 'None' ? 'level' : 'stages', ...spotOf(rule.get('level')) };
    if (match === 'all') return { says: 'recorded' };
  }
  const spot = { at: rules.keyAt, pointer: rules.pointer };
  return hidden === undefined ? { says: 'left-out', by: 'nothing', ...spot } : { says: 'unknown', why: hidden, ...spot };
}

type Unknown = { readonly unknown: Reason };

/** `some`: only part of these requests, by user, namespace or name. */
function matches(rule: Value, request: AuditedRequest): 'all' | 'some' | 'none' | Unknown {
  const verbs = listed(rule.get('verbs'));
  if (verbs.hidden !== undefined) return { unknown: verbs.hidden };
  if (verbs.items.length > 0 && !has(verbs.items, request.verb)) return 'none';
  const resources = matchesResources(rule, request);
  if (resources === 'none' || typeof resources !== 'string') return resources;
  const namespaces = listed(rule.get('namespaces'));
  if (namespaces.hidden !== undefined) return { unknown: namespaces.hidden };
  // An object without a namespace has the empty one.
  const isLimited = namespaces.items.length > 0 && request.namespaced;
  if (namespaces.items.length > 0 && !request.namespaced && !has(namespaces.items, '')) return 'none';
  if (isLimited && namespaces.items.every((item) => item.text() === '')) return 'none';
  const users = matchesUsers(rule);
  if (typeof users !== 'string') return users;
  return isLimited || users === 'some' || resources === 'some' ? 'some' : 'all';
}

function has(items: readonly Value[], text: string): boolean {
  return items.some((item) => item.text() === text);
}

function matchesResources(rule: Value, request: AuditedRequest): 'all' | 'some' | 'none' | Unknown {
  const { items, hidden } = listed(rule.get('resources'));
  const urls = listed(rule.get('nonResourceURLs'));
  if (hidden !== undefined) return { unknown: hidden };
  if (items.length === 0) return urls.items.length > 0 && listed(rule.get('namespaces')).items.length === 0 ? 'none' : 'all';
  let answer: 'some' | 'none' = 'none';
  for (const item of items) {
    const match = matchesGroup(item, request);
    if (match === 'all' || typeof match !== 'string') return match;
    if (match === 'some') answer = match;
  }
  return answer;
}

/** The group must be equal, without wildcards; no resources are all of the group. `pods` has no subresources, `pods/*` and a star before `/exec` have. */
function matchesGroup(item: Value, { group, resource }: AuditedRequest): 'all' | 'some' | 'none' | Unknown {
  const named = item.get('group').string('');
  const resources = listed(item.get('resources'));
  const names = listed(item.get('resourceNames'));
  if (!named.known) return { unknown: named.why };
  if (named.value !== group) return 'none';
  const [main, sub] = resource.split('/');
  const wanted = sub === undefined ? [resource, '*'] : [resource, '*', `*/${sub}`, `${main}/*`];
  const isListed = resources.items.length === 0 || resources.items.some((entry) => wanted.includes(entry.text() ?? ''));
  if (!isListed) return resources.hidden === undefined ? 'none' : { unknown: resources.hidden };
  if (resources.items.length === 0 && resources.hidden !== undefined) return { unknown: resources.hidden };
  return names.items.length === 0 && names.hidden === undefined ? 'all' : 'some';
}

function matchesUsers(rule: Value): 'all' | 'some' | Unknown {
  const users = listed(rule.get('users'));
  const groups = listed(rule.get('userGroups'));
  const hidden = users.hidden ?? groups.hidden;
  if (hidden !== undefined) return { unknown: hidden };
  const isEveryone = groups.items.length === 0 || ['system:authenticated', 'system:unauthenticated'].every((group) => has(groups.items, group));
  return users.items.length === 0 && isEveryone ? 'all' : 'some';
}

/** Users and groups that only parts of the cluster itself can be: what they do in their loops is often left out. */
function isOfComponents(rule: Value): boolean {
  const users = listed(rule.get('users')).items;
  const groups = listed(rule.get('userGroups')).items;
  const isOne = (item: Value) => /^system:(?:kube-|apiserver$|node:|nodes$|serviceaccount:kube-system:|serviceaccounts:kube-system$)/.test(item.text() ?? '');
  return (users.length > 0 || groups.length > 0) && users.every(isOne) && groups.every(isOne);
}

const LEVELS = new Set(['None', 'Metadata', 'Request', 'RequestResponse']);

/** `none` also where both stages of a usual request are omitted. Stages of the policy and of the rule add up. */
function levelOf(policy: Resource, rule: Value): 'none' | 'some' | Unknown {
  const level = rule.get('level').string('');
  if (!level.known) return { unknown: level.why };
  if (!LEVELS.has(level.value)) return { unknown: REFUSED };
  const omitted = [...listed(policy.root.get('omitStages')).items, ...listed(rule.get('omitStages')).items];
  const isSilent = has(omitted, 'RequestReceived') && has(omitted, 'ResponseComplete');
  return level.value === 'None' || isSilent ? 'none' : 'some';
}
