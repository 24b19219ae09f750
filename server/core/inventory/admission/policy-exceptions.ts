import { matchesGlob } from '../globs.js';
import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Match } from '../selectors.js';
import type { Value } from '../value.js';
import { type Candidate, fitsKyvernoMatch } from './admission-match.js';

/**
 * Whether an exception in sight may free a candidate from a rule of a Kyverno policy, or from a policy in CEL. That one does is never sure: the engine takes
 * exceptions only where it is told to. Source: Kyverno documentation, Policy Exceptions.
 */
export function exceptionsOf(inventory: Inventory, policy: Resource, rule?: string): (candidate: Candidate) => Match {
  const kind = policy.group === 'kyverno.io' ? 'kyverno.io/PolicyException' : 'policies.kyverno.io/PolicyException';
  const exceptions = inventory.ofKind(kind).filter((exception) => (rule === undefined ? refersTo(exception, policy) : lifts(exception, policy, rule)));
  return (candidate) => {
    const found = exceptions.find((exception) => rule === undefined || fitsKyvernoMatch(exception.spec.get('match'), candidate) !== 'no');
    return found === undefined ? 'no' : { unknown: `exception "${found.name}" may free it` };
  };
}

/** Names may hold stars; a Policy is named with its namespace; rules for controllers have a name of their own. */
function lifts(exception: Resource, policy: Resource, rule: string): boolean {
  const name = policy.kind === 'Policy' ? `${policy.namespace}/${policy.name}` : policy.name;
  return listed(exception.spec.get('exceptions')).items.some(
    (item) => fits(item.get('policyName'), name) && listed(item.get('ruleNames')).items.some((glob) => fits(glob, rule) || fits(glob, `autogen-${rule}`)),
  );
}

function refersTo(exception: Resource, policy: Resource): boolean {
  return listed(exception.spec.get('policyRefs')).items.some((item) => fits(item.get('name'), policy.name) && fits(item.get('kind'), policy.kind));
}

/** What is masked may be the name. */
function fits(glob: Value, name: string): boolean {
  return glob.unknown !== undefined || matchesGlob(glob.text() ?? '', name);
}
