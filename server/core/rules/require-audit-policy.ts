import { type AuditedRequest, recorded } from '../inventory/control-plane/audit.js';
import { AUDIT_POLICY, apiServers, namesFile } from '../inventory/control-plane/control-plane.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Resource } from '../inventory/resource.js';
import { defineRule, judgement, sourced } from './rule.js';
import { type AuditedResources, auditFix } from './shared/audit-fix.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';

export const requireAuditPolicy = defineRule({
  id: 'require-audit-policy',
  pillar: 'visibility',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AU-2'), sourced('AU-3'), sourced('AU-3(1)'), sourced('AU-12')],
  tenets: [judgement(7)],
  activities: [sourced('7.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'audit policy of the managed control plane',
  summary: 'API audit covers sensitive actions',
  why: 'What no record was made of cannot be found later: who read a secret, gave a right or took a guard away is known only if the API server wrote it down at that moment.',
  advice:
    'Record secrets, roles, bindings, webhooks and admission policies at level Metadata, secrets never with their bodies. Hand the policy over by --audit-policy-file and keep the records by --audit-log-path or a webhook.',

  subjects: (inventory) => clusterBy(inventory, auditing(inventory)),

  check: (cluster) => outcomesOf(cluster),

  examples: {
    bad: [
      {
        source: `
          apiVersion: audit.k8s.io/v1
          kind: Policy
          rules:
            - level: None
          #          ^^^^ the audit policy leaves out secrets
              resources: [{ group: "", resources: [secrets], resourceNames: [noisy] }]
            - level: Metadata
        `,
        fixed: `
          apiVersion: audit.k8s.io/v1
          kind: Policy
          rules:
            - level: Metadata
              resources: [{ group: "", resources: [secrets], resourceNames: [noisy] }]
            - level: Metadata
        `,
      },
      {
        source: `
          { apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{ level: Request, verbs: [create, update, patch, delete] }, { level: Metadata, verbs: ["*"] }] }
          #                                            ^^^^^ the audit policy leaves out secrets
        `,
        fixed: `
          { apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{ level: Request, verbs: [create, update, patch, delete] }, { level: Metadata, verbs: ["*"] }, {level: Metadata, resources: [{group: "", resources: [secrets]}, {group: rbac.authorization.k8s.io, resources: [roles, rolebindings, clusterroles, clusterrolebindings]}, {group: admissionregistration.k8s.io, resources: [validatingwebhookconfigurations, mutatingwebhookconfigurations, validatingadmissionpolicies, validatingadmissionpolicybindings]}]}] }
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command: [kube-apiserver, --audit-log-path=/var/log/audit.log]
          #     ^^^^^^^ the API server has no audit policy
        `,
      },
    ],
    good: [
      `
        apiVersion: audit.k8s.io/v1
        kind: Policy
        omitStages: [RequestReceived]
        rules:
          - { level: None, users: ["system:kube-proxy"], verbs: [watch] }
          - { level: None, nonResourceURLs: ["/healthz*"] }
          - { level: None, resources: [{ group: "", resources: [events] }] }
          - { level: Metadata, resources: [{ group: "", resources: [secrets, configmaps] }] }
          - level: RequestResponse
            resources:
              - group: rbac.authorization.k8s.io
              - group: admissionregistration.k8s.io
                resources: ["*"]
        ---
        kind: Pod
        metadata: { name: api }
        spec: { containers: [{ name: api, command: [kube-apiserver, --audit-policy-file=/etc/audit.yaml, --audit-webhook-config-file=/etc/webhook.yaml] }] }
      `,
    ],
    unknown: [
      {
        source: `
          apiVersion: audit.k8s.io/v1
          kind: Policy
          rules:
            - level: "\${LEVEL}"
          #          ??? set by a substitution
        `,
      },
    ],
  },
});

const READS = ['get', 'list', 'watch'];
const WRITES = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** What has to be on record, by the name under which a finding shows it. */
const SENSITIVE: readonly (readonly [string, readonly AuditedRequest[]])[] = [
  ['secrets', requests('', ['secrets'], [...READS, ...WRITES], true)],
  [
    'changes of roles',
    [
      ...requests('rbac.authorization.k8s.io', ['roles', 'rolebindings'], WRITES, true),
      ...requests('rbac.authorization.k8s.io', ['clusterroles', 'clusterrolebindings'], WRITES, false),
    ],
  ],
  ['changes of webhooks', requests('admissionregistration.k8s.io', ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations'], WRITES, false)],
  [
    'changes of admission policies',
    requests('admissionregistration.k8s.io', ['validatingadmissionpolicies', 'validatingadmissionpolicybindings'], WRITES, false),
  ],
];

function requests(group: string, resources: readonly string[], verbs: readonly string[], namespaced: boolean): readonly AuditedRequest[] {
  return resources.flatMap((resource) => verbs.map((verb) => ({ group, resource, verb, namespaced })));
}

/** All of it, by API group. */
function audited(): readonly AuditedResources[] {
  const all = SENSITIVE.flatMap(([, list]) => list);
  const groups = [...new Set(all.map(({ group }) => group))];
  return groups.map((group) => ({ group, resources: [...new Set(all.filter((request) => request.group === group).map(({ resource }) => resource))] }));
}

function* auditing(inventory: Inventory): Iterable<Evidence> {
  const policies = inventory.ofKind(AUDIT_POLICY);
  for (const policy of policies) yield* byPolicy(policy);
  for (const server of inventory.view(apiServers)) yield* byFlags(server, policies.length > 0);
}

/** One finding for each rule that leaves something out. */
function* byPolicy(policy: Resource): Iterable<Evidence> {
  const found = new Map<string, Evidence>();
  for (const [shown, all] of SENSITIVE) {
    for (const request of all) {
      const answer = recorded(policy, request);
      if (answer.says === 'recorded' || found.has(answer.pointer)) continue;
      const one =
        answer.says === 'unknown'
          ? unknown(policy, answer, answer.why)
          : bad(policy, answer, `the audit policy leaves out ${shown}`, { fixes: auditFix('Record sensitive actions', policy, answer, audited()) });
      found.set(answer.pointer, one);
    }
  }
  yield* found.size > 0 ? found.values() : [good(policy, policy)];
}

/** Without a policy nothing is recorded, and without a backend no record is kept. Source: Kubernetes documentation, Auditing, audit backends. */
function* byFlags(server: Flags, hasPolicy: boolean): Iterable<Evidence> {
  const policy = namesFile(server, 'audit-policy-file');
  const backends = ['audit-log-path', 'audit-webhook-config-file'].map((name) => namesFile(server, name));
  if (!policy.known) return yield unknown(server.resource, policy, policy.why);
  if (!policy.value) return yield bad(server.resource, server.spot, 'the API server has no audit policy');
  if (backends.some((backend) => backend.known && backend.value)) return yield* hasPolicy ? [good(server.resource, policy)] : [];
  for (const backend of backends) if (!backend.known) return yield unknown(server.resource, backend, backend.why);
  yield bad(server.resource, server.spot, 'the API server keeps no audit records');
}
