import { suite, test } from 'mocha';
import { requireFailClosedAdmission } from '../../../server/core/rules/require-fail-closed-admission.js';
import { checkRule } from '../../harness/rules.js';

suite('require-fail-closed-admission', () => {
  test('without a failure policy v1 fails closed and v1beta1 open', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        kind: MutatingWebhookConfiguration
        metadata: { name: defaults }
        webhooks: [{ name: defaults.example.com }]
        ---
        apiVersion: admissionregistration.k8s.io/v1beta1
        kind: ValidatingWebhookConfiguration
        metadata: { name: checks }
        webhooks: [{ name: checks.example.com }]
        #                  ^^^^^^^^^^^^^^^^^^ webhook "checks.example.com" lets requests through when it fails
      `,
    );
  });

  test('a failure policy that there is not is refused by the API server', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        kind: ValidatingWebhookConfiguration
        metadata: { name: checks }
        webhooks: [{ name: checks.example.com, failurePolicy: fail }]
        #                                                     ??? no failure policy that there is: the API server refuses it
      `,
    );
  });

  test('a selector of objects that a template makes may leave out any of them', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        kind: ValidatingWebhookConfiguration
        metadata: { name: checks }
        webhooks:
          - name: checks.example.com
            objectSelector: {{ toJson .Values.selector }}
        #                   ??? set by a template
      `,
    );
  });

  test('each webhook of a configuration is judged by itself', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        kind: ValidatingWebhookConfiguration
        metadata: { name: checks }
        webhooks:
          - { name: one.example.com, failurePolicy: Fail }
          - { name: two.example.com, failurePolicy: Ignore }
        #                                           ^^^^^^ webhook "two.example.com" lets requests through when it fails
      `,
    );
  });

  test('a selector by label that leaves out a namespace with workloads is found', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        kind: ValidatingWebhookConfiguration
        metadata: { name: checks }
        webhooks:
          - name: checks.example.com
            namespaceSelector:
        #   ^^^^^^^^^^^^^^^^^ webhook "checks.example.com" skips namespace "shop"
              matchExpressions: [{ key: admission.gatekeeper.sh/ignore, operator: DoesNotExist }]
        ---
        kind: Namespace
        metadata: { name: shop, labels: { admission.gatekeeper.sh/ignore: "yes" } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: Pod
        metadata: { name: web, namespace: front }
        ---
        kind: Pod
        metadata: { name: dns, namespace: kube-system }
      `,
    );
  });

  test('the author of an object must not be able to take it out by a label', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        kind: ValidatingWebhookConfiguration
        metadata: { name: checks }
        webhooks:
          - name: checks.example.com
            objectSelector: { matchExpressions: [{ key: skip-checks, operator: DoesNotExist }] }
        #                                               ^^^^^^^^^^^ webhook "checks.example.com" is skipped by a label of the object
        ---
        kind: MutatingWebhookConfiguration
        metadata: { name: injector }
        webhooks:
          - name: injector.example.com
            objectSelector: { matchExpressions: [{ key: inject, operator: NotIn, values: ["false"] }] }
      `,
    );
  });

  test('the failure policy of a policy counts, at both places of Kyverno', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        kind: ClusterPolicy
        metadata: { name: old }
        spec: { failurePolicy: Ignore, rules: [] }
        #                      ^^^^^^ policy "old" lets requests through when it fails
        ---
        kind: ClusterPolicy
        metadata: { name: new }
        spec: { failurePolicy: Fail, webhookConfiguration: { failurePolicy: Ignore }, rules: [] }
        #                                                                   ^^^^^^ policy "new" lets requests through when it fails
        ---
        kind: ImageValidatingPolicy
        metadata: { name: images }
        spec: { failurePolicy: Ignore }
        #                      ^^^^^^ policy "images" lets requests through when it fails
        ---
        kind: ValidatingPolicy
        metadata: { name: silent }
        spec: {}
      `,
    );
  });

  test('a binding that allows what it has no parameter for judges nothing', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata: { name: replicas }
        spec: { paramKind: { apiVersion: v1, kind: ConfigMap } }
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: replicas }
        spec:
          policyName: replicas
          validationActions: [Deny]
          paramRef: { name: limits, parameterNotFoundAction: Allow }
        #                                                    ^^^^^ binding "replicas" lets requests through without its parameter
      `,
    );
  });

  test('filters of Kyverno that take a namespace with workloads from every policy are found by their content', () => {
    checkRule(
      requireFailClosedAdmission,
      `
        kind: ConfigMap
        metadata: { name: any-name, namespace: kyverno }
        data: { resourceFilters: "[Event,*,*][*/*,kyverno,*][Pod,shop,*][*,front,web-*]" }
        #       ^^^^^^^^^^^^^^^ a resource filter takes namespace "shop" from every policy
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: Pod
        metadata: { name: web, namespace: front }
      `,
    );
  });

  test('namespaces of the option may be left out', () => {
    checkRule(requireFailClosedAdmission, {
      options: { exempt: ['kube-*', 'dev'] },
      source: `
        kind: ValidatingWebhookConfiguration
        metadata: { name: checks }
        webhooks:
          - name: checks.example.com
            namespaceSelector:
              matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, dev, test] }]
        #                                                                                                        ^^^^ webhook "checks.example.com" skips namespace "test"
      `,
    });
  });
});
