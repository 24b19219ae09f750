import { type Coverage, coverageOutcome } from '../inventory/admission/coverage.js';
import { type NetworkCover, namesNobody, networkCover } from '../inventory/network/network-policies.js';
import { defineRule, type Fix, generate, judgement, sourced } from './rule.js';

export const requireDefaultDenyEgress = defineRule({
  id: 'require-default-deny-egress',
  pillar: 'network',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SC-7(5)'), sourced('SC-7'), sourced('AC-4')],
  tenets: [sourced(2), judgement(3)],
  activities: [sourced('5.4.1'), sourced('5.3.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'namespaces', 'network-policies', 'admission'],
  absent: 'not-applicable',
  summary: 'Default-deny egress for every workload',
  why: 'What can call anywhere can send anything anywhere: an intruder fetches tools and carries data out through such a pod.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory) {
    const outcomes = coverageOutcome(inventory, namespace, `${namespace.shown} does not deny egress by default`, (workload) =>
      coverage(networkCover(inventory, workload, 'egress', namesNobody)),
    );
    for (const outcome of outcomes) yield 'notJudged' in outcome ? outcome : { ...outcome, fixes: [denyByDefault(namespace.id)] };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ^^^^ namespace "shop" does not deny egress by default
          ---
          kind: NetworkPolicy
          metadata: { name: default-deny, namespace: shop }
          spec: { podSelector: {}, egress: [] }
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ^^^^ namespace "shop" does not deny egress by default
          ---
          kind: NetworkPolicy
          metadata: { name: web, namespace: shop }
          spec:
            podSelector: {}
            policyTypes: [Egress]
            egress: [{ to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [169.254.169.254/32] } }], ports: [{ port: 443 }] }]
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: NetworkPolicy
        metadata: { name: deny, namespace: shop }
        spec: { podSelector: {}, policyTypes: [Ingress, Egress] }
        ---
        kind: NetworkPolicy
        metadata: { name: dns, namespace: shop }
        spec:
          podSelector: {}
          policyTypes: [Egress]
          egress: [{ ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }] }]
      `,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: CiliumNetworkPolicy
        metadata: { name: cart, namespace: shop }
        spec: { endpointSelector: {}, egress: [{ toFQDNs: [{ matchName: api.example.com }] }] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ??? a policy may generate it ("deny")
          ---
          kind: ClusterPolicy
          metadata: { name: deny }
          spec: { rules: [{ name: deny, generate: { kind: NetworkPolicy, name: deny } }] }
        `,
      },
    ],
  },
});

function denyByDefault(subject: string): Fix {
  return generate('Deny egress by default but DNS and the declared calls, enforces at once', 'restricts', 'network-policy', {
    intent: 'default-deny',
    subject,
    with: { directions: ['egress'] },
  });
}

function coverage(cover: NetworkCover): Coverage {
  if (cover.state === 'missing') return { state: 'missing', says: 'is picked by no policy for egress' };
  if (cover.state !== 'open') return cover;
  const { policy, value } = cover.rule;
  return { state: 'open', says: 'may call what no rule names', by: { at: value.at, message: `policy "${policy.name}" names no destination` } };
}
