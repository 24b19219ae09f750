import type { Inventory } from '../inventory/inventory.js';
import { listed } from '../inventory/listed.js';
import { admittingPolicies, usersOf } from '../inventory/mesh/authorizations.js';
import { callersOf } from '../inventory/mesh/istio-callers.js';
import { type Demand, demandsOf, needsIdentity } from '../inventory/mesh/linkerd-demands.js';
import type { Resource } from '../inventory/resource.js';
import { whyUnknown } from '../inventory/selectors.js';
import type { Value } from '../inventory/value.js';
import { defineRule, edit, type Fix, judgement, type Outcome, remove, set, sourced } from './rule.js';

export const requireIdentityBasedAuthorization = defineRule({
  id: 'require-identity-based-authorization',
  pillar: 'network',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IA-9'), sourced('AC-3'), sourced('AC-4')],
  tenets: [sourced(2), sourced(3)],
  activities: [judgement('5.4.2'), judgement('3.4.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['mesh'],
  absent: 'not-applicable',
  summary: 'Authorization names workload identities',
  why: 'Addresses and namespaces are shared and reused; only an identity that the mesh has checked says who is calling.',
  advice:
    'Name the service account of each caller under principals, or with Linkerd in a MeshTLSAuthentication; addresses and namespaces may narrow that further.',

  subjects: (inventory) => inventory.view(admittingPolicies),

  *check(policy, inventory) {
    if (policy.kind === 'NetworkAuthentication') yield* judgeNetworks(policy, inventory);
    else if (policy.group === 'policy.linkerd.io') yield* judgeLinkerd(policy, inventory);
    else yield* judgeIstio(policy, inventory);
  },

  examples: {
    bad: [
      {
        source: `
          kind: AuthorizationPolicy
          metadata: { name: cart }
          spec:
            rules:
              - from:
                  - source: { namespaces: [shop] }
          #                               ^^^^^^ policy "cart" goes by namespace, not by identity
                  - source: { ipBlocks: [10.0.0.0/8] }
          #                             ^^^^^^^^^^^^ policy "cart" goes by address, not by identity
                  - source: { principals: [cluster.local/ns/shop/sa/web, cluster.local/ns/shop/sa/*] }
          #                                                              ^^^^^^^^^^^^^^^^^^^^^^^^^^ policy "cart" names no single identity
              - to: [{ operation: { methods: [GET] } }]
          #     ^^ policy "cart" asks for no identity
        `,
      },
      {
        source: `
          kind: AuthorizationPolicy
          metadata: { name: cart, namespace: shop }
          spec:
            rules:
              - from:
                  - source:
                      namespaces: [edge]
          #                       ^^^^^^ policy "cart" goes by namespace, not by identity
          ---
          kind: Deployment
          metadata: { name: gateway, namespace: edge }
          spec: { template: { spec: { serviceAccountName: gateway } } }
        `,
        fixed: `
          kind: AuthorizationPolicy
          metadata: { name: cart, namespace: shop }
          spec:
            rules:
              - from:
                  - source:
                      principals: [cluster.local/ns/edge/sa/gateway]
          ---
          kind: Deployment
          metadata: { name: gateway, namespace: edge }
          spec: { template: { spec: { serviceAccountName: gateway } } }
        `,
      },
      {
        source: `
          apiVersion: policy.linkerd.io/v1alpha1
          kind: AuthorizationPolicy
          metadata: { name: cart }
          spec:
            targetRef: { group: policy.linkerd.io, kind: Server, name: cart }
            requiredAuthenticationRefs: [{ group: policy.linkerd.io, kind: NetworkAuthentication, name: pods }]
          ---
          kind: NetworkAuthentication
          metadata: { name: pods }
          #                 ^^^^ network "pods" goes by address, not by identity
          spec: { networks: [{ cidr: 10.0.0.0/8 }] }
          #                    ^^^^ policy "cart" goes by address, not by identity
          ---
          kind: ServerAuthorization
          metadata: { name: old }
          spec: { server: { name: cart }, client: { meshTLS: { serviceAccounts: [{ name: "*" }] } } }
          #                                                                              ^^^ policy "old" admits nobody: "*" is taken literally
        `,
      },
    ],
    good: [
      `
        kind: AuthorizationPolicy
        metadata: { name: cart }
        spec:
          rules:
            - from: [{ source: { principals: [cluster.local/ns/shop/sa/web], ipBlocks: [10.0.0.0/8] } }]
            - to: [{ operation: { paths: [/admin] } }]
              when: [{ key: source.principal, values: [cluster.local/ns/shop/sa/admin] }]
      `,
      '{ kind: AuthorizationPolicy, metadata: { name: nothing }, spec: {} }',
      `
        apiVersion: policy.linkerd.io/v1alpha1
        kind: AuthorizationPolicy
        metadata: { name: cart }
        spec:
          targetRef: { group: policy.linkerd.io, kind: Server, name: cart }
          requiredAuthenticationRefs: [{ kind: ServiceAccount, name: web }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: AuthorizationPolicy
          metadata: { name: cart }
          spec: { rules: [{ from: [{ source: { principals: all } }] }] }
          #                                                ??? no list: the API server refuses it
        `,
      },
    ],
  },
});

/**
 * Namespaces become the service accounts that workloads in sight run as in them; whom an address or an open rule is for no file tells.
 * A trust domain that is not the default has other names. Source: Istio reference, AuthorizationPolicy, Source.principals, namespaces.
 */
function byIdentity(source: Value, inventory: Inventory): readonly Fix[] {
  const namespaces = source.get('namespaces').strings();
  if (!namespaces.known || namespaces.value.length === 0 || source.get('principals').exists || source.get('serviceAccounts').exists) return [];
  const names = namespaces.value.map((namespace) =>
    [...(inventory.view(accountsInUse).get(namespace) ?? [])].map((name) => `cluster.local/ns/${namespace}/sa/${name}`),
  );
  if (names.some((list) => list.length === 0)) return [];
  return [edit('Name the service accounts in sight', 'restricts', set(source, ['principals'], names.flat()), remove(source.get('namespaces')))];
}

/** The service accounts that workloads run as, by namespace; of a namespace where one is not known none. */
function accountsInUse(inventory: Inventory): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { namespace, serviceAccount } of inventory.allWorkloads()) {
    if (serviceAccount.known) found.set(namespace, (found.get(namespace) ?? new Set()).add(serviceAccount.value));
  }
  for (const { namespace, serviceAccount } of inventory.allWorkloads()) if (!serviceAccount.known) found.delete(namespace);
  return found;
}

