import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { requirePodSecurityAdmission } from '../../../server/core/rules/require-pod-security-admission.js';
import { judgeEdited } from '../../harness/edited.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const WORKLOAD = '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: cart, namespace: shop } }';
const NAMESPACE = '{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }';

suite('rule require-pod-security-admission, more', () => {
  test('a namespace in no file is found at its first workload, once', () => {
    checkRule(requirePodSecurityAdmission, {
      'b.yaml': '{ kind: Pod, metadata: { name: late, namespace: shop } }',
      'a.yaml': `
        kind: Pod
        metadata: { name: first }
        #                 ^^^^^ the namespace that is not set enforces no Pod Security level
        ---
        kind: Pod
        metadata: { name: second, namespace: shop }
        #                 ^^^^^^ namespace "shop" enforces no Pod Security level
      `,
    });
  });

  test('a namespace without a workload is no subject', () => {
    assert.deepEqual(statesOf([NAMESPACE]), []);
  });

  test('audit and warn enforce nothing, and a level that does not exist neither', () => {
    checkRule(
      requirePodSecurityAdmission,
      `
      kind: Namespace
      metadata:
        name: shop
        labels:
          pod-security.kubernetes.io/audit: restricted
          pod-security.kubernetes.io/enforce: strict
      #                                       ^^^^^^ namespace "shop" enforces Pod Security level "strict"
      ---
      kind: Pod
      metadata: { name: app, namespace: shop }
    `,
    );
  });

  test('a label that the target sets counts', () => {
    const judged = judgeEdited(requirePodSecurityAdmission, `${NAMESPACE}\n---\n${WORKLOAD}`, {
      labels: new Map([['pod-security.kubernetes.io/enforce', 'baseline']]),
    });
    assert.deepEqual(
      judged.map(({ state }) => state),
      ['passed'],
    );
  });

  test('a namespace that the API server exempts is not protected by its label', () => {
    checkRule(
      requirePodSecurityAdmission,
      `
      kind: Namespace
      metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }
      #                 ^^^^ namespace "shop" is exempt from Pod Security
      ---
      kind: Pod
      metadata: { name: app, namespace: shop }
      ---
      kind: PodSecurityConfiguration
      apiVersion: pod-security.admission.config.k8s.io/v1
      exemptions: { namespaces: [shop] }
    `,
    );
  });

  test('a label beats the default of the API server', () => {
    const configuration = '{ apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, defaults: { enforce: restricted } }';
    assert.deepEqual(statesOf([NAMESPACE, WORKLOAD, configuration]), ['passed']);
    assert.deepEqual(
      statesOf([NAMESPACE.replace('name: shop', 'name: shop, labels: { pod-security.kubernetes.io/enforce: privileged }'), WORKLOAD, configuration]),
      ['failed'],
    );
  });

  test('exemptions that are not known leave the default of the API server open', () => {
    const configuration =
      '{ apiVersion: pod-security.admission.config.k8s.io/v1, kind: PodSecurityConfiguration, defaults: { enforce: restricted }, exemptions: { namespaces: "{{ .Values.exempt }}" } }';
    assert.deepEqual(statesOf([NAMESPACE, WORKLOAD, configuration]), ['unknown']);
  });

  test('a policy counts only where it enforces a level for every workload, without exceptions', () => {
    assert.deepEqual(statesOf([WORKLOAD, policy('{ kinds: [Pod] }', 'Enforce', 'level: restricted')]), ['passed']);
    assert.deepEqual(statesOf([WORKLOAD, policy('{ kinds: [Pod] }', 'Audit', 'level: restricted')]), ['failed']);
    assert.deepEqual(statesOf([WORKLOAD, policy('{ kinds: [Pod] }', 'Enforce', 'level: privileged')]), ['failed']);
    assert.deepEqual(statesOf([WORKLOAD, policy('{ kinds: [Pod] }', 'Enforce', 'level: baseline, exclude: [{ controlName: HostProcess }]')]), ['failed']);
    assert.deepEqual(statesOf([WORKLOAD, policy('{ kinds: [Pod], namespaces: [bank] }', 'Enforce', 'level: baseline')]), ['failed']);
    const except = (namespace: string): string => `Enforce, failureActionOverrides: [{ action: Audit, namespaces: [${namespace}] }]`;
    assert.deepEqual(statesOf([WORKLOAD, policy('{ kinds: [Pod] }', except('bank'), 'level: restricted')]), ['passed']);
    assert.deepEqual(statesOf([WORKLOAD, policy('{ kinds: [Pod] }', except('shop'), 'level: restricted')]), ['failed']);
  });
});

function policy(resources: string, action: string, check: string): string {
  const rule = `{ name: level, match: { any: [{ resources: ${resources} }] }, validate: { failureAction: ${action}, podSecurity: { ${check} } } }`;
  return `{ apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: { name: profile }, spec: { rules: [${rule}] } }`;
}

function statesOf(documents: readonly string[]): readonly string[] {
  return judgeExample(requirePodSecurityAdmission, documents.join('\n---\n')).judged.map(({ state }) => state);
}
