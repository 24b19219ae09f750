import type { Inventory } from '../../inventory/inventory.js';
import { enrollmentOf } from '../../inventory/mesh/mesh.js';
import { defineGenerator, together } from '../generator.js';
import { scopeOf } from '../scope.js';
import { authorizationPolicies } from './authorization-policy.js';
import { isMeshWide, meshPeerAuthentication, peerAuthentication } from './peer-authentication.js';
import { meshTelemetry, telemetry } from './telemetry.js';

/**
 * Policies of Istio, for workloads in its mesh with sidecars or in ambient mode.
 * Sources: Istio reference, PeerAuthentication, AuthorizationPolicy, Telemetry.
 */
export const istio = defineGenerator({
  id: 'istio',
  enforces: ['strict-mtls', 'default-deny', 'grants', 'access-logs'],
  summary: 'Istio: strict mutual TLS, an AuthorizationPolicy that allows nothing and one for each call seen, access logs.',
  audits: true,
  suits: (inventory) => inventory.view(hasIstio),

  generate(policy, inventory, how) {
    const { namespaces, workload, replaces } = scopeOf(policy, inventory);
    switch (policy.intent) {
      case 'strict-mtls':
        if (isMeshWide(policy, inventory)) return meshPeerAuthentication(inventory);
        return together(namespaces.map(({ name }) => peerAuthentication(inventory, name)));
      case 'access-logs':
        if (policy.subject === '' || policy.subject.startsWith('/Cluster|')) return meshTelemetry(inventory);
        return together(namespaces.map(({ name }) => telemetry(inventory, name)));
      default:
        return together(namespaces.map(({ name }) => authorizationPolicies({ inventory, namespace: name, workload, replaces, how })));
    }
  },
});

/** Whether something in sight belongs to a mesh of Istio. */
function hasIstio(inventory: Inventory): boolean {
  return (
    inventory.workloads().some((workload) => {
      const enrollment = enrollmentOf(inventory, workload);
      return enrollment.state === 'in' && enrollment.mesh !== 'linkerd';
    }) || inventory.resources.some(({ group }) => group === 'install.istio.io')
  );
}
