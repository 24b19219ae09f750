import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { limitEscalationVerbs } from '../../../server/core/rules/limit-escalation-verbs.js';
import { limitSecretReaders } from '../../../server/core/rules/limit-secret-readers.js';
import { noAnonymousApiAccess } from '../../../server/core/rules/no-anonymous-api-access.js';
import { requireClientCertificates } from '../../../server/core/rules/require-client-certificates.js';
import { requireCompleteTelemetry } from '../../../server/core/rules/require-complete-telemetry.js';
import { requireMeshEnrollment } from '../../../server/core/rules/require-mesh-enrollment.js';
import { requireModernTls } from '../../../server/core/rules/require-modern-tls.js';
import type { Edit, Example, Rule, Source } from '../../../server/core/rules/rule.js';
import { judgeExample } from '../../harness/rules.js';

suite('what a fix changes', () => {
  test('telemetry: an exclusion is switched back or taken out, and an agent runs on every node', () => {
    assert.deepEqual(
      editsOf(
        requireCompleteTelemetry,
        `
          kind: Telemetry
          metadata: { name: quiet, namespace: shop }
          spec:
            accessLogging: [{ filter: { expression: "response.code >= 400" } }]
            tracing: [{ disableSpanReporting: true }, { randomSamplingPercentage: 0 }]
            metrics: [{ overrides: [{ disabled: true }] }]
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          spec: { template: { metadata: { annotations: { fluentbit.io/exclude: "true" } } } }
          ---
          kind: DaemonSet
          metadata: { name: logs, namespace: logging }
          spec:
            template:
              spec:
                nodeSelector: { pool: apps }
                affinity:
                  nodeAffinity:
                    requiredDuringSchedulingIgnoredDuringExecution:
                      nodeSelectorTerms:
                        - matchExpressions: [{ key: kubernetes.io/os, operator: In, values: [linux] }, { key: zone, operator: Exists }]
                volumes: [{ name: logs, hostPath: { path: /var/log } }]
        `,
      ),
      [
        'restricts: remove /spec/accessLogging[0]/filter',
        'restricts: replace by false',
        'restricts: remove /spec/tracing[1]/randomSamplingPercentage',
        'restricts: replace by false',
        'restricts: remove /spec/template/metadata/annotations/fluentbit.io~1exclude',
        'restricts: remove /spec/template/spec/nodeSelector/pool',
        'restricts: remove /spec/template/spec/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms[0]/matchExpressions[key=zone]',
        'restricts: set tolerations/- of /spec/template/spec to {"operator":"Exists"}',
      ],
    );
  });

  test('mesh: what keeps a workload out is taken back, and a namespace comes in as its neighbors do', () => {
    const shop = '{ kind: Pod, metadata: { name: cart, namespace: shop } }';
    const outside = (labels: string, others = ''): readonly string[] =>
      editsOf(requireMeshEnrollment, `{ kind: Namespace, metadata: { name: shop, ${labels} } }\n---\n${shop}${others}`);
    assert.deepEqual(outside('labels: {}'), ['restricts: set labels/istio-injection of /metadata to "enabled"']);
    assert.deepEqual(outside('labels: { istio-injection: disabled }'), ['restricts: replace by enabled']);
    assert.deepEqual(outside('labels: {}', '\n---\n{ kind: Namespace, metadata: { name: other, labels: { istio.io/dataplane-mode: ambient } } }'), [
      'restricts: set labels/istio.io/dataplane-mode of /metadata to "ambient"',
    ]);
    assert.deepEqual(outside('labels: {}', '\n---\n{ kind: Namespace, metadata: { name: other, annotations: { linkerd.io/inject: enabled } } }'), [
      'restricts: set annotations/linkerd.io/inject of /metadata to "enabled"',
    ]);
  });

  test('mesh: a namespace is not labelled for a workload that opts out by itself or runs on the host network', () => {
    const namespace = '{ kind: Namespace, metadata: { name: shop, labels: { istio-injection: enabled } } }\n---\n';
    const pod = (rest: string): readonly string[] => editsOf(requireMeshEnrollment, `${namespace}{ kind: Pod, ${rest} }`);
    assert.deepEqual(pod('metadata: { name: cart, namespace: shop, labels: { sidecar.istio.io/inject: "false" } }'), [
      'restricts: remove /metadata/labels/sidecar.istio.io~1inject',
    ]);
    assert.deepEqual(pod('metadata: { name: cart, namespace: shop }, spec: { hostNetwork: true }'), ['none']);
  });

  test('TLS: a weak suite leaves the list, or the flag names the strong ones', () => {
    assert.deepEqual(editsOf(requireModernTls, '{ kind: KubeletConfiguration, tlsCipherSuites: [TLS_AES_128_GCM_SHA256, TLS_RSA_WITH_RC4_128_SHA] }'), [
      'restricts: remove /tlsCipherSuites[1]',
    ]);
    const server = (...flags: readonly string[]): readonly string[] =>
      editsOf(
        requireModernTls,
        `{ kind: Pod, metadata: { name: api }, spec: { containers: [{ name: api, command: [kube-apiserver, ${flags.join(', ')}] }] } }`,
      );
    assert.deepEqual(server('"--tls-cipher-suites=TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_RC4_128_SHA"'), [
      'restricts: replace by --tls-cipher-suites=TLS_AES_128_GCM_SHA256',
    ]);
    assert.deepEqual(server('--tls-cipher-suites=TLS_RSA_WITH_RC4_128_SHA'), ['none']);
    assert.deepEqual(server('--tls-cipher-suites=TLS_AES_128_GCM_SHA256', '--tls-cipher-suites=TLS_RSA_WITH_RC4_128_SHA'), ['none']);
  });

  test('RBAC: all verbs become the usual ones, and all resources stay for a person to name', () => {
    const rule = (resources: string, verbs: string): readonly string[] =>
      editsOf(limitEscalationVerbs, `{ kind: ClusterRole, metadata: { name: a }, rules: [{ apiGroups: [""], resources: [${resources}], verbs: [${verbs}] }] }`);
    assert.deepEqual(rule('serviceaccounts', '"*"'), ['restricts: set verbs of /rules[0] to ["get","list","watch","create","update","patch","delete"]']);
    assert.deepEqual(rule('"*"', 'create'), ['none']);
  });

  test('RBAC: secrets beside other resources get a rule of their own', () => {
    assert.deepEqual(
      editsOf(
        limitSecretReaders,
        `
          kind: Role
          metadata: { name: cart, namespace: shop }
          rules: [{ apiGroups: [""], resources: [pods, secrets], verbs: [get] }]
          ---
          { kind: Secret, metadata: { name: orders, namespace: shop } }
        `,
      ),
      ['restricts: remove /rules[0]/resources[1] and set rules/- of  to {"apiGroups":[""],"resources":["secrets"],"verbs":["get"],"resourceNames":["orders"]}'],
    );
  });

  test('client certificates: a Gateway of Istio takes its option, and a fallback is closed', () => {
    const gateway = (rest: string, className = 'istio', tls = 'certificateRefs: [{ name: devices }]'): readonly string[] =>
      editsOf(requireClientCertificates, {
        source: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: { name: devices, namespace: edge }
          spec: { gatewayClassName: ${className}, listeners: [{ name: https, port: 443, protocol: HTTPS, tls: { ${tls} } }], ${rest} }
        `,
        options: { listeners: ['*'] },
      });
    assert.deepEqual(gateway(''), ['restricts: set tls/options/gateway.istio.io/tls-terminate-mode of /spec/listeners[name=https] to "MUTUAL"']);
    assert.deepEqual(gateway('', 'cilium'), ['none']);
    assert.deepEqual(gateway('', 'istio', 'certificateRefs: []'), ['none']);
    const validation = '{ caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }], mode: AllowInsecureFallback }';
    assert.deepEqual(gateway(`tls: { frontend: { default: { validation: ${validation} } } }`, 'cilium'), ['restricts: replace by AllowValidOnly']);
  });

  test('anonymous requests are limited to the health endpoints, whichever else they may read', () => {
    const health = 'restricts: set conditions of /anonymous to [{"path":"/livez"},{"path":"/readyz"},{"path":"/healthz"}]';
    const config = (rest: string): readonly string[] =>
      editsOf(noAnonymousApiAccess, `{ kind: AuthenticationConfiguration, anonymous: { enabled: true${rest} } }`);
    assert.deepEqual(config(', conditions: [{ path: /livez }, { path: /version }]'), [health]);
    assert.deepEqual(config(''), [health, 'restricts: set enabled of /anonymous to false']);
  });
});

/** Each fix of each finding in words; `none` for a finding without one. */
function editsOf(rule: Rule, source: Source | Example): readonly string[] {
  const findings = judgeExample(rule, source).judged.flatMap((judged) => judged.findings);
  return findings.flatMap(({ fixes = [] }) =>
    fixes.length === 0
      ? ['none']
      : fixes.map((fix) => (fix.kind === 'edit' ? `${fix.safety}: ${fix.edits.map(shown).join(' and ')}` : `${fix.safety}: ${fix.generator}`)),
  );
}

function shown(edit: Edit): string {
  if (edit.op === 'replace') return `replace by ${edit.text}`;
  return edit.op === 'remove' ? `remove ${edit.pointer}` : `set ${edit.path.join('/')} of ${edit.pointer} to ${JSON.stringify(edit.value)}`;
}
