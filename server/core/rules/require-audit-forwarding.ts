import { apiServers, flagOr, namesFile } from '../inventory/control-plane/control-plane.js';
import { auditForwarders, isInCluster, webhookOf } from '../inventory/control-plane/forwarding.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import { defineRule, judgement, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';

export const requireAuditForwarding = defineRule({
  id: 'require-audit-forwarding',
  pillar: 'visibility',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AU-4(1)'), sourced('AU-6'), sourced('AU-6(3)'), sourced('AU-9(2)'), sourced('AU-11'), sourced('AU-6(4)')],
  tenets: [judgement(7)],
  activities: [sourced('7.1.2'), sourced('7.2.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads', 'observability'],
  absent: 'not-judged',
  attestable: 'where audit records go and how long they are kept',
  summary: 'Audit records kept and forwarded',
  why: 'Whoever takes over the machine of the API server can remove the records of it: only those that have left it, and those that are kept long enough, can be trusted.',
  advice: 'Send audit records to a store outside the cluster by the audit webhook or a log forwarder, and keep at least 30 days in the local log.',

  subjects: (inventory) => clusterBy(inventory, forwarding(inventory)),

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
                command:
                  - kube-apiserver
                  - --audit-log-path=/var/log/kubernetes/audit.log
                  - --audit-log-maxage=7
          #         ^^^^^^^^^^^^^^^^^^^^ audit records are kept for 7 days only
                  - --audit-log-maxbackup=2
          #         ^^^^^^^^^^^^^^^^^^^^^^^ 2 old audit logs are kept only
        `,
      },
      {
        source: `
          kind: ClusterConfiguration
          apiServer:
            extraArgs:
          # ^^^^^^^^^ the API server keeps no audit records
              - { name: audit-policy-file, value: /etc/kubernetes/audit.yaml }
        `,
      },
    ],
    good: [
      '{ kind: Pod, metadata: { name: api }, spec: { containers: [{ name: api, command: [kube-apiserver, --audit-webhook-config-file=/etc/webhook.yaml] }] } }',
      `
        apiVersion: observability.openshift.io/v1
        kind: ClusterLogForwarder
        metadata: { name: instance, namespace: openshift-logging }
        spec:
          outputs: [{ name: siem, type: syslog, syslog: { url: "tls://siem.example.com:6514" } }]
          pipelines: [{ name: audit, inputRefs: [audit], outputRefs: [siem] }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: api }
          spec: { containers: [{ name: api, command: [kube-apiserver, --audit-log-path=/audit.log, "--audit-log-maxage=\${DAYS}"] }] }
          #                                                                                      ??? set by a substitution
        `,
      },
    ],
  },
});

/** Days and files that CIS Kubernetes Benchmark 1.12 asks for, 1.2.17 and 1.2.18. */
const LEAST_DAYS = 30;
const LEAST_FILES = 10;

function* forwarding(inventory: Inventory): Iterable<Evidence> {
  const forwarders = inventory.view(auditForwarders);
  for (const { resource, spot } of forwarders) yield good(resource, spot);
  for (const server of inventory.view(apiServers)) yield* byFlags(server, forwarders.length > 0, inventory);
}

/** A webhook keeps the records elsewhere; a local log alone says only how long it keeps them. Whether something ships it, its flags do not show. */
function* byFlags(server: Flags, isShipped: boolean, inventory: Inventory): Iterable<Evidence> {
  const webhook = namesFile(server, 'audit-webhook-config-file');
  const log = namesFile(server, 'audit-log-path');
  if (!webhook.known) return yield unknown(server.resource, webhook, webhook.why);
  const kubeconfig = webhookOf(server, inventory);
  if (webhook.value && !(kubeconfig !== undefined && isInCluster(kubeconfig))) return yield good(server.resource, webhook);
  if (!log.known) return yield unknown(server.resource, log, log.why);
  if (log.value) return yield* retention(server);
  if (!webhook.value && !isShipped) yield bad(server.resource, server.spot, 'the API server keeps no audit records');
}

function* retention(server: Flags): Iterable<Evidence> {
  const days = flagOr(server, 'audit-log-maxage', '');
  const files = flagOr(server, 'audit-log-maxbackup', '');
  if (!days.known) yield unknown(server.resource, days, days.why);
  else if (days.value === '' || Number(days.value) === 0) yield bad(server.resource, days, 'no time is set for which audit records are kept');
  else if (Number(days.value) < LEAST_DAYS) yield bad(server.resource, days, `audit records are kept for ${days.value} days only`);
  if (!files.known) yield unknown(server.resource, files, files.why);
  // No number and 0 keep every file. Source: kube-apiserver reference, audit-log-maxbackup.
  else if (Number(files.value) > 0 && Number(files.value) < LEAST_FILES) yield bad(server.resource, files, `${files.value} old audit logs are kept only`);
}
