import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, not } from '../selectors.js';
import type { Value } from '../value.js';
import type { Direction, NetworkRule, Wide } from './network-policies.js';
import { areEveryAddress, hiddenRule, isEveryAddress, verb } from './network-words.js';

/** The allow rules of one direction of a Cilium policy. Source: Cilium API, IngressRule and EgressRule. */
export function ciliumRules(policy: Resource, spec: Value, direction: Direction, prefix: string): readonly NetworkRule[] {
  const list = spec.get(direction);
  const { items, hidden } = listed(list);
  const rules = items.flatMap((value, index) => toRule({ policy, direction, value, part: `${prefix}${direction}/${index}` }) ?? []);
  if (hidden === undefined) return rules;
  return [...rules, hiddenRule({ policy, direction, value: list, part: `${prefix}${direction}/*` }, hidden)];
}

/** What one part of a rule lets through: everyone, only named peers, something outside. */
interface Reach {
  readonly every: Match;
  readonly named: Match;
  readonly outside: Match;
  readonly wide: readonly { readonly value: Value; readonly what: string }[];
}

/** A rule without any part lets nothing through, and is no allow rule: Cilium's own examples write a default deny so. With ports only it is everyone on those ports. */
function toRule(base: Pick<NetworkRule, 'policy' | 'direction' | 'value' | 'part'>): NetworkRule | undefined {
  const { policy, direction, value } = base;
  const reach = readPeers(value, direction, policy.kind === 'CiliumNetworkPolicy');
  const ports = readPorts(value);
  const hidden = value.hides ?? ports.hidden;
  if (reach === undefined && !value.get('toPorts').exists && !value.get('icmps').exists && hidden === undefined) return undefined;
  const doubt: readonly Match[] = hidden === undefined ? [] : [{ unknown: hidden }];
  const peers = reach ?? { every: 'yes', named: 'no', outside: 'yes', wide: [] };
  const who = `policy "${policy.name}" ${verb(direction)}`;
  const wide: Wide[] = peers.wide.map((part) => ({ at: part.value.at, pointer: part.value.pointer, message: `${who} ${part.what}` }));
  if (reach === undefined) wide.push({ at: value.keyAt, pointer: value.pointer, message: `${who} every peer` });
  for (const { at, pointer } of ports.wide) wide.push({ at, pointer, message: `${who} its peers on every port` });
  return {
    ...base,
    opens: allOf([peers.every, ports.every, ...doubt]),
    named: anyOf([peers.named, ports.dns, ...doubt]),
    dns: ports.dns,
    leaves: anyOf([allOf([peers.outside, ports.dns === 'yes' ? 'no' : 'yes']), ...doubt]),
    application: value.get('toFQDNs').exists ? 'yes' : ports.application,
    wide,
    hidden,
  };
}

const EVERYWHERE = new Set(['all', 'world', 'world-ipv4', 'world-ipv6', 'cluster']);

function readPeers(rule: Value, direction: Direction, namespaced: boolean): Reach | undefined {
  const side = direction === 'ingress' ? 'from' : 'to';
  const parts = [
    ...each(rule.get(`${side}Endpoints`), (peer) => readEndpoints(peer, namespaced)),
    ...each(rule.get(`${side}Entities`), readEntity),
    ...each(rule.get(`${side}CIDR`), (cidr) => readCidr(cidr, cidr)),
    ...each(rule.get(`${side}CIDRSet`), (set) => readCidr(set, set.get('cidr'))),
    ...each(rule.get('toFQDNs'), readName),
    ...['Groups', 'Nodes'].flatMap((kind) => each(rule.get(side + kind), () => NAMED)),
    ...each(rule.get('toServices'), () => NAMED),
  ];
  if (parts.length === 0) return undefined;
  const isSplit: Match = areEveryAddress(wholeBlocks(rule, side)) ? 'yes' : 'no';
  return {
    every: anyOf([...parts.map(({ every }) => every), isSplit]),
    named: allOf([...parts.map(({ named }) => named), not(isSplit)]),
    outside: anyOf(parts.map(({ outside }) => outside)),
    wide: parts.flatMap(({ wide }) => wide),
  };
}

/** Blocks of addresses from which nothing is taken out. */
function wholeBlocks(rule: Value, side: string): readonly string[] {
  const sets = listed(rule.get(`${side}CIDRSet`)).items.filter((set) => set.get('except').items().length === 0);
  return [...listed(rule.get(`${side}CIDR`)).items, ...sets.map((set) => set.get('cidr'))].flatMap((cidr) => cidr.text() ?? []);
}

const NAMED: Reach = { every: 'no', named: 'yes', outside: 'no', wide: [] };
const NOBODY: Reach = NAMED;

