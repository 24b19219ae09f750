import { listed } from '../inventory/listed.js';
import { OTHER_VOLUMES, RESTRICTED_VOLUMES } from '../inventory/pods/pod-security.js';
import type { Value } from '../inventory/value.js';
import { defineRule, judgement, type Outcome, sourced } from './rule.js';

export const limitVolumeTypes = defineRule({
  id: 'limit-volume-types',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), judgement('CM-7')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['workloads'],
  absent: 'not-applicable',
  summary: 'Only restricted volume types',
  why: 'Other types of volumes bind a pod to a node or to a storage system whose credentials and access Kubernetes does not manage.',
  advice: 'Choose a type that the restricted Pod Security Standard allows, usually a PersistentVolumeClaim or a CSI volume.',

  subjects: (inventory) => inventory.workloads(),

  *check(workload) {
    const volumes = listed(workload.podSpec.get('volumes'));
    if (volumes.hidden !== undefined) yield { notJudged: volumes.hidden };
    for (const volume of volumes.items) yield* judgeVolume(volume);
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: app }
          spec:
            containers: [{ name: app }]
            volumes:
              - name: shared
                nfs: { server: files.example.com, path: /shared }
          #     ^^^ volume "shared" is of type nfs
              - name: settings
                configMap: { name: app }
        `,
      },
    ],
    good: ['{ kind: Pod, metadata: { name: app }, spec: { containers: [{ name: app }], volumes: [{ name: tmp, emptyDir: {} }, { name: scratch }] } }'],
  },
});

/** A volume without any type is an emptyDir: the API server writes it in. Source: kubernetes/kubernetes, SetDefaults_Volume in pkg/apis/core/v1/defaults.go. */
function* judgeVolume(volume: Value): Iterable<Outcome> {
  const entries = [...volume.entries()].filter(([type, value]) => type !== 'name' && !value.isAbsent);
  if (entries.some(([type, value]) => RESTRICTED_VOLUMES.has(type) && value.unknown === undefined)) return;
  const other = entries.find(([type]) => OTHER_VOLUMES.has(type));
  const hidden = volume.hides ?? other?.[1].unknown ?? entries.find(([, value]) => value.unknown !== undefined)?.[1].unknown;
  if (hidden !== undefined) yield { notJudged: hidden };
  else if (other !== undefined) {
    const [type, value] = other;
    yield { at: value.keyAt, pointer: value.pointer, message: `volume "${volume.get('name').text() ?? ''}" is of type ${type}` };
  } else if (entries.length > 0) yield { notJudged: 'of a volume type that no standard names' };
}
