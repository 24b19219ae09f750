import type { Listener } from '../calls/call.js';
import type { Inventory } from '../inventory.js';
import { spotOf } from '../known.js';
import { listed } from '../listed.js';
import { isInForce, policiesAt } from '../mesh/istio-authorization.js';
import { callersOf } from '../mesh/istio-callers.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { type Connection, looksAtRequests, ruleFits } from './authorization-rules.js';
import { addUp, type Weighed } from './combine.js';
import { isThere } from './network.js';
import type { Identity, Step } from './reach.js';

/** The answer of the policies at a workload, and whether a rule that names identities admits this one. */
export interface Authorized extends Step {
  readonly named: Match;
}

/**
 * What AuthorizationPolicies say of a connection at layer 4: first those that leave it to another service, then those that deny, then those that allow;
 * with none that allows, everything is allowed. Source: Istio documentation, Authorization policy, implicit enablement and precedence.
 */
export function authorizationStep(inventory: Inventory, identity: Identity, to: Listener, enforcer: 'sidecar' | 'ambient'): Authorized {
  const stage = { stage: 'authorization' } as const;
  const policies = policiesAt(inventory, to.workload).map(({ policy, match }) => ({ policy, match: allOf([match, isThere(policy, to.workload)]) }));
  const weigh = (action: 'CUSTOM' | 'DENY' | 'ALLOW'): readonly Judged[] =>
    policies.map(({ policy, match }) => {
      const holds = allOf([match, isInForce(policy, action)]);
      return { policy, holds, ...(holds === 'no' ? NO_RULE : admitting(inventory, policy, { identity, to, enforcer, action })) };
    });
  const denied = worst(weigh('DENY'));
  if (denied?.match === 'yes') return { ...stage, match: 'no', named: 'no', says: `AuthorizationPolicy "${denied.policy.name}" denies it`, by: denied.by };
  const allow = weigh('ALLOW');
  const answer = addUp(allow);
  const holding = allow.filter(({ holds }) => holds === 'yes');
  if (answer === 'no') {
    const says = `no rule of AuthorizationPolicy "${holding[0]?.policy.name ?? ''}"${holding.length > 1 ? ` and ${holding.length - 1} more` : ''} allows the caller`;
    return { ...stage, match: 'no', named: 'no', says, ...(holding[0] && { by: spotOf(holding[0].policy) }) };
  }
  const custom = worst(weigh('CUSTOM'));
  const doubt = [denied, custom].find((one) => one !== undefined);
  if (doubt !== undefined) {
    const why = typeof doubt.match === 'object' ? doubt.match.unknown : `AuthorizationPolicy "${doubt.policy.name}" leaves it to another service`;
    return { ...stage, match: { unknown: why }, named: { unknown: why }, says: why, by: doubt.by };
  }
  if (answer !== 'yes') return { ...stage, match: answer, named: answer, says: answer.unknown };
  return { ...stage, match: 'yes', ...allowed(allow) };
}

function allowed(allow: readonly Judged[]): Pick<Authorized, 'named' | 'says' | 'by'> {
  const admits = allow.filter(({ holds, admits }) => holds !== 'no' && admits === 'yes');
  const first = admits.find(({ named, holds }) => named === 'yes' && holds === 'yes') ?? admits.find(({ holds }) => holds === 'yes') ?? admits[0];
  if (first === undefined) return { named: 'no', says: 'no AuthorizationPolicy allows by a list' };
  // Who is let in by a rule for all is not named, even where another rule names him too.
  const open = admits.some(({ open, holds }) => open && holds === 'yes');
  const named: Match = open ? 'no' : allOf([first.holds, first.named]);
  const some = first.isPart && !open ? ', for some requests only' : '';
  return { named, says: `AuthorizationPolicy "${first.policy.name}" allows the caller${some}`, by: first.rule ?? spotOf(first.policy) };
}

interface Judged extends Weighed<Resource> {
  readonly rule?: Step['by'];
  /** A rule that admits names identities. */
  readonly named: Match;
  /** A rule admits that names none. */
  readonly open: boolean;
  /** The rule is for some requests only. */
  readonly isPart: boolean;
}

const NO_RULE = { admits: 'no', named: 'no', open: false, isPart: false } as const;

function admitting(inventory: Inventory, policy: Resource, connection: Connection): Pick<Judged, 'admits' | 'rule' | 'named' | 'open' | 'isPart'> {
  const { items, hidden } = listed(policy.spec.get('rules'));
  const rules = items.map((rule) => ({ rule, match: ruleFits(inventory, policy, rule, connection) }));
  const admits = anyOf([...rules.map(({ match }) => match), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
  const fitting = rules.filter(({ match }) => match === 'yes');
  const best = fitting.find(({ rule }) => namesIdentity(rule) === 'yes') ?? fitting[0];
  return {
    admits,
    named: anyOf(fitting.map(({ rule }) => namesIdentity(rule))),
    isPart: best !== undefined && looksAtRequests(best.rule),
    open: fitting.some(({ rule }) => namesIdentity(rule) === 'no'),
    ...(best !== undefined && { rule: { at: best.rule.keyAt, pointer: best.rule.pointer } }),
  };
}

/** Whether all callers that a rule is for are named one by one. */
function namesIdentity(rule: Value): Match {
  const { unnamed, hidden } = callersOf(rule);
  if (hidden !== undefined) return { unknown: hidden };
  return unnamed.length === 0 ? 'yes' : 'no';
}

/** The policy that surely fits, else one that may. */
function worst(judged: readonly Judged[]): { readonly policy: Resource; readonly match: Match; readonly by: Step['by'] } | undefined {
  const found = judged
    .map(({ policy, holds, admits, rule }) => ({ policy, match: allOf([holds, admits]), by: rule ?? spotOf(policy) }))
    .filter(({ match }) => match !== 'no');
  return found.find(({ match }) => match === 'yes') ?? found[0];
}
