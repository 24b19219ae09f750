import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noClientTlsDowngrade } from '../../../server/core/rules/no-client-tls-downgrade.js';
import { noMtlsExceptions } from '../../../server/core/rules/no-mtls-exceptions.js';
import { requireMeshEnrollment } from '../../../server/core/rules/require-mesh-enrollment.js';
import { requireStrictMtls } from '../../../server/core/rules/require-strict-mtls.js';
import { checkRule, judgeExample } from '../../harness/rules.js';
import { statesOf } from '../../harness/states.js';

const SHOP = '{ kind: Namespace, metadata: { name: shop, labels: { istio-injection: enabled } } }';
const CART = '{ kind: Pod, metadata: { name: cart, namespace: shop, labels: { app: cart } } }';

function strict(...objects: readonly string[]): string | undefined {
  return statesOf(requireStrictMtls, [SHOP, CART, ...objects].join('\n---\n'))['shop'];
}

function peers(namespace: string, spec: string): string {
  return `{ kind: PeerAuthentication, metadata: { name: default, namespace: ${namespace} }, spec: { ${spec} } }`;
}

const MESH_STRICT = peers('istio-system', 'mtls: { mode: STRICT }');

suite('strict mutual TLS of Istio', () => {
  test('without any policy a proxy takes plain text', () => assert.equal(strict(), 'failed'));

  test('the mesh, the namespace, and the workload may require it', () => {
    assert.equal(strict(MESH_STRICT), 'passed');
    assert.equal(strict(peers('shop', 'mtls: { mode: STRICT }')), 'passed');
    assert.equal(strict(peers('shop', 'selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT }')), 'passed');
  });

  test('the nearer policy wins', () => {
    assert.equal(strict(MESH_STRICT, peers('shop', 'mtls: { mode: PERMISSIVE }')), 'failed');
    assert.equal(strict(MESH_STRICT, peers('shop', 'selector: { matchLabels: { app: cart } }, mtls: { mode: DISABLE }')), 'failed');
    assert.equal(strict(MESH_STRICT, peers('shop', 'selector: { matchLabels: { app: web } }, mtls: { mode: DISABLE }')), 'passed');
  });

  test('what is not set is inherited, and permissive at the root', () => {
    assert.equal(strict(MESH_STRICT, peers('shop', 'mtls: { mode: UNSET }')), 'passed');
    assert.equal(strict(MESH_STRICT, peers('shop', 'mtls: {}')), 'passed');
    assert.equal(strict(peers('istio-system', 'mtls: { mode: UNSET }')), 'failed');
  });

  test('one port that takes plain text is enough', () => {
    const port = (mode: string): string =>
      peers('shop', `selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: ${mode} } }`);
    assert.equal(strict(port('DISABLE')), 'failed');
    assert.equal(strict(port('PERMISSIVE')), 'failed');
    assert.equal(strict(port('UNSET')), 'passed');
  });

  test('a selector in the root namespace is ignored', () => {
    assert.equal(strict(peers('istio-system', 'selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT }')), 'failed');
    assert.equal(strict(MESH_STRICT, peers('istio-system', 'selector: { matchLabels: { app: cart } }, mtls: { mode: DISABLE }')), 'passed');
    const ignored = peers('istio-system', 'selector: { matchLabels: { app: cart } }, mtls: { mode: PERMISSIVE }');
    assert.deepEqual(statesOf(noMtlsExceptions, ignored), { default: 'passed' });
  });

  test('an empty selector selects all', () => assert.equal(strict(peers('shop', 'selector: {}, mtls: { mode: STRICT }')), 'passed'));

  test('a selector that matches nothing protects nothing', () => {
    assert.equal(strict(peers('shop', 'selector: { matchLabels: { app: web } }, mtls: { mode: STRICT }')), 'failed');
  });

  test('the root namespace is the one that the installation names', () => {
    const operator = '{ kind: IstioOperator, metadata: { name: mesh }, spec: { meshConfig: { rootNamespace: mesh } } }';
    assert.equal(strict(operator, MESH_STRICT), 'failed');
    assert.equal(strict(operator, peers('mesh', 'mtls: { mode: STRICT }')), 'passed');
  });

  test('the configuration of a running mesh names the root namespace too', () => {
    const config = (line: string): string => `
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data:
  mesh: |
    trustDomain: cluster.local
    ${line}`;
    assert.equal(strict(config('rootNamespace: mesh'), peers('mesh', 'mtls: { mode: STRICT }')), 'passed');
    assert.equal(strict(config('rootNamespace: "mesh"'), MESH_STRICT), 'failed');
    assert.equal(strict(config('# rootNamespace: mesh'), MESH_STRICT), 'passed');
  });

  test('what the API server refuses, or files do not show, is not judged', () => {
    assert.equal(
      strict(peers('shop', 'mtls: { mode: STRICT }, portLevelMtls: { 80: { mode: STRICT } }')),
      'portLevelMtls without a selector: the API server refuses it',
    );
    assert.equal(strict(peers('shop', 'mtls: { mode: Strict }')), 'no mode that there is: the API server refuses it');
    assert.equal(strict(peers('shop', 'selector: { matchLabels: { app: "${APP}" } }, mtls: { mode: STRICT }')), 'set by a substitution');
    const two = [peers('shop', 'mtls: { mode: STRICT }'), peers('shop', 'mtls: { mode: PERMISSIVE }').replace('default', 'other')];
    assert.equal(strict(...two), 'of two policies the older counts');
    assert.equal(strict(two[0] ?? '', peers('shop', 'mtls: { mode: STRICT }').replace('default', 'other')), 'passed');
  });

  test('a finding names the policy that lets plain text in, where there is one', () => {
    const related = (...objects: readonly string[]): readonly string[] =>
      judgeExample(requireStrictMtls, [SHOP, CART, ...objects].join('\n---\n')).judged.flatMap(({ findings }) =>
        findings.flatMap((finding) => (finding.related ?? []).map(({ message }) => message)),
      );
    assert.deepEqual(related(), ['"cart" takes plain text by default']);
    assert.deepEqual(related(peers('shop', 'mtls: { mode: PERMISSIVE }')), ['"cart" is PERMISSIVE', 'this mode lets plain text in']);
  });

  test('ports past the proxy take plain text', () => {
    const pod = (annotation: string): string => `
{ kind: Pod, metadata: { name: web, namespace: shop, annotations: { ${annotation} } } }`;
    assert.equal(strict(MESH_STRICT, pod('traffic.sidecar.istio.io/excludeInboundPorts: "9090"')), 'failed');
    assert.equal(strict(MESH_STRICT, pod('traffic.sidecar.istio.io/includeInboundPorts: "80"')), 'failed');
    assert.equal(strict(MESH_STRICT, pod('traffic.sidecar.istio.io/includeInboundPorts: "*", traffic.sidecar.istio.io/excludeInboundPorts: ""')), 'passed');
  });

  test('a namespace in no mesh fails, unless the platform lives elsewhere', () => {
    const source = `${CART}\n---\n${MESH_STRICT}`;
    assert.equal(statesOf(requireStrictMtls, source)['shop'], 'failed');
    assert.equal(statesOf(requireStrictMtls, { source, platform: 'external' })['shop'], 'lives elsewhere');
  });

  test('an exception that is written here fails though the platform lives elsewhere', () => {
    const source = [SHOP, CART, peers('shop', 'mtls: { mode: PERMISSIVE }')].join('\n---\n');
    assert.equal(statesOf(requireStrictMtls, { source, platform: 'external' })['shop'], 'failed');
  });

  test('PERMISSIVE, a port that is off and a client that is off are each found at their own line', () => {
    const source = `
      kind: PeerAuthentication
      metadata: { name: default, namespace: shop }
      spec: { mtls: { mode: PERMISSIVE } }
      #                     ^^^^^^^^^^ policy "default" is PERMISSIVE
      ---
      kind: PeerAuthentication
      metadata: { name: cart, namespace: shop }
      spec: { selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT }, portLevelMtls: { 9090: { mode: DISABLE } } }
      #                                                                                                        ^^^^^^^ port 9090 is DISABLE
    `;
    checkRule(noMtlsExceptions, source);
    checkRule(
      noClientTlsDowngrade,
      `
      kind: DestinationRule
      metadata: { name: cart, namespace: shop }
      spec: { host: cart, trafficPolicy: { tls: { mode: DISABLE } } }
      #                                                 ^^^^^^^ rule "cart" switches TLS off
    `,
    );
  });
});

