import type { Case, Change } from '../case.js';
import { mtlsGuard } from './mtls-guard.js';
import { admitted, refused } from './pods.js';

const TARGET = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      containers:
        - name: server
          image: registry.example.com/shop/cart:1.4
          securityContext: { runAsNonRoot: true }
          resources: { requests: { cpu: 100m, memory: 64Mi }, limits: { memory: 128Mi } }
`;

const ROOT = 'containers that may run as root';
const nonRoot = {
  intent: 'non-root',
  refused: [
    refused('no security context', `${ROOT}: a`, { spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    refused('user 0', `${ROOT}: a`, {
      spec: '{ securityContext: { runAsNonRoot: true }, containers: [{ name: a, image: a.example/a, securityContext: { runAsUser: 0 } }] }',
    }),
    refused('pod user 0', `${ROOT}: a`, {
      spec: '{ securityContext: { runAsNonRoot: true, runAsUser: 0 }, containers: [{ name: a, image: a.example/a, securityContext: { runAsUser: 7 } }] }',
    }),
    refused('container takes it back', `${ROOT}: b`, {
      spec: '{ securityContext: { runAsNonRoot: true }, containers: [{ name: a, image: a.example/a }, { name: b, image: a.example/a, securityContext: { runAsNonRoot: false } }] }',
    }),
    refused('pod takes it back', `${ROOT}: a`, {
      spec: '{ securityContext: { runAsNonRoot: false }, containers: [{ name: a, image: a.example/a, securityContext: { runAsNonRoot: true } }] }',
    }),
    refused('only the init container', `${ROOT}: i`, {
      spec: '{ initContainers: [{ name: i, image: a.example/a }], containers: [{ name: a, image: a.example/a, securityContext: { runAsNonRoot: true } }] }',
    }),
    refused('Deployment as root', `${ROOT}: a`, { kind: 'Deployment', spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    refused('StatefulSet as root', `${ROOT}: a`, { kind: 'StatefulSet', spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    refused('DaemonSet as root', `${ROOT}: a`, { kind: 'DaemonSet', spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    refused('Job as root', `${ROOT}: a`, { kind: 'Job', spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    refused('CronJob as root', `${ROOT}: a`, { kind: 'CronJob', spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
  ],
  admitted: [
    admitted('said by the pod', { spec: '{ securityContext: { runAsNonRoot: true }, containers: [{ name: a, image: a.example/a }] }' }),
    admitted('said by each container', { spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { runAsNonRoot: true, runAsUser: 1 } }] }' }),
    admitted('users of its own', { spec: '{ hostUsers: false, containers: [{ name: a, image: a.example/a }] }' }),
    admitted('Deployment as a user', {
      kind: 'Deployment',
      spec: '{ securityContext: { runAsNonRoot: true }, containers: [{ name: a, image: a.example/a }] }',
    }),
    admitted('CronJob as a user', { kind: 'CronJob', spec: '{ securityContext: { runAsNonRoot: true }, containers: [{ name: a, image: a.example/a }] }' }),
    admitted('root in a system namespace', { namespace: 'kube-system', spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
  ],
};

const ROOT_POD = '{ containers: [{ name: a, image: a.example/a }] }';
/** What was there before the policy may be written to and mended, and a bad one is not made worse. */
const changes: readonly Change[] = [
  { name: 'a label of a bad pod', text: admitted('there before', { spec: ROOT_POD }).text, patch: { metadata: { labels: { a: 'b' } } } },
  { name: 'the size of a bad Deployment', text: admitted('scaled', { kind: 'Deployment', spec: ROOT_POD }).text, patch: { spec: { replicas: 3 } } },
  {
    name: 'a bad Deployment is mended',
    text: admitted('mended', { kind: 'Deployment', spec: ROOT_POD }).text,
    patch: { spec: { template: { spec: { securityContext: { runAsNonRoot: true } } } } },
  },
  {
    name: 'a bad Deployment stays bad',
    text: admitted('worse', { kind: 'Deployment', spec: ROOT_POD }).text,
    patch: { spec: { template: { spec: { containers: [{ name: 'a', image: 'a.example/b' }] } } } },
    says: `${ROOT}: a`,
  },
  {
    name: 'a container for debugging as root',
    text: admitted('debugged', { spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { runAsNonRoot: true } }] }' }).text,
    subresource: 'ephemeralcontainers',
    patch: { spec: { ephemeralContainers: [{ name: 'debug', image: 'a.example/debug' }] } },
    says: `${ROOT}: debug`,
  },
  {
    name: 'a container for debugging as a user',
    text: admitted('debugged well', { spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { runAsNonRoot: true } }] }' }).text,
    subresource: 'ephemeralcontainers',
    patch: { spec: { ephemeralContainers: [{ name: 'debug', image: 'a.example/debug', securityContext: { runAsNonRoot: true } }] } },
  },
];

const PRIVILEGED = 'privileged containers';
const noPrivileged = {
  intent: 'no-privileged',
  refused: [
    refused('privileged container', `${PRIVILEGED}: a`, { spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { privileged: true } }] }' }),
    refused('privileged init container', `${PRIVILEGED}: i`, {
      spec: '{ initContainers: [{ name: i, image: a.example/a, securityContext: { privileged: true } }], containers: [{ name: a, image: a.example/a }] }',
    }),
    refused('privileged Deployment', `${PRIVILEGED}: a`, {
      kind: 'Deployment',
      spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { privileged: true } }] }',
    }),
    refused('privileged CronJob', `${PRIVILEGED}: a`, {
      kind: 'CronJob',
      spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { privileged: true } }] }',
    }),
  ],
  admitted: [
    admitted('no context', { spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    admitted('empty context', { spec: '{ securityContext: { }, containers: [{ name: a, image: a.example/a, securityContext: { } }] }' }),
    admitted('privileged is false', { spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { privileged: false } }] }' }),
    admitted('plain Deployment', { kind: 'Deployment', spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    admitted('privileged in a system namespace', {
      namespace: 'kube-system',
      spec: '{ containers: [{ name: a, image: a.example/a, securityContext: { privileged: true } }] }',
    }),
  ],
};

const BOUNDS = 'containers without a memory limit, a memory request or a CPU request';
const resourceLimits = {
  intent: 'resource-limits',
  refused: [
    refused('no resources', `${BOUNDS}: a`, { spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
    refused('requests only', `${BOUNDS}: a`, { spec: '{ containers: [{ name: a, image: a.example/a, resources: { requests: { cpu: 1, memory: 1Gi } } }] }' }),
    refused('memory only', `${BOUNDS}: a`, { spec: '{ containers: [{ name: a, image: a.example/a, resources: { limits: { memory: 1Gi } } }] }' }),
    refused('a limit of zero', `${BOUNDS}: a`, {
      spec: '{ containers: [{ name: a, image: a.example/a, resources: { requests: { cpu: 1 }, limits: { memory: "0" } } }] }',
    }),
    refused('init container without bounds', `${BOUNDS}: i`, {
      spec: '{ initContainers: [{ name: i, image: a.example/a }], containers: [{ name: a, image: a.example/a, resources: { requests: { cpu: 1 }, limits: { memory: 1Gi } } }] }',
    }),
    refused('Deployment without bounds', `${BOUNDS}: a`, { kind: 'Deployment', spec: '{ containers: [{ name: a, image: a.example/a }] }' }),
  ],
  admitted: [
    admitted('limits stand in for requests', {
      spec: '{ containers: [{ name: a, image: a.example/a, resources: { limits: { cpu: 1, memory: 128974848 } } }] }',
    }),
    admitted('half a CPU', { spec: '{ containers: [{ name: a, image: a.example/a, resources: { requests: { cpu: 0.5 }, limits: { memory: 1e8 } } }] }' }),
    admitted('bounds of the pod', { spec: '{ resources: { requests: { cpu: 1 }, limits: { memory: 1Gi } }, containers: [{ name: a, image: a.example/a }] }' }),
    admitted('bounded Deployment', {
      kind: 'Deployment',
      spec: '{ containers: [{ name: a, image: a.example/a, resources: { requests: { cpu: 10m }, limits: { memory: 1Gi } } }] }',
    }),
  ],
};

const DIGEST = 'sha256:3b1d6e8a5c9f2047e8b1d6a5c9f20473b1d6e8a5c9f2047e8b1d6a5c9f204731';
const ELSEWHERE = 'images of no approved registry';
const image = (reference: string): { readonly spec: string } => ({ spec: `{ containers: [{ name: a, image: "${reference}" }] }` });
const registries = {
  intent: 'approved-registries',
  with: { registries: ['registry.example.com/shop', 'docker.io/library', 'bitnami', 'localhost:5000', '*.eu.example.com/team-?/base'] },
  refused: [
    refused('the start of a name', `${ELSEWHERE}: registry.example.com/shopping/cart:1`, image('registry.example.com/shopping/cart:1')),
    refused('the start of a host', `${ELSEWHERE}: registry.example.com.evil.io/shop/cart`, image('registry.example.com.evil.io/shop/cart')),
    refused('another port', `${ELSEWHERE}: registry.example.com:5000/shop/cart`, image('registry.example.com:5000/shop/cart')),
    refused('the place within a path', `${ELSEWHERE}: evil.io/registry.example.com/shop/cart`, image('evil.io/registry.example.com/shop/cart')),
    refused('any character for a dot', `${ELSEWHERE}: registryxexample.com/shop/cart`, image('registryxexample.com/shop/cart')),
    refused('only the host', `${ELSEWHERE}: registry.example.com/other/cart`, image('registry.example.com/other/cart')),
    refused('a digest does not help', `${ELSEWHERE}: evil.io/shop/cart`, image(`evil.io/shop/cart@${DIGEST}`)),
    refused('another part of Docker Hub', `${ELSEWHERE}: docker.io/someone/redis:7`, image('someone/redis:7')),
    refused('the old name of Docker Hub', `${ELSEWHERE}: docker.io/someone/redis`, image('index.docker.io/someone/redis')),
    refused('an upper-case host', `${ELSEWHERE}: Evil/library/redis`, image('Evil/library/redis')),
    refused('a glob does not cross a slash', `${ELSEWHERE}: a.eu.example.com/team-1/x/base`, image('a.eu.example.com/team-1/x/base')),
    refused('a glob takes one segment', `${ELSEWHERE}: a.eu.example.com/team-12/base/java`, image('a.eu.example.com/team-12/base/java')),
    refused('init container from elsewhere', `${ELSEWHERE}: evil.io/a`, {
      spec: '{ initContainers: [{ name: i, image: evil.io/a }], containers: [{ name: a, image: redis }] }',
    }),
    refused('a mounted image', `${ELSEWHERE}: evil.io/data:1`, {
      spec: '{ containers: [{ name: a, image: redis }], volumes: [{ name: v, image: { reference: "evil.io/data:1" } }] }',
    }),
    refused('Deployment from elsewhere', `${ELSEWHERE}: evil.io/a`, { kind: 'Deployment', spec: '{ containers: [{ name: a, image: evil.io/a }] }' }),
    refused('CronJob from elsewhere', `${ELSEWHERE}: evil.io/a`, { kind: 'CronJob', spec: '{ containers: [{ name: a, image: evil.io/a }] }' }),
  ],
  admitted: [
    admitted('below the place', image('registry.example.com/shop/cart:1.4')),
    admitted('deep below the place', image('registry.example.com/shop/cart/server')),
    admitted('the place itself', image('registry.example.com/shop:1')),
    admitted('by digest', image(`registry.example.com/shop/cart@${DIGEST}`)),
    admitted('by tag and digest', image(`registry.example.com/shop/cart:1.4@${DIGEST}`)),
    admitted('an official image', image('redis')),
    admitted('an official image with a tag', image('redis:7-alpine')),
    admitted('an official image written out', image('docker.io/library/redis:7')),
    admitted('an official image by host', image('docker.io/redis')),
    admitted('an official image by the old host', image('index.docker.io/redis')),
    admitted('a place without a host', image('bitnami/redis:7')),
    admitted('a host with a port', image('localhost:5000/a/b:1')),
    admitted('a glob in the host', image('a.eu.example.com/team-1/base/java:21')),
    admitted('the proxy of a gateway', { kind: 'Deployment', spec: '{ containers: [{ name: istio-proxy, image: auto }] }' }),
    admitted('a mounted official image', {
      spec: '{ containers: [{ name: a, image: redis }], volumes: [{ name: v, image: { reference: "redis:7" } }, { name: w, emptyDir: { } }] }',
    }),
    admitted('Deployment from the place', { kind: 'Deployment', ...image('registry.example.com/shop/cart:1') }),
    admitted('elsewhere in a system namespace', { namespace: 'kube-system', ...image('evil.io/a') }),
  ],
};

const INTENTS: readonly Pick<Case, 'intent' | 'with' | 'refused' | 'admitted' | 'changes'>[] = [
  { ...nonRoot, changes },
  noPrivileged,
  resourceLimits,
  registries,
  mtlsGuard,
];

/** Each intent as both kinds of policy, and one of each once more in audit mode. */
export const kyvernoCases: readonly Case[] = (['kyverno', 'kyverno-clusterpolicy'] as const).flatMap((generator) => [
  ...INTENTS.map((intent) => toCase(generator, intent, 'enforce')),
  {
    ...toCase(generator, nonRoot, 'audit'),
    engines: ['kubectl-validate', 'kube-apiserver', 'Kyverno in a cluster'],
    refused: nonRoot.refused.slice(0, 2),
    admitted: nonRoot.admitted.slice(0, 1),
    changes: [],
  } as const,
]);

function toCase(generator: 'kyverno' | 'kyverno-clusterpolicy', intent: (typeof INTENTS)[number], mode: Case['mode']): Case {
  return {
    name: `${generator} ${intent.intent}${mode === 'audit' ? ' in audit' : ''}`,
    generator,
    mode,
    target: TARGET,
    engines: ['kyverno apply', 'kubectl-validate', 'kube-apiserver', 'Kyverno in a cluster'],
    warns: generator === 'kyverno' ? [] : ['ClusterPolicy is deprecated', 'ClusterPolicy (kyverno.io) is deprecated'],
    ...intent,
  };
}
