/** A finding of severity error that was checked by reading the manifest. */
export interface TrueError {
  readonly rule: string;
  /** The subject's identity. */
  readonly subject: string;
  readonly path: string;
  readonly pointer: string;
  /** What the manifest says that makes it true. */
  readonly because: string;
}

/** A problem of an estate that is none of syntax or reference, or that the selection of its files makes true. */
export interface TrueProblem {
  readonly code: string;
  readonly severity: string;
  /** Problems of this code, each of them checked. */
  readonly count: number;
  readonly because: string;
}

export interface CheckedEstate {
  readonly errors: readonly TrueError[];
  readonly problems: readonly TrueProblem[];
}

const NODE_EXPORTER = 'apps/DaemonSet|monitoring|node-exporter|';
const NODE_EXPORTER_FILE = 'manifests/nodeExporter-daemonset.yaml';
const BOOKINFO = 'samples/bookinfo';

/** What is true of each estate of the corpora, checked by hand. Anything else is a false alarm, anything less a lost finding. */
export const CHECKED: ReadonlyMap<string, CheckedEstate> = new Map([
  [
    'bookinfo',
    {
      errors: [
        {
          rule: 'require-gateway-tls',
          subject: 'gateway.networking.k8s.io/Gateway||bookinfo-gateway|listeners/http',
          path: `${BOOKINFO}/gateway-api/bookinfo-gateway.yaml`,
          pointer: '/spec/listeners[name=http]/protocol',
          because: 'The only listener speaks HTTP, and its route sends /login to the product page without any redirect.',
        },
        {
          rule: 'require-gateway-tls',
          subject: 'networking.istio.io/Gateway||bookinfo-gateway|servers/http',
          path: `${BOOKINFO}/networking/bookinfo-gateway.yaml`,
          pointer: '/spec/servers[0]/port/protocol',
          because: 'The only server speaks HTTP for every host, has no httpsRedirect, and /login is routed to the product page.',
        },
        {
          rule: 'require-gateway-tls',
          subject: 'networking.istio.io/Gateway|istio-system|cert-manager-gateway|servers/http',
          path: `${BOOKINFO}/networking/certmanager-gateway.yaml`,
          pointer: '/spec/servers[0]/port/protocol',
          because: 'Port 80 speaks HTTP for every host; only a route narrows it to challenges, and any other route may bind to it.',
        },
        {
          rule: 'require-gateway-tls',
          subject: 'networking.k8s.io/Ingress||gateway|',
          path: `${BOOKINFO}/platform/kube/bookinfo-ingress.yaml`,
          pointer: '/spec/tls',
          because: 'The Ingress has no tls section, so that /login is served in the clear.',
        },
        {
          rule: 'no-plaintext-secrets',
          subject: '/Secret||mysql-credentials|',
          path: `${BOOKINFO}/platform/kube/bookinfo-mysql.yaml`,
          pointer: '/data/rootpasswd',
          because: 'The Secret stands unencrypted in the file: its base64 is the root password of the database.',
        },
        {
          rule: 'no-plaintext-secrets',
          subject: 'apps/Deployment||ratings-v2-mysql|ratings',
          path: `${BOOKINFO}/platform/kube/bookinfo-ratings-v2-mysql.yaml`,
          pointer: '/spec/template/spec/containers[name=ratings]/env[name=MYSQL_DB_PASSWORD]/value',
          because: 'The password of the database user root is written as the value of the variable.',
        },
        {
          rule: 'no-plaintext-secrets',
          subject: 'apps/Deployment||ratings-v2-mysql-vm|ratings',
          path: `${BOOKINFO}/platform/kube/bookinfo-ratings-v2-mysql-vm.yaml`,
          pointer: '/spec/template/spec/containers[name=ratings]/env[name=MYSQL_DB_PASSWORD]/value',
          because: 'The password of the database user root is written as the value of the variable.',
        },
      ],
      problems: [
        {
          code: 'duplicate-object',
          severity: 'warning',
          count: 67,
          because: 'The sample keeps alternatives of one object side by side: whoever applies two of these files gets the last one.',
        },
      ],
    },
  ],
  ['boutique-helm', { errors: [], problems: [] }],
  [
    'kube-prometheus',
    {
      errors: [
        {
          rule: 'no-dangerous-capabilities',
          subject: `${NODE_EXPORTER}node-exporter`,
          path: NODE_EXPORTER_FILE,
          pointer: '/spec/template/spec/containers[name=node-exporter]/securityContext/capabilities/add[0]',
          because: 'SYS_TIME sets the clock of the node and is not among the capabilities of the baseline level.',
        },
        {
          rule: 'no-host-namespaces',
          subject: NODE_EXPORTER,
          path: NODE_EXPORTER_FILE,
          pointer: '/spec/template/spec/containers[name=kube-rbac-proxy]/ports[name=https]/hostPort',
          because: 'The proxy takes port 9100 of every node.',
        },
        {
          rule: 'no-host-namespaces',
          subject: NODE_EXPORTER,
          path: NODE_EXPORTER_FILE,
          pointer: '/spec/template/spec/hostNetwork',
          because: 'hostNetwork is true.',
        },
        {
          rule: 'no-host-namespaces',
          subject: NODE_EXPORTER,
          path: NODE_EXPORTER_FILE,
          pointer: '/spec/template/spec/hostPID',
          because: 'hostPID is true.',
        },
        {
          rule: 'no-host-path-volumes',
          subject: NODE_EXPORTER,
          path: NODE_EXPORTER_FILE,
          pointer: '/spec/template/spec/volumes[name=root]/hostPath',
          because: 'The volume is the root of the node: mounted read-only, it still shows every file there.',
        },
        {
          rule: 'no-host-path-volumes',
          subject: NODE_EXPORTER,
          path: NODE_EXPORTER_FILE,
          pointer: '/spec/template/spec/volumes[name=sys]/hostPath',
          because: 'The volume is /sys of the node.',
        },
      ],
      problems: [
        {
          code: 'kustomize',
          severity: 'warning',
          count: 7,
          because: 'The corpus leaves out the dashboards and the six largest resource definitions, which the kustomization lists.',
        },
      ],
    },
  ],
]);

/** The same for the shop in its own folders. */
export const BOUTIQUE: CheckedEstate = {
  errors: [
    {
      rule: 'require-gateway-tls',
      subject: 'networking.istio.io/Gateway||frontend-gateway|servers/http',
      path: 'istio-manifests/frontend-gateway.yaml',
      pointer: '/spec/servers[0]/port/protocol',
      because: 'The only server speaks HTTP for every host, without httpsRedirect, in front of a shop with a checkout form.',
    },
    {
      rule: 'require-gateway-tls',
      subject: 'gateway.networking.k8s.io/Gateway||istio-gateway|listeners/http',
      path: 'kustomize/components/service-mesh-istio/frontend-gateway.yaml',
      pointer: '/spec/listeners[name=http]/protocol',
      because: 'The only listener speaks HTTP, and its route leads to the frontend.',
    },
    {
      rule: 'require-gateway-tls',
      subject: 'gateway.networking.k8s.io/Gateway||istio-gateway|listeners/http',
      path: 'release/istio-manifests.yaml',
      pointer: '/spec/listeners[name=http]/protocol',
      because: 'The only listener speaks HTTP, and its route leads to the frontend.',
    },
  ],
  problems: [
    {
      code: 'deprecated-api',
      severity: 'info',
      count: 15,
      because: 'The manifests of Istio and of the Gateway API name the versions v1alpha3 and v1beta1, whose fields are those of v1.',
    },
  ],
};
