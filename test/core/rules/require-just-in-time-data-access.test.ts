import { suite, test } from 'mocha';
import { requireJustInTimeDataAccess } from '../../../server/core/rules/require-just-in-time-data-access.js';
import { checkRule } from '../../harness/rules.js';

const store = (label = ''): string => `
        kind: Namespace
        metadata: { name: shop, labels: { classification: Restricted } }
        ---
        kind: StatefulSet
        metadata: { name: orders, namespace: shop }
        spec:
          template:
            spec:
              containers:
                - name: db
                  image: mirror.example.com/bitnami/postgresql:17
                  env: [{ name: POSTGRES_PASSWORD, valueFrom: { secretKeyRef: { name: db, key: p } } }]
        ${label}
        ---`;

suite('require-just-in-time-data-access', () => {
  test('a store gets the classification of its namespace, and a password that is issued is none that stands', () => {
    checkRule(
      requireJustInTimeDataAccess,
      `${store()}
        apiVersion: secrets.hashicorp.com/v1beta1
        kind: VaultDynamicSecret
        metadata: { name: db, namespace: shop }
        spec: { mount: database, path: creds/orders, destination: { name: db } }
      `,
    );
    checkRule(
      requireJustInTimeDataAccess,
      `${store('#                                                                             ^^ store "orders" has the standing password "POSTGRES_PASSWORD"')}
        apiVersion: external-secrets.io/v1
        kind: ExternalSecret
        metadata: { name: db, namespace: shop }
        spec: {}
      `,
    );
  });

  test('what is not sensitive, and what only calls a store, is no subject', () => {
    checkRule(
      requireJustInTimeDataAccess,
      `
        kind: StatefulSet
        metadata: { name: cache, labels: { classification: public } }
        spec: { template: { spec: { containers: [{ name: db, image: redis, env: [{ name: REDIS_PASSWORD, value: hunter2 }] }] } } }
        ---
        kind: CronJob
        metadata: { name: dump, labels: { classification: secret } }
        spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: dump, image: 'postgres:17', env: [{ name: PGPASSWORD, value: hunter2 }] }] } } } } }
      `,
    );
  });
});
