import { matchesGlob } from '../globs.js';
import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import { around, type ClaimCondition, covers, meshConditions } from './claims.js';
import { rootNamespace } from './istio.js';
import { isInForce } from './istio-authorization.js';
import { asksForMeshIdentity, claimOf, isHarmless, refusesAllButHarmless } from './istio-rules.js';

/** What happens to a request whose token says nothing about the device, where some policy reads such a claim. */
export type PostureDefault = Spot & { readonly resource: Resource; readonly claim: string } & (
    | { readonly says: 'denied' }
    | { readonly says: 'admitted' }
    | { readonly says: 'unknown'; readonly why: Reason }
  );

/** One answer for each condition on the device, and for each rule beside it that admits requests without one. `claims` are globs. */
export function postureDefaults(inventory: Inventory, claims: readonly string[]): readonly PostureDefault[] {
  const conditions = inventory.view(meshConditions).filter(({ claim }) => claims.some((glob) => matchesGlob(glob, claim)));
  const denied = new Set(conditions.filter(refusesMissing));
  const near = inNamespaces(denied, inventory);
  const found = new Map<string, PostureDefault>();
  for (const condition of conditions) {
    const { resource, claim, hidden } = condition;
    const spot = { resource, claim, at: condition.at, pointer: condition.pointer };
    const isAllow = isInForce(resource, 'ALLOW') === 'yes';
    if (hidden !== undefined) add(found, { says: 'unknown', why: hidden, ...spot });
    else if (denied.has(condition)) for (const one of isAllow ? besides(condition, claims, inventory) : [{ says: 'denied' as const, ...spot }]) add(found, one);
    // Another condition that holds here too may refuse what this one does not look for.
    else if (condition.accepts.length === 0 && !near(resource.namespace).some((other) => covers(other.resource, resource, inventory) === 'yes'))
      add(found, { says: 'admitted', ...spot });
  }
  return [...found.values()];
}

/** Conditions of a namespace and of the root namespace: only these can hold there. */
function inNamespaces(conditions: Iterable<ClaimCondition>, inventory: Inventory): (namespace: string) => readonly ClaimCondition[] {
  const found = new Map<string, ClaimCondition[]>();
  for (const condition of conditions) {
    const { namespace } = condition.resource;
    const list = found.get(namespace);
    if (list === undefined) found.set(namespace, [condition]);
    else list.push(condition);
  }
  const root = found.get(inventory.view(rootNamespace)) ?? [];
  return (namespace) => [...(found.get(namespace) ?? []), ...root];
}

function add(found: Map<string, PostureDefault>, one: PostureDefault): void {
  const key = `${one.at.doc} ${one.pointer}`;
  if (!found.has(key)) found.set(key, one);
}

/** A DENY rule refuses all that lacks the claim only if nothing else narrows it; an ALLOW rule never admits it. */
function refusesMissing({ accepts, resource, rule, hidden }: ClaimCondition): boolean {
  if (accepts.length === 0 || hidden !== undefined || rule === undefined) return false;
  if (isInForce(resource, 'DENY') !== 'yes') return true;
  return refusesAllButHarmless(rule) && listed(rule.get('from')).items.length === 0 && listed(rule.get('when')).items.length === 1;
}

/** ALLOW rules that hold wherever the condition does and admit users without any such claim; the condition itself where there are none. */
function besides(condition: ClaimCondition, claims: readonly string[], inventory: Inventory): readonly PostureDefault[] {
  const { resource, claim, at, pointer } = condition;
  const open = around(resource, inventory)
    .filter((other) => isInForce(other, 'ALLOW') === 'yes' && covers(other, resource, inventory) === 'yes')
    .flatMap((other) => listed(other.spec.get('rules')).items.flatMap((rule) => (admits(rule, claims) ? [{ other, rule }] : [])));
  if (open.length === 0) return [{ says: 'denied', resource, claim, at, pointer }];
  return open.map(({ other, rule }) => ({ says: 'admitted', resource: other, claim, at: rule.keyAt, pointer: rule.pointer }));
}

function admits(rule: Value, claims: readonly string[]): boolean {
  const asks = listed(rule.get('when')).items.some((condition) => {
    const claim = claimOf(condition.get('key').text() ?? '')?.join('.') ?? '';
    return claims.some((glob) => matchesGlob(glob, claim)) && listed(condition.get('values')).items.length > 0;
  });
  return !asks && !isHarmless(rule) && asksForMeshIdentity(rule) !== 'yes';
}
