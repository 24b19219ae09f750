import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { admissionPolicies } from '../../../server/core/inventory/admission/admission.js';
import { indexPolicies, reachOf } from '../../../server/core/inventory/admission/reach.js';
import { runs } from '../../harness/fuzz.js';
import { filesOf, inventoryOf } from '../../harness/rules.js';

/** Few names, keys and values, so that policies often meet namespaces; some are masked, some are globs. */
const name = fc.constantFrom('a', 'b', 'c', 'd', 'a', 'b', 'c', 'd', 'a*', '*', '"${X}"');
const value = fc.constantFrom('x', 'y', '"${X}"');
const key = fc.constantFrom('team', 'tier', 'kubernetes.io/metadata.name');
const names = fc.array(name, { maxLength: 2 }).map((list) => `[${list.map((one) => JSON.stringify(one.replaceAll('"', ''))).join(', ')}]`);
const labels = fc.dictionary(key, fc.oneof(value, fc.constantFrom('a', 'b')), { maxKeys: 2 }).map(
  (map) =>
    `{ ${Object.entries(map)
      .map(([one, text]) => `${one}: ${text}`)
      .join(', ')} }`,
);
const expression = fc
  .tuple(key, fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', '"${X}"'), fc.array(fc.oneof(value, fc.constantFrom('a', 'b')), { maxLength: 2 }))
  .map(([one, operator, values]) => `{ key: ${one}, operator: ${operator}, values: [${values.join(', ')}] }`);
const selector = fc.oneof(
  fc.constantFrom('{}', '{}', 'null', '"${X}"'),
  fc.tuple(labels, fc.array(expression, { maxLength: 2 })).map(([map, list]) => `{ matchLabels: ${map}, matchExpressions: [${list.join(', ')}] }`),
);
const filter = fc.tuple(names, selector).map(([list, selected]) => `{ resources: { kinds: [Pod], namespaces: ${list}, namespaceSelector: ${selected} } }`);
const match = fc.oneof(
  fc.tuple(fc.constantFrom('any', 'all'), fc.array(filter, { maxLength: 3 })).map(([how, list]) => `{ ${how}: [${list.join(', ')}] }`),
  filter,
  fc.constant('"${X}"'),
);
const policy = fc.oneof(
  fc
    .tuple(fc.constantFrom('ClusterPolicy', 'Policy'), fc.array(match, { maxLength: 2 }))
    .map(
      ([kind, rules]) =>
        `kind: ${kind}\nmetadata: { name: p, namespace: a }\nspec: { rules: [${rules.map((one) => `{ name: r, match: ${one}, validate: { message: m } }`).join(', ')}] }\n`,
    ),
  selector.map((one) => `kind: ValidatingPolicy\nmetadata: { name: p }\nspec: { matchConstraints: { namespaceSelector: ${one} } }\n`),
  fc
    .tuple(names, selector)
    .map(
      ([list, one]) =>
        `apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sX\nmetadata: { name: p }\nspec: { match: { namespaces: ${list}, namespaceSelector: ${one} } }\n`,
    ),
  fc
    .tuple(selector, selector)
    .map(
      ([one, other]) =>
        `kind: ValidatingAdmissionPolicy\nmetadata: { name: p }\nspec: { matchConstraints: { namespaceSelector: ${one} } }\n---\nkind: ValidatingAdmissionPolicyBinding\nmetadata: { name: p }\nspec: { policyName: p, matchResources: { namespaceSelector: ${other} } }\n`,
    ),
  selector.map((one) => `apiVersion: policies.kubewarden.io/v1\nkind: ClusterAdmissionPolicy\nmetadata: { name: p }\nspec: { namespaceSelector: ${one} }\n`),
);
const NAMESPACES = [
  'kind: Namespace\nmetadata: { name: a, labels: { team: x } }\n',
  'kind: Namespace\nmetadata: { name: b, labels: { team: y, tier: x } }\n',
  'kind: Namespace\nmetadata: { name: c, labels: { team: "${TEAM}" } }\n',
  ...['a', 'b', 'c', 'd'].map(
    (namespace) => `kind: Pod\nmetadata: { name: app, namespace: ${namespace} }\nspec: { containers: [{ name: app, image: app }] }\n`,
  ),
];

suite('an index of policies', () => {
  test('leaves out for a namespace only policies that do not guard it', () => {
    let leftOut = 0;
    fc.assert(
      fc.property(fc.array(policy, { minLength: 1, maxLength: 3 }), (texts) => {
        const inventory = inventoryOf(filesOf({ source: Object.fromEntries([...NAMESPACES, ...texts].map((text, index) => [`${index}.yaml`, text])) }));
        const policies = inventory.view(admissionPolicies);
        const index = indexPolicies(policies, ({ resource }) => resource, inventory);
        for (const namespace of inventory.namespaces()) {
          const found = new Set(index.of(namespace));
          for (const one of policies) {
            if (found.has(one)) continue;
            leftOut++;
            assert.equal(one.guards(namespace), 'no', `${one.resource.kind} in "${namespace.name}", reach ${JSON.stringify(reachOf(one.resource, inventory))}`);
          }
        }
      }),
      runs(600),
    );
    assert.ok(leftOut > 300, `only ${leftOut} were left out`);
  });
});
