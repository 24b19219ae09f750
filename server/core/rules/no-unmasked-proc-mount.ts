import { defineRule, edit, judgement, replace, sourced } from './rule.js';

export const noUnmaskedProcMount = defineRule({
  id: 'no-unmasked-proc-mount',
  pillar: 'application',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('SC-39'), judgement('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers'],
  absent: 'not-applicable',
  summary: 'Default proc mount',
  why: 'The masks over /proc hide kernel memory, timers and switches of the node that a container has no business with.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    const mount = container.securityContext.get('procMount').string('Default');
    if (!mount.known) yield { notJudged: mount.why };
    else if (mount.value !== 'Default') {
      yield {
        at: mount.at,
        pointer: mount.pointer,
        message: `container "${container.part}" mounts /proc as "${mount.value}"`,
        fixes: [edit('Set procMount to Default', 'restricts', replace(mount.at, 'Default'))],
      };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          spec:
            hostUsers: false
            containers:
              - name: builder
                securityContext: { procMount: Unmasked }
          #                                   ^^^^^^^^ container "builder" mounts /proc as "Unmasked"
        `,
        fixed: `
          kind: Pod
          spec:
            hostUsers: false
            containers:
              - name: builder
                securityContext: { procMount: Default }
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { containers: [{ name: app }, { name: log, securityContext: { procMount: Default } }] } }'],
  },
});
