import { sourceOf, usedSecrets } from '../inventory/data/secrets.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireExternalSecrets = defineRule({
  id: 'require-external-secrets',
  pillar: 'data',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-5(7)'), judgement('SC-28'), judgement('IA-5')],
  tenets: [judgement(3)],
  activities: [sourced('4.5.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['secrets', 'workloads', 'containers', 'kinds'],
  absent: 'not-applicable',
  summary: 'Secrets come from an external store',
  why: 'A secret that lives in a store can be rotated, revoked and audited in one place; one that lives in a manifest is copied wherever the manifest goes.',
  advice: 'Name the store that holds the value, and let an ExternalSecret, a SecretProviderClass or an encrypted file of your choice make this Secret.',

  subjects: (inventory) => inventory.view(usedSecrets),

  *check(secret, inventory) {
    const source = sourceOf(secret, inventory);
    if (source.kind === 'unknown') yield { notJudged: source.why };
    else if (source.kind === 'plain') {
      const spot = source.isContext === true ? secret : { at: source.value.keyAt, pointer: source.value.pointer };
      yield {
        at: spot.at,
        pointer: spot.pointer,
        message: `secret "${secret.name}" comes from a plain manifest`,
        secret: true,
        related: secret.uses.map(({ workload, value }) => ({ at: value.at, message: `"${workload.name}" uses it` })),
      };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: cart }
          spec:
            containers:
              - name: server
                envFrom: [{ secretRef: { name: shop-db } }]
          ---
          kind: Secret
          metadata: { name: shop-db }
          stringData: { password: hunter2-hunter2 }
          #             ^^^^^^^^ secret "shop-db" comes from a plain manifest
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: cart }
        spec:
          volumes: [{ name: db, secret: { secretName: shop-db } }]
          containers:
            - name: server
              env:
                - name: TOKEN
                  valueFrom: { secretKeyRef: { name: shop-token, key: token } }
        ---
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: database }
        spec: { target: { name: shop-db } }
        ---
        apiVersion: bitnami.com/v1alpha1
        kind: SealedSecret
        metadata: { name: shop-token }
        spec: { encryptedData: { token: AgBy3i4OJSWK } }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart }
          spec:
            imagePullSecrets: [{ name: registry }]
          #                            ??? made by something outside the files
        `,
      },
    ],
  },
});
