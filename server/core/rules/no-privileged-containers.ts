import { defineRule, edit, judgement, replace, sourced } from './rule.js';

export const noPrivilegedContainers = defineRule({
  id: 'no-privileged-containers',
  pillar: 'application',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), sourced('SC-4'), sourced('SC-39'), sourced('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers'],
  absent: 'not-applicable',
  summary: 'No privileged containers',
  why: 'A privileged container owns its node: every other control on that node can be switched off from inside it.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    const privileged = container.securityContext.get('privileged').boolean(false);
    if (!privileged.known) yield { notJudged: privileged.why };
    else if (privileged.value) {
      yield {
        at: privileged.at,
        pointer: privileged.pointer,
        message: `container "${container.part}" runs privileged`,
        fixes: [edit('Set privileged to false', 'restricts', replace(privileged.at, 'false'))],
      };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: agent
                securityContext: { privileged: yes }
          #                                    ^^^ container "agent" runs privileged
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: agent
                securityContext: { privileged: false }
        `,
      },
      {
        source: `
          kind: CronJob
          spec:
            jobTemplate:
              spec:
                template:
                  spec:
                    initContainers:
                      - name: setup
                        securityContext:
                          privileged: true
          #                           ^^^^ container "setup" runs privileged
        `,
        fixed: `
          kind: CronJob
          spec:
            jobTemplate:
              spec:
                template:
                  spec:
                    initContainers:
                      - name: setup
                        securityContext:
                          privileged: false
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { containers: [{ name: app, securityContext: {} }, { name: log, securityContext: { privileged: off } }] } }'],
    unknown: [
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
                securityContext: { privileged: "true" }
          #                                    ??? no boolean: the API server refuses it
        `,
      },
    ],
  },
});
