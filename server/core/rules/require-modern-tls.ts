import { type Suite, strengthOf, tlsSettings } from '../inventory/traffic/tls-versions.js';
import { defineRule, edit, type Fix, judgement, remove, replace, sourced } from './rule.js';

export const requireModernTls = defineRule({
  id: 'require-modern-tls',
  pillar: 'network',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-17(2)'), sourced('SC-8'), sourced('SC-8(1)'), sourced('SC-23')],
  tenets: [judgement(2)],
  activities: [sourced('5.4.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'control-plane', 'workloads'],
  absent: 'not-applicable',
  summary: 'Minimum TLS version and strong ciphers',
  why: 'Old versions and weak ciphers can be broken or forced on a client, and then TLS protects nothing that it carries.',

  subjects: (inventory) => inventory.view(tlsSettings),

  *check({ shown, lowest, suites, fix }) {
    if (!lowest.known) yield { notJudged: lowest.why };
    else if (lowest.value === '1.0' || lowest.value === '1.1') {
      const fixes = fix === undefined ? [] : [edit('Set the lowest version to TLS 1.2', 'restricts', replace(fix.at, fix.text))];
      yield { at: lowest.at, pointer: lowest.pointer, message: `${shown} takes TLS ${lowest.value}`, fixes };
    }
    if (!suites.known) yield { notJudged: suites.why };
    else {
      for (const suite of suites.value) {
        const { name, at, pointer } = suite;
        const strength = strengthOf(name);
        if (strength === 'weak') yield { at, pointer, message: `${shown} takes the weak cipher suite "${name}"`, fixes: dropWeak(suite) };
        if (strength === 'unknown') yield { notJudged: 'no cipher suite that is known' };
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Gateway
          metadata: { name: web }
          spec:
            servers:
              - port: { number: 443, name: https, protocol: HTTPS }
                tls: { mode: SIMPLE, minProtocolVersion: TLSV1_0, cipherSuites: [ECDHE-RSA-AES128-GCM-SHA256, DES-CBC3-SHA] }
          #                                              ^^^^^^^ port 443 of gateway "web" takes TLS 1.0
          #                                                                                                   ^^^^^^^^^^^^ port 443 of gateway "web" takes the weak cipher suite "DES-CBC3-SHA"
        `,
        fixed: `
          kind: Gateway
          metadata: { name: web }
          spec:
            servers:
              - port: { number: 443, name: https, protocol: HTTPS }
                tls: { mode: SIMPLE, minProtocolVersion: TLSV1_2, cipherSuites: [ECDHE-RSA-AES128-GCM-SHA256] }
        `,
      },
      {
        source: `
          kind: KubeletConfiguration
          tlsMinVersion: VersionTLS11
          #              ^^^^^^^^^^^^ the kubelet takes TLS 1.1
        `,
        fixed: `
          kind: KubeletConfiguration
          tlsMinVersion: VersionTLS12
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command:
                  - kube-apiserver
                  - --tls-cipher-suites=TLS_AES_128_GCM_SHA256,TLS_RSA_WITH_RC4_128_SHA
          #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the API server takes the weak cipher suite "TLS_RSA_WITH_RC4_128_SHA"
        `,
        fixed: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command:
                  - kube-apiserver
                  - --tls-cipher-suites=TLS_AES_128_GCM_SHA256
        `,
      },
    ],
    good: [
      `
        kind: Gateway
        metadata: { name: web }
        spec: { servers: [{ port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: web } }] }
      `,
      '{ kind: KubeletConfiguration, tlsMinVersion: VersionTLS13 }',
      `
        kind: Pod
        metadata: { name: kube-apiserver, namespace: kube-system }
        spec: { containers: [{ name: kube-apiserver, command: [kube-apiserver, --tls-min-version=VersionTLS12] }] }
      `,
      '{ kind: IstioOperator, metadata: { name: mesh }, spec: { meshConfig: { meshMTLS: { minProtocolVersion: TLSV1_3 } } } }',
    ],
    unknown: [
      {
        source: `
          kind: Gateway
          metadata: { name: web }
          spec: { servers: [{ port: { number: 443, name: tls, protocol: TLS }, tls: { mode: PASSTHROUGH } }] }
          #                                                                           ??? the server behind it ends TLS
        `,
      },
      {
        source: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: { name: web }
          spec: { gatewayClassName: gke-l7-global-external-managed, listeners: [{ name: https, port: 443, protocol: HTTPS }] }
          #                                                                     ??? the default of class "gke-l7-global-external-managed" is not known
        `,
      },
    ],
  },
});

function dropWeak(suite: Suite): readonly Fix[] {
  const { without } = suite;
  if (without === undefined) return [];
  return [edit('Leave the weak cipher suite out', 'restricts', without === 'item' ? remove(suite) : replace(without.at, without.text))];
}
