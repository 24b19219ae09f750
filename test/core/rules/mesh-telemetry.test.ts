import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { requireAutomaticIsolation } from '../../../server/core/rules/require-automatic-isolation.js';
import { requireCompleteTelemetry } from '../../../server/core/rules/require-complete-telemetry.js';
import { requireMeshAccessLogs } from '../../../server/core/rules/require-mesh-access-logs.js';
import { statesOf } from '../../harness/states.js';

suite('access logs of the mesh', () => {
  const logs = (...objects: readonly string[]): string | undefined => Object.values(statesOf(requireMeshAccessLogs, objects.join('\n---\n')))[0];
  const telemetry = (namespace: string, spec: string): string => `{ kind: Telemetry, metadata: { name: t, namespace: ${namespace} }, spec: { ${spec} } }`;
  const ON = 'accessLogging: [{ providers: [{ name: envoy }] }]';

  test('only what holds for the whole mesh decides', () => {
    assert.equal(logs(telemetry('istio-system', ON)), 'passed');
    assert.equal(logs(telemetry('shop', ON)), undefined);
    assert.equal(logs(telemetry('istio-system', `selector: { matchLabels: { app: edge } }, ${ON}`)), undefined);
    assert.equal(logs(telemetry('istio-system', 'tracing: [{ randomSamplingPercentage: 10 }]')), undefined);
  });

  test('nothing below may switch them off', () => {
    assert.equal(logs(telemetry('istio-system', ON), telemetry('shop', 'accessLogging: [{ disabled: true }]')), 'failed');
    assert.equal(logs(telemetry('istio-system', ON), telemetry('shop', 'accessLogging: [{ disabled: off }]')), 'passed');
    assert.equal(logs(telemetry('istio-system', 'accessLogging: [{ disabled: true, providers: [{ name: envoy }] }]')), 'failed');
  });

  test('the installation decides where it is in sight', () => {
    const operator = (spec: string): string => `{ kind: IstioOperator, metadata: { name: mesh }, spec: { ${spec} } }`;
    assert.equal(logs(operator('meshConfig: { accessLogFile: /dev/stdout }')), 'passed');
    assert.equal(logs(operator('meshConfig: { accessLogFile: "" }')), 'failed');
    assert.equal(logs(operator('profile: default')), 'failed');
    assert.equal(logs(operator('profile: demo')), 'passed');
    const config = (line: string): string =>
      `kind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |\n    rootNamespace: istio-system\n    ${line}\n`;
    assert.equal(logs(config('accessLogFile: /dev/stdout')), 'passed');
    assert.equal(logs(config('accessLogFile: ""')), 'failed');
    assert.equal(logs(config('# accessLogFile: /dev/stdout')), 'failed');
  });
});

suite('telemetry that leaves nothing out', () => {
  const AGENT = (spec: string): string =>
    `{ kind: DaemonSet, metadata: { name: logs, namespace: logging }, spec: { template: { spec: { ${spec}, volumes: [{ name: v, hostPath: { path: /var/log/pods } }] } } } }`;
  const EVERYWHERE = 'tolerations: [{ operator: Exists }]';

  test('an agent runs on every node', () => {
    const agent = (spec: string): string | undefined => statesOf(requireCompleteTelemetry, AGENT(spec))['logs'];
    assert.equal(agent(EVERYWHERE), 'passed');
    assert.equal(agent('tolerations: [{ key: node-role.kubernetes.io/control-plane, effect: NoSchedule }]'), 'which other taints nodes carry is not in sight');
    assert.equal(agent('tolerations: [{ key: spot, operator: Exists }]'), 'failed');
    assert.equal(agent(`${EVERYWHERE}, nodeSelector: { kubernetes.io/os: linux }`), 'passed');
    assert.equal(agent(`${EVERYWHERE}, nodeSelector: { disk: ssd }`), 'failed');
    const terms = 'nodeSelectorTerms: [{ matchExpressions: [{ key: zone, operator: In, values: [a] }] }]';
    assert.equal(agent(`${EVERYWHERE}, affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { ${terms} } } }`), 'failed');
  });

  test('a DaemonSet that collects nothing is no subject', () => {
    const plugin =
      '{ kind: DaemonSet, metadata: { name: cni, namespace: kube-system }, spec: { template: { spec: { volumes: [{ name: v, hostPath: { path: /sys/fs/bpf } }] } } } }';
    assert.deepEqual(Object.keys(statesOf(requireCompleteTelemetry, plugin)), ['kube-system']);
  });

  test('a namespace whose logs an agent leaves out fails', () => {
    const config =
      'kind: ConfigMap\nmetadata: { name: fluent-bit, namespace: logging }\ndata:\n  fluent-bit.conf: |\n    [INPUT]\n        Exclude_Path /var/log/containers/*_shop_*.log\n';
    const pod = '{ kind: Pod, metadata: { name: cart, namespace: shop } }';
    assert.equal(statesOf(requireCompleteTelemetry, [AGENT(EVERYWHERE), pod].join('\n---\n'))['shop'], 'passed');
    assert.equal(statesOf(requireCompleteTelemetry, [AGENT(EVERYWHERE), pod, config].join('\n---\n'))['shop'], 'failed');
    assert.equal(statesOf(requireCompleteTelemetry, [AGENT(EVERYWHERE), pod, config.replace('_shop_', '_web_')].join('\n---\n'))['shop'], 'passed');
  });
});

