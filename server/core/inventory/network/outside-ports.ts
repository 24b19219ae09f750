import { grantsOf } from '../calls/grants.js';
import { containerPort } from '../calls/listeners.js';
import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import { apiServerCallbacks } from '../traffic/api-server-callbacks.js';
import type { Workload } from '../workload.js';
import { type NetworkRule, networkPolicies } from './network-policies.js';

/**
 * True for a rule that admits every peer on ports of which each leads in from outside of the cluster anyway, at every workload that its policy picks: by a
 * LoadBalancer, a NodePort or a route whose gateway is not in sight, or for the API server. Such callers have no labels: no rule can name them.
 * That the port is open to the outside is for other rules to judge. Source: Kubernetes API reference, NetworkPolicyPeer v1.
 */
export function admitsOutside(inventory: Inventory, { policy, direction, value }: NetworkRule): boolean {
  const ports = listed(value.get('ports'));
  const found = inventory.view(networkPolicies).all.find(({ resource }) => resource === policy);
  if (direction !== 'ingress' || policy.kind !== 'NetworkPolicy' || ports.hidden !== undefined || ports.items.length === 0) return false;
  if (found === undefined || found.picks.length === 0) return false;
  return found.picks.every(({ workload, match }) => {
    const open = openPorts(inventory, workload);
    return (
      match === 'yes' &&
      ports.items.every(
        (port) => port.get('endPort').isAbsent && open.has(portKey(workload, port.get('port').text() ?? '', port.get('protocol').text() ?? 'TCP')),
      )
    );
  });
}

/** The listeners of a workload that callers without labels need, as `protocol port`. */
function openPorts(inventory: Inventory, workload: Workload): ReadonlySet<string> {
  const outside = inventory.view(grantsOf).filter(({ from, to }) => to.workload.id === workload.id && from.kind === 'outside' && from.gateway === undefined);
  const listeners = [...outside, ...inventory.view(apiServerCallbacks)].map(({ to }) => to).filter((to) => to.workload.id === workload.id);
  return new Set(listeners.map(({ port, protocol }) => `${protocol} ${port}`));
}

function portKey(workload: Workload, port: string, protocol: string): string {
  const number = protocol === 'TCP' || protocol === 'UDP' || protocol === 'SCTP' ? containerPort(workload, port, protocol) : undefined;
  return `${protocol} ${typeof number === 'number' ? number : port}`;
}
