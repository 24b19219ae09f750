import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Inventory } from '../../../../server/core/inventory/inventory.js';
import type { Value } from '../../../../server/core/inventory/value.js';
import { built, inventoryOfTarget, objectOf, onlyTarget } from '../../../harness/targets.js';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web, tier: front } }
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: server
          image: nginx
          args: [a, b]
          env: [{ name: A, value: "1" }, { name: B, value: $(HOST) }]
          ports: [{ containerPort: 80, name: http }]
          securityContext: { privileged: false }
        - { name: cache, image: redis }
      tolerations: [{ key: a }]
---
apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { a: b }
`;

/** Every field of an object that is unknown, by its pointer; items that the text does not show are \`[*]\`. */
function unknownIn(inventory: Inventory, kind = 'Deployment'): readonly string[] {
  const found: string[] = [];
  const walk = (value: Value): void => {
    if (value.unknown !== undefined) found.push(value.pointer);
    else {
      const entries = [...value.entries()];
      for (const [, below] of entries) walk(below);
      if (entries.length === 0) for (const item of value.items()) walk(item);
    }
  };
  const resource = inventory.resources.find((one) => one.kind === kind);
  assert.ok(resource !== undefined);
  walk(resource.root);
  return found;
}

const patched = (patch: string, target = ''): Inventory =>
  built(`resources: [all.yaml]\npatches:\n- patch: '${patch}'\n${target === '' ? '' : `  target: ${target}\n`}`, WEB);
const named = '"apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" }';
const container = (fields: string): string => `{ ${named}, spec: { template: { spec: { containers: [{ name: server, ${fields} }] } } } }`;

suite('kustomize: strategic merge patches', () => {
  test('only the fields that they name become unknown', () => {
    assert.deepEqual(unknownIn(patched(container('image: other, securityContext: { privileged: true, runAsUser: 0 }'))), [
      '/spec/template/spec/containers[name=server]/image',
      '/spec/template/spec/containers[name=server]/securityContext/privileged',
      '/spec/template/spec/containers[name=server]/securityContext/runAsUser',
    ]);
  });

  test('list items are found by their merge key, new ones are unknown items', () => {
    assert.deepEqual(unknownIn(patched(container('env: [{ name: A, value: "2" }, { name: C, value: "3" }], ports: [{ containerPort: 80, name: web }]'))), [
      '/spec/template/spec/containers[name=server]/env[name=A]/value',
      '/spec/template/spec/containers[name=server]/env[*]',
      '/spec/template/spec/containers[name=server]/ports[name=http]/name',
    ]);
  });

  test('a list without a merge key is unknown as a whole', () => {
    assert.deepEqual(unknownIn(patched(container('args: [z]'))), ['/spec/template/spec/containers[name=server]/args']);
    assert.deepEqual(unknownIn(patched(`{ ${named}, spec: { template: { spec: { tolerations: [{ key: b }] } } } }`)), ['/spec/template/spec/tolerations']);
  });

  test('a deleted item and a field set to null are unknown', () => {
    assert.deepEqual(unknownIn(patched(`{ ${named}, spec: { replicas: null, template: { spec: { containers: [{ name: cache, $patch: delete }] } } } }`)), [
      '/spec/replicas',
      '/spec/template/spec/containers[name=cache]',
    ]);
  });

  test('a replaced map or list is unknown as a whole', () => {
    assert.deepEqual(unknownIn(patched(container('securityContext: { $patch: replace, runAsUser: 1 }'))), [
      '/spec/template/spec/containers[name=server]/securityContext',
    ]);
    assert.deepEqual(unknownIn(patched(`{ ${named}, spec: { template: { spec: { containers: [{ $patch: replace }, { name: only }] } } } }`)), [
      '/spec/template/spec/containers',
    ]);
  });

  test('a field that is not there is unknown, its neighbors are not', () => {
    const inventory = patched(`{ ${named}, spec: { template: { spec: { securityContext: { runAsNonRoot: true } } } } }`);
    const pod = objectOf(inventory, 'Deployment', 'web').spec.path('template', 'spec');
    assert.equal(pod.path('securityContext', 'runAsNonRoot').boolean(false).known, false);
    assert.equal(pod.path('securityContext', 'runAsUser').isAbsent, true);
    assert.equal(pod.get('hostNetwork').isAbsent, true);
  });

  test('they cannot say which object it is', () => {
    const inventory = patched('{ "kind": "Other", "metadata": { "name": "x", "namespace": "y", "labels": { "app": "z" } } }', '{ kind: Deployment }');
    assert.equal(objectOf(inventory, 'Deployment', 'web').namespace, '');
    assert.deepEqual(unknownIn(inventory), ['/metadata/labels/app']);
  });

  test('they name their object by any name that it had, and only it', () => {
    const inventory = inventoryOfTarget(
      onlyTarget({
        'base/kustomization.yaml': '{ resources: [all.yaml], namePrefix: b- }',
        'base/all.yaml': WEB,
        'over/kustomization.yaml': `resources: [../base]\npatches: [{ path: p.yaml }]\npatchesStrategicMerge: [q.yaml]`,
        'over/p.yaml': '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: web }, spec: { replicas: 2 } }',
        'over/q.yaml': '{ apiVersion: apps/v1, kind: Deployment, metadata: { name: b-web }, spec: { paused: true } }',
      }),
    );
    assert.deepEqual(unknownIn(inventory), ['/spec/replicas', '/spec/paused']);
    assert.deepEqual(unknownIn(inventory, 'ConfigMap'), []);
  });

  test('of two objects with one name the one in the namespace is patched', () => {
    const map = (namespace: string): string => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: a, namespace: ${namespace} } }`;
    const patch = '{ "apiVersion": "v1", "kind": "ConfigMap", "metadata": { "name": "a", "namespace": "two" }, "data": { "x": "y" } }';
    const inventory = built(`resources: [all.yaml]\npatches: [{ patch: '${patch}' }]`, `${map('one')}\n---\n${map('two')}\n`);
    assert.deepEqual(
      inventory.resources.map(({ namespace, root }) => `${namespace} ${root.path('data', 'x').unknown}`),
      ['one undefined', 'two set by a kustomize patch'],
    );
  });

  test('one that deletes takes the whole object away', () => {
    assert.deepEqual(
      patched(`{ ${named}, $patch: delete }`).resources.map(({ name }) => name),
      ['settings'],
    );
    assert.deepEqual(
      patched('{ "kind": "Any", "metadata": { "name": "any" }, "$patch": "delete" }', '{ kind: ConfigMap|Secret }').resources.map(({ name }) => name),
      ['web'],
    );
  });

  test('one that nobody can read makes unknown what it may be for', () => {
    const files = {
      'app/all.yaml': WEB,
      'app/kustomization.yaml': 'resources: [all.yaml]\npatches: [{ path: "https://x/p.yaml", target: { kind: Deployment } }]',
    };
    const inventory = inventoryOfTarget(onlyTarget(files));
    assert.equal(objectOf(inventory, 'Deployment', 'web').unknown, 'set by a kustomize patch');
    assert.equal(objectOf(inventory, 'ConfigMap', 'settings').unknown, undefined);
  });

  test('a component patches what the kustomization that uses it has', () => {
    const inventory = built('{ resources: [all.yaml], components: [../part] }', WEB, {
      'part/kustomization.yaml': `kind: Component\npatches: [{ patch: '{ ${named}, "spec": { "replicas": 2 } }' }]`,
    });
    assert.deepEqual(unknownIn(inventory), ['/spec/replicas']);
  });
});

