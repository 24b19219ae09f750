import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { addressesIn } from '../../../server/core/inventory/calls/address.js';
import { callsOf } from '../../../server/core/inventory/calls/calls.js';
import { grantsOf } from '../../../server/core/inventory/calls/grants.js';
import type { Inventory } from '../../../server/core/inventory/inventory.js';
import { filesOf, inventoryOf } from '../../harness/rules.js';
import { built } from '../../harness/targets.js';

const CART = `
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ port: 7070, targetPort: grpc }] }
---
kind: Deployment
metadata: { name: cart, namespace: shop }
spec:
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: server, image: cart, ports: [{ name: grpc, containerPort: 7000 }] }] }
---
`;

const VERSIONED = CART.replace('kind: Service', 'apiVersion: v1\nkind: Service').replace('kind: Deployment', 'apiVersion: apps/v1\nkind: Deployment');

function shop(caller: string, others = CART): Inventory {
  const pod = `kind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { containers: [{ name: app, image: web, ${caller} }] }\n`;
  return inventoryOf(filesOf({ source: `${others}\n${pod}` }));
}

/** `web -> cart:7070 (cart:7000/TCP)` for each call, `? text: why` for what is not resolved. */
function shown(inventory: Inventory): readonly string[] {
  const { all, unresolved } = inventory.view(callsOf);
  return [
    ...all.map(
      ({ from, service, port, to }) =>
        `${from.name} -> ${service.resource.name}:${port} (${to.map((listener) => `${listener.workload.name}:${listener.port}/${listener.protocol}`).join(', ')})`,
    ),
    ...unresolved.map(({ text, why }) => `? ${text}: ${why}`),
  ];
}

const env = (value: string): string => `env: [{ name: X_ADDR, value: ${JSON.stringify(value)} }]`;
const CALL = 'web -> cart:7070 (cart:7000/TCP)';

suite('addresses in a text', () => {
  const of = (text: string): readonly string[] =>
    addressesIn(text).found.map(({ scheme, host, port, how }) => `${scheme ?? ''} ${host} ${port ?? ''} ${how}`.replace(/ +/g, ' ').trim());

  for (const [text, ...expected] of [
    ['cart', 'cart bare'],
    ['cart:7070', 'cart 7070 sure'],
    ['cart.shop.svc.cluster.local.:7070', 'cart.shop.svc.cluster.local 7070 sure'],
    ['http://cart/items?next=http://other', 'http cart sure'],
    ['redis://:pw@cache:6379/0', 'redis cache 6379 sure'],
    ['mongodb://u:p@a:27017,b,c.d/x', 'mongodb a 27017 sure', 'mongodb b sure', 'mongodb c.d sure'],
    ['jdbc:postgresql://db:5432/x?user=u', 'postgresql db 5432 sure'],
    ['jdbc:sqlserver://db:1433;databaseName=x', 'sqlserver db 1433 sure'],
    ['user:p,w(x)@tcp(db:3306)/x?tls=true', 'tcp db 3306 sure'],
    ['(http://cart:80)', 'http cart 80 sure'],
    ['tcp(db)/x', 'tcp db sure'],
    ['dns:///cart:7070', 'dns cart 7070 sure'],
    ['passthrough:cart:7070', 'cart 7070 sure'],
    ['--addr=cart:7070', 'cart 7070 sure'],
    ['--initial-cluster=a=https://a.etcd:2380,b=https://b.etcd:2380', 'https a.etcd 2380 sure', 'https b.etcd 2380 sure'],
    ['host=db port=5432', 'db bare'],
    ['until nc -z db 5432; do sleep 1; done', 'until word', 'nc word', 'db word', 'do word', 'sleep word', 'done word'],
    ['http://a;http://b:80', 'http a sure', 'http b 80 sure'],
    ['_grpc._tcp.cart.shop', 'cart.shop bare'],
    ['10.0.0.5:5432', '10.0.0.5 5432 sure'],
    ['registry.example.com/cart:1.2'],
    ['/etc/cart'],
    ['cart/items'],
    ['ops@cart'],
    ['12:30'],
    ['cart:99999'],
    ['unix:///var/run/cart.sock'],
    ['file:///cart'],
    ['[::1]:8080'],
    [''],
  ])
    test(JSON.stringify(text), () => assert.deepEqual(of(text ?? ''), expected));

  test('one of many commas, colons and slashes costs what its length costs', () => {
    const started = process.cpuUsage().user;
    for (const part of ['a,', 'a:', 'a/', 'a.', 'a=', 'a@', 'a-', 'jdbc:', '$(', '://']) addressesIn(part.repeat(200_000));
    assert.ok(process.cpuUsage(undefined).user - started < 4_000_000);
  });
});

