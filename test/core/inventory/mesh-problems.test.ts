import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { meshProblems, type Sight } from '../../../server/core/inventory/mesh/mesh-problems.js';
import { dedent } from '../../../server/core/rules/text.js';
import { judgeTexts } from '../../harness/analysis.js';
import { withApiVersions } from '../../harness/kinds.js';
import { filesOf, inventoryOf } from '../../harness/rules.js';

const CART = '{ kind: Deployment, metadata: { name: cart, namespace: shop }, spec: { template: { metadata: { labels: { app: cart } } } } }';
const CALLER = 'from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]';

function policy(name: string, spec: string, namespace = 'shop', annotations = ''): string {
  return `{ kind: AuthorizationPolicy, metadata: { name: ${name}, namespace: ${namespace}, annotations: { ${annotations} } }, spec: { ${spec} } }`;
}

const DENY_ALL = policy('deny-all', 'action: DENY, rules: [{}]');
const ALLOW = policy('web', `selector: { matchLabels: { app: cart } }, rules: [{ ${CALLER} }]`);

function problems(objects: readonly string[], sight: Sight = 'whole'): readonly string[] {
  return meshProblems(inventoryOf(filesOf({ source: objects.join('\n---\n') })), sight).map(({ code, severity, message }) => `${code} ${severity}: ${message}`);
}

const DEAD = 'dead-policy warning: policy "web" admits nobody: "deny-all" refuses every caller';

suite('a list of callers beside a policy that refuses everyone', () => {
  test('is dead, and both are named', () => {
    assert.deepEqual(problems([CART, DENY_ALL, ALLOW]), [DEAD]);
    const [found] = meshProblems(inventoryOf(filesOf({ source: `${ALLOW}\n---\n${DENY_ALL}` })), 'whole');
    assert.equal(found?.at?.doc, 'example.yaml#0');
    assert.deepEqual(
      found?.related?.map(({ at, message }) => [at.doc, message]),
      [['example.yaml#1', '"deny-all" refuses every caller']],
    );
  });

  test('is dead wherever the other policy holds at least as widely', () => {
    assert.deepEqual(problems([CART, DENY_ALL.replace('namespace: shop', 'namespace: istio-system'), ALLOW]), [DEAD]);
    const selected = (label: string): string => policy('deny-all', `action: DENY, selector: { matchLabels: { app: ${label} } }, rules: [{}]`);
    assert.deepEqual(problems([CART, selected('cart'), ALLOW]), [DEAD]);
    assert.deepEqual(problems([CART, selected('cart'), policy('web', `rules: [{ ${CALLER} }]`)]), []);
    assert.deepEqual(problems([CART, DENY_ALL.replace('namespace: shop', 'namespace: front'), ALLOW]), []);
    const targeted = (name: string, spec: string, target: string): string =>
      policy(name, `${spec}, targetRefs: [{ group: "", kind: Service, name: ${target} }]`);
    const allow = targeted('web', `rules: [{ ${CALLER} }]`, 'cart');
    assert.deepEqual(problems([CART, targeted('deny-all', 'action: DENY, rules: [{}]', 'cart'), allow]), [DEAD]);
    assert.deepEqual(problems([CART, targeted('deny-all', 'action: DENY, rules: [{}]', 'web'), allow]), []);
    assert.deepEqual(problems([CART, DENY_ALL, allow]), []);
  });

  test('lives where the other policy leaves anyone out, or is not in force', () => {
    for (const spec of [
      'action: DENY, rules: [{ from: [{ source: { principals: ["*"] } }] }]',
      'action: DENY, rules: [{ to: [{ operation: { paths: [/admin] } }] }]',
      'action: DENY, rules: [{ when: [{ key: source.ip, values: ["0.0.0.0/0"] }] }]',
      'action: DENY',
      'action: AUDIT, rules: [{}]',
      'action: DENY, rules: "${RULES}"',
    ])
      assert.deepEqual(problems([CART, policy('deny-all', spec), ALLOW]), [], spec);
    assert.deepEqual(problems([CART, policy('deny-all', 'action: DENY, rules: [{}]', 'shop', 'istio.io/dry-run: "true"'), ALLOW]), []);
    assert.deepEqual(problems([CART, DENY_ALL, policy('web', `rules: [{ ${CALLER} }]`, 'shop', 'istio.io/dry-run: "true"')]), []);
    assert.deepEqual(problems([CART, policy('deny-all', 'action: DENY, rules: [{ to: [{ operation: { paths: ["*"] } }] }]'), ALLOW]), [DEAD]);
  });

  test('a policy that lists nobody is no list', () => assert.deepEqual(problems([CART, DENY_ALL, policy('nothing', '')]), []));
});

