import type { Value } from '../inventory/value.js';
import type { Container } from '../inventory/workload.js';
import { defineRule, edit, judgement, remove, sourced } from './rule.js';

export const noProbeHost = defineRule({
  id: 'no-probe-host',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('AC-4'), judgement('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers'],
  absent: 'not-applicable',
  summary: 'Probes and hooks stay on the pod',
  why: 'The kubelet makes these calls from the node, so a host in them reaches addresses that the pod itself may not.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    for (const [what, handler] of handlersOf(container)) {
      for (const type of ['httpGet', 'tcpSocket']) {
        const host = handler.path(type, 'host').string('');
        if (!host.known) yield { notJudged: host.why };
        else if (host.value !== '') {
          yield {
            at: host.at,
            pointer: host.pointer,
            message: `${what} of container "${container.part}" calls "${host.value}"`,
            fixes: [edit('Remove the host', 'restricts', remove(handler.path(type, 'host')))],
          };
        }
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
                livenessProbe:
                  httpGet: { host: 169.254.169.254, path: /latest/meta-data, port: 80 }
          #                        ^^^^^^^^^^^^^^^ livenessProbe of container "app" calls "169.254.169.254"
                lifecycle:
                  postStart:
                    tcpSocket: { host: db, port: 5432 }
          #                            ^^ postStart of container "app" calls "db"
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: app
                livenessProbe:
                  httpGet: { path: /latest/meta-data, port: 80 }
                lifecycle:
                  postStart:
                    tcpSocket: { port: 5432 }
        `,
      },
    ],
    good: [
      '{ kind: Pod, spec: { containers: [{ name: app, readinessProbe: { httpGet: { path: /, port: 80, host: "" } }, startupProbe: { grpc: { port: 9 } } }] } }',
    ],
  },
});

/** Every probe and hook by its field. A lifecycle hook by TCP is out of use and refused all the same, as by the Pod Security Standards. */
function handlersOf(container: Container): readonly (readonly [string, Value])[] {
  const probes = ['livenessProbe', 'readinessProbe', 'startupProbe'].map((field) => [field, container.value.get(field)] as const);
  const hooks = ['postStart', 'preStop'].map((field) => [field, container.value.path('lifecycle', field)] as const);
  return [...probes, ...hooks];
}
