import { atBothLevels, CONFINING_PROFILES, linuxContainers, osOf } from '../inventory/pods/pod-security.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, type Fix, judgement, remove, set, sourced } from './rule.js';

export const requireSeccompProfile = defineRule({
  id: 'require-seccomp-profile',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-7'), sourced('CM-6'), sourced('SC-39')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers', 'workloads'],
  absent: 'not-applicable',
  summary: 'Seccomp RuntimeDefault or Localhost',
  why: 'Without a filter a process may use every system call, also those with a history of kernel exploits.',

  subjects: linuxContainers,

  *check(container) {
    const levels = atBothLevels(container, 'seccompProfile');
    for (const { value, owner } of levels) {
      if (value.isAbsent) continue;
      const type = value.get('type').string('');
      if (!type.known) yield { notJudged: type.why };
      else if (!CONFINING_PROFILES.has(type.value)) {
        yield {
          at: type.at,
          pointer: type.pointer,
          message: `${owner} has seccomp profile "${type.value}"`,
          fixes: [confine(value)],
        };
      }
    }
    if (levels.some(({ value }) => !value.isAbsent)) return;
    const os = osOf(container.workload);
    if (!os.known) yield { notJudged: os.why };
    else {
      const { at, pointer } = container.securityContext.get('seccompProfile');
      const change = set(container.value, ['securityContext', 'seccompProfile', 'type'], 'RuntimeDefault');
      yield {
        at,
        pointer,
        message: `container "${container.part}" has no seccomp profile`,
        fixes: [edit(TITLE, 'restricts', change)],
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
          #           ^^^ container "app" has no seccomp profile
              - name: log
                securityContext: { seccompProfile: { type: Unconfined } }
          #                                                ^^^^^^^^^^ container "log" has seccomp profile "Unconfined"
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: app
                securityContext:
                  seccompProfile:
                    type: RuntimeDefault
              - name: log
                securityContext: { seccompProfile: { type: RuntimeDefault } }
        `,
      },
      {
        source: `
          kind: Pod
          metadata:
            annotations: { seccomp.security.alpha.kubernetes.io/pod: runtime/default }
          spec:
            containers:
              - name: app
          #           ^^^ container "app" has no seccomp profile
        `,
        fixed: `
          kind: Pod
          metadata:
            annotations: { seccomp.security.alpha.kubernetes.io/pod: runtime/default }
          spec:
            containers:
              - name: app
                securityContext:
                  seccompProfile:
                    type: RuntimeDefault
        `,
      },
    ],
    good: [
      '{ kind: Pod, spec: { securityContext: { seccompProfile: { type: RuntimeDefault } }, containers: [{ name: app, securityContext: {} }] } }',
      '{ kind: Pod, spec: { containers: [{ name: app, securityContext: { seccompProfile: { type: Localhost, localhostProfile: app.json } } }] } }',
    ],
  },
});

const TITLE = 'Set the seccomp profile to RuntimeDefault';

/** A file may be named for a profile of type Localhost alone. Source: Kubernetes API reference, SeccompProfile v1 core, localhostProfile. */
function confine(profile: Value): Fix {
  const file = profile.get('localhostProfile');
  return edit(TITLE, 'restricts', set(profile, ['type'], 'RuntimeDefault'), ...(file.exists ? [remove(file)] : []));
}