suite('strict mutual TLS of Linkerd', () => {
  const linkerd = (policy: string, ...objects: readonly string[]): string | undefined =>
    statesOf(
      requireStrictMtls,
      [
        `{ kind: Namespace, metadata: { name: shop, annotations: { linkerd.io/inject: enabled${policy === '' ? '' : `, config.linkerd.io/default-inbound-policy: ${policy}`} } } }`,
        '{ kind: Pod, metadata: { name: cart, namespace: shop, labels: { app: cart } }, spec: { containers: [{ name: app, ports: [{ containerPort: 80 }] }] } }',
        ...objects,
      ].join('\n---\n'),
    )['shop'];

  test('the default policy must ask for an identity', () => {
    for (const [policy, state] of [
      ['', 'failed'],
      ['all-unauthenticated', 'failed'],
      ['cluster-unauthenticated', 'failed'],
      ['audit', 'failed'],
      ['all-authenticated', 'passed'],
      ['cluster-authenticated', 'passed'],
      ['deny', 'passed'],
    ] as const) {
      assert.equal(linkerd(policy), state, policy);
    }
  });

  test('the control plane may set it for all', () => {
    const controller = `
kind: Deployment
metadata: { name: linkerd-destination, namespace: linkerd }
spec:
  template:
    metadata: { labels: { linkerd.io/control-plane-component: destination } }
    spec: { containers: [{ name: policy, args: [controller, --default-policy=all-authenticated] }] }`;
    assert.equal(linkerd('', controller), 'passed');
  });

  test('a server or an authorization may let callers without an identity in', () => {
    const server = (access: string): string => `{ kind: Server, metadata: { name: cart, namespace: shop }, spec: { podSelector: {}, port: 80${access} } }`;
    const open = '{ kind: ServerAuthorization, metadata: { name: all, namespace: shop }, spec: { server: { name: cart }, client: { unauthenticated: true } } }';
    assert.equal(linkerd('deny', server('')), 'passed');
    assert.equal(linkerd('deny', server(', accessPolicy: all-unauthenticated')), 'failed');
    assert.equal(linkerd('deny', server(', accessPolicy: all-unauthenticated').replace('port: 80', 'port: linkerd-admin')), 'passed');
    assert.equal(linkerd('deny', server(''), open), 'failed');
    assert.equal(linkerd('deny', server(''), open.replace('unauthenticated: true', 'meshTLS: { identities: ["*"] }')), 'passed');
  });

  test('an authorization that asks for nothing lets everyone in', () => {
    const all = `
apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
metadata: { name: all, namespace: shop }
spec: { targetRef: { kind: Namespace, name: shop }, requiredAuthenticationRefs: [] }`;
    assert.equal(linkerd('deny', all), 'failed');
  });

  test('what answers probes alone may take plain text', () => {
    const web =
      '{ kind: Pod, metadata: { name: web, namespace: shop, labels: { app: web } }, spec: { containers: [{ name: app, ports: [{ name: http, containerPort: 80 }], livenessProbe: { httpGet: { path: /alive, port: http } } }] } }';
    const server = '{ kind: Server, metadata: { name: web, namespace: shop }, spec: { podSelector: { matchLabels: { app: web } }, port: http } }';
    const nodes = '{ kind: NetworkAuthentication, metadata: { name: nodes, namespace: shop }, spec: { networks: [{ cidr: 10.0.0.0/8 }] } }';
    const route = (match: string): string =>
      `{ apiVersion: policy.linkerd.io/v1beta3, kind: HTTPRoute, metadata: { name: probe, namespace: shop }, spec: { parentRefs: [{ group: policy.linkerd.io, kind: Server, name: web }], rules: [{ matches: [${match}] }] } }`;
    const grant =
      '{ apiVersion: policy.linkerd.io/v1alpha1, kind: AuthorizationPolicy, metadata: { name: probe, namespace: shop }, spec: { targetRef: { kind: HTTPRoute, name: probe }, requiredAuthenticationRefs: [{ kind: NetworkAuthentication, name: nodes }] } }';
    const probed = (match: string): string | undefined => linkerd('deny', web, server, nodes, route(match), grant);
    assert.equal(probed('{ path: { value: /alive }, method: GET }'), 'passed');
    assert.equal(probed('{ path: { value: /alive } }, { path: { type: Exact, value: /readyz } }'), 'passed');
    assert.equal(probed('{ path: { value: /alive } }, { path: { value: /orders } }'), 'failed');
    assert.equal(probed('{ path: { type: RegularExpression, value: /alive } }'), 'failed');
    assert.equal(probed('{ method: GET }'), 'failed');
  });

  test('skipped ports take plain text', () => {
    const web = '{ kind: Pod, metadata: { name: web, namespace: shop, annotations: { config.linkerd.io/skip-inbound-ports: "3306" } } }';
    assert.equal(linkerd('deny', web), 'failed');
  });
});

