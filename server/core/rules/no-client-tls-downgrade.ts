import type { Inventory } from '../inventory/inventory.js';
import { clientTls, isMeshHost, mtlsPolicies } from '../inventory/mesh/mtls-policies.js';
import type { Resource } from '../inventory/resource.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, judgement, type Outcome, remove, replace, set, sourced } from './rule.js';

export const noClientTlsDowngrade = defineRule({
  id: 'no-client-tls-downgrade',
  pillar: 'network',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SC-8'), sourced('SC-8(1)'), sourced('SC-23')],
  tenets: [judgement(2)],
  activities: [sourced('5.4.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'services'],
  absent: 'not-applicable',
  summary: 'Client side does not switch TLS off',
  why: 'A client that switches TLS off sends its requests, and the tokens in them, in plain text through the whole cluster.',

  subjects: (inventory) => inventory.view(mtlsPolicies),

  *check(policy, inventory) {
    if (policy.kind !== 'DestinationRule') return;
    for (const tls of clientTls(policy)) yield* judge(tls, policy, inventory);
  },

  examples: {
    bad: [
      {
        source: `
          kind: DestinationRule
          metadata: { name: cart }
          spec:
            host: cart.shop.svc.cluster.local
            trafficPolicy:
              tls: { mode: DISABLE }
          #                ^^^^^^^ rule "cart" switches TLS off
              portLevelSettings:
                - port: { number: 8080 }
                  tls: { mode: SIMPLE, caCertificates: /etc/ca.crt }
          #                    ^^^^^^ rule "cart" shows no identity to the server
        `,
        fixed: `
          kind: DestinationRule
          metadata: { name: cart }
          spec:
            host: cart.shop.svc.cluster.local
            trafficPolicy:
              tls: { mode: ISTIO_MUTUAL }
              portLevelSettings:
                - port: { number: 8080 }
                  tls: { mode: ISTIO_MUTUAL }
        `,
      },
      {
        source: `
          kind: DestinationRule
          metadata: { name: cart }
          spec:
            host: cart
            subsets: [{ name: v1, trafficPolicy: { tls: { sni: cart } } }]
          #                                        ^^^ rule "cart" switches TLS off
        `,
        fixed: `
          kind: DestinationRule
          metadata: { name: cart }
          spec:
            host: cart
            subsets: [{ name: v1, trafficPolicy: { tls: { sni: cart, mode: ISTIO_MUTUAL } } }]
        `,
      },
      {
        source: `
          kind: DestinationRule
          metadata: { name: pay }
          spec: { host: pay.example.com, trafficPolicy: { tls: { mode: SIMPLE, insecureSkipVerify: true } } }
          #                                                                                        ^^^^ rule "pay" takes any certificate
        `,
        fixed: `
          kind: DestinationRule
          metadata: { name: pay }
          spec: { host: pay.example.com, trafficPolicy: { tls: { mode: SIMPLE, insecureSkipVerify: false } } }
        `,
      },
    ],
    good: [
      '{ kind: DestinationRule, metadata: { name: cart }, spec: { host: cart, trafficPolicy: { tls: { mode: ISTIO_MUTUAL } } } }',
      '{ kind: DestinationRule, metadata: { name: pay }, spec: { host: pay.example.com, trafficPolicy: { tls: { mode: SIMPLE } } } }',
    ],
    unknown: [
      {
        source: `
          kind: DestinationRule
          metadata: { name: cart }
          spec: { host: cart, trafficPolicy: { tls: { mode: [DISABLE] } } }
          #                                                 ??? no string: the API server refuses it
        `,
      },
    ],
  },
});

/** A mode that is not written is DISABLE. Source: Istio reference, ClientTLSSettings. */
function* judge(tls: Value, policy: Resource, inventory: Inventory): Iterable<Outcome> {
  const mode = tls.get('mode').string('DISABLE');
  const skips = tls.get('insecureSkipVerify').boolean(false);
  if (!skips.known) yield { notJudged: skips.why };
  else if (skips.value) {
    const fix = edit('Set insecureSkipVerify to false', 'restricts', replace(skips.at, 'false'));
    yield { at: skips.at, pointer: skips.pointer, message: `rule "${policy.name}" takes any certificate`, fixes: [fix] };
  }
  if (!mode.known) yield { notJudged: mode.why };
  if (!mode.known || (mode.value !== 'DISABLE' && mode.value !== 'SIMPLE')) return;
  const inMesh = isMeshHost(inventory, policy);
  if (!inMesh.known) yield { notJudged: inMesh.why };
  if (!inMesh.known || !inMesh.value) return;
  const message = `rule "${policy.name}" ${mode.value === 'DISABLE' ? 'switches TLS off' : 'shows no identity to the server'}`;
  const change = mode.written ? replace(mode.at, 'ISTIO_MUTUAL') : set(tls, ['mode'], 'ISTIO_MUTUAL');
  const others = OF_OTHER_MODES.map((field) => tls.get(field)).filter((value) => value.exists);
  yield { at: mode.at, pointer: mode.pointer, message, fixes: [edit('Set the mode to ISTIO_MUTUAL', 'restricts', change, ...others.map(remove))] };
}

/** With ISTIO_MUTUAL the mesh brings the certificates, and the fields that name others must be empty. Source: Istio reference, ClientTLSSettings.TLSmode. */
const OF_OTHER_MODES = ['clientCertificate', 'privateKey', 'caCertificates', 'caCrl', 'credentialName', 'subjectAltNames', 'insecureSkipVerify'];
