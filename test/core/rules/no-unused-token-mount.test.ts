import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noUnusedTokenMount } from '../../../server/core/rules/no-unused-token-mount.js';
import { judgeEdited } from '../../harness/edited.js';
import { judgeExample } from '../../harness/rules.js';

const POD = '{ apiVersion: v1, kind: Pod, metadata: { name: operator, namespace: shop }, spec: { serviceAccountName: operator } }';
const ROLE =
  '{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: reader }, rules: [{ apiGroups: [""], resources: [pods], verbs: [get] }] }';
const NOTHING = '{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: nothing }, rules: [] }';

suite('rule no-unused-token-mount, more', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    ['a binding of this account', '{ kind: ServiceAccount, name: operator, namespace: shop }', 'reader', 'passed'],
    ['a binding of the same name elsewhere', '{ kind: ServiceAccount, name: operator, namespace: bank }', 'reader', 'failed'],
    ['a binding of another account', '{ kind: ServiceAccount, name: other, namespace: shop }', 'reader', 'failed'],
    ['a binding of the account as a user', '{ kind: User, name: "system:serviceaccount:shop:operator" }', 'reader', 'passed'],
    ['a binding of all accounts of its namespace', '{ kind: Group, name: "system:serviceaccounts:shop" }', 'reader', 'passed'],
    ['a binding of everybody, which says nothing about it', '{ kind: Group, name: "system:authenticated" }', 'reader', 'failed'],
    ['a role without rules', '{ kind: ServiceAccount, name: operator, namespace: shop }', 'nothing', 'failed'],
    ['a default role of the cluster', '{ kind: ServiceAccount, name: operator, namespace: shop }', 'view', 'passed'],
    ['a role in no file', '{ kind: ServiceAccount, name: operator, namespace: shop }', 'unseen', 'unknown'],
    ['a subject that a template names', '{ kind: ServiceAccount, name: "{{ .Values.account }}", namespace: shop }', 'reader', 'unknown'],
  ];
  for (const [name, subject, role, expected] of cases) {
    test(name, () => assert.deepEqual(statesOf([POD, ROLE, NOTHING, binding(subject, role)]), [expected]));
  }

  test('the account turns the token off, the pod turns it on again', () => {
    const account = '{ apiVersion: v1, kind: ServiceAccount, metadata: { name: operator, namespace: shop }, automountServiceAccountToken: false }';
    assert.deepEqual(statesOf([POD, account]), ['passed']);
    assert.deepEqual(statesOf([POD.replace('spec: {', 'spec: { automountServiceAccountToken: true,'), account]), ['failed']);
  });

  test('references follow their account through a prefix and another namespace', () => {
    const account = '{ apiVersion: v1, kind: ServiceAccount, metadata: { name: operator, namespace: shop } }';
    const texts = [POD, account, ROLE, binding('{ kind: ServiceAccount, name: operator, namespace: shop }', 'reader')];
    const judged = judgeEdited(noUnusedTokenMount, texts.join('\n---\n'), { namespace: 'prod', namePrefix: 'eu-' });
    assert.deepEqual(
      judged.map(({ state }) => state),
      ['passed'],
    );
  });
});

function binding(subject: string, role: string): string {
  return `{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: b }, subjects: [${subject}], roleRef: { kind: ClusterRole, name: ${role} } }`;
}

function statesOf(documents: readonly string[]): readonly string[] {
  return judgeExample(noUnusedTokenMount, documents.join('\n---\n')).judged.map(({ state }) => state);
}
