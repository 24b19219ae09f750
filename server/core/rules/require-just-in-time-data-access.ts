import { sensitiveStores } from '../inventory/data/sensitive.js';
import { storeAccess } from '../inventory/data/store-access.js';
import { defineRule, judgement } from './rule.js';

export const requireJustInTimeDataAccess = defineRule({
  id: 'require-just-in-time-data-access',
  pillar: 'data',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('IA-5'), judgement('AC-6')],
  tenets: [judgement(3)],
  activities: [judgement('4.7.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'containers', 'namespaces', 'services', 'secrets', 'kinds'],
  absent: 'not-applicable',
  attestable: 'data store credentials are issued per session',
  summary: 'Store credentials issued per session',
  why: 'A standing password of a store works for whoever finds it, for as long as nobody changes it; one that is issued for a session dies with it.',
  advice: 'Let a secrets engine issue database credentials with a short lease, or log in by workload identity, and take the standing password away.',

  subjects: (inventory) => inventory.view(sensitiveStores),

  *check(subject, inventory) {
    for (const store of subject.workloads) {
      const { standing, isIssued } = storeAccess(store, inventory);
      for (const { at, pointer, name, workload, isWrittenOut } of standing) {
        const user = workload === store ? '' : ` in "${workload.name}"`;
        yield { at, pointer, secret: isWrittenOut, message: `store "${store.name}" has the standing password "${name}"${user}` };
      }
      if (standing.length === 0 && !isIssued) yield { notJudged: 'awaiting attestation' };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: StatefulSet
          metadata: { name: orders, labels: { data-classification: confidential } }
          spec:
            template:
              spec:
                containers:
                  - name: db
                    image: postgres:17
                    env:
                      - name: POSTGRES_PASSWORD
                        valueFrom: { secretKeyRef: { name: orders-db, key: password } }
          #                                                ^^^^^^^^^ store "orders" has the standing password "POSTGRES_PASSWORD"
        `,
      },
    ],
    good: [
      `
        kind: StatefulSet
        metadata: { name: orders, labels: { data-classification: confidential } }
        spec:
          template:
            metadata: { labels: { app: orders-db } }
            spec: { containers: [{ name: db, image: 'postgres:17' }] }
        ---
        kind: Service
        metadata: { name: orders-db }
        spec: { selector: { app: orders-db }, ports: [{ port: 5432 }] }
        ---
        kind: Deployment
        metadata: { name: cart }
        spec:
          template:
            metadata:
              annotations: { vault.hashicorp.com/agent-inject-secret-db: database/creds/orders }
            spec:
              containers: [{ name: cart, env: [{ name: DB, value: 'orders-db:5432' }] }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: StatefulSet
          metadata: { name: orders, labels: { data-classification: confidential } }
          #                 ??? awaiting attestation
          spec: { template: { spec: { containers: [{ name: db, image: 'postgres:17' }] } } }
        `,
      },
    ],
  },
});
