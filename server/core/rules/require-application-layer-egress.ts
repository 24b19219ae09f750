import { type Coverage, coverageOutcome } from '../inventory/admission/coverage.js';
import type { Inventory } from '../inventory/inventory.js';
import { enrollmentOf } from '../inventory/mesh/mesh.js';
import { type NetworkRule, namesNobody, networkCover } from '../inventory/network/network-policies.js';
import { allOf, anyOf, type Match, whyUnknown } from '../inventory/selectors.js';
import { callsRegisteredOnly, registeredStars } from '../inventory/traffic/outbound.js';
import type { Workload } from '../inventory/workload.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireApplicationLayerEgress = defineRule({
  id: 'require-application-layer-egress',
  pillar: 'network',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-4'), sourced('SC-7')],
  tenets: [judgement(3), sourced(4)],
  activities: [judgement('5.4.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'namespaces', 'network-policies', 'mesh', 'admission'],
  absent: 'not-applicable',
  summary: 'Egress rules know hosts and HTTP',
  why: 'Behind one address stand many hosts: only the name of the host, or the request, says where data really goes.',
  advice: 'Write the hosts that each workload needs as host-name or HTTP rules of your network plugin, or register them in the mesh and refuse the rest.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory) {
    yield* coverageOutcome(inventory, namespace, `egress of ${namespace.shown} is held by addresses at most`, (workload) => coverage(inventory, workload));
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ^^^^ egress of namespace "shop" is held by addresses at most
          ---
          kind: NetworkPolicy
          metadata: { name: cart, namespace: shop }
          spec: { podSelector: {}, egress: [{ to: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [{ port: 443 }] }] }
        `,
      },
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          #                 ^^^^ egress of namespace "shop" is held by addresses at most
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
          ---
          kind: Sidecar
          metadata: { name: default, namespace: shop }
          spec: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } }
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: CiliumNetworkPolicy
        metadata: { name: cart, namespace: shop }
        spec:
          endpointSelector: {}
          egress:
            - toEndpoints: [{ matchLabels: { k8s-app: kube-dns, io.kubernetes.pod.namespace: kube-system } }]
              toPorts: [{ ports: [{ port: "53", protocol: ANY }], rules: { dns: [{ matchPattern: "*" }] } }]
            - toFQDNs: [{ matchName: api.example.com }]
              toPorts: [{ ports: [{ port: "443" }] }]
      `,
      `
        kind: Namespace
        metadata: { name: shop, labels: { istio-injection: enabled } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: Sidecar
        metadata: { name: default, namespace: shop }
        spec: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } }
        ---
        kind: ServiceEntry
        metadata: { name: api, namespace: shop }
        spec: { hosts: [api.example.com], resolution: DNS, ports: [{ number: 443, name: tls, protocol: TLS }] }
        ---
        kind: NetworkPolicy
        metadata: { name: egress, namespace: shop }
        spec: { podSelector: {}, egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-egress } } }] }] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ??? lives elsewhere
        `,
        platform: 'external',
      },
    ],
  },
});

/** The network must refuse by default, or what looks at hosts and requests is simply gone round. */
function coverage(inventory: Inventory, workload: Workload): Coverage {
  const cover = networkCover(inventory, workload, 'egress', namesNobody);
  if (cover.state === 'unknown') return cover;
  if (cover.state === 'missing') return { state: 'missing', says: 'is picked by no policy for egress' };
  if (cover.state === 'open') {
    return {
      state: 'open',
      says: 'may call what no rule names',
      by: { at: cover.rule.value.at, message: `policy "${cover.rule.policy.name}" names no destination` },
    };
  }
  const byRules = looksAtRequests(cover.rules);
  const byMesh = byRules === 'yes' ? 'no' : registered(inventory, workload);
  const answer = anyOf([byRules, byMesh]);
  const why = whyUnknown(answer);
  if (why !== undefined) return { state: 'unknown', why };
  return answer === 'yes' ? { state: 'covered' } : { state: 'missing', says: 'is held by addresses and ports alone' };
}

/** Every rule that leads out of the cluster names hosts or requests, and some rule does; where nothing but DNS is let out there is nothing to look at. */
function looksAtRequests(rules: readonly NetworkRule[]): Match {
  const others = rules.filter(({ dns }) => dns !== 'yes');
  if (others.length === 0) return 'yes';
  const leaving = others.map(({ leaves, application }) => (leaves === 'no' ? 'yes' : application));
  return allOf([...leaving, anyOf(others.map(({ application }) => application))]);
}

/** A mesh that knows registered hosts only, none of which stands for all. */
function registered(inventory: Inventory, workload: Workload): Match {
  const enrollment = enrollmentOf(inventory, workload);
  if (enrollment.state === 'unknown') return { unknown: enrollment.why };
  if (enrollment.state === 'out' || enrollment.mesh !== 'sidecar') return 'no';
  const stars = registeredStars(inventory, workload.namespace);
  if (stars.found.length > 0) return 'no';
  return allOf([callsRegisteredOnly(inventory, workload), ...(stars.hidden === undefined ? [] : [{ unknown: stars.hidden }])]);
}