suite('kustomize: JSON patches', () => {
  const deployments = '{ group: apps, version: v1, kind: Deployment, name: web }';
  const json = (...operations: readonly string[]): readonly string[] => unknownIn(patched(`[${operations.join(', ')}]`, deployments));

  test('a pointer leads to the item with that number', () => {
    assert.deepEqual(
      json('{"op":"replace","path":"/spec/template/spec/containers/1/image","value":"x"}', '{"op":"add","path":"/metadata/labels/x~1y","value":"z"}'),
      ['/metadata/labels/x~1y', '/spec/template/spec/containers[name=cache]/image'],
    );
  });

  test('an added item is unknown', () => {
    assert.deepEqual(json('{"op":"add","path":"/spec/template/spec/containers/-","value":{"name":"x"}}'), ['/spec/template/spec/containers[*]']);
  });

  test('after an item came or went, a number may mean any item', () => {
    assert.deepEqual(
      json('{"op":"remove","path":"/spec/template/spec/containers/0"}', '{"op":"replace","path":"/spec/template/spec/containers/0/image","value":"x"}'),
      ['/spec/template/spec/containers[name=server]', '/spec/template/spec/containers[name=cache]/image', '/spec/template/spec/containers[*]'],
    );
  });

  test('a number may mean any item too where a strategic merge patch added one, for it comes first', () => {
    const inventory = built(
      `resources: [all.yaml]
patches:
- patch: '{ ${named}, "spec": { "template": { "spec": { "containers": [{ "name": "sidecar" }] } } } }'
- target: { kind: Deployment }
  patch: '[{ "op": "replace", "path": "/spec/template/spec/containers/1/image", "value": "x" }]'
`,
      WEB,
    );
    assert.deepEqual(unknownIn(inventory), [
      '/spec/template/spec/containers[name=server]/image',
      '/spec/template/spec/containers[name=cache]/image',
      '/spec/template/spec/containers[*]',
    ]);
  });

  test('move and copy change both ends, test changes nothing', () => {
    assert.deepEqual(json('{"op":"move","from":"/spec/replicas","path":"/spec/paused"}', '{"op":"test","path":"/metadata/name","value":"web"}'), [
      '/spec/replicas',
      '/spec/paused',
    ]);
  });

  test('a name or a namespace that one sets is known', () => {
    const inventory = patched(
      '[{"op":"replace","path":"/metadata/name","value":"renamed"},{"op":"add","path":"/metadata/namespace","value":"there"}]',
      deployments,
    );
    assert.equal(objectOf(inventory, 'Deployment', 'renamed').id, 'apps/Deployment|there|renamed|');
    assert.deepEqual(unknownIn(inventory), []);
  });

  test('one in patchesJson6902 comes from a file too', () => {
    const inventory = built('resources: [all.yaml]\npatchesJson6902: [{ target: { version: v1, kind: ConfigMap, name: settings }, path: j.yaml }]', WEB, {
      'app/j.yaml': '- { op: replace, path: /data/a, value: c }\n',
    });
    assert.deepEqual(unknownIn(inventory, 'ConfigMap'), ['/data/a']);
  });
});

