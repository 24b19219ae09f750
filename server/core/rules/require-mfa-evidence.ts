import { defineRule, judgement, sourced } from './rule.js';
import { clusterByAny, outcomesOf } from './shared/evidence.js';
import { methodEvidence } from './shared/sign-on-methods.js';

export const requireMfaEvidence = defineRule({
  id: 'require-mfa-evidence',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-2(1)'), sourced('IA-2(2)')],
  tenets: [judgement(4), sourced(6)],
  activities: [sourced('1.3.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'the identity provider enforces MFA for these audiences',
  summary: 'Multi-factor sign-on evidenced',
  why: 'A password alone is stolen every day. Whether a second factor was shown is known only if the token says so and something asks.',
  advice: 'Ask for the amr or acr value of your identity provider on the routes of administrators and sensitive data, or attest that the provider enforces it.',
  options: {
    amr: { summary: 'Values of the claim amr (RFC 8176) that prove more than one factor', default: ['mfa'] },
    acr: {
      summary: 'Values of the claim acr that prove more than one factor',
      default: ['https://refeds.org/profile/mfa', 'http://schemas.openid.net/pape/policies/2007/06/multi-factor'],
    },
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
            rules:
              - to: [{ operation: { paths: [/admin*] } }]
                when: [{ key: "request.auth.claims[amr]", values: [mfa, pwd] }]
          #                                                             ^^^ policy "admin" accepts the sign-on method "pwd"
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
          rules:
            - to: [{ operation: { paths: [/admin*] } }]
              when: [{ key: "request.auth.claims[amr]", values: [mfa] }]
      `,
      `
        kind: AuthenticationConfiguration
        jwt:
          - issuer: { url: "https://id.example.com", audiences: [kubernetes] }
            claimValidationRules: [{ expression: "has(claims.amr) && claims.amr.exists(m, m == 'mfa')", message: no second factor }]
      `,
      '{ kind: ClusterConfiguration, apiServer: { extraArgs: [{ name: oidc-issuer-url, value: "https://id.example.com" }, { name: oidc-required-claim, value: "acr=https://refeds.org/profile/mfa" }] } }',
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
          spec: { rules: [{ when: [{ key: "request.auth.claims[amr]", values: [mfa, "\${METHOD}"] }] }] }
          #                                                                         ??? set by a substitution
        `,
      },
    ],
  },
});
