import type { Call, Caller, Grant, Listener, UnresolvedCall } from '../inventory/calls/call.js';
import { callsOf, saidIn } from '../inventory/calls/calls.js';
import { callerKey } from '../inventory/calls/grants.js';
import { listenerKey } from '../inventory/calls/listeners.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Spot } from '../inventory/known.js';
import type { Workload } from '../inventory/workload.js';
import type { Gap, Note } from './generator.js';

/** A workload as notes name it: with its namespace where one is known. */
export function shown({ namespace, name }: Pick<Workload, 'namespace' | 'name'>): string {
  return namespace === '' ? `"${name}"` : `"${namespace}/${name}"`;
}

export function shownCaller(caller: Caller): string {
  if (caller.kind === 'workload') return shown(caller.workload);
  return caller.gateway === undefined ? `outside by ${caller.via}` : `${shown(caller.gateway)} by ${caller.via}`;
}

export function shownListener({ workload, port, protocol }: Listener): string {
  return `${shown(workload)} on ${protocol === 'TCP' ? '' : `${protocol} `}port ${port}`;
}

/** `"shop/web" reaches "shop/cart" on port 7070`. */
export function shownGrant({ from, to }: Grant, verb = 'reaches'): string {
  return `${shownCaller(from)} ${verb} ${shownListener(to)}`;
}

/** What becomes of a grant, at the place that shows the need. */
export function noteOf(grant: Grant, becomes: 'kept' | 'refused', why = ''): Note {
  const message = becomes === 'kept' ? shownGrant(grant) : `${shownGrant(grant, 'no longer reaches')}: ${why}`;
  return { message, grant: grantKey(grant), at: grant.at, pointer: grant.pointer };
}

/** What tells grants apart. */
export function grantKey({ from, to }: Pick<Grant, 'from' | 'to'>): string {
  return `${callerKey(from)}\n${listenerKey(to)}`;
}

/** A gap at a place. */
export function gapAt({ at, pointer }: Spot, message: string, ...expressibleBy: readonly string[]): Gap {
  return { message, at, pointer, expressibleBy };
}

/** Labels that pick more than they are written for. */
export function alsoPicked(workload: Workload, also: readonly Workload[]): readonly Gap[] {
  if (also.length === 0) return [];
  return [gapAt(workload, `the labels of ${shown(workload)} also pick ${also.map(shown).join(', ')}: what is granted to one is granted to all`)];
}

/** What is called and cannot be told from the files: nothing is granted for it. */
export function unresolvedNotes(inventory: Inventory, isAsked: (call: Pick<Call | UnresolvedCall, 'from'>) => boolean): readonly Note[] {
  return inventory
    .view(callsOf)
    .unresolved.filter(isAsked)
    .map(({ from, container, variable, text, why, at, pointer }) => {
      const what = text === '' ? '' : ` "${text}"`;
      return { message: `${shown(from)} may call${what === '' ? ' something' : what}, ${saidIn(variable, container)}: ${why}`, at, pointer };
    });
}
