import type { Spot } from '../inventory/known.js';
import { certificateDemand } from '../inventory/traffic/client-certificates.js';
import { type Listener, namedListeners } from '../inventory/traffic/entry-listeners.js';
import { defineRule, edit, type Fix, judgement, replace, set, sourced } from './rule.js';

export const requireClientCertificates = defineRule({
  id: 'require-client-certificates',
  pillar: 'device',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-3'), judgement('IA-3(1)'), judgement('SC-23'), sourced('IA-5(2)')],
  tenets: [judgement(2), judgement(6)],
  activities: [judgement('2.4.1'), judgement('2.3.7'), sourced('2.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh'],
  absent: 'not-applicable',
  summary: 'Client certificates at chosen entries',
  why: 'At an entry for devices or partners a token alone can be copied to any machine; the key of a certificate stays where it was made.',
  advice: 'Put the certificate of the authority that signs the clients into the secret of the listener first: everyone else is cut off.',
  options: {
    listeners: { summary: 'Listeners for devices or partners, as globs on NAMESPACE/GATEWAY/LISTENER', default: [] },
  },

  subjects: (inventory, { listeners }) => namedListeners(inventory, listeners),

  *check(listener, inventory) {
    const demand = certificateDemand(listener, inventory);
    if (demand.says === 'demanded') return;
    if (demand.says === 'unknown') return yield { notJudged: demand.why };
    const { at, pointer } = demand;
    const message = `listener "${listener.listenerName}" of "${listener.gateway.name}" demands no client certificate`;
    yield { at, pointer, message, fixes: demandFix(listener, demand.fallback) };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Gateway
          metadata: { name: partners, namespace: edge, labels: { heptad.dev/client-certificates: required } }
          spec:
            selector: { istio: ingressgateway }
            servers:
              - port: { number: 443, name: https, protocol: HTTPS }
                hosts: ["partners.example.com"]
                tls:
                  mode: SIMPLE
          #             ^^^^^^ listener "https" of "partners" demands no client certificate
                  credentialName: partners
        `,
        fixed: `
          kind: Gateway
          metadata: { name: partners, namespace: edge, labels: { heptad.dev/client-certificates: required } }
          spec:
            selector: { istio: ingressgateway }
            servers:
              - port: { number: 443, name: https, protocol: HTTPS }
                hosts: ["partners.example.com"]
                tls:
                  mode: MUTUAL
                  credentialName: partners
        `,
      },
      {
        source: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: { name: devices, namespace: edge }
          spec:
            gatewayClassName: istio
            listeners:
              - name: https
          #           ^^^^^ listener "https" of "devices" demands no client certificate
                port: 443
                protocol: HTTPS
                tls: { certificateRefs: [{ name: devices }] }
              - { name: public, port: 444, protocol: HTTPS }
        `,
        fixed: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: { name: devices, namespace: edge }
          spec:
            gatewayClassName: istio
            listeners:
              - name: https
                port: 443
                protocol: HTTPS
                tls: { certificateRefs: [{ name: devices }], options: { gateway.istio.io/tls-terminate-mode: MUTUAL } }
              - { name: public, port: 444, protocol: HTTPS }
        `,
        options: { listeners: ['edge/devices/https'] },
      },
    ],
    good: [
      {
        source: `
          kind: Gateway
          metadata: { name: partners, namespace: edge }
          spec:
            selector: { istio: partners }
            servers:
              - { port: { number: 443, name: one, protocol: HTTPS }, hosts: ["*"], tls: { mode: MUTUAL, credentialName: partners } }
              - { port: { number: 444, name: two, protocol: HTTPS }, hosts: ["*"], tls: { mode: OPTIONAL_MUTUAL, credentialName: partners } }
          ---
          kind: AuthorizationPolicy
          metadata: { name: certificate, namespace: edge }
          spec: { selector: { matchLabels: { istio: partners } }, action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] }
          ---
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: { name: devices, namespace: edge }
          spec:
            gatewayClassName: istio
            listeners: [{ name: https, port: 443, protocol: HTTPS }]
            tls: { frontend: { default: { validation: { caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] } } } }
        `,
        options: { listeners: ['edge/*'] },
      },
    ],
    unknown: [
      {
        source: `
          kind: Gateway
          metadata: { name: partners, namespace: edge }
          spec:
            servers: [{ port: { number: 443, name: tls, protocol: TLS }, hosts: ["*"], tls: { mode: PASSTHROUGH } }]
          #                                                                                         ??? the backend ends the connection
        `,
        options: { listeners: ['*'] },
      },
    ],
  },
});

const TITLE = 'Demand a client certificate';

/**
 * For Istio the secret of the listener, or the one beside it with the suffix `-cacert`, brings the authority; without one it refuses the mode.
 * Source: Istio documentation, Secure Gateways, mutual TLS.
 */
function demandFix(listener: Listener, fallback: Spot | undefined): readonly Fix[] {
  const tls = listener.value.get('tls');
  const hasAuthority = ['credentialName', 'credentialNames', 'caCertificates'].some((field) => tls.get(field).exists);
  if (listener.isIstio) return hasAuthority ? [edit(TITLE, 'restricts', set(listener.value, ['tls', 'mode'], 'MUTUAL'))] : [];
  if (fallback !== undefined) return [edit('Let nobody in without a valid certificate', 'restricts', replace(fallback.at, 'AllowValidOnly'))];
  if (listener.gateway.spec.get('gatewayClassName').text() !== 'istio' || tls.get('certificateRefs').items().length === 0) return [];
  return [edit(TITLE, 'restricts', set(listener.value, ['tls', 'options', 'gateway.istio.io/tls-terminate-mode'], 'MUTUAL'))];
}
