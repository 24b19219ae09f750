import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, not } from '../selectors.js';
import type { Value } from '../value.js';
import { pickedBySelector } from '../workload-index.js';
import type { Direction, NetworkPolicy, NetworkRule, Wide } from './network-policies.js';
import { areEveryAddress, hiddenRule, isEveryAddress, verb } from './network-words.js';

const KINDS = ['networking.k8s.io/NetworkPolicy', 'extensions/NetworkPolicy'];

/** NetworkPolicies of Kubernetes. Source: Kubernetes API reference, NetworkPolicySpec v1. */
export function kubernetesPolicies(inventory: Inventory): readonly NetworkPolicy[] {
  return inventory.ofKind(...KINDS).map((resource) => {
    const isolates = isolatedDirections(resource);
    const rules = (['ingress', 'egress'] as const).flatMap((direction) => (isolates[direction] === 'no' ? [] : rulesOf(resource, direction)));
    const picks = pickedBySelector(inventory, resource.namespace, resource.spec.get('podSelector'), resource.member.edits.selected);
    return { resource, picks, isolates, rules };
  });
}

/** Without `policyTypes` a policy isolates ingress, and egress only if it has egress rules: an empty `egress` list does nothing then. */
function isolatedDirections(resource: Resource): NetworkPolicy['isolates'] {
  const types = listed(resource.spec.get('policyTypes'));
  if (types.items.some((item) => item.text() !== 'Ingress' && item.text() !== 'Egress')) return { ingress: WRONG_TYPE, egress: WRONG_TYPE };
  const named = (type: string): Match => {
    if (types.items.some((item) => item.text() === type)) return 'yes';
    return types.hidden === undefined ? 'no' : { unknown: types.hidden };
  };
  if (types.items.length > 0 || types.hidden !== undefined) return { ingress: named('Ingress'), egress: named('Egress') };
  const egress = listed(resource.spec.get('egress'));
  if (egress.items.length > 0) return { ingress: 'yes', egress: 'yes' };
  return { ingress: 'yes', egress: egress.hidden === undefined ? 'no' : { unknown: egress.hidden } };
}

const WRONG_TYPE: Match = { unknown: 'a policy type that there is not: the API server refuses it' };

function rulesOf(resource: Resource, direction: Direction): readonly NetworkRule[] {
  const list = resource.spec.get(direction);
  const { items, hidden } = listed(list);
  const rules = items.map((value, index) => toRule(resource, direction, value, `${direction}/${index}`));
  return hidden === undefined ? rules : [...rules, hiddenRule({ policy: resource, direction, value: list, part: `${direction}/*` }, hidden)];
}

function toRule(policy: Resource, direction: Direction, value: Value, part: string): NetworkRule {
  const base = { policy, direction, value, part };
  const peers = readPeers(value, direction);
  const ports = readPorts(value);
  return {
    ...base,
    opens: allOf([peers.every, ports.every]),
    named: anyOf([peers.named, ports.dns]),
    dns: ports.dns,
    leaves: allOf([peers.outside, not(ports.dns)]),
    application: 'no',
    wide: wideParts(base, peers, ports),
    hidden: peers.hidden ?? ports.hidden,
  };
}

interface Peers {
  readonly list: Value;
  readonly any: Match;
  readonly every: Match;
  readonly named: Match;
  readonly outside: Match;
  readonly wide: readonly { readonly value: Value; readonly what: string; readonly joins?: Wide['joins'] }[];
  readonly hidden?: Reason | undefined;
}

