import { AUTHENTICATION, apiServers } from '../control-plane/control-plane.js';
import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import { labelsOf, type Resource } from '../resource.js';
import { allOf, anyOf, type Match, matchesMap } from '../selectors.js';
import type { Value } from '../value.js';
import { askedClaims } from './cel-claims.js';
import { AUTHORIZATION, rootNamespace, targetRefs } from './istio.js';
import { anyRule, fitsEverything, isInForce } from './istio-authorization.js';
import { claimOf } from './istio-rules.js';
import { authenticationIndex, authorizationIndex } from './policy-index.js';

/** A condition on a claim of a verified token that decides about access. A header or an annotation, which callers set themselves, is none. */
export interface ClaimCondition extends Spot {
  readonly resource: Resource;
  /** `policy "admin"`, `the API server`. */
  readonly shown: string;
  /** The claim with those around it, `realm_access.roles`. */
  readonly claim: string;
  /** Values of which a request must have one. Empty when there are none: then a request without the claim is let through. */
  readonly accepts: readonly ClaimValue[];
  /** Values that are refused. */
  readonly refuses: readonly ClaimValue[];
  /** Why there may be other values. */
  readonly hidden?: Reason | undefined;
  /** The rule of an AuthorizationPolicy that it stands in: all conditions of a rule must hold. */
  readonly rule?: Value | undefined;
}

export interface ClaimValue extends Spot {
  readonly text: string;
}

/** The conditions of one way to sign on at the API server: all of them must hold. */
export interface SignOn extends Spot {
  readonly resource: Resource;
  readonly conditions: readonly ClaimCondition[];
}

/** Conditions of AuthorizationPolicies that are in force, whose claims a RequestAuthentication verifies, and that no wider policy makes idle. `inventory.view(meshConditions)`. */
export function meshConditions(inventory: Inventory): readonly ClaimCondition[] {
  return inventory.ofKind(AUTHORIZATION).flatMap((policy) => {
    const isAllow = isInForce(policy, 'ALLOW') === 'yes';
    if (!isAllow && isInForce(policy, 'DENY') !== 'yes') return [];
    const conditions = conditionsOf(policy, isAllow ? 'ALLOW' : 'DENY');
    return conditions.length === 0 || !isVerified(policy, inventory) || (isAllow && isIdle(policy, inventory)) ? [] : conditions;
  });
}

function conditionsOf(policy: Resource, action: 'ALLOW' | 'DENY'): readonly ClaimCondition[] {
  return listed(policy.spec.get('rules')).items.flatMap((rule) =>
    listed(rule.get('when')).items.flatMap((condition) => toCondition(policy, action, rule, condition)),
  );
}

/** An ALLOW rule accepts values and refuses `notValues`; a DENY rule refuses values, and accepts only `notValues`. */
function toCondition(policy: Resource, action: 'ALLOW' | 'DENY', rule: Value, condition: Value): readonly ClaimCondition[] {
  const key = condition.get('key');
  const path = claimOf(key.text() ?? '');
  if (path === undefined) return [];
  const [values, notValues] = [valuesOf(condition.get('values')), valuesOf(condition.get('notValues'))];
  const [accepts, refuses] = action === 'ALLOW' ? [values, notValues] : [notValues, values];
  const common = { resource: policy, shown: `policy "${policy.name}"`, claim: path.join('.'), rule, at: key.at, pointer: key.pointer };
  return [{ ...common, accepts: accepts.found, refuses: refuses.found, hidden: accepts.hidden ?? refuses.hidden }];
}

function valuesOf(list: Value): { readonly found: readonly ClaimValue[]; readonly hidden: Reason | undefined } {
  const { items, hidden } = listed(list);
  return { found: items.map((item) => ({ text: item.text() ?? '', at: item.at, pointer: item.pointer })), hidden };
}

/** Claims are read from tokens that a RequestAuthentication has verified, where both hold. */
function isVerified(policy: Resource, inventory: Inventory): boolean {
  const index = inventory.view(authenticationIndex);
  const root = inventory.view(rootNamespace);
  const bound = labelsOf(policy.spec.path('selector', 'matchLabels')).known;
  const isNarrow = bound.size > 0 && targetRefs(policy).length === 0;
  const near = isNarrow
    ? [...index.labelled(bound, policy.namespace), ...index.labelled(bound, root), ...index.wide(policy.namespace)]
    : index.in(policy.namespace);
  return [...near, ...index.wide(root)].some(
    (other) => listed(other.spec.get('jwtRules')).items.length > 0 && anyOf([covers(other, policy, inventory), covers(policy, other, inventory)]) === 'yes',
  );
}

