import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { OPTIONAL } from '../../../server/core/inventory/known.js';
import { judgeTexts } from '../../harness/analysis.js';

const CHART = { 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n' };
const POD =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { serviceAccountName: web, containers: [{ name: app, image: app:1 }] }\n';
const when = (text: string, name = 'enabled'): string => `{{- if .Values.${name} }}\n${text}{{- end }}\n`;
const DENY =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: shop }\nspec: { podSelector: {}, policyTypes: [Ingress, Egress] }\n';
const ACCOUNT = 'apiVersion: v1\nkind: ServiceAccount\nmetadata: { name: web, namespace: shop }\nautomountServiceAccountToken: false\n';

/** Passed, failed, unknown by the reason. */
function counted(rule: string, templates: readonly string[]): unknown {
  const files = templates.map((text, index) => [`templates/${index}.yaml`, text] as const);
  const [target] = judgeTexts({ ...CHART, ...Object.fromEntries(files) }).targets;
  const found = target?.posture.rules.find((one) => one.rule.id === rule);
  return [found?.passed, found?.failed, found?.reasons.map(({ reason }) => reason)];
}

suite('what a template may leave out', () => {
  test('protects nothing for sure: a policy under a condition makes no pass', () => {
    assert.deepEqual(counted('require-default-deny-ingress', [POD, DENY]), [1, 0, []]);
    assert.deepEqual(counted('require-default-deny-ingress', [POD, when(DENY)]), [0, 0, [OPTIONAL]]);
    assert.deepEqual(counted('no-unused-token-mount', [POD, when(ACCOUNT)]), [0, 0, [OPTIONAL]]);
  });

  test('is judged itself as it is where it is installed', () => {
    assert.deepEqual(counted('no-host-namespaces', [when(POD)]), [1, 0, []]);
    assert.deepEqual(counted('no-host-namespaces', [when(POD.replace('spec: {', 'spec: { hostPID: true,'))]), [0, 1, []]);
  });

  test('is sure beside what stands under the same condition, and under no other', () => {
    assert.deepEqual(counted('no-unused-token-mount', [when(POD), when(ACCOUNT)]), [1, 0, []]);
    assert.deepEqual(counted('no-unused-token-mount', [when(POD, 'web'), when(ACCOUNT, 'accounts')]), [0, 0, [OPTIONAL]]);
    assert.deepEqual(counted('require-default-deny-egress', [when(POD, 'web'), when(when(DENY, 'policies'), 'web')]), [0, 0, [OPTIONAL]]);
  });

  test('does not make good what fails with it', () => {
    assert.deepEqual(counted('no-unused-token-mount', [POD, when(ACCOUNT.replace('false', 'true'))]), [0, 1, []]);
  });
});
