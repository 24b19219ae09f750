import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noStaticTokenAuth } from '../../../server/core/rules/no-static-token-auth.js';
import { requireEncryptionAtRest } from '../../../server/core/rules/require-encryption-at-rest.js';
import { requireNodeAuthorization } from '../../../server/core/rules/require-node-authorization.js';
import { requireOidcSignOn } from '../../../server/core/rules/require-oidc-sign-on.js';
import { under } from '../../harness/labels.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const pod = (...flags: readonly string[]): string =>
  `{ kind: Pod, metadata: { name: api }, spec: { containers: [{ name: api, command: [${['kube-apiserver', ...flags].join(', ')}] }] } }\n`;

suite('rules on the API server, more', () => {
  test('a kubeconfig that the API server itself uses is nobody that signs on', () => {
    checkRule(requireOidcSignOn, {
      source: {
        'api.yaml': pod('--audit-webhook-config-file=/etc/kubernetes/webhook.yaml', '--oidc-issuer-url=https://id.example.com', '--oidc-client-id=kubernetes'),
        'webhook.yaml': 'kind: Config\nusers: [{ name: api, user: { client-certificate: /etc/kubernetes/pki/api.crt } }]\n',
      },
    });
  });

  test('a token webhook may ask an identity provider: nothing is said, and the rule has no subject', () => {
    const source = pod('--authentication-token-webhook-config-file=/etc/webhook.yaml');
    assert.deepEqual(judgeExample(requireOidcSignOn, source).judged, []);
  });

  test('a kubeconfig without stored credentials says nothing about the cluster', () => {
    const source = 'kind: Config\nusers: [{ name: jane, user: { exec: { command: kubectl } } }, { name: none }]\n';
    assert.deepEqual(judgeExample(requireOidcSignOn, source).judged, []);
    assert.deepEqual(judgeExample(noStaticTokenAuth, source).judged, []);
  });

  test('a password in a kubeconfig is found, its value is not shown', () => {
    checkRule(
      noStaticTokenAuth,
      `
      kind: Config
      users:
        - name: jane
          user: { username: jane, password: correct-horse }
      #                           ^^^^^^^^ kubeconfig user "jane" has a password that is written down
    `,
    );
  });

  test('Gatekeeper has a kind Config too, which is no kubeconfig', () => {
    checkRule(
      noStaticTokenAuth,
      'apiVersion: config.gatekeeper.sh/v1alpha1\nkind: Config\nmetadata: { name: config }\nusers: [{ name: a, user: { token: b } }]\n',
    );
  });

  test('a plugin that is both enabled and disabled is off, and AlwaysAllow beside RBAC allows everything', () => {
    checkRule(
      requireNodeAuthorization,
      `
      kind: Pod
      spec:
        containers:
          - name: api
            command:
              - kube-apiserver
              - --authorization-mode=Node,RBAC,AlwaysAllow
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the API server allows every request
              - --enable-admission-plugins=NodeRestriction
              - --disable-admission-plugins=NodeRestriction
      #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the API server runs without NodeRestriction
    `,
    );
  });

  test('the file of authorizers is judged in its place, wherever the API server is', () => {
    const config = '{ kind: AuthorizationConfiguration, authorizers: [{ type: Node, name: n }, { type: Webhook, name: w }] }';
    checkRule(requireNodeAuthorization, under(config, 'authorizers', 'the API server does not authorize by RBAC'));
  });

  test('half of the answer is none: an API server whose authorizers are not in sight has no verdict', () => {
    assert.deepEqual(judgeExample(requireNodeAuthorization, pod('--authorization-config=/a.yaml', '--enable-admission-plugins=NodeRestriction')).judged, []);
  });

  test('an encryption configuration that the API server does not read encrypts nothing', () => {
    const config = '{ kind: EncryptionConfiguration, resources: [{ resources: [secrets], providers: [{ kms: { name: k } }, { identity: {} }] }] }';
    checkRule(requireEncryptionAtRest, {
      source: { 'encryption.yaml': config, 'api.yaml': under(pod(), 'command', 'the API server encrypts nothing that it stores') },
    });
  });

  test('the first entry for secrets decides, and no provider is none', () => {
    checkRule(
      requireEncryptionAtRest,
      `
      kind: EncryptionConfiguration
      resources:
        - resources: ["*."]
          providers: [{ identity: {} }]
      #                 ^^^^^^^^ secrets are stored in clear text
        - resources: [secrets]
          providers: [{ secretbox: { keys: [] } }]
    `,
    );
  });
});
