import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { requireGatewayTls } from '../../../server/core/rules/require-gateway-tls.js';
import { requireIngressGateway } from '../../../server/core/rules/require-ingress-gateway.js';
import { requireModernTls } from '../../../server/core/rules/require-modern-tls.js';
import { judgeEdited } from '../../harness/edited.js';
import { statesOf } from '../../harness/states.js';

suite('TLS of listeners', () => {
  const server = (text: string, ...objects: readonly string[]): string | undefined =>
    statesOf(requireGatewayTls, [`{ kind: Gateway, metadata: { name: web }, spec: { servers: [${text}] } }`, ...objects].join('\n---\n'))['web servers/port'];

  test('a server of Istio takes plain text unless it redirects', () => {
    for (const [text, state] of [
      ['{ port: { name: port, number: 80, protocol: HTTP } }', 'failed'],
      ['{ port: { name: port, number: 80, protocol: HTTP }, tls: { httpsRedirect: true } }', 'passed'],
      ['{ port: { name: port, number: 80, protocol: HTTP }, tls: { httpsRedirect: false } }', 'failed'],
      ['{ port: { name: port, number: 9000, protocol: TCP } }', 'failed'],
      ['{ port: { name: port, number: 443, protocol: https }, tls: { mode: SIMPLE } }', 'passed'],
      ['{ port: { name: port, number: 443, protocol: TLS }, tls: { mode: PASSTHROUGH } }', 'passed'],
      ['{ port: { name: port, number: 443, protocol: HTTPS } }', 'TLS without settings: Istio refuses it'],
      ['{ port: { name: port, number: 443, protocol: HTTPS }, tls: "${TLS}" }', 'passed'],
    ] as const) {
      assert.equal(server(text), state, text);
    }
  });

  test('a VirtualService that only redirects is a redirect', () => {
    const service = (http: string): string => `{ kind: VirtualService, metadata: { name: web }, spec: { gateways: [web], http: [${http}] } }`;
    const plain = '{ port: { name: port, number: 80, protocol: HTTP } }';
    assert.equal(server(plain, service('{ redirect: { scheme: https } }')), 'passed');
    assert.equal(server(plain, service('{ redirect: { authority: other.example.com } }')), 'failed');
    assert.equal(server(plain, service('{ redirect: { scheme: https } }, { route: [{ destination: { host: web } }] }')), 'failed');
    assert.equal(server(plain, service('{ redirect: { scheme: https } }, { match: [{ port: 443 }], route: [{ destination: { host: web } }] }')), 'passed');
  });

  const listener = (text: string, ...objects: readonly string[]): string | undefined =>
    statesOf(
      requireGatewayTls,
      [`{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: web }, spec: { listeners: [${text}] } }`, ...objects].join('\n---\n'),
    )['web listeners/http'];

  test('a listener of the Gateway API takes plain text unless all its routes redirect', () => {
    const route = (parent: string, rule: string): string =>
      `{ kind: HTTPRoute, metadata: { name: r${rule.length} }, spec: { parentRefs: [{ name: web${parent} }], rules: [${rule}] } }`;
    const redirect = '{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }] }';
    const backend = '{ backendRefs: [{ name: web, port: 80 }] }';
    const http = '{ name: http, port: 80, protocol: HTTP }';
    assert.equal(listener(http), 'failed');
    assert.equal(listener(http, route('', redirect)), 'passed');
    assert.equal(listener(http, route('', redirect), route('', backend)), 'failed');
    assert.equal(listener(http, route('', redirect), route(', sectionName: https', backend)), 'passed');
    assert.equal(listener(http, route(', sectionName: other', redirect)), 'failed');
    assert.equal(listener(http, route(', namespace: other', redirect)), 'failed');
    assert.equal(listener(http, route(', port: 8080', redirect)), 'failed');
    assert.equal(listener(http, route('', redirect.replace('https', 'http'))), 'failed');
    assert.equal(listener(http, route(', sectionName: "${SECTION}"', redirect)), 'set by a substitution');
    assert.equal(listener('{ name: http, port: 15008, protocol: HBONE }'), 'passed');
    assert.equal(listener('{ name: http, port: 9000, protocol: UDP }'), 'failed');
    assert.equal(listener('{ name: http, port: 9000, protocol: example.com/quic }'), 'a protocol that only its gateway knows');
  });

  test('only a route that the listener allows is bound to it', () => {
    const gateway = (allowed: string, hostname = ''): string =>
      `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: web, namespace: edge }, spec: { listeners: [{ name: http, port: 80, protocol: HTTP${allowed}${hostname} }] } }`;
    const route = (name: string, namespace: string, rule: string, hostnames = ''): string =>
      `{ kind: HTTPRoute, metadata: { name: ${name}, namespace: ${namespace} }, spec: { parentRefs: [{ name: web, namespace: edge }], rules: [${rule}]${hostnames} } }`;
    const redirect = route('redirect', 'edge', '{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }] }');
    const backend = '{ backendRefs: [{ name: web, port: 80 }] }';
    const shop = '{ kind: Namespace, metadata: { name: shop, labels: { public: "yes" } } }';
    const state = (...objects: readonly string[]): string | undefined => statesOf(requireGatewayTls, objects.join('\n---\n'))['web listeners/http'];
    const from = (namespaces: string): string => `, allowedRoutes: { namespaces: { ${namespaces} } }`;
    const bySelector = from('from: Selector, selector: { matchLabels: { public: "yes" } }');
    for (const [allowed, expected] of [
      ['', 'passed'],
      [from('from: Same'), 'passed'],
      [from('from: All'), 'failed'],
      [bySelector, 'failed'],
      [from('from: Selector, selector: { matchLabels: { public: "no" } }'), 'failed'],
      [from('from: "${FROM}"'), 'set by a substitution'],
      [', allowedRoutes: { kinds: [{ kind: GRPCRoute }] }', 'failed'],
      [', allowedRoutes: { kinds: [{ kind: HTTPRoute }] }', 'passed'],
    ] as const)
      assert.equal(state(gateway(allowed), redirect, route('shop', 'shop', backend), shop), expected, allowed);
    assert.equal(state(gateway(''), redirect.replace('namespace: edge }, spec', 'namespace: shop }, spec')), 'failed', 'a redirect that is not bound');
    const hosts = (host: string): string => `, hostnames: [${host}]`;
    const edge = (host: string): string => route('other', 'edge', backend, hosts(host));
    assert.equal(state(gateway('', ', hostname: a.example.com'), redirect, edge('b.example.com')), 'passed');
    assert.equal(state(gateway('', ', hostname: "*.example.com"'), redirect, edge('b.example.com')), 'failed');
    assert.equal(state(gateway('', ', hostname: "*.example.com"'), redirect, edge('example.com')), 'passed');
    assert.equal(state(gateway('', ', hostname: a.b.example.com'), redirect, edge('"*.example.com"')), 'failed');
    assert.equal(state(gateway('', ', hostname: a.example.com'), redirect, edge('"${HOST}"')), 'set by a substitution');
  });

  test('a route leads to a Gateway by the name that is written, whatever the target puts before it', () => {
    const source = `
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: { name: web }
      spec: { listeners: [{ name: http, port: 80, protocol: HTTP }] }
      ---
      kind: HTTPRoute
      metadata: { name: redirect }
      spec: { parentRefs: [{ name: web }], rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { scheme: https } }] }] }
    `;
    assert.deepEqual(
      judgeEdited(requireGatewayTls, source, { namePrefix: 'prod-' }).map(({ state }) => state),
      ['passed'],
    );
  });

  const ingress = (spec: string, annotations = ''): string | undefined =>
    statesOf(requireGatewayTls, `{ kind: Ingress, metadata: { name: web, annotations: { ${annotations} } }, spec: { ${spec} } }`)['web '];

  test('each host of an Ingress needs TLS', () => {
    const host = 'rules: [{ host: shop.example.com }]';
    assert.equal(ingress(host), 'failed');
    assert.equal(ingress(`${host}, tls: [{ hosts: [shop.example.com], secretName: tls }]`), 'passed');
    assert.equal(ingress(`${host}, tls: [{ secretName: tls }]`), 'passed');
    assert.equal(ingress(`${host}, tls: [{ hosts: ["*.example.com"] }]`), 'passed');
    assert.equal(ingress(`${host}, tls: [{ hosts: ["*.com"] }]`), 'failed');
    assert.equal(ingress(`${host}, tls: [{ hosts: [other.example.com] }]`), 'failed');
    assert.equal(ingress('rules: [{ http: { paths: [] } }], tls: [{ hosts: [shop.example.com] }]'), 'whether its controller gives other hosts TLS is not said');
    assert.equal(ingress('defaultBackend: { service: { name: web } }, tls: [{ secretName: tls }]'), 'passed');
  });

  test('an annotation may keep plain HTTP open beside TLS', () => {
    const both = 'rules: [{ host: shop.example.com }], tls: [{ hosts: [shop.example.com] }]';
    assert.equal(ingress(both, 'kubernetes.io/ingress.allow-http: "true"'), 'failed');
    assert.equal(ingress(both, 'kubernetes.io/ingress.allow-http: "false"'), 'passed');
    assert.equal(ingress(both, 'ingress.kubernetes.io/ssl-redirect: "false"'), 'failed');
    assert.equal(ingress(both, 'nginx.ingress.kubernetes.io/ssl-redirect: "true"'), 'passed');
    assert.equal(ingress(both, 'nginx.ingress.kubernetes.io/ssl-redirect: "false", nginx.ingress.kubernetes.io/force-ssl-redirect: "true"'), 'passed');
  });
});

