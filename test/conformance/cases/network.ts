import type { Case } from '../case.js';
import { admitted, refused } from './pods.js';

/** A namespace of a mesh in which `web` calls `cart`, each as its own account, and `db` that nobody calls. */
const SHOP = (mesh: string): string => `
apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { ${mesh} } }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: shop }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: cart, namespace: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      serviceAccountName: web
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: web
          image: registry.example.com/shop/web:1
          env: [{ name: CART_ADDR, value: "cart:80" }]
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      serviceAccountName: cart
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: cart
          image: registry.example.com/shop/cart:1
          ports: [{ containerPort: 7070 }]
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: 7070 }] }
`;
const SIDECARS = SHOP('istio-injection: enabled');
/** The mesh's node agent marks the pods that it has taken in, and istioctl knows them by that; there is no node here to do it. */
const AMBIENT = SHOP('istio.io/dataplane-mode: ambient').replaceAll(
  /(labels: \{ app: \w+ \}) \}\n {4}spec/g,
  '$1, annotations: { ambient.istio.io/redirection: enabled } }\n    spec',
);
const MESH = `
---
apiVersion: v1
kind: Namespace
metadata: { name: istio-system }
---
apiVersion: install.istio.io/v1alpha1
kind: IstioOperator
metadata: { name: mesh, namespace: istio-system }
spec: { profile: minimal }
`;

const NAMESPACE = '/Namespace||shop|';
const none = { refused: [], admitted: [] } as const;
const istio = { generator: 'istio', engines: ['istioctl analyze', 'kubectl-validate', 'kube-apiserver', 'istioctl analyze in a cluster'], ...none } as const;
const network = { generator: 'network-policy', mode: 'enforce', engines: ['kubectl-validate', 'kube-apiserver'], target: SIDECARS, ...none } as const;

/** Policies of the mesh and of the network, which no engine here enforces: their schemas, the API server and Istio's own analysis judge them. */
export const networkCases: readonly Case[] = [
  { ...istio, name: 'istio strict-mtls', intent: 'strict-mtls', subject: NAMESPACE, mode: 'enforce', target: SIDECARS },
  {
    ...istio,
    name: 'istio strict-mtls of the mesh',
    intent: 'strict-mtls',
    subject: '/Namespace||istio-system|',
    mode: 'enforce',
    target: `${SIDECARS}${MESH}`,
  },
  { ...istio, name: 'istio default-deny', intent: 'default-deny', subject: NAMESPACE, mode: 'enforce', target: SIDECARS },
  { ...istio, name: 'istio default-deny in audit', intent: 'default-deny', subject: NAMESPACE, mode: 'audit', target: SIDECARS },
  { ...istio, name: 'istio default-deny in ambient', intent: 'default-deny', subject: NAMESPACE, mode: 'enforce', target: AMBIENT },
  { ...istio, name: 'istio grants', intent: 'grants', subject: NAMESPACE, mode: 'enforce', target: SIDECARS },
  { ...istio, name: 'istio access-logs', intent: 'access-logs', subject: NAMESPACE, mode: 'enforce', target: SIDECARS },
  { ...istio, name: 'istio access-logs of the mesh', intent: 'access-logs', subject: '', mode: 'enforce', target: `${SIDECARS}${MESH}` },
  { ...network, name: 'network-policy default-deny', intent: 'default-deny', subject: NAMESPACE },
  { ...network, name: 'network-policy grants', intent: 'grants', subject: NAMESPACE },
  {
    ...network,
    name: 'network-policy default-deny in ambient, with a waypoint',
    intent: 'default-deny',
    subject: NAMESPACE,
    target: SHOP('istio.io/dataplane-mode: ambient, istio.io/use-waypoint: way'),
  },
  {
    ...network,
    name: 'network-policy default-deny in Linkerd',
    intent: 'default-deny',
    subject: NAMESPACE,
    target: SHOP('app: shop').replace('name: shop,', 'name: shop, annotations: { linkerd.io/inject: enabled },'),
  },
  {
    name: 'pod-security-labels pod-security',
    generator: 'pod-security-labels',
    intent: 'pod-security',
    subject: NAMESPACE,
    mode: 'enforce',
    // Without the Namespace object the labels come as one of their own.
    target: SIDECARS.slice(SIDECARS.indexOf('---\n') + 4),
    engines: ['kubectl-validate', 'kube-apiserver'],
    refused: [
      refused('a privileged pod', 'violates PodSecurity "restricted:latest"', {
        spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { privileged: true } }] }',
      }),
      refused('a pod without a context', 'violates PodSecurity "restricted:latest"', { spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    ],
    admitted: [
      admitted('a restricted pod', {
        spec: '{ securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }, containers: [{ name: a, image: a.example/a, securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } } }] }',
      }),
    ],
  },
];