suite('isolation that reacts by itself', () => {
  const isolation = (...objects: readonly string[]): string | undefined => Object.values(statesOf(requireAutomaticIsolation, objects.join('\n---\n')))[0];
  const QUARANTINE =
    '{ kind: NetworkPolicy, metadata: { name: quarantine }, spec: { podSelector: { matchLabels: { quarantine: "true" } }, policyTypes: [Ingress, Egress] } }';

  test('a quarantine policy alone waits for a person', () => assert.equal(isolation(QUARANTINE), undefined));

  test('a default deny for new namespaces is no answer to anything', () => {
    const policy =
      '{ kind: ClusterPolicy, metadata: { name: deny }, spec: { rules: [{ name: deny, match: { any: [{ resources: { kinds: [Namespace] } }] }, generate: { kind: NetworkPolicy, name: deny } }] } }';
    assert.equal(isolation(policy), undefined);
  });

  test('a policy that is generated for a workload must let nothing through', () => {
    const generated = (spec: string): string =>
      `{ apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: { name: isolate }, spec: { rules: [{ name: isolate, match: { any: [{ resources: { kinds: [Pod] } }] }, generate: { kind: NetworkPolicy, name: q, data: { spec: { ${spec} } } } }] } }`;
    assert.equal(isolation(generated('podSelector: { matchLabels: { q: "1" } }, policyTypes: [Ingress, Egress]')), 'passed');
    assert.equal(isolation(generated('podSelector: { matchLabels: { q: "1" } }, policyTypes: [Ingress]')), 'failed');
    assert.equal(isolation(generated('podSelector: { matchLabels: { q: "1" } }, policyTypes: [Ingress, Egress], ingress: [{}]')), 'failed');
  });

  test('a response must set the label that the policy asks for', () => {
    const talon = (label: string): string => `
kind: ConfigMap
metadata: { name: talon }
data:
  rules.yaml: |
    - rule: shell
      match: { rules: [Terminal shell in container] }
      actions: [{ action: mark, actionner: "kubernetes:label", parameters: { labels: { ${label}: "true" } } }]
`;
    assert.equal(isolation(QUARANTINE, talon('quarantine')), 'passed');
    assert.equal(isolation(QUARANTINE, talon('suspicious')), undefined);
    assert.equal(isolation(talon('quarantine')), undefined);
    assert.equal(isolation(QUARANTINE.replace(', Egress', ''), talon('quarantine')), undefined);
    assert.equal(isolation(QUARANTINE.replace('matchLabels: { quarantine: "true" }', ''), talon('quarantine')), undefined);
    assert.equal(isolation(QUARANTINE.replace('"true"', '"yes"'), talon('quarantine')), undefined);
    const sick = '{ kind: Pod, metadata: { name: sick, labels: { quarantine: "true" } } }';
    assert.equal(isolation(QUARANTINE, sick, talon('quarantine')), undefined);
  });
});