suite('TLS of an Ingress without a certificate of its own', () => {
  const annotated = (annotation: string): string | undefined =>
    statesOf(requireGatewayTls, `{ kind: Ingress, metadata: { name: web, annotations: { ${annotation} } }, spec: { rules: [{ host: shop.example.com }] } }`)[
      'web '
    ];

  test('an annotation may set it, and then it is not judged', () => {
    for (const [annotation, state] of [
      ['alb.ingress.kubernetes.io/listen-ports: \'[{"HTTPS": 443}]\'', 'TLS is set by an annotation of its controller'],
      ['alb.ingress.kubernetes.io/listen-ports: \'[{"HTTP": 80}]\'', 'failed'],
      ['traefik.ingress.kubernetes.io/router.tls: "true"', 'TLS is set by an annotation of its controller'],
      ['traefik.ingress.kubernetes.io/router.tls: "false"', 'failed'],
      ['traefik.ingress.kubernetes.io/router.entrypoints: websecure', 'TLS is set by an annotation of its controller'],
      ['nginx.ingress.kubernetes.io/ssl-passthrough: "true"', 'TLS is set by an annotation of its controller'],
      ['nginx.ingress.kubernetes.io/force-ssl-redirect: "true"', 'TLS is set by an annotation of its controller'],
      ['nginx.ingress.kubernetes.io/ssl-redirect: "true"', 'failed'],
      ['cert-manager.io/cluster-issuer: letsencrypt', 'failed'],
    ] as const)
      assert.equal(annotated(annotation), state, annotation);
  });
});

