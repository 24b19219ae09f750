import type { Inventory, Namespace } from '../inventory.js';
import { anyOf, type Match } from '../selectors.js';
import type { Workload } from '../workload.js';
import { imageValidatingPolicies } from './image-verification-cel.js';
import { clusterImagePolicies, kubewardenImagePolicies, ratifyConstraints } from './image-verification-engines.js';
import { verifyImagesRules } from './image-verification-kyverno.js';
import type { Asked, ImagePolicy } from './image-verification-policy.js';
import { indexPolicies, type PolicyIndex } from './reach.js';

/** Every policy that verifies images before they run. `inventory.view(imagePolicies)`. */
export function imagePolicies(inventory: Inventory): readonly ImagePolicy[] {
  return [
    ...verifyImagesRules(inventory),
    ...imageValidatingPolicies(inventory),
    ...clusterImagePolicies(inventory),
    ...ratifyConstraints(inventory),
    ...kubewardenImagePolicies(inventory),
  ];
}

/** Whether every image of a workload is refused unless a policy has verified its signature, or its build provenance. */
export function isVerified(workload: Workload, namespace: Namespace, what: 'signature' | 'provenance', inventory: Inventory): Match {
  const policies = inventory.view(what === 'signature' ? signaturePolicies : provenancePolicies).of(namespace);
  let answer: Match = 'yes';
  for (const container of workload.containers) {
    const match = anyOf(answers(policies, { container, namespace, what }));
    if (match === 'no') return 'no';
    if (match !== 'yes') answer = match;
  }
  return answer;
}

function signaturePolicies(inventory: Inventory): PolicyIndex<ImagePolicy> {
  return policiesThatProve('signature', inventory);
}

function provenancePolicies(inventory: Inventory): PolicyIndex<ImagePolicy> {
  return policiesThatProve('provenance', inventory);
}

function policiesThatProve(what: Asked['what'], inventory: Inventory): PolicyIndex<ImagePolicy> {
  const policies = inventory.view(imagePolicies).filter(({ proves }) => proves[what] !== 'no');
  return indexPolicies(policies, ({ resource }) => resource, inventory);
}

/** One answer after the other: after the first yes no other policy is asked. */
function* answers(policies: readonly ImagePolicy[], asked: Asked): Iterable<Match> {
  for (const policy of policies) yield policy.verifies(asked);
}
