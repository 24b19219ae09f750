import { defineRule, judgement, sourced } from './rule.js';
import { clusterByAny, outcomesOf } from './shared/evidence.js';
import { methodEvidence } from './shared/sign-on-methods.js';

export const requirePhishingResistantMfa = defineRule({
  id: 'require-phishing-resistant-mfa',
  pillar: 'user',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-2(1)'), sourced('IA-2(2)'), sourced('IA-2(8)'), sourced('IA-2(12)'), judgement('IA-5(2)')],
  tenets: [judgement(6)],
  activities: [sourced('1.3.1'), sourced('1.9.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'the identity provider enforces PIV, CAC or FIDO2 for these audiences',
  summary: 'Phishing-resistant sign-on',
  why: 'A code or a push can be handed on by a false site in the same second: only a key that is bound to the real site, as in PIV, CAC or FIDO2, cannot.',
  advice: 'Ask for the acr or amr value of PIV, CAC or FIDO2 sign-on on the routes of administrators and sensitive data, or attest the policy of the provider.',
  options: {
    amr: { summary: 'Values of the claim amr (RFC 8176) that no false site can pass on', default: ['hwk', 'sc', 'pop'] },
    acr: { summary: 'Values of the claim acr (OpenID EAP) that no false site can pass on', default: ['phr', 'phrh'] },
  },

  subjects: (inventory, options) => clusterByAny(inventory, methodEvidence(inventory, options)),

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
            rules:
              - when: [{ key: "request.auth.claims[amr]", notValues: [hwk, otp] }]
          #                                                                ^^^ policy "admin" accepts the sign-on method "otp"
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
          selector: { matchLabels: { app: admin } }
          rules: [{ when: [{ key: "request.auth.claims[acr]", values: [phr, phrh] }] }]
      `,
      `
        kind: AuthenticationConfiguration
        jwt:
          - issuer: { url: "https://id.example.com", audiences: [kubernetes] }
            claimValidationRules: [{ claim: acr, requiredValue: phrh }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: AuthenticationConfiguration
          jwt:
            - issuer: { url: "https://id.example.com", audiences: [kubernetes] }
              claimValidationRules: [{ claim: acr, requiredValue: 1 }]
          #                                                       ??? no string: the API server refuses it
        `,
      },
    ],
  },
});
