import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Caller } from '../../../../server/core/inventory/calls/call.js';
import { grantsOf } from '../../../../server/core/inventory/calls/grants.js';
import type { Inventory } from '../../../../server/core/inventory/inventory.js';
import { ask } from '../../../../server/core/inventory/reachability/ask.js';
import { reach } from '../../../../server/core/inventory/reachability/reachability.js';
import { filesOf, inventoryOf } from '../../../harness/rules.js';

const pod = (name: string, spec = '', metadata = ''): string =>
  `kind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: { app: ${name} }${metadata} }\nspec: { ${spec}containers: [{ name: a, image: a, ports: [{ containerPort: 80 }] }] }\n`;
const namespace = (labels: string): string => `kind: Namespace\nmetadata: { name: shop, labels: { ${labels} } }\n`;
const policy = (spec: string): string => `kind: NetworkPolicy\nmetadata: { name: net, namespace: shop }\nspec: { ${spec} }\n`;
const allow = (spec: string): string => `kind: AuthorizationPolicy\nmetadata: { name: auth, namespace: shop }\nspec: { ${spec} }\n`;
const peers = (spec: string): string => `kind: PeerAuthentication\nmetadata: { name: peers, namespace: shop }\nspec: ${spec}\n`;
const served = (name = 'http'): string =>
  `kind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { selector: { app: cart }, ports: [{ name: ${name}, port: 80 }] }\n`;
const MESHED = namespace('istio-injection: enabled');
const DENY = policy('podSelector: {}, policyTypes: [Ingress]');

function inventory(texts: readonly string[], platform?: 'external'): Inventory {
  return inventoryOf(filesOf({ source: texts.join('---\n') }), platform);
}

/** `yes as shop/default`, `no: why`, `? why`. */
function answer(
  texts: readonly string[],
  options: { readonly from?: string; readonly to?: string; readonly port?: number; readonly protocol?: 'UDP'; readonly platform?: 'external' } = {},
): string {
  const all = inventory(texts, options.platform);
  const named = (name: string) => all.workloads().find((one) => one.name === name);
  const [from, workload] = [named(options.from ?? 'web'), named(options.to ?? 'cart')];
  assert.ok(workload !== undefined);
  const caller: Caller = from === undefined ? { kind: 'outside', via: 'x' } : { kind: 'workload', workload: from };
  return shown(reach(all, caller, { workload, port: options.port ?? 80, protocol: options.protocol ?? 'TCP' }));
}

function shown({ match, identity, steps }: ReturnType<typeof reach>): string {
  if (typeof match === 'object') return `? ${match.unknown}`;
  if (match === 'no') return `no: ${steps.find((step) => step.match === 'no')?.says ?? ''}`;
  return `yes as ${identity.kind === 'principal' ? `${identity.namespace}/${identity.account}` : identity.kind}`;
}

function asked(texts: readonly string[], from: string, to: string): readonly unknown[] {
  const found = ask(inventory(texts), { from, to });
  return 'answers' in found ? found.answers.map(({ match }) => match) : [found.wrong];
}

const BOTH = [pod('web'), pod('cart')];