/** An absent or empty list of peers is everyone. */
function readPeers(rule: Value, direction: Direction): Peers {
  const list = rule.get(direction === 'ingress' ? 'from' : 'to');
  const { items, hidden } = listed(list);
  if (items.length === 0) {
    const any: Match = hidden === undefined ? 'yes' : { unknown: hidden };
    return { list, any, every: any, named: not(any), outside: any, wide: [], hidden };
  }
  const peers = items.map(readPeer);
  const rest: readonly Match[] = hidden === undefined ? [] : [{ unknown: hidden }];
  const blocks = items.flatMap(wholeBlock);
  const isSplit: Match = areEveryAddress(blocks.map((cidr) => cidr.text() ?? '')) ? 'yes' : 'no';
  const split = isSplit === 'yes' && peers.every(({ every }) => every !== 'yes') ? blocks.slice(0, 1) : [];
  return {
    list,
    any: 'no',
    every: anyOf([...peers.map(({ every }) => every), isSplit, ...rest]),
    named: allOf([...peers.map(({ named }) => named), not(isSplit), ...rest]),
    outside: anyOf([...peers.map(({ outside }) => outside), ...rest]),
    wide: [...peers.flatMap(({ wide }) => wide), ...split.map((value) => ({ value, what: 'every address' })), ...alternatives(items)],
    hidden: hidden ?? peers.find((peer) => peer.hidden !== undefined)?.hidden,
  };
}

type Peer = Pick<Peers, 'every' | 'named' | 'outside' | 'wide' | 'hidden'>;

function readPeer(peer: Value): Peer {
  const block = peer.get('ipBlock');
  const namespaces = peer.get('namespaceSelector');
  const pods = peer.get('podSelector');
  const hidden = peer.hides ?? block.unknown ?? namespaces.hides ?? pods.hides;
  if (hidden !== undefined) return { every: { unknown: hidden }, named: { unknown: hidden }, outside: { unknown: hidden }, wide: [], hidden };
  if (!block.isAbsent) return readBlock(block);
  if (namespaces.isAbsent && pods.isAbsent) return refused('a peer without a field: the API server refuses it');
  if (!namespaces.isAbsent && selectsEveryNamespace(namespaces)) {
    if (!pods.isAbsent && !isEmpty(pods)) return { every: 'no', named: 'yes', outside: 'no', wide: [] };
    return { every: 'yes', named: 'no', outside: 'no', wide: [{ value: namespaces, what: 'every namespace' }] };
  }
  const wide = namespaces.isAbsent && isEmpty(pods) ? [{ value: pods, what: 'every pod of its namespace' }] : [];
  return { every: 'no', named: 'yes', outside: 'no', wide };
}

/** Everything but some addresses is no name for a destination, though it is less than everyone. */
function readBlock(block: Value): Peer {
  const cidr = block.get('cidr').string();
  if (!cidr.known) return refused(cidr.why);
  if (cidr.value === undefined) return refused('an ipBlock without a cidr: the API server refuses it');
  if (!isEveryAddress(cidr.value)) return { every: 'no', named: 'yes', outside: 'yes', wide: [] };
  const except = listed(block.get('except'));
  const every: Match = except.hidden !== undefined ? { unknown: except.hidden } : except.items.length > 0 ? 'no' : 'yes';
  return { every, named: 'no', outside: 'yes', wide: [{ value: block.get('cidr'), what: 'every address' }] };
}

/** The block of a peer, when nothing is taken out of it. */
function wholeBlock(peer: Value): readonly Value[] {
  const block = peer.get('ipBlock');
  const cidr = block.get('cidr');
  return cidr.text() === undefined || !block.get('except').isAbsent ? [] : [cidr];
}

function refused(why: Reason): Peer {
  const unknown = { unknown: why };
  return { every: unknown, named: unknown, outside: unknown, wide: [], hidden: why };
}

function isEmpty(selector: Value): boolean {
  return [...selector.get('matchLabels').entries()].length === 0 && selector.get('matchExpressions').items().length === 0;
}

/** Every namespace has its name as a label: a selector that asks for no more than that label picks all of them. */
function selectsEveryNamespace(selector: Value): boolean {
  if ([...selector.get('matchLabels').entries()].length > 0) return false;
  return selector
    .get('matchExpressions')
    .items()
    .every((item) => item.get('operator').text() === 'Exists' && item.get('key').text() === 'kubernetes.io/metadata.name');
}

