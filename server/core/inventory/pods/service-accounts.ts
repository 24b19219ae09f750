import type { Inventory } from '../inventory.js';
import type { Known } from '../known.js';
import { listed } from '../listed.js';
import { CLUSTER_ROLE_BINDING, ROLE_BINDING, rulesOf } from '../rbac/rbac.js';
import { roleOf, subjectName } from '../rbac/rbac-bindings.js';
import type { Resource } from '../resource.js';
import { anyOf, type Match } from '../selectors.js';
import type { Workload } from '../workload.js';

/** The ServiceAccount object that a workload names, in sight. */
export function accountOf(inventory: Inventory, workload: Workload, name: string): Resource | undefined {
  return inventory.view(accountsByName).get(`${workload.namespace}/${name}`);
}

/** A reference stands in the text under the name before a prefix was added, so both names lead to the account. */
function accountsByName(inventory: Inventory): ReadonlyMap<string, Resource> {
  const accounts = inventory.ofKind('/ServiceAccount');
  const written = accounts.map((account) => [`${account.namespace}/${account.writtenName}`, account] as const);
  return new Map([...written, ...accounts.map((account) => [`${account.namespace}/${account.name}`, account] as const)]);
}

/**
 * Whether the pods get a token of their account: what the pod says wins over what its account says, and the default is yes.
 * Source: Kubernetes documentation, Configure Service Accounts for Pods, opt out of API credential automounting.
 */
export function mountsToken(inventory: Inventory, workload: Workload): Known<boolean> {
  const own = workload.podSpec.get('automountServiceAccountToken');
  if (!own.isAbsent) return own.boolean(true);
  const account = workload.serviceAccount;
  if (!account.known) return account;
  const mounts = accountOf(inventory, workload, account.value)?.root.get('automountServiceAccountToken').boolean(true);
  if (mounts === undefined) return own.boolean(true);
  return mounts.known ? { known: true, value: mounts.value, written: false, at: own.at, pointer: own.pointer } : own.asUnknown(mounts.why);
}

/** What stands for every subject of a binding that is not known. */
const ANYONE = '';

/**
 * Whether a binding in sight gives the account of a workload rights at the API server: one that names it, or all accounts of its namespace.
 * Groups that hold every account of the cluster say nothing about what this one needs.
 */
export function hasApiRights(inventory: Inventory, workload: Workload, account: string): Match {
  const rights = inventory.view(rightsBySubject);
  const { namespace } = workload;
  const names = new Set([account, accountOf(inventory, workload, account)?.name ?? account]);
  const subjects = [...names].flatMap((name) => [`ServiceAccount/${namespace}/${name}`, `User/system:serviceaccount:${namespace}:${name}`]);
  return anyOf([...subjects, `Group/system:serviceaccounts:${namespace}`, ANYONE].flatMap((subject) => rights.get(subject) ?? []));
}

function rightsBySubject(inventory: Inventory): ReadonlyMap<string, readonly Match[]> {
  const rights = new Map<string, Match[]>();
  const add = (subject: string, match: Match): void => {
    const list = rights.get(subject);
    if (list === undefined) rights.set(subject, [match]);
    else list.push(match);
  };
  for (const binding of inventory.ofKind(ROLE_BINDING, CLUSTER_ROLE_BINDING)) {
    const grants = grantsAnything(inventory, binding);
    if (grants === 'no') continue;
    const subjects = listed(binding.root.get('subjects'));
    if (subjects.hidden !== undefined) add(ANYONE, { unknown: subjects.hidden });
    for (const subject of subjects.items) {
      const name = subjectName(subject, binding, inventory);
      if (name.known) add(name.value, grants);
      else add(ANYONE, { unknown: name.why });
    }
  }
  return rights;
}

/** Whether the role of a binding has any rule. */
function grantsAnything(inventory: Inventory, binding: Resource): Match {
  const bound = roleOf(binding, inventory);
  if ('unknown' in bound) return bound;
  if ('builtIn' in bound) return 'yes';
  const { items, hidden } = rulesOf(bound.role);
  if (items.length > 0) return 'yes';
  return hidden === undefined ? 'no' : { unknown: hidden };
}