suite('calls', () => {
  test('a value, an argument and a command each name a Service; the name of its container port is looked up in the workload', () => {
    assert.deepEqual(shown(shop(env('cart:7070'))), [CALL]);
    assert.deepEqual(shown(shop('args: ["--cart=cart:7070"]')), [CALL]);
    assert.deepEqual(shown(shop('command: [sh, -c, "wget http://cart.shop:7070/x"]')), [CALL]);
  });

  test('an init container and an ephemeral one call too', () => {
    const inventory = inventoryOf(
      filesOf({
        source: `${CART}kind: Pod\nmetadata: { name: web, namespace: shop }\nspec: { initContainers: [{ name: a, image: a, ${env('cart:7070')} }], ephemeralContainers: [{ name: b, image: a, ${env('cart:7070')} }] }\n`,
      }),
    );
    assert.deepEqual(shown(inventory), [CALL, CALL]);
    assert.equal(inventory.view(grantsOf).length, 1);
    assert.equal(inventory.view(grantsOf)[0]?.reason, 'variable "X_ADDR" of container "a"');
  });

  test('without a port the scheme gives it, else the only port of the Service', () => {
    assert.deepEqual(shown(shop(env('cart'))), [CALL]);
    assert.deepEqual(shown(shop(env('grpc://cart'))), [CALL]);
    assert.deepEqual(shown(shop(env('http://cart'))), ['? http://cart: Service "cart" has no port 80']);
    const two = CART.replace('targetPort: grpc }', 'targetPort: grpc, name: a }, { port: 80, targetPort: 8080, name: b }');
    assert.deepEqual(shown(shop(env('http://cart'), two)), ['web -> cart:80 (cart:8080/TCP)']);
    assert.deepEqual(shown(shop(env('cart'), two)), ['? cart: Service "cart" has 2 ports, and none is said']);
  });

  test('the namespace of a name is that of the caller unless the name says another', () => {
    assert.deepEqual(shown(shop(env('cart.shop.svc.cluster.local:7070'))), [CALL]);
    assert.deepEqual(shown(shop(env('cart.other:7070'))), ['? cart.other:7070: no Service here']);
    assert.deepEqual(shown(shop(env('cart.shop.example.com:7070'))), ['? cart.shop.example.com:7070: no Service here']);
  });

  test('one name of a port is another number in each workload, and none where its protocol differs', () => {
    const both = `
      ${CART}
      kind: Pod
      metadata: { name: cart-2, namespace: shop, labels: { app: cart } }
      spec: { containers: [{ name: a, image: a, ports: [{ name: grpc, containerPort: 9000 }] }] }
      ---
      kind: Pod
      metadata: { name: cart-3, namespace: shop, labels: { app: cart } }
      spec: { containers: [{ name: a, image: a, ports: [{ name: grpc, containerPort: 9000, protocol: UDP }] }] }
      ---
    `.replace(/^ {6}/gm, '');
    assert.deepEqual(shown(shop(env('cart:7070'), both)), ['web -> cart:7070 (cart:7000/TCP, cart-2:9000/TCP)']);
  });

  test('two protocols at one port are two listeners', () => {
    const dns = CART.replace('ports: [{ port: 7070, targetPort: grpc }]', 'ports: [{ port: 53, name: a, protocol: UDP }, { port: 53, name: b }]');
    assert.deepEqual(shown(shop(env('cart:53'), dns)), ['web -> cart:53 (cart:53/UDP, cart:53/TCP)']);
  });

  test('a headless Service and its pods are called at the port that is said', () => {
    const headless = CART.replace('spec: { selector', 'spec: { clusterIP: None, selector');
    assert.deepEqual(shown(shop(env('cart:7070'), headless)), ['web -> cart:7070 (cart:7070/TCP)']);
    assert.deepEqual(shown(shop(env('cart-0.cart:9000'), headless)), ['web -> cart:9000 (cart:9000/TCP)']);
    assert.deepEqual(shown(shop(env('cart-0.cart.shop.svc:9000'), headless)), ['web -> cart:9000 (cart:9000/TCP)']);
    assert.deepEqual(shown(shop(env('cart-0.cart:7070'))), ['? cart-0.cart:7070: no Service here']);
  });

  test('an ExternalName leads to another Service or out of the target', () => {
    const alias = (to: string): string =>
      `${CART}kind: Service\nmetadata: { name: basket, namespace: shop }\nspec: { type: ExternalName, externalName: ${to} }\n---\n`;
    assert.deepEqual(shown(shop(env('basket:7070'), alias('cart.shop.svc.cluster.local'))), [CALL]);
    assert.deepEqual(shown(shop(env('basket:7070'), alias('cart.example.com'))), ['? basket:7070: no Service here']);
    assert.deepEqual(shown(shop(env('basket:7070'), alias('basket.shop.svc'))), ['? basket:7070: Service "basket" leads out of the target']);
  });

  test('what leads nowhere in sight is not resolved', () => {
    const selector = (text: string): string => CART.replace('selector: { app: cart }, ', text);
    assert.deepEqual(shown(shop(env('cart:7070'), selector(''))), ['? cart:7070: Service "cart" has no selector']);
    assert.deepEqual(shown(shop(env('cart:7070'), selector('selector: { app: other }, '))), ['? cart:7070: Service "cart" picks no workload here']);
    assert.deepEqual(shown(shop(env('cart:7070'), selector('selector: { app: "{{ .Values.app }}" }, '))), ['? cart:7070: set by a template']);
    assert.deepEqual(shown(shop(env('cart:80'))), ['? cart:80: Service "cart" has no port 80']);
    assert.deepEqual(shown(shop(env('cart:7070'), CART.replace('name: grpc, ', ''))), ['? cart:7070: no workload behind Service "cart" has its port 7070']);
    assert.deepEqual(shown(shop(env('cart:7070'), CART.replace('port: 7070', 'port: "{{ .Values.port }}"'))), ['? cart:7070: set by a template']);
    assert.deepEqual(shown(shop(env('payments.example.com'))), ['? payments.example.com: no Service here']);
    assert.deepEqual(shown(shop(env('10.1.2.3:80'))), ['? 10.1.2.3:80: an address, not the name of a Service']);
  });

  test('a port by a name that a template hides is granted by its name', () => {
    assert.deepEqual(shown(shop(env('cart:7070'), CART.replace('[{ name: grpc, containerPort: 7000 }]', '"{{ .Values.ports }}"'))), [
      'web -> cart:7070 (cart:grpc/TCP)',
    ]);
  });

  test('values from ConfigMaps and Secrets are told and never granted', () => {
    const config = `${CART}kind: ConfigMap\nmetadata: { name: config, namespace: shop }\ndata: { CART: "cart:7070", LEVEL: info }\n---\n`;
    const from = (what: string, name: string, key: string): string => `env: [{ name: A, valueFrom: { ${what}: { name: ${name}, key: ${key} } } }]`;
    assert.deepEqual(shown(shop(from('configMapKeyRef', 'config', 'CART'), config)), ['? cart:7070: from ConfigMap "config"']);
    assert.deepEqual(shown(shop(from('configMapKeyRef', 'config', 'LEVEL'), config)), []);
    assert.deepEqual(shown(shop(from('configMapKeyRef', 'other', 'CART'), config)), ['? : from ConfigMap "other", which is not in sight']);
    assert.deepEqual(shown(shop(from('secretKeyRef', 'db', 'url'), config)), ['? : from Secret "db"']);
    assert.deepEqual(shown(shop('envFrom: [{ configMapRef: { name: config } }, { secretRef: { name: db } }]', config)), [
      '? cart:7070: from ConfigMap "config"',
      '? : from Secret "db"',
    ]);
    assert.deepEqual(shown(shop('env: [{ name: A, valueFrom: { fieldRef: { fieldPath: status.podIP } } }]', config)), []);
  });

  test('variables of the container are put in as the kubelet does it; others leave an address unresolved', () => {
    assert.deepEqual(shown(shop('env: [{ name: HOST, value: cart }], args: ["--cart=$(HOST):7070"]')), [CALL, CALL]);
    assert.deepEqual(shown(shop('args: ["--cart=$(HOST):7070"]')), ['? $(HOST):7070: put together from variables']);
    assert.deepEqual(shown(shop('args: ["--cart=$(HOST)"]')), []);
    assert.deepEqual(shown(shop(env('{{ .Values.cart }}'))), ['? : set by a template']);
  });

  test('a password is neither called nor shown, and users are no hosts', () => {
    const of = (text: string, name = 'DATABASE_URL'): readonly string[] => shown(shop(env(text).replace('X_ADDR', name)));
    assert.deepEqual(of('host=cart user=app password=hunter2 dbname=x'), [CALL]);
    assert.deepEqual(of('host=other port=1 password=hunter:22'), ['? other: no Service here']);
    assert.deepEqual(of('hunter:22', 'DATABASE_PASSWORD'), []);
    assert.deepEqual(shown(shop('args: ["--db-host=other", "--password=hunter2", "--password=cart:7070"]')), ['? other: no Service here']);
  });

  test('a name that kustomize changes is another one than a text says', () => {
    const manifests = `${VERSIONED}kind: Pod\napiVersion: v1\nmetadata: { name: web, namespace: shop }\nspec: { containers: [{ name: app, image: web, ENV }] }\n`;
    const of = (value: string): readonly string[] => shown(built('resources: [all.yaml]\nnamePrefix: dev-\n', manifests.replace('ENV', env(value))));
    assert.deepEqual(of('cart:7070'), ['? cart:7070: kustomize names the Service "dev-cart", and leaves texts as they are']);
    assert.deepEqual(of('dev-cart:7070'), ['dev-web -> dev-cart:7070 (dev-cart:7000/TCP)']);
  });

  test('what one kustomize patch sets is read from the patch; what two set is not known', () => {
    const web = `${VERSIONED}kind: Pod\napiVersion: v1\nmetadata: { name: web, namespace: shop }\nspec: { containers: [{ name: app, image: web, ${env('old:1')} }] }\n`;
    const patch = (name: string, value: string, target = ''): string =>
      `- patch: '{ apiVersion: v1, kind: Pod, metadata: { name: web, namespace: shop }, spec: { containers: [{ name: app, env: [{ name: ${name}, value: "${value}" }] }] } }'\n${target}`;
    const of = (...patches: readonly string[]): readonly string[] => shown(built(`resources: [all.yaml]\npatches:\n${patches.join('')}`, web));
    assert.deepEqual(of(patch('ADDED', 'cart:7070')), [CALL, '? old:1: no Service here']);
    assert.deepEqual(of(patch('X_ADDR', 'cart:7070')), [CALL]);
    assert.deepEqual(of(patch('X_ADDR', 'cart:7070'), patch('X_ADDR', 'cart:7070')), ['? : set by a kustomize patch']);
    assert.deepEqual(of(patch('ADDED', 'cart:7070'), patch('ADDED', 'cart:80')), ['? old:1: no Service here', '? : set by a kustomize patch']);
    const maybe = '  target: { kind: Pod, labelSelector: "tier=${TIER}" }\n';
    assert.deepEqual(of(patch('X_ADDR', 'cart:7070', maybe)), ['? : set by a kustomize patch']);
  });

  test('a word of a script is no call, and its own name calls nobody', () => {
    assert.deepEqual(shown(shop('command: [sh, -c, "nc -z cart 7070"]')), ['? cart: a word among others: whether it is called is not said']);
    assert.deepEqual(shown(shop('command: [sh, -c, "echo cart; nc cart:7070"]')), [CALL]);
    const own = (value: string): string => CART.replace('image: cart,', `image: cart, ${env(value)},`);
    assert.deepEqual(shown(shop('', own('cart'))), []);
    assert.deepEqual(shown(shop('', own('cart:7070'))), ['cart -> cart:7070 (cart:7000/TCP)']);
  });

  test('no user and no password of an address is shown', () => {
    assert.deepEqual(shown(shop(env('redis://u:secret@cache:6379'))), ['? redis://cache:6379: no Service here']);
    assert.deepEqual(shown(shop(env('http://$(CACHE):80/?token=secret'))), ['? http://$(CACHE):80: put together from variables']);
    assert.deepEqual(shown(shop(env('redis://u:secret@$(CACHE):6379'))), ['? redis://$(CACHE):6379: put together from variables']);
  });

  test('its own addresses are nobody else', () => {
    assert.deepEqual(shown(shop(env('localhost:8080,127.0.0.1:80,0.0.0.0:8080,app.localhost:80'))), []);
  });
});

