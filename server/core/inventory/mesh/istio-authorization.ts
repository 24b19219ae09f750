import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import { isEveryAddress } from '../network/network-words.js';
import type { Resource } from '../resource.js';
import { anyOf, type Match, not, whyUnknown } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { pickedByLabels, workloadIndex } from '../workload-index.js';
import { AUTHORIZATION, actionOf, isDryRun, rootNamespace, targetRefs } from './istio.js';

/** An AuthorizationPolicy that the proxy of a workload enforces, or may. */
export interface Enforced {
  readonly policy: Resource;
  readonly match: Match;
}

/**
 * The policies that hold at a workload itself: of its namespace or the root namespace, by selector or for all. One with `targetRefs` holds at a gateway
 * or a waypoint instead, and is no part of this. Source: Istio reference, AuthorizationPolicy, fields selector and targetRefs.
 */
export function policiesAt(inventory: Inventory, workload: Workload): readonly Enforced[] {
  return inventory.view(enforced).get(workload.id) ?? [];
}

function enforced(inventory: Inventory): ReadonlyMap<string, readonly Enforced[]> {
  const root = inventory.view(rootNamespace);
  const found = new Map<string, Enforced[]>();
  for (const policy of inventory.ofKind(AUTHORIZATION)) {
    if (targetRefs(policy).length > 0) continue;
    const labels = policy.spec.path('selector', 'matchLabels');
    const namespaces = policy.namespace === root ? inventory.view(namespacesInUse) : [policy.namespace];
    for (const namespace of namespaces) {
      for (const { workload, match } of pickedByLabels(inventory, namespace, labels)) {
        const list = found.get(workload.id);
        if (list === undefined) found.set(workload.id, [{ policy, match }]);
        else list.push({ policy, match });
      }
    }
  }
  return found;
}

/** Namespaces with workloads, context included. `inventory.view(namespacesInUse)`. */
export function namespacesInUse(inventory: Inventory): ReadonlySet<string> {
  return new Set(inventory.view(workloadIndex).all.map(({ workload }) => workload.namespace));
}

