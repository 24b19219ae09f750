import type { Inventory, Namespace } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { fitsKyvernoRule } from './admission-match.js';
import { type AdmissionPolicy, type Effect, type Hole, unknownEffect } from './admission-policy.js';
import { ruleEffects } from './kyverno-actions.js';

const KINDS = ['kyverno.io/ClusterPolicy', 'kyverno.io/Policy'];

/** ClusterPolicies and Policies with a rule that validates or verifies images. A policy whose rules are not known may be one. */
export function kyvernoPolicies(inventory: Inventory): readonly AdmissionPolicy[] {
  return inventory.ofKind(...KINDS).flatMap((policy) => {
    const rules = kyvernoRules(policy).filter(isValidating);
    const { hidden } = listed(policy.spec.get('rules'));
    if (rules.length === 0 && hidden === undefined) return [];
    const unknown: readonly Effect[] = hidden === undefined ? [] : [{ kind: 'unknown', why: hidden }];
    return [
      {
        resource: policy,
        effects: [...kyvernoEffects(policy, rules), ...unknown],
        holes: rules.flatMap(patternsOf).flatMap((pattern) => shadowedPatterns(pattern, 0)),
        clusterWide: policy.kind === 'ClusterPolicy',
        asked: isAsked(policy),
        guards: (namespace) => guards(policy, rules, namespace),
      },
    ];
  });
}

/** The rules of a policy that are known. */
export function kyvernoRules(policy: Resource): readonly Value[] {
  return listed(policy.spec.get('rules')).items;
}

function isValidating(rule: Value): boolean {
  return !rule.get('validate').isAbsent || !rule.get('verifyImages').isAbsent;
}

/** With `admission: false` the policy only scans what is there. Source: Kyverno API reference, Spec.admission. */
export function isAsked(policy: Resource): Match {
  const admission = policy.spec.get('admission').boolean(true);
  if (!admission.known) return { unknown: admission.why };
  return admission.value ? 'yes' : 'no';
}

function guards(policy: Resource, rules: readonly Value[], namespace: Namespace): Match {
  if (policy.kind === 'Policy' && policy.namespace !== namespace.name) return 'no';
  const { hidden } = listed(policy.spec.get('rules'));
  const some = anyOf(rules.map((rule) => fitsKyvernoRule(rule, { namespace })));
  return some === 'no' && hidden !== undefined ? { unknown: hidden } : some;
}

function kyvernoEffects(policy: Resource, rules: readonly Value[]): readonly Effect[] {
  const admission = policy.spec.get('admission');
  if (isAsked(policy) === 'no') {
    return [
      { kind: 'reports', says: 'is not asked at admission', at: admission.at, pointer: admission.pointer, enforce: [{ at: admission.at, text: 'true' }] },
    ];
  }
  return [...unknownEffect(isAsked(policy)), ...merged(rules.flatMap((rule) => ruleEffects(policy, rule)))];
}

/** Rules without an action of their own share the policy's: one place, one effect, with what each of them would have to write. */
function merged(effects: readonly Effect[]): readonly Effect[] {
  const found = new Map<string, Effect>();
  for (const [index, effect] of effects.entries()) {
    const key = effect.kind === 'reports' ? effect.pointer : `${effect.kind}${index}`;
    const before = found.get(key);
    if (before?.kind === 'reports' && effect.kind === 'reports') {
      if (effect.enforce.some((change) => 'below' in change)) found.set(key, { ...before, enforce: [...before.enforce, ...effect.enforce] });
    } else found.set(key, effect);
  }
  return [...found.values()];
}

function patternsOf(rule: Value): readonly Value[] {
  return [rule.path('validate', 'pattern'), ...rule.path('validate', 'anyPattern').items()];
}

const MOST_LEVELS = 40;

/**
 * Of a list of maps or of scalars in a pattern, the engine takes the first element for every element of the object and never looks at the others.
 * Source: Kyverno, pkg/engine/validate/validate.go, validateArray.
 */
function shadowedPatterns(pattern: Value, level: number): readonly Hole[] {
  if (level > MOST_LEVELS) return [];
  if (pattern.isMap) return [...pattern.entries()].flatMap(([, value]) => shadowedPatterns(value, level + 1));
  if (!pattern.isList) return [];
  const [first, second] = pattern.items();
  if (first === undefined || first.unknown !== undefined) return [];
  const below = shadowedPatterns(first, level + 1);
  if (second === undefined || second.unknown !== undefined || first.isList) return below;
  return [
    { at: second.isMap ? firstValue(second).at : second.at, pointer: second.pointer, says: 'never applies its second pattern: only the first counts' },
    ...below,
  ];
}

function firstValue(map: Value): Value {
  for (const [, value] of map.entries()) return value;
  return map;
}

/** Used by rules on what guards pods: the policy must hold in the namespace and be asked. */
export function rulesThatFit(policy: Resource, namespace: Namespace, fits: (rule: Value) => Match): readonly { readonly rule: Value; readonly match: Match }[] {
  if (policy.kind === 'Policy' && policy.namespace !== namespace.name) return [];
  return kyvernoRules(policy)
    .map((rule) => ({ rule, match: allOf([isAsked(policy), fits(rule)]) }))
    .filter(({ match }) => match !== 'no');
}
