import { suite, test } from 'mocha';
import { requireClassificationInDecisions } from '../../../server/core/rules/require-classification-in-decisions.js';
import { checkRule } from '../../harness/rules.js';

const SHOP = `
        kind: Namespace
        metadata: { name: shop, labels: { data-classification: confidential } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---`;
const OPEN = SHOP.replace(
  'confidential } }',
  'confidential } }\n        #                                                      ^^^^^^^^^^^^ no policy decides by the classification of namespace "shop"',
);

suite('require-classification-in-decisions', () => {
  test('a selector, a condition on label and value, or a clearance in the token is a decision', () => {
    const deciding = [
      '{ kind: NetworkPolicy, metadata: { name: a, namespace: shop }, spec: { podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { data-classification: confidential } } }] }] } }',
      "{ kind: AuthorizationPolicy, metadata: { name: a, namespace: shop }, spec: { rules: [{ when: [{ key: 'request.auth.claims[clearance]', values: [high] }] }] } }",
      `{ kind: ValidatingPolicy, metadata: { name: a }, spec: { validations: [{ expression: "namespaceObject.metadata.labels['data-classification'] != 'confidential' || object.spec.hostUsers == false" }] } }`,
      '{ apiVersion: constraints.gatekeeper.sh/v1beta1, kind: Isolated, metadata: { name: a }, spec: { match: { namespaceSelector: { matchExpressions: [{ key: data-classification, operator: In, values: [confidential, secret] }] } } } }',
    ];
    for (const policy of deciding) checkRule(requireClassificationInDecisions, `${SHOP}\n        ${policy}\n`);
  });

  test('a name, a demand for the label, another value, another namespace or a policy that nothing asks is none', () => {
    const idle = [
      '{ kind: NetworkPolicy, metadata: { name: data-classification-confidential, namespace: shop }, spec: { podSelector: {} } }',
      `{ kind: ValidatingPolicy, metadata: { name: a }, spec: { validations: [{ expression: "'data-classification' in object.metadata.labels" }] } }`,
      '{ kind: ValidatingPolicy, metadata: { name: a }, spec: { matchConstraints: { namespaceSelector: { matchLabels: { data-classification: public } } } } }',
      '{ kind: NetworkPolicy, metadata: { name: a, namespace: other }, spec: { podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { data-classification: confidential } } }] }] } }',
      '{ kind: ValidatingAdmissionPolicy, metadata: { name: a }, spec: { matchConstraints: { namespaceSelector: { matchLabels: { data-classification: confidential } } } } }',
    ];
    for (const policy of idle) checkRule(requireClassificationInDecisions, `${OPEN}\n        ${policy}\n`);
  });

  test('a store or a claim is decided by where its pods may run, or by a condition of Kyverno', () => {
    const store = (rest: string): string => `
        kind: StatefulSet
        metadata: { name: orders, labels: { classification: secret } }
        spec: { template: { spec: { containers: [{ name: db, image: 'postgres:17' }]${rest} } } }`;
    const found = '\n        #                                                   ^^^^^^ no policy decides by the classification of store "orders"';
    const open = (text: string): string => text.replace('secret } }', `secret } }${found}`);
    checkRule(requireClassificationInDecisions, store(', nodeSelector: { classification: secret }'));
    checkRule(requireClassificationInDecisions, open(store(', nodeSelector: { pool: classification }')));
    const policy = (key: string, value: string): string => `
        ---
        apiVersion: kyverno.io/v1
        kind: ClusterPolicy
        metadata: { name: a }
        spec:
          rules:
            - name: a
              match: { any: [{ resources: { kinds: [Pod] } }] }
              validate: { deny: { conditions: { all: [{ key: '${key}', operator: Equals, value: ${value} }] } } }`;
    const label = '{{ request.object.metadata.labels.classification }}';
    checkRule(requireClassificationInDecisions, store('') + policy(label, 'secret'));
    checkRule(requireClassificationInDecisions, open(store('')) + policy(label, 'public'));
    checkRule(requireClassificationInDecisions, open(store('')) + policy('{{ request.object.metadata.name }}', 'secret'));
  });

  test('a namespace whose label is not sensitive is no subject', () => {
    checkRule(requireClassificationInDecisions, SHOP.replace('confidential', 'public').replace(/---$/, ''));
  });
});
