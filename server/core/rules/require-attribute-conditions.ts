import { decidesOnClaims } from '../inventory/mesh/request-tokens.js';
import { exposedWorkloads } from '../inventory/traffic/exposure.js';
import { uncovered } from '../inventory/traffic/proxies.js';
import { defineRule, judgement, sourced } from './rule.js';
import { exposureOutcomes } from './shared/exposure-outcomes.js';

export const requireAttributeConditions = defineRule({
  id: 'require-attribute-conditions',
  pillar: 'user',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-3(13)'), sourced('AC-3(7)')],
  tenets: [sourced(4)],
  activities: [sourced('1.2.2'), judgement('5.4.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh', 'services', 'workloads', 'namespaces'],
  absent: 'not-applicable',
  summary: 'Access decided on attributes',
  why: 'A path or the name of a caller says nothing about what a user may do: a verified claim carries the group, clearance or state that the provider knows.',
  advice: 'Add a condition on a claim that the identity provider sets, such as groups or roles; which values are right only you know.',

  subjects: (inventory) => inventory.view(exposedWorkloads),

  check(exposed, inventory) {
    const ways = uncovered(exposed, inventory, (proxy) => decidesOnClaims(proxy, inventory));
    return exposureOutcomes(inventory, ways, { message: `no policy decides on a verified claim for "${exposed.name}"` });
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
          #       ^^^^^^^^^^^^ no policy decides on a verified claim for "frontend"
            selector: { app: frontend }
            ports: [{ name: http, port: 80 }]
          ---
          kind: RequestAuthentication
          metadata: { name: frontend, namespace: shop }
          spec: { jwtRules: [{ issuer: "https://id.example.com", jwksUri: "https://id.example.com/keys" }] }
          ---
          kind: AuthorizationPolicy
          metadata: { name: frontend, namespace: shop }
          spec:
            rules: [{ from: [{ source: { requestPrincipals: ["*"] } }], when: [{ key: "request.headers[x-groups]", values: [buyers] }] }]
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
        metadata: { name: frontend, namespace: shop }
        spec: { jwtRules: [{ issuer: "https://id.example.com", jwksUri: "https://id.example.com/keys" }] }
        ---
        kind: AuthorizationPolicy
        metadata: { name: frontend, namespace: shop }
        spec:
          selector: { matchLabels: { app: frontend } }
          rules:
            - to: [{ operation: { methods: [GET], paths: [/catalog] } }]
            - when: [{ key: "request.auth.claims[realm_access][roles]", values: [buyer] }]
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
