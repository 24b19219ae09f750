import type { Listener } from '../calls/call.js';
import type { Inventory } from '../inventory.js';
import { inboundPolicy, serversOf, servesPort } from '../mesh/linkerd.js';
import { anyOf, type Match } from '../selectors.js';
import type { Identity, Step } from './reach.js';

/**
 * What Linkerd says of a connection: a Server that picks the port is not weighed; without one the default policy of the workload decides.
 * Source: Linkerd reference, Authorization Policy, default policies.
 */
export function linkerdStep(inventory: Inventory, identity: Identity, to: Listener): Step {
  const stage = { stage: 'authorization' } as const;
  const ports = to.workload.containers
    .flatMap(({ value }) => value.get('ports').items())
    .filter((port) => port.get('containerPort').text() === String(to.port) || typeof to.port !== 'number');
  for (const { server, match } of serversOf(inventory, to.workload)) {
    if (match === 'no' || anyOf(ports.map((port) => servesPort(server, port))) === 'no') continue;
    const why = `the policies of Server "${server.name}" are not weighed`;
    return { ...stage, match: { unknown: why }, says: why, by: { at: server.at, pointer: server.pointer } };
  }
  const stated = inboundPolicy(inventory, to.workload);
  if (!stated.known) return { ...stage, match: { unknown: stated.why }, says: stated.why };
  const policy = stated.value ?? 'all-unauthenticated';
  return { ...stage, match: byDefault(policy, identity), says: `the inbound policy of Linkerd is "${policy}"` };
}

function byDefault(policy: string, identity: Identity): Match {
  switch (policy) {
    case 'all-unauthenticated':
    case 'audit':
      return 'yes';
    case 'deny':
      return 'no';
    case 'all-authenticated':
    case 'cluster-authenticated':
      if (identity.kind === 'unknown') return { unknown: identity.why };
      if (identity.kind === 'anonymous') return 'no';
      return policy === 'all-authenticated' ? 'yes' : { unknown: 'which addresses are those of the cluster is in no file' };
    case 'cluster-unauthenticated':
      return { unknown: 'which addresses are those of the cluster is in no file' };
    default:
      return { unknown: `"${policy}" is no inbound policy of Linkerd` };
  }
}
