import { listenerState, listeners } from '../inventory/traffic/gateways.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireGatewayTls = defineRule({
  id: 'require-gateway-tls',
  pillar: 'network',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('SC-8'), sourced('SC-8(1)'), sourced('AC-17(2)')],
  tenets: [judgement(2)],
  activities: [sourced('5.4.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'services'],
  absent: 'not-applicable',
  summary: 'TLS on every entry listener',
  why: 'What enters in plain text can be read and changed on every network between the client and the gateway.',
  advice: 'Add a TLS listener with the certificate of the host, and let the plain one only send clients to it.',

  subjects: (inventory) => inventory.view(listeners),

  *check(listener, inventory) {
    const found = listenerState(inventory, listener);
    if (found.state === 'unknown') yield { notJudged: found.why };
    if (found.state !== 'plain') return;
    for (const { at, pointer, says } of found.places) yield { at, pointer, message: `${listener.shown} ${says}` };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Gateway
          metadata: { name: frontend-gateway }
          spec:
            servers:
              - port:
                  number: 80
                  name: http
                  protocol: HTTP
          #                 ^^^^ port 80 of gateway "frontend-gateway" accepts plain HTTP
                hosts: ["*"]
        `,
      },
      {
        source: `
          apiVersion: gateway.networking.k8s.io/v1
          kind: Gateway
          metadata: { name: web }
          spec:
            listeners:
              - { name: http, port: 80, protocol: HTTP }
          #                                       ^^^^ port 80 of gateway "web" accepts plain HTTP
              - { name: https, port: 443, protocol: HTTPS }
          ---
          kind: HTTPRoute
          metadata: { name: web }
          spec: { parentRefs: [{ name: web }], rules: [{ backendRefs: [{ name: web, port: 80 }] }] }
        `,
      },
      {
        source: `
          { kind: Ingress, metadata: { name: web }, spec: { rules: [{ host: shop.example.com }] } }
          #                                         ^^^^ ingress "web" serves plain HTTP
        `,
      },
      {
        source: `
          kind: Ingress
          metadata: { name: web, annotations: { nginx.ingress.kubernetes.io/ssl-redirect: "false" } }
          #                                                                               ^^^^^^^ ingress "web" serves plain HTTP beside TLS
          spec:
            tls: [{ hosts: [shop.example.com] }]
            rules: [{ host: shop.example.com }, { host: api.example.com }]
          #                                             ^^^^^^^^^^^^^^^ ingress "web" serves "api.example.com" without TLS
        `,
      },
    ],
    good: [
      `
        kind: Gateway
        metadata: { name: web }
        spec:
          servers:
            - { port: { number: 80, name: http, protocol: HTTP }, tls: { httpsRedirect: true }, hosts: ["*"] }
            - { port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: web }, hosts: ["*"] }
      `,
      `
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: { name: web }
        spec: { listeners: [{ name: http, port: 80, protocol: HTTP }, { name: https, port: 443, protocol: HTTPS }] }
        ---
        kind: HTTPRoute
        metadata: { name: redirect }
        spec:
          parentRefs: [{ name: web, sectionName: http }]
          rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https, statusCode: 301 } }] }]
        ---
        kind: HTTPRoute
        metadata: { name: web }
        spec: { parentRefs: [{ name: web, sectionName: https }], rules: [{ backendRefs: [{ name: web, port: 80 }] }] }
      `,
      '{ kind: Ingress, metadata: { name: web }, spec: { tls: [{ hosts: ["*.example.com"] }], rules: [{ host: shop.example.com }] } }',
    ],
    unknown: [
      {
        source: `
          kind: Ingress
          metadata: { name: web, annotations: { alb.ingress.kubernetes.io/certificate-arn: "arn:aws:acm:eu-central-1:1:certificate/1" } }
          spec: { rules: [{ host: shop.example.com }] }
          #???? TLS is set by an annotation of its controller
        `,
      },
    ],
  },
});
