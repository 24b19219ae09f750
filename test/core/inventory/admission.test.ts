import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { admissionPolicies } from '../../../server/core/inventory/admission/admission.js';
import { filesOf, inventoryOf } from '../../harness/rules.js';

/** What the first policy of a text answers for the namespace `shop`, which carries the labels `stage: live` and `team: shop`. */
function guards(policy: string): string {
  const source = `
        kind: Namespace
        metadata: { name: shop, labels: { stage: live, team: shop } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        ${policy}
      `;
  const inventory = inventoryOf(filesOf({ source }));
  const [first] = inventory.view(admissionPolicies);
  const namespace = inventory.namespaces().find(({ name }) => name === 'shop');
  assert.ok(first !== undefined && namespace !== undefined, 'no policy');
  const match = first.guards(namespace);
  return typeof match === 'string' ? match : match.unknown;
}

function kyverno(block: string): string {
  return `{ apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: { name: a }, spec: { rules: [{ name: a, ${block}, validate: { pattern: {} } }] } }`;
}

function constraint(match: string): string {
  return `{ apiVersion: constraints.gatekeeper.sh/v1beta1, kind: A, metadata: { name: a }, spec: { match: ${match} } }`;
}

suite('what admission policies guard', () => {
  test('any filter of a Kyverno rule is enough, and all of them must hold when it says so', () => {
    const live = '{ resources: { kinds: [Pod], namespaceSelector: { matchLabels: { stage: live } } } }';
    const test = '{ resources: { kinds: [Pod], namespaceSelector: { matchLabels: { stage: test } } } }';
    const rows = [
      [`match: { any: [${test}, ${live}] }`, 'yes'],
      [`match: { any: [${test}] }`, 'no'],
      [`match: { all: [${live}, { resources: { kinds: [Pod], namespaces: ['s?op'] } }] }`, 'yes'],
      [`match: { all: [${live}, ${test}] }`, 'no'],
      ['match: { resources: { kinds: [Pod] } }', 'yes'],
      ['match: { resources: { kinds: [Pod], namespaces: [other] } }', 'no'],
      ['match: { resources: { kinds: [Pod], operations: [DELETE] } }', 'no'],
      ['match: {}', 'no'],
      ['match: { any: [{ resources: { kinds: [Pod] }, clusterRoles: [cluster-admin] }] }', 'no'],
      [
        'match: { any: [{ resources: { kinds: [Pod] } }] }, exclude: { any: [{ resources: { namespaces: [other] } }, { resources: { namespaces: [shop] } }] }',
        'no',
      ],
      ['match: { any: [{ resources: { kinds: [Pod] } }] }, exclude: { any: [{ resources: { kinds: [Service], namespaces: [shop] } }] }', 'yes'],
      ['match: { any: [{ resources: { kinds: [Pod] } }] }, exclude: { any: [{ resources: { kinds: [Pod], selector: { matchLabels: { a: b } } } }] }', 'yes'],
      ['match: { any: [{ resources: { kinds: [Pod] } }] }, exclude: { any: [{ resources: { kinds: ["*"] }, subjects: [{ kind: User, name: ci }] }] }', 'yes'],
    ] as const;
    for (const [block, answer] of rows) assert.equal(guards(kyverno(block)), answer, block);
  });

  test('what a template puts into a match is not known', () => {
    assert.equal(guards(kyverno('match: { any: {{ toYaml .Values.match }} }')), 'set by a template');
    assert.equal(guards(kyverno('match: { any: [{ resources: { kinds: [Pod], namespaces: {{ .Values.namespaces }} } }] }')), 'set by a template');
    assert.equal(guards(constraint('{{ toYaml .Values.match }}')), 'set by a template');
  });

  test('Gatekeeper looks at names, exclusions and labels of namespaces', () => {
    const rows = [
      ['{}', 'yes'],
      ['{ namespaces: ["sh*"] }', 'yes'],
      ['{ namespaces: [other] }', 'no'],
      ['{ excludedNamespaces: ["*op"] }', 'no'],
      ['{ excludedNamespaces: [other] }', 'yes'],
      ['{ namespaceSelector: { matchExpressions: [{ key: stage, operator: NotIn, values: [live] }] } }', 'no'],
    ] as const;
    for (const [match, answer] of rows) assert.equal(guards(constraint(match)), answer, match);
  });

  test("Gatekeeper's Config takes namespaces from the webhook only when it names that process", () => {
    const config = (processes: string): string =>
      `${constraint('{}')}\n        ---\n        { apiVersion: config.gatekeeper.sh/v1alpha1, kind: Config, metadata: { name: c }, spec: { match: [{ processes: [${processes}], excludedNamespaces: [shop] }] } }`;
    assert.equal(guards(config('audit')), 'yes');
    assert.equal(guards(config('audit, webhook')), 'no');
  });

  test('a binding narrows its policy, and a binding without a policy in sight stands for itself', () => {
    const api = 'apiVersion: admissionregistration.k8s.io/v1';
    const policy = `{ ${api}, kind: ValidatingAdmissionPolicy, metadata: { name: a }, spec: { matchConstraints: { namespaceSelector: { matchLabels: { stage: live } } } } }`;
    const binding = (team: string): string =>
      `{ ${api}, kind: ValidatingAdmissionPolicyBinding, metadata: { name: b }, spec: { policyName: a, validationActions: [Deny], matchResources: { namespaceSelector: { matchLabels: { team: ${team} } } } } }`;
    assert.equal(guards(`${policy}\n        ---\n        ${binding('shop')}`), 'yes');
    assert.equal(guards(`${policy}\n        ---\n        ${binding('other')}`), 'no');
    assert.equal(guards(`${policy.replace('live', 'test')}\n        ---\n        ${binding('shop')}`), 'no');
    assert.equal(guards(binding('shop')), 'yes');
  });

  test('policies of one namespace guard no other', () => {
    const policy = (namespace: string): string =>
      `{ apiVersion: policies.kyverno.io/v1, kind: NamespacedValidatingPolicy, metadata: { name: a, namespace: ${namespace} }, spec: { validations: [] } }`;
    assert.equal(guards(policy('shop')), 'yes');
    assert.equal(guards(policy('other')), 'no');
  });

  test('policy-controller guards what asks for it', () => {
    assert.equal(guards('{ apiVersion: policy.sigstore.dev/v1beta1, kind: ClusterImagePolicy, metadata: { name: a }, spec: {} }'), 'no');
  });
});
