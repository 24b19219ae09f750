import { requireDefaultDenyAuthorization } from '../../../../server/core/rules/require-default-deny-authorization.js';
import { requireMeshAccessLogs } from '../../../../server/core/rules/require-mesh-access-logs.js';
import { requireStrictMtls } from '../../../../server/core/rules/require-strict-mtls.js';
import type { NamedCase } from '../../../harness/check-generator.js';
import { callIn, namespace, pod, SHOP, service } from './objects.js';

const MTLS = { intent: 'strict-mtls', subject: SHOP };
const DENY = { intent: 'default-deny', subject: SHOP };
const MESH = namespace('shop', 'istio-injection: enabled');
const AMBIENT = namespace('shop', 'istio.io/dataplane-mode: ambient');
const STRICT = { 'istio-shop.mtls.yaml': 'PeerAuthentication default: { mtls: { mode: STRICT } }' };
const NOTHING = 'AuthorizationPolicy allow-nothing: {}';
const KEPT = '"shop/web" reaches "shop/cart" on port 7070';

/** The policy that admits one caller to `cart`. */
function allow(caller: string, source: string): string {
  return `AuthorizationPolicy allow-${caller}-to-cart: { selector: { matchLabels: { app: cart } }, action: ALLOW, rules: [{ from: [{ source: { ${source} } }], to: [{ operation: { ports: ["7070"] } }] }] }`;
}

const WEBHOOK =
  pod('guard', 'shop') +
  service('guard', 'shop', 443, 9443) +
  'kind: ValidatingWebhookConfiguration\nmetadata: { name: guard }\nwebhooks: [{ name: a.example, failurePolicy: Fail, clientConfig: { service: { name: guard, namespace: shop } } }]\n---\n';

const EDGE =
  'kind: Gateway\nmetadata: { name: edge, namespace: shop }\nspec: { selector: { istio: edge }, servers: [{ hosts: [a.example], port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: a, minProtocolVersion: TLSV1_2 } }] }\n---\n' +
  'kind: VirtualService\nmetadata: { name: cart, namespace: shop }\nspec: { hosts: [a.example], gateways: [edge], http: [{ route: [{ destination: { host: cart } }] }] }\n---\n';
const EDGE_PODS =
  'kind: Pod\nmetadata: { name: edge, namespace: ingress, labels: { istio: edge, sidecar.istio.io/inject: "true" } }\nspec: { serviceAccountName: edge }\n---\n';

/** A gateway beside what it serves, called from outside. */
const ENTRY =
  MESH +
  EDGE +
  EDGE_PODS.replaceAll('namespace: ingress', 'namespace: shop') +
  service('edge', 'shop', 443, 8443, 'LoadBalancer').replace('app: edge', 'istio: edge');
const ENTERED = 'outside by LoadBalancer "edge" reaches "shop/edge" on port 8443';

