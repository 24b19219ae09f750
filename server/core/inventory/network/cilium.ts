import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Labels, Resource } from '../resource.js';
import { allOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { type Indexed, type Picked, workloadIndex } from '../workload-index.js';
import { ciliumRules } from './cilium-rules.js';
import type { Direction, NetworkPolicy } from './network-policies.js';

const KINDS = ['cilium.io/CiliumNetworkPolicy', 'cilium.io/CiliumClusterwideNetworkPolicy'];

/** Cilium's policies, one for each of its `spec` and `specs`. Source: Cilium documentation, Layer 3 to 7 examples; Cilium API, Rule. */
export function ciliumPolicies(inventory: Inventory): readonly NetworkPolicy[] {
  return inventory.ofKind(...KINDS).flatMap((resource) => {
    const one = resource.spec;
    const many = listed(resource.root.get('specs'));
    const specs = [...(one.exists ? [{ spec: one, prefix: '' }] : []), ...many.items.map((spec, index) => ({ spec, prefix: `specs/${index}/` }))];
    const known = specs.map(({ spec, prefix }) => toPolicy(inventory, resource, spec, prefix));
    return many.hidden === undefined ? known : [...known, hiddenPolicy(inventory, resource, many.hidden)];
  });
}

function toPolicy(inventory: Inventory, resource: Resource, spec: Value, prefix: string): NetworkPolicy {
  const rules = (['ingress', 'egress'] as const).flatMap((direction) => ciliumRules(resource, spec, direction, prefix));
  return { resource, picks: picksOf(inventory, resource, spec), isolates: { ingress: isolates(spec, 'ingress'), egress: isolates(spec, 'egress') }, rules };
}

function hiddenPolicy(inventory: Inventory, resource: Resource, hidden: Reason): NetworkPolicy {
  const picks = candidates(inventory, resource).map(({ workload }) => ({ workload, match: { unknown: hidden } }));
  return { resource, picks, isolates: { ingress: { unknown: hidden }, egress: { unknown: hidden } }, rules: [] };
}

function candidates(inventory: Inventory, resource: Resource): readonly Indexed[] {
  const index = inventory.view(workloadIndex);
  return resource.kind === 'CiliumNetworkPolicy' ? index.in(resource.namespace) : index.all;
}

/** Those that may bear the first label that the selector asks for. */
function near(inventory: Inventory, resource: Resource, selector: Value): readonly Indexed[] {
  const wanted = selector.get('matchLabels');
  if (wanted.hides === undefined) {
    for (const [written, value] of wanted.entries()) {
      const key = written.replace(SOURCES, '');
      const text = value.text();
      if (text === undefined || OTHER_SOURCE.test(written) || key.startsWith('io.')) continue;
      return inventory.view(workloadIndex).bearing(key, text, resource.kind === 'CiliumNetworkPolicy' ? resource.namespace : undefined);
    }
  }
  return candidates(inventory, resource);
}

/** A policy for nodes picks no pod. A namespaced policy picks only in its namespace. */
function picksOf(inventory: Inventory, resource: Resource, spec: Value): readonly Picked[] {
  const selector = spec.get('endpointSelector');
  if (spec.get('nodeSelector').exists || (!selector.exists && selector.unknown === undefined)) return [];
  const { namespaceLabels } = inventory.view(workloadIndex);
  return near(inventory, resource, selector)
    .map(({ workload, labels }) => ({ workload, match: selects(selector, endpointLabels(labels, workload.namespace, namespaceLabels(workload.namespace))) }))
    .filter((pick) => pick.match !== 'no');
}

/** What Cilium knows a pod by: its labels, its namespace and the labels of that. */
function endpointLabels(pod: Labels, namespace: string, ofNamespace: Labels): Labels {
  const known = new Map(pod.known);
  known.set('io.kubernetes.pod.namespace', namespace);
  for (const [key, value] of ofNamespace.known) known.set(`io.cilium.k8s.namespace.labels.${key}`, value);
  const open = pod.open ?? ofNamespace.open;
  return open === undefined ? { known } : { known, open };
}

const SOURCES = /^(k8s|any)[:.]/;
const OTHER_SOURCE = /^(reserved|cidr|container|unspec|cni|fqdn|node)[:.]/;

/** Like a LabelSelector, with a source before the key (`k8s:app`). Labels that Cilium sets from other sources are not those of pods here. */
function selects(selector: Value, labels: Labels): Match {
  if (selector.hides !== undefined) return { unknown: selector.hides };
  const pairs = [...selector.get('matchLabels').entries()].map(([key, value]) => holds(labels, key, 'In', [value.text()], value.unknown));
  const expressions = listed(selector.get('matchExpressions'));
  const rest = expressions.items.map((item) => {
    const values = listed(item.get('values'));
    const why = item.get('key').unknown ?? item.get('operator').unknown ?? values.hidden;
    return holds(
      labels,
      item.get('key').text() ?? '',
      item.get('operator').text() ?? '',
      values.items.map((value) => value.text()),
      why,
    );
  });
  return allOf([...pairs, ...rest, ...(expressions.hidden === undefined ? [] : [{ unknown: expressions.hidden }])]);
}

function holds(labels: Labels, written: string, operator: string, values: readonly (string | undefined)[], why: Reason | undefined): Match {
  if (why !== undefined) return { unknown: why };
  if (OTHER_SOURCE.test(written)) return { unknown: 'by a label that only Cilium sets' };
  const value = labels.known.get(written.replace(SOURCES, ''));
  if (value === undefined && labels.open !== undefined) return { unknown: labels.open };
  const isIn = value !== undefined && (operator === 'Exists' || operator === 'DoesNotExist' || values.includes(value));
  if (operator === 'In' || operator === 'Exists') return isIn ? 'yes' : 'no';
  if (operator === 'NotIn' || operator === 'DoesNotExist') return isIn ? 'no' : 'yes';
  return { unknown: 'by an operator that the cluster refuses' };
}

/** A direction with any rule, allow or deny, is refused by default, unless `enableDefaultDeny` says otherwise. Source: Cilium documentation, Policy Enforcement Modes. */
function isolates(spec: Value, direction: Direction): Match {
  const stated = spec.path('enableDefaultDeny', direction);
  if (!stated.isAbsent) {
    const value = stated.boolean(false);
    return value.known ? (value.value ? 'yes' : 'no') : { unknown: value.why };
  }
  const lists = [listed(spec.get(direction)), listed(spec.get(`${direction}Deny`))];
  if (lists.some(({ items }) => items.length > 0)) return 'yes';
  const hidden = lists.find((list) => list.hidden !== undefined)?.hidden;
  return hidden === undefined ? 'no' : { unknown: hidden };
}
