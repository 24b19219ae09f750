import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noDefaultNamespace } from '../../../server/core/rules/no-default-namespace.js';
import { judgeEdited } from '../../harness/edited.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

suite('rule no-default-namespace, more', () => {
  test('workloads without a namespace are one subject, whatever their number', () => {
    const { judged } = judgeExample(
      noDefaultNamespace,
      ['a', 'b', 'c'].map((name) => `{ apiVersion: v1, kind: Pod, metadata: { name: ${name} } }`).join('\n---\n'),
    );
    assert.deepEqual(
      judged.map(({ state }) => state),
      ['unknown'],
    );
  });

  test('a namespace that the target sets is found at the name of the workload', () => {
    const [judged] = judgeEdited(noDefaultNamespace, '{ kind: Pod, metadata: { name: web, namespace: shop } }', { namespace: 'default' });
    assert.deepEqual(
      judged?.findings.map(({ message, at }) => [message, at.span]),
      [['"web" runs in namespace "default"', { start: 31, end: 34 }]],
    );
  });

  test('a critical priority is an excuse in kube-system alone, and no name is one', () => {
    checkRule(
      noDefaultNamespace,
      `
      kind: Pod
      metadata: { name: web, namespace: default }
      #                                 ^^^^^^^ "web" runs in namespace "default"
      spec: { priorityClassName: system-node-critical }
      ---
      kind: Pod
      metadata: { name: kube-proxy, namespace: kube-system }
      #                                        ^^^^^^^^^^^ "kube-proxy" runs in namespace "kube-system"
    `,
    );
  });

  test('a priority that a template sets is no answer', () => {
    checkRule(
      noDefaultNamespace,
      `
      kind: Pod
      metadata: { name: agent, namespace: kube-system }
      #                                   ??? set by a template
      spec: { priorityClassName: "{{ .Values.priority }}" }
    `,
    );
  });
});
