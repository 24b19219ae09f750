import type { Inventory } from '../inventory.js';
import { waypointBy } from '../mesh/waypoints.js';
import type { Workload } from '../workload.js';
import { workloadIndex } from '../workload-index.js';
import { servicesOf } from './services.js';

/** The waypoint that traffic to a workload goes through: named by its pods, by a Service of theirs, or by their namespace. */
export function waypointBefore(inventory: Inventory, workload: Workload): ReturnType<typeof waypointBy> {
  const services = inventory
    .view(servicesOf)
    .of(workload)
    .map(({ resource }) => resource.labels);
  return waypointBy([workload.podLabels, ...services, inventory.view(workloadIndex).namespaceLabels(workload.namespace)], workload.namespace);
}