/** An empty list of peers lets nobody through: it is there, and it names none. */
function each(list: Value, read: (item: Value) => Reach): readonly Reach[] {
  const { items, hidden } = listed(list);
  if (hidden !== undefined) return [...items.map(read), doubtful(hidden)];
  return items.length === 0 && list.isList ? [NOBODY] : items.map(read);
}

function doubtful(why: Reason): Reach {
  const unknown = { unknown: why };
  return { every: unknown, named: unknown, outside: unknown, wide: [] };
}

/** In a namespaced policy a selector that says no namespace means its own. */
function readEndpoints(peer: Value, namespaced: boolean): Reach {
  if (peer.hides !== undefined) return doubtful(peer.hides);
  const labels = [...peer.get('matchLabels').entries()];
  const expressions = peer.get('matchExpressions').items();
  const everyNamespace = expressions.filter((item) => /^((k8s|any)[:.])?io\.kubernetes\.pod\.namespace$/.test(item.get('key').text() ?? ''));
  const rest = expressions.length - everyNamespace.filter((item) => item.get('operator').text() === 'Exists').length;
  if (labels.length > 0 || rest > 0) return NAMED;
  if (namespaced && expressions.length === 0) return { ...NAMED, wide: [{ value: peer, what: 'every pod of its namespace' }] };
  return { every: 'yes', named: 'no', outside: 'no', wide: [{ value: peer, what: 'every namespace' }] };
}

function readEntity(entity: Value): Reach {
  if (entity.unknown !== undefined) return doubtful(entity.unknown);
  const name = entity.text() ?? '';
  if (!EVERYWHERE.has(name)) return NAMED;
  return { every: 'yes', named: 'no', outside: name === 'cluster' ? 'no' : 'yes', wide: [{ value: entity, what: `the entity "${name}"` }] };
}

function readCidr(item: Value, cidr: Value): Reach {
  const text = cidr.string();
  if (!text.known) return doubtful(text.why);
  if (text.value === undefined || !isEveryAddress(text.value)) return { every: 'no', named: 'yes', outside: 'yes', wide: [] };
  const every: Match = item.get('except').items().length > 0 ? 'no' : 'yes';
  return { every, named: 'no', outside: 'yes', wide: [{ value: cidr, what: 'every address' }] };
}

function readName(name: Value): Reach {
  const pattern = name.get('matchPattern');
  if (pattern.unknown !== undefined) return doubtful(pattern.unknown);
  if (!/^\*+\.?$/.test(pattern.text() ?? '')) return { every: 'no', named: 'yes', outside: 'yes', wide: [] };
  return { every: 'yes', named: 'no', outside: 'yes', wide: [{ value: pattern, what: 'every host name' }] };
}

interface Ports {
  readonly every: Match;
  readonly dns: Match;
  readonly application: Match;
  /** Where all ports are let through. */
  readonly wide: readonly Value[];
  readonly hidden?: Reason | undefined;
}

/** No `toPorts`, and port 0, mean all ports. */
function readPorts(rule: Value): Ports {
  const list = rule.get('toPorts');
  const { items, hidden } = listed(list);
  if (hidden !== undefined) return { every: { unknown: hidden }, dns: { unknown: hidden }, application: { unknown: hidden }, wide: [], hidden };
  if (items.length === 0) {
    const some = rule.get('icmps').exists;
    return { every: some ? 'no' : 'yes', dns: 'no', application: 'no', wide: some ? [] : [list] };
  }
  const ports = items.flatMap((item) => item.get('ports').items());
  const masked = ports.find((port) => port.get('port').unknown !== undefined)?.get('port').unknown;
  const numbers = ports.map((port) => ({ first: Number(port.get('port').text()), last: Number(port.get('endPort').text() ?? port.get('port').text()) }));
  const whole = [
    ...items.filter((item) => !item.get('ports').exists),
    ...ports
      .filter((_, index) => numbers[index]?.first === 0 || (numbers[index]?.first === 1 && (numbers[index]?.last ?? 0) >= 65535))
      .map((port) => port.get('port')),
  ];
  const isDns = numbers.length > 0 && whole.length === 0 && numbers.every(({ first, last }) => (first === 53 || first === 5353) && last === first);
  return {
    every: whole.length > 0 ? 'yes' : masked === undefined ? 'no' : { unknown: masked },
    dns: masked === undefined ? (isDns ? 'yes' : 'no') : { unknown: masked },
    application: items.every(looksAtRequests) ? 'yes' : 'no',
    wide: whole,
    hidden: masked,
  };
}

function looksAtRequests(ports: Value): boolean {
  const rules = ports.get('rules');
  return ['http', 'kafka', 'l7', 'dns'].some((kind) => rules.get(kind).items().length > 0);
}
