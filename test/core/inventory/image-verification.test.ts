import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { isVerified } from '../../../server/core/inventory/admission/image-verification.js';
import { filesOf, inventoryOf } from '../../harness/rules.js';

/** Whether the image of one Deployment in the namespace `shop`, which asks for policy-controller, is verified. */
function verified(image: string, policy: string, pod = ''): string {
  const source = `
        kind: Namespace
        metadata: { name: shop, labels: { policy.sigstore.dev/include: "true" } }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
        spec:
          template:
            metadata: { labels: { app: cart } }
            spec: { containers: [{ name: a, image: '${image}' }]${pod} }
        ---
        ${policy}
      `;
  const inventory = inventoryOf(filesOf({ source }));
  const [namespace] = inventory.namespaces();
  const [workload] = inventory.workloads();
  assert.ok(namespace !== undefined && workload !== undefined);
  const match = isVerified(workload, namespace, 'signature', inventory);
  return typeof match === 'string' ? match : match.unknown;
}

function sigstore(rest: string, images = "[{ glob: '**' }]", authorities = '[{ key: { data: PEM } }]'): string {
  return `{ apiVersion: policy.sigstore.dev/v1beta1, kind: ClusterImagePolicy, metadata: { name: a }, spec: { images: ${images}, authorities: ${authorities}${rest} } }`;
}

function kyverno(resources: string, verify = "imageReferences: ['*'], attestors: [{ entries: [{ keys: { kms: 'k8s://a/b' } }] }]"): string {
  return `{ apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: { name: a }, spec: { validationFailureAction: Enforce, rules: [{ name: a, match: { any: [{ resources: { ${resources} } }] }, verifyImages: [{ ${verify} }] }] } }`;
}

