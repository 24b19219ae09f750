import { daysBetween } from '../dates.js';
import type { Inventory } from '../inventory.js';
import type { Resource } from '../resource.js';
import { celPolicies } from './admission-cel.js';
import { constraints, kubewardenPolicies, sigstorePolicies } from './admission-engines.js';
import { validatingAdmissionPolicies } from './admission-kubernetes.js';
import { kyvernoPolicies } from './admission-kyverno.js';
import type { AdmissionPolicy } from './admission-policy.js';

/** Every validating policy of a target and its context. `inventory.view(admissionPolicies)`. */
export function admissionPolicies(inventory: Inventory): readonly AdmissionPolicy[] {
  return [
    ...kyvernoPolicies(inventory),
    ...celPolicies(inventory),
    ...validatingAdmissionPolicies(inventory),
    ...constraints(inventory),
    ...kubewardenPolicies(inventory),
    ...sigstorePolicies(inventory),
  ];
}

/** The longest time that a policy may stay in audit mode by its own word. */
const ROLLOUT_DAYS = 90;

/** Whether a policy says that it is still rolling out, by `heptad.dev/rollout-until` with a date of today or up to 90 days ahead. */
export function isRollingOut(policy: Resource, inventory: Inventory): boolean {
  const key = 'heptad.dev/rollout-until';
  const until = policy.metadata.path('annotations', key).text() ?? policy.metadata.path('labels', key).text();
  const left = until === undefined ? undefined : daysBetween(inventory.target.today, until);
  return left !== undefined && left >= 0 && left <= ROLLOUT_DAYS;
}
