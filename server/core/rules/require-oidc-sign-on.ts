import { AUTHENTICATION, apiServers, flagOr, namesFile } from '../inventory/control-plane/control-plane.js';
import { type Credential, credentials } from '../inventory/control-plane/kubeconfig.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import { listed } from '../inventory/listed.js';
import type { Resource } from '../inventory/resource.js';
import { defineRule, judgement, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';

export const requireOidcSignOn = defineRule({
  id: 'require-oidc-sign-on',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-2'), sourced('AC-2'), sourced('AC-2(1)'), judgement('IA-13')],
  tenets: [judgement(6)],
  activities: [sourced('1.3.1'), judgement('1.8.1'), sourced('1.9.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads', 'kinds'],
  absent: 'not-judged',
  attestable: 'sign-on to the cluster goes through the identity provider (provider, client, date of last review)',
  summary: 'Cluster sign-on through OIDC',
  why: 'A certificate, token or password that people keep themselves outlives their leaving: only the identity provider knows who is still here and can ask for a second factor.',
  advice:
    'Write an AuthenticationConfiguration with the issuer, the audience and the claims that become user and groups, and hand out kubeconfigs that sign on there.',

  subjects: (inventory) => clusterBy(inventory, signOn(inventory)),

  check: (cluster) => outcomesOf(cluster),

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command: [kube-apiserver, --client-ca-file=/etc/kubernetes/pki/ca.crt]
          #     ^^^^^^^ the API server has no OIDC issuer
        `,
      },
      {
        source: `
          { kind: AuthenticationConfiguration, jwt: [] }
          #                                    ^^^ the API server has no OIDC issuer
        `,
      },
      {
        source: `
          kind: Config
          users:
            - name: jane
              user:
                client-certificate-data: bm90IGEgY2VydGlmaWNhdGU=
          #     ^^^^^^^^^^^^^^^^^^^^^^^ kubeconfig user "jane" signs on with a certificate
        `,
      },
    ],
    good: [
      `
        kind: AuthenticationConfiguration
        jwt:
          - issuer: { url: "https://id.example.com", audiences: [kubernetes] }
            claimMappings: { username: { claim: sub, prefix: "oidc:" } }
        ---
        kind: Config
        users: [{ name: jane, user: { exec: { command: kubectl, args: [oidc-login] } } }]
      `,
      `
        kind: ClusterConfiguration
        apiServer: { extraArgs: [{ name: oidc-issuer-url, value: "https://id.example.com" }, { name: oidc-client-id, value: kubernetes }] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: api }
          spec: { containers: [{ name: api, command: [kube-apiserver, "--oidc-issuer-url=\${ISSUER}"] }] }
          #                                                           ??? set by a substitution
        `,
      },
    ],
  },
});

const NO_ISSUER = 'the API server has no OIDC issuer';

function* signOn(inventory: Inventory): Iterable<Evidence> {
  const configs = inventory.ofKind(AUTHENTICATION);
  for (const config of configs) yield byConfiguration(config);
  for (const server of inventory.view(apiServers)) yield* byFlags(server);
  for (const credential of inventory.view(credentials)) yield byCredential(credential);
}

function byConfiguration(config: Resource): Evidence {
  const jwt = config.root.get('jwt');
  const { items, hidden } = listed(jwt);
  if (items.length > 0) return good(config, { at: jwt.keyAt, pointer: jwt.pointer });
  if (hidden !== undefined) return unknown(config, jwt, hidden);
  return bad(config, { at: jwt.keyAt, pointer: jwt.pointer }, NO_ISSUER);
}

/** A file of issuers takes the place of the flags; a token webhook may ask an identity provider, which nobody can see here. Source: kube-apiserver reference. */
function* byFlags(server: Flags): Iterable<Evidence> {
  for (const other of ['authentication-config', 'authentication-token-webhook-config-file']) {
    const file = namesFile(server, other);
    if (!file.known) return yield unknown(server.resource, file, file.why);
    if (file.value) return;
  }
  const issuer = flagOr(server, 'oidc-issuer-url', '');
  const client = flagOr(server, 'oidc-client-id', '');
  if (!issuer.known) return yield unknown(server.resource, issuer, issuer.why);
  if (!client.known) return yield unknown(server.resource, client, client.why);
  if (issuer.value === '') return yield bad(server.resource, issuer, NO_ISSUER);
  yield client.value === '' ? bad(server.resource, issuer, 'the API server has an OIDC issuer and no client id') : good(server.resource, issuer);
}

function byCredential({ resource, value, kind, user }: Credential): Evidence {
  if (value.unknown !== undefined) return unknown(resource, value, value.unknown);
  return bad(resource, { at: value.keyAt, pointer: value.pointer }, `kubeconfig user "${user}" signs on with a ${kind}`);
}
