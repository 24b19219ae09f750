import { listed } from '../inventory/listed.js';
import { SAFE_SYSCTLS } from '../inventory/pods/pod-security.js';
import { defineRule, edit, judgement, remove, sourced } from './rule.js';

export const noUnsafeSysctls = defineRule({
  id: 'no-unsafe-sysctls',
  pillar: 'application',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('SC-39'), judgement('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['workloads'],
  absent: 'not-applicable',
  summary: 'Only safe sysctls',
  why: 'Sysctls outside the safe set change the kernel for every pod of the node.',

  subjects: (inventory) => inventory.workloads(),

  *check(workload) {
    const sysctls = listed(workload.podSpec.path('securityContext', 'sysctls'));
    if (sysctls.hidden !== undefined) yield { notJudged: sysctls.hidden };
    for (const sysctl of sysctls.items) {
      const name = sysctl.get('name').string('');
      if (!name.known) yield { notJudged: name.why };
      else if (!SAFE_SYSCTLS.has(name.value)) {
        yield {
          at: name.at,
          pointer: name.pointer,
          message: `"${workload.name}" sets the unsafe sysctl "${name.value}"`,
          fixes: [edit(`Remove the sysctl "${name.value}"`, 'restricts', remove(sysctl))],
        };
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: app }
          spec:
            securityContext:
              sysctls:
                - { name: net.ipv4.tcp_syncookies, value: "1" }
                - { name: kernel.msgmax, value: "65536" }
          #               ^^^^^^^^^^^^^ "app" sets the unsafe sysctl "kernel.msgmax"
            containers: [{ name: app }]
        `,
        fixed: `
          kind: Pod
          metadata: { name: app }
          spec:
            securityContext:
              sysctls:
                - { name: net.ipv4.tcp_syncookies, value: "1" }
            containers: [{ name: app }]
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: app }
        spec:
          securityContext: { sysctls: [{ name: net.ipv4.ip_unprivileged_port_start, value: "0" }] }
          containers: [{ name: app }]
      `,
    ],
  },
});
