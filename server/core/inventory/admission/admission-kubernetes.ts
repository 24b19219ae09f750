import type { Inventory } from '../inventory.js';
import { spotOf } from '../known.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import { fitsConditions, fitsMatchResources } from './admission-match.js';
import { type AdmissionPolicy, changeTo, denying, type Effect, validationActions } from './admission-policy.js';

const POLICY = 'admissionregistration.k8s.io/ValidatingAdmissionPolicy';
const BINDING = 'admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding';

/** The policies of the API server itself, each with its bindings, and bindings whose policy is in no file. */
export function validatingAdmissionPolicies(inventory: Inventory): readonly AdmissionPolicy[] {
  const policies = inventory.ofKind(POLICY);
  const bound = new Set(policies.flatMap((policy) => bindingsOf(policy, inventory)));
  const orphans = inventory.ofKind(BINDING).filter((binding) => !bound.has(binding));
  return [
    ...policies.map((policy) => toPolicy(policy, bindingsOf(policy, inventory), inventory)),
    ...orphans.map((binding) => toPolicy(binding, [binding], inventory)),
  ];
}

/** The bindings that name a policy; one with the same masked name as the policy too. */
export function bindingsOf(policy: Resource, inventory: Inventory): readonly Resource[] {
  const byName = inventory.view(bindingsByPolicy);
  return [...new Set([policy.name, policy.writtenName])].flatMap((name) => byName.get(name) ?? []);
}

function bindingsByPolicy(inventory: Inventory): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const binding of inventory.ofKind(BINDING)) {
    const written = binding.spec.get('policyName');
    const text = written.text();
    const name = text === undefined ? (written.sourceText() ?? '') : binding.refer('ValidatingAdmissionPolicy', text).name;
    const list = found.get(name);
    if (list === undefined) found.set(name, [binding]);
    else list.push(binding);
  }
  return found;
}

function toPolicy(policy: Resource, bindings: readonly Resource[], inventory: Inventory): AdmissionPolicy {
  return {
    resource: policy,
    effects: bindings.length === 0 ? [unbound(policy, inventory)] : bindingEffects(bindings),
    holes: [],
    clusterWide: true,
    asked:
      bindings.length === 0 ? (inventory.elsewhere === undefined && !hasMaskedBinding(inventory) ? 'no' : { unknown: inventory.elsewhere ?? MASKED }) : 'yes',
    guards: (namespace) =>
      allOf([
        policy.kind === 'ValidatingAdmissionPolicy' ? fitsMatchResources(policy.spec.get('matchConstraints'), { namespace }) : 'yes',
        fitsConditions(policy.spec.get('matchConditions')),
        anyOf(bindings.map((binding): Match => fitsMatchResources(binding.spec.get('matchResources'), { namespace }))),
      ]),
  };
}

const MASKED = 'a binding names its policy by a template';

function hasMaskedBinding(inventory: Inventory): boolean {
  return inventory.ofKind(BINDING).some((binding) => binding.spec.get('policyName').unknown !== undefined);
}

/** Without a binding a policy has no effect. Source: Kubernetes documentation, Validating Admission Policy, "What resources make a policy". */
function unbound(policy: Resource, inventory: Inventory): Effect {
  if (inventory.elsewhere !== undefined) return { kind: 'unknown', why: inventory.elsewhere };
  if (hasMaskedBinding(inventory)) return { kind: 'unknown', why: MASKED };
  return { kind: 'reports', says: 'has no binding', at: policy.at, pointer: policy.metadata.get('name').pointer, enforce: [] };
}

/** A binding that only audits is no weakness beside one that denies everywhere. */
function bindingEffects(bindings: readonly Resource[]): readonly Effect[] {
  const effects = bindings.map((binding) => ({ binding, effect: bindingEffect(binding) }));
  const denied = effects.some(({ binding, effect }) => effect.kind === 'refuses' && isEverywhere(binding));
  return denied ? [{ kind: 'refuses' }] : effects.map(({ effect }) => effect);
}

function isEverywhere(binding: Resource): boolean {
  const match = binding.spec.get('matchResources');
  return match.isAbsent || (match.isMap && [...match.entries()].every(([field]) => field === 'matchPolicy'));
}

function bindingEffect(binding: Resource): Effect {
  const actions = binding.spec.get('validationActions');
  const { texts, why } = validationActions(actions);
  if (why !== undefined) return { kind: 'unknown', why };
  if (texts.includes('Deny')) return texts.includes('Warn') ? { kind: 'unknown', why: 'Deny beside Warn: the API server refuses it' } : { kind: 'refuses' };
  const says = texts.includes('Warn') ? 'only warns' : 'only audits';
  return {
    kind: 'reports',
    says: `${says} by binding "${binding.name}"`,
    ...spotOf(actions),
    enforce: [changeTo(actions, binding.spec, ['validationActions'], denying(texts))],
  };
}
