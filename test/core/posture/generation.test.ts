import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { dedent } from '../../../server/core/rules/text.js';
import { planOf, written } from '../../harness/plans.js';
import type { Texts } from '../../harness/shop.js';

/** One pod that calls nobody, in a kustomization. */
function kustomized(kustomization: string, pods = "sidecar.istio.io/inject: 'true'"): Texts {
  return {
    'base/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n${dedent(kustomization)}\nresources: [pods.yaml]\n`,
    'base/pods.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: web, namespace: shop, labels: { app: web, ${pods} } }\nspec: { containers: [{ name: web, image: w }] }\n`,
  };
}

suite('generation in a target', () => {
  for (const labels of ['labels: [{ includeSelectors: true, pairs: { env: prod } }]', 'commonLabels: { env: prod }'])
    test(`${labels}: the label is not asked of the pods of the cluster`, () => {
      const texts = kustomized(labels);
      const plan = planOf(texts, { target: 'base', intent: 'default-deny', engine: 'network-policy', mode: 'enforce' });
      const egress = plan.files.find(({ path }) => path.endsWith('egress.yaml'))?.text ?? '';
      assert.deepEqual(
        egress
          .split('\n')
          .filter((line) => /matchExpressions|k8s-app|kube-dns|istiod|key: app/.test(line))
          .map((line) => line.trim()),
        ['matchExpressions:', '- key: k8s-app', '- kube-dns', 'name: allow-istiod', 'matchExpressions:', '- key: app', '- istiod'],
      );
      const again = planOf(written(texts, plan), { target: 'base', intent: 'default-deny', engine: 'network-policy', mode: 'enforce' });
      assert.deepEqual([again.files.map(({ state }) => state), again.edits], [['same', 'same'], []]);
    });

  test('what is not known before and after is never said to stay possible', () => {
    const texts = {
      'k8s/app.yaml': dedent(`
        apiVersion: v1
        kind: Pod
        metadata: { name: web, namespace: shop, labels: { app: web } }
        spec: { containers: [{ name: web, image: w, env: [{ name: A, value: "cart:80" }] }] }
        ---
        apiVersion: v1
        kind: Pod
        metadata: { name: cart, namespace: shop, labels: { app: cart } }
        spec: { containers: [{ name: cart, image: c }] }
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: cart, namespace: shop }
        spec: { selector: { app: cart }, ports: [{ port: 80 }] }
        ---
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata: { name: near, namespace: shop }
        spec: { podSelector: { matchLabels: { app: cart } }, policyTypes: [Ingress], ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }] }
      `),
    };
    const { preview } = planOf(texts, { target: 'k8s', intent: 'default-deny' }).generated;
    assert.deepEqual(
      [preview.keeps, preview.unresolved.map(({ message }) => message)],
      [[], ['whether "shop/web" reaches "shop/cart" on port 80 is not known: whether its address is in "10.0.0.0/8" is in no file']],
    );
  });
});
