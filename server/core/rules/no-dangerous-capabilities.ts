import { listed } from '../inventory/listed.js';
import { BASELINE_CAPABILITIES } from '../inventory/pods/pod-security.js';
import { defineRule, edit, judgement, remove, sourced } from './rule.js';

export const noDangerousCapabilities = defineRule({
  id: 'no-dangerous-capabilities',
  pillar: 'application',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), sourced('CM-7')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers'],
  absent: 'not-applicable',
  summary: 'No capability beyond the default set',
  why: 'Each of these rights reaches past the container: to the network of the node, to its kernel, or to other processes.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    const added = listed(container.securityContext.path('capabilities', 'add'));
    if (added.hidden !== undefined) yield { notJudged: added.hidden };
    for (const item of added.items) {
      const name = item.string('');
      if (!name.known) yield { notJudged: name.why };
      else if (!BASELINE_CAPABILITIES.has(name.value)) {
        yield {
          at: name.at,
          pointer: name.pointer,
          message: `container "${container.part}" adds capability "${name.value}"`,
          fixes: [edit(`Remove capability "${name.value}"`, 'restricts', remove(item))],
        };
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
                securityContext:
                  capabilities:
                    add:
                      - CHOWN
                      - SYS_ADMIN
          #             ^^^^^^^^^ container "app" adds capability "SYS_ADMIN"
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: app
                securityContext:
                  capabilities:
                    add:
                      - CHOWN
        `,
      },
      {
        source: `
          kind: Pod
          spec:
            ephemeralContainers:
              - name: debugger
                securityContext: { capabilities: { add: [chown] } }
          #                                              ^^^^^ container "debugger" adds capability "chown"
        `,
        fixed: `
          kind: Pod
          spec:
            ephemeralContainers:
              - name: debugger
                securityContext: { capabilities: { add: [] } }
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { containers: [{ name: app, securityContext: { capabilities: { add: [NET_BIND_SERVICE], drop: [SYS_ADMIN] } } }] } }'],
  },
});
