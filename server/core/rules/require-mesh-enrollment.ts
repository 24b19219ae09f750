import type { Inventory } from '../inventory/inventory.js';
import { enrollmentOf, type Undo, usualWay, WAYS } from '../inventory/mesh/mesh.js';
import type { Resource } from '../inventory/resource.js';
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
  advice: 'Label the Namespace object, in its own file where it is not in sight, and start the pods again. A pod on the host network has to leave it first.',

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
        fixed: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec:
            template:
              metadata: { labels: {} }
          ---
          kind: Pod
          metadata: { name: agent, namespace: shop }
          spec: { hostNetwork: true }
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
        fixed: `
          kind: Namespace
          metadata: { name: shop, labels: { istio.io/rev: stable } }
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
  const namespace = inventory.view(workloadIndex).namespaceObject(workload.namespace);
  if (undo?.how === 'not') return [];
  if (undo?.how === 'enable') return [edit('Bring the namespace into the mesh', 'restricts', replace(undo.spot.at, 'enabled'))];
  const needsWay = undo === undefined || !isBroughtIn(namespace);
  if (needsWay && (namespace === undefined || namespace.isContext)) return [];
  const [map, key, value] = inventory.view(usualWay);
  const label = needsWay && namespace !== undefined ? [set(namespace.metadata, [map, key], value)] : [];
  if (undo !== undefined) return [edit('Take back what keeps the workload out', 'restricts', remove(undo.spot), ...label)];
  const [only] = label;
  return only === undefined ? [] : [edit(`Bring the namespace "${namespace?.name ?? ''}" into the mesh`, 'restricts', only)];
}

/** Without a label of its namespace a workload stays outside also when nothing keeps it out. */
function isBroughtIn(namespace: Resource | undefined): boolean {
  const metadata = namespace?.metadata;
  return WAYS.some(([map, key, wanted]) => {
    const text = metadata?.path(map, key).text();
    return text !== undefined && (wanted === undefined || text === wanted);
  });
}
