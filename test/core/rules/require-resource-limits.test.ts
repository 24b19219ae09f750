import { suite, test } from 'mocha';
import { requireResourceLimits } from '../../../server/core/rules/require-resource-limits.js';
import { checkRule } from '../../harness/rules.js';

suite('rule require-resource-limits, more', () => {
  test('a limit stands in for the request, and a zero for nothing', () => {
    checkRule(
      requireResourceLimits,
      `
      kind: Pod
      spec:
        containers:
          - name: app
            resources: { limits: { cpu: 1, memory: 1Gi } }
          - name: log
            resources: { limits: { cpu: 1, memory: 0Mi } }
      #     ^^^^^^^^^ container "log" states no memory limit or memory request
    `,
    );
  });

  test('what the pod states counts for all of its containers', () => {
    checkRule(
      requireResourceLimits,
      `
      kind: Pod
      spec:
        resources: { limits: { cpu: 1, memory: 1Gi } }
        initContainers: [{ name: setup }]
        containers: [{ name: app }]
    `,
    );
  });

  test('a LimitRange of another namespace, or for whole pods, gives no defaults', () => {
    checkRule(
      requireResourceLimits,
      `
      kind: Pod
      metadata: { name: app, namespace: shop }
      spec:
        containers:
          - name: app
      #           ^^^ container "app" states no memory limit, memory request or CPU request
      ---
      kind: LimitRange
      metadata: { name: defaults, namespace: bank }
      spec: { limits: [{ type: Container, default: { cpu: 1, memory: 1Gi } }] }
      ---
      kind: LimitRange
      metadata: { name: pods, namespace: shop }
      spec: { limits: [{ type: Pod, max: { cpu: 1, memory: 1Gi } }] }
    `,
    );
  });

  test('the largest allowed amount is the default limit, the smallest the default request', () => {
    checkRule(
      requireResourceLimits,
      `
      kind: Pod
      metadata: { name: app, namespace: shop }
      spec: { containers: [{ name: app }] }
      ---
      kind: LimitRange
      metadata: { name: defaults, namespace: shop }
      spec: { limits: [{ type: Container, max: { memory: 1Gi }, min: { cpu: 10m } }] }
    `,
    );
  });

  test('defaults that a template sets are no answer', () => {
    checkRule(
      requireResourceLimits,
      `
      kind: Pod
      metadata: { name: app }
      spec:
        containers:
          - name: app
      #           ??? set by a template
            resources: { requests: { cpu: 1, memory: 1Gi } }
      ---
      kind: LimitRange
      metadata: { name: defaults }
      spec:
        limits: {{ toYaml .Values.limits }}
    `,
    );
  });
});
