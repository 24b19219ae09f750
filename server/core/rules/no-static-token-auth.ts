import { apiServers, flagOr } from '../inventory/control-plane/control-plane.js';
import { type Credential, credentials } from '../inventory/control-plane/kubeconfig.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import { defineRule, judgement, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';
import { removeFlag } from './shared/flag-fix.js';

export const noStaticTokenAuth = defineRule({
  id: 'no-static-token-auth',
  pillar: 'user',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [judgement('IA-5'), judgement('IA-2'), judgement('IA-5(7)')],
  tenets: [judgement(6)],
  activities: [sourced('1.8.1'), sourced('1.3.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads', 'kinds'],
  absent: 'not-judged',
  attestable: 'no static token or basic authentication on the managed control plane',
  summary: 'No static token or basic authentication',
  why: 'A static token or password is valid until someone edits a file and starts the API server again, and it lies in clear text wherever it is kept.',

  advice:
    'Let the users of a kubeconfig sign in with an identity provider or a short-lived certificate, and revoke what was written down. Who holds a copy keeps the right.',

  subjects: (inventory) => clusterBy(inventory, staticTokens(inventory)),

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
                command: [kube-apiserver]
                args:
                  - --secure-port=6443
                  - --token-auth-file=/etc/kubernetes/tokens.csv
          #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the API server accepts static tokens
        `,
        fixed: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command: [kube-apiserver]
                args:
                  - --secure-port=6443
        `,
      },
      {
        source: `
          kind: Config
          users:
            - name: builder
              user:
                token: example-token-of-no-cluster
          #     ^^^^^ kubeconfig user "builder" has a token that is written down
        `,
      },
    ],
    good: ['{ kind: Pod, metadata: { name: api }, spec: { containers: [{ name: api, command: [kube-apiserver, --authorization-mode=RBAC] }] } }'],
    unknown: [
      {
        source: `
          kind: Config
          users: [{ name: builder, user: { token: "\${TOKEN}" } }]
          #                                       ??? set by a substitution
        `,
      },
    ],
  },
});

const FLAGS = [
  ['token-auth-file', 'the API server accepts static tokens'],
  ['basic-auth-file', 'the API server accepts passwords'],
] as const;

function* staticTokens(inventory: Inventory): Iterable<Evidence> {
  for (const server of inventory.view(apiServers)) for (const [name, message] of FLAGS) yield byFlag(server, name, message);
  for (const credential of inventory.view(credentials)) if (credential.kind !== 'certificate') yield byCredential(credential);
}

function byFlag(server: Flags, name: string, message: string): Evidence {
  const flag = flagOr(server, name, '');
  if (!flag.known) return unknown(server.resource, flag, flag.why);
  if (flag.value === '') return good(server.resource, flag);
  return bad(server.resource, flag, message, { fixes: removeFlag(`Remove "--${name}"`, server, name) });
}

function byCredential({ resource, value, kind, user }: Credential): Evidence {
  if (value.unknown !== undefined) return unknown(resource, value, value.unknown);
  return bad(resource, { at: value.keyAt, pointer: value.pointer }, `kubeconfig user "${user}" has a ${kind} that is written down`);
}
