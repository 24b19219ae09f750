import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { denyUnmanagedDevices } from '../../../server/core/rules/deny-unmanaged-devices.js';
import { limitSessionAge } from '../../../server/core/rules/limit-session-age.js';
import { requireDevicePosture } from '../../../server/core/rules/require-device-posture.js';
import { requireMfaEvidence } from '../../../server/core/rules/require-mfa-evidence.js';
import { requirePhishingResistantMfa } from '../../../server/core/rules/require-phishing-resistant-mfa.js';
import { requireRiskSignal } from '../../../server/core/rules/require-risk-signal.js';
import type { Rule } from '../../../server/core/rules/rule.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const TOKENS = `
  kind: RequestAuthentication
  metadata: { name: users, namespace: shop }
  spec: { jwtRules: [{ issuer: "https://id.example.com" }] }
`;
const policy = (spec: string, metadata = 'name: admin, namespace: shop'): string => `
  ---
  kind: AuthorizationPolicy
  metadata: { ${metadata} }
  spec: ${spec}
`;
const when = (claim: string, values: string): string => `{ when: [{ key: "request.auth.claims${claim}", values: [${values}] }] }`;

/** What came out for the cluster: nothing when files do not say. */
function states(rule: Rule, source: string): readonly string[] {
  return judgeExample(rule, source).judged.map(({ state }) => state);
}

suite('rules on claims, more', () => {
  const mfa = when('[amr]', 'mfa');

  test('only a claim that is verified, in force and not idle is evidence', () => {
    assert.deepEqual(states(requireMfaEvidence, TOKENS + policy(`{ rules: [${mfa}] }`)), ['passed']);
    assert.deepEqual(states(requireMfaEvidence, policy(`{ rules: [${mfa}] }`)), []);
    assert.deepEqual(states(requireMfaEvidence, TOKENS + policy(`{ rules: [${mfa}] }`, 'name: admin, namespace: other')), []);
    assert.deepEqual(
      states(requireMfaEvidence, TOKENS + policy(`{ rules: [${mfa}] }`, 'name: admin, namespace: shop, annotations: { istio.io/dry-run: "true" }')),
      [],
    );
    assert.deepEqual(states(requireMfaEvidence, TOKENS + policy(`{ rules: [${mfa}, {}] }`)), []);
    assert.deepEqual(
      states(requireMfaEvidence, TOKENS + policy(`{ rules: [${mfa}] }`) + policy('{ action: DENY, rules: [{}] }', 'name: none, namespace: istio-system')),
      [],
    );
    assert.deepEqual(states(requireMfaEvidence, TOKENS + policy(`{ action: AUDIT, rules: [${mfa}] }`)), []);
  });

  test('words in comments, names, annotations and headers are no evidence of any kind', () => {
    const source = `
  # mTLS OIDC MFA amr acr device posture risk
  kind: ConfigMap
  apiVersion: v1
  metadata: { name: mfa-piv-cac, annotations: { device-posture: compliant, acr: phr } }
  data: { cacheSize: "10", amr: mfa, risk: low }
