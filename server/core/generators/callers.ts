import type { Caller, Grant } from '../inventory/calls/call.js';
import { grantsOf } from '../inventory/calls/grants.js';
import type { Inventory } from '../inventory/inventory.js';
import { apiServerCallbacks } from '../inventory/traffic/api-server-callbacks.js';
import type { Workload } from '../inventory/workload.js';

/** The workload whose pods open the connection; undefined for a caller that is no pod in sight. */
export function callerOf(caller: Caller): Workload | undefined {
  return caller.kind === 'workload' ? caller.workload : caller.gateway;
}

/** What is said of a caller that is the API server: it calls a webhook or an aggregated API. */
const API_SERVER = 'the API server';

export function isApiServer({ reason }: Grant): boolean {
  return reason === API_SERVER;
}

/** The grants to a workload: those seen, and the calls of the API server, which has no labels and no identity. */
export function grantsTo(inventory: Inventory, workload: Workload): readonly Grant[] {
  const callbacks = inventory.view(apiServerCallbacks).filter(({ to }) => to.workload.id === workload.id);
  return [
    ...inventory.view(grantsOf).filter(({ to }) => to.workload.id === workload.id),
    ...callbacks.map(({ by, to, at, pointer }): Grant => ({ from: { kind: 'outside', via: `${by.kind} "${by.name}"` }, to, reason: API_SERVER, at, pointer })),
  ];
}
