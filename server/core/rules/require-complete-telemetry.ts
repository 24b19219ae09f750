import { type Inventory, Namespace } from '../inventory/inventory.js';
import type { Spot } from '../inventory/known.js';
import { type Exclusion, isMeshWide, meshLogs, TELEMETRY, telemetryExclusions } from '../inventory/mesh/telemetry.js';
import { excludedPaths, type NodeGap, nodeGaps, optOuts, telemetryAgents } from '../inventory/mesh/telemetry-agents.js';
import { defineRule, edit, type Fix, judgement, type Outcome, remove, replace, set, sourced } from './rule.js';

export const requireCompleteTelemetry = defineRule({
  id: 'require-complete-telemetry',
  pillar: 'visibility',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AU-12'), sourced('SI-4')],
  tenets: [judgement(7)],
  activities: [sourced('7.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'workloads', 'namespaces', 'observability', 'kinds'],
  absent: 'not-applicable',
  summary: 'No workload or node outside telemetry',
  why: 'An intruder looks for the place that nobody records; one namespace or node outside the logs is enough.',
  advice: 'Take the exclusion out; where data must not be logged, filter fields in the collector and leave the workload in.',

  subjects: (inventory) => [...inventory.namespaces(), ...inventory.view(telemetryAgents).filter(({ resource }) => !resource.isContext)],

  *check(subject, inventory) {
    if (subject instanceof Namespace) yield* judgeNamespace(subject, inventory);
    else {
      const { found, hidden } = nodeGaps(subject);
      if (hidden !== undefined) yield { notJudged: hidden };
      for (const gap of found) yield { at: gap.at, pointer: gap.pointer, message: `agent "${subject.name}" ${gap.says}`, fixes: reachNodes(gap) };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: DaemonSet
          metadata: { name: logs, namespace: logging }
          spec:
            template:
              spec:
                nodeSelector: { pool: apps }
          #                           ^^^^ agent "logs" runs only on nodes with "pool"
                tolerations: []
          #     ^^^^^^^^^^^ agent "logs" does not run on tainted nodes
                volumes: [{ name: logs, hostPath: { path: /var/log } }]
        `,
        fixed: `
          kind: DaemonSet
          metadata: { name: logs, namespace: logging }
          spec:
            template:
              spec:
                nodeSelector: {}
                tolerations: [{ operator: Exists }]
                volumes: [{ name: logs, hostPath: { path: /var/log } }]
        `,
      },
      {
        source: `
          kind: Telemetry
          metadata: { name: mesh, namespace: istio-system }
          spec: { accessLogging: [{ providers: [{ name: envoy }] }] }
          ---
          kind: Telemetry
          metadata: { name: quiet, namespace: shop }
          spec: { accessLogging: [{ filter: { expression: "response.code >= 400" } }], tracing: [{ disableSpanReporting: true }] }
          #                                               ^^^^^^^^^^^^^^^^^^^^^^ telemetry "quiet" logs only some requests
          #                                                                                                              ^^^^ telemetry "quiet" switches traces off
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec: { template: { metadata: { annotations: { fluentbit.io/exclude: "true" } } } }
          #                                                                    ^^^^^^ workload "cart" keeps its logs back
        `,
        fixed: `
          kind: Telemetry
          metadata: { name: mesh, namespace: istio-system }
          spec: { accessLogging: [{ providers: [{ name: envoy }] }] }
          ---
          kind: Telemetry
          metadata: { name: quiet, namespace: shop }
          spec: { accessLogging: [{}], tracing: [{ disableSpanReporting: false }] }
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec: { template: { metadata: { annotations: {} } } }
        `,
      },
    ],
    good: [
      `
        kind: DaemonSet
        metadata: { name: logs, namespace: logging }
        spec:
          template:
            spec:
              nodeSelector: { kubernetes.io/os: linux }
              tolerations: [{ operator: Exists }]
              volumes: [{ name: logs, hostPath: { path: /var/log } }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ??? no telemetry is in sight
        `,
      },
    ],
  },
});

/** Nothing excludes a namespace where no telemetry is in sight, and nothing includes it either. */
function* judgeNamespace(namespace: Namespace, inventory: Inventory): Iterable<Outcome> {
  for (const telemetry of inventory.judged(TELEMETRY)) {
    if (telemetry.namespace !== namespace.name && !isMeshWide(inventory, telemetry)) continue;
    const { found, hidden } = telemetryExclusions(telemetry);
    if (hidden !== undefined) yield { notJudged: hidden };
    for (const one of found) yield { at: one.at, pointer: one.pointer, message: `telemetry "${telemetry.name}" ${one.says}`, fixes: [include(one)] };
  }
  for (const { config, spot } of excludedPaths(inventory, namespace.name)) {
    yield { at: spot.at, pointer: spot.pointer, message: `config "${config.name}" leaves out the logs of ${namespace.shown}` };
  }
  const own = namespace.resource;
  if (own !== undefined && !own.isContext)
    for (const spot of optOuts(own.metadata)) yield { ...spot, message: `${namespace.shown} keeps its logs back`, fixes: [collect(spot)] };
  for (const workload of namespace.workloads) {
    const metadata = workload.pod.get('metadata');
    for (const spot of optOuts(metadata)) yield { ...spot, message: `workload "${workload.name}" keeps its logs back`, fixes: [collect(spot)] };
    const why = metadata.get('annotations').hides ?? workload.podLabels.open;
    if (why !== undefined) yield { notJudged: why };
  }
  if (inventory.view(telemetryAgents).length === 0 && inventory.view(meshLogs).state !== 'on')
    yield { notJudged: inventory.elsewhere ?? 'no telemetry is in sight' };
}

function include(exclusion: Exclusion): Fix {
  const { at, text, whole } = exclusion;
  return text === undefined ? edit('Remove the exclusion', 'restricts', remove(whole ?? exclusion)) : edit('Switch it on', 'restricts', replace(at, text));
}

function collect(optOut: Spot): Fix {
  return edit('Hand the logs over to the agent', 'restricts', remove(optOut));
}

function reachNodes({ undo }: NodeGap): readonly Fix[] {
  if (undo === undefined) return [];
  if ('remove' in undo) return [edit('Run the agent on every node', 'restricts', remove(undo.remove))];
  return [edit('Tolerate every taint', 'restricts', set(undo.tolerate, ['tolerations', '-'], { operator: 'Exists' }))];
}
