import { suite, test } from 'mocha';
import { limitVolumeTypes } from '../../../server/core/rules/limit-volume-types.js';
import { noHostPathVolumes } from '../../../server/core/rules/no-host-path-volumes.js';
import { checkRule } from '../../harness/rules.js';

suite('rules on volumes, more', () => {
  test('a volume type that no standard names is no answer', () => {
    checkRule(
      limitVolumeTypes,
      `
      kind: Pod
      metadata: { name: app }
      spec:
        volumes:
          - name: new
            quantumStore: {}
      #     ??? of a volume type that no standard names
    `,
    );
  });

  test('volumes of a CronJob are judged, a null type is none', () => {
    checkRule(
      limitVolumeTypes,
      `
      kind: CronJob
      metadata: { name: app }
      spec:
        jobTemplate:
          spec:
            template:
              spec:
                volumes:
                  - { name: scratch, hostPath: null }
                  - { name: code, gitRepo: { repository: "https://example.com/code" } }
      #                           ^^^^^^^ volume "code" is of type gitRepo
    `,
    );
  });

  test('a volume that stands under a condition of a template is no answer', () => {
    const source = `
      kind: Pod
      metadata: { name: app }
      spec:
        volumes:
          - name: data
            {{- if .Values.onHost }}
            hostPath: { path: /data }
      #               ??? set only under a condition of a template
            {{- else }}
            emptyDir: {}
            {{- end }}
    `;
    checkRule(noHostPathVolumes, source);
    checkRule(limitVolumeTypes, source);
  });

  test('a hostPath without a path is found at its key', () => {
    checkRule(
      noHostPathVolumes,
      `
      kind: Pod
      metadata: { name: app }
      spec:
        volumes:
          - name: data
            hostPath: {}
      #     ^^^^^^^^ volume "data" mounts a path of the node
    `,
    );
  });
});
