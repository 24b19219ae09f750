import { requireDefaultDenyEgress } from '../../../../server/core/rules/require-default-deny-egress.js';
import { requireDefaultDenyIngress } from '../../../../server/core/rules/require-default-deny-ingress.js';
import type { NamedCase } from '../../../harness/check-generator.js';
import { callIn, namespace, pod, SHOP, service } from './objects.js';

const DENY = { intent: 'default-deny', subject: SHOP };
const INGRESS = { ...DENY, with: { directions: ['ingress'] } };
const EGRESS = { ...DENY, with: { directions: ['egress'] } };
const DNS_RULE = `{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }, podSelector: { matchLabels: { k8s-app: kube-dns } } }], ports: [{ protocol: UDP, port: 53 }, { protocol: TCP, port: 53 }] }`;
const DNS_GAP =
  'DNS is allowed to the pods of kube-dns in kube-system: NodeLocal DNSCache needs an ipBlock (169.254.20.10/32), OpenShift port 5353 of openshift-dns';
const DENY_INGRESS = 'NetworkPolicy default-deny-ingress: { podSelector: {}, policyTypes: [Ingress] }';
const DENY_EGRESS = `
  NetworkPolicy default-deny-egress: { podSelector: {}, policyTypes: [Egress] }
  NetworkPolicy allow-dns: { podSelector: {}, policyTypes: [Egress], egress: [${DNS_RULE}] }`;

/** Pods of a namespace as a peer. */
function peer(inside: string, app: string): string {
  return `{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${inside} } }, podSelector: { matchLabels: { app: ${app} } } }`;
}

const WAYPOINT =
  '{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: shop } }, podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: way } } }';

