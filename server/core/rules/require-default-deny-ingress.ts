import { type Coverage, coverageOutcome } from '../inventory/admission/coverage.js';
import { type NetworkCover, networkCover } from '../inventory/network/network-policies.js';
import { defineRule, type Fix, generate, judgement, sourced } from './rule.js';

export const requireDefaultDenyIngress = defineRule({
  id: 'require-default-deny-ingress',
  pillar: 'network',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SC-7(5)'), sourced('SC-7'), sourced('AC-4'), sourced('AC-4(21)')],
  tenets: [sourced(2), judgement(3)],
  activities: [judgement('5.1.1'), sourced('5.3.1'), sourced('5.4.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'namespaces', 'network-policies'],
  absent: 'not-applicable',
  summary: 'Default-deny ingress for every workload',
  why: 'Without a default deny, whoever takes over one pod can knock at every port of all the others.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory) {
    const outcomes = coverageOutcome(inventory, namespace, `${namespace.shown} does not deny ingress by default`, (workload) =>
      coverage(networkCover(inventory, workload, 'ingress', (rule) => rule.opens)),
    );
    for (const outcome of outcomes) yield 'notJudged' in outcome ? outcome : { ...outcome, fixes: [denyByDefault(namespace.id)] };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop }
          #                 ^^^^ namespace "shop" does not deny ingress by default
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec: { template: { metadata: { labels: { app: cart } } } }
          ---
          kind: NetworkPolicy
          metadata: { name: default-deny, namespace: shop }
          spec: { podSelector: {}, ingress: [{}] }
        `,
      },
      {
        source: `
          kind: Deployment
          metadata: { name: cart }
          #                 ^^^^ the namespace that is not set does not deny ingress by default
          spec: { template: { metadata: { labels: { app: cart } } } }
          ---
          kind: NetworkPolicy
          metadata: { name: web }
          spec: { podSelector: { matchLabels: { app: web } } }
        `,
      },
    ],
    good: [
      `
        kind: Deployment
        metadata: { name: cart, namespace: shop }
        spec: { template: { metadata: { labels: { app: cart } } } }
        ---
        kind: NetworkPolicy
        metadata: { name: anything, namespace: shop }
        spec: { podSelector: {} }
      `,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop, labels: { app: cart } }
        ---
        kind: NetworkPolicy
        metadata: { name: cart, namespace: shop }
        spec:
          podSelector: { matchExpressions: [{ key: app, operator: In, values: [cart, web] }] }
          policyTypes: [Ingress]
          ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 7070 }] }]
      `,
      `
        kind: Pod
        metadata: { name: cart, namespace: shop, labels: { app: cart } }
        ---
        kind: CiliumNetworkPolicy
        metadata: { name: nobody, namespace: shop }
        spec: { endpointSelector: {}, ingress: [{}] }
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
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ??? "baseline" of kind BaselineAdminNetworkPolicy is not weighed
          ---
          apiVersion: policy.networking.k8s.io/v1alpha1
          kind: BaselineAdminNetworkPolicy
          metadata: { name: baseline }
          spec: { subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }
        `,
      },
    ],
  },
});

function denyByDefault(subject: string): Fix {
  return generate('Deny ingress by default with the declared grants, enforces at once', 'restricts', 'network-policy', {
    intent: 'default-deny',
    subject,
    with: { directions: ['ingress'] },
  });
}

function coverage(cover: NetworkCover): Coverage {
  if (cover.state === 'missing') return { state: 'missing', says: 'is picked by no policy for ingress' };
  if (cover.state !== 'open') return cover;
  const { policy, value } = cover.rule;
  return { state: 'open', says: 'admits every caller', by: { at: value.at, message: `policy "${policy.name}" admits everyone` } };
}
