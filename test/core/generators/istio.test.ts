import { suite, test } from 'mocha';
import { istio } from '../../../server/core/generators/istio/istio.js';
import { requireDefaultDenyAuthorization } from '../../../server/core/rules/require-default-deny-authorization.js';
import { requireMeshAccessLogs } from '../../../server/core/rules/require-mesh-access-logs.js';
import { requireStrictMtls } from '../../../server/core/rules/require-strict-mtls.js';
import { checkGenerator } from '../../harness/check-generator.js';

const SHOP = '/Namespace||shop|';

/** A namespace of a mesh where `web` calls `cart`, each as its own account. */
const CALL = `
  kind: Namespace
  metadata: { name: shop, labels: { istio-injection: enabled } }
  ---
  kind: Pod
  metadata: { name: web, namespace: shop, labels: { app: web } }
  spec: { serviceAccountName: web, containers: [{ name: web, env: [{ name: CART, value: "cart:80" }] }] }
  ---
  kind: Pod
  metadata: { name: cart, namespace: shop, labels: { app: cart } }
  spec: { serviceAccountName: cart, containers: [{ name: cart }] }
  ---
  kind: Service
  metadata: { name: cart, namespace: shop }
  spec: { selector: { app: cart }, ports: [{ port: 80, targetPort: 7070 }] }
`;

suite('istio', () => {
  test('strict mutual TLS for a namespace', () => {
    checkGenerator(istio, {
      source: CALL,
      policy: { intent: 'strict-mtls', subject: SHOP },
      settles: [requireStrictMtls],
      writes: { 'istio-shop.mtls.yaml': 'PeerAuthentication default: { mtls: { mode: STRICT } }' },
      gaps: [],
      refuses: [],
      keeps: ['"shop/web" reaches "shop/cart" on port 7070'],
      unresolved: [],
    });
  });

  test('nothing is allowed, then the call by its account and container port', () => {
    checkGenerator(istio, {
      source: CALL,
      policy: { intent: 'default-deny', subject: SHOP },
      settles: [requireDefaultDenyAuthorization],
      writes: {
        'istio-shop.authorization.yaml': `
          AuthorizationPolicy allow-nothing: {}
          AuthorizationPolicy allow-web-to-cart:
            selector: { matchLabels: { app: cart } }
            action: ALLOW
            rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }], to: [{ operation: { ports: ["7070"] } }] }]
        `,
      },
      gaps: [],
      refuses: [],
      keeps: ['"shop/web" reaches "shop/cart" on port 7070'],
    });
  });

  test('an audit is a dry run with a last day', () => {
    checkGenerator(istio, {
      source: CALL,
      policy: { intent: 'default-deny', subject: '/Pod|shop|web|' },
      mode: 'audit',
      writes: {
        'istio-shop.web.authorization.yaml': `
          "AuthorizationPolicy allow-nothing-to-web (istio.io/dry-run: true, heptad.dev/rollout-until: 2026-12-24)": { selector: { matchLabels: { app: web } } }
        `,
      },
    });
  });

  test('access logs of the mesh, asked for by the mesh', () => {
    checkGenerator(istio, {
      source: `
        apiVersion: install.istio.io/v1alpha1
        kind: IstioOperator
        metadata: { name: mesh }
        spec: { profile: minimal }
      `,
      policy: { intent: 'access-logs', subject: '/Cluster|||' },
      settles: [requireMeshAccessLogs],
      writes: { 'istio-mesh.access-logs.yaml': 'Telemetry access-logs: { accessLogging: [{ providers: [{ name: envoy }] }] }' },
    });
  });
});
