import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import { candidates, hiddenAt, holdsAt, type RequestProxy } from '../traffic/proxies.js';
import type { Value } from '../value.js';
import { anyRule, isInForce } from './istio-authorization.js';
import { asksForMeshIdentity, asksForToken, claimOf, isHarmless, refusesAllButHarmless } from './istio-rules.js';
import { authenticationIndex, authorizationIndex } from './policy-index.js';

const EXTERNAL: Reason = 'decided by an external authorizer';
const MAY_BE_GATEWAY: Reason = 'a rule admits an identity of the mesh that may be the gateway';

/** Whether a proxy verifies the tokens of requests. It says nothing about requests without one. */
export function verifiesTokens(proxy: RequestProxy, inventory: Inventory): Match {
  const policies = candidates(inventory.view(authenticationIndex), proxy, inventory);
  return anyOf([...policies.map((policy) => allOf([holdsAt(policy, proxy, inventory), hasIssuer(policy)])), hiddenAt(proxy)]);
}

/** Without a rule nothing is verified; a rule takes its keys from a document, an address, or from where the issuer itself says. Source: Istio reference, JWTRule. */
function hasIssuer(policy: Resource): Match {
  const { items, hidden } = listed(policy.spec.get('jwtRules'));
  const matches = items.map((rule): Match => {
    const issuer = rule.get('issuer').string('');
    if (!issuer.known) return { unknown: issuer.why };
    if (issuer.value === '') return 'no';
    const hasKeys = ['jwksUri', 'jwks', 'jwks_uri'].some((key) => !rule.get(key).isAbsent);
    return hasKeys || issuer.value.startsWith('https://') ? 'yes' : 'no';
  });
  return anyOf([...matches, ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
}

/** Whether a proxy refuses every request without a verified token, but for health paths. Source: Istio reference, AuthorizationPolicy: CUSTOM, then DENY, then ALLOW. */
export function demandsToken(proxy: RequestProxy, inventory: Inventory): Match {
  const denied = anyOf(
    policiesAt(proxy, 'DENY', inventory).map(({ policy, match }) => allOf([match, anyRule(policy, (rule) => deniesTokenless(rule, proxy))])),
  );
  if (denied === 'yes') return 'yes';
  const allowed = allowsOnly(proxy, inventory, (rule) => anyOf([asksForToken(rule), excused(rule, proxy)]));
  return anyOf([denied, allowed, byAuthorizer(proxy, inventory), hiddenAt(proxy)]);
}

/** Whether access at a proxy is decided on a claim of a verified token, for every request that a rule admits, or by a DENY rule. */
export function decidesOnClaims(proxy: RequestProxy, inventory: Inventory): Match {
  const denied = policiesAt(proxy, 'DENY', inventory).map(({ policy, match }) => allOf([match, anyRule(policy, readsClaim)]));
  const allow = policiesAt(proxy, 'ALLOW', inventory);
  const read = anyOf(allow.map(({ policy, match }) => allOf([match, anyRule(policy, readsClaim)])));
  // A rule that admits everything leaves nothing for the others to decide.
  const isOpen = anyOf(allow.map(({ policy, match }) => allOf([match, anyRule(policy, (rule) => admitsAnyPath(rule, proxy))])));
  const decided = anyOf([...denied, allOf([read, not(isOpen)])]);
  return anyOf([allOf([verifiesTokens(proxy, inventory), decided]), byAuthorizer(proxy, inventory), hiddenAt(proxy)]);
}

interface At {
  readonly policy: Resource;
  readonly match: Match;
}

/** Policies with an action that are in force at a proxy, or may be. */
function policiesAt(proxy: RequestProxy, action: string, inventory: Inventory): readonly At[] {
  return candidates(inventory.view(authorizationIndex), proxy, inventory)
    .map((policy) => ({ policy, match: allOf([isInForce(policy, action), holdsAt(policy, proxy, inventory)]) }))
    .filter(({ match }) => match !== 'no');
}

/** Whether ALLOW policies admit only requests that pass a test. With none at all every request is admitted; with no rule none is. */
function allowsOnly(proxy: RequestProxy, inventory: Inventory, passes: (rule: Value) => Match): Match {
  const policies = policiesAt(proxy, 'ALLOW', inventory);
  if (!policies.some(({ match }) => match === 'yes')) return anyOf(policies.map(({ match }) => match));
  return allOf(
    policies.map(({ policy, match }) => {
      const { items, hidden } = listed(policy.spec.get('rules'));
      const all = allOf([...items.map(passes), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
      // One that only may hold here opens something only if it does.
      return match === 'yes' || all === 'yes' ? all : match;
    }),
  );
}

/** A rule that admits no caller from outside, or nothing that matters. */
function excused(rule: Value, proxy: RequestProxy): Match {
  if (isHarmless(rule, proxy.workload)) return 'yes';
  const identity = asksForMeshIdentity(rule);
  const throughGateway = proxy.of === 'workload' && proxy.way.gateways.length > 0;
  return identity === 'yes' && throughGateway ? { unknown: MAY_BE_GATEWAY } : identity;
}

/** Whether a DENY rule refuses every request without a token: it fits all that has no request principal, or all. */
function deniesTokenless(rule: Value, proxy: RequestProxy): Match {
  const when = listed(rule.get('when'));
  const from = listed(rule.get('from'));
  const hidden = rule.hides ?? when.hidden ?? from.hidden;
  if (hidden !== undefined) return { unknown: hidden };
  const ports = proxy.of === 'workload' ? proxy.way.service.ports.flatMap(({ targetPort }) => targetPort ?? []) : [];
  if (!refusesAllButHarmless(rule, proxy.workload, ports)) return 'no';
  if (when.items.length > 0) return when.items.length === 1 && from.items.length === 0 && isMissingPrincipal(when.items[0]) ? 'yes' : 'no';
  return from.items.length === 0 || from.items.some((item) => fitsMissing(item.get('source'))) ? 'yes' : 'no';
}

function fitsMissing(source: Value): boolean {
  const fields = [...source.entries()].filter(([, value]) => !value.isAbsent);
  return fields.length === 0 || (fields.length === 1 && fields[0]?.[0] === 'notRequestPrincipals' && fields[0][1].items().length > 0);
}

/** `request.auth.principal` with only `notValues`: a request without a token has no principal that could be one of them. */
function isMissingPrincipal(condition: Value | undefined): boolean {
  if (condition === undefined || !condition.get('values').isAbsent || condition.get('notValues').items().length === 0) return false;
  const key = condition.get('key').text() ?? '';
  return key === 'request.auth.principal' || claimOf(key) !== undefined;
}

function readsClaim(rule: Value): Match {
  const { items, hidden } = listed(rule.get('when'));
  const found = items.map((condition): Match => {
    const key = condition.get('key').string('');
    if (!key.known) return { unknown: key.why };
    return claimOf(key.value) === undefined ? 'no' : 'yes';
  });
  return anyOf([...found, ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
}

/** Whether an ALLOW rule admits callers from outside on every path without asking for a claim. */
function admitsAnyPath(rule: Value, proxy: RequestProxy): Match {
  const to = listed(rule.get('to'));
  if (to.items.length > 0 || to.hidden !== undefined) return to.items.length > 0 ? 'no' : { unknown: to.hidden ?? '' };
  return not(anyOf([readsClaim(rule), excused(rule, proxy)]));
}

/** An external authorizer may ask for anything: nobody can see here what. */
function byAuthorizer(proxy: RequestProxy, inventory: Inventory): Match {
  return policiesAt(proxy, 'CUSTOM', inventory).length > 0 ? { unknown: EXTERNAL } : 'no';
}

function not(match: Match): Match {
  return match === 'yes' ? 'no' : match === 'no' ? 'yes' : match;
}