function* judgeIstio(policy: Resource, inventory: Inventory): Iterable<Outcome> {
  const rules = listed(policy.spec.get('rules'));
  if (rules.hidden !== undefined) yield { notJudged: rules.hidden };
  for (const rule of rules.items) {
    const callers = callersOf(rule);
    if (callers.hidden !== undefined) yield { notJudged: callers.hidden };
    for (const { spot, says, source } of callers.unnamed) {
      const fixes = source === undefined ? [] : byIdentity(source, inventory);
      yield { at: spot.at, pointer: spot.pointer, message: `policy "${policy.name}" ${says}`, fixes };
    }
  }
}

const SAYS: Readonly<Record<Demand['kind'], string>> = {
  identity: '',
  'any-identity': 'names no single identity',
  namespace: 'goes by namespace, not by identity',
  network: 'goes by address, not by identity',
  'any-network': 'asks for no identity',
  nobody: 'admits nobody: "*" is taken literally',
};

/** One named identity among the demands is enough, since all of them must be met. */
function* judgeLinkerd(policy: Resource, inventory: Inventory): Iterable<Outcome> {
  const demands = demandsOf(inventory, policy);
  if (demands.all.some(({ kind }) => kind === 'identity')) return;
  if (demands.hidden !== undefined) yield { notJudged: demands.hidden };
  const nearest = demands.all.find(({ kind }) => kind !== 'network' && kind !== 'any-network') ?? demands.all[0];
  if (nearest === undefined) {
    const { at, pointer } = policy.spec.get('requiredAuthenticationRefs');
    if (demands.hidden === undefined) yield { at, pointer, message: `policy "${policy.name}" asks for no identity` };
    return;
  }
  const at = nearest.value.isMap ? nearest.value.keyAt : nearest.value.at;
  yield { at, pointer: nearest.value.pointer, message: `policy "${policy.name}" ${SAYS[nearest.kind]}` };
}

/** Addresses may narrow a policy that also names identities; alone they are no identity. */
function* judgeNetworks(policy: Resource, inventory: Inventory): Iterable<Outcome> {
  const users = usersOf(inventory, policy);
  const needs = users.map(({ demands }) => needsIdentity(demands));
  if (users.length > 0 && needs.every((need) => need === 'yes')) return;
  const why = needs.map(whyUnknown).find((reason) => reason !== undefined);
  if (why !== undefined && needs.every((need) => need !== 'no')) yield { notJudged: why };
  else yield { at: policy.at, pointer: policy.pointer, message: `network "${policy.name}" goes by address, not by identity` };
}
