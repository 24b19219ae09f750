import type { Inventory } from '../inventory/inventory.js';
import { enrollmentOf, linkerdAnnotation } from '../inventory/mesh/mesh.js';
import { isLogFormat, logExclusions, meshLogs, TELEMETRY } from '../inventory/mesh/telemetry.js';
import type { Place } from '../syntax/place.js';
import { defineRule, edit, generate, judgement, replace, sourced } from './rule.js';

export const requireMeshAccessLogs = defineRule({
  id: 'require-mesh-access-logs',
  pillar: 'visibility',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AU-2'), sourced('AU-12'), sourced('AU-3')],
  tenets: [judgement(7)],
  activities: [sourced('7.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'workloads', 'namespaces', 'observability', 'kinds'],
  absent: 'not-judged',
  attestable: 'access logs of the managed mesh',
  summary: 'Mesh access logs on',
  why: 'Without the log of each request nobody can say afterwards who called what, and whether it was let in.',

  subjects: (inventory) => places(inventory).map((at) => inventory.cluster(at)),

  *check(cluster, inventory) {
    for (const telemetry of inventory.judged(TELEMETRY)) {
      const { found, hidden } = logExclusions(telemetry);
      if (hidden !== undefined) yield { notJudged: hidden };
      for (const { at, pointer, says } of found) {
        const fix = edit('Turn the access log on', 'safe', replace(at, 'false'));
        yield { at, pointer, message: `telemetry "${telemetry.name}" ${says}`, fixes: [fix] };
      }
    }
    const logs = inventory.view(meshLogs);
    if (logs.state === 'unknown') yield { notJudged: logs.why };
    if (logs.state !== 'off') return;
    if (inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
    else {
      const fix = generate('Write a Telemetry that turns the access log on', 'safe', 'istio', { intent: 'access-logs', subject: cluster.id });
      yield { at: logs.by.at, pointer: logs.by.pointer, message: `mesh "${logs.name}" writes no access log`, fixes: [fix] };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Telemetry
          metadata: { name: mesh, namespace: istio-system }
          spec: { accessLogging: [{ providers: [{ name: envoy }] }] }
          ---
          kind: Telemetry
          metadata: { name: quiet, namespace: shop }
          spec: { accessLogging: [{ disabled: true }] }
          #                                   ^^^^ telemetry "quiet" switches access logs off
        `,
        fixed: `
          kind: Telemetry
          metadata: { name: mesh, namespace: istio-system }
          spec: { accessLogging: [{ providers: [{ name: envoy }] }] }
          ---
          kind: Telemetry
          metadata: { name: quiet, namespace: shop }
          spec: { accessLogging: [{ disabled: false }] }
        `,
      },
      {
        source: `
          kind: IstioOperator
          metadata: { name: control }
          spec: { meshConfig: { enableTracing: true } }
          #       ^^^^^^^^^^ mesh "control" writes no access log
        `,
      },
    ],
    good: [
      `
        kind: Telemetry
        metadata: { name: mesh, namespace: istio-system }
        spec: { accessLogging: [{ providers: [{ name: envoy }] }] }
      `,
      '{ kind: IstioOperator, metadata: { name: control }, spec: { meshConfig: { accessLogFile: /dev/stdout } } }',
      `
        kind: Namespace
        metadata: { name: shop, annotations: { linkerd.io/inject: enabled, config.linkerd.io/access-log: json } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Telemetry
          metadata: { name: mesh, namespace: istio-system }
          spec: { accessLogging: [{ providers: [] }] }
          #                                    ??? by the default provider of the mesh
        `,
      },
    ],
  },
});

/** Where the access logs are decided; nowhere when no file in sight does: what installs the mesh may do it. */
function places(inventory: Inventory): readonly Place[] {
  const logs = inventory.view(meshLogs);
  if (logs.state !== 'undecided') return [logs.by.at];
  const off = inventory.judged(TELEMETRY).flatMap((telemetry) => logExclusions(telemetry).found)[0];
  if (off !== undefined) return [off.at];
  const meshed = inventory.workloads().filter((workload) => {
    const enrollment = enrollmentOf(inventory, workload);
    return enrollment.state === 'in' && enrollment.mesh === 'linkerd';
  });
  const annotations = meshed.map((workload) => linkerdAnnotation(inventory, workload, 'config.linkerd.io/access-log'));
  const first = annotations[0];
  return first !== undefined && annotations.every(isLogFormat) && meshed.length === inventory.workloads().length ? [first.at] : [];
}