suite('versions and suites of TLS', () => {
  test('what is not set is the default of the component', () => {
    const gateway = (tls: string): Readonly<Record<string, string>> =>
      statesOf(
        requireModernTls,
        `{ kind: Gateway, metadata: { name: web }, spec: { servers: [{ port: { name: https, number: 443, protocol: HTTPS }, tls: { ${tls} } }] } }`,
      );
    assert.deepEqual(gateway('mode: SIMPLE'), { 'web servers/https': 'passed' });
    assert.deepEqual(gateway('mode: SIMPLE, minProtocolVersion: TLS_AUTO'), { 'web servers/https': 'passed' });
    assert.deepEqual(gateway('mode: SIMPLE, minProtocolVersion: TLSV1_1'), { 'web servers/https': 'failed' });
    assert.deepEqual(gateway('mode: SIMPLE, minProtocolVersion: TLSV1_9'), { 'web servers/https': 'no version that there is' });
    assert.deepEqual(gateway('mode: SIMPLE, cipherSuites: [AES128-SHA]'), { 'web servers/https': 'failed' });
  });

  test('the version of a Gateway API listener is that of its class', () => {
    const gateway = (name: string, ...objects: readonly string[]): string | undefined =>
      statesOf(
        requireModernTls,
        [
          `{ apiVersion: gateway.networking.k8s.io/v1, kind: Gateway, metadata: { name: web }, spec: { gatewayClassName: ${name}, listeners: [{ name: https, port: 443, protocol: HTTPS }] } }`,
          ...objects,
        ].join('\n---\n'),
      )['web listeners/https'];
    assert.equal(gateway('istio'), 'passed');
    assert.equal(gateway('edge'), 'the default of class "edge" is not known');
    assert.equal(gateway('edge', '{ kind: GatewayClass, metadata: { name: edge }, spec: { controllerName: istio.io/gateway-controller } }'), 'passed');
  });

  test('the API server, the kubelet, the mesh and Traefik are subjects', () => {
    const api = (flag: string): Readonly<Record<string, string>> =>
      statesOf(requireModernTls, `{ kind: Pod, metadata: { name: api }, spec: { containers: [{ name: api, command: [kube-apiserver, ${flag}] }] } }`);
    assert.deepEqual(api('--tls-min-version=VersionTLS10'), { 'api API server': 'failed' });
    assert.deepEqual(api('--tls-cipher-suites=TLS_AES_128_GCM_SHA256'), { 'api API server': 'passed' });
    assert.deepEqual(api('--tls-cipher-suites=Foo'), { 'api API server': 'no cipher suite that is known' });
    assert.deepEqual(statesOf(requireModernTls, '{ kind: KubeletConfiguration, tlsCipherSuites: [TLS_RSA_WITH_AES_128_CBC_SHA] }'), { ' ': 'failed' });
    const mesh = '{ kind: IstioOperator, metadata: { name: mesh }, spec: { meshConfig: { tlsDefaults: { minProtocolVersion: TLSV1_0 } } } }';
    assert.deepEqual(statesOf(requireModernTls, mesh), { 'mesh meshMTLS': 'passed', 'mesh tlsDefaults': 'failed' });
    const option = '{ apiVersion: traefik.io/v1alpha1, kind: TLSOption, metadata: { name: old }, spec: { minVersion: VersionTLS10 } }';
    assert.deepEqual(statesOf(requireModernTls, option), { 'old ': 'failed' });
  });
});