export const networkPolicyCases: readonly NamedCase[] = [
  {
    name: 'denies everything but DNS, and allows a call at both ends',
    source: callIn('shop'),
    policy: DENY,
    settles: [requireDefaultDenyIngress, requireDefaultDenyEgress],
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress: [{ from: [${peer('shop', 'web')}], ports: [{ protocol: TCP, port: 7070 }] }]
      `,
      'kubernetes-shop.egress.yaml': `${DENY_EGRESS}
  NetworkPolicy allow-from-web:
    podSelector: { matchLabels: { app: web } }
    policyTypes: [Egress]
    egress: [{ to: [${peer('shop', 'cart')}], ports: [{ protocol: TCP, port: 7070 }] }]
      `,
    },
    gaps: [DNS_GAP],
    refuses: [],
    keeps: ['"shop/web" reaches "shop/cart" on port 7070'],
    unresolved: [],
  },
  {
    name: 'writes only the direction that is asked for',
    source: pod('web', 'shop'),
    policy: INGRESS,
    settles: [requireDefaultDenyIngress],
    writes: { 'kubernetes-shop.ingress.yaml': DENY_INGRESS },
    gaps: [],
  },
  {
    name: 'picks pods by the labels by which the workload finds them',
    source: `
      kind: Deployment
      metadata: { name: cart, namespace: shop }
      spec:
        selector: { matchLabels: { app: cart } }
        template: { metadata: { labels: { app: cart, version: v7 } }, spec: { containers: [{ name: cart, ports: [{ name: http, containerPort: 7070 }] }] } }
      ---
      kind: Service
      metadata: { name: cart, namespace: shop }
      spec: { selector: { app: cart }, ports: [{ port: 80, targetPort: http }] }
      ---
      kind: CronJob
      metadata: { name: report, namespace: night }
      spec: { jobTemplate: { spec: { template: { metadata: { labels: { job: report } }, spec: { containers: [{ name: report, args: ["--from=http://cart.shop"] }] } } } } }
    `,
    policy: INGRESS,
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress:
            - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: night } }, podSelector: { matchLabels: { job: report } } }]
              ports: [{ protocol: TCP, port: 7070 }]
      `,
    },
  },
  {
    name: 'without a namespace in the files it names pods of its own namespace only',
    source: callIn('') + pod('far', 'other', { calls: 'cart.shop:80' }),
    policy: { intent: 'default-deny', subject: '/Namespace|||', with: { directions: ['ingress'] } },
    writes: {
      'kubernetes-ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ protocol: TCP, port: 7070 }] }]
      `,
    },
    unresolved: ['"other/far" may call "cart.shop:80", variable "PEER" of container "far": no Service here'],
  },
  {
    name: 'a load balancer reaches the container port from every address',
    source: pod('web', 'shop') + service('web', 'shop', 80, 8080, 'LoadBalancer'),
    policy: INGRESS,
    settles: [requireDefaultDenyIngress],
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-web:
          podSelector: { matchLabels: { app: web } }
          policyTypes: [Ingress]
          ingress: [{ ports: [{ protocol: TCP, port: 8080 }] }]
      `,
    },
    gaps: ['outside by LoadBalancer "web" reaches "shop/web" on port 8080 from every address: no pod in sight stands before it'],
    keeps: ['outside by LoadBalancer "web" reaches "shop/web" on port 8080'],
  },
  {
    name: 'a route reaches it through the pods of its gateway',
    source: `
      ${pod('web', 'shop').replaceAll('\n', '\n      ')}
      ${service('web', 'shop', 80, 8080).replaceAll('\n', '\n      ')}
      kind: Pod
      metadata: { name: edge, namespace: ingress, labels: { istio: edge } }
      ---
      kind: Gateway
      metadata: { name: shop, namespace: shop }
      spec: { selector: { istio: edge }, servers: [{ hosts: [a.example], port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: a, minProtocolVersion: TLSV1_2 } }] }
      ---
      kind: VirtualService
      metadata: { name: shop, namespace: shop }
      spec: { hosts: [a.example], gateways: [shop], http: [{ route: [{ destination: { host: web } }] }] }
    `,
    policy: INGRESS,
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-web:
          podSelector: { matchLabels: { app: web } }
          policyTypes: [Ingress]
          ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress } }, podSelector: { matchLabels: { istio: edge } } }], ports: [{ protocol: TCP, port: 8080 }] }]
      `,
    },
    gaps: [],
    keeps: ['"ingress/edge" by gateway "shop" reaches "shop/web" on port 8080'],
  },
  {
    name: 'sidecars reach their control plane',
    source: namespace('shop', 'istio-injection: enabled') + pod('web', 'shop'),
    policy: EGRESS,
    writes: {
      'kubernetes-shop.egress.yaml': `${DENY_EGRESS}
  NetworkPolicy allow-istiod:
    podSelector: {}
    policyTypes: [Egress]
    egress: [{ to: [${peer('istio-system', 'istiod')}], ports: [{ protocol: TCP, port: 15012 }] }]
      `,
    },
    gaps: [DNS_GAP],
  },
  {
    name: 'says that scrapes of sidecars are refused',
    source: namespace('shop', 'istio-injection: enabled') + pod('web', 'shop'),
    policy: INGRESS,
    writes: { 'kubernetes-shop.ingress.yaml': DENY_INGRESS },
    gaps: ['scrapes of the sidecars on ports 15020 and 15090 are refused: no scraper is in sight'],
  },
  {
    name: 'in ambient mode calls travel by the port of the mesh, and probes have an address of their own',
    source:
      namespace('shop', 'istio.io/dataplane-mode: ambient') +
      pod('web', 'shop', { calls: 'cart:80' }) +
      `kind: Pod\nmetadata: { name: cart, namespace: shop, labels: { app: cart } }\nspec: { containers: [{ name: cart, readinessProbe: { httpGet: { port: 7070 } }, livenessProbe: { grpc: { port: 7071 } } }] }\n---\n` +
      service('cart', 'shop', 80, 7070),
    policy: DENY,
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress:
            - from: [{ ipBlock: { cidr: 169.254.7.127/32 } }]
              ports: [{ protocol: TCP, port: 7070 }, { protocol: TCP, port: 7071 }]
            - from: [${peer('shop', 'web')}]
              ports: [{ protocol: TCP, port: 7070 }, { protocol: TCP, port: 15008 }]
      `,
      'kubernetes-shop.egress.yaml': `${DENY_EGRESS}
  NetworkPolicy allow-from-web:
    podSelector: { matchLabels: { app: web } }
    policyTypes: [Egress]
    egress: [{ to: [${peer('shop', 'cart')}], ports: [{ protocol: TCP, port: 7070 }, { protocol: TCP, port: 15008 }] }]
      `,
    },
    gaps: ['between pods of the mesh a NetworkPolicy sees port 15008 alone: ports of a grant are told apart by the mesh', DNS_GAP],
  },
  {
    name: 'what has no labels is granted nothing, and that is said',
    source: `
      ${pod('web', 'shop', { calls: 'cart:80', labels: '' }).replaceAll('\n', '\n      ')}
      ${pod('cart', 'shop').replaceAll('\n', '\n      ')}
      ${service('cart', 'shop', 80, 7070).replaceAll('\n', '\n      ')}
    `,
    policy: DENY,
    writes: { 'kubernetes-shop.ingress.yaml': DENY_INGRESS, 'kubernetes-shop.egress.yaml': DENY_EGRESS },
    gaps: ['no policy can pick "shop/web": its pods have no labels', DNS_GAP],
    refuses: ['"shop/web" no longer reaches "shop/cart" on port 7070: its pods have no labels'],
    keeps: [],
  },
  {
    name: 'a caller on the host network cannot be named',
    source: callIn('shop').replace('serviceAccountName: "web"', 'hostNetwork: true'),
    policy: INGRESS,
    writes: { 'kubernetes-shop.ingress.yaml': DENY_INGRESS },
    refuses: ['"shop/web" no longer reaches "shop/cart" on port 7070: it is on the host network, where labels pick nothing'],
    keeps: [],
  },
  {
    name: 'what a policy isolates already is not opened',
    source: `${callIn('shop')}kind: NetworkPolicy\nmetadata: { name: closed, namespace: shop }\nspec: { podSelector: { matchLabels: { app: cart } }, policyTypes: [Ingress] }\n`,
    policy: INGRESS,
    settles: [requireDefaultDenyIngress],
    writes: { 'kubernetes-shop.ingress.yaml': DENY_INGRESS },
    keeps: [],
  },
  {
    name: 'nothing is written where everything is isolated already',
    source: `${callIn('shop')}kind: NetworkPolicy\nmetadata: { name: closed, namespace: shop }\nspec: { podSelector: {}, policyTypes: [Ingress, Egress] }\n`,
    policy: DENY,
    writes: {},
    gaps: [],
  },
  {
    name: 'a rule that undoes it is named',
    source: `${pod('web', 'shop')}kind: NetworkPolicy\nmetadata: { name: open, namespace: shop }\nspec: { podSelector: {}, ingress: [{}] }\n`,
    policy: INGRESS,
    writes: {},
    gaps: ['policy "open" admits every caller: until its rule is gone, "shop/web" stays open'],
  },
  {
    name: 'a policy that it replaces counts for nothing',
    source: `${callIn('shop')}kind: NetworkPolicy\nmetadata: { name: allow-to-cart, namespace: shop }\nspec: { podSelector: {}, ingress: [{}] }\n`,
    policy: { intent: 'grants', subject: 'networking.k8s.io/NetworkPolicy|shop|allow-to-cart|ingress/0' },
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress: [{ from: [${peer('shop', 'web')}], ports: [{ protocol: TCP, port: 7070 }] }]
      `,
    },
  },
  {
    name: 'what only the replaced policy admits is granted, where others isolate',
    source: `${callIn('shop')}${pod('spy', 'shop', { calls: 'cart:80' })}kind: NetworkPolicy
metadata: { name: deny, namespace: shop }
spec: { podSelector: {}, policyTypes: [Ingress] }
---
kind: NetworkPolicy
metadata: { name: wide, namespace: shop }
spec: { podSelector: { matchLabels: { app: cart } }, policyTypes: [Ingress], ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: NotIn, values: [spy] }] } }] }] }
`,
    policy: { intent: 'grants', subject: 'networking.k8s.io/NetworkPolicy|shop|wide|ingress/0' },
    writes: {
      'kubernetes-shop.ingress.yaml': `
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress: [{ from: [${peer('shop', 'web')}], ports: [{ protocol: TCP, port: 7070 }] }]
      `,
    },
  },
  {
    name: 'a name that is taken gets a number',
    source: `${pod('web', 'shop')}kind: NetworkPolicy\nmetadata: { name: default-deny-ingress, namespace: shop }\nspec: { podSelector: { matchLabels: { app: other } }, policyTypes: [Ingress] }\n`,
    policy: INGRESS,
    writes: { 'kubernetes-shop.ingress.yaml': 'NetworkPolicy default-deny-ingress-2: { podSelector: {}, policyTypes: [Ingress] }' },
  },
  {
    name: 'labels that pick two workloads grant to both, and that is said',
    source: pod('web', 'shop', { calls: 'cart:80' }) + pod('cart', 'shop') + pod('worker', 'shop', { labels: 'app: cart' }) + service('cart', 'shop', 80, 7070),
    policy: INGRESS,
    gaps: [
      'the labels of "shop/cart" also pick "shop/worker": what is granted to one is granted to all',
      'the labels of "shop/worker" also pick "shop/cart": what is granted to one is granted to all',
    ],
  },
  {
    name: 'one workload alone is isolated by its own policy, with DNS',
    source: callIn('shop'),
    policy: { intent: 'default-deny', subject: '/Pod|shop|web|' },
    writes: {
      'kubernetes-shop.web.ingress.yaml': 'NetworkPolicy allow-to-web: { podSelector: { matchLabels: { app: web } }, policyTypes: [Ingress] }',
      'kubernetes-shop.web.egress.yaml': `
        NetworkPolicy allow-from-web:
          podSelector: { matchLabels: { app: web } }
          policyTypes: [Egress]
          egress:
            - ${DNS_RULE}
            - { to: [${peer('shop', 'cart')}], ports: [{ protocol: TCP, port: 7070 }] }
      `,
    },
  },
  {
    name: 'the API server keeps reaching a webhook',
    source: `
      ${pod('guard', 'shop').replaceAll('\n', '\n      ')}
      ${service('guard', 'shop', 443, 9443).replaceAll('\n', '\n      ')}
      kind: ValidatingWebhookConfiguration
      metadata: { name: guard }
      webhooks: [{ name: a.example, failurePolicy: Fail, clientConfig: { service: { name: guard, namespace: shop } } }]
    `,
    policy: INGRESS,
    settles: [requireDefaultDenyIngress],
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-guard:
          podSelector: { matchLabels: { app: guard } }
          policyTypes: [Ingress]
          ingress: [{ ports: [{ protocol: TCP, port: 9443 }] }]
      `,
    },
  },
  { name: 'a system namespace is left alone', source: pod('dns', 'kube-system'), policy: { intent: 'default-deny', subject: '' }, writes: {}, gaps: [] },
  {
    name: 'in a mesh of Linkerd calls travel by the port of its proxy, and proxies keep reaching their control plane',
    source: `kind: Namespace\nmetadata: { name: shop, annotations: { linkerd.io/inject: enabled } }\n---\n${callIn('shop')}`,
    policy: DENY,
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress: [{ from: [${peer('shop', 'web')}], ports: [{ protocol: TCP, port: 7070 }, { protocol: TCP, port: 4143 }] }]
      `,
      'kubernetes-shop.egress.yaml': `${DENY_EGRESS}
  NetworkPolicy allow-linkerd:
    podSelector: {}
    policyTypes: [Egress]
    egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: linkerd } } }], ports: [{ protocol: TCP, port: 8080 }, { protocol: TCP, port: 8086 }, { protocol: TCP, port: 8090 }, { protocol: TCP, port: 4143 }] }]
  NetworkPolicy allow-from-web:
    podSelector: { matchLabels: { app: web } }
    policyTypes: [Egress]
    egress: [{ to: [${peer('shop', 'cart')}], ports: [{ protocol: TCP, port: 7070 }, { protocol: TCP, port: 4143 }] }]
      `,
    },
    gaps: [
      'between pods of the mesh a NetworkPolicy sees port 4143 alone: ports of a grant are told apart by the mesh',
      'the control plane of Linkerd is taken to run in namespace "linkerd": allow egress to it where it runs elsewhere',
      DNS_GAP,
    ],
  },
  {
    name: 'a call through a waypoint is two: to its pods, and from them',
    source:
      namespace('shop', 'istio.io/dataplane-mode: ambient, istio.io/use-waypoint: way') +
      callIn('shop') +
      'apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: way, namespace: shop }\nspec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }\n',
    policy: DENY,
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-waypoint-way:
          podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: way } }
          policyTypes: [Ingress]
          ingress: [{ from: [${peer('shop', 'web')}], ports: [{ protocol: TCP, port: 15008 }] }]
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress:
            - { from: [${peer('shop', 'web')}], ports: [{ protocol: TCP, port: 7070 }, { protocol: TCP, port: 15008 }] }
            - { from: [${WAYPOINT}], ports: [{ protocol: TCP, port: 15008 }] }
      `,
      'kubernetes-shop.egress.yaml': `${DENY_EGRESS}
  NetworkPolicy allow-from-waypoint-way:
    podSelector: { matchLabels: { gateway.networking.k8s.io/gateway-name: way } }
    policyTypes: [Egress]
    egress:
      - { to: [${peer('shop', 'cart')}], ports: [{ protocol: TCP, port: 15008 }] }
      - { to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-system } }, podSelector: { matchLabels: { app: istiod } } }], ports: [{ protocol: TCP, port: 15012 }] }
  NetworkPolicy allow-from-web:
    podSelector: { matchLabels: { app: web } }
    policyTypes: [Egress]
    egress:
      - { to: [${peer('shop', 'cart')}], ports: [{ protocol: TCP, port: 7070 }, { protocol: TCP, port: 15008 }] }
      - { to: [${WAYPOINT}], ports: [{ protocol: TCP, port: 15008 }] }
      `,
    },
    unresolved: [],
  },
  {
    name: 'the port of an ambient mesh is not opened for the API server, nor for UDP',
    source:
      namespace('shop', 'istio.io/dataplane-mode: ambient') +
      pod('web', 'shop', { calls: 'udp://cart:80' }) +
      pod('cart', 'shop') +
      service('cart', 'shop', 80, 7070).replace('{ port: 80', '{ protocol: UDP, port: 80') +
      pod('guard', 'shop') +
      service('guard', 'shop', 443, 9443) +
      'kind: ValidatingWebhookConfiguration\nmetadata: { name: guard }\nwebhooks: [{ name: a.example, clientConfig: { service: { name: guard, namespace: shop } } }]\n',
    policy: INGRESS,
    writes: {
      'kubernetes-shop.ingress.yaml': `
        ${DENY_INGRESS}
        NetworkPolicy allow-to-cart:
          podSelector: { matchLabels: { app: cart } }
          policyTypes: [Ingress]
          ingress: [{ from: [${peer('shop', 'web')}], ports: [{ protocol: UDP, port: 7070 }] }]
        NetworkPolicy allow-to-guard:
          podSelector: { matchLabels: { app: guard } }
          policyTypes: [Ingress]
          ingress: [{ ports: [{ protocol: TCP, port: 9443 }] }]
      `,
    },
  },
  {
    name: 'what files of a ConfigMap name is not granted, and said',
    source:
      pod('proxy', 'shop', { spec: 'volumes: [{ configMap: { name: conf } }, { projected: { sources: [{ configMap: { name: more } }] } }], ' }) +
      pod('cart', 'shop') +
      service('cart', 'shop', 80, 7070) +
      service('proxy', 'shop', 80, 80) +
      'kind: ConfigMap\nmetadata: { name: conf, namespace: shop }\ndata: { a.conf: "upstream a { server cart:80; } server_name proxy:80 other:80 cart;" }\n---\n' +
      'kind: ConfigMap\nmetadata: { name: more, namespace: shop }\ndata: { b.conf: "url: http://cart.shop.svc" }\n',
    policy: EGRESS,
    unresolved: [
      '"shop/proxy" may call "cart:80": a file of ConfigMap "conf" names it',
      '"shop/proxy" may call "http://cart.shop.svc": a file of ConfigMap "more" names it',
    ],
  },
  {
    name: 'what no call in the files shows is said: rights at the API server, scrapes, pods of a gateway',
    source: `
      kind: Pod
      metadata: { name: operator, namespace: shop, labels: { app: operator }, annotations: { prometheus.io/scrape: "true" } }
      spec: { serviceAccountName: operator, containers: [{ name: operator }] }
      ---
      kind: Pod
      metadata: { name: web, namespace: shop, labels: { app: web } }
      spec: { serviceAccountName: operator, automountServiceAccountToken: false, containers: [{ name: web }] }
      ---
      kind: RoleBinding
      metadata: { name: operator, namespace: shop }
      roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view }
      subjects: [{ kind: ServiceAccount, name: operator, namespace: shop }]
      ---
      kind: PodMonitor
      apiVersion: monitoring.coreos.com/v1
      metadata: { name: all, namespace: watch }
      spec: { namespaceSelector: { matchNames: [shop] } }
      ---
      kind: ServiceMonitor
      apiVersion: monitoring.coreos.com/v1
      metadata: { name: other, namespace: watch }
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: { name: entry, namespace: shop }
      spec: { gatewayClassName: istio }
    `,
    policy: DENY,
    unresolved: [
      '"shop/operator" may be scraped: its annotation "prometheus.io/scrape" asks for it',
      'pods of namespace "shop" may be scraped: PodMonitor "all" asks for it',
      'pods that a controller runs for gateway "entry" in namespace "shop" are cut off too: what they serve and call is not in sight',
      '"shop/operator" may call the API server: a binding gives rights to its service account "operator"',
    ],
  },
];
