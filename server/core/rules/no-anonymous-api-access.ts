import { AUTHENTICATION, apiServers, flagOr, namesFile, switchOr } from '../inventory/control-plane/control-plane.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import { listed } from '../inventory/listed.js';
import type { Resource } from '../inventory/resource.js';
import { defineRule, edit, judgement, set, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';
import { flagFix } from './shared/flag-fix.js';

export const noAnonymousApiAccess = defineRule({
  id: 'no-anonymous-api-access',
  pillar: 'user',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-3'), judgement('AC-14'), judgement('IA-2')],
  tenets: [judgement(6)],
  activities: [sourced('1.7.1'), judgement('1.8.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'anonymous access setting of the managed control plane',
  summary: 'API server rejects anonymous requests',
  why: 'A request without any credential is answered as a user of its own, so that one careless binding or one fault in the API server is open to whoever reaches its port.',

  subjects: (inventory) => clusterBy(inventory, anonymousAccess(inventory)),

  check: (cluster) => outcomesOf(cluster),

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command:
                  - kube-apiserver
                  - --anonymous-auth=false
                  - --anonymous-auth=true
          #         ^^^^^^^^^^^^^^^^^^^^^ the API server answers anonymous requests
        `,
        fixed: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command:
                  - kube-apiserver
                  - --anonymous-auth=false
                  - --anonymous-auth=false
        `,
      },
      {
        source: `
          kind: ClusterConfiguration
          apiServer:
            extraArgs:
          # ^^^^^^^^^ the API server answers anonymous requests
              - { name: profiling, value: "false" }
        `,
        fixed: `
          kind: ClusterConfiguration
          apiServer:
            extraArgs:
              - { name: profiling, value: "false" }
              - name: anonymous-auth
                value: "false"
        `,
      },
      {
        source: `
          kind: AuthenticationConfiguration
          anonymous:
            enabled: true
            conditions:
              - path: /livez
              - path: /version
          #           ^^^^^^^^ anonymous requests may read "/version"
        `,
        fixed: `
          kind: AuthenticationConfiguration
          anonymous:
            enabled: true
            conditions:
              - path: /livez
              - path: /readyz
              - path: /healthz
        `,
      },
    ],
    good: [
      '{ kind: Pod, metadata: { name: api }, spec: { containers: [{ name: api, command: [/usr/local/bin/kube-apiserver], args: ["--anonymous_auth=false"] }] } }',
      `
        kind: Pod
        metadata: { name: api }
        spec: { containers: [{ name: api, command: [kube-apiserver, --authentication-config, /etc/kubernetes/authentication.yaml] }] }
        ---
        kind: AuthenticationConfiguration
        anonymous: { enabled: true, conditions: [{ path: /livez }, { path: /readyz }, { path: /healthz }] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: api }
          spec: { containers: [{ name: api, command: [kube-apiserver, "--anonymous-auth=\${ANONYMOUS}"] }] }
          #                                                           ??? set by a substitution
        `,
      },
    ],
  },
});

const ANSWERS = 'the API server answers anonymous requests';

function* anonymousAccess(inventory: Inventory): Iterable<Evidence> {
  const configs = inventory.ofKind(AUTHENTICATION);
  for (const config of configs) yield* byConfiguration(config);
  for (const server of inventory.view(apiServers)) yield* byFlags(server, configs);
}

/** The field decides where it is written; else the flag does. Source: Kubernetes documentation, Authenticating, anonymous authenticator configuration. */
function* byConfiguration(config: Resource): Iterable<Evidence> {
  const anonymous = config.root.get('anonymous');
  if (anonymous.isAbsent) return;
  const enabled = anonymous.get('enabled').boolean(false);
  if (!enabled.known) return yield unknown(config, enabled, enabled.why);
  if (!enabled.value) return yield good(config, enabled);
  const conditions = listed(anonymous.get('conditions'));
  const limited = edit('Let anonymous requests read only whether it is well', 'restricts', set(anonymous, ['conditions'], HEALTH));
  if (conditions.hidden !== undefined) yield unknown(config, anonymous.get('conditions'), conditions.hidden);
  else if (conditions.items.length === 0) {
    yield bad(config, enabled, ANSWERS, { fixes: [limited, edit('Turn anonymous requests off', 'restricts', set(anonymous, ['enabled'], false))] });
  }
  let isNarrow = conditions.items.length > 0 && conditions.hidden === undefined;
  for (const path of conditions.items.map((condition) => condition.get('path').string(''))) {
    if (path.known && isHealthPath(path.value)) continue;
    isNarrow = false;
    yield path.known ? bad(config, path, `anonymous requests may read "${path.value}"`, { fixes: [limited] }) : unknown(config, path, path.why);
  }
  if (isNarrow) yield good(config, enabled);
}

const HEALTH = ['/livez', '/readyz', '/healthz'].map((path) => ({ path }));

/** Paths by which load balancers and probes ask whether the API server is well. Source: Kubernetes API health endpoints. */
function isHealthPath(path: string): boolean {
  return /^\/(?:livez|readyz|healthz)(?:\/|$)/.test(path);
}

/** Anonymous requests are answered unless the flag says otherwise. Source: kube-apiserver reference, anonymous-auth. */
function* byFlags(server: Flags, configs: readonly Resource[]): Iterable<Evidence> {
  const flag = switchOr(server, 'anonymous-auth', true);
  const file = namesFile(server, 'authentication-config');
  if (!flag.known) return yield unknown(server.resource, flag, flag.why);
  if (!flag.value) return yield good(server.resource, flag);
  if (!file.known) return yield unknown(server.resource, file, file.why);
  const isInFile = configs.length === 0 || configs.some((config) => !config.root.get('anonymous').isAbsent);
  if (file.value && isInFile && !flag.written) return;
  const spot = flag.written ? flagOr(server, 'anonymous-auth', '') : server.spot;
  yield bad(server.resource, spot, ANSWERS, { fixes: flagFix('Refuse anonymous requests', server, 'anonymous-auth', 'false') });
}
