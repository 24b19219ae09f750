import type { Inventory } from '../inventory/inventory.js';
import { listed } from '../inventory/listed.js';
import { admittingPolicies, usersOf } from '../inventory/mesh/authorizations.js';
import { fitsEverything, isInForce } from '../inventory/mesh/istio-authorization.js';
import { admitsAll, demandsOf } from '../inventory/mesh/linkerd-demands.js';
import { isEveryAddress } from '../inventory/network/network-words.js';
import type { Resource } from '../inventory/resource.js';
import { whyUnknown } from '../inventory/selectors.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, type Fix, generate, judgement, type Outcome, remove, sourced } from './rule.js';

export const noAllowAllAuthorization = defineRule({
  id: 'no-allow-all-authorization',
  pillar: 'network',
  stage: 'initial',
  severity: 'error',
  since: '2026.1-preview',
  controls: [sourced('AC-3'), sourced('AC-6'), judgement('SC-7(5)')],
  tenets: [judgement(3)],
  activities: [judgement('5.1.1'), sourced('1.7.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh'],
  absent: 'not-applicable',
  summary: 'No allow-all authorization rules',
  why: 'A rule that fits everyone switches authorization off for what it covers, and looks like a policy all the while.',
  advice:
    'Name the callers of each workload before the open rule goes. With Linkerd name the service accounts in a MeshTLSAuthentication that the policy asks for.',

  subjects: (inventory) => inventory.view(admittingPolicies),

  *check(policy, inventory) {
    if (policy.kind === 'NetworkAuthentication') yield* judgeNetworks(policy, inventory);
    else if (policy.group === 'policy.linkerd.io') yield* judgeLinkerd(policy, inventory);
    else yield* judgeIstio(policy);
  },

  examples: {
    bad: [
      {
        source: `
          kind: AuthorizationPolicy
          metadata: { name: temp-allow }
          spec:
            rules: [{}]
          #        ^^^^ policy "temp-allow" admits every caller
        `,
        fixed: `
          kind: AuthorizationPolicy
          metadata: { name: temp-allow }
          spec:
            rules: []
        `,
      },
      {
        source: `
          kind: AuthorizationPolicy
          metadata: { name: web }
          spec:
            action: ALLOW
            rules:
              - from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]
              - from: [{ source: { principals: ["*"] } }]
          #                                     ^^^ policy "web" admits every caller
                to: [{ operation: { hosts: ["*"] } }]
          #                                 ^^^ policy "web" admits every caller
        `,
        fixed: `
          kind: AuthorizationPolicy
          metadata: { name: web }
          spec:
            action: ALLOW
            rules:
              - from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]
        `,
      },
      {
        source: `
          apiVersion: policy.linkerd.io/v1alpha1
          kind: AuthorizationPolicy
          metadata: { name: web }
          spec:
            targetRef: { group: policy.linkerd.io, kind: Server, name: web }
            requiredAuthenticationRefs: []
          #                             ^^ policy "web" admits every caller
          ---
          kind: ServerAuthorization
          metadata: { name: old }
          spec: { server: { name: web }, client: { meshTLS: { identities: ["*"] } } }
          #                                                                ^^^ policy "old" admits every caller
          ---
          kind: ServerAuthorization
          metadata: { name: open }
          spec: { server: { name: web }, client: { unauthenticated: true } }
          #                                                         ^^^^ policy "open" admits every caller
          ---
          kind: NetworkAuthentication
          metadata: { name: all }
          spec: { networks: [{ cidr: 0.0.0.0/0 }] }
          #                          ^^^^^^^^^ network "all" covers every address
        `,
      },
      {
        source: `
          apiVersion: policy.linkerd.io/v1alpha1
          kind: AuthorizationPolicy
          metadata: { name: web }
          spec:
            targetRef: { group: policy.linkerd.io, kind: Server, name: web }
            requiredAuthenticationRefs: [{ group: policy.linkerd.io, kind: MeshTLSAuthentication, name: mesh }]
          ---
          kind: MeshTLSAuthentication
          metadata: { name: mesh }
          spec: { identities: ["*"] }
          #                    ^^^ policy "web" admits every caller
        `,
      },
    ],
    good: [
      '{ kind: AuthorizationPolicy, metadata: { name: nothing }, spec: {} }',
      `
        kind: AuthorizationPolicy
        metadata: { name: users }
        spec: { rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }, { to: [{ operation: { methods: [GET], paths: [/health] } }] }] }
      `,
      '{ kind: ServerAuthorization, metadata: { name: web }, spec: { server: { name: web }, client: { meshTLS: { serviceAccounts: [{ name: "*" }] } } } }',
      `
        apiVersion: policy.linkerd.io/v1alpha1
        kind: AuthorizationPolicy
        metadata: { name: probe }
        spec:
          targetRef: { group: policy.linkerd.io, kind: HTTPRoute, name: probe }
          requiredAuthenticationRefs: [{ group: policy.linkerd.io, kind: NetworkAuthentication, name: all }]
        ---
        kind: NetworkAuthentication
        metadata: { name: all }
        spec: { networks: [{ cidr: 0.0.0.0/0 }] }
      `,
    ],
    unknown: [
      {
        source: `
          apiVersion: policy.linkerd.io/v1alpha1
          kind: AuthorizationPolicy
          metadata: { name: web }
          spec:
            targetRef: { group: policy.linkerd.io, kind: Server, name: web }
            requiredAuthenticationRefs: [{ group: policy.linkerd.io, kind: MeshTLSAuthentication, name: mesh }]
          #                                                                                             ??? by MeshTLSAuthentication "mesh", which is not in sight
        `,
      },
    ],
  },
});

/** Rules of all policies add up, so the open one has to go, whatever else is written. Without any rule the policy admits nobody. Source: Istio reference, AuthorizationPolicy. */
function close(policy: Resource, rule: Value): readonly Fix[] {
  return [
    edit('Remove the open rule, enforces at once', 'restricts', remove(rule)),
    generate('Write the declared grants, then take the open rule out', 'restricts', 'istio', { intent: 'grants', subject: policy.id }),
  ];
}

/** A policy that is only tried out admits nobody. */
function* judgeIstio(policy: Resource): Iterable<Outcome> {
  const inForce = isInForce(policy, 'ALLOW');
  if (inForce === 'no') return;
  const list = policy.spec.get('rules');
  const rules = listed(list);
  const doubt = whyUnknown(inForce) ?? rules.hidden;
  if (doubt !== undefined) yield { notJudged: doubt };
  for (const rule of rules.items) {
    const { match, spots } = fitsEverything(rule);
    const why = whyUnknown(match);
    if (why !== undefined) yield { notJudged: why };
    if (match !== 'yes' || inForce !== 'yes') continue;
    const places = rules.items.length === 1 && spots[0] === rule && isInFlow(list, rule) ? [list] : spots;
    for (const { at, pointer } of places) yield { at, pointer, message: `policy "${policy.name}" admits every caller`, fixes: close(policy, rule) };
  }
}

/** True when the list is written in brackets around its item. */
function isInFlow(list: Value, item: Value): boolean {
  return list.at.span.end > item.at.span.end;
}

/** One that holds for a single route opens no more than that route. */
function* judgeLinkerd(policy: Resource, inventory: Inventory): Iterable<Outcome> {
  if (policy.spec.path('targetRef', 'kind').text()?.endsWith('Route') === true) return;
  const demands = demandsOf(inventory, policy);
  const all = admitsAll(demands);
  const why = whyUnknown(all);
  if (why !== undefined) yield { notJudged: why };
  if (all !== 'yes') return;
  const star = demands.all.find(({ kind }) => kind === 'any-identity') ?? demands.all[0];
  const { at, pointer } = star?.value ?? policy.spec.get('requiredAuthenticationRefs');
  yield { at, pointer, message: `policy "${policy.name}" admits every caller` };
}

/** An address list that covers everything is open, unless all that ask for it ask for more, or hold for a single route. */
function* judgeNetworks(policy: Resource, inventory: Inventory): Iterable<Outcome> {
  const users = usersOf(inventory, policy);
  if (users.length > 0 && users.every(({ demands, forRoute }) => forRoute || admitsAll(demands) === 'no')) return;
  const networks = listed(policy.spec.get('networks'));
  if (networks.hidden !== undefined) yield { notJudged: networks.hidden };
  for (const network of networks.items) {
    const cidr = network.get('cidr').string();
    const except = listed(network.get('except'));
    if (!cidr.known) yield { notJudged: cidr.why };
    else if (except.hidden !== undefined) yield { notJudged: except.hidden };
    else if (isEveryAddress(cidr.value ?? '') && except.items.length === 0) {
      yield { at: cidr.at, pointer: cidr.pointer, message: `network "${policy.name}" covers every address` };
    }
  }
}
