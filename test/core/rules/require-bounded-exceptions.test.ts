import { suite, test } from 'mocha';
import { requireBoundedExceptions } from '../../../server/core/rules/require-bounded-exceptions.js';
import { checkRule } from '../../harness/rules.js';

const OWNED = 'owner: shop, reason: vendor image';

suite('require-bounded-exceptions', () => {
  test('the end that the engine keeps is an expiry', () => {
    checkRule(
      requireBoundedExceptions,
      `
        apiVersion: policies.kyverno.io/v1
        kind: PolicyException
        metadata: { name: legacy, annotations: { ${OWNED} } }
        spec: { expiresAt: "2027-01-31T00:00:00Z", policyRefs: [{ name: tag, kind: ValidatingPolicy }], images: ['registry.example.com/legacy*'] }
        ---
        kind: PolicyException
        metadata: { name: short, annotations: { ${OWNED} }, labels: { cleanup.kyverno.io/ttl: 24h } }
        spec:
          exceptions: [{ policyName: tag, ruleNames: [a] }]
          match: { any: [{ resources: { kinds: [Pod], selector: { matchLabels: { app: legacy } } } }] }
      `,
    );
  });

  test('an exception for every object, every rule or every namespace is too wide', () => {
    checkRule(
      requireBoundedExceptions,
      `
        apiVersion: policies.kyverno.io/v1
        kind: PolicyException
        metadata: { name: all, annotations: { ${OWNED}, expires: "2027-01-31" } }
        spec: { policyRefs: [{ name: tag, kind: ValidatingPolicy }] }
        #       ^^^^^^^^^^ exception "all" holds for every object of its policies
        ---
        kind: PolicyException
        metadata: { name: kind, annotations: { ${OWNED}, expires: "2027-01-31" } }
        spec:
          exceptions: [{ policyName: tag, ruleNames: [a] }]
          match: { any: [{ resources: { kinds: [Pod], namespaces: ['*'] } }] }
        #                  ^^^^^^^^^ exception "kind" holds for every object of its kind
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sRequiredLabels
        metadata: { name: labels, annotations: { ${OWNED}, expires: "2027-01-31" } }
        spec: { match: { excludedNamespaces: ['*'] } }
        #                                     ^^^ exemption of namespace "*" holds everywhere
      `,
    );
  });

  test('of filters that must all hold one narrow one is enough, and users narrow too', () => {
    const exception = (match: string): string => `
        kind: PolicyException
        metadata: { name: a, annotations: { ${OWNED}, expires: "2027-01-31" } }
        spec:
          exceptions: [{ policyName: tag, ruleNames: [a] }]
          match: { ${match} }`;
    checkRule(requireBoundedExceptions, exception('all: [{ resources: { kinds: [Pod] } }, { resources: { kinds: [Pod], names: [legacy] } }]'));
    checkRule(requireBoundedExceptions, exception('any: [{ resources: { kinds: [Pod] }, subjects: [{ kind: User, name: ci }] }]'));
    checkRule(requireBoundedExceptions, exception('any: [{ resources: { kinds: [Pod], names: {{ .Values.names }} } }]'));
    checkRule(
      requireBoundedExceptions,
      `${exception('all: [{ resources: { kinds: [Pod] } }]')}
        #                  ^^^^^^^^^ exception "a" holds for every object of its kind
      `,
    );
  });

  test('namespaces of the cluster and of the engines may be left out for good', () => {
    checkRule(
      requireBoundedExceptions,
      `
        kind: ValidatingPolicy
        metadata: { name: tag }
        spec:
          matchConstraints:
            namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [kube-system, kyverno, dev] }] }
        #                                                                                                                               ^^^ exemption of namespace "dev" states no owner, no reason, no expiry
        ---
        kind: ClusterPolicy
        metadata: { name: old }
        spec:
          rules:
            - name: a
              match: { any: [{ resources: { kinds: [Pod] } }] }
              exclude: { any: [{ resources: { namespaces: [kube-system, kyverno] } }] }
              validate: { pattern: {} }
      `,
    );
  });

  test('a label that keeps an engine away from a namespace is an exception', () => {
    checkRule(
      requireBoundedExceptions,
      `
        kind: Namespace
        metadata:
          name: shop
          labels:
            admission.gatekeeper.sh/ignore: "true"
        #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ exemption of namespace "shop" states no owner, no reason, no expiry
      `,
    );
  });

  test('the options say which annotations count', () => {
    checkRule(requireBoundedExceptions, {
      options: { owner: ['shop.example.com/owner'], reason: ['shop.example.com/why'], expiry: ['shop.example.com/until'] },
      source: `
        kind: PolicyException
        metadata:
          name: legacy
          annotations: { shop.example.com/owner: shop, shop.example.com/why: vendor, shop.example.com/until: "2026-11-24" }
        spec:
          exceptions: [{ policyName: tag, ruleNames: [a] }]
          match: { any: [{ resources: { kinds: [Pod], names: [legacy] } }] }
        ---
        kind: PolicyException
        metadata: { name: other, annotations: { owner: shop, reason: vendor, expires: "2027-01-31" } }
        #                 ^^^^^ exception "other" states no owner, no reason, no expiry
        spec:
          exceptions: [{ policyName: tag, ruleNames: [a] }]
          match: { any: [{ resources: { kinds: [Pod], names: [legacy] } }] }
      `,
    });
  });
});
