import { suite, test } from 'mocha';
import { noRightsForCatchAllGroups } from '../../../server/core/rules/no-rights-for-catch-all-groups.js';
import { checkRule } from '../../harness/rules.js';

suite('rule no-rights-for-catch-all-groups, more', () => {
  test('a label and a name like those of the cluster do not excuse another role', () => {
    checkRule(
      noRightsForCatchAllGroups,
      `
      kind: ClusterRoleBinding
      metadata: { name: system:discovery, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit }
      subjects: [{ kind: Group, name: "system:authenticated" }]
      #                               ^^^^^^^^^^^^^^^^^^^^^^ binding "system:discovery" gives rights to "system:authenticated"
    `,
    );
  });

  test('a user that has the name of a group is an ordinary user, and the anonymous user is not', () => {
    checkRule(
      noRightsForCatchAllGroups,
      `
      kind: RoleBinding
      metadata: { name: mixed, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
      subjects:
        - { kind: User, name: "system:authenticated" }
        - { kind: ServiceAccount, name: "system:anonymous" }
        - { kind: Group, name: "system:serviceaccounts:shop" }
        - { kind: User, name: "system:anonymous" }
      #                       ^^^^^^^^^^^^^^^^^^ binding "mixed" gives rights to "system:anonymous"
    `,
    );
  });

  test("the cluster's own binding of cluster-admin is no finding, a second one is", () => {
    checkRule(
      noRightsForCatchAllGroups,
      `
      kind: ClusterRoleBinding
      metadata: { name: cluster-admin, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
      subjects: [{ kind: Group, name: "system:masters" }]
      ---
      kind: ClusterRoleBinding
      metadata: { name: masters }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
      subjects: [{ kind: Group, name: "system:masters" }]
      #                               ^^^^^^^^^^^^^^^^ binding "masters" gives rights to "system:masters"
    `,
    );
  });

  test('a comment full of group names changes nothing', () => {
    checkRule(
      noRightsForCatchAllGroups,
      `
      # system:anonymous system:unauthenticated system:masters
      kind: RoleBinding
      metadata: { name: readers, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
      subjects: [{ kind: Group, name: readers }]
    `,
    );
  });

  test('subjects that are no list are not judged', () => {
    checkRule(
      noRightsForCatchAllGroups,
      `
      kind: RoleBinding
      metadata: { name: readers, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
      subjects: "system:anonymous"
      #         ??? no list: the API server refuses it
    `,
    );
  });
});
