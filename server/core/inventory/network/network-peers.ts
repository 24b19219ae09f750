import type { Listener } from '../calls/call.js';
import { containerPort } from '../calls/listeners.js';
import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Labels, Resource } from '../resource.js';
import { allOf, anyOf, type Match, matchesSelector } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { workloadIndex } from '../workload-index.js';
import { isEveryAddress } from './network-words.js';

/** The other end of a connection: a workload, someone outside of the cluster, or someone of whom nothing is known. */
export type Peer = { readonly is: 'workload'; readonly workload: Workload } | { readonly is: 'outside' } | { readonly is: 'unseen'; readonly why: Reason };

/** Whether a rule of a NetworkPolicy is for a peer. Without `from` or `to` it is for all. Source: Kubernetes API reference, NetworkPolicyIngressRule v1. */
export function peerFits(inventory: Inventory, policy: Resource, list: Value, peer: Peer): Match {
  const { items, hidden } = listed(list);
  if (items.length === 0 && hidden === undefined) return 'yes';
  return anyOf([...items.map((item) => onePeer(inventory, policy, item, peer)), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
}

function onePeer(inventory: Inventory, policy: Resource, item: Value, peer: Peer): Match {
  const block = item.get('ipBlock');
  const [namespaces, pods] = [item.get('namespaceSelector'), item.get('podSelector')];
  const why = item.hides ?? block.unknown ?? namespaces.unknown ?? pods.unknown;
  if (why !== undefined) return { unknown: why };
  if (!block.isAbsent)
    return namespaces.isAbsent && pods.isAbsent ? blockFits(block, peer) : { unknown: 'an ipBlock beside a selector: the API server refuses it' };
  if (namespaces.isAbsent && pods.isAbsent) return { unknown: 'a peer without a field: the API server refuses it' };
  if (peer.is === 'unseen') return { unknown: peer.why };
  if (peer.is === 'outside') return 'no';
  const { workload } = peer;
  const host = onHostNetwork(workload);
  if (host === 'yes') return { unknown: 'on the host network, where selectors are not defined' };
  const inNamespace = namespaces.isAbsent
    ? workload.namespace === policy.namespace
      ? 'yes'
      : 'no'
    : matchesSelector(namespaces, namespaceLabels(inventory, workload.namespace), undefined);
  const selected = policy.member.edits.selected;
  return allOf([inNamespace, pods.isAbsent ? 'yes' : matchesSelector(pods, workload.podLabels, selected), host === 'no' ? 'yes' : host]);
}

/** Of what no file declares only the name is known: whoever makes the namespace may label it. */
export function namespaceLabels(inventory: Inventory, namespace: string): Labels {
  const index = inventory.view(workloadIndex);
  const labels = index.namespaceLabels(namespace);
  return index.namespaceObject(namespace) === undefined ? { ...labels, open: labels.open ?? 'its Namespace is not in sight' } : labels;
}

/**
 * Addresses of pods and of who comes from outside are in no file. Blocks are meant for addresses outside of the cluster, and not every engine holds pods against
 * them: only who comes from outside is in a block of all addresses for sure.
 * Sources: Kubernetes documentation, Network Policies, ipBlock; Cilium documentation, Layer 3 policies, IP/CIDR based.
 */
function blockFits(block: Value, peer: Peer): Match {
  const cidr = block.get('cidr').string();
  if (!cidr.known) return { unknown: cidr.why };
  const except = listed(block.get('except'));
  if (except.hidden !== undefined) return { unknown: except.hidden };
  if (cidr.value !== undefined && isEveryAddress(cidr.value) && except.items.length === 0) {
    if (peer.is !== 'outside') return { unknown: 'whether an ipBlock picks pods depends on the network plugin' };
    if (!cidr.value.includes(':')) return 'yes';
  }
  return {
    unknown: peer.is === 'outside' ? `only some addresses are in "${cidr.value ?? ''}"` : `whether its address is in "${cidr.value ?? ''}" is in no file`,
  };
}

export function onHostNetwork(workload: Workload): Match {
  const host = workload.podSpec.get('hostNetwork').boolean(false);
  return host.known ? (host.value ? 'yes' : 'no') : { unknown: host.why };
}

/** Whether the ports of a rule hold a port of a pod, by its number or its name in that pod. Source: Kubernetes API reference, NetworkPolicyPort v1. */
export function portFits(list: Value, listener: Listener): Match {
  const { items, hidden } = listed(list);
  if (items.length === 0 && hidden === undefined) return 'yes';
  return anyOf([...items.map((item) => onePort(item, listener)), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
}

function onePort(item: Value, { workload, port, protocol }: Listener): Match {
  const [first, last, own] = [item.get('port'), item.get('endPort').number(undefined), item.get('protocol').string('TCP')];
  const why = item.hides ?? first.unknown;
  if (why !== undefined) return { unknown: why };
  if (!own.known) return { unknown: own.why };
  if (own.value !== protocol) return 'no';
  if (first.isAbsent) return item.get('endPort').isAbsent ? 'yes' : { unknown: 'an endPort without a port: the API server refuses it' };
  const text = first.text() ?? '';
  if (!/^\d+$/.test(text))
    return item.get('endPort').isAbsent ? namedPort(text, workload, port, protocol) : { unknown: 'an endPort beside a name: the API server refuses it' };
  // A text is a name, and a name has a letter. Source: Kubernetes API reference, NetworkPolicyPort v1; its validation.
  if (!first.number(undefined).known) return { unknown: 'a number in quotes: the API server refuses it' };
  if (typeof port !== 'number') return { unknown: `the number of port "${port}" is not known` };
  if (!last.known) return Number(text) === port ? 'yes' : Number(text) > port ? 'no' : { unknown: last.why };
  return port >= Number(text) && port <= (last.value ?? Number(text)) ? 'yes' : 'no';
}

function namedPort(name: string, workload: Workload, port: number | string, protocol: Listener['protocol']): Match {
  if (name === port) return 'yes';
  const number = containerPort(workload, name, protocol);
  if (typeof number === 'object') return number;
  if (number === undefined) return 'no';
  return typeof port === 'number' ? (number === port ? 'yes' : 'no') : { unknown: `the number of port "${port}" is not known` };
}
