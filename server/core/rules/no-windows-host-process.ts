import { atBothLevels, hostProcesses } from '../inventory/pods/pod-security.js';
import type { Workload } from '../inventory/workload.js';
import { defineRule, edit, type Fix, judgement, replace, sourced } from './rule.js';

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
          fixes: leaveHost(container.workload),
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
              - name: log
                securityContext: { windowsOptions: { hostProcess: true } }
          #                                                       ^^^^ container "log" runs as a process of the host
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: agent
                securityContext: { windowsOptions: { hostProcess: false } }
              - name: log
                securityContext: { windowsOptions: { hostProcess: false } }
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { os: { name: windows }, containers: [{ name: app, securityContext: { windowsOptions: { runAsUserName: app } } }] } }'],
  },
});

/** The API server refuses a pod of which only some containers are HostProcess containers. Source: Kubernetes documentation, Create a Windows HostProcess Pod, restrictions. */
function leaveHost(workload: Workload): readonly Fix[] {
  const [first, ...others] = hostProcesses(workload).map((value) => replace(value.at, 'false'));
  if (first === undefined) return [];
  return [edit(`Set hostProcess to false${others.length > 0 ? ' in the whole pod' : ''}`, 'restricts', first, ...others)];
}
