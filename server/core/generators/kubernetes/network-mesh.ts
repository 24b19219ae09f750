import type { Inventory, Namespace } from '../../inventory/inventory.js';
import { rootNamespace } from '../../inventory/mesh/istio.js';
import { enrollmentOf, type Mesh } from '../../inventory/mesh/mesh.js';
import type { Direction } from '../../inventory/network/network-policies.js';
import type { Workload } from '../../inventory/workload.js';
import type { Gap, PlainMap } from '../generator.js';
import { toRule } from './network-rules.js';

/** The port where sidecars ask the control plane for their configuration and certificates. Source: Istio documentation, Ports used by Istio. */
const ISTIOD = 15012;

/** What the proxies in the pods need themselves: a sidecar calls the control plane, wherever the pod's own calls go. */
export function controlPlaneRules(inventory: Inventory, workloads: readonly Workload[]): readonly PlainMap[] {
  if (!workloads.some((workload) => meshOf(inventory, workload) === 'sidecar')) return [];
  const peer = {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': inventory.view(rootNamespace) } },
    podSelector: { matchLabels: { app: 'istiod' } },
  };
  return [toRule('egress', peer, [{ protocol: 'TCP', port: ISTIOD }])];
}

/** The address that probes of the kubelet have in ambient mode. Source: Istio documentation, Ambient and Kubernetes NetworkPolicy. */
const PROBES = '169.254.7.127/32';

/** In ambient mode probes come from an address of their own; elsewhere a node always reaches its pods. Source: Kubernetes documentation, Network Policies. */
export function probeRules(inventory: Inventory, workload: Workload): readonly PlainMap[] {
  if (meshOf(inventory, workload) !== 'ambient') return [];
  const ports = new Map<string, PlainMap>();
  for (const { value } of workload.containers)
    for (const probe of ['startupProbe', 'readinessProbe', 'livenessProbe'])
      for (const how of ['httpGet', 'tcpSocket', 'grpc']) {
        const text = value.path(probe, how, 'port').text();
        if (text !== undefined) ports.set(text, { protocol: 'TCP', port: /^\d+$/.test(text) ? Number(text) : text });
      }
  return ports.size === 0 ? [] : [toRule('ingress', { ipBlock: { cidr: PROBES } }, [...ports.values()])];
}

/** What is left to say about a mesh. */
export function meshGaps(inventory: Inventory, { workloads }: Namespace, direction: Direction): readonly Gap[] {
  const meshes = new Set(workloads.map((workload) => meshOf(inventory, workload)));
  const gaps: Gap[] = [];
  if (meshes.has('sidecar') && direction === 'ingress')
    gaps.push({ message: 'scrapes of the sidecars on ports 15020 and 15090 are refused: no scraper is in sight', expressibleBy: [] });
  if (meshes.has('ambient'))
    gaps.push({ message: 'in ambient mode a NetworkPolicy sees port 15008 alone: ports of a grant are told apart by the mesh', expressibleBy: ['istio'] });
  if (meshes.has('linkerd') && direction === 'egress')
    gaps.push({ message: 'the proxies of Linkerd call their control plane: allow egress to it where it runs, or no new proxy starts', expressibleBy: [] });
  return gaps;
}

function meshOf(inventory: Inventory, workload: Workload): Mesh | undefined {
  const enrollment = enrollmentOf(inventory, workload);
  return enrollment.state === 'in' ? enrollment.mesh : undefined;
}
