import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { storeAccess } from '../../../server/core/inventory/data/store-access.js';
import { dataStores } from '../../../server/core/inventory/data/stores.js';
import { filesOf, inventoryOf } from '../../harness/rules.js';

function storesOf(source: string): readonly string[] {
  return inventoryOf(filesOf({ source }))
    .view(dataStores)
    .map(({ name }) => name);
}

function pod(name: string, container: string, labels = ''): string {
  return `{ kind: Pod, metadata: { name: ${name}, labels: { app: ${name}${labels} } }, spec: { containers: [{ name: a, ${container} }] } }`;
}

suite('data stores', () => {
  test('by the last segment of the image, the port, or the label of its component', () => {
    const stores = [
      pod('image', 'image: registry.example.com/mirror/postgres:17'),
      pod('product', 'image: mcr.microsoft.com/mssql/server:2022'),
      pod('port', 'image: registry.example.com/own, ports: [{ containerPort: 27017 }]'),
      pod('label', 'image: registry.example.com/own', ', app.kubernetes.io/component: database'),
    ];
    assert.deepEqual(storesOf(stores.join('\n---\n')), ['image', 'product', 'port', 'label']);
  });

  test('an exporter, a client, a name and a port of another kind make no store', () => {
    const others = [
      pod('postgres', 'image: registry.example.com/postgres-exporter:1, ports: [{ containerPort: 9187 }]'),
      pod('redis', 'image: registry.example.com/redis-commander'),
      pod('server', 'image: registry.example.com/web/server'),
      '{ kind: CronJob, metadata: { name: dump }, spec: { jobTemplate: { spec: { template: { spec: { containers: [{ name: a, image: postgres }] } } } } } }',
      '{ kind: Pod, metadata: { name: waits }, spec: { initContainers: [{ name: a, image: postgres }], containers: [{ name: b, image: own }] } }',
    ];
    assert.deepEqual(storesOf(others.join('\n---\n')), []);
  });

  test('the number of a Service counts for the workloads that it surely picks, and only where it is passed on', () => {
    const service = (selector: string, ports: string): string =>
      `{ kind: Service, metadata: { name: s }, spec: { selector: { app: ${selector} }, ports: [${ports}] } }`;
    const two = `${pod('one', 'image: own')}\n---\n${pod('two', 'image: own')}\n---\n`;
    assert.deepEqual(storesOf(two + service('one', '{ port: 6379 }')), ['one']);
    assert.deepEqual(storesOf(two + service('one', '{ port: 6379, targetPort: 8080 }')), []);
    assert.deepEqual(storesOf(two + service('one', '{ port: 6379, targetPort: redis }')), ['one']);
    assert.deepEqual(storesOf(two + service('{{ .Values.app }}', '{ port: 6379 }')), []);
  });

  test('a caller that shares the password of a store is told, one with another Secret is not', () => {
    const env = (name: string, secret: string): string =>
      `env: [{ name: ${name}, valueFrom: { secretKeyRef: { name: ${secret}, key: p } } }, { name: URL, value: 'db.default:5432' }]`;
    const source = [
      pod('db', `image: postgres, ${env('POSTGRES_PASSWORD', 'shared').replace(/, \{ name: URL.*$/, ']')}`),
      '{ kind: Service, metadata: { name: db }, spec: { selector: { app: db }, ports: [{ port: 5432 }] } }',
      pod('cart', `image: own, ${env('DB_PASSWORD', 'shared').replace('db.default', 'db')}`),
      pod('mail', `image: own, ${env('SMTP_PASSWORD', 'smtp').replace('db.default', 'db')}`),
      pod('away', `image: own, ${env('DB_PASSWORD', 'shared').replace('db.default', 'other')}`),
    ].join('\n---\n');
    const inventory = inventoryOf(filesOf({ source }));
    const [db] = inventory.view(dataStores);
    assert.ok(db !== undefined);
    const access = storeAccess(db, inventory);
    assert.deepEqual(
      access.standing.map(({ name, workload }) => `${workload.name} ${name}`),
      ['db POSTGRES_PASSWORD', 'cart DB_PASSWORD'],
    );
    assert.equal(access.isIssued, false);
  });

  test('credentials with a lease come by a driver, an agent or a generator', () => {
    const store = `${pod('db', 'image: postgres')}\n---\n{ kind: Service, metadata: { name: db }, spec: { selector: { app: db }, ports: [{ port: 5432 }] } }\n---\n`;
    const caller = (extra: string): string =>
      `{ kind: Pod, metadata: { name: cart${extra.startsWith('annotations') ? `, ${extra}` : ''} }, spec: { containers: [{ name: a, image: own, args: ['--db=db:5432'] }]${extra.startsWith('volumes') ? `, ${extra}` : ''} } }`;
    const issued = (text: string): boolean => {
      const inventory = inventoryOf(filesOf({ source: store + text }));
      const [db] = inventory.view(dataStores);
      return db !== undefined && storeAccess(db, inventory).isIssued;
    };
    const provider = (path: string): string =>
      `{ apiVersion: secrets-store.csi.x-k8s.io/v1, kind: SecretProviderClass, metadata: { name: db }, spec: { provider: vault, parameters: { objects: "- secretPath: ${path}" } } }`;
    const volume = 'volumes: [{ name: db, csi: { driver: secrets-store.csi.k8s.io, volumeAttributes: { secretProviderClass: db } } }]';
    assert.equal(issued(`${caller(volume)}\n---\n${provider('database/creds/cart')}`), true);
    assert.equal(issued(`${caller(volume)}\n---\n${provider('secret/data/cart')}`), false);
    assert.equal(
      issued(`${caller(volume).replace('class: db', 'class: x')}\n---\n${provider('database/creds/cart').replace('name: db', 'name: other')}`),
      false,
    );
    assert.equal(issued(caller('annotations: { vault.hashicorp.com/agent-inject-secret-db: database/creds/cart }')), true);
    assert.equal(issued(caller('annotations: { note: database/creds/cart }')), false);
  });
});
