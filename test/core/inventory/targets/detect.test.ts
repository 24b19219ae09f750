import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { shownFiles, shownTargets, targetsOf } from '../../../harness/targets.js';

const object = (name: string, kind = 'ConfigMap'): string => `{ apiVersion: v1, kind: ${kind}, metadata: { name: ${name} } }`;
const uses = (...resources: readonly string[]): string =>
  `{ apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, resources: [${resources.join(', ')}] }`;

suite('detected targets', () => {
  test('a kustomization that another uses is part of it, and no target of its own', () => {
    const set = targetsOf({
      'base/a.yaml': object('a'),
      'base/kustomization.yaml': uses('a.yaml'),
      'overlays/dev/kustomization.yaml': uses('../../base'),
      'overlays/prod/b.yaml': object('b'),
      'overlays/prod/kustomization.yaml': uses('../../base/', './b.yaml'),
    });
    assert.deepEqual(shownTargets(set), ['kustomization overlays/dev: a', 'kustomization overlays/prod: a, b']);
    assert.deepEqual(new Set(set.files.map(({ state }) => state)), new Set(['read']));
  });

  test('bases, the old list, is read like resources', () => {
    const set = targetsOf({ 'base/a.yaml': object('a'), 'base/kustomization.yml': 'resources: [a.yaml]', 'over/Kustomization': 'bases: [../base]' });
    assert.deepEqual(shownTargets(set), ['kustomization over: a']);
  });

  test('a kustomization is known by its file name where it does not say what it is', () => {
    assert.deepEqual(shownTargets(targetsOf({ 'kustomization.yaml': 'resources: [a.yaml]', 'a.yaml': object('a') })), ['kustomization .: a']);
  });

  test('the Kustomization of Flux is an object like any other', () => {
    const flux = '{ apiVersion: kustomize.toolkit.fluxcd.io/v1, kind: Kustomization, metadata: { name: apps }, spec: { path: ./apps } }';
    assert.deepEqual(shownTargets(targetsOf({ 'clusters/kustomization.yaml': flux })), ['folder clusters: apps']);
  });

  test('a component is never a target: what only an unused one lists is left out', () => {
    const component = '{ apiVersion: kustomize.config.k8s.io/v1alpha1, kind: Component, resources: [c.yaml] }';
    const set = targetsOf({
      'app/kustomization.yaml': '{ resources: [a.yaml], components: [../parts/used] }',
      'app/a.yaml': object('a'),
      'parts/used/kustomization.yaml': component,
      'parts/used/c.yaml': object('c'),
      'parts/idle/kustomization.yaml': component,
      'parts/idle/c.yaml': object('d'),
    });
    assert.deepEqual(shownTargets(set), ['kustomization app: a, c']);
    assert.deepEqual(
      shownFiles(set).filter((file) => file.includes('idle')),
      [
        'parts/idle/c.yaml left-out: of a component that no kustomization uses',
        'parts/idle/kustomization.yaml left-out: a component that no kustomization uses',
      ],
    );
  });

  test('a kustomization that only an unused component uses is a target', () => {
    const set = targetsOf({
      'app/kustomization.yaml': 'resources: [a.yaml]',
      'app/a.yaml': object('a'),
      'parts/kustomization.yaml': '{ kind: Component, resources: [../app] }',
    });
    assert.deepEqual(shownTargets(set), ['kustomization app: a']);
  });

  test('of kustomizations that use each other in a ring the first is a target, and the ring is a problem', () => {
    const set = targetsOf({
      'a/kustomization.yaml': uses('../b', 'x.yaml'),
      'a/x.yaml': object('x'),
      'b/kustomization.yaml': uses('../a', 'v.yaml'),
      'b/v.yaml': object('v'),
    });
    assert.deepEqual(shownTargets(set), ['kustomization a: v, x']);
    const [problem] = set.targets[0]?.problems ?? [];
    assert.equal(problem?.path, 'b/kustomization.yaml');
    assert.equal(problem?.message, '"../a" leads back to a kustomization that uses this one');
    assert.equal(problem?.severity, 'error');
  });

  test('a kustomization that lists itself is one target', () => {
    const set = targetsOf({ 'a/kustomization.yaml': uses('.', 'x.yaml'), 'a/x.yaml': object('x') });
    assert.deepEqual(shownTargets(set), ['kustomization a: x']);
    assert.equal(set.targets[0]?.problems.length, 1);
  });

  test('a file that nothing lists is left out in the folder of a kustomization and below it', () => {
    const set = targetsOf({
      'app/kustomization.yaml': uses('a.yaml'),
      'app/a.yaml': object('a'),
      'app/b.yaml': object('b'),
      'app/old/c.yaml': object('c'),
      'app/notes.yaml': 'a: b',
    });
    assert.deepEqual(shownFiles(set), [
      'app/a.yaml read',
      'app/b.yaml left-out: not listed in app/kustomization.yaml',
      'app/kustomization.yaml read',
      'app/notes.yaml left-out: not a Kubernetes manifest',
      'app/old/c.yaml left-out: not listed in app/kustomization.yaml',
    ]);
  });

  test('of the files left each topmost folder that holds manifests is a target', () => {
    const set = targetsOf({
      'a/x.yaml': object('x'),
      'a/b/v.yaml': object('v'),
      'c/d/z.yaml': object('z'),
      'c/e/w.yaml': object('w'),
      'c/readme.yaml': 'hello: there',
    });
    assert.deepEqual(shownTargets(set), ['folder a: v, x', 'folder c/d: z', 'folder c/e: w']);
  });

  test('manifests in the root itself are a target named by a dot', () => {
    assert.deepEqual(shownTargets(targetsOf({ 'x.yaml': object('x'), 'a/v.yaml': object('v') })), ['folder .: v, x']);
  });

  test('standard input is a target of its own', () => {
    const set = targetsOf({ '-': `# Source: shop/templates/a.yaml\n${object('a')}\n---\n# Source: shop/templates/b.yaml\n${object('b')}\n` });
    assert.deepEqual(shownTargets(set), ['input stdin: a, b']);
    assert.deepEqual(shownFiles(set), ['- read']);
    assert.deepEqual(shownFiles(targetsOf({ '-': 'hello: there' })), ['- left-out: not a Kubernetes manifest']);
  });

  test('a list is as many objects as it holds', () => {
    const list = `{ apiVersion: v1, kind: List, items: [${object('a')}, ${object('b')}] }`;
    assert.deepEqual(shownTargets(targetsOf({ 'a/x.yaml': list })), ['folder a: a, b']);
    assert.deepEqual(shownTargets(targetsOf({ 'a/x.yaml': list, 'a/kustomization.yaml': '{ resources: [x.yaml], namePrefix: p- }' })), [
      'kustomization a: p-a, p-b',
    ]);
  });
});

