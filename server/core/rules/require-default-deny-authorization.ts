import { type Coverage, coverageOutcome } from '../inventory/admission/coverage.js';
import { generatorOf } from '../inventory/admission/generated-policies.js';
import type { Inventory, Namespace } from '../inventory/inventory.js';
import { isDryRun } from '../inventory/mesh/istio.js';
import { anyRule, fitsEverything, isInForce, policiesAt, refusesByDefault } from '../inventory/mesh/istio-authorization.js';
import { accessPolicy, inboundPolicy, serversOf, servesPort } from '../inventory/mesh/linkerd.js';
import { admitsEveryone } from '../inventory/mesh/linkerd-demands.js';
import { enrollmentOf } from '../inventory/mesh/mesh.js';
import type { Resource } from '../inventory/resource.js';
import { allOf, anyOf, type Match, not, whyUnknown } from '../inventory/selectors.js';
import type { Workload } from '../inventory/workload.js';
import { defineRule, edit, type Fix, generate, judgement, remove, sourced } from './rule.js';

export const requireDefaultDenyAuthorization = defineRule({
  id: 'require-default-deny-authorization',
  pillar: 'network',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('SC-7(5)'), sourced('AC-3'), sourced('AC-4'), sourced('AC-6')],
  tenets: [judgement(3), sourced(6)],
  activities: [judgement('5.4.2'), judgement('5.1.1'), sourced('1.7.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'namespaces', 'mesh', 'admission'],
  absent: 'not-applicable',
  summary: 'Service-to-service default deny',
  why: 'Where nothing is refused by default, each workload that somebody forgets stands open to every caller in the cluster.',
  advice:
    'Bring the workloads into the mesh first, and allow each caller before the default is closed. With Linkerd write a Server and an AuthorizationPolicy for each port, then set config.linkerd.io/default-inbound-policy to deny.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory) {
    const message = `${namespace.shown} lets every caller in by default`;
    for (const outcome of coverageOutcome(inventory, namespace, message, (workload) => coverage(inventory, workload))) {
      yield 'notJudged' in outcome ? outcome : { ...outcome, fixes: denyByDefault(namespace, inventory) };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          #                 ^^^^ namespace "shop" lets every caller in by default
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
          ---
          kind: AuthorizationPolicy
          metadata: { name: deny-all, namespace: shop }
          spec: { rules: [{}] }
        `,
      },
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          #                 ^^^^ namespace "shop" lets every caller in by default
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
          ---
          kind: AuthorizationPolicy
          metadata: { name: nothing, namespace: shop, annotations: { istio.io/dry-run: "true" } }
          spec: {}
        `,
        fixed: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
          ---
          kind: AuthorizationPolicy
          metadata: { name: nothing, namespace: shop, annotations: {} }
          spec: {}
        `,
      },
      {
        source: `
          kind: Namespace
          metadata: { name: shop, annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: all-authenticated } }
          #                 ^^^^ namespace "shop" lets every caller in by default
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
        metadata: { name: cart, namespace: shop }
        ---
        kind: AuthorizationPolicy
        metadata: { name: nothing, namespace: istio-system }
        spec: {}
      `,
      `
        kind: Namespace
        metadata: { name: shop, annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: deny } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
      `,
      `
        kind: Namespace
        metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop, labels: { app: cart } }
        ---
        kind: AuthorizationPolicy
        metadata: { name: web, namespace: shop }
        spec: { selector: { matchLabels: { app: cart } }, rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }] }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { istio-injection: enabled } }
          #                 ??? lives elsewhere
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
        `,
        platform: 'external',
      },
    ],
  },
});

/** A policy that is being tried out and would refuse by default is put in force; else one is written where a workload is in the mesh of Istio. */
function denyByDefault(namespace: Namespace, inventory: Inventory): readonly Fix[] {
  const generated = generate('Refuse by default, with the declared grants', 'restricts', 'istio', { intent: 'default-deny', subject: namespace.id });
  const inIstioMesh = namespace.workloads.some((workload) => {
    const enrollment = enrollmentOf(inventory, workload);
    return enrollment.state === 'in' && enrollment.mesh !== 'linkerd';
  });
  if (!inIstioMesh) return [];
  const tried = inventory.judged('security.istio.io/AuthorizationPolicy').find((policy) => policy.namespace === namespace.name && wouldDeny(policy));
  if (tried === undefined) return [generated];
  const mark = tried.metadata.path('annotations', 'istio.io/dry-run');
  return [edit(`Put policy "${tried.name}" in force, which is only tried out`, 'restricts', remove(mark)), generated];
}

/** Whether a policy for its whole namespace is only tried out, and in force would admit nobody but those that its rules name. */
function wouldDeny(policy: Resource): boolean {
  const { metadata, spec } = policy;
  const isWhole = ['selector', 'targetRefs', 'targetRef'].every((field) => spec.get(field).isAbsent);
  const isAllow = spec.get('action').isAbsent || spec.get('action').text() === 'ALLOW';
  // Where the target sets the annotation there is nothing to take out.
  const isTried = isDryRun(policy) === 'yes' && metadata.path('annotations', 'istio.io/dry-run').text() !== undefined;
  return isWhole && isAllow && isTried && anyRule(policy, (rule) => fitsEverything(rule).match) === 'no';
}

function coverage(inventory: Inventory, workload: Workload): Coverage {
  const enrollment = enrollmentOf(inventory, workload);
  if (enrollment.state === 'unknown') return enrollment;
  if (enrollment.state === 'in') return enrollment.mesh === 'linkerd' ? inLinkerd(inventory, workload) : inIstio(inventory, workload);
  if (enrollment.by === undefined) return { state: 'missing', says: enrollment.says };
  return { state: 'open', says: enrollment.says, by: { at: enrollment.by.at, message: 'here it stays out' } };
}

/** Any ALLOW policy in force refuses what it does not name; one that fits everything undoes all of them. DENY comes first, and may refuse by default alone. */
function inIstio(inventory: Inventory, workload: Workload): Coverage {
  const policies = policiesAt(inventory, workload);
  const denies = anyOf(policies.map(({ policy, match }) => allOf([match, isInForce(policy, 'DENY'), anyRule(policy, refusesByDefault)])));
  if (denies === 'yes') return { state: 'covered' };
  const allows = policies.map(({ policy, match }) => ({ policy, match: allOf([match, isInForce(policy, 'ALLOW')]) }));
  const open = allows.map(({ policy, match }) => ({ policy, match: allOf([match, anyRule(policy, (rule) => fitsEverything(rule).match)]) }));
  const wide = open.find(({ match }) => match === 'yes');
  if (wide !== undefined) {
    const by = { at: wide.policy.spec.get('rules').at, message: `policy "${wide.policy.name}" admits every caller` };
    return { state: 'open', says: 'admits every caller', by };
  }
  const doubt = whyUnknown(anyOf([...open.map(({ match }) => match), denies]));
  if (doubt !== undefined) return { state: 'unknown', why: doubt };
  const covered = anyOf(allows.map(({ match }) => match));
  if (covered === 'yes') return { state: 'covered' };
  const why = whyUnknown(covered) ?? generatorOf(inventory, ['AuthorizationPolicy'], workload.namespace);
  return why === undefined ? { state: 'missing', says: 'has no policy that allows only some' } : { state: 'unknown', why };
}

/** Servers refuse by default on the ports that containers declare; what else listens follows the default policy. Who is let in by all of them must be named. */
function inLinkerd(inventory: Inventory, workload: Workload): Coverage {
  const everyone = admitsEveryone(inventory, workload);
  if (everyone.match === 'yes') return { state: 'open', says: `admits every caller by the policy "${everyone.policy.name}"` };
  const servers = serversOf(inventory, workload);
  const access = servers.map(({ server, match }) => ({ server, match: allOf([match, not(refuses(server))]) }));
  const open = access.find(({ match }) => match === 'yes');
  if (open !== undefined) {
    const { at } = accessPolicy(open.server);
    return { state: 'open', says: `admits callers by its server "${open.server.name}"`, by: { at, message: 'this access policy names no caller' } };
  }
  const policy = inboundPolicy(inventory, workload);
  if (!policy.known) return { state: 'unknown', why: policy.why };
  if (policy.value === 'deny') {
    const doubt = whyUnknown(anyOf([everyone.match, ...access.map(({ match }) => match)]));
    return doubt === undefined ? { state: 'covered' } : { state: 'unknown', why: doubt };
  }
  const ports = workload.containers.flatMap(({ value }) => value.get('ports').items());
  const served = ports.map((port) => anyOf(servers.map(({ server, match }) => allOf([match, servesPort(server, port), refuses(server)]))));
  if (ports.length > 0 && allOf(served) !== 'no') return { state: 'unknown', why: 'ports that no container declares follow the default policy' };
  if (policy.value === undefined) return { state: 'missing', says: 'has no default policy that denies' };
  return { state: 'open', says: `has the default policy "${policy.value}"`, by: { at: policy.at, message: 'this default policy denies too little' } };
}

function refuses(server: Resource): Match {
  const access = accessPolicy(server);
  if (!access.known) return { unknown: access.why };
  return access.value === 'deny' ? 'yes' : 'no';
}
