import type { Known } from '../inventory/known.js';
import { listed } from '../inventory/listed.js';
import { isDefault, judgedBindings } from '../inventory/rbac/rbac.js';
import type { Resource } from '../inventory/resource.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, judgement, type Outcome, remove, sourced } from './rule.js';

export const noRightsForCatchAllGroups = defineRule({
  id: 'no-rights-for-catch-all-groups',
  pillar: 'user',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-3'), sourced('AC-6'), judgement('AC-14')],
  tenets: [judgement(3), judgement(6)],
  activities: [sourced('1.7.1')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['rbac'],
  absent: 'not-applicable',
  summary: 'No rights for catch-all groups',
  why: 'Every caller is in these groups, or their members can be neither listed nor taken out, so that a right given to them is a right given to no one in particular.',
  advice: 'Bind a group with a name of its own, whose members the identity provider knows, or the service account that needs the right.',

  subjects: (inventory) => inventory.view(judgedBindings),

  *check(binding) {
    const subjects = listed(binding.root.get('subjects'));
    if (subjects.hidden !== undefined) yield { notJudged: subjects.hidden };
    for (const subject of subjects.items) yield* judgeSubject(binding, subject);
  },

  examples: {
    bad: [
      {
        source: `
          kind: RoleBinding
          metadata: { name: readers, namespace: shop }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
          subjects:
            - apiGroup: rbac.authorization.k8s.io
              kind: Group
              name: system:authenticated
          #         ^^^^^^^^^^^^^^^^^^^^ binding "readers" gives rights to "system:authenticated"
            - apiGroup: rbac.authorization.k8s.io
              kind: Group
              name: shop-developers
        `,
        fixed: `
          kind: RoleBinding
          metadata: { name: readers, namespace: shop }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
          subjects:
            - apiGroup: rbac.authorization.k8s.io
              kind: Group
              name: shop-developers
        `,
      },
      {
        source: `
          kind: ClusterRoleBinding
          metadata: { name: system:discovery, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:discovery }
          subjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: "system:unauthenticated" }]
          #                                                                    ^^^^^^^^^^^^^^^^^^^^^^^^ binding "system:discovery" gives rights to "system:unauthenticated"
        `,
        fixed: `
          kind: ClusterRoleBinding
          metadata: { name: system:discovery, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:discovery }
          subjects: []
        `,
      },
    ],
    good: [
      `
        kind: ClusterRoleBinding
        metadata: { name: public-info }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: system:public-info-viewer }
        subjects:
          - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:unauthenticated }
          - { apiGroup: rbac.authorization.k8s.io, kind: Group, name: system:authenticated }
        ---
        kind: RoleBinding
        metadata: { name: nobody, namespace: shop }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
      `,
    ],
    unknown: [
      {
        source: `
          kind: RoleBinding
          metadata: { name: readers, namespace: shop }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
          subjects: [{ kind: Group, name: "\${GROUP}" }]
          #                               ??? set by a substitution
        `,
      },
    ],
  },
});

/** Users and groups that stand for everyone, for everyone who has signed in, for every service account, or for all rights whatever RBAC says. */
const CATCH_ALL: ReadonlyMap<string, string> = new Map([
  ['system:anonymous', 'User'],
  ['system:unauthenticated', 'Group'],
  ['system:authenticated', 'Group'],
  ['system:masters', 'Group'],
  ['system:serviceaccounts', 'Group'],
]);

/** Who Kubernetes itself binds to its discovery roles. Source: Kubernetes documentation, Using RBAC Authorization, API discovery roles; cluster-admin: user-facing roles. */
const DISCOVERY: ReadonlyMap<string, readonly string[]> = new Map([
  ['system:basic-user', ['system:authenticated']],
  ['system:discovery', ['system:authenticated']],
  ['system:public-info-viewer', ['system:authenticated', 'system:unauthenticated']],
  ['system:service-account-issuer-discovery', ['system:serviceaccounts']],
]);

function* judgeSubject(binding: Resource, subject: Value): Iterable<Outcome> {
  const name = subject.get('name').string('');
  const kind = subject.get('kind').string('');
  const hidden = firstHidden(name, kind);
  if (hidden !== undefined) return yield { notJudged: hidden };
  if (!name.known || !kind.known || CATCH_ALL.get(name.value) !== kind.value || isBoundByKubernetes(binding, name.value)) return;
  yield {
    at: name.at,
    pointer: name.pointer,
    message: `binding "${binding.name}" gives rights to "${name.value}"`,
    fixes: [edit(`Remove "${name.value}" from the binding`, 'restricts', remove(subject))],
  };
}

function firstHidden(name: Known<string>, kind: Known<string>): string | undefined {
  if (!name.known) return kind.known && kind.value === 'ServiceAccount' ? undefined : name.why;
  return kind.known || !CATCH_ALL.has(name.value) ? undefined : kind.why;
}

function isBoundByKubernetes(binding: Resource, group: string): boolean {
  if (binding.kind !== 'ClusterRoleBinding' || binding.root.path('roleRef', 'kind').text() !== 'ClusterRole') return false;
  const role = binding.root.path('roleRef', 'name').text() ?? '';
  if (DISCOVERY.get(role)?.includes(group) === true) return true;
  return role === 'cluster-admin' && group === 'system:masters' && binding.name === 'cluster-admin' && isDefault(binding);
}
