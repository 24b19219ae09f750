import type { Call, Caller, Grant, Listener, UnresolvedCall } from '../inventory/calls/call.js';
import { callsOf, saidIn } from '../inventory/calls/calls.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Workload } from '../inventory/workload.js';
import type { Note } from './generator.js';

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

/** `"shop/web" reaches "shop/cart" on port 7070`, at the place that shows the need. */
export function noteOf(grant: Grant, verb = 'reaches', more = ''): Note {
  return { message: `${shownCaller(grant.from)} ${verb} ${shownListener(grant.to)}${more}`, at: grant.at, pointer: grant.pointer };
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
