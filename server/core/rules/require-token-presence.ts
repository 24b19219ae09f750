import { demandsToken } from '../inventory/mesh/request-tokens.js';
import { exposedWorkloads } from '../inventory/traffic/exposure.js';
import { uncovered } from '../inventory/traffic/proxies.js';
import { defineRule, judgement, sourced } from './rule.js';
import { exposureOutcomes } from './shared/exposure-outcomes.js';

export const requireTokenPresence = defineRule({
  id: 'require-token-presence',
  pillar: 'user',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-3'), sourced('AC-14'), sourced('IA-2')],
  tenets: [judgement(3), judgement(6)],
  activities: [sourced('1.7.1'), judgement('1.8.1'), sourced('3.4.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'services', 'workloads', 'namespaces'],
  absent: 'not-applicable',
  summary: 'End-user token required',
  why: 'Verifying tokens refuses only bad ones: a request that carries none is let in as if there were no rule at all.',
  advice:
    'Write an AuthorizationPolicy that denies requests without a request principal (notRequestPrincipals), but for the paths that answer without one, such as those of health checks.',

  subjects: (inventory) => inventory.view(exposedWorkloads),

  check(exposed, inventory) {
    const ways = uncovered(exposed, inventory, (proxy) => demandsToken(proxy, inventory));
    return exposureOutcomes(inventory, ways, {
      message: `requests without a token reach "${exposed.name}"`,
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
          #       ^^^^^^^^^^^^ requests without a token reach "frontend"
            selector: { app: frontend }
            ports: [{ name: http, port: 80 }]
          ---
          kind: RequestAuthentication
          metadata: { name: frontend, namespace: shop }
          spec: { jwtRules: [{ issuer: "https://id.example.com", jwksUri: "https://id.example.com/keys" }] }
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
        kind: AuthorizationPolicy
        metadata: { name: edge, namespace: istio-system }
        spec:
          selector: { matchLabels: { istio: ingressgateway } }
          action: DENY
          rules: [{ from: [{ source: { notRequestPrincipals: ["*"] } }], to: [{ operation: { notPaths: [/healthz] } }] }]
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
        kind: AuthorizationPolicy
        metadata: { name: frontend, namespace: shop }
        spec:
          rules:
            - from: [{ source: { principals: [cluster.local/ns/istio-system/sa/edge], requestPrincipals: ["https://id.example.com/*"] } }]
            - when: [{ key: "request.auth.claims[groups]", values: [buyers] }]
            - to: [{ operation: { methods: [OPTIONS] } }]
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