/** `outside by LoadBalancer "x" (gateway) -> cart:7000`. */
function grants(source: string): readonly string[] {
  return inventoryOf(filesOf({ source: CART + source }))
    .view(grantsOf)
    .map(({ from, to, reason }) => {
      const who = from.kind === 'workload' ? from.workload.name : `outside${from.gateway === undefined ? '' : ` through ${from.gateway.name}`}`;
      return `${who} -> ${to.workload.name}:${to.port} by ${reason}`;
    });
}

suite('grants', () => {
  const service = (spec: string): string => `kind: Service\nmetadata: { name: cart-out, namespace: shop }\nspec: { selector: { app: cart }, ${spec} }\n`;
  const ports = 'ports: [{ port: 80, targetPort: 8080, name: a }, { port: 81, targetPort: 8081, name: b }]';

  test('a LoadBalancer and a NodePort grant every port of theirs to outside', () => {
    const both = ['outside -> cart:8080 by', 'outside -> cart:8081 by'];
    assert.deepEqual(
      grants(service(`type: LoadBalancer, ${ports}`)),
      both.map((text) => `${text} LoadBalancer "cart-out"`),
    );
    assert.deepEqual(
      grants(service(`type: NodePort, ${ports}`)),
      both.map((text) => `${text} NodePort "cart-out"`),
    );
    assert.deepEqual(grants(service(ports)), []);
    assert.deepEqual(grants(service(`type: "{{ .Values.type }}", ${ports}`)), []);
  });

  test('an Ingress grants the ports that it names', () => {
    const ingress = (port: string): string =>
      `${service(ports)}---\nkind: Ingress\nmetadata: { name: web, namespace: shop }\nspec: { rules: [{ http: { paths: [{ backend: { service: { name: cart-out, port: ${port} } } }] } }] }\n`;
    assert.deepEqual(grants(ingress('{ number: 81 }')), ['outside -> cart:8081 by Ingress "web"']);
    assert.deepEqual(grants(ingress('{ name: a }')), ['outside -> cart:8080 by Ingress "web"']);
    assert.deepEqual(grants(ingress('{ number: "{{ .Values.port }}" }')), []);
  });

  const gatewayPod =
    '---\nkind: Pod\nmetadata: { name: edge, namespace: istio-ingress, labels: { istio: edge, gateway.networking.k8s.io/gateway-name: api } }\nspec: { containers: [{ name: a, image: a }] }\n';

  test('a VirtualService grants through the pods of its gateway, where they are in sight', () => {
    const route = `${service(ports)}---\nkind: Gateway\nmetadata: { name: edge, namespace: shop }\nspec: { selector: { istio: edge } }\n---\nkind: VirtualService\nmetadata: { name: web, namespace: shop }\nspec: { gateways: [edge, mesh], http: [{ route: [{ destination: { host: cart-out, port: { number: 80 } } }] }] }\n`;
    assert.deepEqual(grants(route), ['outside -> cart:8080 by gateway "edge"']);
    assert.deepEqual(grants(route + gatewayPod), ['outside through edge -> cart:8080 by gateway "edge"']);
    assert.deepEqual(grants(route.replace('gateways: [edge, mesh]', 'gateways: [mesh]')), []);
  });

  test('a route of the Gateway API grants the port of its backend', () => {
    const route = `${service(ports)}---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: api, namespace: istio-ingress }\nspec: {}\n---\nkind: HTTPRoute\nmetadata: { name: web, namespace: shop }\nspec: { parentRefs: [{ name: api, namespace: istio-ingress }], rules: [{ backendRefs: [{ name: cart-out, port: 81 }] }] }\n`;
    assert.deepEqual(grants(route), ['outside -> cart:8081 by gateway "istio-ingress/api"']);
    assert.deepEqual(grants(route + gatewayPod), ['outside through edge -> cart:8081 by gateway "istio-ingress/api"']);
  });
});
