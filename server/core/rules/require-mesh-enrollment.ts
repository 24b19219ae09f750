import type { Inventory } from '../inventory/inventory.js';
import { enrollmentOf, type Undo, usualWay } from '../inventory/mesh/mesh.js';
import type { Workload } from '../inventory/workload.js';
import { workloadIndex } from '../inventory/workload-index.js';
import { defineRule, edit, type Fix, judgement, remove, replace, set, sourced } from './rule.js';

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
      yield { at, pointer, message: `workload "${workload.name}" ${enrollment.says}`, fixes: enroll(inventory, workload, enrollment.undo) };
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

/** What keeps the workload out is undone, else its namespace is brought in; offered only where that is in a file that is judged. */
function enroll(inventory: Inventory, workload: Workload, undo: Undo | undefined): readonly Fix[] {
  if (undo?.how === 'remove') return [edit('Take back what keeps the workload out', 'restricts', remove(undo.spot))];
  if (undo?.how === 'enable') return [edit('Bring the namespace into the mesh', 'restricts', replace(undo.spot.at, 'enabled'))];
  const namespace = inventory.view(workloadIndex).namespaceObject(workload.namespace);
  if (undo !== undefined || namespace === undefined || namespace.isContext) return [];
  const [map, key, value] = inventory.view(usualWay);
  return [edit(`Bring the namespace "${namespace.name}" into the mesh`, 'restricts', set(namespace.metadata, [map, key], value))];
}
