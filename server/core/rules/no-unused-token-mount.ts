import { hasApiRights, mountsToken } from '../inventory/pods/service-accounts.js';
import { defineRule, edit, judgement, replace, set, sourced } from './rule.js';

export const noUnusedTokenMount = defineRule({
  id: 'no-unused-token-mount',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), sourced('CM-6')],
  tenets: [judgement(3)],
  activities: [sourced('1.7.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'identities', 'rbac'],
  absent: 'not-applicable',
  summary: 'No unused service account token',
  why: 'A token in the file system is a login for the API server that whoever breaks into the container gets for free.',

  subjects: (inventory) => inventory.workloads(),

  *check(workload, inventory) {
    const mounts = mountsToken(inventory, workload);
    if (!mounts.known) yield { notJudged: mounts.why };
    else if (mounts.value) {
      const account = workload.serviceAccount;
      const rights = account.known ? hasApiRights(inventory, workload, account.value) : { unknown: account.why };
      if (rights === 'no') {
        const change = mounts.written ? replace(mounts.at, 'false') : set(workload.podSpec, ['automountServiceAccountToken'], false);
        yield {
          at: mounts.at,
          pointer: mounts.pointer,
          message: `"${workload.name}" mounts a token that no binding in sight gives rights`,
          fixes: [edit('Set automountServiceAccountToken to false', 'restricts', change)],
        };
      } else if (rights !== 'yes') yield { notJudged: rights.unknown };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec:
            template:
              spec:
          #   ^^^^ "cart" mounts a token that no binding in sight gives rights
                serviceAccountName: cart
          ---
          kind: Pod
          metadata: { name: web, namespace: shop }
          spec: { serviceAccountName: web, automountServiceAccountToken: true }
          #                                                              ^^^^ "web" mounts a token that no binding in sight gives rights
          ---
          kind: ServiceAccount
          metadata: { name: web, namespace: shop }
          automountServiceAccountToken: false
        `,
        fixed: `
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec:
            template:
              spec:
                serviceAccountName: cart
                automountServiceAccountToken: false
          ---
          kind: Pod
          metadata: { name: web, namespace: shop }
          spec: { serviceAccountName: web, automountServiceAccountToken: false }
          ---
          kind: ServiceAccount
          metadata: { name: web, namespace: shop }
          automountServiceAccountToken: false
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: web, namespace: shop }
        spec: { serviceAccountName: web }
        ---
        kind: ServiceAccount
        metadata: { name: web, namespace: shop }
        automountServiceAccountToken: false
      `,
      `
        kind: Pod
        metadata: { name: operator, namespace: shop }
        spec: { serviceAccountName: operator }
        ---
        kind: RoleBinding
        metadata: { name: operator, namespace: shop }
        subjects: [{ kind: ServiceAccount, name: operator, namespace: shop }]
        roleRef: { kind: Role, name: operator, apiGroup: rbac.authorization.k8s.io }
        ---
        kind: Role
        metadata: { name: operator, namespace: shop }
        rules: [{ apiGroups: [""], resources: [pods], verbs: [list] }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: operator, namespace: shop }
          #                 ??? its role is not in sight
          spec: { serviceAccountName: operator }
          ---
          kind: RoleBinding
          metadata: { name: operator, namespace: shop }
          subjects: [{ kind: ServiceAccount, name: operator, namespace: shop }]
          roleRef: { kind: Role, name: operator, apiGroup: rbac.authorization.k8s.io }
        `,
      },
    ],
  },
});