suite('who may reach a port', () => {
  test('everyone as nobody, where nothing is written', () => {
    assert.equal(answer(BOTH), 'yes as anonymous');
    assert.equal(answer(BOTH, { from: 'outside' }), 'yes as anonymous');
  });

  test('nothing is open for sure where the platform is elsewhere, or a policy may generate policies', () => {
    assert.equal(answer(BOTH, { platform: 'external' }), '? lives elsewhere');
    const generates =
      'kind: ClusterPolicy\nmetadata: { name: deny }\nspec: { rules: [{ name: r, match: { any: [{ resources: { kinds: [Namespace] } }] }, generate: { kind: NetworkPolicy, data: {} } }] }\n';
    assert.equal(answer([...BOTH, generates]), '? a policy may generate it ("deny")');
    assert.equal(answer([...BOTH, generates, DENY]), 'no: no rule of policy "net" admits the caller on this port');
  });

  test('a pod on the host network is not what selectors and policies are about', () => {
    const host = 'hostNetwork: true, ';
    assert.equal(answer([pod('web'), pod('cart', host), DENY]), '? the destination is on the host network, where policies are not defined');
    assert.equal(answer([pod('web'), pod('cart', host)]), 'yes as anonymous');
    assert.equal(answer([pod('web', host), pod('cart'), DENY]), '? the caller is on the host network: a node reaches its own pods');
    const admits = policy('podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }]');
    assert.equal(answer([pod('web', host), pod('cart'), admits]), '? on the host network, where selectors are not defined');
    assert.equal(answer([pod('web'), pod('cart'), admits]), 'yes as anonymous');
  });

  test('a pod always reaches itself, and its own node', () => {
    const [itself] = asked([...BOTH, DENY], 'cart', 'cart:80');
    assert.deepEqual(itself, { unknown: 'a pod reaches itself, but no other one of the same workload' });
    assert.deepEqual(asked([...BOTH, DENY], 'web', 'cart:80'), ['no']);
    const out = policy('podSelector: { matchLabels: { app: web } }, policyTypes: [Egress]');
    assert.equal(answer([...BOTH, out]), 'no: no rule of policy "net" lets the caller reach this port');
    assert.equal(answer([pod('web'), pod('cart', 'hostNetwork: true, '), out]), '? the destination is on the host network: a pod reaches its own node');
  });

  test('a block of all addresses is for who comes from outside; whether it picks pods is a matter of the plugin', () => {
    const block = (cidr: string): string => policy(`podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "${cidr}" } }] }]`);
    assert.equal(answer([...BOTH, block('0.0.0.0/0')], { from: 'outside' }), 'yes as anonymous');
    assert.equal(answer([...BOTH, block('0.0.0.0/0')]), '? whether an ipBlock picks pods depends on the network plugin');
    assert.equal(answer([...BOTH, block('::/0')], { from: 'outside' }), '? only some addresses are in "::/0"');
  });

  test('what the API server refuses of a policy is not known', () => {
    assert.equal(answer([...BOTH, policy('podSelector: {}, policyTypes: [ingress]')]), '? a policy type that there is not: the API server refuses it');
    const port = (text: string): string => answer([...BOTH, policy(`podSelector: {}, ingress: [{ ports: [{ port: ${text} }] }]`)]);
    assert.equal(port('80'), 'yes as anonymous');
    assert.equal(port('"80"'), '? a number in quotes: the API server refuses it');
  });

  test('labels of a namespace that no file declares are not known, its name is', () => {
    const admits = (labels: string): string => policy(`podSelector: {}, ingress: [{ from: [{ namespaceSelector: { matchLabels: { ${labels} } } }] }]`);
    assert.equal(answer([...BOTH, admits('team: a')]), '? its Namespace is not in sight');
    assert.equal(answer([...BOTH, admits('team: a'), namespace('x: y')]), 'no: no rule of policy "net" admits the caller on this port');
    assert.equal(answer([...BOTH, admits('kubernetes.io/metadata.name: shop')]), 'yes as anonymous');
  });

  test('policies of other engines are not weighed, but where they admit nothing at all', () => {
    const cilium = (spec: string): string =>
      `kind: CiliumNetworkPolicy\nmetadata: { name: c, namespace: shop }\nspec: { endpointSelector: { matchLabels: { app: cart } }, ${spec} }\n`;
    assert.equal(
      answer([...BOTH, cilium('ingress: [{ fromEndpoints: [{ matchLabels: { app: web } }] }]')]),
      '? the rules of "c" of kind CiliumNetworkPolicy are not weighed',
    );
    assert.equal(answer([...BOTH, cilium('ingress: [{}]')]), 'no: no rule of policy "c" admits the caller on this port');
    assert.equal(
      answer([...BOTH, cilium('ingressDeny: [{ fromEntities: [world] }], enableDefaultDeny: { ingress: false }')]),
      '? the rules of "c" of kind CiliumNetworkPolicy are not weighed',
    );
    assert.equal(answer([...BOTH, cilium('egress: [{}]')]), 'yes as anonymous');
    const calico =
      'apiVersion: projectcalico.org/v3\nkind: NetworkPolicy\nmetadata: { name: k, namespace: shop }\nspec: { selector: "app == \'cart\'", types: [Ingress], ingress: [{ action: Allow }] }\n';
    assert.equal(answer([...BOTH, calico]), '? the rules of "k" of kind NetworkPolicy are not weighed');
    const admin =
      'kind: AdminNetworkPolicy\nmetadata: { name: a }\nspec: { subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }\n';
    assert.equal(answer([...BOTH, admin]), '? "a" of kind AdminNetworkPolicy is not weighed');
  });

  test('a policy that a template may leave out is not sure to be there', () => {
    const texts = { 'chart/templates/all.yaml': `${BOTH.join('---\n')}---\n{{- if .Values.deny }}\napiVersion: networking.k8s.io/v1\n${DENY}{{- end }}\n` };
    const all = inventoryOf(filesOf({ source: texts }));
    const [web, cart] = all.workloads();
    assert.ok(web !== undefined && cart !== undefined);
    assert.equal(
      shown(reach(all, { kind: 'workload', workload: web }, { workload: cart, port: 80, protocol: 'TCP' })),
      '? rests on what a template may leave out',
    );
  });

  test('a caller in the mesh is who its account is; STRICT refuses all others', () => {
    assert.equal(answer([...BOTH, MESHED, served()]), 'yes as shop/default');
    assert.equal(answer([...BOTH, MESHED], { from: 'outside' }), 'yes as anonymous');
    const strict = [...BOTH, MESHED, peers('{ mtls: { mode: STRICT } }'), served()];
    assert.equal(answer(strict), 'yes as shop/default');
    assert.equal(answer(strict, { from: 'outside' }), 'no: mutual TLS is STRICT, and the caller sends plain text');
    assert.equal(answer(strict, { from: 'outside', protocol: 'UDP' }), 'yes as anonymous');
    const past = pod('cart', '', ', annotations: { traffic.sidecar.istio.io/excludeInboundPorts: "80,90" }');
    assert.equal(answer([pod('web'), past, MESHED, strict[3] ?? ''], { from: 'outside' }), 'yes as anonymous');
    assert.equal(
      answer([pod('web'), past, MESHED, strict[3] ?? ''], { from: 'outside', port: 81 }),
      'no: mutual TLS is STRICT, and the caller sends plain text',
    );
  });

  test('a sidecar speaks mutual TLS to ports that a Service leads to, and to sidecars', () => {
    const strict = peers('{ mtls: { mode: STRICT } }');
    assert.equal(answer([...BOTH, MESHED, strict]), '? no Service here leads to the port: a sidecar may pass its calls on as they are');
    assert.equal(answer([...BOTH, MESHED, strict, served()], { port: 81 }), '? no Service here leads to the port: a sidecar may pass its calls on as they are');
    const ambient = namespace('istio.io/dataplane-mode: ambient');
    assert.equal(answer([...BOTH, ambient, strict]), 'yes as shop/default');
    const sidecar = pod('web').replace('{ app: web }', '{ app: web, sidecar.istio.io/inject: "true" }');
    assert.equal(answer([sidecar, pod('cart'), ambient, strict, served()]), '? from a sidecar to ambient mode');
  });

  test('a Sidecar may keep Services from the proxy of the caller', () => {
    const sidecar = (hosts: string, where = 'shop'): string =>
      `kind: Sidecar\nmetadata: { name: s, namespace: ${where} }\nspec: { egress: [{ hosts: [${hosts}] }] }\n`;
    const of = (...more: readonly string[]): string => answer([...BOTH, MESHED, served(), ...more]);
    for (const shown of ['"./*"', '"*/*"', '"~/*", "shop/*"']) assert.equal(of(sidecar(shown)), 'yes as shop/default');
    assert.equal(of(sidecar('"./*"', 'istio-system')), 'yes as shop/default');
    const strict = peers('{ mtls: { mode: STRICT } }');
    for (const where of ['shop', 'istio-system'])
      assert.equal(of(strict, sidecar('"istio-system/*"', where)), '? Sidecar "s" says which Services the proxy of the caller knows');
    assert.equal(of(strict, sidecar('"istio-system/*"', 'other')), 'yes as shop/default');
  });

  test('an Ingress controller may call pods themselves', () => {
    const controller = pod('web').replace('image: a,', 'image: a, args: [--ingress-class=nginx],');
    const strict = peers('{ mtls: { mode: STRICT } }');
    assert.equal(answer([controller, pod('cart'), MESHED, strict, served()]), '? an Ingress controller may call pods past their Services');
  });

  test('a protocol that Istio does not know says nothing, and WebSockets over TLS are not read', () => {
    const methods = allow('rules: [{ to: [{ operation: { methods: [GET] } }] }]');
    const says = (text: string): string => served('x').replace('port: 80', `port: 80, appProtocol: ${text}`);
    assert.equal(answer([...BOTH, MESHED, methods, says('example.com/x')]), '? no Service says whether the port carries requests');
    assert.equal(answer([...BOTH, MESHED, methods, says('kubernetes.io/wss')]), 'no: no rule of AuthorizationPolicy "auth" allows the caller');
    assert.equal(answer([...BOTH, MESHED, methods, says('kubernetes.io/ws')]), 'yes as shop/default');
  });

  test('an annotation may keep all traffic of a pod from its proxy', () => {
    const strict = peers('{ mtls: { mode: STRICT } }');
    const past = (entry: string): string => pod('cart', '', `, annotations: { ${entry} }`);
    const bypass = past('ambient.istio.io/bypass-inbound-capture: "true"');
    assert.equal(answer([pod('web'), bypass, namespace('istio.io/dataplane-mode: ambient'), strict], { from: 'outside' }), 'yes as anonymous');
    const none = past('sidecar.istio.io/interceptionMode: NONE');
    assert.equal(answer([pod('web'), none, MESHED, strict], { from: 'outside' }), '? "sidecar.istio.io/interceptionMode" is "NONE"');
  });

  test('a DestinationRule, and annotations of the caller, may keep it from speaking mutual TLS', () => {
    const strict = peers('{ mtls: { mode: STRICT } }');
    const service = 'kind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { selector: { app: cart }, ports: [{ port: 80 }] }\n';
    const rule = (mode: string, host: string): string =>
      `kind: DestinationRule\nmetadata: { name: d, namespace: shop }\nspec: { host: ${host}, trafficPolicy: { tls: { mode: ${mode} } } }\n`;
    assert.equal(answer([...BOTH, MESHED, strict, service, rule('DISABLE', 'cart')]), '? DestinationRule "d" says how callers connect');
    assert.equal(answer([...BOTH, MESHED, strict, service, rule('DISABLE', '"*.local"')]), '? DestinationRule "d" says how callers connect');
    assert.equal(answer([...BOTH, MESHED, strict, service, rule('ISTIO_MUTUAL', 'cart')]), 'yes as shop/default');
    assert.equal(answer([...BOTH, MESHED, strict, service, rule('DISABLE', 'other')]), 'yes as shop/default');
    const leaving = pod('web', '', ', annotations: { traffic.sidecar.istio.io/excludeOutboundPorts: "80" }');
    assert.equal(answer([leaving, pod('cart'), MESHED, strict]), '? annotations of the caller lead some calls past its proxy');
  });

  test('where the mesh of the destination is not known, what holds in every case', () => {
    const hidden = namespace('istio-injection: "{{ .Values.mesh }}"');
    assert.equal(answer([...BOTH, hidden]), 'yes as unknown');
    assert.equal(answer([...BOTH, hidden, peers('{ mtls: { mode: STRICT } }')], { from: 'outside' }), '? which mesh they are in is not known');
    assert.equal(answer([...BOTH, hidden, DENY]), 'no: no rule of policy "net" admits the caller on this port');
  });

  test('an authorization policy holds only where a proxy reads it', () => {
    const nobody = allow('{}').replace('spec: { {} }', 'spec: {}');
    assert.equal(answer([...BOTH, MESHED, nobody]), 'no: no rule of AuthorizationPolicy "auth" allows the caller');
    assert.equal(answer([...BOTH, namespace('x: y'), nobody]), 'yes as anonymous');
    assert.equal(answer([...BOTH, nobody]), '? whether namespace "shop" is in a mesh is in no file');
    assert.equal(
      answer([...BOTH, MESHED, allow('action: CUSTOM, provider: { name: x }, rules: [{}]')]),
      '? AuthorizationPolicy "auth" leaves it to another service',
    );
    const ambient = namespace('istio.io/dataplane-mode: ambient');
    assert.equal(answer([...BOTH, ambient, nobody]), 'no: no rule of AuthorizationPolicy "auth" allows the caller');
    assert.equal(
      answer([...BOTH, namespace('istio.io/dataplane-mode: ambient, istio.io/use-waypoint: w'), nobody]),
      '? the policies of its waypoint are not weighed',
    );
  });

  test('fields of requests admit some requests where a port carries them, and nothing where it does not', () => {
    const methods = allow('rules: [{ to: [{ operation: { methods: [GET] } }] }]');
    assert.equal(answer([...BOTH, MESHED, methods, served('http')]), 'yes as shop/default');
    assert.equal(answer([...BOTH, MESHED, methods, served('tcp')]), 'no: no rule of AuthorizationPolicy "auth" allows the caller');
    assert.equal(answer([...BOTH, MESHED, methods]), '? no Service says whether the port carries requests');
    assert.equal(answer([...BOTH, MESHED, methods, served('https')]), 'no: no rule of AuthorizationPolicy "auth" allows the caller');
    const user = allow('rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }]');
    assert.equal(answer([...BOTH, MESHED, user, served('http')]), '? it depends on the token of a user');
    const none = allow('rules: [{ to: [{ operation: { notPaths: ["/*"] } }] }]');
    assert.equal(answer([...BOTH, MESHED, none, served('http')]), '? it may fit no request');
  });

  test('a rule to deny with a field of requests denies all where none are read', () => {
    const deny = allow('action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }]');
    assert.equal(answer([...BOTH, MESHED, deny, served('tcp')]), 'no: AuthorizationPolicy "auth" denies it');
    assert.equal(answer([...BOTH, MESHED, deny, served('http')]), '? it depends on the request');
    assert.equal(answer([...BOTH, namespace('istio.io/dataplane-mode: ambient'), deny]), '? fields of a request where nothing reads requests');
  });

  test('an account without a namespace is one of the namespace of the policy', () => {
    const accounts = (list: string): string => allow(`rules: [{ from: [{ source: { serviceAccounts: [${list}] } }] }]`);
    assert.equal(answer([...BOTH, MESHED, served(), accounts('default')]), 'yes as shop/default');
    assert.equal(answer([...BOTH, MESHED, served(), accounts('shop/default')]), 'yes as shop/default');
    for (const other of ['other/default', 'other'])
      assert.equal(answer([...BOTH, MESHED, served(), accounts(other)]), 'no: no rule of AuthorizationPolicy "auth" allows the caller');
    const ofRoot = accounts('default').replace('namespace: shop', 'namespace: istio-system');
    assert.equal(answer([...BOTH, MESHED, served(), ofRoot]), 'no: no rule of AuthorizationPolicy "auth" allows the caller');
  });

  test('a source or a condition without a value is refused by the API server', () => {
    for (const rule of ['from: [{ source: {} }]', 'from: [{}]', 'to: [{ operation: { ports: [] } }]', 'when: [{ key: source.namespace }]'])
      assert.equal(answer([...BOTH, MESHED, served(), allow(`rules: [{ ${rule} }]`)]), '? a part of a rule without a value: the API server refuses it');
  });

  test('a star before the account names nobody', () => {
    const named = (text: string): unknown => {
      const all = inventory([...BOTH, MESHED, served(), allow(`rules: [{ from: [{ source: { principals: ["${text}"] } }] }]`)]);
      const [from, workload] = ['web', 'cart'].map((name) => all.workloads().find((one) => one.name === name));
      assert.ok(from !== undefined && workload !== undefined);
      return reach(all, { kind: 'workload', workload: from }, { workload, port: 80, protocol: 'TCP' }).named;
    };
    for (const wide of ['cluster.local/n*', 'cluster.local/ns/sh*', 'cluster.local/ns/shop/s*', 'cluster.local/ns/shop/*'])
      assert.equal(named(wide), 'no', wide);
    for (const one of ['cluster.local/ns/shop/sa/default', 'cluster.local/ns/shop/sa/def*', '*/sa/default']) assert.equal(named(one), 'yes', one);
  });

  test('blocks of IPv6 are not those of everyone', () => {
    const block = (text: string): string => answer([...BOTH, MESHED, served(), allow(`rules: [{ from: [{ source: { ipBlocks: ["${text}"] } }] }]`)]);
    assert.equal(block('0.0.0.0/0'), 'yes as shop/default');
    assert.equal(block('::/0'), '? whether the caller\'s address is in "::/0" is in no file');
  });

  test('a star in the trust domain leaves open which one is meant', () => {
    const principal = (text: string): string => allow(`rules: [{ from: [{ source: { principals: ["${text}"] } }] }]`);
    const is = (text: string): string => answer([...BOTH, MESHED, served(), principal(text)]);
    assert.equal(is('*/ns/shop/sa/default'), 'yes as shop/default');
    assert.equal(is('*/sa/default'), 'yes as shop/default');
    assert.equal(is('td*'), '? whether "td*" is the trust domain is not known');
    assert.equal(is('*.local/ns/shop/sa/default'), '? whether "*.local" is the trust domain is not known');
    assert.equal(is('spiffe://cluster.local/ns/shop/sa/default'), 'no: no rule of AuthorizationPolicy "auth" allows the caller');
  });

  test('a part of a port rule that a template hides is not known', () => {
    const ports = (text: string): string => policy(`podSelector: {}, ingress: [{ ports: [{ ${text} }] }]`);
    assert.equal(answer([...BOTH, ports('port: 80, protocol: "{{ .Values.x }}"')]), '? set by a template');
    assert.equal(answer([...BOTH, ports('port: "{{ .Values.x }}"')]), '? set by a template');
    assert.equal(answer([...BOTH, ports('port: 70, endPort: "{{ .Values.x }}"')]), '? set by a template');
    assert.equal(answer([...BOTH, ports('port: 90, endPort: "{{ .Values.x }}"')]), 'no: no rule of policy "net" admits the caller on this port');
  });

  test('Linkerd takes whom its inbound policy takes; a Server is not weighed', () => {
    const linkerd = (inbound: string): string =>
      `kind: Namespace\nmetadata: { name: shop, annotations: { linkerd.io/inject: enabled, config.linkerd.io/default-inbound-policy: ${inbound} } }\n`;
    assert.equal(answer([...BOTH, linkerd('all-authenticated')]), 'yes as shop/default');
    assert.equal(answer([...BOTH, linkerd('all-authenticated')], { from: 'outside' }), 'no: the inbound policy of Linkerd is "all-authenticated"');
    assert.equal(answer([...BOTH, linkerd('deny')]), 'no: the inbound policy of Linkerd is "deny"');
    assert.equal(answer([...BOTH, linkerd('cluster-unauthenticated')]), '? which addresses are those of the cluster is in no file');
    const server = 'kind: Server\nmetadata: { name: s, namespace: shop }\nspec: { podSelector: { matchLabels: { app: cart } }, port: 80 }\n';
    assert.equal(answer([...BOTH, linkerd('deny'), server]), '? the policies of Server "s" are not weighed');
    assert.equal(answer([...BOTH, linkerd('deny'), server.replace('port: 80', 'port: 90')]), 'no: the inbound policy of Linkerd is "deny"');
  });

  test('who comes through a gateway is its proxy, of which only what is in sight is known', () => {
    const route =
      'kind: Service\nmetadata: { name: cart, namespace: shop }\nspec: { selector: { app: cart }, ports: [{ port: 80 }] }\n---\nkind: Gateway\nmetadata: { name: edge, namespace: shop }\nspec: { selector: { istio: edge } }\n---\nkind: VirtualService\nmetadata: { name: r, namespace: shop }\nspec: { gateways: [edge], http: [{ route: [{ destination: { host: cart } }] }] }\n';
    const gateway = pod('edge').replace('app: edge', 'istio: edge');
    const strict = peers('{ mtls: { mode: STRICT } }');
    const through = (...texts: readonly string[]): string => {
      const all = inventory([pod('cart'), route, ...texts]);
      const [grant] = all.view(grantsOf);
      assert.ok(grant !== undefined);
      return shown(reach(all, grant.from, grant.to));
    };
    assert.equal(through(), 'yes as anonymous');
    assert.equal(through(DENY), 'no: no rule of policy "net" admits the caller on this port');
    assert.equal(through(policy('podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }]')), '? its gateway is not in sight');
    assert.equal(through(MESHED, strict), '? its gateway is not in sight');
    assert.equal(through(MESHED, strict, gateway), 'yes as shop/default');
  });
});
