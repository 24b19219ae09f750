import { flagOr, isReadByKubeadm, KUBELET, kubeletExtraArgs, kubelets, namesFile } from '../inventory/control-plane/control-plane.js';
import type { Flags } from '../inventory/control-plane/program-flags.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Spot } from '../inventory/known.js';
import type { Resource } from '../inventory/resource.js';
import { defineRule, edit, judgement, type Outcome, type Plain, set, sourced } from './rule.js';
import { bad, clusterBy, type Evidence, good, type JudgedCluster, outcomesOf, unknown } from './shared/evidence.js';
import { flagFix } from './shared/flag-fix.js';

export const requireKubeletAuthentication = defineRule({
  id: 'require-kubelet-authentication',
  pillar: 'device',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-3'), sourced('IA-3'), sourced('SC-23')],
  tenets: [judgement(2), judgement(6)],
  activities: [sourced('2.4.1'), sourced('2.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['control-plane', 'workloads'],
  absent: 'not-judged',
  attestable: 'kubelet authentication and authorization of the managed nodes',
  summary: 'The kubelet verifies its callers',
  why: 'The kubelet runs commands in every container of its node: a caller that it does not verify needs no other right.',
  advice:
    'Name the file of the authority that signs the clients of the kubelet, as clientCAFile or --client-ca-file. Which file that is the node knows; with kubeadm it is /etc/kubernetes/pki/ca.crt.',

  subjects: (inventory): readonly (Resource | JudgedCluster)[] => [...inventory.judged(KUBELET), ...clusterBy(inventory, byFlags(inventory))],

  check: (subject, inventory) => ('evidence' in subject ? outcomesOf(subject) : byConfiguration(subject, isReadByKubeadm(subject, inventory))),

  examples: {
    bad: [
      {
        source: `
          kind: KubeletConfiguration
          authentication:
            anonymous:
              enabled: on
          #            ^^ the kubelet answers anonymous requests
            x509:
              clientCAFile: /etc/kubernetes/pki/ca.crt
          authorization:
            mode: AlwaysAllow
          #       ^^^^^^^^^^^ the kubelet allows every request
          readOnlyPort: 10255
          #             ^^^^^ the kubelet serves port 10255 without authentication
        `,
        fixed: `
          kind: KubeletConfiguration
          authentication:
            anonymous:
              enabled: false
            x509:
              clientCAFile: /etc/kubernetes/pki/ca.crt
          authorization:
            mode: Webhook
          readOnlyPort: 0
        `,
      },
      {
        source: `
          kind: KubeletConfiguration
          authentication:
            anonymous: { enabled: false }
            x509: {}
          # ^^^^ the kubelet has no CA to verify client certificates with
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: kubelet }
          spec:
            containers:
              - name: kubelet
                command: [kubelet, --authorization-mode=Webhook, --client-ca-file=/ca.crt, --read-only-port=0]
          #     ^^^^^^^ the kubelet answers anonymous requests
        `,
        fixed: `
          kind: Pod
          metadata: { name: kubelet }
          spec:
            containers:
              - name: kubelet
                command: [kubelet, --authorization-mode=Webhook, --client-ca-file=/ca.crt, --read-only-port=0, --anonymous-auth=false]
        `,
      },
    ],
    good: [
      'authentication: { x509: { clientCAFile: /etc/kubernetes/pki/ca.crt } }\nkind: KubeletConfiguration\n',
      `
        kind: ClusterConfiguration
        ---
        kind: KubeletConfiguration
        cgroupDriver: systemd
      `,
      '{ kind: InitConfiguration, nodeRegistration: { kubeletExtraArgs: [{ name: anonymous-auth, value: "false" }] } }',
    ],
    unknown: [
      {
        source: `
          kind: KubeletConfiguration
          authentication: { anonymous: { enabled: "no" }, x509: { clientCAFile: /ca.crt } }
          #                                       ??? no boolean: the API server refuses it
        `,
      },
    ],
  },
});

const ANONYMOUS = 'the kubelet answers anonymous requests';
const NO_CA = 'the kubelet has no CA to verify client certificates with';
const ALLOWS_ALL = 'the kubelet allows every request';
const NO_MODE = 'no authorization mode: the kubelet refuses it';
const servesReadOnly = (port: string) => `the kubelet serves port ${port} without authentication`;

/** What a configuration file leaves out has safe defaults, but for the CA, which only kubeadm fills in. Source: Kubelet Configuration (v1beta1); SetDefaults_KubeletConfiguration. */
function* byConfiguration({ root }: Resource, hasKubeadm: boolean): Iterable<Outcome> {
  const anonymous = root.path('authentication', 'anonymous', 'enabled').boolean(false);
  const mode = root.path('authorization', 'mode').string('Webhook');
  const authority = root.path('authentication', 'x509', 'clientCAFile').string('');
  const port = root.get('readOnlyPort').number(0);
  const to = (title: string, path: readonly [string, ...string[]], value: Plain) => ({ fixes: [edit(title, 'restricts', set(root, path, value))] });
  if (!anonymous.known) yield { notJudged: anonymous.why };
  else if (anonymous.value)
    yield { ...spot(anonymous), message: ANONYMOUS, ...to('Refuse anonymous requests', ['authentication', 'anonymous', 'enabled'], false) };
  if (!mode.known) yield { notJudged: mode.why };
  else if (mode.value !== 'Webhook' && mode.value !== 'AlwaysAllow') yield { notJudged: NO_MODE };
  else if (mode.value === 'AlwaysAllow') yield { ...spot(mode), message: ALLOWS_ALL, ...to('Ask the API server', ['authorization', 'mode'], 'Webhook') };
  if (!authority.known) yield { notJudged: authority.why };
  else if (authority.value === '' && !hasKubeadm) yield { ...spot(authority), message: NO_CA };
  if (!port.known) yield { notJudged: port.why };
  else if (port.value !== 0) yield { ...spot(port), message: servesReadOnly(String(port.value)), ...to('Close the read-only port', ['readOnlyPort'], 0) };
}

function spot({ at, pointer }: Spot): Spot {
  return { at, pointer };
}

interface Check {
  readonly name: string;
  /** What the kubelet does when it is not set. Source: kubelet reference, and there it is less safe than in the file. */
  readonly absent: string;
  readonly safe: (value: string) => boolean;
  readonly message: (value: string) => string;
  readonly fix?: readonly [title: string, value: string] | undefined;
}

const CHECKS: readonly Check[] = [
  { name: 'anonymous-auth', absent: 'true', safe: (value) => value === 'false', message: () => ANONYMOUS, fix: ['Refuse anonymous requests', 'false'] },
  {
    name: 'authorization-mode',
    absent: 'AlwaysAllow',
    safe: (value) => value === 'Webhook',
    message: () => ALLOWS_ALL,
    fix: ['Ask the API server', 'Webhook'],
  },
  { name: 'client-ca-file', absent: '', safe: (value) => value !== '', message: () => NO_CA },
  { name: 'read-only-port', absent: '10255', safe: (value) => value === '0', message: servesReadOnly, fix: ['Close the read-only port', '0'] },
];

/** Flags win over the file. Those that kubeadm adds come on top of its safe file; a kubelet with a file has only the flags that are set. */
function* byFlags(inventory: Inventory): Iterable<Evidence> {
  for (const flags of inventory.view(kubeletExtraArgs)) {
    const found = judgeFlags(flags, (name) => flags.one(name) !== undefined);
    yield* found.length > 0 || CHECKS.every(({ name }) => flags.one(name) === undefined) ? found : [good(flags.resource, flags.spot)];
  }
  for (const flags of inventory.view(kubelets)) {
    const file = namesFile(flags, 'config');
    if (!file.known) yield unknown(flags.resource, file, file.why);
    else if (file.value) yield* judgeFlags(flags, (name) => flags.one(name) !== undefined);
    else {
      const found = judgeFlags(flags, () => true);
      yield* found.length > 0 ? found : [good(flags.resource, flags.spot)];
    }
  }
}

function judgeFlags(flags: Flags, isJudged: (name: string) => boolean): readonly Evidence[] {
  return CHECKS.filter(({ name }) => isJudged(name)).flatMap(({ name, absent, safe, message, fix }) => {
    const flag = flagOr(flags, name, absent);
    if (!flag.known) return [unknown(flags.resource, flag, flag.why)];
    if (safe(flag.value)) return [];
    if (name === 'authorization-mode' && flag.value !== 'AlwaysAllow') return [unknown(flags.resource, flag, NO_MODE)];
    return [bad(flags.resource, flag, message(flag.value), { fixes: fix === undefined ? [] : flagFix(fix[0], flags, name, fix[1]) })];
  });
}
