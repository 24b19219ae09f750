import { suite, test } from 'mocha';
import { limitClusterAdmin } from '../../../server/core/rules/limit-cluster-admin.js';
import { checkRule } from '../../harness/rules.js';

const options = { breakGlassGroups: ['*'] };

suite('rule limit-cluster-admin, more', () => {
  test('no pattern makes a break-glass group of service accounts or users', () => {
    checkRule(limitClusterAdmin, {
      options,
      source: `
        kind: ClusterRoleBinding
        metadata: { name: all }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
        subjects:
          - { kind: Group, name: emergency }
          - { kind: Group, name: "system:serviceaccounts:shop" }
        #                        ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ binding "all" gives Group "system:serviceaccounts:shop" every right
          - { kind: User, name: jane }
        #                       ^^^^ binding "all" gives User "jane" every right
          - { kind: ServiceAccount, name: "{{ .Values.account }}", namespace: shop }
        #                                 ^^^^^^^^^^^^^^^^^^^^^^^ binding "all" gives ServiceAccount "{{ .Values.account }}" every right
      `,
    });
  });

  test('every verb on the core group is as good for the cluster, and in kube-system, but not in another namespace', () => {
    checkRule(
      limitClusterAdmin,
      `
      kind: ClusterRole
      metadata: { name: core }
      rules: [{ apiGroups: [""], resources: ["*"], verbs: ["*"] }]
      ---
      kind: ClusterRoleBinding
      metadata: { name: everywhere }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: core }
      subjects: [{ kind: User, name: jane }]
      #                              ^^^^ binding "everywhere" gives User "jane" every right
      ---
      kind: RoleBinding
      metadata: { name: system, namespace: kube-system }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: core }
      subjects: [{ kind: User, name: jane }]
      #                              ^^^^ binding "system" gives User "jane" every right
      ---
      kind: RoleBinding
      metadata: { name: shop, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: core }
      subjects: [{ kind: User, name: jane }]
    `,
    );
  });

  test('an aggregated role is worth what roles in sight put into it; what it says itself counts for nothing', () => {
    checkRule(
      limitClusterAdmin,
      `
      kind: ClusterRole
      metadata: { name: operators }
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: operators } }] }
      rules: []
      ---
      kind: ClusterRole
      metadata: { name: part, labels: { to: operators } }
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: [get, "*"] }]
      ---
      kind: ClusterRoleBinding
      metadata: { name: operators }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: operators }
      subjects: [{ kind: Group, name: operators }]
      #                               ^^^^^^^^^ binding "operators" gives Group "operators" every right
      ---
      kind: ClusterRole
      metadata: { name: more, labels: { rbac.authorization.k8s.io/aggregate-to-view: "true" } }
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
      ---
      kind: RoleBinding
      metadata: { name: viewers, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
      subjects: [{ kind: Group, name: viewers }]
      #                               ^^^^^^^ binding "viewers" gives Group "viewers" every right
    `,
    );
  });

  test('an aggregated role whose parts are elsewhere is not judged', () => {
    checkRule(
      limitClusterAdmin,
      `
      kind: ClusterRole
      metadata: { name: operators }
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { to: operators } }] }
      #                  ??? filled by the cluster from other roles
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
      ---
      kind: ClusterRoleBinding
      metadata: { name: operators }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: operators }
      subjects: [{ kind: Group, name: operators }]
    `,
    );
  });

  test('a Role of another namespace, rights limited to names and a binding without subjects give nothing', () => {
    checkRule(
      limitClusterAdmin,
      `
      kind: Role
      metadata: { name: all, namespace: other }
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
      ---
      kind: Role
      metadata: { name: all, namespace: shop }
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"], resourceNames: [cart] }]
      ---
      kind: RoleBinding
      metadata: { name: all, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: all }
      subjects: [{ kind: Group, name: developers }]
      ---
      kind: ClusterRoleBinding
      metadata: { name: nobody }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
      subjects: []
    `,
    );
  });

  test('a ClusterRoleBinding to a Role is refused by the cluster, so that nothing is said of it', () => {
    checkRule(
      limitClusterAdmin,
      `
      kind: ClusterRoleBinding
      metadata: { name: wrong }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: all }
      #                                                     ??? no ClusterRole: the API server refuses it
      subjects: [{ kind: Group, name: developers }]
    `,
    );
  });
});
