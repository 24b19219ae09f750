import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noAllowAllAuthorization } from '../../../server/core/rules/no-allow-all-authorization.js';
import { requireDefaultDenyAuthorization } from '../../../server/core/rules/require-default-deny-authorization.js';
import { requireIdentityBasedAuthorization } from '../../../server/core/rules/require-identity-based-authorization.js';
import { requireRequestLevelAuthorization } from '../../../server/core/rules/require-request-level-authorization.js';
import { checkRule } from '../../harness/rules.js';
import { statesOf } from '../../harness/states.js';

const SHOP = '{ kind: Namespace, metadata: { name: shop, labels: { istio-injection: enabled } } }';
const CART =
  '{ kind: Pod, metadata: { name: cart, namespace: shop, labels: { app: cart } }, spec: { containers: [{ name: app, ports: [{ name: web, containerPort: 8080 }] }] } }';
const SERVICE =
  '{ kind: Service, metadata: { name: cart, namespace: shop }, spec: { selector: { app: cart }, ports: [{ name: http, port: 80, targetPort: web }] } }';

function policy(spec: string, name = 'policy', namespace = 'shop'): string {
  return `{ kind: AuthorizationPolicy, metadata: { name: ${name}, namespace: ${namespace} }, spec: { ${spec} } }`;
}

const ALLOW_WEB = policy('rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }]', 'web');

suite('default deny of authorization', () => {
  const shop = (...objects: readonly string[]): string | undefined =>
    statesOf(requireDefaultDenyAuthorization, [SHOP, CART, ...objects].join('\n---\n'))['shop'];

  test('without a policy everything is allowed', () => assert.equal(shop(), 'failed'));

  test('any policy that allows some refuses the others', () => {
    assert.equal(shop(ALLOW_WEB), 'passed');
    assert.equal(shop(policy('')), 'passed');
    assert.equal(shop(policy('', 'nothing', 'istio-system')), 'passed');
    assert.equal(shop(policy('', 'nothing', 'web')), 'failed');
    assert.equal(shop(policy('selector: { matchLabels: { app: web } }')), 'failed');
  });

  test('ALLOW with an empty rule allows everything', () => {
    assert.equal(shop(policy('rules: [{}]')), 'failed');
    assert.equal(shop(ALLOW_WEB, policy('action: ALLOW, rules: [{}]')), 'failed');
    assert.equal(shop(policy('rules: [{ from: [{ source: { principals: ["*"] } }] }]')), 'failed');
  });

  test('DENY with an empty rule denies everything, and the allow list beside it is dead', () => {
    const deny = policy('action: DENY, rules: [{}]', 'deny-all');
    assert.equal(shop(deny, ALLOW_WEB), 'passed');
    assert.equal(shop(deny, policy('rules: [{}]')), 'passed');
    assert.deepEqual(statesOf(noAllowAllAuthorization, deny), {});
  });

  test('DENY for all but named callers refuses by default', () => {
    assert.equal(shop(policy('action: DENY, rules: [{ from: [{ source: { notPrincipals: [cluster.local/ns/shop/sa/web] } }] }]')), 'passed');
    assert.equal(shop(policy('action: DENY, rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }]')), 'failed');
    assert.equal(shop(policy('action: DENY, rules: [{ to: [{ operation: { paths: [/admin] } }] }]')), 'failed');
  });

  test('other actions refuse nothing by default, and a dry run refuses nothing at all', () => {
    assert.equal(shop(policy('action: AUDIT, rules: [{}]')), 'failed');
    assert.equal(shop(policy('action: CUSTOM, provider: { name: opa }, rules: [{}]')), 'failed');
    const dry = '{ kind: AuthorizationPolicy, metadata: { name: dry, namespace: shop, annotations: { istio.io/dry-run: "true" } }, spec: {} }';
    assert.equal(shop(dry), 'failed');
    assert.equal(shop(dry.replace('"true"', '"True"')), 'failed');
    assert.equal(shop(dry.replace('"true"', '"1"')), 'failed');
    assert.equal(shop(dry.replace('"true"', '"false"')), 'passed');
    assert.equal(shop(dry.replace('"true"', '"yes"')), 'passed');
  });

  test('a policy for a waypoint or a gateway leaves the workload itself open', () => {
    assert.equal(shop(policy('targetRefs: [{ group: "", kind: Service, name: cart }]')), 'failed');
  });

  test('what is masked or of the wrong type is not passed', () => {
    for (const spec of ['action: "${ACTION}"', 'action: Allow', 'rules: {}', 'selector: { matchLabels: { app: "${APP}" } }']) {
      assert.ok(!['passed', 'failed'].includes(shop(policy(spec)) ?? ''), spec);
    }
  });

  test('Linkerd refuses by default where its default policy says deny', () => {
    const linkerd = (policyName: string, ...objects: readonly string[]): string | undefined =>
      statesOf(
        requireDefaultDenyAuthorization,
        [
          `{ kind: Namespace, metadata: { name: shop, annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: ${policyName} } } }`,
          CART,
          ...objects,
        ].join('\n---\n'),
      )['shop'];
    const server = '{ kind: Server, metadata: { name: cart, namespace: shop }, spec: { podSelector: {}, port: web } }';
    assert.equal(linkerd('deny'), 'passed');
    assert.equal(linkerd('all-authenticated'), 'failed');
    assert.equal(linkerd('all-authenticated', server), 'ports that no container declares follow the default policy');
    assert.equal(linkerd('all-authenticated', server.replace('port: web', 'port: 9090')), 'failed');
    for (const access of ['all-unauthenticated', 'all-authenticated', 'cluster-authenticated', 'audit'])
      assert.equal(linkerd('deny', server.replace('port: web', `port: web, accessPolicy: ${access}`)), 'failed', access);
    assert.equal(linkerd('deny', server.replace('port: web', 'port: web, accessPolicy: deny')), 'passed');
    const grant = (target: string, refs: string): string =>
      `{ apiVersion: policy.linkerd.io/v1alpha1, kind: AuthorizationPolicy, metadata: { name: all, namespace: shop }, spec: { targetRef: { ${target} }, requiredAuthenticationRefs: [${refs}] } }`;
    const route = (match: string): string =>
      `{ kind: HTTPRoute, metadata: { name: read, namespace: shop }, spec: { parentRefs: [{ group: policy.linkerd.io, kind: Server, name: cart }], rules: [{ matches: [${match}] }] } }`;
    assert.equal(linkerd('deny', server, grant('kind: Server, name: cart', '')), 'failed');
    assert.equal(linkerd('deny', server, grant('kind: Server, name: cart', '{ kind: ServiceAccount, name: web }')), 'passed');
    assert.equal(linkerd('deny', server, grant('kind: Server, name: other', '')), 'passed');
    assert.equal(linkerd('deny', server, route('{ path: { value: / } }'), grant('kind: HTTPRoute, name: read', '')), 'failed');
    assert.equal(linkerd('deny', server, route('{ path: { value: /public } }'), grant('kind: HTTPRoute, name: read', '')), 'passed');
  });
});

