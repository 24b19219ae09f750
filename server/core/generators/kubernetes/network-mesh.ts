import type { Inventory, Namespace } from '../../inventory/inventory.js';
import { rootNamespace } from '../../inventory/mesh/istio.js';
import { enrollmentOf, type Mesh } from '../../inventory/mesh/mesh.js';
import type { Direction } from '../../inventory/network/network-policies.js';
import type { Workload } from '../../inventory/workload.js';
import type { Gap, PlainMap } from '../generator.js';
import { foreignSelector } from '../pod-selector.js';
import { MESH_PORTS, toRule } from './network-rules.js';

/** The port where sidecars ask the control plane for their configuration and certificates. Source: Istio documentation, Ports used by Istio. */
const ISTIOD = 15012;

/**
 * Where the proxies of Linkerd ask for their identity, for destinations and for policies; between two meshed pods the port of the proxy stands for these.
 * Sources: linkerd2, charts/linkerd-control-plane, Services linkerd-identity-headless, linkerd-dst-headless, linkerd-policy; Linkerd documentation, Network Policy.
 */
const LINKERD = { namespace: 'linkerd', ports: [8080, 8086, 8090, 4143] } as const;

/** What the proxies in the pods need themselves, whatever the pods call: each call their control plane. `name` is what the policy that allows it is called. */
export function controlPlaneRules(inventory: Inventory, workloads: readonly Workload[]): readonly { readonly name: string; readonly rule: PlainMap }[] {
  const meshes = new Set(workloads.map((workload) => meshOf(inventory, workload)));
  const rules: { readonly name: string; readonly rule: PlainMap }[] = [];
  if (meshes.has('sidecar')) {
    rules.push({ name: 'allow-istiod', rule: istiodRule(inventory) });
  }
  if (meshes.has('linkerd')) {
    const ports = LINKERD.ports.map((port) => ({ protocol: 'TCP', port }));
    rules.push({ name: 'allow-linkerd', rule: toRule('egress', inNamespace(LINKERD.namespace), ports) });
  }
  return rules;
}

/** What a proxy of Istio asks of its control plane. */
export function istiodRule(inventory: Inventory): PlainMap {
  const peer = { ...inNamespace(inventory.view(rootNamespace)), podSelector: foreignSelector(inventory, { app: 'istiod' }) };
  return toRule('egress', peer, [{ protocol: 'TCP', port: ISTIOD }]);
}

function inNamespace(name: string): PlainMap {
  return { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } };
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
  for (const [mesh, port] of MESH_PORTS)
    if (meshes.has(mesh))
      gaps.push({
        message: `between pods of the mesh a NetworkPolicy sees port ${port} alone: ports of a grant are told apart by the mesh`,
        expressibleBy: ['istio'],
      });
  if (meshes.has('linkerd') && direction === 'egress')
    gaps.push({
      message: `the control plane of Linkerd is taken to run in namespace "${LINKERD.namespace}": allow egress to it where it runs elsewhere`,
      expressibleBy: [],
    });
  return gaps;
}

/** The mesh that a workload is in; undefined where it is in none, or that is not known. */
export function meshOf(inventory: Inventory, workload: Workload): Mesh | undefined {
  const enrollment = enrollmentOf(inventory, workload);
  return enrollment.state === 'in' ? enrollment.mesh : undefined;
}
