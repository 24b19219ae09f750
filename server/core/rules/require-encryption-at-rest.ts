import { apiServers, ENCRYPTION, namesFile } from '../inventory/control-plane/control-plane.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import { listed } from '../inventory/listed.js';
import type { Resource } from '../inventory/resource.js';
import type { Value } from '../inventory/value.js';
import { defineRule, judgement, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';

export const requireEncryptionAtRest = defineRule({
  id: 'require-encryption-at-rest',
  pillar: 'data',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('SC-28'), sourced('SC-28(1)')],
  tenets: [judgement(1)],
  activities: [sourced('4.5.1'), sourced('4.5.3')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'encryption of the managed etcd, with key owner',
  summary: 'Cluster data encrypted at rest',
  why: 'Without it every secret of the cluster lies in clear text on the disks of etcd, in its snapshots and in the backups of both.',
  advice:
    'Choose a provider, best a KMS v2 plugin, put it first and identity last, keep the key out of the repository, and write all secrets again afterwards.',

  subjects: (inventory) => clusterBy(inventory, encryption(inventory)),

  check: (cluster) => outcomesOf(cluster),

  examples: {
    bad: [
      {
        source: `
          kind: EncryptionConfiguration
          resources:
            - resources: [secrets]
              providers:
                - identity: {}
          #       ^^^^^^^^ secrets are stored in clear text
                - aescbc: { keys: [{ name: one, secret: "\${KEY}" }] }
        `,
      },
      {
        source: `
          apiVersion: apiserver.config.k8s.io/v1
          kind: EncryptionConfiguration
          resources:
            - resources: [configmaps]
          #   ^^^^^^^^^ no provider encrypts secrets
              providers: [{ kms: { apiVersion: v2, name: vault, endpoint: "unix:///kms.sock" } }]
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command: [kube-apiserver, --secure-port=6443]
          #     ^^^^^^^ the API server encrypts nothing that it stores
        `,
      },
    ],
    good: [
      `
        kind: EncryptionConfiguration
        resources:
          - { resources: [events], providers: [{ identity: {} }] }
          - resources: ["*.*"]
            providers:
              - secretbox: { keys: [{ name: one, secret: "\${KEY}" }] }
              - identity: {}
        ---
        kind: Pod
        metadata: { name: api }
        spec: { containers: [{ name: api, command: [kube-apiserver, --encryption-provider-config=/etc/encryption.yaml] }] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: EncryptionConfiguration
          resources: [{ resources: ["\${RESOURCE}"], providers: [{ identity: {} }] }]
          #                         ??? set by a substitution
        `,
      },
    ],
  },
});

function* encryption(inventory: Inventory): Iterable<Evidence> {
  for (const config of inventory.ofKind(ENCRYPTION)) yield byConfiguration(config);
  for (const server of inventory.view(apiServers)) yield* byFlag(server);
}

/** The first entry that names a resource decides about it. Source: Kubernetes documentation, Encrypting Confidential Data at Rest. */
function byConfiguration(config: Resource): Evidence {
  const entries = config.root.get('resources');
  const { items, hidden } = listed(entries);
  for (const entry of items) {
    const names = listed(entry.get('resources'));
    if (names.items.some((name) => COVERING.has(name.text() ?? ''))) return byProviders(config, entry);
    if (names.hidden !== undefined) return unknown(config, entry, names.hidden);
  }
  if (hidden !== undefined) return unknown(config, entries, hidden);
  const [first] = items;
  const spot = first === undefined ? entries : first.get('resources');
  return bad(config, { at: spot.keyAt, pointer: spot.pointer }, 'no provider encrypts secrets');
}

/** What stands for secrets: by name, every resource of the core group, every resource. */
const COVERING = new Set(['secrets', '*.', '*.*']);

/** The first provider writes, the others only read what was written before. */
function byProviders(config: Resource, entry: Value): Evidence {
  const providers = entry.get('providers');
  const [first] = providers.items();
  if (first?.unknown !== undefined) return unknown(config, first, first.unknown);
  if (first === undefined || providers.unknown !== undefined) {
    return providers.unknown === undefined
      ? bad(config, { at: providers.keyAt, pointer: providers.pointer }, 'no provider encrypts secrets')
      : unknown(config, providers, providers.unknown);
  }
  const spot = { at: first.keyAt, pointer: first.pointer };
  const names = [...first.entries()].map(([name]) => name);
  if (names.includes('identity')) return bad(config, spot, 'secrets are stored in clear text');
  return first.hides === undefined ? good(config, spot) : unknown(config, spot, first.hides);
}

/** A configuration that is not in sight may be right or wrong. */
function* byFlag(server: Flags): Iterable<Evidence> {
  const file = namesFile(server, 'encryption-provider-config');
  if (!file.known) yield unknown(server.resource, file, file.why);
  else if (!file.value) yield bad(server.resource, server.spot, 'the API server encrypts nothing that it stores');
}
