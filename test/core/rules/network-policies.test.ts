import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { limitNetworkRules } from '../../../server/core/rules/limit-network-rules.js';
import { limitSensitiveEgress } from '../../../server/core/rules/limit-sensitive-egress.js';
import { requireApplicationLayerEgress } from '../../../server/core/rules/require-application-layer-egress.js';
import { requireDefaultDenyEgress } from '../../../server/core/rules/require-default-deny-egress.js';
import { requireDefaultDenyIngress } from '../../../server/core/rules/require-default-deny-ingress.js';
import type { Rule } from '../../../server/core/rules/rule.js';
import { judgeEdited } from '../../harness/edited.js';
import { checkRule, judgeExample } from '../../harness/rules.js';
import { statesOf } from '../../harness/states.js';

const CART = '{ kind: Pod, metadata: { name: cart, namespace: shop, labels: { app: cart } } }';

/** How namespace shop with one pod stands under these policies. */
function shop(rule: Rule, ...policies: readonly string[]): string | undefined {
  return statesOf(rule, [CART, ...policies].join('\n---\n'))['shop'];
}

function policy(spec: string, name = 'policy'): string {
  return `{ kind: NetworkPolicy, metadata: { name: ${name}, namespace: shop }, spec: { ${spec} } }`;
}

