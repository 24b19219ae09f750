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

  subjects: (inventory) => inventory.containers(),

  *check(container) {
    for (const [list, path] of SOURCES) {
      const entries = listed(container.value.get(list));
      if (entries.hidden !== undefined) yield { notJudged: entries.hidden };
      for (const entry of entries.items) yield* judgeEntry(container, entry, entry.path(...path));
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

function* judgeEntry(container: Container, entry: Value, reference: Value): Iterable<Outcome> {
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
      fixes: secret === '' ? [] : [mount(container, entry, secret)],
    };
  }
}

function mount(container: Container, entry: Value, secret: string): Fix {
  return edit(
    `Mount secret "${secret}" as files`,
    'restricts',
    remove(entry),
    set(container.value, ['volumeMounts', '-'], { name: secret, mountPath: `/etc/secrets/${secret}`, readOnly: true }),
    set(container.workload.podSpec, ['volumes', '-'], { name: secret, secret: { secretName: secret } }),
  );
}
