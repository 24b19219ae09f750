import type { Inventory, Namespace } from '../inventory/inventory.js';
import { rootNamespace } from '../inventory/mesh/istio.js';
import type { PolicyDraft } from '../inventory/policy-draft.js';
import type { SubjectId } from '../inventory/subject.js';
import type { Workload } from '../inventory/workload.js';

/** What a draft is for: some namespaces, or one workload of one. */
export interface Scope {
  readonly namespaces: readonly Namespace[];
  /** Set where the draft is for this workload alone. */
  readonly workload?: Workload | undefined;
  /** Ids of policies that the output is to replace: what they do today counts for nothing. */
  readonly replaces: readonly SubjectId[];
}

/** Reads the subject of a draft: a namespace, a workload or a part of one, a policy (then its namespace), else all of the target. System namespaces are left out. `with.replaces` names more policies. */
export function scopeOf({ subject, with: options }: PolicyDraft, inventory: Inventory): Scope {
  const replaces = options?.['replaces'] ?? [];
  const namespaces = inventory.namespaces().filter(({ name }) => !isSystem(name, inventory));
  const [kind = '', namespace = '', name = ''] = subject.split('|');
  if (subject === '' || kind === '/Cluster') return { namespaces, replaces };
  if (kind === '/Namespace') return { namespaces: namespaces.filter((one) => one.name === name), replaces };
  const own = namespaces.filter((one) => one.name === namespace);
  const workload = inventory.workloads().find(({ id }) => id === `${kind}|${namespace}|${name}|`);
  if (workload !== undefined) return own.length > 0 ? { namespaces: own, workload, replaces } : { namespaces: [], replaces };
  const policy = inventory.resources.find(({ id }) => id === `${kind}|${namespace}|${name}|`);
  return { namespaces: own, replaces: policy === undefined ? replaces : [policy.id, ...replaces] };
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
