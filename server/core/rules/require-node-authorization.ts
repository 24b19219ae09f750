import { API_AUTHORIZATION, apiServers, namesFile } from '../inventory/control-plane/control-plane.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Known } from '../inventory/known.js';
import { listed } from '../inventory/listed.js';
import type { Resource } from '../inventory/resource.js';
import { defineRule, edit, type Fix, judgement, remove, set, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, outcomesOf, unknown } from './shared/evidence.js';
import { flagFix, removeFlag } from './shared/flag-fix.js';

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
        fixed: `
          kind: Pod
          metadata: { name: kube-apiserver, namespace: kube-system }
          spec:
            containers:
              - name: kube-apiserver
                command:
                  - kube-apiserver
                  - --enable-admission-plugins=NodeRestriction,ResourceQuota
                  - --authorization-mode=Node,RBAC
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
        fixed: `
          kind: ClusterConfiguration
          apiServer:
            extraArgs:
              - name: enable-admission-plugins
                value: "PodNodeSelector,NodeRestriction"
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: api }
          spec:
            containers:
              - name: api
                command:
                  - kube-apiserver
                  - --authorization-config=/etc/authorization.yaml
                  - --enable-admission-plugins=NodeRestriction
                  - --disable-admission-plugins=NodeRestriction
          #         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ the API server runs without NodeRestriction
          ---
          { kind: AuthorizationConfiguration, authorizers: [{ type: RBAC, name: rbac }] }
          #                                   ^^^^^^^^^^^ the API server does not authorize by Node
        `,
        fixed: `
          kind: Pod
          metadata: { name: api }
          spec:
            containers:
              - name: api
                command:
                  - kube-apiserver
                  - --authorization-config=/etc/authorization.yaml
                  - --enable-admission-plugins=NodeRestriction
          ---
          { kind: AuthorizationConfiguration, authorizers: [{ type: RBAC, name: rbac }, {type: Node, name: node}] }
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
  for (const config of configs) yield* problemsOf(config, modesOf(config), authorizersFix(config));
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
  const problems = [...problemsOf(server.resource, modes, modesFix(server))];
  yield* problems.length > 0 ? problems : [good(server.resource, modes)];
}

const MODES = ['Node', 'RBAC'];

/** Each time that the flag is given adds to the others, so that only one that is given once is rewritten. Modes beside these two stay. */
function modesFix(server: Flags): readonly Fix[] {
  const [all, last] = [server.all('authorization-mode'), server.one('authorization-mode')];
  const isOnce = all === undefined || (all.known && last?.known === true && all.value.join() === last.value);
  if (!isOnce || (all !== undefined && !all.known)) return [];
  const others = (all?.value ?? []).filter((mode) => mode !== 'AlwaysAllow' && !MODES.includes(mode));
  return flagFix('Authorize by Node and RBAC', server, 'authorization-mode', [...MODES, ...others].join(','));
}

/** What the file lacks goes to its end: an authorizer that knows nothing of a request leaves it to the next one. Source: Kubernetes documentation, Authorization. */
function authorizersFix(config: Resource): readonly Fix[] {
  const { items } = listed(config.root.get('authorizers'));
  const open = items.filter((item) => item.get('type').text() === 'AlwaysAllow').map(remove);
  const missing = MODES.filter((mode) => !items.some((item) => item.get('type').text() === mode));
  const added = missing.map((mode) => set(config.root, ['authorizers', '-'], { type: mode, name: mode.toLowerCase() }));
  const [first, ...others] = [...open, ...added];
  return first === undefined ? [] : [edit('Authorize by Node and RBAC', 'restricts', first, ...others)];
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
  const missing = MODES.filter((mode) => !modes.value.includes(mode));
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
  if (off.value.includes(RESTRICTION)) return bad(server.resource, off, without, { fixes: on.value.includes(RESTRICTION) ? notDisabled(server) : [] });
  if (on.value.includes(RESTRICTION)) return good(server.resource, on);
  // The API server takes one of both flags, not both. Source: kube-apiserver reference, admission-control.
  const flag =
    server.all('enable-admission-plugins') === undefined && server.all('admission-control') !== undefined ? 'admission-control' : 'enable-admission-plugins';
  const last = server.one(flag);
  const own = last?.known === true && last.value !== '' ? last.value.split(',') : [];
  return bad(server.resource, on, without, { fixes: flagFix(`Enable ${RESTRICTION}`, server, flag, [...own, RESTRICTION].join(',')) });
}

function notDisabled(server: Flags): readonly Fix[] {
  const [all, last] = [server.all('disable-admission-plugins'), server.one('disable-admission-plugins')];
  if (all?.known !== true || last?.known !== true || all.value.join() !== last.value) return [];
  const others = all.value.filter((plugin) => plugin !== RESTRICTION);
  const title = `Do not disable ${RESTRICTION}`;
  return others.length === 0 ? removeFlag(title, server, 'disable-admission-plugins') : flagFix(title, server, 'disable-admission-plugins', others.join(','));
}
