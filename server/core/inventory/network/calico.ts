import type { Inventory } from '../inventory.js';
import type { Known, Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Labels, Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { type Picked, workloadIndex } from '../workload-index.js';
import { matchesCalico } from './calico-selector.js';
import type { Direction, NetworkPolicy, NetworkRule, Wide } from './network-policies.js';
import { hiddenRule, isEveryAddress, verb } from './network-words.js';

const GROUPS = ['projectcalico.org', 'crd.projectcalico.org'];
const KINDS = GROUPS.flatMap((group) => [`${group}/NetworkPolicy`, `${group}/GlobalNetworkPolicy`]);

/**
 * Calico's own policies of the default tier: one that picks a pod refuses what no rule of the tier lets through. Its Deny rules only take away,
 * so that the Allow rules say at most what is let through; a Pass rule, or a tier of its own, decides by order, which is not followed.
 * Source: Calico documentation, Network policy and Global network policy.
 */
export function calicoPolicies(inventory: Inventory): readonly NetworkPolicy[] {
  return inventory.ofKind(...KINDS).map((resource) => {
    const doubt = tierOf(resource);
    const directions = { ingress: isolates(resource, 'ingress', doubt), egress: isolates(resource, 'egress', doubt) };
    const rules = (['ingress', 'egress'] as const).flatMap((direction) => (directions[direction] === 'no' ? [] : rulesOf(resource, direction)));
    return { resource, picks: picksOf(inventory, resource), isolates: directions, rules };
  });
}

function tierOf(resource: Resource): Reason | undefined {
  const tier = resource.spec.get('tier').string('default');
  if (!tier.known) return tier.why;
  return tier.value === 'default' ? undefined : 'in a tier of its own, whose order is not followed';
}

/** Without `types` a policy has the types of the rules that it holds, and Ingress when it holds none. */
function isolates(resource: Resource, direction: Direction, doubt: Reason | undefined): Match {
  const type = direction === 'ingress' ? 'Ingress' : 'Egress';
  const types = listed(resource.spec.get('types'));
  const rules = listed(resource.spec.get(direction));
  const other = listed(resource.spec.get(direction === 'ingress' ? 'egress' : 'ingress'));
  const hidden = types.hidden ?? rules.hidden;
  const stated = types.items.some((item) => item.text() === type);
  const meant = types.items.length === 0 && (rules.items.length > 0 || (direction === 'ingress' && other.items.length === 0));
  if (!stated && !meant) return hidden === undefined ? 'no' : { unknown: hidden };
  if (doubt !== undefined) return { unknown: doubt };
  return rules.items.some((rule) => rule.get('action').text() === 'Pass') ? { unknown: 'by a Pass rule, whose order is not followed' } : 'yes';
}

/** A label that every pod of a selector bears: the first of comparisons that must all hold. */
const FIRST_LABEL = /^\s*(?!projectcalico\.org\/|pcns\.|pcsa\.)([\w./-]+)\s*==\s*["']([^"']*)["']\s*(?:$|&&(?!.*\|\|))/;

function picksOf(inventory: Inventory, resource: Resource): readonly Picked[] {
  const index = inventory.view(workloadIndex);
  const pods = resource.spec.get('selector').string('');
  const label = pods.known ? FIRST_LABEL.exec(pods.value) : null;
  const scope = resource.isClusterScoped ? undefined : resource.namespace;
  const near = label !== null ? index.bearing(label[1] ?? '', label[2] ?? '', scope) : scope === undefined ? index.all : index.in(scope);
  const namespaces = resource.spec.get('namespaceSelector').string('');
  return near
    .map(({ workload, labels }) => {
      const own = withNamespace(labels, workload.namespace);
      const inNamespace = withNamespace(index.namespaceLabels(workload.namespace), workload.namespace);
      return { workload, match: allOf([fits(pods, own), fits(namespaces, inNamespace)]) };
    })
    .filter((pick) => pick.match !== 'no');
}

function fits(selector: Known<string>, labels: Labels): Match {
  return selector.known ? matchesCalico(selector.value, labels) : { unknown: selector.why };
}

function withNamespace(labels: Labels, namespace: string): Labels {
  const own = [
    ['projectcalico.org/namespace', namespace],
    ['projectcalico.org/name', namespace],
    ['projectcalico.org/orchestrator', 'k8s'],
  ] as const;
  return { ...labels, known: new Map([...labels.known, ...own]) };
}

function rulesOf(policy: Resource, direction: Direction): readonly NetworkRule[] {
  const list = policy.spec.get(direction);
  const { items, hidden } = listed(list);
  const rules = items.flatMap((value, index) => {
    const base = { policy, direction, value, part: `${direction}/${index}` };
    const action = value.get('action').string();
    if (!action.known) return [hiddenRule(base, action.why)];
    return action.value === 'Allow' ? [toRule(base)] : [];
  });
  return hidden === undefined ? rules : [...rules, hiddenRule({ policy, direction, value: list, part: `${direction}/*` }, hidden)];
}

const NAMES = ['selector', 'serviceAccounts', 'services', 'domains'];

function toRule(base: Pick<NetworkRule, 'policy' | 'direction' | 'value' | 'part'>): NetworkRule {
  const { policy, direction, value } = base;
  const peer = value.get(direction === 'ingress' ? 'source' : 'destination');
  const hidden = value.hides ?? peer.hides;
  if (hidden !== undefined) return hiddenRule(base, hidden);
  const nets = listed(peer.get('nets'));
  const whole = nets.items.filter((net) => isEveryAddress(net.text() ?? ''));
  const names = NAMES.map((name) => peer.get(name)).filter((part) => part.exists && !/^\s*(all\(\))?\s*$/.test(part.text() ?? 'x'));
  const namespaces = peer.get('namespaceSelector').text();
  const isNamed = names.length > 0 || (namespaces !== undefined && !/^\s*(all\(\))?\s*$/.test(namespaces)) || (nets.items.length > 0 && whole.length === 0);
  const ports = listed(value.path('destination', 'ports'));
  const numbers = ports.items.map((port) => port.text() ?? '');
  const dns: Match = numbers.length > 0 && ports.hidden === undefined && numbers.every((number) => number === '53' || number === '5353') ? 'yes' : 'no';
  const rest: readonly Match[] = [nets.hidden, ports.hidden].flatMap((why) => (why === undefined ? [] : [{ unknown: why }]));
  const every: Match = isNamed ? 'no' : 'yes';
  return {
    ...base,
    opens: allOf([every, numbers.length === 0 ? 'yes' : 'no', ...rest]),
    named: anyOf([isNamed ? 'yes' : 'no', dns, ...rest]),
    dns,
    leaves: allOf([names.length > 0 && !peer.get('domains').exists ? 'no' : 'yes', dns === 'yes' ? 'no' : 'yes', ...rest]),
    application: value.get('http').exists || peer.get('domains').exists ? 'yes' : 'no',
    wide: [...widePeers(base, peer, isNamed, whole), ...widePorts(policy, direction, value, ports)],
    hidden: nets.hidden ?? ports.hidden,
  };
}

function widePeers(base: Pick<NetworkRule, 'policy' | 'direction' | 'value'>, peer: Value, isNamed: boolean, whole: readonly Value[]): readonly Wide[] {
  if (isNamed) return [];
  const who = `policy "${base.policy.name}" ${verb(base.direction)}`;
  if (whole.length > 0) return whole.map((net) => ({ at: net.at, pointer: net.pointer, message: `${who} every address` }));
  return [{ at: peer.exists ? peer.keyAt : base.value.keyAt, pointer: base.value.pointer, message: `${who} every peer` }];
}

function widePorts(policy: Resource, direction: Direction, value: Value, ports: ReturnType<typeof listed>): readonly Wide[] {
  if (ports.items.length > 0 || ports.hidden !== undefined) return [];
  return [{ at: value.keyAt, pointer: value.pointer, message: `policy "${policy.name}" ${verb(direction)} its peers on every port` }];
}