/** True when a policy that holds everywhere where this one does lets everything through, or refuses everything. */
function isIdle(policy: Resource, inventory: Inventory): boolean {
  return around(policy, inventory).some((other) => {
    const everything = anyRule(other, (rule) => fitsEverything(rule).match);
    const inForce = anyOf([isInForce(other, 'ALLOW'), isInForce(other, 'DENY')]);
    return allOf([inForce, everything, covers(other, policy, inventory)]) === 'yes';
  });
}

/** Policies that may hold where this one does. */
export function around(policy: Resource, inventory: Inventory): readonly Resource[] {
  const index = inventory.view(authorizationIndex);
  const root = inventory.view(rootNamespace);
  const bound = labelsOf(policy.spec.path('selector', 'matchLabels')).known;
  const targeted = targetRefs(policy).length > 0 ? index.in(policy.namespace) : [];
  return [
    ...new Set([
      policy,
      ...index.wide(policy.namespace),
      ...index.wide(root),
      ...index.labelled(bound, policy.namespace),
      ...index.labelled(bound, root),
      ...targeted,
    ]),
  ];
}

/** Whether a policy holds everywhere where another one does. */
export function covers(outer: Resource, inner: Resource, inventory: Inventory): Match {
  if (outer.namespace !== inner.namespace && outer.namespace !== inventory.view(rootNamespace)) return 'no';
  const [outerTargets, innerTargets] = [targetRefs(outer).map(targetName), targetRefs(inner).map(targetName)];
  if (outerTargets.length > 0) return innerTargets.length > 0 && innerTargets.every((target) => outerTargets.includes(target)) ? 'yes' : 'no';
  return matchesMap(outer.spec.path('selector', 'matchLabels'), labelsOf(inner.spec.path('selector', 'matchLabels')));
}

function targetName(target: Value): string {
  return `${target.get('kind').text() ?? ''}/${target.get('name').text() ?? ''}`;
}

/** Each way to sign on at the API server with a token, and what it asks of the token. `inventory.view(signOns)`. */
export function signOns(inventory: Inventory): readonly SignOn[] {
  return [...inventory.ofKind(AUTHENTICATION).flatMap(issuers), ...inventory.view(apiServers).flatMap(byFlags)];
}

function issuers(config: Resource): readonly SignOn[] {
  return listed(config.root.get('jwt')).items.map((issuer) => {
    const conditions = listed(issuer.get('claimValidationRules')).items.flatMap((rule) => validations(config, rule));
    return { resource: config, at: issuer.keyAt, pointer: issuer.pointer, conditions };
  });
}

const API_SERVER = 'the API server';

/** A rule names a claim with its only value, or is an expression. */
function validations(config: Resource, rule: Value): readonly ClaimCondition[] {
  const base = { resource: config, shown: API_SERVER, refuses: [] };
  const expression = rule.get('expression');
  if (!expression.isAbsent) {
    const spot = { at: expression.at, pointer: expression.pointer };
    return askedClaims(expression.text() ?? '').map(({ path, values }) => ({
      ...base,
      ...spot,
      claim: path.join('.'),
      accepts: values.map((text) => ({ text, ...spot })),
    }));
  }
  const claim = rule.get('claim');
  const value = rule.get('requiredValue').string('');
  const accepts = value.known ? [{ text: value.value, at: value.at, pointer: value.pointer }] : [];
  return [{ ...base, claim: claim.text() ?? '', at: claim.at, pointer: claim.pointer, accepts, hidden: value.known ? undefined : value.why }];
}

/** `--oidc-required-claim=acr=x`, which may be given more than once. Source: kube-apiserver reference, oidc-required-claim. */
function byFlags(server: ReturnType<typeof apiServers>[number]): readonly SignOn[] {
  const issuer = server.one('oidc-issuer-url');
  if (issuer === undefined || !issuer.known || issuer.value === '') return [];
  const claims = server.all('oidc-required-claim');
  const { at, pointer } = claims ?? issuer;
  const base = { resource: server.resource, shown: API_SERVER, refuses: [], at, pointer };
  if (claims === undefined || !claims.known) return [{ resource: server.resource, at, pointer, conditions: [] }];
  const conditions = claims.value.map((pair) => {
    const [claim = '', ...rest] = pair.split('=');
    return { ...base, claim, accepts: [{ text: rest.join('='), at, pointer }] };
  });
  return [{ resource: server.resource, at, pointer, conditions }];
}
