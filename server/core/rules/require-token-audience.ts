import type { Known } from '../inventory/known.js';
import { listed } from '../inventory/listed.js';
import { jwtRules } from '../inventory/mesh/jwt-rules.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, judgement, type Outcome, replace, sourced } from './rule.js';

export const requireTokenAudience = defineRule({
  id: 'require-token-audience',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('IA-13(2)'), judgement('IA-13(3)'), judgement('SC-23')],
  tenets: [judgement(6)],
  activities: [judgement('1.9.1'), sourced('1.8.1')],
  judgedBy: 'files',
  scope: 'document',
  reads: ['mesh', 'control-plane'],
  absent: 'not-applicable',
  summary: 'Token audience and issuer pinned',
  why: 'A token that was made for another service is just as well signed: only its audience tells that it was not meant for this one.',

  advice: 'Name the audience that the issuer writes into the tokens for this service. Only its configuration tells which one that is.',

  subjects: (inventory) => inventory.view(jwtRules),

  *check({ issuer, audiences, keys, name, value }) {
    yield* judgeIssuer(issuer, name);
    const { items, hidden } = listed(audiences);
    if (hidden !== undefined) yield { notJudged: hidden };
    else if (items.length === 0) yield { at: place(audiences), pointer: audiences.pointer, message: `tokens for any audience pass the jwt rule of "${name}"` };
    yield* judgeKeys(keys, issuer, name, value);
  },

  examples: {
    bad: [
      {
        source: `
          kind: RequestAuthentication
          metadata: { name: frontend, namespace: shop }
          spec:
            jwtRules:
              - issuer: https://id.example.com
          #     ^^^^^^ tokens for any audience pass the jwt rule of "frontend"
                jwksUri: http://id.example.com/keys
          #              ^^^^^^^^^^^^^^^^^^^^^^^^^^ the keys of "frontend" are not fetched over TLS
        `,
        fixed: `
          kind: RequestAuthentication
          metadata: { name: frontend, namespace: shop }
          spec:
            jwtRules:
              - issuer: https://id.example.com
                jwksUri: https://id.example.com/keys
        `,
      },
      {
        source: `
          kind: AuthenticationConfiguration
          jwt:
            - issuer:
                url: https://id.example.com
                audiences: []
          #     ^^^^^^^^^ tokens for any audience pass the jwt rule of "AuthenticationConfiguration"
        `,
      },
    ],
    good: [
      `
        kind: RequestAuthentication
        metadata: { name: frontend, namespace: shop }
        spec:
          jwtRules:
            - { issuer: "https://id.example.com", audiences: [shop], jwksUri: "https://id.example.com/keys" }
            - { issuer: tests, audiences: [shop], jwks: '{ "keys": [] }' }
        ---
        kind: AuthenticationConfiguration
        jwt: [{ issuer: { url: "https://id.example.com", audiences: [kubernetes] } }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: RequestAuthentication
          metadata: { name: frontend, namespace: shop }
          spec: { jwtRules: [{ issuer: "https://id.example.com", audiences: ["\${AUDIENCE}"] }] }
          #                                                                  ??? set by a substitution
        `,
      },
    ],
  },
});

function place(list: Value) {
  return list.exists ? list.keyAt : list.at;
}

function* judgeIssuer(issuer: Value, name: string): Iterable<Outcome> {
  const url: Known<string> = issuer.string('');
  if (!url.known) yield { notJudged: url.why };
  else if (url.value === '') yield { at: url.at, pointer: url.pointer, message: `the jwt rule of "${name}" names no issuer` };
}

/** Keys stand in the rule, or come from an address; without one they come from the issuer itself. Source: Istio reference, JWTRule; Kubernetes, Authenticating, issuer.url. */
function* judgeKeys(keys: Value, issuer: Value, name: string, rule: Value): Iterable<Outcome> {
  if (!rule.get('jwks').isAbsent) return;
  const from = keys.isAbsent ? issuer.string('') : keys.string('');
  if (!from.known) return yield { notJudged: from.why };
  if (from.value === '' || from.value.startsWith('https://')) return;
  const message = `the keys of "${name}" are not fetched over TLS`;
  // An issuer is compared as it is written: with another scheme none of its tokens would fit. Source: Istio reference, JWTRule.issuer.
  const fixes =
    !keys.isAbsent && from.value.startsWith('http://')
      ? [edit('Fetch the keys over https', 'restricts', replace(from.at, from.value.replace('http://', 'https://')))]
      : [];
  yield { at: from.at, pointer: from.pointer, message, fixes };
}
