import type { Inventory } from '../inventory.js';
import { type Known, withValue } from '../known.js';
import type { Value } from '../value.js';
import type { Container, Workload } from '../workload.js';

/**
 * The values that the Pod Security Standards allow, as the admission plugin has them in Kubernetes 1.37: the newest lists, since each only grew.
 * Source: k8s.io/pod-security-admission v0.37.2, policy/check_*.go.
 */
export const BASELINE_CAPABILITIES: ReadonlySet<string> = new Set(
  'AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP SETUID SYS_CHROOT'.split(' '),
);

export const SAFE_SYSCTLS: ReadonlySet<string> = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_wmem',
  'net.ipv4.tcp_slow_start_after_idle',
  'net.ipv4.tcp_notsent_lowat',
]);

export const SELINUX_TYPES: ReadonlySet<string> = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);

/** Types of a seccomp or an AppArmor profile that confine a container. */
export const CONFINING_PROFILES: ReadonlySet<string> = new Set(['RuntimeDefault', 'Localhost']);

export const RESTRICTED_VOLUMES: ReadonlySet<string> = new Set(
  'configMap csi downwardAPI emptyDir ephemeral image persistentVolumeClaim projected secret'.split(' '),
);

/** Every other type of volume of the API. */
export const OTHER_VOLUMES: ReadonlySet<string> = new Set(
  (
    'hostPath gcePersistentDisk awsElasticBlockStore gitRepo nfs iscsi glusterfs rbd flexVolume cinder cephfs flocker fc azureFile vsphereVolume quobyte ' +
    'azureDisk portworxVolume photonPersistentDisk scaleIO storageos'
  ).split(' '),
);

/** What a value in a securityContext belongs to, as messages name it. */
export interface Owned {
  readonly value: Value;
  readonly owner: string;
}

/**
 * A field of a securityContext at both its levels, the pod's first. The standards refuse a bad value at the pod's level even where each container
 * sets its own: a container that is added later, or for debugging, would get it.
 */
export function atBothLevels(container: Container, field: string): readonly [Owned, Owned] {
  return [
    { value: container.workload.podSpec.path('securityContext', field), owner: `the pod of container "${container.part}"` },
    { value: container.securityContext.get(field), owner: `container "${container.part}"` },
  ];
}

/** Where a pod says that it, or one of its containers, runs as a process of a Windows node. */
export function hostProcesses(workload: Workload): readonly Value[] {
  const contexts = [workload.podSpec.get('securityContext'), ...workload.containers.map(({ securityContext }) => securityContext)];
  return contexts.map((context) => context.path('windowsOptions', 'hostProcess')).filter((value) => value.text() === 'true');
}

/** The operating system that a pod says it runs on; `linux` when it says none. */
export function osOf(workload: Workload): Known<string> {
  return workload.podSpec.path('os', 'name').string('linux');
}

/** Containers but those of Windows pods: there the API refuses capabilities, seccomp, privilege escalation and a read-only root. Source: Kubernetes API reference, PodOS. */
export function linuxContainers(inventory: Inventory): readonly Container[] {
  return inventory.view(containersOfLinux);
}

function containersOfLinux(inventory: Inventory): readonly Container[] {
  return inventory.containers().filter(({ workload }) => {
    const os = osOf(workload);
    return !os.known || os.value !== 'windows';
  });
}

/** True for a pod whose root is no root of its node: `hostUsers: false`. From Kubernetes 1.35 on the standards then ask for no user. */
export function hasOwnUsers(workload: Workload): Known<boolean> {
  const hostUsers = workload.podSpec.get('hostUsers').boolean(true);
  return hostUsers.known ? withValue(hostUsers, !hostUsers.value) : hostUsers;
}
