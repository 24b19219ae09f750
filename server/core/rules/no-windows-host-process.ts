import { atBothLevels } from '../inventory/pods/pod-security.js';
import { defineRule, edit, judgement, replace, sourced } from './rule.js';

export const noWindowsHostProcess = defineRule({
  id: 'no-windows-host-process',
  pillar: 'application',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), sourced('SC-39')],
  tenets: [judgement(5)],
  activities: [judgement('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers', 'workloads'],
  absent: 'not-applicable',
  summary: 'No Windows HostProcess containers',
  why: 'A HostProcess container is no container: it runs on the Windows node itself, with its files and its network.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    for (const { value, owner } of atBothLevels(container, 'windowsOptions')) {
      const hostProcess = value.get('hostProcess').boolean(false);
      if (!hostProcess.known) yield { notJudged: hostProcess.why };
      else if (hostProcess.value) {
        yield {
          at: hostProcess.at,
          pointer: hostProcess.pointer,
          message: `${owner} runs as a process of the host`,
          fixes: [edit('Set hostProcess to false', 'restricts', replace(hostProcess.at, 'false'))],
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
            hostNetwork: true
            securityContext:
              windowsOptions: { hostProcess: true }
          #                                  ^^^^ the pod of container "agent" runs as a process of the host
            containers:
              - name: agent
        `,
        fixed: `
          kind: Pod
          spec:
            hostNetwork: true
            securityContext:
              windowsOptions: { hostProcess: false }
            containers:
              - name: agent
        `,
      },
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: agent
                securityContext: { windowsOptions: { hostProcess: true } }
          #                                                       ^^^^ container "agent" runs as a process of the host
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { os: { name: windows }, containers: [{ name: app, securityContext: { windowsOptions: { runAsUserName: app } } }] } }'],
  },
});
