import type { Spot } from '../inventory/known.js';
import { listed } from '../inventory/listed.js';
import type { Value } from '../inventory/value.js';
import type { Container } from '../inventory/workload.js';
import { defineRule, edit, type Fix, judgement, type Outcome, remove, set } from './rule.js';

export const preferSecretFiles = defineRule({
  id: 'prefer-secret-files',
  pillar: 'data',
  stage: 'initial',
  severity: 'info',
  since: '2026.1-preview',
  controls: [judgement('IA-5(6)')],
  tenets: [judgement(3)],
  activities: [judgement('3.2.3')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['containers'],
  absent: 'not-applicable',
  summary: 'Secrets mounted as files',
  why: 'Environment variables are printed by crash reports and debug pages and are handed on to every child process.',
  advice: 'Have the program read the files first: a mounted secret does nothing for one that still looks for its environment variables.',

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    for (const [list, path] of SOURCES) {
      const entries = listed(container.value.get(list));
      if (entries.hidden !== undefined) yield { notJudged: entries.hidden };
      for (const entry of entries.items) yield* judgeEntry(container, entry.path(...path));
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
                env:
                  - name: PASSWORD
                    valueFrom: { secretKeyRef: { name: database, key: password } }
          #                                            ^^^^^^^^ container "app" reads secret "database" from its environment
                envFrom:
                  - secretRef:
                      name: mail
          #                 ^^^^ container "app" reads secret "mail" from its environment
        `,
        fixed: `
          kind: Pod
          spec:
            containers:
              - name: app
                env: []
                envFrom: []
                volumeMounts:
                  - name: database
                    mountPath: /etc/secrets/database
                    readOnly: true
                  - name: mail
                    mountPath: /etc/secrets/mail
                    readOnly: true
            volumes:
              - name: database
                secret:
                  secretName: database
              - name: mail
                secret:
                  secretName: mail
        `,
      },
    ],
    good: [
      `
        kind: Pod
        spec:
          containers:
            - name: app
              env: [{ name: LEVEL, value: info }, { name: NODE, valueFrom: { fieldRef: { fieldPath: spec.nodeName } } }]
              envFrom: [{ configMapRef: { name: app } }]
              volumeMounts: [{ name: database, mountPath: /etc/secrets/database, readOnly: true }]
          volumes: [{ name: database, secret: { secretName: database } }]
      `,
    ],
  },
});

/** Where a container takes environment variables from, and in each entry the reference to a Secret. */
const SOURCES = [
  ['env', ['valueFrom', 'secretKeyRef']],
  ['envFrom', ['secretRef']],
] as const;

function* judgeEntry(container: Container, reference: Value): Iterable<Outcome> {
  if (reference.unknown !== undefined) yield { notJudged: reference.unknown };
  else if (!reference.isAbsent) {
    const name = reference.get('name').string('');
    const spot: Spot = name.known && name.written ? name : { at: reference.keyAt, pointer: reference.pointer };
    const secret = name.known ? name.value : '';
    yield {
      at: spot.at,
      pointer: reference.pointer,
      message:
        secret === ''
          ? `container "${container.part}" reads a secret from its environment`
          : `container "${container.part}" reads secret "${secret}" from its environment`,
      fixes: mount(container, secret),
    };
  }
}

/** Names of volumes. Source: RFC 1123 label, as Kubernetes asks for it: Object Names and IDs. */
const LABEL = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * All that the container takes from the secret goes at once, so that its volume is made once. None where a name is taken, or where a text of the
 * container may use one of the variables. Source: Kubernetes documentation, Define Dependent Environment Variables.
 */
function mount(container: Container, secret: string): readonly Fix[] {
  const entries = SOURCES.flatMap(([list, path]) => listed(container.value.get(list)).items.filter((entry) => entry.path(...path, 'name').text() === secret));
  const [first, ...others] = entries.map(remove);
  const volumes = listed(container.workload.podSpec.get('volumes'));
  const mounts = listed(container.value.get('volumeMounts'));
  if (first === undefined || !LABEL.test(secret) || volumes.hidden !== undefined || mounts.hidden !== undefined || usesVariables(container)) return [];
  const mountPath = `/etc/secrets/${secret}`;
  if (mounts.items.some((item) => item.get('mountPath').text() === mountPath)) return [];
  const taken = volumes.items.find((volume) => volume.get('name').text() === secret);
  if (taken !== undefined && taken.path('secret', 'secretName').text() !== secret) return [];
  const volume = taken === undefined ? [set(container.workload.podSpec, ['volumes', '-'], { name: secret, secret: { secretName: secret } })] : [];
  const mounted = set(container.value, ['volumeMounts', '-'], { name: secret, mountPath, readOnly: true });
  return [edit(`Mount secret "${secret}" as files, which the program has to read`, 'restricts', first, ...others, mounted, ...volume)];
}

function usesVariables({ value }: Container): boolean {
  const values = listed(value.get('env')).items.map((entry) => entry.get('value'));
  const all = [...value.get('command').items(), ...value.get('args').items(), ...values];
  return all.some((text) => text.unknown !== undefined || (text.text() ?? '').includes('$('));
}
