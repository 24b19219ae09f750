import type { Inventory, Namespace } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import { bindingsOf } from './admission-kubernetes.js';

/**
 * What a namespace must have one of, or else a policy never looks at it: its name, or a label. `anywhere` where nothing can be ruled out.
 * It may be wider than what the policy looks at, never narrower: whoever asks the policy gets the answer.
 */
export type Reach = 'anywhere' | readonly string[];

/** Policies by what they look at, so that a namespace is held only against those that may look at it. */
export interface PolicyIndex<P> {
  /** In the order in which the policies were given. */
  of(namespace: Namespace): readonly P[];
}

/** An index of policies; `resourceOf` gives the object that says where each holds. */
export function indexPolicies<P>(policies: readonly P[], resourceOf: (policy: P) => Resource, inventory: Inventory): PolicyIndex<P> {
  const everywhere: number[] = [];
  const byTrait = new Map<string, number[]>();
  for (const [index, policy] of policies.entries()) {
    const reach = reachOf(resourceOf(policy), inventory);
    if (reach === 'anywhere') everywhere.push(index);
    else
      for (const trait of new Set(reach)) {
        const list = byTrait.get(trait);
        if (list === undefined) byTrait.set(trait, [index]);
        else list.push(index);
      }
  }
  return {
    of(namespace) {
      // A label that is not seen may be any.
      if (namespace.labels.open !== undefined) return policies;
      const found = traitsOf(namespace).flatMap((trait) => byTrait.get(trait) ?? []);
      const indexes = found.length === 0 ? everywhere : [...new Set([...everywhere, ...found])].sort((one, other) => one - other);
      return indexes.flatMap((index) => policies[index] ?? []);
    },
  };
}

function traitsOf({ name, labels }: Namespace): readonly string[] {
  return [nameTrait(name), ...[...labels.known].map(([key, value]) => labelTrait(key, value))];
}

function nameTrait(name: string): string {
  return `name ${name}`;
}

function labelTrait(key: string, value: string): string {
  return `label ${key}=${value}`;
}

/** Where a policy of any engine may hold, as far as its own words say. */
export function reachOf(policy: Resource, inventory: Inventory): Reach {
  const { group, kind, spec } = policy;
  if (/^(Policy|Namespaced\w+|AdmissionPolicy|AdmissionPolicyGroup)$/.test(kind)) return [nameTrait(policy.namespace)];
  if (group === 'kyverno.io') return ofRules(spec.get('rules'));
  if (group === 'policies.kyverno.io') return ofSelector(spec.path('matchConstraints', 'namespaceSelector'));
  if (group === 'policies.kubewarden.io') return ofSelector(spec.get('namespaceSelector'));
  if (group === 'constraints.gatekeeper.sh') return both(ofNames(spec.path('match', 'namespaces')), ofSelector(spec.path('match', 'namespaceSelector')));
  if (kind === 'ValidatingAdmissionPolicyBinding') return ofSelector(spec.path('matchResources', 'namespaceSelector'));
  if (kind !== 'ValidatingAdmissionPolicy') return 'anywhere';
  const bindings = bindingsOf(policy, inventory).map((binding) => ofSelector(binding.spec.path('matchResources', 'namespaceSelector')));
  return both(ofSelector(spec.path('matchConstraints', 'namespaceSelector')), either(bindings));
}

function ofRules(rules: Value): Reach {
  const { items, hidden } = listed(rules);
  return hidden === undefined ? either(items.map((rule) => ofBlock(rule.get('match')))) : 'anywhere';
}

/** `any` is an OR; of `all` each filter must hold, so that the first that rules something out does; the old form is one filter. */
function ofBlock(block: Value): Reach {
  if (block.hides !== undefined) return 'anywhere';
  const any = listed(block.get('any'));
  if (any.hidden !== undefined) return 'anywhere';
  if (any.items.length > 0) return either(any.items.map(ofFilter));
  const all = listed(block.get('all'));
  return all.items.length > 0 ? all.items.map(ofFilter).reduce(both) : ofFilter(block);
}

function ofFilter(filter: Value): Reach {
  const resources = filter.get('resources');
  return resources.unknown === undefined ? both(ofNames(resources.get('namespaces')), ofSelector(resources.get('namespaceSelector'))) : 'anywhere';
}

/** A list of names; with a glob, or where some are not known, it may take in any. */
function ofNames(list: Value): Reach {
  const { items, hidden } = listed(list);
  const texts = items.map((item) => item.text() ?? '');
  return hidden !== undefined || texts.length === 0 || texts.some((text) => /[*?]/.test(text)) ? 'anywhere' : texts.map(nameTrait);
}

/** A label that must have a value, or one of some; other demands rule out nothing here. */
function ofSelector(selector: Value): Reach {
  if (selector.hides !== undefined) return 'anywhere';
  for (const [key, value] of selector.get('matchLabels').entries()) {
    const text = value.text();
    if (text !== undefined) return [labelTrait(key, text)];
  }
  for (const expression of listed(selector.get('matchExpressions')).items) {
    const key = expression.get('key').text();
    const values = expression.get('values').strings();
    if (key !== undefined && expression.get('operator').text() === 'In' && values.known && values.value.length > 0)
      return values.value.map((value) => labelTrait(key, value));
  }
  return 'anywhere';
}

function either(reaches: readonly Reach[]): Reach {
  return reaches.some((reach) => reach === 'anywhere') ? 'anywhere' : reaches.flat();
}

function both(one: Reach, other: Reach): Reach {
  return one === 'anywhere' ? other : one;
}
