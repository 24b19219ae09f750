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
  const { byName, others } = inventory.view(policy.group === 'kyverno.io' ? exceptionsOfRules : exceptionsInCel);
  const named = [...new Set([...(byName.get(nameOf(policy)) ?? []), ...others])];
  const exceptions = named.filter((exception) => (rule === undefined ? refersTo(exception, policy) : lifts(exception, policy, rule)));
  return (candidate) => {
    const found = exceptions.find((exception) => rule === undefined || fitsKyvernoMatch(exception.spec.get('match'), candidate) !== 'no');
    return found === undefined ? 'no' : { unknown: `exception "${found.name}" may free it` };
  };
}

/** Exceptions by the policies that they name; `others` name some by a star or a template. */
interface ByPolicy {
  readonly byName: ReadonlyMap<string, readonly Resource[]>;
  readonly others: readonly Resource[];
}

function exceptionsOfRules(inventory: Inventory): ByPolicy {
  return byPolicy(inventory.ofKind('kyverno.io/PolicyException'), (exception) =>
    listed(exception.spec.get('exceptions')).items.map((item) => item.get('policyName')),
  );
}

function exceptionsInCel(inventory: Inventory): ByPolicy {
  return byPolicy(inventory.ofKind('policies.kyverno.io/PolicyException'), (exception) =>
    listed(exception.spec.get('policyRefs')).items.map((item) => item.get('name')),
  );
}

function byPolicy(exceptions: readonly Resource[], namesOf: (exception: Resource) => readonly Value[]): ByPolicy {
  const byName = new Map<string, Resource[]>();
  const others: Resource[] = [];
  for (const exception of exceptions) {
    const names = namesOf(exception);
    if (names.some((name) => name.unknown !== undefined || /[*?]/.test(name.text() ?? ''))) others.push(exception);
    for (const name of names) {
      const list = byName.get(name.text() ?? '');
      if (list === undefined) byName.set(name.text() ?? '', [exception]);
      else list.push(exception);
    }
  }
  return { byName, others };
}

/** How an exception names a policy: one of a namespace with that namespace. Policies in CEL are told apart by their kind. */
function nameOf({ group, kind, namespace, name }: Resource): string {
  return group === 'kyverno.io' && kind === 'Policy' ? `${namespace}/${name}` : name;
}

/** Names may hold stars; a Policy is named with its namespace; rules for controllers have a name of their own. */
function lifts(exception: Resource, policy: Resource, rule: string): boolean {
  const name = nameOf(policy);
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