suite('which images are verified', () => {
  test('globs of policy-controller: one star stays in its segment, Docker Hub has its own name', () => {
    const rows = [
      ['redis', 'index.docker.io/library/*', 'yes'],
      ['redis', '*', 'yes'],
      ['shop/cart:1', '*/*', 'yes'],
      ['shop/cart:1', '*', 'no'],
      ['registry.example.com/shop/cart:1', 'registry.example.com/*', 'no'],
      ['registry.example.com/shop/cart:1', 'registry.example.com/**', 'yes'],
      ['registry.example.com/shop/cart:1', 'registry.example.com/*/cart:1', 'yes'],
      ['registry.example.com/shop/cart:1', 'registry.example.com/*/cart', 'no'],
      ['registry.example.com/shop/cart:1', 'registryXexample.com/**', 'no'],
      ['registry.example.com/a/b/c:1', 'registry.example.com/**/c*', 'yes'],
    ] as const;
    for (const [image, glob, answer] of rows) assert.equal(verified(image, sigstore('', `[{ glob: '${glob}' }]`)), answer, `${glob} ${image}`);
  });

  test('a ClusterImagePolicy may hold for some pods only, and may only warn', () => {
    assert.equal(verified('a', sigstore(', mode: warn')), 'no');
    assert.equal(verified('a', sigstore(', match: [{ resource: pods, version: v1, selector: { matchLabels: { app: cart } } }]')), 'yes');
    assert.equal(verified('a', sigstore(', match: [{ resource: pods, version: v1, selector: { matchLabels: { app: web } } }]')), 'no');
    assert.equal(verified('a', sigstore(', match: [{ resource: jobs, version: v1 }]')), 'no');
    assert.equal(verified('a', sigstore(', mode: {{ .Values.mode }}')), 'set by a template');
    assert.equal(verified('a', sigstore(', match: {{ .Values.match }}')), 'set by a template');
    assert.equal(verified('a', sigstore('', '{{ .Values.images }}')), 'set by a template');
    assert.equal(verified('a', sigstore('', "[{ glob: '**' }]", '{{ .Values.authorities }}')), 'set by a template');
    assert.equal(verified('a', sigstore('', "[{ glob: '**' }]", '[]')), 'no');
    assert.equal(verified('a', sigstore('', "[{ glob: '**' }]", "[{ keyless: { identities: [{ issuer: 'https://a', subjectRegExp: '.*' }] } }]")), 'no');
    assert.equal(verified('a', sigstore('', "[{ glob: '**' }]", '[{ keyless: { url: https://fulcio.example.com } }]')), 'no');
  });

  test('a Kyverno rule is asked for pods and for what makes them, by kind and label', () => {
    const rows = [
      ['kinds: [Pod]', 'yes'],
      ['kinds: [v1/Pod]', 'yes'],
      ["kinds: ['*']", 'yes'],
      ['kinds: [Deployment]', 'yes'],
      ['kinds: [StatefulSet]', 'no'],
      ['kinds: [Pod], selector: { matchLabels: { app: cart } }', 'yes'],
      ['kinds: [Pod], selector: { matchLabels: { app: web } }', 'no'],
      ["kinds: [Pod], names: ['*']", 'yes'],
      ['kinds: [Pod], names: [web]', 'no'],
      ["kinds: [Pod], names: ['cart-*']", 'by the name of the pod'],
    ] as const;
    for (const [resources, answer] of rows) assert.equal(verified('a', kyverno(resources)), answer, resources);
  });

  test('what a template decides about an image or a key is not known', () => {
    const key = "attestors: [{ entries: [{ keys: { kms: 'k8s://a/b' } }] }]";
    assert.equal(verified('{{ .Values.image }}', kyverno('kinds: [Pod]')), 'yes');
    assert.equal(verified('{{ .Values.image }}', kyverno('kinds: [Pod]', `imageReferences: ['a*'], ${key}`)), 'set by a template');
    assert.equal(verified('a', kyverno('kinds: [Pod]', `imageReferences: {{ .Values.images }}, ${key}`)), 'set by a template');
    assert.equal(
      verified('a', kyverno('kinds: [Pod]', "imageReferences: ['*'], attestors: [{ entries: [{ keys: { publicKeys: {{ .Values.key }} } }] }]")),
      'set by a template',
    );
    assert.equal(verified('a', kyverno('kinds: [Pod]', `imageReferences: ['*'], required: {{ .Values.required }}, ${key}`)), 'set by a template');
  });

  test('one policy may cover some images and another the rest, but no policy makes up for a missing one', () => {
    const pod = ", initContainers: [{ name: b, image: 'b.example.com/b' }]";
    const key = 'attestors: [{ entries: [{ certificates: { cert: PEM } }] }]';
    const one = kyverno('kinds: [Pod]', `imageReferences: ['a.example.com/*'], ${key}`);
    const other = kyverno('kinds: [Pod]', `imageReferences: ['b.example.com/*'], ${key}`).replace('name: a }', 'name: other }');
    assert.equal(verified('a.example.com/a', `${one}\n        ---\n        ${other}`, pod), 'yes');
    assert.equal(verified('a.example.com/a', one, pod), 'no');
  });

  test('an ImageValidatingPolicy must deny, insist and be asked', () => {
    const policy = (spec: string): string =>
      `{ apiVersion: policies.kyverno.io/v1, kind: ImageValidatingPolicy, metadata: { name: a }, spec: { attestors: [{ name: us, notary: { certs: { value: PEM } } }], validations: [{ expression: 'images.containers.all(i, verifyImageSignatures(i, [attestors.us]) > 0)' }]${spec} } }`;
    const rows = [
      ['', 'yes'],
      [', validationActions: [Deny]', 'yes'],
      [', validationActions: [Audit]', 'no'],
      [', validationActions: []', 'yes'],
      [', validationActions: {{ .Values.actions }}', 'set by a template'],
      [', validationConfigurations: { required: false }', 'no'],
      [', evaluation: { admission: { enabled: false } }', 'no'],
      [', evaluation: { mode: JSON }', 'no'],
      [', matchImageReferences: [{ glob: "docker.io/*" }]', 'yes'],
      [', matchImageReferences: [{ glob: "ghcr.io/*" }]', 'no'],
      [", matchImageReferences: [{ expression: 'true' }]", 'by an expression in CEL'],
      [', matchConstraints: { objectSelector: { matchLabels: { app: web } } }', 'no'],
      [", matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [services] }] }", 'no'],
      [", matchConditions: [{ name: a, expression: 'false' }]", 'by a condition in CEL'],
    ] as const;
    for (const [spec, answer] of rows) assert.equal(verified('a', policy(spec)), answer, spec);
  });

  test('a Kubewarden policy with signatures may verify them', () => {
    const policy =
      '{ apiVersion: policies.kubewarden.io/v1, kind: ClusterAdmissionPolicy, metadata: { name: a }, spec: { settings: { signatures: [{ image: "*" }] } } }';
    assert.equal(verified('a', policy), 'by a module of Kubewarden');
  });
});
