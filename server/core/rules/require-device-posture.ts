import { defineRule, judgement, sourced } from './rule.js';
import { clusterByAny, outcomesOf } from './shared/evidence.js';
import { signalEvidence } from './shared/signal-evidence.js';

export const requireDevicePosture = defineRule({
  id: 'require-device-posture',
  pillar: 'device',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-3(13)'), judgement('IA-3(4)')],
  tenets: [sourced(4), judgement(5)],
  activities: [judgement('2.2.1'), sourced('2.4.1'), sourced('1.2.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'the decision point reads device posture from a named issuer',
  summary: 'Device posture read in decisions',
  why: 'A stolen session on an unknown machine looks like its owner: only the state of the device, told by someone other than the caller, tells them apart.',
  advice: 'Let a trusted issuer put the state of the device into the token, and ask for it; a header or annotation that callers set themselves proves nothing.',
  options: {
    claims: { summary: 'Claims that carry the state of the device; globs', default: ['*posture*', '*complian*', '*managed*', '*device_trust*', 'device.*'] },
    refused: {
      summary: 'Values of such a claim that must not be let in',
      default: ['false', 'unmanaged', 'noncompliant', 'non-compliant', 'not_compliant', 'unknown', 'none'],
    },
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
              - when: [{ key: "request.auth.claims[device_compliant]", values: ["true", "false"] }]
          #                                                                             ^^^^^^^ policy "admin" admits "false" in "device_compliant"
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
        spec: { rules: [{ when: [{ key: "request.auth.claims[device_compliant]", values: ["true"] }] }] }
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
          spec: { rules: [{ when: [{ key: "request.auth.claims[device_compliant]", values: ["\${VALUE}"] }] }] }
          #                                                                  ??? set by a substitution
        `,
      },
    ],
  },
});
