import { suite, test } from 'mocha';
import { noRbacWildcards } from '../../../server/core/rules/no-rbac-wildcards.js';
import { checkRule } from '../../harness/rules.js';

suite('rule no-rbac-wildcards, more', () => {
  test('roles that the API server writes itself are left alone, a look-alike is not', () => {
    checkRule(
      noRbacWildcards,
      `
      kind: ClusterRole
      metadata: { name: cluster-admin, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }]
      ---
      kind: ClusterRole
      metadata: { name: my-admin, labels: { kubernetes.io/bootstrapping: rbac-defaults } }
      rules: [{ apiGroups: [apps], resources: [deployments], verbs: ["*"] }]
      #                                                              ^^^ role "my-admin" has a wildcard in verbs
      ---
      kind: ClusterRole
      metadata: { name: system:mine }
      rules: [{ apiGroups: [apps], resources: ["pods/*"], verbs: [get] }]
      #                                        ^^^^^^^^ role "system:mine" has a wildcard in resources
    `,
    );
  });

  test('a path that ends with a star is narrow unless nothing is before it', () => {
    checkRule(
      noRbacWildcards,
      `
      kind: ClusterRole
      metadata: { name: paths }
      rules:
        - { nonResourceURLs: [/healthz/*, /metrics], verbs: [get] }
        - { nonResourceURLs: ["/*"], verbs: [get] }
      #                       ^^^^ role "paths" has a wildcard in nonResourceURLs
    `,
    );
  });

  test('rules that a template makes are not judged', () => {
    checkRule(
      noRbacWildcards,
      `
      kind: Role
      metadata: { name: cart, namespace: shop }
      rules: [{ apiGroups: [""], resources: ["\${RESOURCE}"], verbs: [get] }]
      #                                      ??? set by a substitution
    `,
    );
  });
});
