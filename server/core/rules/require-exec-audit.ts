import { type AuditedRequest, recorded } from '../inventory/control-plane/audit.js';
import { AUDIT_POLICY, apiServers, namesFile } from '../inventory/control-plane/control-plane.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Resource } from '../inventory/resource.js';
import { defineRule, judgement, sourced } from './rule.js';
import { auditFix } from './shared/audit-fix.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';

export const requireExecAudit = defineRule({
  id: 'require-exec-audit',
  pillar: 'visibility',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6(9)'), sourced('AU-12'), sourced('AU-2')],
  tenets: [judgement(7)],
  activities: [sourced('7.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'exec and attach in the audit policy of the managed control plane',
  summary: 'Interactive access is audited',
  why: 'A shell in a running container leaves no other trace in the cluster than the request that opened it: without that record nobody knows who was inside.',
  advice:
    'Put a rule that records pods/exec, pods/attach, pods/portforward and pods/ephemeralcontainers at level Metadata before every rule that leaves them out. An API server without a policy gets it by --audit-policy-file.',

  subjects: (inventory) => clusterBy(inventory, interactiveAccess(inventory)),

  check: (cluster) => outcomesOf(cluster),

  examples: {
    bad: [
      {
        source: `
          apiVersion: audit.k8s.io/v1
          kind: Policy
          rules:
            - level: Metadata
              resources: [{ group: "", resources: [pods, pods/ephemeralcontainers, secrets] }]
            - level: None
          #          ^^^^ the audit policy leaves out exec, attach, portforward
              resources: [{ group: "" }]
            - level: Request
        `,
        fixed: `
          apiVersion: audit.k8s.io/v1
          kind: Policy
          rules:
            - level: Metadata
              resources: [{ group: "", resources: [pods, pods/ephemeralcontainers, secrets] }]
            - level: Metadata
              resources: [{ group: "" }]
            - level: Request
        `,
      },
      {
        source: `
          { apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{ level: Metadata, resources: [{ group: "", resources: [secrets] }] }] }
          #                                            ^^^^^ the audit policy leaves out exec, attach, portforward, ephemeralcontainers
        `,
        fixed: `
          { apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{ level: Metadata, resources: [{ group: "", resources: [secrets] }] }, {level: Metadata, resources: [{group: "", resources: [pods/exec, pods/attach, pods/portforward, pods/ephemeralcontainers]}]}] }
        `,
      },
      {
        source: `
          kind: ClusterConfiguration
          apiServer:
            extraArgs:
          # ^^^^^^^^^ the API server has no audit policy
              - { name: audit-log-path, value: /var/log/audit.log }
        `,
      },
    ],
    good: [
      `
        apiVersion: audit.k8s.io/v1
        kind: Policy
        rules:
          - { level: Metadata, resources: [{ group: "", resources: ["*/exec", pods/attach, pods/portforward] }] }
          - { level: Request, verbs: [update, patch], resources: [{ group: "", resources: ["pods/*"] }] }
          - { level: None }
      `,
    ],
    unknown: [
      {
        source: `
          apiVersion: audit.k8s.io/v1
          kind: Policy
          rules:
            - level: Metadata
              namespaces: ["\${NAMESPACE}"]
          #                 ??? set by a substitution
        `,
      },
    ],
  },
});

/** Interactive access: a GET or a POST that becomes a connection, and changes that add a container to a running pod. */
const INTERACTIVE: readonly (readonly [string, readonly string[]])[] = [
  ['pods/exec', ['create', 'get']],
  ['pods/attach', ['create', 'get']],
  ['pods/portforward', ['create', 'get']],
  ['pods/ephemeralcontainers', ['update', 'patch']],
];

function* interactiveAccess(inventory: Inventory): Iterable<Evidence> {
  for (const policy of inventory.ofKind(AUDIT_POLICY)) yield* byPolicy(policy);
  for (const server of inventory.view(apiServers)) {
    const policy = namesFile(server, 'audit-policy-file');
    if (!policy.known) yield unknown(server.resource, policy, policy.why);
    else if (!policy.value) yield bad(server.resource, server.spot, 'the API server has no audit policy');
  }
}

/** One finding for each rule that leaves something out, with all that it leaves out. */
function* byPolicy(policy: Resource): Iterable<Evidence> {
  const left = new Map<string, { readonly evidence: (shown: string) => Evidence; readonly resources: Set<string> }>();
  for (const [resource, verbs] of INTERACTIVE) {
    for (const verb of verbs) {
      const answer = recorded(policy, requestOf(resource, verb));
      if (answer.says === 'unknown') return yield unknown(policy, answer, answer.why);
      if (answer.says === 'recorded') continue;
      const before = left.get(answer.pointer)?.resources ?? new Set();
      const fixes = auditFix('Record interactive access', policy, answer, [{ group: '', resources: INTERACTIVE.map(([name]) => name) }]);
      const evidence = (shown: string) => bad(policy, answer, `the audit policy leaves out ${shown}`, { fixes });
      left.set(answer.pointer, { evidence, resources: before.add(resource.slice('pods/'.length)) });
    }
  }
  for (const { evidence, resources } of left.values()) yield evidence([...resources].join(', '));
  if (left.size === 0) yield good(policy, policy);
}

function requestOf(resource: string, verb: string): AuditedRequest {
  return { group: '', resource, verb, namespaced: true };
}