suite('files that are no manifests', () => {
  test('YAML of other tools is left out', () => {
    const set = targetsOf({
      '.github/workflows/ci.yaml': 'on: push\njobs: { build: { runs-on: ubuntu-latest } }',
      'api/openapi.yaml': 'openapi: 3.0.0\npaths: {}',
      'docker-compose.yaml': 'services: { web: { image: nginx } }',
      'values-prod.yaml': 'replicas: 3',
    });
    assert.deepEqual(set.targets, []);
    assert.deepEqual(
      set.files.map(({ reason }) => reason),
      [...Array(3).fill('not a Kubernetes manifest'), 'values'],
    );
  });

  test('our own documents are left out, and what is generated for the cluster is not', () => {
    const own = '{ apiVersion: heptad.dev/v1alpha1, kind: PostureProfile, metadata: { name: x } }';
    const set = targetsOf({ 'heptad.yaml': own, '.heptad/waiver.yaml': own, '.heptad/other.yaml': object('a'), 'app/heptad/istio-a.yaml': object('policy') });
    assert.deepEqual(shownTargets(set), ['folder app/heptad: policy']);
    assert.deepEqual(
      set.files.filter(({ state }) => state === 'left-out').map(({ reason }) => reason),
      Array(3).fill('Heptad document'),
    );
  });

  test('a file that cannot be read says why', () => {
    const set = targetsOf({ 'a/broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: x\nspec: [' });
    assert.deepEqual(shownFiles(set), ['a/broken.yaml unread: cannot be read as YAML']);
    assert.equal(set.targets[0]?.name, 'a');
  });

  test('one broken document leaves its neighbors in the target', () => {
    const set = targetsOf({ 'a/x.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: x\n---\n${object('v')}\n` });
    assert.deepEqual(shownFiles(set), ['a/x.yaml read']);
    assert.ok(shownTargets(set)[0]?.endsWith('v'));
  });

  test('what a kustomization reads besides manifests is left out with its name', () => {
    const set = targetsOf({
      'app/kustomization.yaml': `
        resources: [a.yaml]
        patches: [{ path: p.yaml }]
        patchesJson6902: [{ target: { kind: ConfigMap }, path: j.yaml }]
        replacements: [{ path: r.yaml }]
        configMapGenerator: [{ name: files, files: [key=dashboard.yaml] }]
        helmCharts: [{ name: redis, valuesFile: redis.yaml }]
      `,
      'app/a.yaml': object('a'),
      'app/p.yaml': '{ apiVersion: v1, kind: ConfigMap, metadata: { name: a }, data: { x: y } }',
      'app/j.yaml': '[{ op: add, path: /data, value: {} }]',
      'app/r.yaml': '{ source: { kind: ConfigMap }, targets: [] }',
      'app/dashboard.yaml': object('data'),
      'app/redis.yaml': 'auth: {}',
    });
    assert.deepEqual(
      set.files.filter(({ state }) => state === 'left-out').map(({ path, reason }) => `${path}: ${reason}`),
      [
        'app/dashboard.yaml: data of a generated object',
        'app/j.yaml: kustomize patch',
        'app/p.yaml: kustomize patch',
        'app/r.yaml: kustomize configuration',
        'app/redis.yaml: values',
      ],
    );
  });

  test('what only a test of policies reads is left out, and the policy that it tests is not', () => {
    const set = targetsOf({
      'policies/no-root/policy.yaml': '{ apiVersion: kyverno.io/v1, kind: ClusterPolicy, metadata: { name: no-root } }',
      'policies/no-root/kyverno-test.yaml':
        '{ apiVersion: cli.kyverno.io/v1alpha1, kind: Test, policies: [policy.yaml], resources: [resource.yaml, ../../fixtures/] }',
      'policies/no-root/resource.yaml': object('bad', 'Pod'),
      'fixtures/pod.yaml': object('bad', 'Pod'),
      'policies/no-root/.chainsaw-test/chainsaw-test.yaml': `
        apiVersion: chainsaw.kyverno.io/v1alpha1
        kind: Test
        spec: { steps: [{ try: [{ apply: { file: ../policy.yaml } }, { assert: { file: ../ready.yaml } }] }] }
      `,
      'policies/no-root/.chainsaw-test/bad.yaml': object('bad', 'Pod'),
      'policies/no-root/ready.yaml': object('no-root'),
    });
    assert.deepEqual(shownTargets(set), ['folder policies/no-root: no-root']);
    assert.deepEqual([...new Set(set.files.map(({ reason }) => reason))], ['test fragment', undefined]);
  });
});

suite('charts', () => {
  const chart = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';

  test('a chart is one target with the charts in it and their values; its tests are left out', () => {
    const set = targetsOf({
      'shop/Chart.yaml': chart,
      'shop/values.yaml': 'replicas: 1',
      'shop/values-prod.yaml': 'replicas: 3',
      'shop/values.schema.json': '{ "type": "object" }',
      'shop/ci/small-values.yaml': 'replicas: 2',
      'shop/crds/crd.yaml': '{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: { name: things } }',
      'shop/templates/web.yaml': object('web'),
      'shop/templates/tests/ping.yaml': object('ping', 'Pod'),
      'shop/heptad/istio-policy.yaml': object('policy'),
      'shop/charts/db/Chart.yaml': chart,
      'shop/charts/db/values.yaml': 'a: b',
      'shop/charts/db/templates/db.yaml': object('db'),
    });
    assert.deepEqual(shownTargets(set), ['chart shop: db, things, policy, web']);
    assert.deepEqual(
      set.files.filter(({ state }) => state === 'left-out').map(({ path, reason }) => `${path}: ${reason}`),
      [
        'shop/Chart.yaml: not a Kubernetes manifest',
        'shop/charts/db/Chart.yaml: not a Kubernetes manifest',
        'shop/ci/small-values.yaml: values',
        'shop/templates/tests/ping.yaml: chart test',
        'shop/values.schema.json: values',
      ],
    );
  });

  test('manifests beside the templates are no part of the chart', () => {
    const set = targetsOf({ 'Chart.yaml': chart, 'templates/a.yaml': object('a'), 'deploy/b.yaml': object('b') });
    assert.deepEqual(shownTargets(set), ['chart .: a', 'folder deploy: b']);
  });

  test('a template that shows no object is left out, since nothing in it can be judged', () => {
    const set = targetsOf({
      'shop/Chart.yaml': chart,
      'shop/templates/web.yaml': '{{ include "common.deployment" . }}\n',
      'shop/templates/a.yaml': object('a'),
    });
    assert.deepEqual(shownFiles(set)[2], 'shop/templates/web.yaml left-out: a template without a plain manifest');
  });

  test('a library chart installs nothing', () => {
    const set = targetsOf({ 'lib/Chart.yaml': `${chart}type: library\n`, 'lib/templates/a.yaml': object('a') });
    assert.deepEqual(shownTargets(set), []);
    assert.deepEqual(shownFiles(set), ['lib/Chart.yaml left-out: library chart', 'lib/templates/a.yaml left-out: library chart']);
  });

  test('a chart that it depends on and that is not there is unread', () => {
    const text = `${chart}dependencies:\n- { name: redis, repository: "https://charts.example.com" }\n- { name: common, repository: "file://../common" }\n- { name: db }\n`;
    const set = targetsOf({ 'shop/Chart.yaml': text, 'shop/templates/a.yaml': object('a'), 'shop/charts/db/Chart.yaml': chart, 'common/Chart.yaml': chart });
    assert.deepEqual(
      set.targets.map(({ unread }) => unread.map(({ path, reason }) => `${path}: ${reason}`)),
      [['redis: a chart that is not in the folder']],
    );
  });

  test('two targets of one folder have two names', () => {
    const set = targetsOf({ 'shop/Chart.yaml': chart, 'shop/templates/a.yaml': object('a'), 'shop/b.yaml': object('b') });
    assert.deepEqual(shownTargets(set), ['chart shop: a', 'folder shop (folder): b']);
  });
});

suite('the same object twice', () => {
  test('is a problem at the second, with the first as related place', () => {
    const set = targetsOf({ 'a/kustomization.yaml': uses('x.yaml', 'z.yaml'), 'a/x.yaml': object('x'), 'a/z.yaml': `${object('z')}\n---\n${object('x')}\n` });
    const [problem, ...others] = set.targets[0]?.problems ?? [];
    assert.deepEqual(others, []);
    assert.equal(problem?.code, 'duplicate-object');
    assert.equal(problem?.severity, 'error');
    assert.equal(problem?.path, 'a/z.yaml');
    assert.equal(problem?.at?.doc, 'a/z.yaml#1');
    assert.equal(problem?.related?.[0]?.at.doc, 'a/x.yaml#0');
  });

  test('is a warning in two files of a plain folder, which may be alternatives, and an error in one file', () => {
    const severities = (files: Readonly<Record<string, string>>): unknown =>
      targetsOf(files).targets.flatMap(({ problems }) => problems.map(({ severity }) => severity));
    assert.deepEqual(severities({ 'a/x.yaml': object('x'), 'a/y.yaml': object('x') }), ['warning']);
    assert.deepEqual(severities({ 'a/x.yaml': `${object('x')}\n---\n${object('x')}\n` }), ['error']);
  });

  test('is none in two targets, in two namespaces, under a generated name, or under the conditions of a template', () => {
    const named = (namespace: string): string => `{ apiVersion: v1, kind: ConfigMap, metadata: { name: x, namespace: ${namespace} } }`;
    const set = targetsOf({
      'a/x.yaml': object('x'),
      'b/x.yaml': `${named('one')}\n---\n${named('two')}\n`,
      'c/jobs.yaml': Array(2).fill('{ apiVersion: batch/v1, kind: Job, metadata: { generateName: x- } }').join('\n---\n'),
      'd/Chart.yaml': 'name: d',
      'd/templates/x.yaml': `{{- if .Values.a }}\n${object('x')}\n---\n{{- else }}\n${object('x')}\n{{- end }}\n`,
    });
    assert.equal(set.targets.length, 4);
    assert.deepEqual(
      set.targets.flatMap(({ problems }) => problems),
      [],
    );
  });

  test('is one when a kustomization includes a base twice, and none when each has its own prefix', () => {
    const base = { 'base/kustomization.yaml': uses('x.yaml'), 'base/x.yaml': object('x') };
    const twice = targetsOf({
      ...base,
      'one/kustomization.yaml': uses('../base'),
      'two/kustomization.yaml': uses('../base'),
      'all/kustomization.yaml': uses('../one', '../two'),
    });
    assert.deepEqual(
      twice.targets[0]?.problems.map(({ code }) => code),
      ['duplicate-object'],
    );
    const apart = targetsOf({
      ...base,
      'one/kustomization.yaml': '{ resources: [../base], namePrefix: one- }',
      'two/kustomization.yaml': '{ resources: [../base], namePrefix: two- }',
      'all/kustomization.yaml': uses('../one', '../two'),
    });
    assert.deepEqual(shownTargets(apart), ['kustomization all: one-x, two-x']);
    assert.deepEqual(apart.targets[0]?.problems, []);
  });
});
