import type { Inventory } from '../inventory.js';
import { type Known, withValue } from '../known.js';
import type { Resource } from '../resource.js';
import { extraArgs, type Flags, flagsOf } from './program-flags.js';

export const AUTHENTICATION = 'apiserver.config.k8s.io/AuthenticationConfiguration';
export const API_AUTHORIZATION = 'apiserver.config.k8s.io/AuthorizationConfiguration';
export const ENCRYPTION = 'apiserver.config.k8s.io/EncryptionConfiguration';
export const KUBELET = 'kubelet.config.k8s.io/KubeletConfiguration';
export const AUDIT_POLICY = 'audit.k8s.io/Policy';
const KUBEADM_CLUSTER = 'kubeadm.k8s.io/ClusterConfiguration';
const KUBEADM_NODES = ['kubeadm.k8s.io/InitConfiguration', 'kubeadm.k8s.io/JoinConfiguration'];

/**
 * What kubeadm passes to the API server where the configuration says nothing else, as far as rules ask.
 * Source: kubernetes/kubernetes, getAPIServerCommand in cmd/kubeadm/app/phases/controlplane/manifests.go.
 */
const KUBEADM_DEFAULTS: ReadonlyMap<string, string> = new Map([
  ['authorization-mode', 'Node,RBAC'],
  ['enable-admission-plugins', 'NodeRestriction'],
  ['client-ca-file', '/etc/kubernetes/pki/ca.crt'],
]);

/** Every API server in sight: containers that run `kube-apiserver`, and what kubeadm makes of a ClusterConfiguration. `inventory.view(apiServers)`. */
export function apiServers(inventory: Inventory): readonly Flags[] {
  const clusters = inventory.ofKind(KUBEADM_CLUSTER).map((cluster) => extraArgs(cluster, ['apiServer', 'extraArgs'], KUBEADM_DEFAULTS));
  return [...running(inventory, 'kube-apiserver'), ...clusters];
}

/** Containers that run `kubelet`. `inventory.view(kubelets)`. */
export function kubelets(inventory: Inventory): readonly Flags[] {
  return running(inventory, 'kubelet');
}

/** Flags that kubeadm adds to each kubelet; they win over its configuration file. `inventory.view(kubeletExtraArgs)`. */
export function kubeletExtraArgs(inventory: Inventory): readonly Flags[] {
  return inventory.ofKind(...KUBEADM_NODES).map((node) => extraArgs(node, ['nodeRegistration', 'kubeletExtraArgs'], new Map()));
}

/** True when kubeadm reads a document, since its file holds one of kubeadm's own: then kubeadm fills in what it leaves out. */
export function isReadByKubeadm(resource: Resource, inventory: Inventory): boolean {
  return inventory.ofKind(KUBEADM_CLUSTER, ...KUBEADM_NODES).some((other) => other.path === resource.path);
}

/** The value of a flag or its default; where it is not set, the place is the list of arguments. */
export function flagOr(flags: Flags, name: string, absent: string): Known<string> {
  return flags.one(name) ?? { known: true, value: absent, written: false, ...flags.spot };
}

/** True when a flag names a file: then the file says what the flag would. */
export function namesFile(flags: Flags, name: string): Known<boolean> {
  const flag = flagOr(flags, name, '');
  return flag.known ? withValue(flag, flag.value !== '') : flag;
}

/** The last part of a path that a flag names, to find the document that it means. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function running(inventory: Inventory, program: string): readonly Flags[] {
  return inventory.allWorkloads().flatMap((workload) => workload.containers.flatMap((container) => flagsOf(container, program) ?? []));
}

/** A switch as the program reads it: set without a value it is on. Source: Go, strconv.ParseBool. */
export function switchOr(flags: Flags, name: string, absent: boolean): Known<boolean> {
  const flag = flagOr(flags, name, String(absent));
  if (!flag.known) return flag;
  if (/^(?:1|t|true)$/i.test(flag.value)) return withValue(flag, true);
  if (/^(?:0|f|false)$/i.test(flag.value)) return withValue(flag, false);
  const { at, pointer } = flag;
  return { known: false, why: 'no boolean: the program refuses it', at, pointer };
}