${policy('{ rules: [{ when: [{ key: "request.headers[x-device-managed]", values: ["true"] }, { key: "request.headers[amr]", values: [mfa] }] }] }')}${TOKENS.replace('\n', '\n  ---\n')}`;
    for (const rule of [requireMfaEvidence, requirePhishingResistantMfa, requireRiskSignal, requireDevicePosture, denyUnmanagedDevices, limitSessionAge]) {
      assert.deepEqual(states(rule, source), [], rule.id);
    }
  });

  test('a value that cannot be placed is no verdict, and one that is enough together with it is', () => {
    assert.deepEqual(states(requireMfaEvidence, TOKENS + policy(`{ rules: [${when('[amr]', 'mfa, swk')}] }`)), []);
    assert.deepEqual(states(requirePhishingResistantMfa, TOKENS + policy(`{ rules: [${mfa}] }`)), []);
    const both = '{ when: [{ key: "request.auth.claims[amr]", values: [pwd] }, { key: "request.auth.claims[amr]", values: [mfa] }] }';
    assert.deepEqual(states(requireMfaEvidence, TOKENS + policy(`{ rules: [${both}] }`)), ['passed']);
  });

  test('a claim inside another one is another claim', () => {
    assert.deepEqual(states(requireMfaEvidence, TOKENS + policy(`{ rules: [${when('[profile][amr]', 'mfa')}] }`)), []);
    assert.deepEqual(states(requireDevicePosture, TOKENS + policy(`{ rules: [${when('[device][trust_level]', 'high')}] }`)), ['passed']);
  });

  test('an issuer without the demand is a way around the one that has it', () => {
    const issuer = (rules: string): string => `{ issuer: { url: "https://id.example.com", audiences: [k] }, claimValidationRules: [${rules}] }`;
    const acr = '{ claim: acr, requiredValue: phr }';
    assert.deepEqual(states(requirePhishingResistantMfa, `{ kind: AuthenticationConfiguration, jwt: [${issuer(acr)}] }`), ['passed']);
    assert.deepEqual(states(requirePhishingResistantMfa, `{ kind: AuthenticationConfiguration, jwt: [${issuer(acr)}, ${issuer('')}] }`), []);
  });

  test('the configuration says which values are enough', () => {
    checkRule(requireMfaEvidence, {
      options: { amr: ['otp'], acr: [] },
      source: TOKENS + policy(`{ rules: [${when('[amr]', 'otp')}] }`),
    });
    const { judged } = judgeExample(requireMfaEvidence, {
      options: { amr: [], acr: ['gold'] },
      source: TOKENS + policy(`{ rules: [${when('[acr]', 'gold')}] }`),
    });
    assert.equal(judged[0]?.state, 'passed');
  });

  test('a list of bad devices is an answer to the question for posture, and none for the default', () => {
    const list = TOKENS + policy('{ action: DENY, rules: [{ when: [{ key: "request.auth.claims[device_managed]", values: ["false"] }] }] }');
    assert.deepEqual(states(requireDevicePosture, list), ['passed']);
    assert.deepEqual(states(denyUnmanagedDevices, list), ['failed']);
    const both = list + policy('{ rules: [{ when: [{ key: "request.auth.claims[device_managed]", values: ["true"] }] }] }', 'name: only, namespace: shop');
    assert.deepEqual(states(denyUnmanagedDevices, both), ['passed']);
  });

  test('a path of health checks that is open to all admits no device', () => {
    const rules = (path: string): string =>
      TOKENS + policy(`{ rules: [${when('[device_managed]', '"true"')}, { to: [{ operation: { paths: [${path}] } }] }] }`);
    assert.deepEqual(states(denyUnmanagedDevices, rules('/healthz')), ['passed']);
    assert.deepEqual(states(denyUnmanagedDevices, rules('/orders')), ['failed']);
  });

  test('a DENY rule that is narrowed to some callers is no default', () => {
    const narrowed =
      '{ action: DENY, rules: [{ from: [{ source: { namespaces: [edge] } }], when: [{ key: "request.auth.claims[device_managed]", notValues: ["true"] }] }] }';
    assert.deepEqual(states(denyUnmanagedDevices, TOKENS + policy(narrowed)), []);
  });

  test('sessions: a RequestAuthentication limits none, and a limit of one of two issuers is none', () => {
    assert.deepEqual(states(limitSessionAge, TOKENS), []);
    const rule = 'claimValidationRules: [{ expression: "claims.exp - claims.iat <= 3600" }]';
    assert.deepEqual(states(limitSessionAge, `{ kind: AuthenticationConfiguration, jwt: [{ issuer: { url: a }, ${rule} }, { issuer: { url: b } }] }`), []);
    assert.deepEqual(states(limitSessionAge, `{ kind: AuthenticationConfiguration, jwt: [{ issuer: { url: a }, ${rule.replace('3600', '86400')} }] }`), [
      'failed',
    ]);
  });

  test('sessions: the OAuth2 filter of Envoy and the tokens of OpenShift', () => {
    const filter = (seconds: string): string => `
      kind: EnvoyFilter
      metadata: { name: sign-on, namespace: shop }
      spec:
        configPatches:
          - patch:
              value:
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.filters.http.oauth2.v3.OAuth2
                  config: { default_expires_in: ${seconds} }
`;
    assert.deepEqual(states(limitSessionAge, filter('3600s')), ['passed']);
    assert.deepEqual(states(limitSessionAge, filter('604800s')), ['failed']);
    const cluster =
      'apiVersion: config.openshift.io/v1\nkind: OAuth\nmetadata: { name: cluster }\nspec: { tokenConfig: { accessTokenMaxAgeSeconds: 28800, accessTokenInactivityTimeout: 10m0s } }\n';
    assert.deepEqual(states(limitSessionAge, cluster), ['passed']);
    assert.deepEqual(states(limitSessionAge, cluster.replace('accessTokenMaxAgeSeconds: 28800, ', '')), ['failed']);
  });
});