suite('enrollment in the mesh', () => {
  const enrolled = (namespace: string, pod: string): string | undefined =>
    statesOf(
      requireMeshEnrollment,
      `{ kind: Namespace, metadata: { name: shop, ${namespace} } }\n---\n{ kind: Pod, metadata: { name: cart, namespace: shop, ${pod} } }`,
    )['cart'];

  test('labels of the namespace and of the pod decide as the webhook reads them', () => {
    for (const [namespace, pod, state] of [
      ['', '', 'failed'],
      ['labels: { istio-injection: enabled }', '', 'passed'],
      ['labels: { istio-injection: "true" }', '', 'failed'],
      ['labels: { istio-injection: disabled }', 'labels: { sidecar.istio.io/inject: "true" }', 'failed'],
      ['labels: { istio.io/rev: stable }', '', 'passed'],
      ['labels: { istio.io/rev: stable, istio-injection: disabled }', '', 'failed'],
      ['', 'labels: { sidecar.istio.io/inject: "true" }', 'passed'],
      ['', 'annotations: { sidecar.istio.io/inject: "true" }', 'failed'],
      ['', 'labels: { istio.io/rev: stable }', 'passed'],
      ['labels: { istio-injection: enabled }', 'labels: { sidecar.istio.io/inject: "false" }', 'failed'],
      ['labels: { istio-injection: enabled }', 'annotations: { sidecar.istio.io/inject: "false" }', 'failed'],
      ['labels: { istio-injection: enabled }', 'labels: { sidecar.istio.io/inject: "true" }, annotations: { sidecar.istio.io/inject: "false" }', 'passed'],
      ['labels: { istio.io/dataplane-mode: ambient }', '', 'passed'],
      ['labels: { istio.io/dataplane-mode: ambient }', 'labels: { istio.io/dataplane-mode: none }', 'failed'],
      ['', 'labels: { istio.io/dataplane-mode: ambient }', 'passed'],
      ['labels: { istio.io/dataplane-mode: ambient }', 'labels: { sidecar.istio.io/inject: "false" }', 'passed'],
      ['annotations: { linkerd.io/inject: enabled }', '', 'passed'],
      ['annotations: { linkerd.io/inject: enabled }', 'annotations: { linkerd.io/inject: disabled }', 'failed'],
      ['labels: { linkerd.io/inject: enabled }', '', 'failed'],
      ['labels: { istio-injection: "${MESH}" }', '', 'set by a substitution'],
    ] as const) {
      assert.equal(enrolled(namespace, pod), state, `${namespace} / ${pod}`);
    }
  });

  test('a proxy that is written into the pod counts, by the image that it runs', () => {
    const pod = (image: string): string => `{ kind: Pod, metadata: { name: cart }, spec: { containers: [{ name: istio-proxy, image: "${image}" }] } }`;
    assert.deepEqual(statesOf(requireMeshEnrollment, pod('docker.io/istio/proxyv2:1.27.0')), { cart: 'passed' });
    assert.deepEqual(statesOf(requireMeshEnrollment, pod('nginx')), { cart: 'failed' });
    const linkerd = pod('cr.l5d.io/linkerd/proxy:edge-26.1.1').replace('istio-proxy', 'linkerd-proxy');
    assert.deepEqual(statesOf(requireMeshEnrollment, linkerd), { cart: 'passed' });
    assert.deepEqual(statesOf(requireMeshEnrollment, linkerd.replace('name: linkerd-proxy', 'name: sidecar')), { cart: 'failed' });
  });

  test('an installation may inject wherever nothing is said', () => {
    const operator = '{ kind: IstioOperator, metadata: { name: mesh }, spec: { values: { sidecarInjectorWebhook: { enableNamespacesByDefault: true } } } }';
    assert.deepEqual(statesOf(requireMeshEnrollment, `${operator}\n---\n${CART}`), { cart: 'passed' });
  });

  test('an opt-out that is written here fails though the platform lives elsewhere', () => {
    const source = '{ kind: Pod, metadata: { name: cart, labels: { sidecar.istio.io/inject: "false" } } }';
    assert.deepEqual(statesOf(requireMeshEnrollment, { source, platform: 'external' }), { cart: 'failed' });
  });
});