suite('default deny of NetworkPolicies', () => {
  test('a name proves nothing: "default-deny" may allow everything', () => {
    assert.equal(shop(requireDefaultDenyIngress, policy('podSelector: {}, ingress: [{}]', 'default-deny')), 'failed');
    assert.equal(shop(requireDefaultDenyEgress, policy('podSelector: {}, policyTypes: [Egress], egress: [{}]', 'default-deny')), 'failed');
  });

  test('without policyTypes a policy isolates ingress, and egress only when it has egress rules', () => {
    assert.equal(shop(requireDefaultDenyIngress, policy('podSelector: {}')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, policy('podSelector: {}, policyTypes: []')), 'passed');
    assert.equal(shop(requireDefaultDenyEgress, policy('podSelector: {}')), 'failed');
    assert.equal(shop(requireDefaultDenyEgress, policy('podSelector: {}, egress: []')), 'failed');
    assert.equal(shop(requireDefaultDenyEgress, policy('podSelector: {}, egress: [{ to: [{ podSelector: { matchLabels: { app: db } } }] }]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, policy('podSelector: {}, policyTypes: [Egress]')), 'failed');
  });

  test('rules of a direction that the policy does not name let nothing through', () => {
    assert.equal(shop(requireDefaultDenyIngress, policy('podSelector: {}, policyTypes: [Egress], ingress: [{}]'), policy('podSelector: {}')), 'passed');
  });

  test('a policy without podSelector picks every pod', () => {
    assert.equal(shop(requireDefaultDenyIngress, policy('policyTypes: [Ingress]')), 'passed');
  });

  test('the rules of all policies add up: one that lets everyone in undoes the default deny', () => {
    const deny = policy('podSelector: {}');
    assert.equal(shop(requireDefaultDenyIngress, deny, policy('podSelector: { matchLabels: { app: cart } }, ingress: [{}]')), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, deny, policy('podSelector: { matchLabels: { app: web } }, ingress: [{}]')), 'passed');
  });

  test('everyone is also every address, every namespace by any spelling, and every port by a range', () => {
    for (const rule of [
      'from: []',
      'from: [{ ipBlock: { cidr: 0.0.0.0/0 } }]',
      'from: [{ ipBlock: { cidr: 10.0.0.0/0 } }]',
      'from: [{ ipBlock: { cidr: "::/0", except: [] } }]',
      'from: [{ namespaceSelector: {} }]',
      'from: [{ namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: Exists }] } }]',
      'from: [{ podSelector: { matchLabels: { app: web } } }, { namespaceSelector: {}, podSelector: {} }]',
      'ports: []',
      'ports: [{ protocol: TCP }]',
      'ports: [{ port: 1, endPort: 65535 }]',
    ]) {
      assert.equal(shop(requireDefaultDenyIngress, policy(`podSelector: {}, ingress: [{ ${rule} }]`)), 'failed', rule);
    }
  });

  test('blocks of addresses may be everyone together', () => {
    const blocks = (...cidrs: readonly string[]): string | undefined =>
      shop(requireDefaultDenyIngress, policy(`podSelector: {}, ingress: [{ from: [${cidrs.map((cidr) => `{ ipBlock: { ${cidr} } }`).join(', ')}] }]`));
    assert.equal(blocks('cidr: 0.0.0.0/1', 'cidr: 128.0.0.0/1'), 'failed');
    assert.equal(blocks('cidr: 0.0.0.0/2', 'cidr: 64.0.0.0/2', 'cidr: 128.0.0.0/1'), 'failed');
    assert.equal(blocks('cidr: 0.0.0.0/1', 'cidr: 0.0.0.0/1'), 'passed');
    assert.equal(blocks('cidr: 0.0.0.0/1', 'cidr: 128.0.0.0/2'), 'passed');
    assert.equal(blocks('cidr: 0.0.0.0/1', 'cidr: 128.0.0.0/1, except: [192.168.0.0/16]'), 'passed');
    const cilium = (cidrs: string): string =>
      `{ kind: CiliumNetworkPolicy, metadata: { name: policy, namespace: shop }, spec: { endpointSelector: {}, egress: [{ toCIDR: [${cidrs}] }] } }`;
    assert.equal(shop(requireDefaultDenyEgress, cilium('0.0.0.0/1, 128.0.0.0/1')), 'failed');
    assert.equal(shop(requireDefaultDenyEgress, cilium('0.0.0.0/1')), 'passed');
  });

  test('a selector that is null is none', () => {
    const from = (peer: string): string | undefined => shop(requireDefaultDenyIngress, policy(`podSelector: {}, ingress: [{ from: [{ ${peer} }] }]`));
    assert.equal(from('namespaceSelector: ~'), 'a peer without a field: the API server refuses it');
    assert.equal(from('namespaceSelector: ~, podSelector: {}'), 'passed');
    assert.equal(from('ipBlock: ~, podSelector: {}'), 'passed');
  });

  test('a peer or a port makes a rule less than everyone', () => {
    for (const rule of [
      'from: [{ podSelector: {} }]',
      'from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: web } } }]',
      'from: [{ namespaceSelector: { matchLabels: { team: shop } } }]',
      'from: [{ ipBlock: { cidr: 10.0.0.0/8 } }]',
      'ports: [{ port: 8080 }]',
    ]) {
      assert.equal(shop(requireDefaultDenyIngress, policy(`podSelector: {}, ingress: [{ ${rule} }]`)), 'passed', rule);
    }
  });

  test('egress is closed when rules name destinations or are for DNS', () => {
    for (const [rule, state] of [
      ['ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]', 'passed'],
      ['ports: [{ port: 53, protocol: UDP }, { port: 443 }]', 'failed'],
      ['ports: [{ port: 53, endPort: 65535 }]', 'failed'],
      ['to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: UDP }]', 'passed'],
      ['to: [{ namespaceSelector: {} }], ports: [{ port: 443 }]', 'failed'],
      ['to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }]', 'failed'],
      ['to: [{ ipBlock: { cidr: 192.0.2.0/24 } }], ports: [{ port: 443 }]', 'passed'],
      ['ports: [{ port: dns }]', 'failed'],
    ] as const) {
      assert.equal(shop(requireDefaultDenyEgress, policy(`podSelector: {}, policyTypes: [Egress], egress: [{ ${rule} }]`)), state, rule);
    }
  });

  test('a default deny without DNS refuses all the same: that workloads lose name resolution is said before it is applied', () => {
    assert.equal(shop(requireDefaultDenyEgress, policy('podSelector: {}, policyTypes: [Ingress, Egress]')), 'passed');
  });

  test('policies of another namespace protect nothing here', () => {
    assert.equal(shop(requireDefaultDenyIngress, '{ kind: NetworkPolicy, metadata: { name: deny, namespace: web }, spec: { podSelector: {} } }'), 'failed');
  });

  test('a comment full of words changes no verdict', () => {
    assert.equal(shop(requireDefaultDenyIngress, '# default-deny NetworkPolicy mTLS OIDC'), 'failed');
  });

  test('on the host network it is left to each network plugin what a policy does', () => {
    const host = '{ kind: Pod, metadata: { name: agent, namespace: shop }, spec: { hostNetwork: true } }';
    const why = 'on the host network, where policies are not defined';
    assert.equal(statesOf(requireDefaultDenyIngress, `${host}\n---\n${policy('podSelector: {}')}`)['shop'], why);
    assert.equal(statesOf(requireDefaultDenyIngress, host)['shop'], 'failed');
  });

  test('what is masked or of the wrong type is not passed', () => {
    for (const spec of ['podSelector: { matchLabels: { app: "${APP}" } }', 'podSelector: {}, policyTypes: ["${TYPE}"]', 'podSelector: {}, ingress: {}']) {
      assert.ok(!['passed', 'failed'].includes(shop(requireDefaultDenyIngress, policy(spec)) ?? ''), spec);
    }
  });

  test('labels that a target adds to selectors count as they land', () => {
    const source = `
      kind: Pod
      metadata: { name: cart, namespace: shop, labels: { app: cart } }
      ---
      kind: NetworkPolicy
      metadata: { name: deny, namespace: shop }
      spec: { podSelector: { matchLabels: { app: old } } }
    `;
    const selected = new Map([['app', 'new']]);
    assert.deepEqual(
      judgeEdited(requireDefaultDenyIngress, source, { selected }).map(({ state }) => state),
      ['passed'],
    );
  });

  test('the finding names the workloads that are left open', () => {
    const [judged] = judgeExample(
      requireDefaultDenyIngress,
      `
      kind: Pod
      metadata: { name: cart, labels: { app: cart } }
      ---
      kind: Pod
      metadata: { name: web, labels: { app: web } }
      ---
      kind: NetworkPolicy
      metadata: { name: cart }
      spec: { podSelector: { matchLabels: { app: cart } } }
    `,
    ).judged;
    assert.deepEqual(
      judged?.findings.flatMap(({ related = [] }) => related.map(({ message }) => message)),
      ['"web" is picked by no policy for ingress'],
    );
  });
});

suite('policies of other kinds', () => {
  const cilium = (spec: string): string =>
    `{ kind: CiliumNetworkPolicy, metadata: { name: policy, namespace: shop }, spec: { endpointSelector: {}, ${spec} } }`;

  test('an empty rule of Cilium lets nothing through, one with an empty selector lets its namespace in', () => {
    assert.equal(shop(requireDefaultDenyIngress, cilium('ingress: [{}]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, cilium('ingress: [{ fromEndpoints: [{}] }]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, cilium('ingress: [{ fromEndpoints: [] }]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, cilium('ingress: [{ fromEntities: [all] }]')), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, cilium('ingress: [{ toPorts: [{ ports: [{ port: "0" }] }] }]')), 'failed');
    assert.equal(shop(requireDefaultDenyEgress, cilium('egress: [{ toFQDNs: [{ matchPattern: "*" }] }]')), 'failed');
  });

  test('Cilium isolates a direction that has rules, unless it is told not to', () => {
    assert.equal(shop(requireDefaultDenyIngress, cilium('ingress: []')), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, cilium('egress: [{}]')), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, cilium('ingressDeny: [{ fromEntities: [world] }]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, cilium('ingress: [{}], enableDefaultDeny: { ingress: false }')), 'failed');
  });

  test('a clusterwide policy of Cilium picks pods of every namespace, by their labels and by their namespace', () => {
    const wide = (selector: string, rules: string): string =>
      `{ kind: CiliumClusterwideNetworkPolicy, metadata: { name: policy }, specs: [{ endpointSelector: ${selector}, ingress: ${rules} }] }`;
    assert.equal(shop(requireDefaultDenyIngress, wide('{}', '[{}]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, wide('{ matchLabels: { "k8s:app": cart } }', '[{}]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, wide('{ matchLabels: { "k8s:io.kubernetes.pod.namespace": web } }', '[{}]')), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, wide('{}', '[{ fromEndpoints: [{ matchLabels: {} }] }]')), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, wide('{ matchLabels: { "reserved:host": "" } }', '[{}]')), 'by a label that only Cilium sets');
  });

  test('Calico refuses by default where a policy picks, and its order is not guessed', () => {
    const calico = (spec: string): string => `{ kind: GlobalNetworkPolicy, metadata: { name: policy }, spec: { ${spec} } }`;
    assert.equal(shop(requireDefaultDenyIngress, calico('selector: all(), types: [Ingress]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, calico(`selector: "app == 'cart'", types: [Ingress]`)), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, calico(`selector: "app in {'web', 'db'}", types: [Ingress]`)), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, calico(`selector: "projectcalico.org/namespace == 'shop' && has(app)"`)), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, calico('types: [Ingress], ingress: [{ action: Allow }]')), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, calico('types: [Ingress], ingress: [{ action: Pass }]')), 'by a Pass rule, whose order is not followed');
    assert.equal(shop(requireDefaultDenyIngress, calico('tier: security, types: [Ingress]')), 'in a tier of its own, whose order is not followed');
    assert.equal(shop(requireDefaultDenyIngress, calico('selector: "app ~ cart", types: [Ingress]')), 'by a selector that cannot be read');
  });

  test('Calico reads egress as it reads ingress', () => {
    const calico = (rules: string): string => `{ kind: GlobalNetworkPolicy, metadata: { name: policy }, spec: { selector: all(), ${rules} } }`;
    assert.equal(shop(requireDefaultDenyEgress, calico('ingress: [{ action: Deny }]')), 'failed');
    assert.equal(shop(requireDefaultDenyIngress, calico('ingress: [{ action: Deny }]')), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, calico('egress: [{ action: Deny }]')), 'failed');
    for (const [rule, state] of [
      ['action: Allow, protocol: UDP, destination: { ports: [53] }', 'passed'],
      ['action: Allow, protocol: TCP, destination: { ports: [443] }', 'failed'],
      ['action: Allow, protocol: TCP, destination: { ports: [53, 443] }', 'failed'],
      ['action: Allow, destination: { nets: [192.0.2.0/24] }', 'passed'],
      ['action: Allow, destination: { nets: [0.0.0.0/0] }', 'failed'],
      [`action: Allow, destination: { selector: "app == 'db'" }`, 'passed'],
      ['action: Allow, destination: { selector: all() }', 'failed'],
      ['action: "${ACTION}"', 'set by a substitution'],
    ] as const) {
      assert.equal(shop(requireDefaultDenyEgress, calico(`types: [Egress], egress: [{ ${rule} }]`)), state, rule);
    }
  });

  test('selectors of Calico are read as far as they can be', () => {
    for (const [selector, state] of [
      ["app != 'web'", 'passed'],
      ["app != 'cart'", 'failed'],
      ["app not in {'web'}", 'passed'],
      ['!has(tier)', 'passed'],
      ["!(app == 'cart' || has(tier))", 'failed'],
      ["has(tier) || app == 'cart'", 'passed'],
      ["app == 'cart' && tier == 'front'", 'failed'],
      ['global()', 'failed'],
      ["pcns.team == 'shop'", 'by a label that only Calico sets'],
      ["app == 'cart' && (", 'by a selector that cannot be read'],
    ] as const) {
      const policyText = `{ kind: GlobalNetworkPolicy, metadata: { name: policy }, spec: { selector: "${selector}", types: [Ingress] } }`;
      assert.equal(shop(requireDefaultDenyIngress, policyText), state, selector);
    }
  });

  test('destinations of Cilium are named or not', () => {
    for (const [rule, state] of [
      ['toCIDR: [192.0.2.0/24]', 'passed'],
      ['toCIDR: [0.0.0.0/0]', 'failed'],
      ['toCIDRSet: [{ cidr: 0.0.0.0/0, except: [10.0.0.0/8] }]', 'failed'],
      ['toFQDNs: [{ matchName: api.example.com }]', 'passed'],
      ['toFQDNs: [{ matchPattern: "*.example.com" }]', 'passed'],
      ['toEntities: [kube-apiserver]', 'passed'],
      ['toEntities: [world]', 'failed'],
      ['toEndpoints: [{ matchExpressions: [{ key: io.kubernetes.pod.namespace, operator: Exists }] }]', 'failed'],
      ['toEndpoints: [{ matchLabels: { io.kubernetes.pod.namespace: web } }]', 'passed'],
      ['toPorts: [{ ports: [{ port: "53", protocol: UDP }] }]', 'passed'],
      ['toPorts: [{ ports: [{ port: "443" }] }]', 'failed'],
      ['toPorts: [{ ports: [{ port: "53" }, { port: "443" }] }]', 'failed'],
      ['icmps: [{ fields: [{ type: 8 }] }]', 'failed'],
      ['toCIDR: ["${NET}"]', 'set by a substitution'],
    ] as const) {
      assert.equal(shop(requireDefaultDenyEgress, cilium(`egress: [{ ${rule} }]`)), state, rule);
    }
    assert.equal(shop(requireDefaultDenyIngress, cilium('enableDefaultDeny: { ingress: true }')), 'passed');
  });

  test('expressions of Cilium select as labels do', () => {
    const wide = (expression: string): string =>
      `{ kind: CiliumClusterwideNetworkPolicy, metadata: { name: policy }, spec: { endpointSelector: { matchExpressions: [${expression}] }, ingress: [{}] } }`;
    for (const [expression, state] of [
      ['{ key: app, operator: In, values: [cart] }', 'passed'],
      ['{ key: app, operator: NotIn, values: [cart] }', 'failed'],
      ['{ key: "any:tier", operator: DoesNotExist }', 'passed'],
      ['{ key: "k8s:io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name", operator: In, values: [shop] }', 'passed'],
      ['{ key: app, operator: Gt, values: [cart] }', 'by an operator that the cluster refuses'],
    ] as const) {
      assert.equal(shop(requireDefaultDenyIngress, wide(expression)), state, expression);
    }
  });

  test('a Cilium rule looks at requests only if each of its ports does', () => {
    const http = '{ ports: [{ port: "443" }], rules: { http: [{ method: GET }] } }';
    const rule = (ports: string): string => cilium(`egress: [{ toCIDR: [192.0.2.0/24], toPorts: [${ports}] }]`);
    assert.equal(shop(requireApplicationLayerEgress, rule(http)), 'passed');
    assert.equal(shop(requireApplicationLayerEgress, rule(`${http}, { ports: [{ port: "8443" }] }`)), 'failed');
  });

  test('a policy of the administrator is not weighed, and then nothing is passed', () => {
    const admin = `
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
metadata: { name: admin }
spec: { priority: 1, subject: { namespaces: { matchLabels: { kubernetes.io/metadata.name: shop } } }, ingress: [{ action: Allow, from: [{ namespaces: {} }] }] }`;
    assert.equal(shop(requireDefaultDenyIngress, policy('podSelector: {}'), admin), '"admin" of kind AdminNetworkPolicy is not weighed');
    assert.equal(shop(requireDefaultDenyEgress, policy('podSelector: {}, policyTypes: [Egress]'), admin), 'passed');
    assert.equal(shop(requireDefaultDenyIngress, policy('podSelector: {}'), admin.replace('metadata.name: shop', 'metadata.name: web')), 'passed');
  });
});

suite('rules of network policies', () => {
  test('blocks of addresses that are everyone together are found at the first of them', () => {
    checkRule(
      limitNetworkRules,
      `
        kind: NetworkPolicy
        metadata: { name: cart }
        spec:
          podSelector: {}
          ingress:
            - ports: [{ port: 443 }]
              from:
                - ipBlock: { cidr: 0.0.0.0/1 }
        #                          ^^^^^^^^^ policy "cart" admits every address
                - ipBlock: { cidr: 128.0.0.0/1 }
      `,
    );
  });

  test('two peers are alternatives where one peer with both was meant', () => {
    const both = '{ namespaceSelector: { matchLabels: { team: shop } }, podSelector: { matchLabels: { app: web } } }';
    const either = '{ namespaceSelector: { matchLabels: { team: shop } } }, { podSelector: { matchLabels: { app: web } } }';
    assert.deepEqual(statesOf(limitNetworkRules, policy(`podSelector: {}, ingress: [{ from: [${both}], ports: [{ port: 80 }] }]`)), {
      'policy ingress/0': 'passed',
    });
    assert.deepEqual(statesOf(limitNetworkRules, policy(`podSelector: {}, ingress: [{ from: [${either}], ports: [{ port: 80 }] }]`)), {
      'policy ingress/0': 'failed',
    });
  });

  test('each rule is a subject of its own', () => {
    const rules = 'ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }], ports: [{ port: 80 }] }, {}], egress: [{ ports: [{ port: 53 }] }]';
    assert.deepEqual(statesOf(limitNetworkRules, policy(`podSelector: {}, ${rules}`)), {
      'policy ingress/0': 'passed',
      'policy ingress/1': 'failed',
      'policy egress/0': 'failed',
    });
  });

  test('a deny rule is no allow rule', () => {
    assert.deepEqual(
      statesOf(
        limitNetworkRules,
        '{ kind: CiliumNetworkPolicy, metadata: { name: deny }, spec: { endpointSelector: {}, ingressDeny: [{ fromEntities: [all] }] } }',
      ),
      {},
    );
  });

  test('a port of Cilium that stands for all of them is found', () => {
    checkRule(
      limitNetworkRules,
      `
      kind: CiliumNetworkPolicy
      metadata: { name: cart }
      spec:
        endpointSelector: {}
        egress:
          - toEndpoints: [{ matchLabels: { app: web } }]
            toPorts: [{ ports: [{ port: "0" }] }]
      #                                 ^^^ policy "cart" reaches its peers on every port
      `,
    );
  });
});

suite('egress beyond addresses', () => {
  test('where nothing but DNS is let out there is nothing to look at', () => {
    assert.equal(shop(requireApplicationLayerEgress, policy('podSelector: {}, policyTypes: [Egress]')), 'passed');
    assert.equal(shop(requireApplicationLayerEgress, policy('podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: 53 }] }]')), 'passed');
  });

  test('a rule for addresses beside one for host names leads round it', () => {
    const fqdn = '{ toFQDNs: [{ matchName: api.example.com }] }';
    const cilium = (rules: string): string =>
      `{ kind: CiliumNetworkPolicy, metadata: { name: policy, namespace: shop }, spec: { endpointSelector: {}, egress: [${rules}] } }`;
    assert.equal(shop(requireApplicationLayerEgress, cilium(fqdn)), 'passed');
    assert.equal(shop(requireApplicationLayerEgress, cilium(`${fqdn}, { toCIDR: [192.0.2.0/24] }`)), 'failed');
    assert.equal(shop(requireApplicationLayerEgress, cilium(`${fqdn}, { toEndpoints: [{ matchLabels: { app: db } }] }`)), 'passed');
  });

  test('a mesh that knows registered hosts only needs a network that refuses the rest', () => {
    const namespace = '{ kind: Namespace, metadata: { name: shop, labels: { istio-injection: enabled } } }';
    const sidecar = '{ kind: Sidecar, metadata: { name: default, namespace: shop }, spec: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } } }';
    const entry = (host: string): string => `{ kind: ServiceEntry, metadata: { name: out, namespace: shop }, spec: { hosts: ["${host}"] } }`;
    const egress = policy('podSelector: {}, egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-egress } } }] }]');
    assert.equal(shop(requireApplicationLayerEgress, namespace, sidecar, entry('api.example.com'), egress), 'passed');
    assert.equal(shop(requireApplicationLayerEgress, namespace, sidecar, entry('*'), egress), 'failed');
    assert.equal(shop(requireApplicationLayerEgress, namespace, sidecar, entry('api.example.com')), 'failed');
    assert.equal(shop(requireApplicationLayerEgress, namespace, entry('api.example.com'), egress), 'failed');
  });

  test('the Sidecar that is nearest to the workload counts', () => {
    const namespace = '{ kind: Namespace, metadata: { name: shop, labels: { istio-injection: enabled } } }';
    const egress = policy('podSelector: {}, egress: [{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: istio-egress } } }] }]');
    const sidecar = (where: string, spec: string): string => `{ kind: Sidecar, metadata: { name: s, namespace: ${where} }, spec: { ${spec} } }`;
    const [only, any] = ['outboundTrafficPolicy: { mode: REGISTRY_ONLY }', 'outboundTrafficPolicy: { mode: ALLOW_ANY }'];
    const judge = (...sidecars: readonly string[]): string | undefined => shop(requireApplicationLayerEgress, namespace, egress, ...sidecars);
    assert.equal(judge(sidecar('istio-system', only)), 'passed');
    assert.equal(judge(sidecar('istio-system', only), sidecar('shop', any).replace('name: s,', 'name: t,')), 'failed');
    assert.equal(judge(sidecar('web', only)), 'failed');
    assert.equal(judge(sidecar('shop', `workloadSelector: { labels: { app: cart } }, ${only}`)), 'passed');
    assert.equal(judge(sidecar('shop', `workloadSelector: { labels: { app: web } }, ${only}`)), 'failed');
    assert.equal(
      judge('{ kind: IstioOperator, metadata: { name: mesh }, spec: { meshConfig: { outboundTrafficPolicy: { mode: REGISTRY_ONLY } } } }'),
      'passed',
    );
  });

  test('only a sensitive label makes a namespace a subject', () => {
    const label = (value: string): string => `{ kind: Namespace, metadata: { name: shop, labels: { data-classification: ${value} } } }`;
    assert.equal(shop(limitSensitiveEgress, label('public')), undefined);
    assert.equal(shop(limitSensitiveEgress, label('Confidential')), 'failed');
    assert.equal(shop(limitSensitiveEgress, label('restricted'), policy('podSelector: {}, policyTypes: [Egress]')), 'passed');
  });

  test('a claim that no workload in sight mounts is not judged', () => {
    const claim = '{ kind: PersistentVolumeClaim, metadata: { name: cards, labels: { classification: pci } } }';
    assert.deepEqual(statesOf(limitSensitiveEgress, claim), { cards: 'no workload in sight uses it' });
  });
});
