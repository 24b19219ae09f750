import type { Inventory } from '../inventory.js';
import { parseImage } from '../pods/images.js';
import { servicesOf } from '../traffic/services.js';
import type { Workload } from '../workload.js';

/** Ports that IANA or the maker of a database gives to it, and that little else uses. */
const STORE_PORTS: ReadonlySet<number> = new Set([
  1433, 1521, 2379, 3306, 5432, 5984, 6379, 7687, 8086, 9042, 9200, 11211, 26257, 27017, 27018, 27019, 28015, 33060,
]);

/** Last path segments of images that run a data store, compared whole. */
const STORE_IMAGES: ReadonlySet<string> = new Set(
  (
    'postgres postgresql postgis timescaledb timescaledb-ha pgvector mysql mysql-server mariadb mariadb-galera percona percona-server percona-xtradb-cluster ' +
    'mongo mongodb mongodb-community-server mongodb-enterprise-server redis redis-stack redis-stack-server redis-cluster valkey keydb dragonfly memcached ' +
    'cassandra scylla couchdb couchbase elasticsearch opensearch influxdb cockroach neo4j clickhouse clickhouse-server etcd rethinkdb arangodb db2 ' +
    'yugabyte tidb tikv dgraph orientdb questdb crate minio'
  ).split(' '),
);

/** Repositories whose last segment says nothing by itself. */
const STORE_REPOSITORIES: readonly string[] = ['mssql/server', 'database/free', 'database/express', 'database/enterprise'];

/** Values of `app.kubernetes.io/component` that declare a data store. Source: Kubernetes documentation, Recommended Labels (its example is `database`). */
const STORE_COMPONENTS: ReadonlySet<string> = new Set(['database', 'datastore', 'data-store']);

/** The judged workloads that keep data for others: by label, image, or the number of a port. Jobs are clients. `inventory.view(dataStores)`. */
export function dataStores(inventory: Inventory): readonly Workload[] {
  return inventory.workloads().filter((workload) => isServer(workload) && (isLabelled(workload) || runsStore(workload) || listensAsStore(workload, inventory)));
}

function isServer(workload: Workload): boolean {
  return workload.kind !== 'Job' && workload.kind !== 'CronJob';
}

function isLabelled(workload: Workload): boolean {
  const component = 'app.kubernetes.io/component';
  const value = workload.podLabels.known.get(component) ?? workload.resource.labels.known.get(component);
  return value !== undefined && STORE_COMPONENTS.has(value);
}

function runsStore(workload: Workload): boolean {
  return workload.containers.some(({ list, image }) => list === 'containers' && image.known && image.value !== undefined && isStoreImage(image.value));
}

function isStoreImage(text: string): boolean {
  const repository = parseImage(text)?.repository ?? '';
  const last = repository.slice(repository.lastIndexOf('/') + 1);
  return STORE_IMAGES.has(last) || STORE_REPOSITORIES.some((name) => repository === name || repository.endsWith(`/${name}`));
}

/** By a container port, or by the port of a Service that leads to it. */
function listensAsStore(workload: Workload, inventory: Inventory): boolean {
  const own = workload.containers.flatMap(({ list, value }) => (list === 'containers' ? value.get('ports').items() : []));
  if (own.some((port) => isStorePort(Number(port.get('containerPort').text())))) return true;
  const services = inventory.view(servicesOf).of(workload);
  const sure = services.filter(({ workloads }) => workloads.some((picked) => picked.workload.id === workload.id && picked.match === 'yes'));
  return sure.some((service) =>
    service.ports.some(({ port, targetPort }) => port.known && port.value !== undefined && isStorePort(port.value) && isSame(targetPort, port.value)),
  );
}

function isStorePort(port: number): boolean {
  return STORE_PORTS.has(port);
}

/** A Service may give any port a new number: only a port that it passes on unchanged, or by a name, says what listens there. */
function isSame(targetPort: string | undefined, port: number): boolean {
  return targetPort === undefined || targetPort === String(port) || !/^\d+$/.test(targetPort);
}
