import type { Inventory } from '../../inventory/inventory.js';
import { isStated } from '../../inventory/pods/quotas.js';
import { allOf, anyOf, type Match, not } from '../../inventory/selectors.js';
import type { Container } from '../../inventory/workload.js';
import type { Gap } from '../generator.js';
import { LASTING_CONTAINERS, PODS, UNCHANGED } from './check.js';
import type { Intent } from './intent.js';
import { refusedContainers } from './preview.js';

/** Containers state a memory limit and requests; what the pod states for all of them counts for each. A CPU limit is a choice and not asked for. */
export const resourceLimits: Intent = {
  id: 'resource-limits',
  controls: ['SC-6', 'SC-5', 'SC-5(2)', 'SI-16'],
  checks: (_policy, _inventory, excluded) => [
    {
      name: 'heptad-resource-limits',
      matches: PODS,
      variables: [UNCHANGED, LASTING_CONTAINERS],
      offenders: `variables.containers.filter(c, !(${[MEMORY_LIMIT, MEMORY_REQUEST, CPU_REQUEST].map((all) => isAnyStated(all)).join(' && ')})).map(c, c.name)`,
      says: 'containers without a memory limit, a memory request or a CPU request',
      background: true,
      excluded,
    },
  ],
  refuses: (_policy, inventory, excluded) => {
    const lasting = inventory.containers().filter(({ list }) => list !== 'ephemeralContainers');
    return refusedContainers(lasting, excluded, lacksResources, 'states no memory limit, memory request or CPU request');
  },
  gaps: (_policy, inventory) => limitRanges(inventory),
};

const MEMORY_LIMIT = ['limits.?memory'];
/** A limit stands in for a request. Source: Kubernetes documentation, Resource Management for Pods and Containers. */
const MEMORY_REQUEST = ['requests.?memory', ...MEMORY_LIMIT];
const CPU_REQUEST = ['requests.?cpu', 'limits.?cpu'];

/** A quantity of zero states nothing: it bounds nothing. The pattern is that of `isStated`. */
function isAnyStated(fields: readonly string[]): string {
  const quantities = ['c', 'object.spec'].flatMap((owner) => fields.map((field) => `string(${owner}.?resources.?${field}.orValue("0"))`));
  return `[${quantities.join(', ')}].exists(q, !q.matches("^[+-]?0*[.]?0*([a-zA-Z].*)?$"))`;
}

function lacksResources(container: Container): Match {
  const stated = (kind: string, resource: string): Match =>
    anyOf([container.value, container.workload.podSpec].map((owner) => isStated(owner.path('resources', kind, resource))));
  const limit = stated('limits', 'memory');
  return not(allOf([limit, anyOf([stated('requests', 'memory'), limit]), anyOf([stated('requests', 'cpu'), stated('limits', 'cpu')])]));
}

/** LimitRanges fill in pods when they are made; the templates of controllers come before the policy as they are written. */
function limitRanges(inventory: Inventory): readonly Gap[] {
  return inventory.ofKind('/LimitRange').map((range) => ({
    at: range.at,
    pointer: range.pointer,
    message: `what LimitRange "${range.name}" fills in is not seen when a Deployment is admitted: its template must state the resources`,
    expressibleBy: [],
  }));
}
