import type { Inventory } from '../inventory/inventory.js';
import { listed } from '../inventory/listed.js';
import { type NetworkRule, networkPolicies, type Wide } from '../inventory/network/network-policies.js';
import { admitsOutside } from '../inventory/network/outside-ports.js';
import { type Subject, subjectId } from '../inventory/subject.js';
import { toPlain, type Value } from '../inventory/value.js';
import { defineRule, edit, type Fix, generate, judgement, remove, set, sourced } from './rule.js';

export const limitNetworkRules = defineRule({
  id: 'limit-network-rules',
  pillar: 'network',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-4'), sourced('SC-7'), sourced('CM-7'), sourced('SC-7(5)')],
  tenets: [judgement(3)],
  activities: [judgement('5.1.1'), sourced('5.4.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['network-policies', 'services', 'workloads', 'admission'],
  absent: 'not-applicable',
  summary: 'Network rules are narrow',
  why: 'A rule that names nobody undoes the default deny beside it, because the rules of all policies add up.',
  advice: 'Name the peers by labels of their pods and namespaces and the ports by number; for what leaves the cluster name the addresses.',

  subjects: (inventory) => inventory.view(judgedRules),

  *check(subject, inventory) {
    for (const wide of subject.rule.wide) {
      if (wide.everyPeer === true && admitsOutside(inventory, subject.rule)) continue;
      const { at, pointer, message } = wide;
      yield { at, pointer, message, fixes: [...narrow(subject.rule, wide), grants(subject.id)] };
    }
    if (subject.rule.hidden !== undefined) yield { notJudged: subject.rule.hidden };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: web, labels: { app: web } }
          ---
          kind: Pod
          metadata: { name: cart, labels: { app: cart } }
          ---
          kind: Service
          metadata: { name: web }
          spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
          ---
          kind: NetworkPolicy
          metadata: { name: all }
          spec:
            podSelector: {}
            ingress:
              - ports: [{ port: 8080 }]
          #     ^^^^^ policy "all" admits every peer
        `,
      },
      {
        source: `
          kind: NetworkPolicy
          metadata: { name: frontend }
          spec:
            podSelector: { matchLabels: { app: frontend } }
            ingress:
              - {}
          #     ^^ policy "frontend" admits every peer on every port
        `,
        fixed: `
          kind: NetworkPolicy
          metadata: { name: frontend }
          spec:
            podSelector: { matchLabels: { app: frontend } }
            ingress: []
        `,
      },
      {
        source: `
          kind: NetworkPolicy
          metadata: { name: frontend }
          spec:
            podSelector: { matchLabels: { app: frontend } }
            egress:
              - to: []
          #     ^^ policy "frontend" reaches every peer on every port
        `,
        fixed: `
          kind: NetworkPolicy
          metadata: { name: frontend }
          spec:
            podSelector: { matchLabels: { app: frontend } }
            egress: []
            policyTypes:
              - Ingress
              - Egress
        `,
      },
      {
        source: `
          kind: NetworkPolicy
          metadata: { name: frontend }
          spec: { podSelector: {}, policyTypes: [], egress: [{}] }
          #                                                  ^^ policy "frontend" reaches every peer on every port
        `,
        fixed: `
          kind: NetworkPolicy
          metadata: { name: frontend }
          spec: { podSelector: {}, policyTypes: [Ingress, Egress], egress: [] }
        `,
      },
      {
        source: `
          kind: NetworkPolicy
          metadata: { name: cart }
          spec:
            podSelector: {}
            policyTypes: [Ingress, Egress]
            ingress:
              - from:
          #     ^^^^ policy "cart" admits its peers on every port
                  - podSelector: {}
          #                      ^^ policy "cart" admits every pod of its namespace
                  - namespaceSelector: {}
          #                            ^^ policy "cart" admits every namespace
            egress:
              - to: [{ ipBlock: { cidr: "::/0" } }]
          #                             ^^^^^^ policy "cart" reaches every address
                ports: [{ protocol: UDP }]
          #             ^^^^^^^^^^^^^^^^^ policy "cart" reaches its peers on every UDP port
              - ports: [{ port: 443 }]
          #     ^^^^^ policy "cart" reaches every peer
        `,
        fixed: `
          kind: NetworkPolicy
          metadata: { name: cart }
          spec:
            podSelector: {}
            policyTypes: [Ingress, Egress]
            ingress: []
            egress:
              - to: [{ ipBlock: { cidr: "::/0" } }]
                ports: [{ protocol: UDP }]
              - ports: [{ port: 443 }]
        `,
      },
      {
        source: `
          kind: NetworkPolicy
          metadata: { name: cart }
          spec:
            podSelector: {}
            ingress:
              - ports: [{ port: 8080 }]
                from:
                  - namespaceSelector: { matchLabels: { team: shop } }
                  - podSelector: { matchLabels: { app: web } }
          #         ^^^^^^^^^^^ policy "cart" admits either peer: the second narrows nothing
        `,
        fixed: `
          kind: NetworkPolicy
          metadata: { name: cart }
          spec:
            podSelector: {}
            ingress:
              - ports: [{ port: 8080 }]
                from:
                  - namespaceSelector: { matchLabels: { team: shop } }
                    podSelector:
                      matchLabels:
                        app: web
        `,
      },
      {
        source: `
          kind: CiliumNetworkPolicy
          metadata: { name: cart }
          spec:
            endpointSelector: {}
            ingress:
              - fromEntities: [cluster]
          #     ^^^^^^^^^^^^ policy "cart" admits its peers on every port
          #                    ^^^^^^^ policy "cart" admits the entity "cluster"
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: web, labels: { app: web } }
        ---
        kind: Service
        metadata: { name: web }
        spec: { type: LoadBalancer, selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }
        ---
        kind: NetworkPolicy
        metadata: { name: web }
        spec: { podSelector: { matchLabels: { app: web } }, ingress: [{ ports: [{ port: 8080 }] }] }
      `,
      `
        kind: NetworkPolicy
        metadata: { name: cart }
        spec:
          podSelector: {}
          policyTypes: [Ingress]
          ingress: [{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: web } } }], ports: [{ port: http }] }]
          egress: [{}]
      `,
      `
        kind: CiliumNetworkPolicy
        metadata: { name: cart }
        spec:
          endpointSelector: {}
          ingress: [{}, { fromEndpoints: [{ matchLabels: { app: web } }], toPorts: [{ ports: [{ port: "80" }] }] }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: NetworkPolicy
          metadata: { name: cart }
          spec: { podSelector: {}, ingress: { from: [] } }
          #                                 ??? no list: the API server refuses it
        `,
      },
    ],
  },
});

/** The rules of all policies add up, so that grants narrow nothing while the wide one is there. */
function grants(subject: string): Fix {
  return generate('Write the declared grants, then take the wide rule out', 'restricts', 'network-policy', { intent: 'grants', subject });
}

/** Two peers that were meant as one are joined; a rule that lets everything through is taken out. Which of its peers a rule means no file tells. */
function narrow({ policy, direction, value, opens }: NetworkRule, { joins }: Wide): readonly Fix[] {
  if (joins !== undefined) {
    const pods = toPlain(joins.from.get('podSelector'));
    if (pods === undefined) return [];
    return [edit('Make one peer of both, enforces at once', 'restricts', set(joins.into, ['podSelector'], pods), remove(joins.from))];
  }
  if (opens !== 'yes' || policy.kind !== 'NetworkPolicy') return [];
  const change = remove(value);
  // Without a rule for egress a policy isolates it only where it says so; an empty list says nothing. Source: Kubernetes API reference, NetworkPolicySpec v1, policyTypes.
  const isUnsaid = lengthOf(policy.spec.get('policyTypes')) === 0;
  const types = direction === 'egress' && isUnsaid ? [set(policy.spec, ['policyTypes'], ['Ingress', 'Egress'])] : [];
  const isOnly = lengthOf(policy.spec.get(direction)) === 1;
  const title = isOnly ? `Remove the only rule, so that the policy allows no ${direction}${direction === 'egress' ? ', not even DNS' : ''}` : 'Remove the rule';
  return [edit(`${title}, enforces at once`, 'restricts', change, ...types)];
}

/** Undefined where there may be other items. */
function lengthOf(list: Value): number | undefined {
  const { items, hidden } = listed(list);
  return hidden === undefined ? items.length : undefined;
}

interface RuleSubject extends Subject {
  readonly rule: NetworkRule;
}

/** Each allow rule that has an effect. A rule of which nothing is known is one subject with the part "*". */
function judgedRules(inventory: Inventory): readonly RuleSubject[] {
  return inventory
    .view(networkPolicies)
    .all.filter(({ resource }) => !resource.isContext)
    .flatMap(({ rules }) => rules)
    .map((rule) => {
      const { group, kind, namespace, name, pointer } = rule.policy;
      const id = subjectId(group, kind, namespace, name, rule.part);
      return { id, group, kind, namespace, name, part: rule.part, at: rule.value.keyAt, pointer, unknown: rule.policy.unknown, rule };
    });
}
