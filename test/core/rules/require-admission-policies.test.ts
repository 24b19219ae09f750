import { suite, test } from 'mocha';
import { requireAdmissionPolicies } from '../../../server/core/rules/require-admission-policies.js';
import { checkRule } from '../../harness/rules.js';

const CHECK = 'validations: [{ expression: "true" }]';

suite('require-admission-policies', () => {
  test('a policy without a binding, a template without a constraint and a policy of another namespace are not in place', () => {
    checkRule(
      requireAdmissionPolicies,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        #                 ^^^^ no admission policy guards every namespace: 1 is left out
        ---
        kind: ValidatingAdmissionPolicy
        metadata: { name: unbound }
        spec: { ${CHECK} }
        ---
        kind: ConstraintTemplate
        metadata: { name: unused }
        ---
        kind: Policy
        metadata: { name: theirs, namespace: other }
        spec: { rules: [{ name: a, match: { any: [{ resources: { kinds: [Pod] } }] }, validate: { pattern: {} } }] }
      `,
    );
  });

  test('a namespace that bears the label of Gatekeeper for it is left out', () => {
    const shop = (label: string): string => `
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sDisallowedTags
        metadata: { name: no-latest }
        ---
        kind: Namespace
        metadata: { name: shop, labels: { ${label} } }
      `;
    const pod = `
        kind: Pod
        metadata: { name: cart, namespace: shop }`;
    checkRule(requireAdmissionPolicies, pod + shop('team: a'));
    const left = shop('admission.gatekeeper.sh/ignore: "yes"').trimEnd();
    checkRule(requireAdmissionPolicies, `${pod}${left}\n        #                 ^^^^ no admission policy guards every namespace: 1 is left out\n`);
  });

  test('a policy that only scans in the background is not asked', () => {
    checkRule(
      requireAdmissionPolicies,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        #                 ^^^^ no admission policy guards every namespace: 1 is left out
        ---
        kind: ClusterPolicy
        metadata: { name: scan }
        spec: { admission: false, rules: [{ name: a, match: { any: [{ resources: { kinds: [Pod] } }] }, validate: { pattern: {} } }] }
      `,
    );
  });

  test('policies may share the namespaces between them, and the namespaces of the cluster itself need none', () => {
    checkRule(
      requireAdmissionPolicies,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: Pod
        metadata: { name: web, namespace: front }
        ---
        kind: Pod
        metadata: { name: dns, namespace: kube-system }
        ---
        kind: ClusterPolicy
        metadata: { name: one }
        spec: { rules: [{ name: a, match: { any: [{ resources: { kinds: [Pod], namespaces: ['sh*'] } }] }, validate: { pattern: {} } }] }
        ---
        kind: ValidatingAdmissionPolicy
        metadata: { name: two }
        spec: { ${CHECK} }
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: two }
        spec:
          policyName: two
          validationActions: [Audit]
          matchResources: { namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: front } } }
      `,
    );
  });

  test('an exclusion of a whole namespace leaves it out, one of some objects does not', () => {
    const policy = (exclude: string): string => `
        ---
        kind: ClusterPolicy
        metadata: { name: tag }
        spec:
          rules:
            - name: a
              match: { any: [{ resources: { kinds: [Pod] } }] }
              exclude: { any: [{ resources: { ${exclude} } }] }
              validate: { pattern: {} }`;
    checkRule(
      requireAdmissionPolicies,
      `
        { kind: Pod, metadata: { name: cart, namespace: shop } }${policy("kinds: [Pod], namespaces: [shop], names: ['x-*']")}`,
    );
    checkRule(
      requireAdmissionPolicies,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        #                 ^^^^ no admission policy guards every namespace: 1 is left out${policy('namespaces: [shop]')}
      `,
    );
  });

  test('namespaces that Gatekeeper is told to leave alone are not guarded by its constraints', () => {
    checkRule(
      requireAdmissionPolicies,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        #                 ^^^^ no admission policy guards every namespace: 1 is left out
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sRequiredLabels
        metadata: { name: labels }
        ---
        apiVersion: config.gatekeeper.sh/v1alpha1
        kind: Config
        metadata: { name: config, namespace: gatekeeper-system }
        spec: { match: [{ excludedNamespaces: ['sh*'], processes: ['*'] }] }
      `,
    );
  });

  test('what a condition in CEL lets through is not known', () => {
    checkRule(
      requireAdmissionPolicies,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        #                 ??? by a condition in CEL
        ---
        kind: ValidatingPolicy
        metadata: { name: tag }
        spec: { matchConditions: [{ name: some, expression: 'object.metadata.name == "x"' }], ${CHECK} }
      `,
    );
  });
});
