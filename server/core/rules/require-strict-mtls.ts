import { type Coverage, coverageOutcome } from '../inventory/admission/coverage.js';
import { generatorOf } from '../inventory/admission/generated-policies.js';
import type { Inventory, Namespace } from '../inventory/inventory.js';
import { accessPolicy, inboundPolicy, serversOf } from '../inventory/mesh/linkerd.js';
import { admitsPlain } from '../inventory/mesh/linkerd-demands.js';
import { enrollmentOf, portsPastProxy } from '../inventory/mesh/mesh.js';
import { peerMode } from '../inventory/mesh/peer-authentication.js';
import { whyUnknown } from '../inventory/selectors.js';
import type { Workload } from '../inventory/workload.js';
import { defineRule, edit, type Fix, generate, set, sourced } from './rule.js';

export const requireStrictMtls = defineRule({
  id: 'require-strict-mtls',
  pillar: 'network',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SC-8'), sourced('SC-8(1)'), sourced('AC-4'), sourced('SC-23'), sourced('IA-9')],
  tenets: [sourced(2)],
  activities: [sourced('5.4.4'), sourced('2.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'namespaces', 'mesh', 'admission'],
  absent: 'not-applicable',
  summary: 'Mutual TLS strict across the mesh',
  why: 'Where plain text is taken, nobody can tell who calls, and whoever sits on the wire reads along and joins in.',
  advice:
    'Bring every workload of the namespace into the mesh first, then every caller of it; then take back the exceptions that let plain text in, one by one.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory) {
    const message = `${namespace.shown} does not require mutual TLS`;
    for (const outcome of coverageOutcome(inventory, namespace, message, (workload) => coverage(inventory, workload))) {
      yield 'notJudged' in outcome ? outcome : { ...outcome, fixes: requireIt(namespace, inventory) };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          #                 ^^^^ namespace "shop" does not require mutual TLS
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop, labels: { app: cart } }
          ---
          kind: PeerAuthentication
          metadata: { name: default, namespace: istio-system }
          spec: { mtls: { mode: STRICT } }
          ---
          kind: PeerAuthentication
          metadata: { name: cart, namespace: shop }
          spec: { selector: { matchLabels: { app: cart } }, portLevelMtls: { 8080: { mode: DISABLE } } }
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ^^^^ namespace "shop" does not require mutual TLS
          ---
          kind: PeerAuthentication
          metadata: { name: default, namespace: istio-system }
          spec: { mtls: { mode: STRICT } }
        `,
      },
      {
        source: `
          kind: Namespace
          metadata: { name: shop, annotations: { linkerd.io/inject: enabled } }
          #                 ^^^^ namespace "shop" does not require mutual TLS
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
        `,
        fixed: `
          kind: Namespace
          metadata: { name: shop, annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: all-authenticated } }
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
        `,
      },
    ],
    good: [
      `
        kind: Namespace
        metadata: { name: shop, labels: { istio-injection: enabled } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop, labels: { app: cart } }
        ---
        kind: PeerAuthentication
        metadata: { name: mesh, namespace: istio-system }
        spec: { mtls: { mode: STRICT } }
        ---
        kind: PeerAuthentication
        metadata: { name: cart, namespace: shop }
        spec: { selector: { matchLabels: { app: cart } }, mtls: { mode: UNSET } }
      `,
      `
        kind: Namespace
        metadata: { name: shop, annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: all-authenticated } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          #                 ??? of two policies the older counts
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
          ---
          kind: PeerAuthentication
          metadata: { name: old, namespace: shop }
          spec: { mtls: { mode: PERMISSIVE } }
          ---
          kind: PeerAuthentication
          metadata: { name: new, namespace: shop }
          spec: { mtls: { mode: STRICT } }
        `,
      },
    ],
  },
});

/** For a mesh that the workloads are in: outside of it a mode holds for nobody. Linkerd has a default for the namespace where nothing else says one. */
function requireIt(namespace: Namespace, inventory: Inventory): readonly Fix[] {
  const title = 'Require mutual TLS, enforces at once';
  const meshes = namespace.workloads.flatMap((workload) => {
    const enrollment = enrollmentOf(inventory, workload);
    return enrollment.state === 'in' ? [enrollment.mesh] : [];
  });
  if (meshes.some((mesh) => mesh !== 'linkerd')) return [generate(title, 'restricts', 'istio', { intent: 'strict-mtls', subject: namespace.id })];
  const { resource } = namespace;
  if (resource === undefined || resource.isContext || meshes.length < namespace.workloads.length) return [];
  const isUnsaid = namespace.workloads.every((workload) => ['missing', 'covered'].includes(inLinkerd(inventory, workload).state));
  return isUnsaid ? [edit(title, 'restricts', set(resource.metadata, ['annotations', 'config.linkerd.io/default-inbound-policy'], 'all-authenticated'))] : [];
}

function coverage(inventory: Inventory, workload: Workload): Coverage {
  const enrollment = enrollmentOf(inventory, workload);
  if (enrollment.state === 'unknown') return enrollment;
  if (enrollment.state === 'out') {
    if (enrollment.by === undefined) return { state: 'missing', says: enrollment.says };
    return { state: 'open', says: enrollment.says, by: { at: enrollment.by.at, message: 'here it stays out' } };
  }
  const past = portsPastProxy(inventory, workload, enrollment.mesh);
  if (past !== undefined) {
    if (!past.known) return { state: 'unknown', why: past.why };
    return { state: 'open', says: 'has ports that the mesh does not see', by: { at: past.at, message: 'these ports take plain text' } };
  }
  return enrollment.mesh === 'linkerd' ? inLinkerd(inventory, workload) : inIstio(inventory, workload);
}

function inIstio(inventory: Inventory, workload: Workload): Coverage {
  const mode = peerMode(inventory, workload);
  if (mode.state === 'unknown') return mode;
  if (mode.state === 'strict') return { state: 'covered' };
  if (mode.by !== undefined) return { state: 'open', says: mode.says, by: { at: mode.by.at, message: 'this mode lets plain text in' } };
  const generator = generatorOf(inventory, ['PeerAuthentication'], workload.namespace);
  return generator === undefined ? { state: 'missing', says: mode.says } : { state: 'unknown', why: generator };
}

const AUTHENTICATED = new Set(['all-authenticated', 'cluster-authenticated', 'deny']);

/** The default policy must ask for an identity, and no Server or authorization may let callers without one through. */
function inLinkerd(inventory: Inventory, workload: Workload): Coverage {
  const policy = inboundPolicy(inventory, workload);
  if (!policy.known) return { state: 'unknown', why: policy.why };
  if (policy.value === undefined) return { state: 'missing', says: 'takes plain text by default' };
  if (!AUTHENTICATED.has(policy.value)) {
    return { state: 'open', says: 'takes plain text by its default policy', by: { at: policy.at, message: 'this default policy needs no identity' } };
  }
  for (const { server, match } of serversOf(inventory, workload)) {
    const access = accessPolicy(server);
    if (!access.known) return { state: 'unknown', why: access.why };
    if (AUTHENTICATED.has(access.value)) continue;
    const doubt = whyUnknown(match);
    if (doubt !== undefined) return { state: 'unknown', why: doubt };
    return { state: 'open', says: `takes plain text by its server "${server.name}"`, by: { at: access.at, message: 'this access policy needs no identity' } };
  }
  const plain = admitsPlain(inventory, workload);
  if (plain.match === 'no') return { state: 'covered' };
  if (plain.match !== 'yes') return { state: 'unknown', why: plain.match.unknown };
  return { state: 'open', says: `takes plain text by the policy "${plain.policy.name}"` };
}