suite('rules that admit everyone', () => {
  const all = (spec: string): string | undefined => statesOf(noAllowAllAuthorization, policy(spec))['policy'];

  test('a field that takes everything is no restriction', () => {
    for (const rule of [
      '{}',
      '{ from: [] }',
      '{ from: [{ source: {} }] }',
      '{ from: [{ source: { principals: ["*"] } }] }',
      '{ from: [{ source: { namespaces: ["*"] } }] }',
      '{ from: [{ source: { ipBlocks: [0.0.0.0/0] } }] }',
      '{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }, { source: { principals: ["*"] } }] }',
      '{ to: [{ operation: { hosts: ["*"] } }] }',
      '{ to: [{ operation: { paths: ["/*"], methods: ["*"] } }] }',
      '{ when: [{ key: source.principal, values: ["*"] }] }',
    ]) {
      assert.equal(all(`rules: [${rule}]`), 'failed', rule);
    }
  });

  test('a rule that asks for something does not admit everyone', () => {
    for (const rule of [
      '{ from: [{ source: { requestPrincipals: ["*"] } }] }',
      '{ from: [{ source: { principals: ["*"], namespaces: [shop] } }] }',
      '{ from: [{ source: { principals: ["*"] } }], to: [{ operation: { methods: [GET] } }] }',
      '{ to: [{ operation: { hosts: ["*"], ports: ["8080"] } }] }',
      '{ when: [{ key: "request.auth.claims[groups]", values: ["*"] }] }',
      '{ when: [{ key: source.principal, notValues: [cluster.local/ns/shop/sa/web] }] }',
    ]) {
      assert.equal(all(`rules: [${rule}]`), 'passed', rule);
    }
    assert.equal(all(''), 'passed');
    assert.equal(all('rules: []'), 'passed');
  });

  test('in block style the finding is the empty rule', () => {
    checkRule(
      noAllowAllAuthorization,
      `
      kind: AuthorizationPolicy
      metadata: { name: open }
      spec:
        rules:
          - from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]
          - {}
      #     ^^ policy "open" admits every caller
    `,
    );
  });

  test('a dry run admits nobody', () => {
    const dry = '{ kind: AuthorizationPolicy, metadata: { name: dry, annotations: { istio.io/dry-run: "true" } }, spec: { rules: [{}] } }';
    assert.deepEqual(statesOf(noAllowAllAuthorization, dry), { dry: 'passed' });
  });

  const linkerd = (spec: string, ...objects: readonly string[]): string | undefined =>
    statesOf(
      noAllowAllAuthorization,
      [
        `{ apiVersion: policy.linkerd.io/v1alpha1, kind: AuthorizationPolicy, metadata: { name: policy }, spec: { targetRef: { kind: Server, name: cart }, ${spec} } }`,
        ...objects,
      ].join('\n---\n'),
    )['policy'];

  test('Linkerd asks for all authentications at once: one that is narrow is enough', () => {
    const mesh = '{ kind: MeshTLSAuthentication, metadata: { name: mesh }, spec: { identities: ["*"] } }';
    const pods = '{ kind: NetworkAuthentication, metadata: { name: pods }, spec: { networks: [{ cidr: 10.0.0.0/8 }] } }';
    const any = '{ kind: NetworkAuthentication, metadata: { name: pods }, spec: { networks: [{ cidr: 10.0.0.0/8 }, { cidr: "::/0" }] } }';
    const refs = (...names: readonly string[]): string => `requiredAuthenticationRefs: [${names.join(', ')}]`;
    const [byMesh, byNetwork] = ['{ kind: MeshTLSAuthentication, name: mesh }', '{ kind: NetworkAuthentication, name: pods }'];
    assert.equal(linkerd(refs()), 'failed');
    assert.equal(linkerd(refs(byMesh), mesh), 'failed');
    assert.equal(linkerd(refs(byMesh, byNetwork), mesh, pods), 'passed');
    assert.equal(linkerd(refs(byMesh, byNetwork), mesh, any), 'failed');
    assert.equal(linkerd(refs('{ kind: ServiceAccount, name: web }')), 'passed');
  });

  test('an identity of Linkerd that begins with a star takes all that ends so', () => {
    const mesh = (identity: string): string => `{ kind: MeshTLSAuthentication, metadata: { name: mesh }, spec: { identities: ["${identity}"] } }`;
    const byMesh = 'requiredAuthenticationRefs: [{ kind: MeshTLSAuthentication, name: mesh }]';
    for (const [identity, state] of [
      ['*', 'failed'],
      ['*.cluster.local', 'failed'],
      ['*.serviceaccount.identity.linkerd.cluster.local', 'failed'],
      ['*.shop.serviceaccount.identity.linkerd.cluster.local', 'passed'],
      ['web.shop.serviceaccount.identity.linkerd.cluster.local', 'passed'],
    ] as const)
      assert.equal(linkerd(byMesh, mesh(identity)), state, identity);
  });
});

