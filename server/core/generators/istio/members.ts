import type { Inventory, Namespace } from '../../inventory/inventory.js';
import { enrollmentOf } from '../../inventory/mesh/mesh.js';
import type { Workload } from '../../inventory/workload.js';
import type { Gap } from '../generator.js';
import { gapAt, shown } from '../words.js';

/** The workloads of a namespace on which a policy of Istio has an effect, and what is to say of the others. */
export interface Members {
  readonly workloads: readonly Workload[];
  readonly gaps: readonly Gap[];
}

/** Whether a workload is in a mesh of Istio; where it is not known it is taken for one: a policy without a proxy refuses nothing. */
export function isMember(inventory: Inventory, workload: Workload): boolean {
  const enrollment = enrollmentOf(inventory, workload);
  return enrollment.state === 'unknown' || (enrollment.state === 'in' && enrollment.mesh !== 'linkerd');
}

export function isAmbient(inventory: Inventory, workload: Workload): boolean {
  const enrollment = enrollmentOf(inventory, workload);
  return enrollment.state === 'in' && enrollment.mesh === 'ambient';
}

export function membersOf(inventory: Inventory, namespace: Namespace): Members {
  const gaps = namespace.workloads.flatMap((workload): readonly Gap[] => {
    const enrollment = enrollmentOf(inventory, workload);
    if (enrollment.state === 'unknown') return [gapAt(workload, `whether ${shown(workload)} is in the mesh is not known: ${enrollment.why}`)];
    if (enrollment.state === 'out') return [gapAt(workload, `${shown(workload)} ${enrollment.says}: no policy of Istio protects it`, 'network-policy')];
    return enrollment.mesh === 'linkerd'
      ? [gapAt(workload, `${shown(workload)} is in a mesh of Linkerd: no policy of Istio protects it`, 'network-policy')]
      : [];
  });
  return { workloads: namespace.workloads.filter((workload) => isMember(inventory, workload)), gaps };
}
