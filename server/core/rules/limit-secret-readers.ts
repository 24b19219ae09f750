import { matchesGlob } from '../inventory/globs.js';
import type { Inventory } from '../inventory/inventory.js';
import { listed } from '../inventory/listed.js';
import { entryOf, grantOf, judgedRoles, type Right, rulesOf } from '../inventory/rbac/rbac.js';
import { bindingsByRole, subjectName } from '../inventory/rbac/rbac-bindings.js';
import type { Resource } from '../inventory/resource.js';
import { allOf, type Match } from '../inventory/selectors.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, type Fix, judgement, type Outcome, remove, set, sourced } from './rule.js';

export const limitSecretReaders = defineRule({
  id: 'limit-secret-readers',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), sourced('AC-3'), sourced('CM-6')],
  tenets: [judgement(3)],
  activities: [sourced('1.7.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['rbac', 'secrets'],
  absent: 'not-applicable',
  summary: 'Reading secrets limited',
  why: 'One right to read any secret opens every database, certificate and token that the namespace or cluster keeps in one.',
  advice: 'Name the secrets that the holder reads under resourceNames; a controller that really reads all of them is named in heptad.yaml.',
  options: {
    subjects: { summary: 'Who may read every secret: "User/NAME", "Group/NAME", "ServiceAccount/NAMESPACE/NAME"', default: [] },
  },

  subjects: (inventory) => inventory.view(judgedRoles),

  *check(role, inventory, { subjects }) {
    const named = boundOnlyTo(subjects, role, inventory);
    if (named === 'yes') return;
    const rules = rulesOf(role);
    if (rules.hidden !== undefined) yield { notJudged: rules.hidden };
    for (const rule of rules.items) {
      for (const outcome of judgeRule(rule, role, inventory)) yield named === 'no' || 'notJudged' in outcome ? outcome : { notJudged: named.unknown };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Role
          metadata: { name: cart, namespace: shop }
          rules:
            - apiGroups: [""]
              resources: [secrets]
          #               ^^^^^^^ role "cart" may read every secret
              verbs: [get]
          ---
          kind: Secret
          metadata: { name: cart-database, namespace: shop }
        `,
        fixed: `
          kind: Role
          metadata: { name: cart, namespace: shop }
          rules:
            - apiGroups: [""]
              resources: [secrets]
              verbs: [get]
              resourceNames: [cart-database]
          ---
          kind: Secret
          metadata: { name: cart-database, namespace: shop }
        `,
      },
      {
        source: `
          kind: Role
          metadata: { name: cart, namespace: shop }
          rules:
            - apiGroups: [""]
              resources: [secrets]
          #               ^^^^^^^ role "cart" may read every secret
              verbs: [get, create]
          ---
          kind: Secret
          metadata: { name: cart-database, namespace: shop }
        `,
        fixed: `
          kind: Role
          metadata: { name: cart, namespace: shop }
          rules:
            - apiGroups: [""]
              resources: [secrets]
              verbs: [create]
            - apiGroups: [""]
              resources: [secrets]
              verbs: [get]
              resourceNames: [cart-database]
          ---
          kind: Secret
          metadata: { name: cart-database, namespace: shop }
        `,
      },
      {
        source: `
          kind: ClusterRole
          metadata: { name: reporter }
          rules:
            - apiGroups: ["*"]
              resources: [pods, "*"]
          #                     ^^^ role "reporter" may read every secret
              verbs: [list]
        `,
      },
    ],
    good: [
      `
        kind: Role
        metadata: { name: cart, namespace: shop }
        rules:
          - { apiGroups: [""], resources: [secrets], resourceNames: [cart-database], verbs: [get, watch] }
          - { apiGroups: [""], resources: [secrets], verbs: [create, delete] }
          - { apiGroups: [batch], resources: [secrets], verbs: ["*"] }
      `,
      {
        source: `
          kind: ClusterRole
          metadata: { name: secret-store }
          rules: [{ apiGroups: [""], resources: [secrets], verbs: [get, list, watch] }]
          ---
          kind: ClusterRoleBinding
          metadata: { name: secret-store }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: secret-store }
          subjects: [{ kind: ServiceAccount, name: external-secrets, namespace: security }]
        `,
        options: { subjects: ['ServiceAccount/security/external-secrets'] },
      },
    ],
    unknown: [
      {
        source: `
          kind: Role
          metadata: { name: cart, namespace: shop }
          rules: [{ apiGroups: [""], resources: [secrets], verbs: ["\${VERB}"] }]
          #                                                        ??? set by a substitution
        `,
      },
    ],
  },
});

const READ: Right = { group: '', resource: 'secrets', verbs: ['get', 'list', 'watch'] };

function* judgeRule(rule: Value, role: Resource, inventory: Inventory): Iterable<Outcome> {
  const grant = grantOf(rule, READ);
  const names = listed(rule.get('resourceNames'));
  if (grant === undefined || (names.items.length > 0 && !allowsAnyName(rule, names.items))) return;
  if ('unknown' in grant) return yield { notJudged: grant.unknown };
  if (names.hidden !== undefined) return yield { notJudged: names.hidden };
  const { at, pointer } = grant.resource;
  yield { at, pointer, message: `role "${role.name}" may read every secret`, fixes: namesFix(rule, role, inventory) };
}

/** A request for the whole list names no secret, and the authorizer compares that with the names as they are. Source: function ResourceNameMatches of the RBAC authorizer. */
function allowsAnyName(rule: Value, names: readonly Value[]): boolean {
  const lists = entryOf(rule.get('verbs'), ['list', 'watch', '*']);
  return lists !== undefined && 'entry' in lists && names.some((name) => name.text() === '');
}

const TITLE = 'Limit the rule to the secrets in sight';

/** Verbs whose requests name no object: a rule with names never gives them. Source: Kubernetes documentation, Using RBAC Authorization, referring to resources. */
const NAMELESS = new Set(['create', 'deletecollection']);

/**
 * Only where files show which secrets there are. What else the rule is about keeps its resources and verbs: where it is about more than secrets, or has verbs
 * that go without a name, the secrets get a rule of their own.
 */
function namesFix(rule: Value, role: Resource, inventory: Inventory): readonly Fix[] {
  const [resources, verbs] = [rule.get('resources').strings(), rule.get('verbs').strings()];
  const names = [...new Set(inventory.view(secretNames).get(role.namespace) ?? [])];
  const own = entryOf(rule.get('resources'), ['secrets']);
  if (role.kind !== 'Role' || names.length === 0 || !resources.known || !verbs.known) return [];
  if (own === undefined || 'unknown' in own || resources.value.includes('*') || verbs.value.includes('*')) return [];
  const nameless = verbs.value.filter((verb) => NAMELESS.has(verb));
  const isAlone = resources.value.every((resource) => resource === 'secrets');
  if (isAlone && nameless.length === 0) return [edit(TITLE, 'restricts', set(rule, ['resourceNames'], names))];
  const limited = { apiGroups: [''], resources: ['secrets'], verbs: verbs.value.filter((verb) => !NAMELESS.has(verb)), resourceNames: names };
  const added = [limited, ...(isAlone || nameless.length === 0 ? [] : [{ apiGroups: [''], resources: ['secrets'], verbs: nameless }])];
  const left = isAlone ? set(rule, ['verbs'], nameless) : remove(own.entry);
  return [edit(TITLE, 'restricts', left, ...added.map((one) => set(role.root, ['rules', '-'], one)))];
}

/** Names as files write them, by namespace. */
function secretNames(inventory: Inventory): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const secret of inventory.ofKind('/Secret')) {
    if (secret.metadata.get('name').text() === undefined) continue;
    const list = found.get(secret.namespace);
    if (list === undefined) found.set(secret.namespace, [secret.writtenName]);
    else list.push(secret.writtenName);
  }
  return found;
}

/** Whether every subject that bindings in sight give the role to is one of those; a role that nobody holds is not excused. */
function boundOnlyTo(allowed: readonly string[], role: Resource, inventory: Inventory): Match {
  const bindings = inventory.view(bindingsByRole).get(role) ?? [];
  if (allowed.length === 0 || bindings.length === 0) return 'no';
  return allOf(bindings.flatMap((binding) => holders(binding, allowed, inventory)));
}

function holders(binding: Resource, allowed: readonly string[], inventory: Inventory): readonly Match[] {
  const { items, hidden } = listed(binding.root.get('subjects'));
  const matches = items.map((subject): Match => {
    const name = subjectName(subject, binding, inventory);
    if (!name.known) return { unknown: name.why };
    return allowed.some((glob) => matchesGlob(glob, name.value)) ? 'yes' : 'no';
  });
  return hidden === undefined ? matches : [...matches, { unknown: hidden }];
}