suite('a selector that picks nothing', () => {
  const idle = (name: string): readonly string[] => [`selects-nothing info: policy "${name}" selects no workload`];
  const WEB = 'selector: { matchLabels: { app: web } }';

  test('is said of policies of the mesh and the network', () => {
    assert.deepEqual(problems([CART, policy('api', `${WEB}, rules: [{ ${CALLER} }]`)]), idle('api'));
    assert.deepEqual(
      problems([CART, `{ kind: PeerAuthentication, metadata: { name: api, namespace: shop }, spec: { ${WEB}, mtls: { mode: STRICT } } }`]),
      idle('api'),
    );
    assert.deepEqual(problems([CART, `{ kind: RequestAuthentication, metadata: { name: api, namespace: shop }, spec: { ${WEB} } }`]), idle('api'));
    const network = (selector: string): string =>
      `{ kind: NetworkPolicy, metadata: { name: api, namespace: shop }, spec: { podSelector: { ${selector} }, ingress: [{ from: [{ podSelector: {} }] }] } }`;
    assert.deepEqual(problems([CART, network('matchLabels: { app: web }')]), idle('api'));
    assert.deepEqual(problems([CART, network('matchExpressions: [{ key: app, operator: NotIn, values: [cart] }]')]), idle('api'));
    assert.deepEqual(problems([CART, network('matchLabels: { app: cart }')]), []);
    assert.deepEqual(problems([CART, network('')]), []);
  });

  test('is said only where there are workloads to pick, and all of them are known', () => {
    const api = policy('api', `${WEB}, rules: [{ ${CALLER} }]`);
    assert.deepEqual(problems([CART, api.replace('namespace: shop', 'namespace: front')]), []);
    assert.deepEqual(problems([api]), []);
    assert.deepEqual(problems([CART, api], 'partial'), []);
    assert.deepEqual(problems([CART.replace('app: cart', 'app: "${APP}"'), api]), []);
    assert.deepEqual(problems([CART, api.replace('app: web', 'app: "${APP}"')]), []);
    assert.deepEqual(problems([CART, '{ apiVersion: monitoring.coreos.com/v1, kind: Prometheus, metadata: { name: main, namespace: shop } }', api]), []);
    assert.deepEqual(
      problems([CART, '{ apiVersion: monitoring.coreos.com/v1, kind: ServiceMonitor, metadata: { name: main, namespace: shop } }', api]),
      idle('api'),
    );
  });

  test('in the root namespace policies look at every namespace, and a PeerAuthentication at none', () => {
    const root = (spec: string): string => policy('api', spec, 'istio-system');
    assert.deepEqual(problems([CART, root(`${WEB}, rules: [{ ${CALLER} }]`)]), idle('api'));
    assert.deepEqual(problems([CART, root(`selector: { matchLabels: { app: cart } }, rules: [{ ${CALLER} }]`)]), []);
    const peer = `{ kind: PeerAuthentication, metadata: { name: api, namespace: istio-system }, spec: { ${WEB}, mtls: { mode: STRICT } } }`;
    assert.deepEqual(problems([CART, peer]), []);
  });

  test('a policy that waits for a label, to cut off who bears it, is none', () => {
    const label = '{ matchLabels: { quarantine: "yes" } }';
    const network = `{ kind: NetworkPolicy, metadata: { name: quarantine, namespace: shop }, spec: { podSelector: ${label}, policyTypes: [Ingress, Egress] } }`;
    assert.deepEqual(problems([CART, network]), []);
    assert.deepEqual(problems([CART, network.replace('policyTypes: [Ingress, Egress]', 'ingress: [{}]')]), idle('quarantine'));
    assert.deepEqual(problems([CART, policy('quarantine', `action: DENY, selector: ${label}, rules: [{}]`)]), []);
  });
});

suite('problems of policies in an analysis', () => {
  const said = (texts: Readonly<Record<string, string>>): readonly string[] =>
    judgeTexts(Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, withApiVersions(dedent(text))])))
      .problems.filter(({ code }) => code === 'dead-policy' || code === 'selects-nothing')
      .map(({ path, message }) => `${path}: ${message}`);

  test('a policy that two targets share is idle only when it picks nothing in both', () => {
    const cart = CART.replace('app: cart', 'app: web');
    const policies = policy('api', `selector: { matchLabels: { app: web } }, rules: [{ ${CALLER} }]`);
    const base = { 'base/kustomization.yaml': 'resources: [policy.yaml]\n', 'base/policy.yaml': policies };
    const overlay = (name: string, workload: string): Readonly<Record<string, string>> => ({
      [`${name}/kustomization.yaml`]: 'resources: [../base, cart.yaml]\n',
      [`${name}/cart.yaml`]: workload,
    });
    assert.deepEqual(said({ ...base, ...overlay('dev', CART), ...overlay('prod', cart) }), []);
    assert.deepEqual(said({ ...base, ...overlay('dev', CART), ...overlay('prod', CART) }), ['base/policy.yaml: policy "api" selects no workload']);
  });

  test('a chart may make workloads that no file shows', () => {
    const api = policy('api', `selector: { matchLabels: { app: web } }, rules: [{ ${CALLER} }]`);
    const files = { 'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n', 'templates/all.yaml': [CART, api, DENY_ALL].join('\n---\n') };
    assert.deepEqual(said(files), ['templates/all.yaml: policy "api" admits nobody: "deny-all" refuses every caller']);
  });
});
