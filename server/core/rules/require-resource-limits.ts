import type { Inventory } from '../inventory/inventory.js';
import { containerDefaults, isStated } from '../inventory/pods/quotas.js';
import { anyOf, type Match } from '../inventory/selectors.js';
import type { Container } from '../inventory/workload.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireResourceLimits = defineRule({
  id: 'require-resource-limits',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SC-6'), sourced('SC-5'), sourced('SC-5(2)'), sourced('SI-16')],
  tenets: [judgement(5)],
  activities: [judgement('3.2.3')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['containers', 'namespaces'],
  absent: 'not-applicable',
  summary: 'Resource requests and memory limits set',
  why: 'One container without bounds can starve everything else on its node, the security agents included.',
  advice:
    'Measure what the workload uses, then state requests and a memory limit. A LimitRange gives a namespace defaults, a ResourceQuota bounds it as a whole.',

  subjects: boundable,

  *check(container, inventory) {
    const needs = needsOf(container, inventory);
    const missing = needs.filter(({ stated }) => stated === 'no').map(({ what }) => what);
    const last = missing.pop();
    if (last !== undefined) {
      const resources = container.value.get('resources');
      yield {
        at: resources.exists ? resources.keyAt : resources.at,
        pointer: resources.pointer,
        message: `container "${container.part}" states no ${missing.length === 0 ? last : `${missing.join(', ')} or ${last}`}`,
      };
    }
    for (const { stated } of needs) if (stated !== 'no' && stated !== 'yes') yield { notJudged: stated.unknown };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
          #           ^^^ container "app" states no memory limit, memory request or CPU request
              - name: log
                resources:
          #     ^^^^^^^^^ container "log" states no memory limit
                  requests: { cpu: 100m, memory: 64Mi }
        `,
      },
    ],
    good: [
      '{ kind: Pod, spec: { containers: [{ name: app, resources: { limits: { memory: 64Mi }, requests: { cpu: 100m } } }] } }',
      `
        kind: Pod
        metadata: { name: app, namespace: shop }
        spec: { containers: [{ name: app }] }
        ---
        kind: LimitRange
        metadata: { name: defaults, namespace: shop }
        spec:
          limits:
            - { type: Container, default: { memory: 128Mi }, defaultRequest: { cpu: 50m } }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
                resources: {{ toYaml .Values.resources }}
          #                ??? set by a template
        `,
      },
    ],
  },
});

/** Ephemeral containers may state no resources. Source: Kubernetes API reference, EphemeralContainer v1 core. */
function boundable(inventory: Inventory): readonly Container[] {
  return inventory.containers().filter(({ list }) => list !== 'ephemeralContainers');
}

interface Need {
  readonly what: string;
  readonly stated: Match;
}

/** A limit also stands in for the request. What the pod states for all of its containers counts for each. A CPU limit is a choice and not asked for. */
function needsOf(container: Container, inventory: Inventory): readonly Need[] {
  const defaults = containerDefaults(inventory, container.namespace);
  const states = (kind: string, resource: string): Match =>
    anyOf([container.value, container.workload.podSpec].map((owner) => isStated(owner.path('resources', kind, resource))));
  const memoryLimit = states('limits', 'memory');
  return [
    { what: 'memory limit', stated: anyOf([memoryLimit, defaults.memoryLimit]) },
    { what: 'memory request', stated: anyOf([states('requests', 'memory'), memoryLimit, defaults.memoryRequest]) },
    { what: 'CPU request', stated: anyOf([states('requests', 'cpu'), states('limits', 'cpu'), defaults.cpuRequest]) },
  ];
}
