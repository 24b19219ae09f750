import { atBothLevels, CONFINING_PROFILES, SELINUX_TYPES } from '../inventory/pods/pod-security.js';
import type { Container } from '../inventory/workload.js';
import { defineRule, edit, judgement, type Outcome, remove, sourced } from './rule.js';

export const requireMandatoryAccessControl = defineRule({
  id: 'require-mandatory-access-control',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-3(3)'), sourced('SC-39'), sourced('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers', 'workloads'],
  absent: 'not-applicable',
  summary: 'AppArmor or SELinux confinement kept',
  why: 'AppArmor and SELinux hold a process inside its container even when the container runtime has a hole.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    yield* judgeAppArmor(container);
    yield* judgeSelinux(container);
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata:
            annotations:
              container.apparmor.security.beta.kubernetes.io/app: unconfined
          #                                                       ^^^^^^^^^^ container "app" has AppArmor profile "unconfined"
          spec:
            containers:
              - name: app
              - name: web
                securityContext: { appArmorProfile: { type: Unconfined } }
          #                                                 ^^^^^^^^^^ container "web" has AppArmor profile "Unconfined"
              - name: log
                securityContext:
                  seLinuxOptions:
                    type: spc_t
          #               ^^^^^ container "log" sets SELinux type "spc_t"
                    role: sysadm_r
          #               ^^^^^^^^ container "log" sets SELinux role "sysadm_r"
        `,
        fixed: `
          kind: Pod
          metadata:
            annotations: {}
          spec:
            containers:
              - name: app
              - name: web
                securityContext: {}
              - name: log
                securityContext:
                  seLinuxOptions: {}
        `,
      },
      {
        source: `
          kind: Pod
          spec:
            securityContext:
              seLinuxOptions: { user: system_u }
          #                           ^^^^^^^^ the pod of container "app" sets SELinux user "system_u"
            containers:
              - name: app
                securityContext: { seLinuxOptions: {} }
        `,
        fixed: `
          kind: Pod
          spec:
            securityContext:
              seLinuxOptions: {}
            containers:
              - name: app
                securityContext: { seLinuxOptions: {} }
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { annotations: { container.apparmor.security.beta.kubernetes.io/app: localhost/app } }
        spec:
          securityContext: { seLinuxOptions: { type: container_t, level: "s0:c1,c2" } }
          containers:
            - name: app
            - { name: log, securityContext: { appArmorProfile: { type: RuntimeDefault } } }
      `,
    ],
  },
});

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/** Nodes with AppArmor confine every container by default; annotations and fields can only loosen that or name another profile. */
function* judgeAppArmor(container: Container): Iterable<Outcome> {
  for (const { value, owner } of atBothLevels(container, 'appArmorProfile')) {
    if (value.isAbsent) continue;
    const type = value.get('type').string('');
    if (!type.known) yield { notJudged: type.why };
    else if (!CONFINING_PROFILES.has(type.value)) {
      yield {
        at: type.at,
        pointer: type.pointer,
        message: `${owner} has AppArmor profile "${type.value}"`,
        fixes: [edit('Remove the AppArmor profile', 'restricts', remove(value))],
      };
    }
  }
  const written = container.workload.pod.path('metadata', 'annotations', ANNOTATION + container.part);
  const profile = written.string('');
  if (!profile.known) yield { notJudged: profile.why };
  else if (profile.value !== '' && profile.value !== 'runtime/default' && !profile.value.startsWith('localhost/')) {
    yield {
      at: profile.at,
      pointer: profile.pointer,
      message: `container "${container.part}" has AppArmor profile "${profile.value}"`,
      fixes: [edit('Remove the AppArmor profile', 'restricts', remove(written))],
    };
  }
}

function* judgeSelinux(container: Container): Iterable<Outcome> {
  for (const { value, owner } of atBothLevels(container, 'seLinuxOptions')) {
    for (const field of ['type', 'user', 'role']) {
      const option = value.get(field).string('');
      if (!option.known) yield { notJudged: option.why };
      else if (field === 'type' ? !SELINUX_TYPES.has(option.value) : option.value !== '') {
        yield {
          at: option.at,
          pointer: option.pointer,
          message: `${owner} sets SELinux ${field} "${option.value}"`,
          fixes: [edit(`Remove the SELinux ${field}`, 'restricts', remove(value.get(field)))],
        };
      }
    }
  }
}