const ACTIONS = new Set(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']);

/** Whether a policy has an action and is in force: one that is only tried out (`istio.io/dry-run`) refuses nothing and admits nothing. */
export function isInForce(policy: Resource, action: string): Match {
  const stated = actionOf(policy);
  if (!stated.known) return { unknown: stated.why };
  if (!ACTIONS.has(stated.value)) return { unknown: 'no action that there is: the API server refuses it' };
  return stated.value === action ? not(isDryRun(policy)) : 'no';
}

/** Whether one of the rules of a policy passes a test; rules that are not seen may. */
export function anyRule(policy: Resource, test: (rule: Value) => Match): Match {
  const { items, hidden } = listed(policy.spec.get('rules'));
  return anyOf([...items.map(test), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
}

/** What is open in a part of a rule: whether it lets everything through, and the places that say so. */
export interface Openness {
  readonly match: Match;
  readonly spots: readonly Spot[];
}

const CLOSED: Openness = { match: 'no', spots: [] };

/**
 * Whether a rule fits every request, or every request of the mesh: callers, operations and conditions are all left open.
 * Without a field everything fits; a lone star fits everything too. Source: Istio reference, AuthorizationPolicy, Rule.
 */
export function fitsEverything(rule: Value): Openness {
  if (rule.unknown !== undefined) return { match: { unknown: rule.unknown }, spots: [] };
  if (rule.hides !== undefined) return { match: { unknown: rule.hides }, spots: [] };
  const parts = [anyOpen(rule.get('from'), 'source', isOpenSource), anyOpen(rule.get('to'), 'operation', isOpenOperation), openConditions(rule.get('when'))];
  if (parts.some(({ match }) => match === 'no')) return CLOSED;
  const unclear = parts.find(({ match }) => match !== 'yes');
  if (unclear !== undefined) return unclear;
  const spots = parts.flatMap((part) => part.spots);
  return { match: 'yes', spots: spots.length > 0 ? spots : [[...rule.entries()].length === 0 ? rule : { at: rule.keyAt, pointer: rule.pointer }] };
}

/** Of the items of `from` and `to` one suffices. */
function anyOpen(list: Value, key: string, read: (fields: Value) => Openness): Openness {
  const { items, hidden } = listed(list);
  if (items.length === 0) return { match: hidden === undefined ? 'yes' : { unknown: hidden }, spots: [] };
  const found = items.map((item) => read(item.get(key)));
  const open = found.filter(({ match }) => match === 'yes');
  if (open.length > 0) return { match: 'yes', spots: open.flatMap(({ spots }) => spots) };
  const why = hidden ?? found.map(({ match }) => whyUnknown(match)).find((reason) => reason !== undefined);
  return why === undefined ? CLOSED : { match: { unknown: why }, spots: [] };
}

const SOURCE_STARS = ['principals', 'namespaces', 'serviceAccounts'];
const SOURCE_BLOCKS = ['ipBlocks', 'remoteIpBlocks'];
const SOURCE_NEVER = ['requestPrincipals', 'notPrincipals', 'notRequestPrincipals', 'notNamespaces', 'notServiceAccounts', 'notIpBlocks', 'notRemoteIpBlocks'];

function isOpenSource(source: Value): Openness {
  return allOpen(source, [
    ...SOURCE_STARS.map((key) => [key, (text: string) => text === '*'] as const),
    ...SOURCE_BLOCKS.map((key) => [key, isEveryAddress] as const),
    ...SOURCE_NEVER.map((key) => [key, () => false] as const),
  ]);
}

const OPERATION_STARS = ['hosts', 'methods', 'paths'];
const OPERATION_NEVER = ['ports', 'notHosts', 'notMethods', 'notPaths', 'notPorts'];

function isOpenOperation(operation: Value): Openness {
  return allOpen(operation, [
    ...OPERATION_STARS.map((key) => [key, (text: string) => text === '*' || (key === 'paths' && (text === '/*' || text === '/{**}'))] as const),
    ...OPERATION_NEVER.map((key) => [key, () => false] as const),
  ]);
}

/** All fields of a source or operation must hold; of the entries of one field one suffices. */
function allOpen(fields: Value, tests: readonly (readonly [string, (text: string) => boolean])[]): Openness {
  let unknown: Reason | undefined = fields.hides;
  const spots: Spot[] = [];
  for (const [key, isOpen] of tests) {
    const { items, hidden } = listed(fields.get(key));
    if (items.length === 0 && hidden === undefined) continue;
    const open = items.find((item) => isOpen(item.text() ?? ''));
    if (open !== undefined) spots.push(open);
    else if (hidden === undefined) return CLOSED;
    else unknown ??= hidden;
  }
  if (unknown !== undefined) return { match: { unknown }, spots: [] };
  return { match: 'yes', spots: spots.length > 0 ? spots : fields.exists ? [fields] : [] };
}

/** A condition on who calls that takes every value is none; every other condition narrows. */
function openConditions(list: Value): Openness {
  const { items, hidden } = listed(list);
  if (hidden !== undefined) return { match: { unknown: hidden }, spots: [] };
  for (const item of items) {
    const key = item.get('key').text() ?? '';
    const values = listed(item.get('values'));
    const star = values.items.find((value) => value.text() === '*' || isEveryAddress(value.text() ?? ''));
    if (star === undefined || !key.startsWith('source.') || item.get('notValues').exists) return CLOSED;
  }
  return { match: 'yes', spots: [] };
}

/** Whether a DENY rule refuses everyone, or everyone but identities that it names. */
export function refusesByDefault(rule: Value): Match {
  if (rule.hides !== undefined) return { unknown: rule.hides };
  const [to, when] = [listed(rule.get('to')), listed(rule.get('when'))];
  if (to.hidden !== undefined || when.hidden !== undefined) return { unknown: to.hidden ?? when.hidden ?? '' };
  if (to.items.length > 0 || when.items.length > 0) return 'no';
  const from = listed(rule.get('from'));
  if (from.hidden !== undefined) return { unknown: from.hidden };
  if (from.items.length === 0) return 'yes';
  return from.items.some((item) => namesExceptions(item.get('source'))) ? 'yes' : 'no';
}

const EXCEPTIONS = new Set(['notPrincipals', 'notNamespaces', 'notServiceAccounts']);

/** Only negative fields, without a star: `notPrincipals: ["*"]` refuses no more than callers without an identity. */
function namesExceptions(source: Value): boolean {
  const fields = [...source.entries()].filter(([, value]) => value.items().length > 0);
  return (
    fields.length > 0 && fields.every(([key, value]) => EXCEPTIONS.has(key) && value.items().every((item) => item.text() !== undefined && item.text() !== '*'))
  );
}
