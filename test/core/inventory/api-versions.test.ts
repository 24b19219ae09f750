import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { apiVersionProblems } from '../../../server/core/inventory/api-versions.js';
import { filesOf, inventoryOf } from '../../harness/rules.js';

suite('old API versions', () => {
  test('an object whose fields are equal in a newer version is offered it', () => {
    assert.deepEqual(shown('batch/v1beta1', 'CronJob'), ['CronJob "a" is of the old version "v1beta1": "batch/v1" has the same fields', 'batch/v1']);
    assert.deepEqual(shown('networking.istio.io/v1alpha3', 'Sidecar').at(-1), 'networking.istio.io/v1');
    assert.deepEqual(shown('policy.linkerd.io/v1beta1', 'Server').at(-1), 'policy.linkerd.io/v1beta3');
    assert.deepEqual(shown('gateway.networking.k8s.io/v1beta1', 'HTTPRoute').at(-1), 'gateway.networking.k8s.io/v1');
  });

  test('one whose fields or defaults differ is not, nor one that is new', () => {
    for (const [version, kind] of [
      ['networking.k8s.io/v1beta1', 'Ingress'],
      ['admissionregistration.k8s.io/v1beta1', 'ValidatingWebhookConfiguration'],
      ['policy.linkerd.io/v1beta1', 'ServerAuthorization'],
      ['networking.istio.io/v1alpha3', 'EnvoyFilter'],
      ['batch/v1', 'CronJob'],
    ] as const)
      assert.deepEqual(shown(version, kind), [], `${version} ${kind}`);
  });

  test('one that a template writes for old clusters stays', () => {
    const source = (condition: string): string =>
      `\n        {{- if ${condition} }}\n        apiVersion: batch/v1beta1\n        kind: CronJob\n        metadata: { name: a }\n        {{- end }}\n`;
    const found = (condition: string): number => apiVersionProblems(inventoryOf(filesOf({ source: source(condition) }))).length;
    assert.deepEqual([found('.Values.export.enabled'), found('not (.Capabilities.APIVersions.Has "batch/v1")')], [1, 0]);
  });

  test('a PodDisruptionBudget is only where its selector is not empty', () => {
    assert.deepEqual(shown('policy/v1beta1', 'PodDisruptionBudget', 'selector: { matchLabels: { app: a } }').at(-1), 'policy/v1');
    assert.deepEqual(shown('policy/v1beta1', 'PodDisruptionBudget', 'selector: {}'), []);
    assert.deepEqual(shown('policy/v1beta1', 'PodDisruptionBudget', 'minAvailable: 1'), []);
  });

  test('a Server is only without fields that its old version drops', () => {
    assert.deepEqual(shown('policy.linkerd.io/v1beta1', 'Server', 'accessPolicy: all-unauthenticated'), []);
    assert.deepEqual(shown('policy.linkerd.io/v1beta1', 'Server', 'externalWorkloadSelector: {}'), []);
  });
});

/** The message and the new version of each problem. */
function shown(apiVersion: string, kind: string, spec = ''): readonly string[] {
  const source = `{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: a, namespace: b }, spec: { ${spec} } }`;
  return apiVersionProblems(inventoryOf(filesOf({ source }))).flatMap(({ message, fixes = [] }) => [
    message,
    ...fixes.flatMap(({ edits }) => edits.map((edit) => (edit.op === 'replace' ? edit.text : edit.op))),
  ]);
}
