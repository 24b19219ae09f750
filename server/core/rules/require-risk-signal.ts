import { defineRule, judgement, sourced } from './rule.js';
import { clusterByAny, outcomesOf } from './shared/evidence.js';
import { signalEvidence } from './shared/signal-evidence.js';

export const requireRiskSignal = defineRule({
  id: 'require-risk-signal',
  pillar: 'user',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-10'), judgement('AC-2(6)')],
  tenets: [sourced(4), judgement(6)],
  activities: [sourced('1.2.3'), judgement('3.4.5'), judgement('5.2.5')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'the decision point reads a risk signal (source, freshness)',
  summary: 'Risk signal taken into access decisions',
  why: 'Who signed on safely this morning may not be the one who asks now: a decision that never looks again cannot notice.',
  advice: 'Let the identity provider or an external authorizer put the current risk into the decision, and refuse what it calls high.',
  options: {
    claims: {
      summary: 'Claims that carry the risk of a user or session; globs',
      default: ['risk', 'risk_*', '*_risk', 'risk.*', '*.risk', '*.risk_*', '*anomal*', '*behavio*'],
    },
    refused: { summary: 'Values of such a claim that must not be let in', default: ['high', 'critical', 'severe'] },
  },

  subjects: (inventory, { claims, refused }) => clusterByAny(inventory, signalEvidence(inventory, claims, refused)),

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
            rules:
              - when: [{ key: "request.auth.claims[risk_level]", values: [low, high] }]
          #                                                                    ^^^^ policy "admin" admits "high" in "risk_level"
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
        spec: { rules: [{ when: [{ key: "request.auth.claims[risk_level]", values: [low] }] }] }
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
          spec: { rules: [{ when: [{ key: "request.auth.claims[risk_level]", values: ["\${VALUE}"] }] }] }
          #                                                                  ??? set by a substitution
        `,
      },
    ],
  },
});
