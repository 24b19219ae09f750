import { postureDefaults } from '../inventory/mesh/posture-defaults.js';
import { defineRule, judgement, sourced } from './rule.js';
import { bad, clusterBy, good, outcomesOf, unknown } from './shared/evidence.js';

export const denyUnmanagedDevices = defineRule({
  id: 'deny-unmanaged-devices',
  pillar: 'device',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('AC-3'), sourced('AC-3(13)'), judgement('IA-3'), judgement('AC-20(3)')],
  tenets: [judgement(4), judgement(5)],
  activities: [sourced('2.4.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'unmanaged devices are refused before the gateway',
  summary: 'Unmanaged devices denied by default',
  why: 'A list of bad devices lets in every device that nobody has heard of: only what is shown to be managed should pass.',
  advice: 'Ask for the claim of the device on every rule that lets users in, or deny requests whose claim is not one of the good values.',
  options: {
    claims: { summary: 'Claims that carry the state of the device; globs', default: ['*posture*', '*complian*', '*managed*', '*device_trust*', 'device.*'] },
  },

  subjects: (inventory, { claims }) =>
    clusterBy(
      inventory,
      postureDefaults(inventory, claims).map((one) => {
        if (one.says === 'denied') return good(one.resource, one);
        return one.says === 'unknown'
          ? unknown(one.resource, one, one.why)
          : bad(one.resource, one, `policy "${one.resource.name}" admits requests without "${one.claim}"`);
      }),
    ),

  check: (cluster) => outcomesOf(cluster),

  examples: {
    bad: [
      {
        source: `
          kind: RequestAuthentication
          metadata: { name: users, namespace: shop }
          spec: { jwtRules: [{ issuer: "https://id.example.com", audiences: [shop] }] }
          ---
          kind: AuthorizationPolicy
          metadata: { name: admin, namespace: shop }
          spec:
            action: DENY
            rules: [{ when: [{ key: "request.auth.claims[device_managed]", values: ["false"] }] }]
          #                         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ policy "admin" admits requests without "device_managed"
        `,
      },
      {
        source: `
          kind: RequestAuthentication
          metadata: { name: users, namespace: shop }
          spec: { jwtRules: [{ issuer: "https://id.example.com", audiences: [shop] }] }
          ---
          kind: AuthorizationPolicy
          metadata: { name: admin, namespace: shop }
          spec:
            rules:
              - when: [{ key: "request.auth.claims[device_managed]", values: ["true"] }]
              - from: [{ source: { requestPrincipals: ["*"] } }]
          #     ^^^^ policy "admin" admits requests without "device_managed"
        `,
      },
    ],
    good: [
      `
        kind: RequestAuthentication
        metadata: { name: users, namespace: shop }
        spec: { jwtRules: [{ issuer: "https://id.example.com", audiences: [shop] }] }
        ---
        kind: AuthorizationPolicy
        metadata: { name: admin, namespace: shop }
        spec:
          action: DENY
          rules: [{ to: [{ operation: { notPaths: [/healthz] } }], when: [{ key: "request.auth.claims[device_managed]", notValues: ["true"] }] }]
      `,
      `
        kind: RequestAuthentication
        metadata: { name: users, namespace: shop }
        spec: { jwtRules: [{ issuer: "https://id.example.com", audiences: [shop] }] }
        ---
        kind: AuthorizationPolicy
        metadata: { name: admin, namespace: shop }
        spec:
          rules:
            - when: [{ key: "request.auth.claims[device_managed]", values: ["true"] }]
            - from: [{ source: { principals: [cluster.local/ns/shop/sa/cart] } }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: RequestAuthentication
          metadata: { name: users, namespace: shop }
          spec: { jwtRules: [{ issuer: "https://id.example.com", audiences: [shop] }] }
          ---
          kind: AuthorizationPolicy
          metadata: { name: admin, namespace: shop }
          spec: { action: DENY, rules: [{ when: [{ key: "request.auth.claims[device_managed]", notValues: ["\${MANAGED}"] }] }] }
          #                                                                                     ??? set by a substitution
        `,
      },
    ],
  },
});
