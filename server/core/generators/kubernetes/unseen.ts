import { addressesIn } from '../../inventory/calls/address.js';
import type { Inventory, Namespace } from '../../inventory/inventory.js';
import { WAYPOINT_CLASS } from '../../inventory/mesh/waypoints.js';
import type { Direction } from '../../inventory/network/network-policies.js';
import { hasApiRights, mountsToken } from '../../inventory/pods/service-accounts.js';
import type { Resource } from '../../inventory/resource.js';
import { API_GATEWAY } from '../../inventory/traffic/gateways.js';
import { servicesOf } from '../../inventory/traffic/services.js';
import type { Workload } from '../../inventory/workload.js';
import { workloadIndex } from '../../inventory/workload-index.js';
import type { Note } from '../generator.js';
import { shown } from '../words.js';

/** What a default deny cuts although no call in the files shows it: nothing can be granted for it, and it is never left out in silence. */
export function unseenNotes(
  inventory: Inventory,
  namespace: Namespace,
  workloads: readonly Workload[],
  direction: Direction,
  denied: 'namespace' | 'workload',
): readonly Note[] {
  if (workloads.length === 0) return [];
  const others =
    direction === 'egress'
      ? workloads.flatMap((one) => [...apiCall(inventory, one), ...mountedCalls(inventory, one)])
      : scrapes(inventory, namespace, workloads);
  return [...others, ...(denied === 'namespace' ? gatewayPods(inventory, namespace) : [])];
}

/** The address of the API server is in no file. */
function apiCall(inventory: Inventory, workload: Workload): readonly Note[] {
  const account = workload.serviceAccount;
  const mounts = mountsToken(inventory, workload);
  if (!account.known || (mounts.known && !mounts.value) || hasApiRights(inventory, workload, account.value) !== 'yes') return [];
  return [noteAt(workload, `${shown(workload)} may call the API server: a binding gives rights to its service account "${account.value}"`)];
}

/** Addresses in the files of a pod: that a program reads them as what it calls is not said. Source: Kubernetes API reference, ConfigMapVolumeSource, ConfigMapProjection. */
function mountedCalls(inventory: Inventory, workload: Workload): readonly Note[] {
  const services = inventory.view(servicesOf);
  const sources = workload.podSpec
    .get('volumes')
    .items()
    .flatMap((volume) => [
      volume.path('configMap', 'name'),
      ...volume
        .path('projected', 'sources')
        .items()
        .map((item) => item.path('configMap', 'name')),
    ]);
  return sources.flatMap((source) => {
    const { name } = workload.resource.refer('ConfigMap', source.text() ?? '');
    const config = inventory.ofKind('/ConfigMap').find((one) => one.namespace === workload.namespace && one.name === name);
    const texts = [...(config?.root.get('data').entries() ?? [])].flatMap(([, value]) => addressesIn(value.text() ?? '').found);
    const called = texts.filter(({ how, host }) => {
      const [first = '', second] = host.split('.');
      const service = services.byName(first, second ?? workload.namespace);
      return how === 'sure' && service !== undefined && service.workloads.every((one) => one.workload.id !== workload.id);
    });
    return [...new Set(called.map(({ text }) => text))].map((text) =>
      noteAt(source, `${shown(workload)} may call "${text}": a file of ConfigMap "${name}" names it`),
    );
  });
}

const SCRAPE = 'prometheus.io/scrape';
const MONITORS = ['monitoring.coreos.com/ServiceMonitor', 'monitoring.coreos.com/PodMonitor'];

/** Who scrapes is in no file. Sources: Prometheus Operator, API reference, NamespaceSelector; the annotation is a custom of Prometheus' example configuration. */
function scrapes(inventory: Inventory, namespace: Namespace, workloads: readonly Workload[]): readonly Note[] {
  const asking = workloads.filter((workload) => {
    const scrape = workload.podAnnotation(SCRAPE);
    return scrape.known && scrape.value === 'true';
  });
  const monitors = inventory.ofKind(...MONITORS).filter((monitor) => isFor(monitor, namespace.name));
  return [
    ...asking.map((workload) => noteAt(workload, `${shown(workload)} may be scraped: its annotation "${SCRAPE}" asks for it`)),
    ...monitors.map((monitor) => noteAt(monitor, `pods of ${namespace.shown} may be scraped: ${monitor.kind} "${monitor.name}" asks for it`)),
  ];
}

function isFor(monitor: Resource, namespace: string): boolean {
  const selector = monitor.spec.get('namespaceSelector');
  if (selector.get('any').text() === 'true') return true;
  const names = selector.get('matchNames').items();
  return names.length === 0 ? monitor.namespace === namespace : names.some((name) => name.text() === namespace);
}

const GATEWAY_NAME = 'gateway.networking.k8s.io/gateway-name';

/** Many controllers run the pods of a Gateway in its namespace, where no file shows them. Source: Gateway API, GEP-1762, In Cluster Gateway Deployments. */
function gatewayPods(inventory: Inventory, namespace: Namespace): readonly Note[] {
  const gateways = inventory
    .ofKind(API_GATEWAY)
    .filter((gateway) => gateway.namespace === namespace.name && gateway.spec.get('gatewayClassName').text() !== WAYPOINT_CLASS);
  const bare = gateways.filter((gateway) => inventory.view(workloadIndex).bearing(GATEWAY_NAME, gateway.name, gateway.namespace).length === 0);
  return bare.map((gateway) =>
    noteAt(
      gateway,
      `pods that a controller runs for gateway "${gateway.name}" in ${namespace.shown} are cut off too: what they serve and call is not in sight`,
    ),
  );
}

function noteAt({ at, pointer }: Pick<Resource, 'at' | 'pointer'>, message: string): Note {
  return { message, at, pointer };
}
