import { API_AUTHORIZATION, apiServers, namesFile } from '../inventory/control-plane/control-plane.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Known } from '../inventory/known.js';
import { listed } from '../inventory/listed.js';
import type { Resource } from '../inventory/resource.js';
import { defineRule, type Fix, judgement, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';
import { flagFix } from './shared/flag-fix.js';

export const requireNodeAuthorization = defineRule({
  id: 'require-node-authorization',
  pillar: 'device',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-3'), sourced('IA-3'), sourced('CM-6')],
  tenets: [judgement(6)],
  activities: [sourced('2.4.1'), sourced('2.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'authorization modes and NodeRestriction of the managed control plane',
  summary: 'Nodes are authorized as nodes',
  why: 'A node that may do more than its own pods need turns one broken machine into a broken cluster: it could read every secret and change every other node.',

  subjects: (inventory) => clusterBy(inventory, authorization(inventory)),

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
                  - --authorization-mode=RBAC
          #         ^^^^^^^^^^^^^^^^^^^^^^^^^ the API server does not authorize by Node
                  - --enable-admission-plugins=NodeRestriction
        `,
        fixed: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command:
                  - kube-apiserver
                  - --authorization-mode=Node,RBAC
                  - --enable-admission-plugins=NodeRestriction
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command:
          #     ^^^^^^^ the API server allows every request
                  - kube-apiserver
                  - --enable-admission-plugins=NodeRestriction,ResourceQuota
        `,
      },
      {
        source: `
          kind: ClusterConfiguration
          apiServer:
            extraArgs:
              - name: enable-admission-plugins
                value: PodNodeSelector
          #            ^^^^^^^^^^^^^^^ the API server runs without NodeRestriction
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: api }
        spec:
          containers:
            - name: api
              command: [kube-apiserver, --authorization-mode=Node, --authorization-mode=RBAC, --enable-admission-plugins, "NodeRestriction,ResourceQuota"]
      `,
      '{ kind: ClusterConfiguration, apiServer: { timeoutForControlPlane: 4m } }',
      `
        kind: Pod
        metadata: { name: api }
        spec: { containers: [{ name: api, command: [kube-apiserver, --authorization-config=/etc/authorization.yaml, --enable-admission-plugins=NodeRestriction] }] }
        ---
        kind: AuthorizationConfiguration
        authorizers: [{ type: Node, name: node }, { type: RBAC, name: rbac }, { type: Webhook, name: custom }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: api }
          spec: { containers: [{ name: api, command: [kube-apiserver, "--authorization-mode=\${MODES}", --enable-admission-plugins=NodeRestriction] }] }
          #                                                           ??? set by a substitution
        `,
      },
    ],
  },
});

const RESTRICTION = 'NodeRestriction';

function* authorization(inventory: Inventory): Iterable<Evidence> {
  const configs = inventory.ofKind(API_AUTHORIZATION);
  for (const config of configs) yield* problemsOf(config, modesOf(config), []);
  for (const server of inventory.view(apiServers)) {
    const found = [...byModes(server, configs), restriction(server)];
    const wrong = found.filter((one) => one.says !== 'good');
    if (wrong.length > 0) yield* wrong;
    // A file of authorizers that is not in sight, or wrong itself, leaves one half undecided.
    else if (found.length === 2) yield* found;
  }
}

/** Every request is allowed where no mode is named. Source: kube-apiserver reference, authorization-mode; kubeadm names its own. */
function* byModes(server: Flags, configs: readonly Resource[]): Iterable<Evidence> {
  const file = namesFile(server, 'authorization-config');
  if (!file.known) return yield unknown(server.resource, file, file.why);
  if (file.value) {
    const isGood = configs.length > 0 && configs.every((config) => [...problemsOf(config, modesOf(config), [])].length === 0);
    return yield* isGood ? [good(server.resource, file)] : [];
  }
  const modes = server.all('authorization-mode') ?? { known: true, value: ['AlwaysAllow'], written: false, ...server.spot };
  const problems = [...problemsOf(server.resource, modes, flagFix('Authorize by Node and RBAC', server, 'authorization-mode', 'Node,RBAC'))];
  yield* problems.length > 0 ? problems : [good(server.resource, modes)];
}

function modesOf(config: Resource): Known<readonly string[]> {
  const authorizers = config.root.get('authorizers');
  const { items, hidden } = listed(authorizers);
  const types = items.map((item) => item.get('type').string(''));
  const why = hidden ?? types.flatMap((type) => (type.known ? [] : [type.why]))[0];
  if (why !== undefined) return authorizers.asUnknown(why);
  return { known: true, value: types.flatMap((type) => (type.known ? [type.value] : [])), written: true, at: authorizers.keyAt, pointer: authorizers.pointer };
}

function* problemsOf(of: Resource, modes: Known<readonly string[]>, fixes: readonly Fix[]): Iterable<Evidence> {
  if (!modes.known) return yield unknown(of, modes, modes.why);
  if (modes.value.includes('AlwaysAllow')) return yield bad(of, modes, 'the API server allows every request', { fixes });
  const missing = ['Node', 'RBAC'].filter((mode) => !modes.value.includes(mode));
  if (missing.length > 0) yield bad(of, modes, `the API server does not authorize by ${missing.join(' or ')}`, { fixes });
}

/** The plugin is off unless it is named. Source: Kubernetes documentation, Admission Control, which plugins are enabled by default. */
function restriction(server: Flags): Evidence {
  const absent = { known: true, value: [], written: false, ...server.spot } as const;
  const off = server.all('disable-admission-plugins') ?? absent;
  const on = server.all('enable-admission-plugins') ?? server.all('admission-control') ?? absent;
  if (!off.known) return unknown(server.resource, off, off.why);
  if (!on.known) return unknown(server.resource, on, on.why);
  const without = `the API server runs without ${RESTRICTION}`;
  if (off.value.includes(RESTRICTION)) return bad(server.resource, off, without);
  if (on.value.includes(RESTRICTION)) return good(server.resource, on);
  const fixes = flagFix(`Enable ${RESTRICTION}`, server, 'enable-admission-plugins', [...on.value, RESTRICTION].join(','));
  return bad(server.resource, on, without, { fixes });
}
