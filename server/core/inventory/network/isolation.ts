import { kyvernoRules } from '../admission/admission-kyverno.js';
import { isTalonRule, talonItems } from '../admission/remediation.js';
import type { Inventory } from '../inventory.js';
import type { Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Labels, Resource } from '../resource.js';
import { anyOf, type Match, matchesSelector } from '../selectors.js';
import type { Value } from '../value.js';
import { networkPolicies } from './network-policies.js';

/** Something that cuts a workload off from the network by itself. `works` is `no` when it is there and cuts nothing off; `says` tells why. */
export interface Isolator extends Spot {
  readonly resource: Resource;
  readonly works: Match;
  readonly says: string;
}

/**
 * Every automatic isolation in sight: a response engine that writes network policies, a policy that generates them when something happens to a workload,
 * and a label that a response sets and a quarantine policy picks. A quarantine policy alone waits for a person. `inventory.view(isolators)`.
 */
export function isolators(inventory: Inventory): readonly Isolator[] {
  const configs = inventory.ofKind('/ConfigMap').flatMap((config) => byTalon(inventory, config));
  const policies = kyverno(inventory).flatMap((policy) => byKyverno(inventory, policy));
  return [...configs, ...policies].filter(({ resource, works }) => works !== 'no' || !resource.isContext);
}

function kyverno(inventory: Inventory): readonly Resource[] {
  return inventory.ofKind('kyverno.io/ClusterPolicy', 'kyverno.io/Policy');
}

const CUTS = new Set(['kubernetes:networkpolicy', 'calico:networkpolicy', 'cilium:networkpolicy']);

/** Source: Falco Talon documentation, Actionners. */
function byTalon(inventory: Inventory, config: Resource): readonly Isolator[] {
  return [...config.root.get('data').entries()].flatMap(([, value]) => {
    const items = talonItems(value);
    const named = new Map(items.filter((item) => !isTalonRule(item)).map((item) => [item.get('action').text() ?? '', item]));
    const rules = items.filter(isTalonRule).filter((rule) =>
      rule
        .get('actions')
        .items()
        .some((action) =>
          isolates(inventory, [
            action,
            ...(named.get(action.get('action').text() ?? '') === undefined ? [] : [named.get(action.get('action').text() ?? '') ?? action]),
          ]),
        ),
    );
    if (rules.length === 0) return [];
    const works: Match = rules.some((rule) => rule.get('dry_run').text() !== 'true') ? 'yes' : 'no';
    return [{ resource: config, at: value.keyAt, pointer: value.pointer, works, says: 'only rehearses the isolation' }];
  });
}

/** An action and what it inherits from an action of its name. */
function isolates(inventory: Inventory, parts: readonly Value[]): boolean {
  const actionner = parts.map((part) => part.get('actionner').text()).find((text) => text !== undefined) ?? '';
  if (CUTS.has(actionner)) return true;
  const labels = parts.flatMap((part) => [...part.path('parameters', 'labels').entries()]);
  return actionner === 'kubernetes:label' && labels.some(([key, value]) => isCutOff(inventory, key, value) === 'yes');
}

const NETWORK_KINDS = new Set(['NetworkPolicy', 'CiliumNetworkPolicy', 'CiliumClusterwideNetworkPolicy']);

function byKyverno(inventory: Inventory, policy: Resource): readonly Isolator[] {
  return kyvernoRules(policy).flatMap((rule): readonly Isolator[] => {
    const generate = rule.get('generate');
    if (NETWORK_KINDS.has(generate.get('kind').text() ?? '') && !isForNamespaces(rule)) return [generated(policy, generate)];
    if (!rule.path('mutate', 'targets').isList) return [];
    return [...rule.path('mutate', 'patchStrategicMerge', 'metadata', 'labels').entries()].flatMap(([key, value]): readonly Isolator[] => {
      const works = isCutOff(inventory, key.replace(/^\+?\((.*)\)$/, '$1'), value);
      return works === 'no' ? [] : [{ resource: policy, at: value.keyAt, pointer: value.pointer, works, says: '' }];
    });
  });
}

/** A rule for new namespaces gives each its default deny: that is no answer to anything. */
function isForNamespaces(rule: Value): boolean {
  const blocks = [rule.get('match'), ...rule.path('match', 'any').items(), ...rule.path('match', 'all').items()];
  const kinds = blocks.flatMap((block) => listed(block.path('resources', 'kinds')).items.map((kind) => kind.text() ?? ''));
  return kinds.length > 0 && kinds.every((kind) => kind === 'Namespace' || kind.endsWith('/Namespace'));
}

function generated(policy: Resource, generate: Value): Isolator {
  const spec = generate.path('data', 'spec');
  const { at, pointer } = generate.get('kind');
  const base = { resource: policy, at, pointer, says: 'generates a policy that lets traffic through' };
  if (!spec.exists) return { ...base, works: { unknown: 'what it generates is not in sight' } };
  if (spec.hides !== undefined) return { ...base, works: { unknown: spec.hides } };
  const types = listed(spec.get('policyTypes')).items.map((type) => type.text());
  const rules = ['ingress', 'egress'].map((direction) => listed(spec.get(direction)));
  const hidden = rules.find((list) => list.hidden !== undefined)?.hidden;
  if (hidden !== undefined) return { ...base, works: { unknown: hidden } };
  const closed = rules.every(({ items }) => items.length === 0);
  return { ...base, works: closed && types.includes('Ingress') && types.includes('Egress') ? 'yes' : 'no' };
}

/** Whether a label, once it is set, makes a policy cut its bearer off in both directions: a policy that asks for that label alone, and that no workload fits yet. */
function isCutOff(inventory: Inventory, key: string, value: Value): Match {
  const labels: Labels = value.text() === undefined ? { known: new Map(), open: value.unknown } : { known: new Map([[key, value.text() ?? '']]) };
  return anyOf(inventory.view(quarantines).map((selector) => (isEmpty(selector) ? 'no' : matchesSelector(selector, labels))));
}

function quarantines(inventory: Inventory): readonly Value[] {
  const policies = inventory
    .view(networkPolicies)
    .all.filter(({ picks, isolates: { ingress, egress }, rules }) => picks.length === 0 && ingress === 'yes' && egress === 'yes' && rules.length === 0);
  return policies.flatMap(({ resource }) => ['podSelector', 'endpointSelector'].map((key) => resource.spec.get(key)).filter(({ exists }) => exists));
}

function isEmpty(selector: Value): boolean {
  return [...selector.get('matchLabels').entries()].length === 0 && selector.get('matchExpressions').items().length === 0;
}
