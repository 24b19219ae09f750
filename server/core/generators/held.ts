import type { Caller, Grant } from '../inventory/calls/call.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Stage } from '../inventory/reachability/reach.js';
import { reach } from '../inventory/reachability/reachability.js';
import type { Workload } from '../inventory/workload.js';

/**
 * True for a grant that only a policy which is to be replaced admits: at this stage the target as it is lets it through, or may, and without the policy it is refused.
 * What is refused today already is never opened.
 */
export function isHeldBy(today: Inventory, without: Inventory, grant: Grant, stage: Stage): boolean {
  return today !== without && answerAt(today, grant, stage) !== 'no' && answerAt(without, grant, stage) === 'no';
}

function answerAt(inventory: Inventory, { from, to }: Grant, stage: Stage): 'yes' | 'no' | 'unknown' {
  const workload = twin(inventory, to.workload);
  const caller = callerIn(inventory, from);
  if (workload === undefined || caller === undefined) return 'unknown';
  const match = reach(inventory, caller, { ...to, workload }).steps.find((step) => step.stage === stage)?.match ?? 'yes';
  return typeof match === 'string' ? match : 'unknown';
}

function callerIn(inventory: Inventory, caller: Caller): Caller | undefined {
  if (caller.kind === 'workload') {
    const workload = twin(inventory, caller.workload);
    return workload === undefined ? undefined : { ...caller, workload };
  }
  return caller.gateway === undefined ? caller : { ...caller, gateway: twin(inventory, caller.gateway) };
}

/** The same workload in another state of the target. */
function twin(inventory: Inventory, { id }: Workload): Workload | undefined {
  return inventory.allWorkloads().find((one) => one.id === id);
}
