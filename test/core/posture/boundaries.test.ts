import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { Inventory } from '../../../server/core/inventory/inventory.js';
import { membersOf } from '../../../server/core/inventory/members.js';
import { boundaryTable } from '../../../server/core/posture/boundaries.js';
import { filesOf, inventoryOf, TODAY } from '../../harness/rules.js';

const shop = (mesh = ''): string => `
kind: Namespace
metadata: { name: shop, labels: { ${mesh} } }
---
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ port: 80, name: grpc }] }
---
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec: { containers: [{ name: a, image: a }] }
---
kind: Pod
metadata: { name: web, namespace: shop }
spec: { serviceAccountName: web, containers: [{ name: a, image: a, env: [{ name: CART, value: "cart:80" }] }] }
`;
const MESH = 'istio-injection: enabled';
const STRICT = '---\nkind: PeerAuthentication\nmetadata: { name: strict, namespace: shop }\nspec: { mtls: { mode: STRICT } }\n';
const allow = (source: string): string =>
  `---\nkind: AuthorizationPolicy\nmetadata: { name: allow, namespace: shop }\nspec: { rules: [{ from: [{ source: { ${source} } }] }] }\n`;
const WEB = allow('principals: [cluster.local/ns/shop/sa/web]');

/** `implicit cart:80 from web by …: no no no, Write grant` for each row, after the sentences. */
function shown(source: string): readonly string[] {
  const { sentence, notes, rows } = boundaryTable(inventoryOf(filesOf({ source })));
  return [
    [sentence, ...notes].join(' '),
    ...rows.map(({ state, to, from, via, encrypted, identified, authorized, action }) => {
      const who = `${from.map(({ name }) => name).join(', ')}${via === '' ? '' : ` by ${via}`}`;
      return `${state} ${to} from ${who}: ${encrypted}, ${identified}, ${authorized}${action === undefined ? '' : `; ${action}`}`;
    }),
  ];
}

const ONE = '1 of 1 path is trusted because of where it comes from.';
const NONE = 'No path is trusted by location. 1 path was checked.';

suite('boundaries', () => {
  test('nobody is identified outside of a mesh, whatever the network lets through', () => {
    const network = '---\nkind: NetworkPolicy\nmetadata: { name: n, namespace: shop }\nspec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }] }] }\n';
    for (const source of [shop(), shop() + network, shop() + WEB])
      assert.deepEqual(shown(source), [ONE, 'implicit shop/cart:80 from shop/web: no, no, no; Write grant']);
  });

  test('each of the three is needed, and optional is not enough', () => {
    assert.deepEqual(shown(shop(MESH)), [ONE, 'implicit shop/cart:80 from shop/web: optional, yes, no; Write grant']);
    assert.deepEqual(shown(shop(MESH) + STRICT), [ONE, 'implicit shop/cart:80 from shop/web: yes, yes, no; Write grant']);
    assert.deepEqual(shown(shop(MESH) + WEB), [ONE, 'implicit shop/cart:80 from shop/web: optional, yes, yes; Require mutual TLS']);
    assert.deepEqual(shown(shop(MESH) + STRICT + WEB), [NONE, 'explicit shop/cart:80 from shop/web: yes, yes, yes']);
  });

  test('a rule for a namespace, or one for all beside one that names, names nobody', () => {
    for (const source of [allow('namespaces: [shop]'), allow('principals: ["*"]'), WEB + allow('namespaces: ["*"]').replace('name: allow', 'name: all')])
      assert.deepEqual(shown(shop(MESH) + STRICT + source), [ONE, 'implicit shop/cart:80 from shop/web: yes, yes, no; Write grant']);
  });

  test('what policies refuse is trusted by nobody', () => {
    const other = allow('principals: [cluster.local/ns/shop/sa/other]');
    assert.deepEqual(shown(shop(MESH) + STRICT + other), [`${NONE} 1 path is refused by policies.`, 'refused shop/cart:80 from shop/web: yes, yes, no']);
  });

  test('a LoadBalancer lets in whoever comes; a gateway in sight is judged by its listeners', () => {
    const balancer =
      '---\nkind: Service\nmetadata: { name: out, namespace: shop }\nspec: { type: LoadBalancer, selector: { app: cart }, ports: [{ port: 80 }] }\n';
    assert.ok(shown(shop(MESH) + balancer).includes('implicit shop/cart:80 from outside by LoadBalancer "out": no, no, no; Route through gateway'));
    const gateway = (server: string): string =>
      `---\nkind: Gateway\nmetadata: { name: edge, namespace: shop }\nspec: { selector: { istio: edge }, servers: [{ hosts: ["*"], ${server} }] }\n---\nkind: VirtualService\nmetadata: { name: r, namespace: shop }\nspec: { gateways: [edge], http: [{ route: [{ destination: { host: cart } }] }] }\n---\nkind: Pod\nmetadata: { name: edge, namespace: shop, labels: { istio: edge } }\nspec: { serviceAccountName: edge, containers: [{ name: a, image: a }] }\n`;
    const both = allow('principals: [cluster.local/ns/shop/sa/web, cluster.local/ns/shop/sa/edge]');
    const plain = gateway('port: { number: 80, name: http, protocol: HTTP }');
    const tls = gateway('port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: c }');
    const of = (source: string): string | undefined => shown(shop(MESH) + STRICT + both + source).find((row) => row.includes('outside'));
    assert.equal(of(plain), 'implicit shop/cart:80 from outside by gateway "edge": no, yes, yes; Serve over TLS');
    assert.equal(of(tls), 'explicit shop/cart:80 from outside by gateway "edge": yes, yes, yes');
  });

  test('TLS of the program itself is not judged; nor is what a template hides', () => {
    assert.deepEqual(shown(shop().replace('name: grpc', 'name: https')), [ONE, 'implicit shop/cart:80 from shop/web: not judged, no, no; Write grant']);
    assert.deepEqual(shown(shop(MESH) + STRICT.replace('STRICT', '"{{ .Values.mode }}"') + WEB), [
      `${NONE} 1 path is not judged.`,
      'not judged shop/cart:80 from shop/web: not judged, not judged, not judged',
    ]);
  });

  test('callers that lack the same share a row; calls that are not resolved are counted', () => {
    const more = shop().replace('value: "cart:80"', 'value: "cart:80,other:80"');
    const two = `${more}---\n${more.split('---\n')[3]?.replace('name: web', 'name: api') ?? ''}`;
    assert.deepEqual(shown(two), [
      '2 of 2 paths are trusted because of where they come from. 2 calls are not resolved.',
      'implicit shop/cart:80 from shop/web, shop/api: no, no, no; Write 2 grants',
    ]);
    assert.deepEqual(shown('kind: Pod\nmetadata: { name: a }\nspec: { containers: [{ name: a, image: a }] }\n'), [
      'No path is trusted by location. 0 paths were checked.',
    ]);
  });

  test('a path to what is only context is not judged here', () => {
    const members = filesOf({ source: shop() }).flatMap(({ file }) => file.documents.flatMap((document) => [...membersOf(document, {}, true)]));
    const { checked } = boundaryTable(new Inventory({ name: 'x', platform: 'here', today: TODAY }, members));
    assert.equal(checked, 0);
  });
});