suite('the client side of TLS', () => {
  const rule = (host: string, tls: string): Readonly<Record<string, string>> =>
    statesOf(
      noClientTlsDowngrade,
      `{ kind: DestinationRule, metadata: { name: rule, namespace: shop }, spec: { host: "${host}", trafficPolicy: { tls: ${tls} } } }`,
    );

  test('hosts of the mesh need the identity of the mesh, hosts outside do not', () => {
    for (const [host, state] of [
      ['cart', 'failed'],
      ['cart.shop.svc.cluster.local', 'failed'],
      ['*.local', 'failed'],
      ['*.shop.svc', 'failed'],
      ['legacy.example.com', 'passed'],
    ] as const) {
      assert.deepEqual(rule(host, '{ mode: DISABLE }'), { rule: state }, host);
      assert.deepEqual(rule(host, '{ mode: SIMPLE }'), { rule: state }, host);
    }
    assert.deepEqual(rule('cart', '{ mode: MUTUAL }'), { rule: 'passed' });
  });

  test('tls without a mode is off', () => assert.deepEqual(rule('cart', '{}'), { rule: 'failed' }));

  test('a rule without tls is no subject', () => {
    assert.deepEqual(statesOf(noClientTlsDowngrade, '{ kind: DestinationRule, metadata: { name: rule }, spec: { host: cart } }'), {});
    assert.deepEqual(rule('cart', '~'), {});
  });

  test('a registered host is in the mesh where its entry says so', () => {
    const registered = (location: string): Readonly<Record<string, string>> =>
      statesOf(
        noClientTlsDowngrade,
        `{ kind: ServiceEntry, metadata: { name: vm }, spec: { hosts: [vm.example.com]${location} } }
---
{ kind: DestinationRule, metadata: { name: rule, namespace: shop }, spec: { host: vm.example.com, trafficPolicy: { tls: { mode: DISABLE } } } }`,
      );
    assert.deepEqual(registered(', location: MESH_INTERNAL'), { rule: 'failed' });
    assert.deepEqual(registered(', location: MESH_EXTERNAL'), { rule: 'passed' });
    assert.deepEqual(registered(''), { rule: 'passed' });
  });

  test('the API server is in no mesh: its clients bring TLS of their own', () => {
    assert.deepEqual(rule('kubernetes.default.svc.cluster.local', '{ mode: DISABLE }'), { rule: 'passed' });
    assert.deepEqual(rule('kubernetes.default', '{ mode: DISABLE }'), { rule: 'passed' });
    assert.deepEqual(rule('kubernetes', '{ mode: DISABLE }'), { rule: 'failed' });
  });
});
