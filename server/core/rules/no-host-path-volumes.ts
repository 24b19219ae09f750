import { listed } from '../inventory/listed.js';
import { defineRule, judgement, sourced } from './rule.js';

export const noHostPathVolumes = defineRule({
  id: 'no-host-path-volumes',
  pillar: 'application',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), sourced('AC-6(1)'), sourced('SC-4'), sourced('CM-6')],
  tenets: [sourced(3), judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['workloads'],
  absent: 'not-applicable',
  summary: 'No hostPath or runtime socket mounts',
  why: 'A path of the node outlives the pod and leads to its files, credentials and container runtime.',
  advice: 'Move the data to a PersistentVolumeClaim, ConfigMap or CSI volume. Which one fits depends on what the workload reads there.',

  subjects: (inventory) => inventory.workloads(),

  *check(workload) {
    const volumes = listed(workload.podSpec.get('volumes'));
    if (volumes.hidden !== undefined) yield { notJudged: volumes.hidden };
    for (const volume of volumes.items) {
      const source = volume.get('hostPath');
      if (source.isAbsent) continue;
      const path = source.get('path').string('');
      const name = volume.get('name').text() ?? '';
      if (source.unknown !== undefined) yield { notJudged: source.unknown };
      else {
        const message =
          path.known && SOCKET.test(path.value) ? `volume "${name}" reaches the container runtime of the node` : `volume "${name}" mounts a path of the node`;
        yield { at: path.known && path.written ? path.at : source.keyAt, pointer: source.pointer, message };
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: agent }
          spec:
            containers: [{ name: agent }]
            volumes:
              - name: logs
                hostPath: { path: /var/log }
          #                       ^^^^^^^^ volume "logs" mounts a path of the node
              - name: runtime
                hostPath: { path: /run/containerd/containerd.sock, type: Socket }
          #                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ volume "runtime" reaches the container runtime of the node
              - name: scratch
                emptyDir: {}
        `,
      },
    ],
    good: [
      '{ kind: Pod, metadata: { name: app }, spec: { containers: [{ name: app }], volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }] } }',
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: app }
          spec:
            containers: [{ name: app }]
            volumes: {{ toYaml .Values.volumes }}
          #          ??? set by a template
        `,
      },
    ],
  },
});

/** Sockets of Docker, containerd, CRI-O and their kin. */
const SOCKET = /(?:^|\/)(?:docker|containerd|crio|cri-dockerd|podman)\.sock$/;
