import { verifiesTokens } from '../inventory/mesh/request-tokens.js';
import { exposedWorkloads } from '../inventory/traffic/exposure.js';
import { uncovered } from '../inventory/traffic/proxies.js';
import { defineRule, judgement, sourced } from './rule.js';
import { exposureOutcomes } from './shared/exposure-outcomes.js';

export const requireTokenValidation = defineRule({
  id: 'require-token-validation',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-2'), judgement('IA-8'), judgement('IA-13(2)')],
  tenets: [sourced(4), judgement(6)],
  activities: [judgement('1.8.1'), judgement('3.4.1'), judgement('5.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'services', 'workloads', 'namespaces'],
  absent: 'not-applicable',
  summary: 'End-user tokens validated in the mesh',
  why: 'A workload that callers from outside reach and that does not verify their tokens has to take the word of everyone for who they are.',
  advice:
    'Write a RequestAuthentication for the workload, or for the gateway before it, with the issuer and the address of its keys. Which issuer that is the files do not show.',

  subjects: (inventory) => inventory.view(exposedWorkloads),

  check(exposed, inventory) {
    const ways = uncovered(exposed, inventory, (proxy) => verifiesTokens(proxy, inventory));
    return exposureOutcomes(inventory, ways, {
      message: `no RequestAuthentication verifies tokens for "${exposed.name}"`,
    });
  },

  examples: {
    bad: [
      {
        source: `
          kind: Deployment
          metadata: { name: frontend, namespace: shop }
          spec: { template: { metadata: { labels: { app: frontend } }, spec: { containers: [{ name: server }] } } }
          ---
          kind: Service
          metadata: { name: frontend, namespace: shop }
          spec:
            type: LoadBalancer
          #       ^^^^^^^^^^^^ no RequestAuthentication verifies tokens for "frontend"
            selector: { app: frontend }
            ports: [{ name: http, port: 80 }]
          ---
          kind: RequestAuthentication
          metadata: { name: other, namespace: shop }
          spec: { selector: { matchLabels: { app: cart } }, jwtRules: [{ issuer: "https://id.example.com", jwksUri: "https://id.example.com/keys" }] }
        `,
      },
    ],
    good: [
      `
        kind: Deployment
        metadata: { name: frontend, namespace: shop }
        spec: { template: { metadata: { labels: { app: frontend } }, spec: { containers: [{ name: server }] } } }
        ---
        kind: Service
        metadata: { name: frontend, namespace: shop }
        spec: { type: ClusterIP, selector: { app: frontend }, ports: [{ name: http, port: 80 }] }
        ---
        kind: Gateway
        metadata: { name: edge, namespace: istio-system }
        spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: ["shop.example.com"] }] }
        ---
        kind: VirtualService
        metadata: { name: shop, namespace: shop }
        spec:
          hosts: ["shop.example.com"]
          gateways: [istio-system/edge]
          http: [{ route: [{ destination: { host: frontend } }] }]
        ---
        kind: RequestAuthentication
        metadata: { name: edge, namespace: istio-system }
        spec: { selector: { matchLabels: { istio: ingressgateway } }, jwtRules: [{ issuer: "https://id.example.com", jwksUri: "https://id.example.com/keys" }] }
      `,
      `
        kind: Deployment
        metadata: { name: frontend, namespace: shop }
        spec: { template: { metadata: { labels: { app: frontend } }, spec: { containers: [{ name: server }] } } }
        ---
        kind: Service
        metadata: { name: frontend, namespace: shop }
        spec: { type: ClusterIP, selector: { app: frontend }, ports: [{ name: http, port: 80 }] }
        ---
        kind: Gateway
        metadata: { name: edge, namespace: istio-system }
        spec: { selector: { istio: ingressgateway }, servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: ["shop.example.com"] }] }
        ---
        kind: VirtualService
        metadata: { name: shop, namespace: shop }
        spec:
          hosts: ["shop.example.com"]
          gateways: [istio-system/edge]
          http: [{ route: [{ destination: { host: frontend } }] }]
        ---
        kind: RequestAuthentication
        metadata: { name: frontend, namespace: shop }
        spec: { jwtRules: [{ issuer: "https://id.example.com" }] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Deployment
          metadata: { name: frontend, namespace: shop }
          spec: { template: { metadata: { labels: { app: frontend } }, spec: { containers: [{ name: server }] } } }
          ---
          kind: Service
          metadata: { name: frontend, namespace: shop }
          spec: { selector: { app: frontend }, ports: [{ name: http, port: 80 }] }
          ---
          kind: VirtualService
          metadata: { name: shop, namespace: shop }
          spec:
            hosts: ["shop.example.com"]
            gateways: [platform/edge]
            http: [{ route: [{ destination: { host: frontend } }] }]
          #                                           ??? its gateway is not in sight
        `,
      },
    ],
  },
});