suite('identities in authorization', () => {
  const identity = (rule: string): string | undefined => statesOf(requireIdentityBasedAuthorization, policy(`rules: [${rule}]`))['policy'];

  test('names of accounts are identities, stars and places are not', () => {
    for (const [rule, state] of [
      ['{ from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }] }', 'passed'],
      ['{ from: [{ source: { serviceAccounts: [shop/web] } }] }', 'passed'],
      ['{ from: [{ source: { principals: ["*/sa/web"] } }] }', 'passed'],
      ['{ from: [{ source: { principals: ["cluster.local/ns/shop/*"] } }] }', 'failed'],
      ['{ from: [{ source: { principals: ["*"] } }] }', 'failed'],
      ['{ from: [{ source: { namespaces: [shop] } }] }', 'failed'],
      ['{ from: [{ source: { notPrincipals: [cluster.local/ns/shop/sa/web] } }] }', 'failed'],
      ['{ from: [{ source: { remoteIpBlocks: [192.0.2.0/24] } }] }', 'failed'],
      ['{ from: [{ source: { requestPrincipals: ["https://issuer.example/*"] } }] }', 'passed'],
      ['{ when: [{ key: source.principal, values: [cluster.local/ns/shop/sa/web] }] }', 'passed'],
      ['{ when: [{ key: source.namespace, values: [shop] }] }', 'failed'],
    ] as const) {
      assert.equal(identity(rule), state, rule);
    }
  });

  test('all identities of a namespace are no identity', () => {
    const ofNamespace = (identity: string): string => `
{ apiVersion: policy.linkerd.io/v1alpha1, kind: AuthorizationPolicy, metadata: { name: cart }, spec: { targetRef: { kind: Server, name: cart }, requiredAuthenticationRefs: [{ kind: MeshTLSAuthentication, name: mesh }] } }
---
{ kind: MeshTLSAuthentication, metadata: { name: mesh }, spec: { identities: ["${identity}"] } }`;
    const state = (identity: string): string | undefined => statesOf(requireIdentityBasedAuthorization, ofNamespace(identity))['cart'];
    assert.equal(state('*.shop.serviceaccount.identity.linkerd.cluster.local'), 'failed');
    assert.equal(state('web.shop.serviceaccount.identity.linkerd.cluster.local'), 'passed');
  });

  test('a literal star in a ServerAuthorization admits nobody', () => {
    const old =
      '{ kind: ServerAuthorization, metadata: { name: old }, spec: { server: { name: cart }, client: { meshTLS: { serviceAccounts: [{ name: "*" }] } } } }';
    assert.deepEqual(statesOf(noAllowAllAuthorization, old), { old: 'passed' });
    assert.deepEqual(statesOf(requireIdentityBasedAuthorization, old), { old: 'failed' });
  });

  test('addresses may narrow a policy that names an identity', () => {
    const source = `
      apiVersion: policy.linkerd.io/v1alpha1
      kind: AuthorizationPolicy
      metadata: { name: cart }
      spec:
        targetRef: { kind: Server, name: cart }
        requiredAuthenticationRefs: [{ kind: ServiceAccount, name: web }, { kind: NetworkAuthentication, name: pods }]
      ---
      kind: NetworkAuthentication
      metadata: { name: pods }
      spec: { networks: [{ cidr: 10.0.0.0/8 }] }
    `;
    assert.deepEqual(statesOf(requireIdentityBasedAuthorization, source), { cart: 'passed', pods: 'passed' });
  });
});

