import type { Inventory } from '../inventory.js';
import type { Resource } from '../resource.js';
import { AUTHORIZATION, actionOf } from './istio.js';
import { isNamed, LINKERD_AUTHORIZATION, NETWORK_AUTHENTICATION, SERVER_AUTHORIZATION } from './linkerd.js';
import { type Demands, demandsOf } from './linkerd-demands.js';

/** The judged policies that let callers in: of Istio those with the action ALLOW, of Linkerd all. `inventory.view(admittingPolicies)`. */
export function admittingPolicies(inventory: Inventory): readonly Resource[] {
  const istio = inventory.judged(AUTHORIZATION).filter((policy) => {
    const action = actionOf(policy);
    return !action.known || action.value === 'ALLOW';
  });
  return [...istio, ...inventory.judged(LINKERD_AUTHORIZATION, SERVER_AUTHORIZATION, NETWORK_AUTHENTICATION)];
}

/** A policy of Linkerd that asks for a NetworkAuthentication, and all that it asks for. */
export interface NetworkUser {
  readonly policy: Resource;
  readonly demands: Demands;
  /** It holds for one route, as that of a probe, and not for a whole Server or namespace. */
  readonly forRoute: boolean;
}

/** The policies in sight that ask for a NetworkAuthentication. */
export function usersOf(inventory: Inventory, authentication: Resource): readonly NetworkUser[] {
  return (inventory.view(users).get(authentication.namespace) ?? []).filter(({ policy }) =>
    policy.spec
      .get('requiredAuthenticationRefs')
      .items()
      .some((reference) => reference.get('kind').text() === 'NetworkAuthentication' && isNamed(authentication, reference.get('name').text())),
  );
}

/** By the namespaces whose NetworkAuthentications they may ask for. */
function users(inventory: Inventory): ReadonlyMap<string, readonly NetworkUser[]> {
  const found = new Map<string, NetworkUser[]>();
  for (const policy of inventory.ofKind(LINKERD_AUTHORIZATION)) {
    const references = policy.spec.get('requiredAuthenticationRefs').items();
    const kind = policy.spec.path('targetRef', 'kind').text() ?? '';
    const user = { policy, demands: demandsOf(inventory, policy), forRoute: kind.endsWith('Route') };
    for (const namespace of new Set(references.map((reference) => reference.get('namespace').text() ?? policy.namespace))) {
      const list = found.get(namespace);
      if (list === undefined) found.set(namespace, [user]);
      else list.push(user);
    }
  }
  return found;
}
