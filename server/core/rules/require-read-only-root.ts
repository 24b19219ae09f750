import { linuxContainers, osOf } from '../inventory/pods/pod-security.js';
import { defineRule, edit, judgement, replace, set, sourced } from './rule.js';

export const requireReadOnlyRoot = defineRule({
  id: 'require-read-only-root',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-5'), judgement('CM-7')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers', 'workloads'],
  absent: 'not-applicable',
  summary: 'Root file system read-only',
  why: 'Where the root file system can be written, an intruder can put tools there and change the program that runs next.',
  advice:
    'Mount an emptyDir volume at each folder that the program writes to, such as its cache or /tmp, before the switch: files do not show which folders these are.',

  subjects: linuxContainers,

  *check(container) {
    const readOnly = container.securityContext.get('readOnlyRootFilesystem').boolean(false);
    const os = osOf(container.workload);
    if (!readOnly.known) yield { notJudged: readOnly.why };
    else if (!readOnly.value && !os.known) yield { notJudged: os.why };
    else if (!readOnly.value) {
      const change = readOnly.written ? replace(readOnly.at, 'true') : set(container.value, ['securityContext', 'readOnlyRootFilesystem'], true);
      yield {
        at: readOnly.at,
        pointer: readOnly.pointer,
        message: `container "${container.part}" can write to its root file system`,
        fixes: [edit('Set readOnlyRootFilesystem to true', 'restricts', change)],
      };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Deployment
          spec:
            template:
              spec:
                containers:
                  - name: app
                    securityContext:
          #         ^^^^^^^^^^^^^^^ container "app" can write to its root file system
                      runAsNonRoot: true
                  - name: log
                    securityContext: { readOnlyRootFilesystem: no }
          #                                                    ^^ container "log" can write to its root file system
        `,
        fixed: `
          kind: Deployment
          spec:
            template:
              spec:
                containers:
                  - name: app
                    securityContext:
                      runAsNonRoot: true
                      readOnlyRootFilesystem: true
                  - name: log
                    securityContext: { readOnlyRootFilesystem: true }
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { containers: [{ name: app, securityContext: { readOnlyRootFilesystem: true } }] } }'],
  },
});
