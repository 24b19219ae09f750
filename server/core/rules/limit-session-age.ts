import type { Inventory } from '../inventory/inventory.js';
import { type Limit, type SessionLimits, sessionLimits } from '../inventory/mesh/sessions.js';
import { defineRule, judgement, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';

export const limitSessionAge = defineRule({
  id: 'limit-session-age',
  pillar: 'user',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-11'), sourced('AC-12'), sourced('IA-5(13)'), sourced('SC-10')],
  tenets: [judgement(3), judgement(6)],
  activities: [sourced('1.8.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'control-plane', 'workloads', 'kinds'],
  absent: 'not-judged',
  attestable: 'session life and idle limit at the identity provider or proxy',
  summary: 'Sessions are short',
  why: 'A session that lives for days is a credential that lives for days: whoever takes it once has it until it ends.',
  advice: 'Set the life of sessions and the time after which idle ones end in the sign-on proxy or the realm; a RequestAuthentication limits neither.',
  options: {
    maxHours: { summary: 'Hours after which a user has to sign on again', default: ['12'] },
    maxIdleMinutes: { summary: 'Minutes after which a session ends that nobody uses', default: ['30'] },
  },

  subjects: (inventory, options) => clusterBy(inventory, sessions(inventory, options)),

  check: (cluster) => outcomesOf(cluster),

  examples: {
    bad: [
      {
        source: `
          apiVersion: k8s.keycloak.org/v2alpha1
          kind: KeycloakRealmImport
          metadata: { name: shop }
          spec:
            realm:
              realm: shop
              ssoSessionMaxLifespan: 864000
          #                          ^^^^^^ sessions live for 240 hours
              ssoSessionIdleTimeout: 7200
          #                          ^^^^ sessions that nobody uses live for 120 minutes
        `,
      },
      {
        source: `
          kind: Deployment
          metadata: { name: sign-on }
          spec:
            template:
              spec:
                containers:
                  - name: proxy
                    command: [/bin/oauth2-proxy, --provider=oidc]
                    args:
                      - --cookie-expire=168h
          #             ^^^^^^^^^^^^^^^^^^^^ sessions live for 168 hours
        `,
      },
    ],
    good: [
      `
        kind: AuthenticationConfiguration
        jwt:
          - issuer: { url: "https://id.example.com", audiences: [kubernetes] }
            claimValidationRules: [{ expression: claims.exp - claims.iat <= 3600, message: the token lives for more than an hour }]
      `,
      `
        apiVersion: k8s.keycloak.org/v2alpha1
        kind: KeycloakRealmImport
        metadata: { name: shop }
        spec: { realm: { realm: shop, ssoSessionMaxLifespan: 28800 } }
      `,
    ],
    unknown: [
      {
        source: `
          apiVersion: k8s.keycloak.org/v2alpha1
          kind: KeycloakRealmImport
          metadata: { name: shop }
          spec: { realm: { realm: shop, ssoSessionMaxLifespan: "\${LIFE}" } }
          #                                                    ??? set by a substitution
        `,
      },
    ],
  },
});

/** The defaults are those of assurance level 2. Source: NIST SP 800-63B, 4.2.3. */
function* sessions(
  inventory: Inventory,
  { maxHours, maxIdleMinutes }: { readonly maxHours: readonly string[]; readonly maxIdleMinutes: readonly string[] },
): Iterable<Evidence> {
  for (const limits of inventory.view(sessionLimits)) {
    const life = judge(limits, limits.life, Number(maxHours[0]) * 3600, (seconds) => `sessions live for ${round(seconds / 3600)} hours`);
    const idle = judge(limits, limits.idle, Number(maxIdleMinutes[0]) * 60, (seconds) => `sessions that nobody uses live for ${round(seconds / 60)} minutes`);
    const wrong = [...life, ...idle];
    yield* wrong.length > 0 ? wrong : [good(limits.resource, limits)];
  }
}

function judge(limits: SessionLimits, limit: Limit | undefined, most: number, message: (seconds: number) => string): readonly Evidence[] {
  if (limit === undefined) return [];
  if ('unknown' in limit) return [unknown(limits.resource, limit, limit.unknown)];
  return limit.seconds > most ? [bad(limits.resource, limit, message(limit.seconds))] : [];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
