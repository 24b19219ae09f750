import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { placementOf, staysInside } from '../../../server/core/generators/placement.js';

const MANIFEST = { engine: 'istio', slug: 'shop.mtls' } as const;

suite('placement', () => {
  test('in the folder of the kustomization, and listed there', () => {
    assert.deepEqual(
      placementOf(MANIFEST, { kind: 'kustomization', folder: 'overlays/prod', kustomization: 'overlays/prod/kustomization.yaml', subject: 'base/web.yaml' }),
      {
        path: 'overlays/prod/heptad/istio-shop.mtls.yaml',
        listed: { file: 'overlays/prod/kustomization.yaml', entry: 'heptad/istio-shop.mtls.yaml' },
      },
    );
  });

  test('at the root', () => {
    assert.deepEqual(placementOf(MANIFEST, { kind: 'kustomization', folder: '.', kustomization: 'kustomization.yaml' }), {
      path: 'heptad/istio-shop.mtls.yaml',
      listed: { file: 'kustomization.yaml', entry: 'heptad/istio-shop.mtls.yaml' },
    });
  });

  test('without a kustomization beside the file of the subject, also where Heptad wrote that', () => {
    for (const subject of ['deploy/shop/web.yaml', 'deploy/shop/heptad/kubernetes-shop.yaml'])
      assert.deepEqual(placementOf(MANIFEST, { kind: 'folder', folder: 'deploy', subject }), { path: 'deploy/shop/heptad/istio-shop.mtls.yaml' });
  });

  test('in the folder of a chart, not in its templates, with a word about Helm', () => {
    assert.deepEqual(placementOf(MANIFEST, { kind: 'chart', folder: 'chart', subject: 'chart/templates/web.yaml' }), {
      path: 'chart/heptad/istio-shop.mtls.yaml',
      note: 'Helm does not install it: apply it beside the chart',
    });
  });

  test('where the user says, listed only where kustomize may read it', () => {
    const ground = { kind: 'kustomization', folder: 'app', kustomization: 'app/kustomization.yaml' } as const;
    assert.deepEqual(placementOf(MANIFEST, { ...ground, output: 'app/policies' }), {
      path: 'app/policies/istio-shop.mtls.yaml',
      listed: { file: 'app/kustomization.yaml', entry: 'policies/istio-shop.mtls.yaml' },
    });
    assert.deepEqual(placementOf(MANIFEST, { ...ground, output: 'other' }), {
      path: 'other/istio-shop.mtls.yaml',
      note: 'it lies outside of "app": "app/kustomization.yaml" cannot list it',
    });
  });

  test('a path that leaves its folder does not stay inside', () => {
    assert.ok(staysInside('app/heptad/a.yaml', 'app/heptad'));
    for (const path of ['app/heptad/../../a.yaml', '../a.yaml', '/etc/a.yaml', 'app/heptadx/a.yaml', 'app/heptad'])
      assert.ok(!staysInside(path, 'app/heptad'), path);
  });
});
