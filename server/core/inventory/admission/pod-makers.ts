import type { Inventory } from '../inventory.js';
import { podPath } from '../workload.js';

/**
 * Groups whose objects make no pods besides those that Heptad reads as workloads: of Kubernetes itself, of meshes, of policies. An object of any other group may
 * bring pods about that no file shows, as operators do.
 */
const QUIET_GROUPS: ReadonlySet<string> = new Set(
  (
    'extensions apps batch autoscaling policy networking.k8s.io rbac.authorization.k8s.io storage.k8s.io scheduling.k8s.io node.k8s.io coordination.k8s.io ' +
    'discovery.k8s.io events.k8s.io admissionregistration.k8s.io apiextensions.k8s.io apiregistration.k8s.io policy.networking.k8s.io ' +
    'security.istio.io networking.istio.io telemetry.istio.io extensions.istio.io policy.linkerd.io cilium.io projectcalico.org ' +
    'kyverno.io policies.kyverno.io wgpolicyk8s.io constraints.gatekeeper.sh templates.gatekeeper.sh config.gatekeeper.sh external-secrets.io cert-manager.io'
  ).split(' '),
);

/** Kinds of the other groups that make no pods: rules for what others make. */
const QUIET_KINDS: ReadonlySet<string> = new Set(
  (
    'gateway.networking.k8s.io/HTTPRoute gateway.networking.k8s.io/GRPCRoute gateway.networking.k8s.io/TLSRoute gateway.networking.k8s.io/TCPRoute ' +
    'gateway.networking.k8s.io/ReferenceGrant monitoring.coreos.com/ServiceMonitor monitoring.coreos.com/PodMonitor monitoring.coreos.com/PrometheusRule ' +
    'monitoring.coreos.com/Probe monitoring.coreos.com/ScrapeConfig'
  ).split(' '),
);

/** Whether an object of a namespace may bring about pods that no file shows. */
export function makesPods(inventory: Inventory, namespace: string): boolean {
  return inventory.view(makers).has(namespace);
}

function makers(inventory: Inventory): ReadonlySet<string> {
  const found = inventory.resources.filter(
    ({ group, kind }) => group !== '' && !QUIET_GROUPS.has(group) && !QUIET_KINDS.has(`${group}/${kind}`) && podPath(group, kind) === undefined,
  );
  return new Set(found.map(({ namespace }) => namespace));
}