suite('kustomize: targets of patches', () => {
  const hits = (target: string): boolean => unknownIn(patched('{ "spec": { "replicas": 3 } }', target)).length > 0;

  test('patterns fit whole names', () => {
    assert.deepEqual(
      [
        '{ name: web }',
        '{ name: "w.*" }',
        '{ name: we }',
        '{ kind: "Deploy(ment)?|StatefulSet" }',
        '{ name: "[a-c]eb" }',
        '{ kind: ConfigMap }',
        '{ version: v2 }',
      ].map(hits),
      [true, true, false, true, false, false, false],
    );
  });

  test('an object without a namespace is in default', () => {
    assert.deepEqual(['{ namespace: default }', '{ namespace: shop }'].map(hits), [true, false]);
  });

  test('labels are asked as selectors ask', () => {
    const selectors = ['app=web', 'app==web,tier in (back, front)', 'app!=web', '!tier', 'tier', 'tier notin (back)', 'zone'];
    assert.deepEqual(
      selectors.map((text) => hits(`{ labelSelector: "${text}" }`)),
      [true, true, false, false, true, true, false],
    );
  });

  test('a pattern that is not understood may fit', () => {
    assert.equal(hits('{ name: "x{1,3}" }'), true);
    const inventory = patched('{ "metadata": { "name": "x" }, "$patch": "delete" }', '{ name: "(?i)WEB", kind: Deployment }');
    assert.equal(objectOf(inventory, 'Deployment', 'web').unknown, 'set by a kustomize patch');
  });
});

