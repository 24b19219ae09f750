import { listed } from '../inventory/listed.js';
import { linuxContainers, osOf } from '../inventory/pods/pod-security.js';
import type { Container } from '../inventory/workload.js';
import { defineRule, type Edit, edit, type Fix, judgement, remove, replace, set, sourced } from './rule.js';

export const noPrivilegeEscalation = defineRule({
  id: 'no-privilege-escalation',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6(10)'), sourced('AC-6'), sourced('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers', 'workloads'],
  absent: 'not-applicable',
  summary: 'Privilege escalation refused',
  why: 'With a setuid program or file capabilities, an attacker in the container turns a small foothold into root.',

  subjects: linuxContainers,

  *check(container) {
    const escalation = container.securityContext.get('allowPrivilegeEscalation').boolean(true);
    const os = osOf(container.workload);
    if (!escalation.known) yield { notJudged: escalation.why };
    else if (escalation.value && !escalation.written && !os.known) yield { notJudged: os.why };
    else if (escalation.value) {
      const change = escalation.written ? replace(escalation.at, 'false') : set(container.value, ['securityContext', 'allowPrivilegeEscalation'], false);
      yield {
        at: escalation.at,
        pointer: escalation.pointer,
        message: `container "${container.part}" may gain more privileges than it starts with`,
        fixes: refuse(container, change),
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
              - name: app
          #           ^^^ container "app" may gain more privileges than it starts with
              - name: log
                securityContext:
                  allowPrivilegeEscalation: true
          #                                 ^^^^ container "log" may gain more privileges than it starts with
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: app
                securityContext:
                  allowPrivilegeEscalation: false
              - name: log
                securityContext:
                  allowPrivilegeEscalation: false
        `,
      },
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: agent
                securityContext:
          #     ^^^^^^^^^^^^^^^ container "agent" may gain more privileges than it starts with
                  privileged: true
                  capabilities: { add: [CHOWN, SYS_ADMIN] }
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: agent
                securityContext:
                  privileged: false
                  capabilities: { add: [CHOWN] }
                  allowPrivilegeEscalation: false
        `,
      },
    ],
    good: ['{ kind: Pod, spec: { containers: [{ name: app, securityContext: { allowPrivilegeEscalation: false } }] } }'],
  },
});

/** The API server refuses `false` beside privileged or CAP_SYS_ADMIN, so these go with it. Source: Kubernetes API reference, SecurityContext v1 core. */
function refuse(container: Container, change: Edit): readonly Fix[] {
  const privileged = container.securityContext.get('privileged').boolean(false);
  const added = listed(container.securityContext.path('capabilities', 'add'));
  if (!privileged.known || added.hidden !== undefined) return [];
  const admin = added.items.filter((item) => item.text() === 'SYS_ADMIN' || item.text() === 'CAP_SYS_ADMIN');
  const title = `Set allowPrivilegeEscalation ${privileged.value ? 'and privileged ' : ''}to false${admin.length > 0 ? `, remove "${admin[0]?.text() ?? ''}"` : ''}`;
  return [edit(title, 'restricts', change, ...(privileged.value ? [replace(privileged.at, 'false')] : []), ...admin.map(remove))];
}
