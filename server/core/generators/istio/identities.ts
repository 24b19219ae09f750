import type { Inventory } from '../../inventory/inventory.js';
import type { Reason } from '../../inventory/known.js';
import { trustDomain } from '../../inventory/mesh/trust-domain.js';
import type { Workload } from '../../inventory/workload.js';
import type { PlainMap } from '../generator.js';

/** A star in an identity would stand for others: only what is a name comes in. */
const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/;

/**
 * The source of a rule that only this caller has, as its service account. Where the namespace is in no file, the account is named within that of the policy.
 * Source: Istio reference, AuthorizationPolicy, Source: principals, serviceAccounts (Istio 1.26).
 */
export function sourceOf(inventory: Inventory, at: Workload, caller: Workload): { readonly source: PlainMap } | { readonly why: Reason } {
  const account = caller.serviceAccount;
  if (!account.known) return { why: account.why };
  if (!NAME.test(account.value)) return { why: 'the API server refuses the name of its service account' };
  if (caller.namespace === '') return at.namespace === '' ? { source: { serviceAccounts: [account.value] } } : { why: 'its namespace is not set' };
  if (!NAME.test(caller.namespace)) return { why: 'the API server refuses the name of its namespace' };
  return { source: { principals: [`${inventory.view(trustDomain)}/ns/${caller.namespace}/sa/${account.value}`] } };
}

/** Other workloads that run as the same service account. */
export function sharedBy(inventory: Inventory, caller: Workload): readonly Workload[] {
  const own = caller.serviceAccount;
  if (!own.known) return [];
  return inventory
    .allWorkloads()
    .filter(
      ({ id, namespace, serviceAccount }) => id !== caller.id && namespace === caller.namespace && serviceAccount.known && serviceAccount.value === own.value,
    );
}