suite('kustomize: other ways to set fields', () => {
  test('replacements', () => {
    const paths = (...fieldPaths: readonly string[]): readonly string[] =>
      unknownIn(
        built(
          `resources: [all.yaml]\nreplacements: [{ source: { kind: ConfigMap }, targets: [{ select: { kind: Deployment }, fieldPaths: ${JSON.stringify(fieldPaths)} }] }]`,
          WEB,
        ),
      );
    assert.deepEqual(paths('spec.template.spec.containers.[name=cache].image', 'metadata.annotations.a\\.b/c'), [
      '/metadata/annotations/a.b~1c',
      '/spec/template/spec/containers[name=cache]/image',
    ]);
    assert.deepEqual(paths('spec.template.spec.containers.*.image'), [
      '/spec/template/spec/containers[name=server]/image',
      '/spec/template/spec/containers[name=cache]/image',
    ]);
    assert.deepEqual(paths('spec.template.spec.containers.0.image'), ['/spec/template/spec/containers[name=server]/image']);
    assert.deepEqual(paths('metadata.name'), ['']);
  });

  test('replacements of a file, with what they reject', () => {
    const inventory = built('resources: [all.yaml]\nreplacements: [{ path: r.yaml }]', WEB, {
      'app/r.yaml': '- { source: { kind: Service }, targets: [{ select: { name: ".*" }, reject: [{ kind: Deployment }], fieldPaths: [data.a] }] }\n',
    });
    assert.deepEqual(unknownIn(inventory), []);
    assert.deepEqual(unknownIn(inventory, 'ConfigMap'), ['/data/a']);
  });

  test('variables', () => {
    const inventory = built('{ resources: [all.yaml], vars: [{ name: HOST, objref: { kind: Service, name: web, apiVersion: v1 } }] }', WEB);
    assert.deepEqual(unknownIn(inventory), ['/spec/template/spec/containers[name=server]/env[name=B]/value']);
  });

  test('replicas', () => {
    assert.deepEqual(unknownIn(built('{ resources: [all.yaml], replicas: [{ name: web, count: 3 }] }', WEB)), ['/spec/replicas']);
  });

  test('generators that merge into an object', () => {
    const inventory = built('{ resources: [all.yaml], configMapGenerator: [{ name: settings, behavior: merge, literals: [a=c] }] }', WEB);
    assert.deepEqual(unknownIn(inventory, 'ConfigMap'), ['/data', '/stringData', '/binaryData']);
  });

  test('transformers may change everything', () => {
    const target = onlyTarget({
      'app/kustomization.yaml': '{ resources: [all.yaml], transformers: [t.yaml] }',
      'app/all.yaml': WEB,
      'app/t.yaml': '{ apiVersion: x/v1, kind: T, metadata: { name: t } }',
    });
    const deployment = objectOf(inventoryOfTarget(target), 'Deployment', 'web');
    assert.equal(deployment.unknown, 'set by a kustomize transformer');
    assert.deepEqual(
      target.unread.map(({ path, reason }) => `${path}: ${reason}`),
      ['t.yaml: a kustomize transformer'],
    );
  });

  test('objects in a list are patched one by one', () => {
    const list =
      '{ apiVersion: v1, kind: List, items: [{ apiVersion: v1, kind: Secret, metadata: { name: a }, type: Opaque }, { apiVersion: v1, kind: ConfigMap, metadata: { name: b }, data: { x: z } }] }';
    const inventory = built(
      `resources: [all.yaml]\npatches: [{ target: { kind: ConfigMap }, patch: '[{"op":"replace","path":"/data/x","value":"w"}]' }]`,
      list,
    );
    assert.deepEqual(unknownIn(inventory, 'ConfigMap'), ['/items[1]/data/x']);
    assert.deepEqual(unknownIn(inventory, 'Secret'), []);
  });
});
