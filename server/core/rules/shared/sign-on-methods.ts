import type { Inventory } from '../../inventory/inventory.js';
import { type ClaimCondition, type ClaimValue, meshConditions, type SignOn, signOns } from '../../inventory/mesh/claims.js';
import type { Resource } from '../../inventory/resource.js';
import { bad, type Evidence, good, unknown } from './evidence.js';

/** Values of the claims `amr` and `acr` that are proof enough for a rule. */
export interface Methods {
  readonly amr: readonly string[];
  readonly acr: readonly string[];
}

/** Methods that are one factor alone, and that a false site can pass on. Source: RFC 8176, Authentication Method Reference Values. */
const WEAK = new Set(['pwd', 'pin', 'otp', 'sms', 'tel', 'kba']);

/** What conditions in sight ask of the way in which someone signed on. One that cannot be told to be enough or too little says nothing. */
export function* methodEvidence(inventory: Inventory, wanted: Methods): Iterable<Evidence> {
  const byRule = new Map<string, ClaimCondition[]>();
  for (const condition of inventory.view(meshConditions)) {
    const key = `${condition.at.doc} ${condition.rule?.pointer ?? ''}`;
    const list = byRule.get(key);
    if (list === undefined) byRule.set(key, [condition]);
    else list.push(condition);
  }
  for (const conditions of byRule.values()) yield* judge(conditions, wanted);
  yield* bySignOns(inventory.view(signOns), wanted);
}

/** The API server asks for it only if it does so of every issuer. */
function* bySignOns(all: readonly SignOn[], wanted: Methods): Iterable<Evidence> {
  const resources = new Map<Resource, Evidence[][]>();
  for (const signOn of all) {
    const found = [...judge(signOn.conditions, wanted)];
    const list = resources.get(signOn.resource);
    if (list === undefined) resources.set(signOn.resource, [found]);
    else list.push(found);
  }
  for (const issuers of resources.values()) {
    const everyOne = issuers.every((found) => found.some(({ says }) => says === 'good'));
    yield* issuers.flat().filter(({ says }) => says !== 'good' || everyOne);
  }
}

/** Conditions that must hold together: one that is enough excuses the others. */
function* judge(conditions: readonly ClaimCondition[], wanted: Methods): Iterable<Evidence> {
  const asked = conditions.filter(({ claim, accepts, hidden }) => (claim === 'amr' || claim === 'acr') && (accepts.length > 0 || hidden !== undefined));
  const enough = asked.find(({ claim, accepts, hidden }) => hidden === undefined && accepts.every(({ text }) => isWanted(wanted, claim, text)));
  if (enough !== undefined) return yield good(enough.resource, enough.accepts[0] ?? enough);
  for (const condition of asked) {
    const weak = condition.accepts.find((value) => isWeak(condition.claim, value));
    if (weak !== undefined) yield bad(condition.resource, weak, `${condition.shown} accepts the sign-on method "${weak.text}"`);
    else if (condition.hidden !== undefined) yield unknown(condition.resource, condition, condition.hidden);
  }
}

function isWanted(wanted: Methods, claim: string, text: string): boolean {
  return (claim === 'amr' ? wanted.amr : wanted.acr).includes(text);
}

/** In `acr`, 0 is the level that asks for nothing. Source: OpenID Connect Core 1.0, section 2, acr. */
function isWeak(claim: string, { text }: ClaimValue): boolean {
  return claim === 'amr' ? WEAK.has(text) : text === '0';
}