export const istioCases: readonly NamedCase[] = [
  {
    name: 'strict mutual TLS says nothing of the listeners of a gateway',
    source: ENTRY,
    policy: MTLS,
    writes: STRICT,
    refuses: [],
    keeps: [ENTERED],
  },
  {
    name: 'a gateway keeps taking callers from outside, who have no identity',
    source: ENTRY,
    policy: DENY,
    writes: {
      'istio-shop.authorization.yaml': `
        ${NOTHING}
        AuthorizationPolicy allow-outside-to-edge: { selector: { matchLabels: { istio: edge, sidecar.istio.io/inject: "true" } }, action: ALLOW, rules: [{ to: [{ operation: { ports: ["8443"] } }] }] }
      `,
    },
    leaves: ['policy "allow-outside-to-edge" asks for no identity'],
    gaps: [`${ENTERED} without an identity: who comes from outside has none in the mesh`],
    refuses: [],
    keeps: [ENTERED],
  },
  {
    name: 'strict mutual TLS for a namespace',
    source: MESH + callIn('shop'),
    policy: MTLS,
    settles: [requireStrictMtls],
    writes: STRICT,
    gaps: [],
    refuses: [],
    keeps: [KEPT],
    unresolved: [],
  },
  {
    name: 'callers outside of the mesh speak plain text and are refused',
    source:
      MESH +
      callIn('shop') +
      pod('old', 'legacy', { calls: 'cart.shop:80' }) +
      service('cart', 'legacy', 80, 80) +
      service('web', 'shop', 80, 8080, 'NodePort'),
    policy: MTLS,
    writes: STRICT,
    keeps: [KEPT],
    refuses: [
      '"legacy/old" no longer reaches "shop/cart" on port 7070: it is outside of the mesh and speaks plain text',
      'outside by NodePort "web" no longer reaches "shop/web" on port 8080: no gateway of the mesh stands before it in sight',
    ],
  },
  {
    name: 'the API server keeps calling a webhook, on its container port',
    source: MESH + WEBHOOK,
    policy: MTLS,
    writes: {
      'istio-shop.mtls.yaml': `
        PeerAuthentication default: { mtls: { mode: STRICT } }
        PeerAuthentication guard-api-server: { selector: { matchLabels: { app: guard } }, mtls: { mode: STRICT }, portLevelMtls: { "9443": { mode: PERMISSIVE } } }
      `,
    },
    gaps: ['by ValidatingWebhookConfiguration "guard" the API server calls "shop/guard" on port 9443, so that this port takes callers without mutual TLS'],
    leaves: ['port 9443 is PERMISSIVE'],
  },
  {
    name: 'a namespace outside of the mesh gets no policy, and that is said',
    source: pod('web', 'shop'),
    policy: MTLS,
    writes: {},
    gaps: ['"shop/web" is brought into no mesh: no policy of Istio protects it'],
  },
  {
    name: 'a mode that somebody set is named, not overruled',
    source: `${MESH}${pod('web', 'shop')}kind: PeerAuthentication\nmetadata: { name: default, namespace: shop }\nspec: { mtls: { mode: PERMISSIVE } }\n`,
    policy: MTLS,
    writes: {},
    gaps: ['"shop/web" is PERMISSIVE: set that to STRICT'],
  },
  {
    name: 'a namespace-wide policy without a mode is not doubled',
    source: `${MESH}${pod('web', 'shop')}kind: PeerAuthentication\nmetadata: { name: default, namespace: shop }\nspec: {}\n`,
    policy: MTLS,
    writes: {},
    gaps: ['policy "default" is for the whole namespace already: set its mode to STRICT, since of two the older counts'],
  },
  {
    name: 'nothing is written under a strict mesh',
    source: `${MESH}${pod('web', 'shop')}kind: PeerAuthentication\nmetadata: { name: default, namespace: istio-system }\nspec: { mtls: { mode: STRICT } }\n`,
    policy: MTLS,
    writes: {},
    gaps: [],
  },
  {
    name: 'the mesh turns strict only where its root namespace is named',
    source: MESH + pod('web', 'shop'),
    policy: { intent: 'strict-mtls', subject: '/Namespace||istio-system|' },
    settles: [requireStrictMtls],
    writes: { 'istio-mesh.mtls.yaml': 'PeerAuthentication default: { mtls: { mode: STRICT } }' },
    gaps: ['namespaces that are not in sight turn strict too'],
  },
  {
    name: 'nothing is allowed, then the call by its account and container port',
    source: MESH + callIn('shop'),
    policy: DENY,
    settles: [requireDefaultDenyAuthorization],
    writes: { 'istio-shop.authorization.yaml': `${NOTHING}\n${allow('web', 'principals: [cluster.local/ns/shop/sa/web]')}` },
    gaps: [],
    refuses: [],
    keeps: [KEPT],
    unresolved: [],
  },
  {
    name: 'an audit is a dry run with a last day',
    source: MESH + callIn('shop'),
    policy: { intent: 'default-deny', subject: '/Pod|shop|web|' },
    mode: 'audit',
    writes: {
      'istio-shop.web.authorization.yaml':
        '"AuthorizationPolicy allow-nothing-to-web (istio.io/dry-run: true, heptad.dev/rollout-until: 2026-12-24)": { selector: { matchLabels: { app: web } } }',
    },
  },
  {
    name: 'in ambient mode the same policies hold, and a dry run records little',
    source: AMBIENT + callIn('shop'),
    policy: DENY,
    mode: 'audit',
    gaps: ['in ambient mode only recent versions of Istio record a dry run, and those before 1.25 enforce the policy at once'],
    keeps: [KEPT],
  },
  {
    name: 'behind a waypoint nothing is written',
    source: AMBIENT.replace('ambient', 'ambient, istio.io/use-waypoint: gate') + callIn('shop'),
    policy: DENY,
    writes: {},
    gaps: ['calls go through the waypoint "gate", whose identity stands for all callers: write policies for it by targetRefs'],
  },
  {
    name: 'accounts that are shared do not tell callers apart',
    source: MESH + callIn('shop').replace('serviceAccountName: "web", ', '') + pod('job', 'shop'),
    policy: DENY,
    writes: { 'istio-shop.authorization.yaml': `${NOTHING}\n${allow('web', 'principals: [cluster.local/ns/shop/sa/default]')}` },
    gaps: ['"shop/job" runs as the service account of "shop/web": the mesh admits it to "shop/cart" too'],
  },
  {
    name: 'an account whose name is a star names nobody',
    source: MESH + callIn('shop').replace('"web"', '"*"'),
    policy: DENY,
    writes: { 'istio-shop.authorization.yaml': NOTHING },
    refuses: ['"shop/web" no longer reaches "shop/cart" on port 7070: the API server refuses the name of its service account'],
    keeps: [],
  },
  {
    name: 'without a namespace in the files the account is named within that of the policy',
    source: callIn('').replaceAll('labels: {', 'labels: { sidecar.istio.io/inject: "true",'),
    policy: { intent: 'default-deny', subject: '/Namespace|||' },
    writes: {
      'istio-authorization.yaml': `${NOTHING}\n${allow('web', 'serviceAccounts: [web]')}`.replace(
        'matchLabels: { app: cart }',
        'matchLabels: { app: cart, sidecar.istio.io/inject: "true" }',
      ),
    },
  },
  {
    name: 'the trust domain is that of the mesh in sight',
    source: `${MESH}${callIn('shop')}apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh }\nspec: { meshConfig: { trustDomain: shop.example, accessLogFile: /dev/stdout } }\n`,
    policy: DENY,
    writes: { 'istio-shop.authorization.yaml': `${NOTHING}\n${allow('web', 'principals: [shop.example/ns/shop/sa/web]')}` },
  },
  {
    name: 'a gateway in sight calls as itself',
    source: MESH + callIn('shop') + EDGE + EDGE_PODS,
    policy: DENY,
    writes: {
      'istio-shop.authorization.yaml': `${NOTHING}\n${allow('web', 'principals: [cluster.local/ns/shop/sa/web]')}\n${allow('edge', 'principals: [cluster.local/ns/ingress/sa/edge]')}`,
    },
    keeps: [KEPT, '"ingress/edge" by gateway "edge" reaches "shop/cart" on port 7070'],
  },
  {
    name: 'a gateway that is not in sight has no name to admit',
    source: MESH + callIn('shop') + EDGE,
    policy: DENY,
    refuses: ['outside by gateway "edge" no longer reaches "shop/cart" on port 7070: no gateway of the mesh stands before it in sight'],
    keeps: [KEPT],
  },
  {
    name: 'the API server has no identity: its port stays open for it',
    source: MESH + WEBHOOK,
    policy: DENY,
    writes: {
      'istio-shop.authorization.yaml': `${NOTHING}\nAuthorizationPolicy allow-api-server-to-guard: { selector: { matchLabels: { app: guard } }, action: ALLOW, rules: [{ to: [{ operation: { ports: ["9443"] } }] }] }`,
    },
    gaps: ['outside by ValidatingWebhookConfiguration "guard" reaches "shop/guard" on port 9443 without an identity: the API server has none in the mesh'],
    leaves: ['policy "allow-api-server-to-guard" asks for no identity'],
  },
  {
    name: 'what has a policy in force is not opened further',
    source: `${MESH}${callIn('shop')}kind: AuthorizationPolicy\nmetadata: { name: closed, namespace: shop }\nspec: { selector: { matchLabels: { app: cart } } }\n`,
    policy: DENY,
    writes: { 'istio-shop.authorization.yaml': NOTHING },
    keeps: [],
  },
  {
    name: 'a rule that admits everyone is named',
    source: `${MESH}${callIn('shop')}kind: AuthorizationPolicy\nmetadata: { name: open, namespace: shop }\nspec: { rules: [{}] }\n`,
    policy: DENY,
    writes: {},
    gaps: [
      'policy "open" admits every caller: until its rule is gone, "shop/web" stays open',
      'policy "open" admits every caller: until its rule is gone, "shop/cart" stays open',
    ],
  },
  {
    name: 'a policy that it replaces counts for nothing',
    source: `${MESH}${callIn('shop')}kind: AuthorizationPolicy\nmetadata: { name: open, namespace: shop }\nspec: { selector: { matchLabels: { app: cart } }, rules: [{ from: [{ source: { namespaces: [shop] } }] }] }\n`,
    policy: { intent: 'grants', subject: 'security.istio.io/AuthorizationPolicy|shop|open|' },
    writes: { 'istio-shop.authorization.yaml': `${NOTHING}\n${allow('web', 'principals: [cluster.local/ns/shop/sa/web]')}` },
  },
  {
    name: 'what only the replaced policy admits is granted, where others refuse',
    source: `${MESH}${callIn('shop')}kind: AuthorizationPolicy
metadata: { name: nothing, namespace: shop }
spec: {}
---
kind: AuthorizationPolicy
metadata: { name: open, namespace: shop }
spec: { selector: { matchLabels: { app: cart } }, rules: [{ from: [{ source: { namespaces: [shop] } }] }] }
`,
    policy: { intent: 'grants', subject: 'security.istio.io/AuthorizationPolicy|shop|open|' },
    writes: { 'istio-shop.authorization.yaml': allow('web', 'principals: [cluster.local/ns/shop/sa/web]') },
  },
  {
    name: 'access logs of the mesh, asked for by the mesh',
    source: 'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: mesh }\nspec: { profile: minimal }\n',
    policy: { intent: 'access-logs', subject: '/Cluster|||' },
    settles: [requireMeshAccessLogs],
    writes: { 'istio-mesh.access-logs.yaml': 'Telemetry access-logs: { accessLogging: [{ providers: [{ name: envoy }] }] }' },
  },
  {
    name: 'access logs of a namespace',
    source: MESH + pod('web', 'shop'),
    policy: { intent: 'access-logs', subject: SHOP },
    writes: { 'istio-shop.access-logs.yaml': 'Telemetry access-logs: { accessLogging: [{ providers: [{ name: envoy }] }] }' },
  },
  {
    name: 'a Telemetry for the whole namespace is not doubled',
    source: `${MESH}${pod('web', 'shop')}kind: Telemetry\nmetadata: { name: traces, namespace: shop }\nspec: { tracing: [{ randomSamplingPercentage: 5 }] }\n`,
    policy: { intent: 'access-logs', subject: SHOP },
    writes: {},
    gaps: ['telemetry "traces" is for all already: add accessLogging there, since of two the older counts'],
  },
];
