import { matchesGlob } from '../inventory/globs.js';
import type { Reason } from '../inventory/known.js';
import { listed } from '../inventory/listed.js';
import { isDefault, judgedBindings } from '../inventory/rbac/rbac.js';
import { grantsEverything } from '../inventory/rbac/rbac-bindings.js';
import type { Resource } from '../inventory/resource.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, judgement, remove, sourced } from './rule.js';

export const limitClusterAdmin = defineRule({
  id: 'limit-cluster-admin',
  pillar: 'user',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), judgement('AC-6(5)'), judgement('AC-6(1)'), sourced('CM-6')],
  tenets: [judgement(3)],
  activities: [sourced('1.7.1'), sourced('1.4.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['rbac'],
  absent: 'not-applicable',
  summary: 'cluster-admin only for break-glass',
  why: 'Whoever holds every right can turn off every other control, and a token or workstation of theirs is worth the whole cluster.',
  advice: 'Bind a role with the rights that are in use instead, and keep one break-glass group, named in heptad.yaml.',
  options: {
    breakGlassGroups: { summary: 'Groups that may hold every right in an emergency', default: [] },
  },

  subjects: (inventory) => inventory.view(judgedBindings),

  *check(binding, inventory, { breakGlassGroups }) {
    const everything = grantsEverything(binding, inventory);
    const subjects = listed(binding.root.get('subjects'));
    if (everything === 'no' || (subjects.items.length === 0 && subjects.hidden === undefined)) return;
    if (everything !== 'yes') return yield { notJudged: everything.unknown };
    if (subjects.hidden !== undefined) yield { notJudged: subjects.hidden };
    for (const subject of subjects.items) {
      const allowed = isAllowed(binding, subject, breakGlassGroups);
      if (allowed === true) continue;
      if (allowed !== false) yield { notJudged: allowed.unknown };
      else {
        const { at, pointer } = subject.get('name');
        const who = `${subject.get('kind').text() ?? 'subject'} "${shownName(subject)}"`;
        const fixes = [edit(`Remove ${who} from the binding`, 'restricts', remove(subject))];
        yield { at, pointer, message: `binding "${binding.name}" gives ${who} every right`, fixes };
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: ClusterRoleBinding
          metadata: { name: deployer }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
          subjects:
            - kind: ServiceAccount
              name: deployer
          #         ^^^^^^^^ binding "deployer" gives ServiceAccount "deployer" every right
              namespace: delivery
            - kind: Group
              name: emergency
        `,
        fixed: `
          kind: ClusterRoleBinding
          metadata: { name: deployer }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
          subjects:
            - kind: Group
              name: emergency
        `,
        options: { breakGlassGroups: ['emergency'] },
      },
      {
        source: `
          kind: ClusterRole
          metadata: { name: viewer }
          rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
          ---
          kind: RoleBinding
          metadata: { name: viewers, namespace: shop }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: viewer }
          subjects: [{ kind: User, name: jane }]
          #                              ^^^^ binding "viewers" gives User "jane" every right
        `,
        fixed: `
          kind: ClusterRole
          metadata: { name: viewer }
          rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
          ---
          kind: RoleBinding
          metadata: { name: viewers, namespace: shop }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: viewer }
          subjects: []
        `,
      },
    ],
    good: [
      {
        source: `
          kind: ClusterRoleBinding
          metadata: { name: emergency }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
          subjects: [{ kind: Group, name: "oidc:break-glass" }]
          ---
          kind: RoleBinding
          metadata: { name: team, namespace: shop }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: admin }
          subjects: [{ kind: Group, name: team }]
        `,
        options: { breakGlassGroups: ['oidc:break-*'] },
      },
    ],
    unknown: [
      {
        source: `
          kind: ClusterRoleBinding
          metadata: { name: operators }
          roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: operator }
          #                                                                        ??? its role is not in sight
          subjects: [{ kind: Group, name: operators }]
        `,
      },
    ],
  },
});

/** Only a group can be a break-glass group, and one of service accounts never is. The cluster's own binding stands for `system:masters`, which no RBAC can take away. */
function isAllowed(binding: Resource, subject: Value, groups: readonly string[]): boolean | { readonly unknown: Reason } {
  const kind = subject.get('kind').string('');
  const name = subject.get('name').string('');
  if (!kind.known) return { unknown: kind.why };
  if (kind.value !== 'Group' || (!name.known && groups.length === 0)) return false;
  if (!name.known) return { unknown: name.why };
  if (name.value === 'system:masters' && binding.name === 'cluster-admin' && isDefault(binding)) return true;
  return !name.value.startsWith('system:serviceaccounts') && groups.some((group) => matchesGlob(group, name.value));
}

function shownName(subject: Value): string {
  const name = subject.get('name');
  return name.text() ?? (name.sourceText() ?? '').replace(/^["']|["']$/g, '');
}
