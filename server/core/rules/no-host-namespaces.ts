import { listed } from '../inventory/listed.js';
import { hostProcesses } from '../inventory/pods/pod-security.js';
import type { Container, Workload } from '../inventory/workload.js';
import { defineRule, edit, type Fix, judgement, type Outcome, remove, sourced } from './rule.js';

export const noHostNamespaces = defineRule({
  id: 'no-host-namespaces',
  pillar: 'application',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('SC-39'), sourced('SC-4'), sourced('CM-7'), sourced('AC-6'), sourced('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['workloads', 'containers'],
  absent: 'not-applicable',
  summary: 'No host namespaces or host ports',
  why: "Beside the node's own network, processes or memory, a pod sees and reaches what no network policy can keep from it.",

  subjects: (inventory) => inventory.workloads(),

  *check(workload) {
    for (const field of ['hostNetwork', 'hostPID', 'hostIPC']) {
      const shared = workload.podSpec.get(field).boolean(false);
      if (!shared.known) yield { notJudged: shared.why };
      else if (shared.value) {
        yield {
          at: shared.at,
          pointer: shared.pointer,
          message: `"${workload.name}" shares the ${NAMES.get(field) ?? field} of its node`,
          fixes: leave(workload, field),
        };
      }
    }
    for (const container of workload.containers) yield* judgePorts(container);
  },

  examples: {
    bad: [
      {
        source: `
          kind: DaemonSet
          metadata: { name: agent }
          spec:
            template:
              spec:
                hostNetwork: on
          #                  ^^ "agent" shares the network of its node
                hostPID: true
          #              ^^^^ "agent" shares the processes of its node
                containers:
                  - name: agent
        `,
        fixed: `
          kind: DaemonSet
          metadata: { name: agent }
          spec:
            template:
              spec:
                containers:
                  - name: agent
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: dns }
          spec:
            hostNetwork: true
          #              ^^^^ "dns" shares the network of its node
            containers:
              - name: dns
                ports: [{ containerPort: 53, hostPort: 53 }]
          #                                            ^^ container "dns" takes port 53 of the node
        `,
        fixed: `
          kind: Pod
          metadata: { name: dns }
          spec:
            containers:
              - name: dns
                ports: [{ containerPort: 53 }]
        `,
      },
      {
        source: `
          kind: DaemonSet
          metadata: { name: agent }
          spec:
            template:
              spec:
                initContainers:
                  - name: setup
                    ports: [{ containerPort: 53, hostPort: 5353 }]
          #                                                ^^^^ container "setup" takes port 5353 of the node
                containers:
                  - name: agent
        `,
        fixed: `
          kind: DaemonSet
          metadata: { name: agent }
          spec:
            template:
              spec:
                initContainers:
                  - name: setup
                    ports: [{ containerPort: 53 }]
                containers:
                  - name: agent
        `,
      },
    ],
    good: ['{ kind: Pod, metadata: { name: app }, spec: { hostIPC: false, containers: [{ name: app, ports: [{ containerPort: 80, hostPort: 0 }] }] } }'],
    unknown: [
      {
        source: `
          kind: Deployment
          metadata: { name: app }
          spec:
            template:
              spec:
                hostNetwork: {{ .Values.hostNetwork }}
          #                  ??? set by a template
                containers: [{ name: app }]
        `,
      },
    ],
  },
});

/**
 * On the host network each port is one of the node, and would stay one. A HostProcess container must be on it: the API server refuses the pod otherwise.
 * Source: Kubernetes documentation, Create a Windows HostProcess Pod, restrictions.
 */
function leave(workload: Workload, field: string): readonly Fix[] {
  const own = remove(workload.podSpec.get(field));
  if (field !== 'hostNetwork') return [edit(`Remove ${field}`, 'restricts', own)];
  if (hostProcesses(workload).length > 0) return [];
  const ports = workload.containers
    .flatMap(({ value }) => listed(value.get('ports')).items.map((port) => port.get('hostPort')))
    .filter((port) => (port.text() ?? '0') !== '0');
  return [edit(ports.length === 0 ? 'Remove hostNetwork' : 'Remove hostNetwork and the host ports', 'restricts', own, ...ports.map(remove))];
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['hostNetwork', 'network'],
  ['hostPID', 'processes'],
  ['hostIPC', 'shared memory'],
]);

function* judgePorts(container: Container): Iterable<Outcome> {
  const ports = listed(container.value.get('ports'));
  if (ports.hidden !== undefined) yield { notJudged: ports.hidden };
  for (const item of ports.items) {
    const port = item.get('hostPort').number(0);
    if (!port.known) yield { notJudged: port.why };
    else if (port.value !== undefined && port.value !== 0) {
      yield {
        at: port.at,
        pointer: port.pointer,
        message: `container "${container.part}" takes port ${port.value} of the node`,
        fixes: [edit('Remove hostPort', 'restricts', remove(item.get('hostPort')))],
      };
    }
  }
}