suite('ways round the gateway', () => {
  const WEB = '{ kind: Pod, metadata: { name: web, labels: { app: web } } }';
  const service = (type: string): string =>
    `{ kind: Service, metadata: { name: web-${type.toLowerCase()} }, spec: { type: ${type}, selector: { app: web }, ports: [{ port: 80 }] } }`;
  const ingress = '{ kind: Ingress, metadata: { name: web }, spec: { defaultBackend: { service: { name: web-clusterip, port: { number: 80 } } } } }';
  const web = (...objects: readonly string[]): string | undefined => statesOf(requireIngressGateway, [WEB, ...objects].join('\n---\n'))['web'];

  test('a load balancer or a node port beside the gateway goes round it', () => {
    assert.equal(web(service('ClusterIP')), undefined);
    assert.equal(web(service('ClusterIP'), ingress), 'passed');
    assert.equal(web(service('ClusterIP'), ingress, service('NodePort')), 'failed');
    assert.equal(web(service('LoadBalancer')), 'failed');
  });

  test('the gateway itself is not round the gateway', () => {
    const controller = '{ kind: Pod, metadata: { name: web, labels: { app: web } }, spec: { containers: [{ name: c, args: [/nginx-ingress-controller] }] } }';
    assert.equal(statesOf(requireIngressGateway, [controller, service('LoadBalancer')].join('\n---\n'))['web'], 'passed');
    assert.equal(web(service('LoadBalancer'), '{ kind: Gateway, metadata: { name: edge }, spec: { selector: { app: web }, servers: [] } }'), 'passed');
    assert.equal(web(service('LoadBalancer'), '{ kind: Gateway, metadata: { name: edge }, spec: { selector: { app: edge }, servers: [] } }'), 'failed');
    assert.equal(web(service('LoadBalancer'), '{ kind: Gateway, metadata: { name: edge }, spec: { servers: [] } }'), 'failed');
  });
});