suite('authorization of requests', () => {
  const cart = (...objects: readonly string[]): string | undefined =>
    statesOf(requireRequestLevelAuthorization, [CART, SERVICE, ...objects].join('\n---\n'))['cart'];
  const AMBIENT = '{ kind: Namespace, metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient, istio.io/use-waypoint: waypoint } } }';
  const byMethod = (bound: string): string => policy(`${bound}, rules: [{ to: [{ operation: { methods: [GET] } }] }]`);

  test('every rule that admits must name methods or paths', () => {
    const rule = (operation: string): string => policy(`rules: [{ to: [{ operation: { ${operation} } }] }]`);
    assert.equal(cart(SHOP), 'failed');
    assert.equal(cart(SHOP, rule('methods: [GET]')), 'passed');
    assert.equal(cart(SHOP, rule('paths: [/cart]')), 'passed');
    assert.equal(cart(SHOP, rule('methods: ["*"]')), 'failed');
    assert.equal(cart(SHOP, rule('hosts: [cart.shop]')), 'failed');
    assert.equal(cart(SHOP, rule('methods: [GET]'), ALLOW_WEB), 'failed');
    assert.equal(cart(SHOP, policy('')), 'passed');
    assert.equal(cart(SHOP, policy('action: DENY, rules: [{}]')), 'passed');
    assert.equal(cart(SHOP, policy('action: DENY, rules: [{ from: [{ source: { notPrincipals: [cluster.local/ns/shop/sa/web] } }] }]')), 'failed');
  });

  test('rules for ports that carry no requests need none', () => {
    const port = (number: string): string => policy(`rules: [{ to: [{ operation: { ports: ["${number}"] } }] }]`);
    assert.equal(cart(SHOP, port('9090')), 'passed');
    assert.equal(cart(SHOP, port('8080')), 'failed');
  });

  test('in ambient mode rules for requests are bound by targetRefs, and need a waypoint', () => {
    assert.equal(cart(AMBIENT, byMethod('selector: { matchLabels: { app: cart } }')), 'failed');
    assert.equal(cart(AMBIENT, byMethod('targetRefs: [{ group: "", kind: Service, name: cart }]')), 'passed');
    assert.equal(cart(AMBIENT, byMethod('targetRefs: [{ group: "", kind: Service, name: web }]')), 'failed');
    assert.equal(cart(AMBIENT, byMethod('targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }]')), 'passed');
    assert.equal(cart(AMBIENT, byMethod('targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: edge }]')), 'failed');
    assert.equal(cart(AMBIENT, byMethod('targetRefs: [{ group: "", kind: Service, name: "${NAME}" }]')), 'set by a substitution');
    assert.equal(
      cart(AMBIENT.replace('use-waypoint: waypoint', 'use-waypoint: none'), byMethod('targetRefs: [{ group: "", kind: Service, name: cart }]')),
      'failed',
    );
  });

  test('a waypoint may stand in another namespace, and a policy may be for all waypoints', () => {
    const elsewhere = AMBIENT.replace('use-waypoint: waypoint', 'use-waypoint: waypoint, istio.io/use-waypoint-namespace: infra');
    const forGateway = (namespace: string): string =>
      policy(
        'targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: waypoint }], rules: [{ to: [{ operation: { methods: [GET] } }] }]',
        'way',
        namespace,
      );
    assert.equal(cart(elsewhere, forGateway('infra')), 'passed');
    assert.equal(cart(elsewhere, forGateway('shop')), 'failed');
    assert.equal(cart(elsewhere, byMethod('targetRefs: [{ group: "", kind: Service, name: cart }]')), 'passed');
    const forClass = (name: string, namespace: string): string =>
      policy(
        `targetRefs: [{ group: gateway.networking.k8s.io, kind: GatewayClass, name: ${name} }], rules: [{ to: [{ operation: { methods: [GET] } }] }]`,
        'all',
        namespace,
      );
    assert.equal(cart(AMBIENT, forClass('istio-waypoint', 'istio-system')), 'passed');
    assert.equal(cart(AMBIENT, forClass('istio-waypoint', 'shop')), 'failed');
    assert.equal(cart(AMBIENT, forClass('istio', 'istio-system')), 'failed');
  });

  test('Linkerd authorizes requests by routes of a server', () => {
    const mesh = '{ kind: Namespace, metadata: { name: shop, annotations: { linkerd.io/inject: enabled } } }';
    const server = '{ kind: Server, metadata: { name: cart, namespace: shop }, spec: { podSelector: { matchLabels: { app: cart } }, port: web } }';
    const route = (match: string): string =>
      `{ kind: HTTPRoute, metadata: { name: read, namespace: shop }, spec: { parentRefs: [{ group: policy.linkerd.io, kind: Server, name: cart }], rules: [{ matches: [${match}] }] } }`;
    const grant = (kind: string, name: string): string =>
      `{ apiVersion: policy.linkerd.io/v1alpha1, kind: AuthorizationPolicy, metadata: { name: web, namespace: shop }, spec: { targetRef: { kind: ${kind}, name: ${name} }, requiredAuthenticationRefs: [{ kind: ServiceAccount, name: web }] } }`;
    assert.equal(cart(mesh, server, route('{ method: GET }'), grant('HTTPRoute', 'read')), 'passed');
    assert.equal(cart(mesh, server, route('{ path: { value: / } }'), grant('HTTPRoute', 'read')), 'failed');
    assert.equal(cart(mesh, server, grant('Server', 'cart')), 'failed');
    assert.equal(cart(mesh, route('{ method: GET }'), grant('HTTPRoute', 'read')), 'failed');
  });

  test('a rule of Cilium for the whole port leads round its rules for requests', () => {
    const cilium = (rules: string): string =>
      `{ kind: CiliumNetworkPolicy, metadata: { name: cart, namespace: shop }, spec: { endpointSelector: {}, ingress: [${rules}] } }`;
    const byRequest = '{ toPorts: [{ ports: [{ port: "8080" }], rules: { http: [{ method: GET }] } }] }';
    assert.equal(cart(cilium(byRequest)), 'passed');
    assert.equal(cart(cilium(`${byRequest}, { fromEndpoints: [{ matchLabels: { app: web } }] }`)), 'failed');
  });

  test('only Services that say HTTP or gRPC make a workload a subject', () => {
    assert.equal(statesOf(requireRequestLevelAuthorization, [CART, SERVICE.replace('name: http', 'name: redis')].join('\n---\n'))['cart'], undefined);
  });
});
