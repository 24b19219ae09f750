import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { requireClientCertificates } from '../../../server/core/rules/require-client-certificates.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const gateway = (tls: string): string => `
  apiVersion: gateway.networking.k8s.io/v1
  kind: Gateway
  metadata: { name: devices, namespace: edge, labels: { heptad.dev/client-certificates: required } }
  spec:
    gatewayClassName: any
    listeners: [{ name: https, port: 443, protocol: HTTPS }]
    tls: ${tls}
`;

suite('rule require-client-certificates, more', () => {
  test('where nothing is named there is nothing to judge', () => {
    const source =
      '{ kind: Gateway, metadata: { name: client-certificates }, spec: { servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }] } }\n';
    assert.deepEqual(judgeExample(requireClientCertificates, source).judged, []);
  });

  test('a certificate that is only asked for is demanded by a policy at that gateway, and by no other', () => {
    checkRule(requireClientCertificates, {
      options: { listeners: ['edge/*/*'] },
      source: `
        kind: Gateway
        metadata: { name: partners, namespace: edge }
        spec:
          selector: { istio: partners }
          servers:
            - port: { number: 443, name: https, protocol: HTTPS }
              tls: { mode: OPTIONAL_MUTUAL }
        #                  ^^^^^^^^^^^^^^^ listener "https" of "partners" demands no client certificate
        ---
        kind: AuthorizationPolicy
        metadata: { name: others, namespace: edge }
        spec: { selector: { matchLabels: { istio: others } }, action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] }
        ---
        kind: AuthorizationPolicy
        metadata: { name: some, namespace: edge }
        spec: { action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*"] } }], to: [{ operation: { paths: [/admin] } }] }] }
      `,
    });
  });

  test('a fallback lets callers in whose certificate is wrong; what a port says wins over the default', () => {
    const validation = (mode: string): string => `validation: { caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }], mode: ${mode} }`;
    checkRule(requireClientCertificates, gateway(`{ frontend: { default: { ${validation('AllowValidOnly')} } } }`));
    checkRule(requireClientCertificates, gateway(`{ frontend: { default: {}, perPort: [{ port: 443, tls: { ${validation('AllowValidOnly')} } }] } }`));
    const state = (tls: string) => judgeExample(requireClientCertificates, gateway(tls)).judged.map((judged) => judged.state);
    assert.deepEqual(state(`{ frontend: { default: { ${validation('AllowInsecureFallback')} } } }`), ['failed']);
    assert.deepEqual(state(`{ frontend: { default: { ${validation('AllowValidOnly')} }, perPort: [{ port: 443, tls: {} }] } }`), ['failed']);
  });
});
