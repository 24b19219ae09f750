import { suite, test } from 'mocha';
import { limitEscalationVerbs } from '../../../server/core/rules/limit-escalation-verbs.js';
import { checkRule } from '../../harness/rules.js';

suite('rule limit-escalation-verbs, more', () => {
  test('reading is enough for a shell: exec, attach and the proxy of nodes are reached by GET', () => {
    checkRule(
      limitEscalationVerbs,
      `
      kind: ClusterRole
      metadata: { name: reader }
      rules:
        - { apiGroups: [""], resources: ["*/exec"], verbs: [get] }
      #                                  ^^^^^^^^ role "reader" grants "pods/exec" through "*/exec"
        - { apiGroups: [""], resources: [nodes/proxy], verbs: [get, list] }
      #                                  ^^^^^^^^^^^ role "reader" grants "get" on "nodes/proxy"
        - { apiGroups: [""], resources: ["*"], verbs: [list, watch] }
    `,
    );
  });

  test('a star after the resource gives nothing: the authorizer does not read it', () => {
    checkRule(
      limitEscalationVerbs,
      `
      kind: ClusterRole
      metadata: { name: reader }
      rules: [{ apiGroups: [""], resources: ["pods/*"], verbs: [create] }]
    `,
    );
  });

  test('a right on resources of another group is none', () => {
    checkRule(
      limitEscalationVerbs,
      `
      kind: ClusterRole
      metadata: { name: operator }
      rules:
        - { apiGroups: [metrics.k8s.io], resources: [pods/exec, serviceaccounts/token], verbs: ["*"] }
        - { apiGroups: [example.com], resources: [roles], verbs: [bind, escalate, impersonate] }
    `,
    );
  });

  test('all rights by wildcards are two findings, not ten', () => {
    checkRule(
      limitEscalationVerbs,
      `
      kind: ClusterRole
      metadata: { name: all }
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
      #                                       ^^^ role "all" grants "pods/exec" through "*"
      #                                                     ^^^ role "all" grants "escalate" through "*"
    `,
    );
  });

  test('a Role cannot give impersonation of users, for they belong to no namespace', () => {
    checkRule(
      limitEscalationVerbs,
      `
      kind: Role
      metadata: { name: users, namespace: shop }
      rules:
        - { apiGroups: [""], resources: [users, groups], verbs: ["*"] }
        - { apiGroups: [""], resources: [serviceaccounts], verbs: ["*"] }
      #                                                            ^^^ role "users" grants "impersonate" through "*"
    `,
    );
  });

  test('the right to approve certificates is one, though its signer takes another: a second role may give that', () => {
    checkRule(
      limitEscalationVerbs,
      `
      kind: ClusterRole
      metadata: { name: approver }
      rules:
        - { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [get, update] }
      #                                                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ role "approver" grants "update" on "certificatesigningrequests/approval"
      ---
      kind: ClusterRole
      metadata: { name: reader }
      rules:
        - { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests], verbs: [create, get, update] }
        - { apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/approval], verbs: [get] }
    `,
    );
  });

  test('a verb that is written counts on every resource of its group, one by a star only where the cluster asks for it', () => {
    checkRule(
      limitEscalationVerbs,
      `
      kind: ClusterRole
      metadata: { name: binder }
      rules:
        - { apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings], verbs: [delete, bind] }
      #                                                                                        ^^^^ role "binder" grants "bind" on "rolebindings"
        - { apiGroups: [rbac.authorization.k8s.io], resources: [clusterrolebindings], verbs: ["*"] }
    `,
    );
  });
});
