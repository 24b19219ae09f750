import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { folderOf, heptad } from '../harness/cli.js';

const POD = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop, labels: { app: ${name} } }\nspec: { containers: [{ name: a, image: a, ports: [{ containerPort: 8080 }] }] }\n`;
const POLICY =
  'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: cart, namespace: shop }\nspec:\n  podSelector: { matchLabels: { app: cart } }\n  ingress:\n    - from: [{ podSelector: { matchLabels: { app: web } } }]\n';

suite('heptad reach', () => {
  const cwd = folderOf({ 'all.yaml': ['web', 'cart', 'mail'].map(POD).join('---\n'), 'policy.yaml': POLICY });
  const reach = (...words: readonly string[]) => heptad(['reach', ...words], { cwd });

  test('says what admits and where it stands', () => {
    const { stdout, status } = reach('web', 'cart');
    assert.equal(status, 0);
    assert.equal(
      stdout,
      [
        'shop/web may reach shop/cart:8080, as anyone: no identity is proven.',
        '  egress         no NetworkPolicy isolates the caller',
        '  ingress        NetworkPolicy "cart" admits the caller',
        '                 policy.yaml:7',
        '  mutual TLS     the destination is in no mesh',
        '',
      ].join('\n'),
    );
  });

  test('says what stops it, and answers all the same', () => {
    const { stdout, status } = reach('shop/mail', 'shop/cart:8080');
    assert.equal(status, 0);
    assert.match(stdout, /^shop\/mail may not reach shop\/cart:8080\.\n/);
    assert.match(stdout, /ingress {8}stopped: no rule of policy "cart" admits the caller on this\n +port\n +policy\.yaml:3\n/);
  });

  test('from outside it is known only where a way leads in', () => {
    assert.match(
      reach('outside', 'cart').stdout,
      /^Whether outside may reach shop\/cart:8080 is not known: no way from outside leads\n {2}there in these files\.\n/,
    );
  });

  test('gives the same as data', () => {
    const { schema, answers } = JSON.parse(reach('web', 'cart', '--format', 'json').stdout) as {
      readonly schema: string;
      readonly answers: readonly {
        readonly answer: string;
        readonly as: string;
        readonly steps: readonly { readonly stage: string; readonly line?: number }[];
      }[];
    };
    assert.equal(schema, 'heptad.dev/reach/v1');
    assert.deepEqual(
      answers.map(({ answer, as, steps }) => [answer, as, steps.map(({ stage, line }) => `${stage} ${line ?? ''}`.trim())]),
      [['yes', 'anonymous', ['egress', 'ingress 7', 'mtls']]],
    );
  });

  test('a name that is not there is an error with what is near', () => {
    const near = reach('web', 'crat');
    assert.equal(near.status, 2);
    assert.equal(near.stderr, 'heptad: can\'t judge: there is no workload or Service "crat" in target .; near: shop/cart\n');
    assert.match(reach('nobody', 'cart').stderr, /there is no workload or Service "nobody" in target \.\n/);
    assert.equal(reach('web').status, 2);
    assert.match(reach('web', 'cart:http').stderr, /"cart" has no port "http" in target \.; near: 8080\n/);
    assert.equal(heptad(['reach', 'web', 'cart', '--format', 'sarif'], { cwd }).status, 2);
  });

  test('a file that cannot be read leaves no answer', () => {
    const broken = folderOf({ 'all.yaml': `${POD('web')}---\n${POD('cart')}`, 'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: [\n' });
    assert.equal(heptad(['reach', 'web', 'cart'], { cwd: broken }).status, 2);
  });
});
