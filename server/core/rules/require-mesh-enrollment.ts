import type { Inventory } from '../inventory/inventory.js';
import { enrollmentOf } from '../inventory/mesh/mesh.js';
import type { Workload } from '../inventory/workload.js';
import { workloadIndex } from '../inventory/workload-index.js';
import { defineRule, edit, type Fix, judgement, replace, set, sourced } from './rule.js';

export const requireMeshEnrollment = defineRule({
  id: 'require-mesh-enrollment',
  pillar: 'network',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-4'), sourced('SC-8'), sourced('SC-8(1)')],
  tenets: [judgement(2)],
  activities: [judgement('5.2.2'), sourced('5.4.1'), sourced('5.4.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'namespaces', 'mesh'],
  absent: 'not-applicable',
  summary: 'Workloads enrolled in the mesh',
  why: 'Outside the mesh a workload has no identity that others can check, and its traffic is neither encrypted nor authorized.',

  subjects: (inventory) => inventory.workloads(),

  *check(workload, inventory) {
    const enrollment = enrollmentOf(inventory, workload);
    if (enrollment.state === 'unknown') yield { notJudged: enrollment.why };
    if (enrollment.state !== 'out') return;
    if (enrollment.by === undefined && inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
    else {
      const { at, pointer } = enrollment.by ?? workload;
      yield { at, pointer, message: `workload "${workload.name}" ${enrollment.says}`, fixes: enroll(inventory, workload) };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Deployment
          metadata:
            name: cart
          #       ^^^^ workload "cart" is brought into no mesh
            labels: { sidecar.istio.io/inject: "true" }
          spec: { template: { metadata: { labels: { app: cart } } } }
        `,
      },
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec:
            template:
              metadata: { labels: { sidecar.istio.io/inject: "false" } }
          #                                                  ^^^^^^^ workload "cart" opts out of the mesh
          ---
          kind: Pod
          metadata: { name: agent, namespace: shop }
          spec: { hostNetwork: true }
          #                    ^^^^ workload "agent" runs on the host network
        `,
      },
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: disabled, istio.io/rev: stable } }
          #                                                  ^^^^^^^^ workload "cart" opts out of the mesh
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
        `,
      },
    ],
    good: [
      `
        kind: Namespace
        metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
      `,
      `
        kind: Namespace
        metadata: { name: shop, labels: { istio.io/rev: stable } }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
        spec: { template: { metadata: { annotations: { sidecar.istio.io/inject: "true" } } } }
      `,
      `
        kind: Namespace
        metadata: { name: shop, annotations: { linkerd.io/inject: disabled } }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
        spec: { template: { metadata: { annotations: { linkerd.io/inject: enabled } } } }
      `,
      '{ kind: Pod, metadata: { name: cart, labels: { sidecar.istio.io/inject: "true" } } }',
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart }
          #                 ??? lives elsewhere
        `,
        platform: 'external',
      },
    ],
  },
});

/** The label that brings a whole namespace in; offered only where its object is in a file that is judged. */
function enroll(inventory: Inventory, workload: Workload): readonly Fix[] {
  const namespace = inventory.view(workloadIndex).namespaceObject(workload.namespace);
  if (namespace === undefined || namespace.isContext) return [];
  const injection = namespace.metadata.path('labels', 'istio-injection');
  const change = injection.exists ? replace(injection.at, 'enabled') : set(namespace.metadata, ['labels', 'istio-injection'], 'enabled');
  return [edit(`Label the namespace "${namespace.name}" for injection`, 'restricts', change)];
}
