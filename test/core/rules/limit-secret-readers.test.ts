import { suite, test } from 'mocha';
import { limitSecretReaders } from '../../../server/core/rules/limit-secret-readers.js';
import { checkRule } from '../../harness/rules.js';

const STORE = `
  kind: ClusterRole
  metadata: { name: secret-store }
  rules: [{ apiGroups: [""], resources: [secrets], verbs: [watch] }]
`;

suite('rule limit-secret-readers, more', () => {
  test('a star in resourceNames is a name, and an empty list names none', () => {
    checkRule(
      limitSecretReaders,
      `
      kind: Role
      metadata: { name: cart, namespace: shop }
      rules:
        - { apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: ["*"] }
        - { apiGroups: [""], resources: [secrets], verbs: ["*"], resourceNames: [] }
      #                                  ^^^^^^^ role "cart" may read every secret
    `,
    );
  });

  test('an empty name is that of a request for all of them', () => {
    checkRule(
      limitSecretReaders,
      `
      kind: Role
      metadata: { name: cart, namespace: shop }
      rules:
        - { apiGroups: [""], resources: [secrets], verbs: [list], resourceNames: [""] }
      #                                  ^^^^^^^ role "cart" may read every secret
        - { apiGroups: [""], resources: [secrets], verbs: [get], resourceNames: [""] }
    `,
    );
  });

  test('all who hold the role must be named in the configuration', () => {
    checkRule(limitSecretReaders, {
      options: { subjects: ['ServiceAccount/security/*'] },
      source: `
        kind: ClusterRole
        metadata: { name: secret-store }
        rules: [{ apiGroups: [""], resources: [secrets], verbs: [watch] }]
        #                                      ^^^^^^^ role "secret-store" may read every secret
        ---
        kind: RoleBinding
        metadata: { name: store, namespace: security }
        roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: secret-store }
        subjects: [{ kind: ServiceAccount, name: store }, { kind: Group, name: developers }]
      `,
    });
  });

  test('a service account without a namespace is that of the binding, and a role that nobody holds is not excused', () => {
    const binding = `
  ---
  kind: RoleBinding
  metadata: { name: store, namespace: security }
  roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: secret-store }
  subjects: [{ kind: ServiceAccount, name: store }]
`;
    const options = { subjects: ['ServiceAccount/security/store'] };
    checkRule(limitSecretReaders, { options, source: STORE + binding });
    checkRule(limitSecretReaders, { options, source: `${STORE}  #                                      ^^^^^^^ role "secret-store" may read every secret\n` });
  });

  test('a holder whose name is not known leaves it open', () => {
    checkRule(limitSecretReaders, {
      options: { subjects: ['Group/security'] },
      source: `${STORE}
  ---
  kind: ClusterRoleBinding
  metadata: { name: store }
  roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: secret-store }
  subjects: [{ kind: Group, name: "\${GROUP}" }]
  #                               ??? set by a substitution
`,
    });
  });
});