/** Two peers, first only namespaces, then only pods: they are alternatives, where one peer with both was meant. */
function alternatives(items: readonly Value[]): Peers['wide'] {
  const [first, second, third] = items;
  if (first === undefined || second === undefined || third !== undefined) return [];
  const onlyNamespaces = has(first, 'namespaceSelector') && !has(first, 'podSelector') && !selectsEveryNamespace(first.get('namespaceSelector'));
  const onlyPods = has(second, 'podSelector') && !has(second, 'namespaceSelector') && !isEmpty(second.get('podSelector'));
  return onlyNamespaces && onlyPods ? [{ value: second.get('podSelector'), what: 'alternatives', joins: { into: first, from: second } }] : [];
}

function has(peer: Value, field: string): boolean {
  return !peer.get(field).isAbsent;
}

interface Ports {
  readonly list: Value;
  readonly any: Match;
  readonly every: Match;
  readonly dns: Match;
  readonly wide: readonly { readonly value: Value; readonly what: string }[];
  readonly hidden?: Reason | undefined;
}

/** An absent or empty list of ports is all of them, and so is an entry without a port, for its protocol. */
function readPorts(rule: Value): Ports {
  const list = rule.get('ports');
  const { items, hidden } = listed(list);
  if (items.length === 0) {
    const any: Match = hidden === undefined ? 'yes' : { unknown: hidden };
    return { list, any, every: any, dns: not(any), wide: [], hidden };
  }
  const rest: readonly Match[] = hidden === undefined ? [] : [{ unknown: hidden }];
  const wide = items.filter((item) => isWholeRange(item) === 'yes');
  return {
    list,
    any: 'no',
    every: anyOf([...items.map((item) => (protocolOf(item) === 'TCP' ? isWholeRange(item) : 'no')), ...rest]),
    dns: allOf([...items.map(isDns), ...rest]),
    wide: wide.map((item) => ({ value: item.get('port').exists ? item.get('port') : item, what: `every ${protocolOf(item)} port` })),
    hidden: hidden ?? items.map((item) => item.get('port').unknown ?? item.get('endPort').unknown).find((why) => why !== undefined),
  };
}

function protocolOf(port: Value): string {
  return port.get('protocol').text() ?? 'TCP';
}

function isWholeRange(port: Value): Match {
  const first = port.get('port');
  if (first.unknown !== undefined) return { unknown: first.unknown };
  if (first.isAbsent) return 'yes';
  const last = port.get('endPort').number(undefined);
  if (!last.known) return { unknown: last.why };
  return Number(first.text()) <= 1 && last.value !== undefined && last.value >= 65535 ? 'yes' : 'no';
}

/** DNS is port 53; on OpenShift the pods of DNS listen at 5353. A name of a port says nothing about what listens there. */
function isDns(port: Value): Match {
  const number = port.get('port');
  if (number.unknown !== undefined) return { unknown: number.unknown };
  const last = port.get('endPort');
  return (number.text() === '53' || number.text() === '5353') && (last.isAbsent || last.text() === number.text()) ? 'yes' : 'no';
}

function wideParts(rule: Pick<NetworkRule, 'policy' | 'direction' | 'value'>, peers: Peers, ports: Ports): readonly Wide[] {
  const who = `policy "${rule.policy.name}" ${verb(rule.direction)}`;
  if (peers.any === 'yes' && ports.any === 'yes') {
    const at = rule.value.isMap && [...rule.value.entries()].length === 0 ? rule.value.at : rule.value.keyAt;
    return [{ at, pointer: rule.value.pointer, message: `${who} every peer on every port` }];
  }
  const found: Wide[] = [];
  if (peers.any === 'yes') found.push({ at: peers.list.at, pointer: peers.list.pointer, message: `${who} every peer`, everyPeer: true });
  if (ports.any === 'yes') found.push({ at: ports.list.at, pointer: ports.list.pointer, message: `${who} its peers on every port` });
  for (const { value, what, joins } of peers.wide) {
    if (joins === undefined) found.push({ at: value.at, pointer: value.pointer, message: `${who} ${what}` });
    else found.push({ at: value.keyAt, pointer: value.pointer, message: `${who} either peer: the second narrows nothing`, joins });
  }
  for (const { value, what } of ports.wide) found.push({ at: value.at, pointer: value.pointer, message: `${who} its peers on ${what}` });
  return found;
}
