import { type Inventory, Namespace } from '../inventory/inventory.js';
import { isMeshWide, meshLogs, TELEMETRY, telemetryExclusions } from '../inventory/mesh/telemetry.js';
import { excludedPaths, nodeGaps, optOuts, telemetryAgents } from '../inventory/mesh/telemetry-agents.js';
import { defineRule, judgement, type Outcome, sourced } from './rule.js';

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
      for (const { at, pointer, says } of found) yield { at, pointer, message: `agent "${subject.name}" ${says}` };
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
    for (const { at, pointer, says } of found) yield { at, pointer, message: `telemetry "${telemetry.name}" ${says}` };
  }
  for (const { config, spot } of excludedPaths(inventory, namespace.name)) {
    yield { at: spot.at, pointer: spot.pointer, message: `config "${config.name}" leaves out the logs of ${namespace.shown}` };
  }
  const own = namespace.resource;
  if (own !== undefined && !own.isContext)
    for (const { at, pointer } of optOuts(own.metadata)) yield { at, pointer, message: `${namespace.shown} keeps its logs back` };
  for (const workload of namespace.workloads) {
    const metadata = workload.pod.get('metadata');
    for (const { at, pointer } of optOuts(metadata)) yield { at, pointer, message: `workload "${workload.name}" keeps its logs back` };
    const why = metadata.get('annotations').hides ?? workload.podLabels.open;
    if (why !== undefined) yield { notJudged: why };
  }
  if (inventory.view(telemetryAgents).length === 0 && inventory.view(meshLogs).state !== 'on')
    yield { notJudged: inventory.elsewhere ?? 'no telemetry is in sight' };
}
