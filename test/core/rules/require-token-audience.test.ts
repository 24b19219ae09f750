import { suite, test } from 'mocha';
import { requireTokenAudience } from '../../../server/core/rules/require-token-audience.js';
import { checkRule } from '../../harness/rules.js';

suite('rule require-token-audience, more', () => {
  test('each jwt rule is judged on its own', () => {
    checkRule(
      requireTokenAudience,
      `
      kind: RequestAuthentication
      metadata: { name: users, namespace: shop }
      spec:
        jwtRules:
          - { issuer: "https://one.example.com", audiences: [shop] }
          - { issuer: "http://two.example.com", audiences: [shop] }
      #               ^^^^^^^^^^^^^^^^^^^^^^^^ the keys of "users" are not fetched over TLS
          - { issuer: "", audiences: [shop], jwks: "{}" }
      #               ^^ the jwt rule of "users" names no issuer
          - { issuer: "https://four.example.com", audiences: [] }
      #                                           ^^^^^^^^^ tokens for any audience pass the jwt rule of "users"
    `,
    );
  });

  test('where the API server finds its keys is read too', () => {
    checkRule(
      requireTokenAudience,
      `
      kind: AuthenticationConfiguration
      jwt:
        - issuer:
            url: https://id.example.com
            discoveryURL: http://id.internal/.well-known/openid-configuration
      #                   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the keys of "AuthenticationConfiguration" are not fetched over TLS
            audiences: [kubernetes]
    `,
    );
  });

  test('rules that a template makes are one unknown subject', () => {
    checkRule(
      requireTokenAudience,
      `
      kind: RequestAuthentication
      metadata: { name: users, namespace: shop }
      spec: { jwtRules: "{{ .Values.rules }}" }
      #                 ??? set by a template
    `,
    );
  });
});
