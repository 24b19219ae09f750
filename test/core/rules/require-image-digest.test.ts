import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { requireImageDigest } from '../../../server/core/rules/require-image-digest.js';
import { judgeEdited } from '../../harness/edited.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const OTHER = `sha256:${'fedcba9876543210'.repeat(4)}`;

suite('rule require-image-digest, more', () => {
  test('the image that kustomize puts in counts, also for the worse', () => {
    const pod = '{ kind: Pod, spec: { containers: [{ name: app, image: "redis:7" }] } }';
    assert.deepEqual(
      judgeEdited(requireImageDigest, pod, { image: (written) => `${written}@${DIGEST}` }).map(({ state }) => state),
      ['passed'],
    );
    const pinned = `{ kind: Pod, spec: { containers: [{ name: app, image: "redis@${DIGEST}" }] } }`;
    const [judged] = judgeEdited(requireImageDigest, pinned, { image: () => 'redis:8' });
    assert.deepEqual(
      judged?.findings.map(({ message, fixes }) => [message, fixes]),
      [['image "redis:8" has no digest', []]],
    );
  });

  test('a digest that is too short is no digest and no answer', () => {
    checkRule(
      requireImageDigest,
      `
      kind: Pod
      spec:
        containers:
          - name: app
            image: redis@sha256:123456
      #            ??? no image: the node refuses it
    `,
    );
  });

  test('the digest of another tag, or one of two digests, is not offered', () => {
    assert.deepEqual(fixesOf(`redis:6@${DIGEST}`), []);
    assert.deepEqual(fixesOf(`redis:7@${DIGEST}`, `redis:7@${OTHER}`), []);
    assert.deepEqual(fixesOf(`docker.io/library/redis:7@${DIGEST}`), ['safe']);
  });

  test('a proxy whose image the mesh puts in is not judged', () => {
    checkRule(
      requireImageDigest,
      `
      kind: Deployment
      spec:
        template:
          spec:
            containers:
              - name: istio-proxy
                image: auto
      #                ??? set by the injector of the mesh
    `,
    );
  });

  test('a container whose image is written nowhere is not judged', () => {
    for (const image of ['""', 'null', '3']) {
      const { judged } = judgeExample(requireImageDigest, `{ kind: Pod, spec: { containers: [{ name: app, image: ${image} }] } }`);
      assert.deepEqual(
        judged.map(({ state }) => state),
        ['unknown'],
        image,
      );
    }
  });

  test('an image that only an expression of a policy may pick is not judged', () => {
    const pod = '{ kind: Pod, metadata: { name: app, namespace: shop }, spec: { containers: [{ name: app, image: "ghcr.io/shop/app" }] } }';
    const state = (kind: string, references: string): string | undefined => {
      const match = '{ resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }';
      const policy = `{ apiVersion: policies.kyverno.io/v1, kind: ${kind}, metadata: { name: signed, namespace: bank }, spec: { matchConstraints: ${match}, matchImageReferences: ${references} } }`;
      return judgeExample(requireImageDigest, `${pod}\n---\n${policy}`).judged[0]?.state;
    };
    assert.equal(state('ImageValidatingPolicy', '[{ glob: "ghcr.io/*:latest" }]'), 'passed');
    assert.equal(state('ImageValidatingPolicy', '[{ glob: "quay.io/*" }]'), 'failed');
    assert.equal(state('ImageValidatingPolicy', '[{ glob: "quay.io/*" }, { expression: "true" }]'), 'unknown');
    assert.equal(state('NamespacedImageValidatingPolicy', '[{ glob: "ghcr.io/*" }]'), 'failed');
  });

  test('a policy pins only where it verifies, enforces and selects', () => {
    const verify = { imageReferences: ['registry.example.com/*'], failureAction: 'Enforce' };
    assert.deepEqual(stateBesidePolicy({}, verify), ['passed']);
    assert.deepEqual(stateBesidePolicy({}, { ...verify, failureAction: 'Audit' }), ['failed']);
    assert.deepEqual(stateBesidePolicy({}, { ...verify, mutateDigest: false }), ['failed']);
    assert.deepEqual(stateBesidePolicy({}, { ...verify, imageReferences: ['ghcr.io/*'] }), ['failed']);
    assert.deepEqual(stateBesidePolicy({}, { ...verify, skipImageReferences: ['*/app:*'] }), ['failed']);
    assert.deepEqual(stateBesidePolicy({ namespaces: ['bank'] }, verify), ['failed']);
  });
});

function fixesOf(...others: readonly string[]): readonly string[] {
  const pods = ['redis:7', ...others].map((image, index) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: `p${index}` }, spec: { containers: [{ name: 'app', image }] } }),
  );
  return judgeExample(requireImageDigest, pods.join('\n---\n')).judged.flatMap(({ findings }) =>
    findings.flatMap(({ fixes }) => (fixes ?? []).map(({ safety }) => safety)),
  );
}

function stateBesidePolicy(resources: object, verify: object): readonly string[] {
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'app', namespace: 'shop' },
    spec: { containers: [{ name: 'app', image: 'registry.example.com/app:1' }] },
  };
  const rule = { name: 'signed', match: { any: [{ resources: { kinds: ['Pod'], ...resources } }] }, verifyImages: [verify] };
  const policy = { apiVersion: 'kyverno.io/v1', kind: 'ClusterPolicy', metadata: { name: 'signed' }, spec: { rules: [rule] } };
  return judgeExample(requireImageDigest, [pod, policy].map((object) => JSON.stringify(object)).join('\n---\n')).judged.map(({ state }) => state);
}
