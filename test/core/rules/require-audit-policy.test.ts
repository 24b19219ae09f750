import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { requireAuditForwarding } from '../../../server/core/rules/require-audit-forwarding.js';
import { requireAuditPolicy } from '../../../server/core/rules/require-audit-policy.js';
import { requireExecAudit } from '../../../server/core/rules/require-exec-audit.js';
import { under } from '../../harness/labels.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const policy = (rules: string): string => `{ apiVersion: audit.k8s.io/v1, kind: Policy, rules: [${rules}] }\n`;
const api = (...flags: readonly string[]): string => `{ kind: Pod, spec: { containers: [{ name: api, command: [kube-apiserver, ${flags.join(', ')}] }] } }\n`;
const leavesOut = (what: string): string => `the audit policy leaves out ${what}`;

suite('rules on audit records, more', () => {
  test('the first rule that matches decides, whatever comes later', () => {
    checkRule(requireAuditPolicy, under(policy('{ level: None, verbs: [get] }, { level: Request }'), 'None', leavesOut('secrets')));
    checkRule(requireAuditPolicy, policy('{ level: Request }, { level: None, verbs: [get] }'));
  });

  test('a rule for a namespace, a name or a person leaves a hole, one for components of the cluster does not', () => {
    checkRule(requireAuditPolicy, under(policy('{ level: None, namespaces: [kube-system] }, { level: Metadata }'), 'None', leavesOut('secrets')));
    checkRule(requireAuditPolicy, under(policy('{ level: None, users: [jane] }, { level: Metadata }'), 'None', leavesOut('secrets')));
    checkRule(requireAuditPolicy, policy('{ level: None, users: ["system:kube-scheduler"], userGroups: ["system:nodes"] }, { level: Metadata }'));
    checkRule(requireAuditPolicy, policy('{ level: None, namespaces: [""], resources: [{ group: "", resources: [nodes] }] }, { level: Metadata }'));
  });

  test('those who have signed on are not everyone', () => {
    const groups = (names: string): string => policy(`{ level: Metadata, userGroups: [${names}] }`);
    checkRule(requireAuditPolicy, under(groups('"system:authenticated"'), 'rules', leavesOut('secrets')));
    checkRule(requireAuditPolicy, groups('"system:authenticated", "system:unauthenticated"'));
  });

  test('groups have no wildcard, an empty list of resources is all of the group, and nobody is matched by a verb "*"', () => {
    const groups = '{ level: Metadata, resources: [{ group: "" }, { group: rbac.authorization.k8s.io }, { group: admissionregistration.k8s.io }] }';
    checkRule(requireAuditPolicy, policy(groups));
    checkRule(requireAuditPolicy, under(policy('{ level: Metadata, resources: [{ group: "*" }] }'), 'rules', leavesOut('secrets')));
    checkRule(requireAuditPolicy, under(policy(groups.replace(', { group: admissionregistration.k8s.io }', '')), 'rules', leavesOut('changes of webhooks')));
  });

  test('a record of which every stage is omitted is none', () => {
    const stages = 'omitStages: [RequestReceived], rules: [{ level: Metadata, omitStages: [ResponseComplete] }]';
    checkRule(requireAuditPolicy, under(`{ apiVersion: audit.k8s.io/v1, kind: Policy, ${stages} }`, 'Metadata', leavesOut('secrets')));
  });

  test('a level that the API server refuses is no level', () => {
    checkRule(requireAuditPolicy, `${policy('{ level: metadata }')}# ??? no level: the API server refuses the policy\n`);
  });

  test('Kyverno has a kind Policy too, which is no audit policy', () => {
    assert.deepEqual(judgeExample(requireAuditPolicy, 'kind: Policy\nmetadata: { name: p, namespace: shop }\nspec: { rules: [] }\n').judged, []);
  });

  test('without a place for records a policy keeps none; a policy that is not in sight has no verdict', () => {
    checkRule(requireAuditPolicy, under(api('--audit-policy-file=/a.yaml'), 'command', 'the API server keeps no audit records'));
    assert.deepEqual(judgeExample(requireAuditPolicy, api('--audit-policy-file=/a.yaml', '--audit-log-path=-')).judged, []);
  });

  test('pods alone are not what is below them, and a shell is opened by GET as well as by POST', () => {
    const all = '{ level: Metadata, resources: [{ group: "", resources: [pods/exec, pods/attach, pods/portforward, pods/ephemeralcontainers] }] }';
    checkRule(requireExecAudit, policy(all));
    checkRule(
      requireExecAudit,
      under(policy(all.replace('{ level', '{ verbs: [create, patch, update], level')), 'rules', leavesOut('exec, attach, portforward')),
    );
    checkRule(
      requireExecAudit,
      under(
        policy(all.replace('pods/exec, pods/attach, pods/portforward, pods/ephemeralcontainers', 'pods, "*/exec", "*/attach", pods/portforward')),
        'rules',
        leavesOut('ephemeralcontainers'),
      ),
    );
  });

  test('a local log that is kept long enough has no verdict: whether it is shipped is not to be seen', () => {
    assert.deepEqual(judgeExample(requireAuditForwarding, api('--audit-log-path=/a.log', '--audit-log-maxage=30', '--audit-log-maxbackup=10')).judged, []);
    checkRule(
      requireAuditForwarding,
      under(api('--audit-log-path=/a.log', '--audit-log-maxbackup=0'), 'command', 'no time is set for which audit records are kept'),
    );
  });

  test('a webhook to a Service of the cluster does not take records out of it', () => {
    const source = (server: string) => ({
      'api.yaml': api('--audit-webhook-config-file=/etc/webhook.yaml'),
      'webhook.yaml': `kind: Config\nclusters: [{ name: c, cluster: { server: "${server}" } }]\n`,
    });
    assert.deepEqual(judgeExample(requireAuditForwarding, { source: source('https://collector.audit.svc:443/k8s') }).judged, []);
    checkRule(requireAuditForwarding, { source: source('https://siem.example.com') });
    assert.equal(judgeExample(requireAuditForwarding, { source: source('https://siem.example.com') }).judged[0]?.state, 'passed');
  });
});
