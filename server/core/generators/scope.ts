import type { Inventory, Namespace } from '../inventory/inventory.js';
import { rootNamespace } from '../inventory/mesh/istio.js';
import type { SubjectId } from '../inventory/subject.js';
import type { Workload } from '../inventory/workload.js';

/** What a draft is for: some namespaces, or one workload of one. */
export interface Scope {
  readonly namespaces: readonly Namespace[];
  /** Set where the draft is for this workload alone. */
  readonly workload?: Workload | undefined;
  /** Id of the policy that the output is to replace: what it does today counts for nothing. */
  readonly replaces?: SubjectId | undefined;
}

/** Reads the subject of a draft: a namespace, a workload or a part of one, a policy (then its namespace), else all of the target. System namespaces are left out. */
export function scopeOf(subject: SubjectId, inventory: Inventory): Scope {
  const namespaces = inventory.namespaces().filter(({ name }) => !isSystem(name, inventory));
  const [kind = '', namespace = '', name = ''] = subject.split('|');
  if (subject === '' || kind === '/Cluster') return { namespaces };
  if (kind === '/Namespace') return { namespaces: namespaces.filter((one) => one.name === name) };
  const own = namespaces.filter((one) => one.name === namespace);
  const workload = inventory.workloads().find(({ id }) => id === `${kind}|${namespace}|${name}|`);
  if (workload !== undefined) return own.length > 0 ? { namespaces: own, workload } : { namespaces: [] };
  const policy = inventory.resources.find(({ id }) => id === `${kind}|${namespace}|${name}|`);
  return { namespaces: own, replaces: policy?.id };
}

/** Namespaces of the control plane, and those of engines where they are usually installed. Source: Kubernetes documentation, Namespaces, initial namespaces; the installation guides of the engines. */
const SYSTEM = new Set(
  'kube-system kube-public kube-node-lease istio-system kyverno gatekeeper-system linkerd linkerd-viz calico-system tigera-operator cilium cert-manager'.split(
    ' ',
  ),
);

/** True for a namespace that no generator touches: of the control plane, of an engine, or the mesh's root. */
export function isSystem(namespace: string, inventory: Inventory): boolean {
  return SYSTEM.has(namespace) || namespace === inventory.view(rootNamespace);
}
