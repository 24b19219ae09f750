import { atBothLevels, hasOwnUsers } from '../inventory/pods/pod-security.js';
import type { Container } from '../inventory/workload.js';
import { defineRule, type Edit, edit, type Fix, judgement, type Outcome, remove, replace, set, sourced } from './rule.js';

export const requireRunAsNonRoot = defineRule({
  id: 'require-run-as-non-root',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), sourced('AC-6(8)'), sourced('CM-6')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers', 'workloads'],
  absent: 'not-applicable',
  summary: 'Containers run as non-root',
  why: 'Root in a container is one kernel or mount mistake away from root on the node.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    const ownUsers = hasOwnUsers(container.workload);
    if (ownUsers.known && ownUsers.value) return;
    for (const outcome of [...judgeNonRoot(container), ...judgeUser(container)]) {
      yield ownUsers.known ? outcome : { notJudged: ownUsers.why };
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
          #           ^^^ container "app" does not require a non-root user
              - name: web
                securityContext:
                  runAsNonRoot: true
                  runAsUser: 0
          #                  ^ container "web" runs as user 0
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: app
                securityContext:
                  runAsNonRoot: true
              - name: web
                securityContext:
                  runAsNonRoot: true
        `,
      },
      {
        source: `
          kind: Pod
          spec:
            containers:
              - name: app
                securityContext: { runAsUser: 0 }
          #     ^^^^^^^^^^^^^^^ container "app" does not require a non-root user
          #                                   ^ container "app" runs as user 0
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: app
                securityContext: { runAsNonRoot: true }
        `,
      },
      {
        source: `
          kind: Pod
          spec:
            securityContext: { runAsNonRoot: true }
            containers:
              - name: app
              - name: log
                securityContext: { runAsNonRoot: false }
          #                                      ^^^^^ container "log" does not require a non-root user
        `,
        fixed: `
          kind: Pod
          spec:
            securityContext: { runAsNonRoot: true }
            containers:
              - name: app
              - name: log
                securityContext: { runAsNonRoot: true }
        `,
      },
    ],
    good: [
      '{ kind: Pod, spec: { securityContext: { runAsNonRoot: true }, containers: [{ name: app, securityContext: { runAsUser: 0777 } }] } }',
      '{ kind: Pod, spec: { containers: [{ name: app, securityContext: { runAsNonRoot: true } }] } }',
      '{ kind: Pod, spec: { hostUsers: false, containers: [{ name: app }] } }',
    ],
  },
});

/** Whether the kubelet refuses to start the container as root: said by the container or by its pod, and denied by neither. */
function* judgeNonRoot(container: Container): Iterable<Outcome> {
  const levels = atBothLevels(container, 'runAsNonRoot');
  for (const { value, owner } of levels) {
    const nonRoot = value.boolean(true);
    if (!nonRoot.known) yield { notJudged: nonRoot.why };
    else if (!nonRoot.value) {
      const fix = refuseRoot(container, replace(nonRoot.at, 'true'));
      yield { at: nonRoot.at, pointer: nonRoot.pointer, message: `${owner} does not require a non-root user`, fixes: [fix] };
    }
  }
  if (levels.some(({ value }) => !value.isAbsent)) return;
  const { at, pointer } = container.securityContext.get('runAsNonRoot');
  const fix = refuseRoot(container, set(container.value, ['securityContext', 'runAsNonRoot'], true));
  yield { at, pointer, message: `container "${container.part}" does not require a non-root user`, fixes: [fix] };
}

function* judgeUser(container: Container): Iterable<Outcome> {
  for (const { value, owner } of atBothLevels(container, 'runAsUser')) {
    const user = value.number(undefined);
    if (!user.known) yield { notJudged: user.why };
    else if (user.value === 0) {
      const fix = edit('Remove runAsUser 0: the user of the image counts', 'restricts', remove(value));
      yield { at: user.at, pointer: user.pointer, message: `${owner} runs as user 0`, fixes: [fix] };
    }
  }
}

/** The kubelet starts no container that must not be root and is told to be user 0. Source: kubernetes/kubernetes, verifyRunAsNonRoot in pkg/kubelet/kuberuntime/security_context.go. */
function refuseRoot(container: Container, change: Edit): Fix {
  const root = container.effective('runAsUser');
  const user = root.number(undefined);
  if (user.known && user.value === 0) return edit('Set runAsNonRoot to true, remove runAsUser 0', 'restricts', change, remove(root));
  return edit('Set runAsNonRoot to true', 'restricts', change);
}
