import { requestLevel, requestWorkloads } from '../inventory/traffic/request-level.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireRequestLevelAuthorization = defineRule({
  id: 'require-request-level-authorization',
  pillar: 'application',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-3'), sourced('AC-4'), sourced('AC-6')],
  tenets: [judgement(3), sourced(4)],
  activities: [judgement('3.4.2'), judgement('3.4.7'), judgement('5.4.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'namespaces', 'services', 'mesh', 'network-policies'],
  absent: 'not-applicable',
  summary: 'Authorization down to method and path',
  why: 'A caller that may send every request can delete as well as read; the least it needs is a matter of methods and paths.',
  advice:
    'Add the methods and paths that each caller uses under "to" of its rule: an access log shows them. In ambient mode bind the policy to the Service with targetRefs and give it a waypoint.',

  subjects: (inventory) => inventory.view(requestWorkloads),

  *check(workload, inventory) {
    const level = requestLevel(inventory, workload);
    if (level.state === 'unknown') yield { notJudged: level.why };
    else if (level.state === 'missing' && inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
    else if (level.state === 'missing') {
      yield { at: workload.at, pointer: workload.pointer, message: `no policy looks at the requests to "${workload.name}"` };
    } else if (level.state === 'wide') {
      const { at, pointer } = level.policy.isContext ? workload : level.spot;
      yield {
        at,
        pointer,
        message: `policy "${level.policy.name}" ${level.says}`,
        related: [{ at: workload.at, message: `"${workload.name}" answers requests` }],
      };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop, labels: { app: cart } }
          ---
          kind: Service
          metadata: { name: cart, namespace: shop }
          spec: { selector: { app: cart }, ports: [{ name: grpc, port: 7070 }] }
          ---
          kind: AuthorizationPolicy
          metadata: { name: cart, namespace: shop }
          spec: { rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }] }
          #                 ^^^^ policy "cart" admits its callers to every method and path
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: cart, labels: { app: cart } }
          #                 ^^^^ no policy looks at the requests to "cart"
          ---
          kind: Service
          metadata: { name: cart }
          spec: { selector: { app: cart }, ports: [{ appProtocol: http, port: 80 }] }
        `,
      },
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop, labels: { app: cart } }
          ---
          kind: Service
          metadata: { name: cart, namespace: shop }
          spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
          ---
          kind: AuthorizationPolicy
          metadata: { name: cart, namespace: shop }
          spec:
            selector: { matchLabels: { app: cart } }
            rules: [{ to: [{ operation: { methods: [GET] } }] }]
          #                               ^^^^^^^ policy "cart" is for requests, which only a waypoint reads
        `,
      },
    ],
    good: [
      `
        kind: Namespace
        metadata: { name: shop, labels: { istio-injection: enabled } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop, labels: { app: cart } }
        ---
        kind: Service
        metadata: { name: cart, namespace: shop }
        spec: { selector: { app: cart }, ports: [{ name: grpc, port: 7070 }] }
        ---
        kind: AuthorizationPolicy
        metadata: { name: cart, namespace: shop }
        spec:
          selector: { matchLabels: { app: cart } }
          rules:
            - to: [{ operation: { methods: [POST], paths: [/hipstershop.CartService/AddItem] } }]
            - to: [{ operation: { ports: ["9090"] } }]
      `,
      `
        kind: Namespace
        metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop, labels: { app: cart } }
        ---
        kind: Service
        metadata: { name: cart, namespace: shop }
        spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
        ---
        kind: AuthorizationPolicy
        metadata: { name: cart, namespace: shop }
        spec:
          targetRefs: [{ group: "", kind: Service, name: cart }]
          rules: [{ to: [{ operation: { methods: [GET] } }] }]
      `,
      `
        kind: Pod
        metadata: { name: cart, labels: { app: cart } }
        ---
        kind: Service
        metadata: { name: cart }
        spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
        ---
        kind: CiliumNetworkPolicy
        metadata: { name: cart }
        spec:
          endpointSelector: { matchLabels: { app: cart } }
          ingress:
            - fromEndpoints: [{ matchLabels: { app: web } }]
              toPorts: [{ ports: [{ port: "80" }], rules: { http: [{ method: GET, path: /cart }] } }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, labels: { app: cart } }
          #                 ??? lives elsewhere
          ---
          kind: Service
          metadata: { name: cart }
          spec: { selector: { app: cart }, ports: [{ name: http, port: 80 }] }
        `,
        platform: 'external',
      },
    ],
  },
});
