import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { servicesOf } from '../../../../server/core/inventory/traffic/services.js';
import { built, inventoryOfTarget, objectOf, onlyTarget } from '../../../harness/targets.js';

const WEB = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, labels: { app: web }, annotations: { note: written } }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      serviceAccountName: web
      containers:
        - { name: server, image: "nginx:1.2@sha256:abc" }
        - { name: cache, image: redis }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web }
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web } }
`;

/** `${NAME}`, as a text that later tools fill in. */
const substitution = (name: string): string => `\${${name}}`;

/** Expected results are those of kubectl kustomize, Kustomize 5.5.0. */
suite('kustomize: names and namespaces', () => {
  test('prefixes and suffixes of nested kustomizations add up, and references follow', () => {
    const target = onlyTarget({
      'base/kustomization.yaml': '{ resources: [all.yaml], namePrefix: b- }',
      'base/all.yaml': WEB,
      'over/kustomization.yaml': '{ resources: [../base], namePrefix: o-, nameSuffix: -s }',
    });
    const inventory = inventoryOfTarget(target);
    assert.deepEqual(
      inventory.resources.map(({ name }) => name),
      Array(3).fill('o-b-web-s'),
    );
    const [workload] = inventory.workloads();
    assert.deepEqual(workload?.serviceAccount.known && workload.serviceAccount.value, 'o-b-web-s');
    assert.equal(objectOf(inventory, 'Deployment', 'o-b-web-s').writtenName, 'web');
  });

  test('a reference leads to the object that came through the same kustomization', () => {
    const target = onlyTarget({
      'base/kustomization.yaml': 'resources: [all.yaml]',
      'base/all.yaml': WEB,
      'one/kustomization.yaml': '{ resources: [../base], namePrefix: one- }',
      'two/kustomization.yaml': '{ resources: [../base], namePrefix: two- }',
      'all/kustomization.yaml': 'resources: [../one, ../two]',
    });
    const accounts = inventoryOfTarget(target)
      .workloads()
      .map(({ name, serviceAccount }) => `${name} as ${serviceAccount.known && serviceAccount.value}`);
    assert.deepEqual(accounts, ['one-web as one-web', 'two-web as two-web']);
  });

  test('a namespace is set on all that can have one, and names the Namespace object', () => {
    const inventory = built(
      '{ resources: [all.yaml], namespace: prod, namePrefix: p- }',
      `${WEB}---
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: cm, namespace: other } }
---
{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: { name: reader } }
---
{ apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: { name: things } }
`,
    );
    assert.deepEqual(
      inventory.resources.map(({ id }) => id),
      [
        'apps/Deployment|prod|p-web|',
        '/ServiceAccount|prod|p-web|',
        '/Service|prod|p-web|',
        '/Namespace||prod|',
        '/ConfigMap|prod|p-cm|',
        'rbac.authorization.k8s.io/ClusterRole||p-reader|',
        'apiextensions.k8s.io/CustomResourceDefinition||things|',
      ],
    );
  });

  test('subjects of bindings follow the accounts of the build, and default follows the namespace', () => {
    const inventory = built(
      '{ resources: [all.yaml], namespace: prod, namePrefix: p- }',
      `
{ apiVersion: v1, kind: ServiceAccount, metadata: { name: web, namespace: old } }
---
{ apiVersion: v1, kind: ServiceAccount, metadata: { name: bare } }
---
{ apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: { name: rb, namespace: old } }
---
{ apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: { name: crb } }
`,
    );
    const binding = objectOf(inventory, 'RoleBinding', 'p-rb');
    assert.deepEqual(binding.refer('ServiceAccount', 'web', 'old'), { name: 'p-web', namespace: 'prod' });
    assert.deepEqual(binding.refer('ServiceAccount', 'bare', 'default'), { name: 'p-bare', namespace: 'prod' });
    assert.deepEqual(binding.refer('ServiceAccount', 'bare', 'old'), { name: 'bare', namespace: 'old' });
    assert.deepEqual(binding.refer('ServiceAccount', 'unseen', 'old'), { name: 'unseen', namespace: 'old' });
    assert.deepEqual(binding.refer('ServiceAccount', 'default', 'foo'), { name: 'default', namespace: 'prod' });
    assert.deepEqual(objectOf(inventory, 'ClusterRoleBinding', 'p-crb').refer('ServiceAccount', 'web', 'old'), { name: 'p-web', namespace: 'prod' });
  });

  test('a namespace that a substitution sets is not known', () => {
    const inventory = built(
      `resources: [all.yaml]\nnamespace: ${substitution('NAMESPACE')}\n`,
      '{ apiVersion: v1, kind: Pod, metadata: { name: a, namespace: written } }',
    );
    assert.deepEqual(
      inventory.resources.map(({ id }) => id),
      ['/Pod||a|'],
    );
  });

  test('references to generated objects get their prefix', () => {
    const inventory = built('{ resources: [all.yaml], namePrefix: p-, configMapGenerator: [{ name: settings, literals: [a=b] }] }', WEB);
    assert.equal(objectOf(inventory, 'Deployment', 'p-web').refer('ConfigMap', 'settings').name, 'p-settings');
  });

  test('an object that is only for the machine of its author does not reach the cluster', () => {
    const local = '{ apiVersion: v1, kind: ConfigMap, metadata: { name: local, annotations: { config.kubernetes.io/local-config: "true" } } }';
    assert.deepEqual(built('resources: [all.yaml]', local).resources, []);
  });

  test('the kustomization belongs to its target, so that its literals can be judged', () => {
    const target = onlyTarget({
      'app/kustomization.yaml': '{ resources: [all.yaml], secretGenerator: [{ name: s, literals: [password=x] }] }',
      'app/all.yaml': WEB,
    });
    assert.deepEqual(target.members[0]?.kind, { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization' });
    assert.equal(target.members[0]?.document.path, 'app/kustomization.yaml');
  });
});

suite('kustomize: labels, annotations, images', () => {
  const labels = (kustomization: string): { object: unknown; pods: unknown; service: unknown } => {
    const inventory = built(kustomization, WEB);
    const [workload] = inventory.workloads();
    const service = objectOf(inventory, 'Service', 'web');
    const keys = [...service.spec.get('selector').entries()].map(
      ([key]) => service.member.edits.selected?.get(key) ?? service.spec.path('selector', key).text(),
    );
    return {
      object: Object.fromEntries(objectOf(inventory, 'Deployment', 'web').labels.known),
      pods: Object.fromEntries(workload?.podLabels.known ?? []),
      service: keys,
    };
  };

  test('commonLabels reach objects, pods and selectors, and win over written ones', () => {
    assert.deepEqual(labels('{ resources: [all.yaml], commonLabels: { app: other, team: a } }'), {
      object: { app: 'other', team: 'a' },
      pods: { app: 'other', team: 'a' },
      service: ['other', 'a'],
    });
  });

  test('labels reach the object only, pods with includeTemplates, selectors with includeSelectors', () => {
    const entry = (more: string): string => `{ resources: [all.yaml], labels: [{ pairs: { team: a }${more} }] }`;
    assert.deepEqual(labels(entry('')), { object: { app: 'web', team: 'a' }, pods: { app: 'web' }, service: ['web'] });
    assert.deepEqual(labels(entry(', includeTemplates: true')), { object: { app: 'web', team: 'a' }, pods: { app: 'web', team: 'a' }, service: ['web'] });
    assert.deepEqual(labels(entry(', includeSelectors: true')), { object: { app: 'web', team: 'a' }, pods: { app: 'web', team: 'a' }, service: ['web', 'a'] });
  });

  test('a Service still picks its pods when both get another label', () => {
    const inventory = built('{ resources: [all.yaml], commonLabels: { app: other } }', WEB);
    const [service] = inventory.view(servicesOf).all;
    assert.deepEqual(
      service?.workloads.map(({ workload, match }) => `${workload.name} ${JSON.stringify(match)}`),
      ['web "yes"'],
    );
  });

  test('a reader of the text sees that a label is set elsewhere', () => {
    const inventory = built('{ resources: [all.yaml], commonLabels: { app: other, team: a } }', WEB);
    const written = objectOf(inventory, 'Deployment', 'web').metadata.get('labels');
    assert.equal(written.get('app').unknown, 'set by a kustomization');
    assert.deepEqual(
      [...written.entries()].map(([key]) => key),
      ['app', 'team'],
    );
  });

  test('a selector gets labels only where it has some, in a NetworkPolicy', () => {
    const inventory = built(
      '{ resources: [all.yaml], commonLabels: { team: a } }',
      '{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: np }, spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: web } } }] }] } }',
    );
    const { spec } = objectOf(inventory, 'NetworkPolicy', 'np');
    assert.deepEqual([...spec.path('podSelector', 'matchLabels').entries()], []);
    const peer = spec.get('ingress').items()[0]?.get('from').items()[0]?.path('podSelector', 'matchLabels');
    assert.deepEqual(
      [...(peer?.entries() ?? [])].map(([key, value]) => `${key} ${value.unknown ?? value.text()}`),
      ['app web', 'team set by a kustomization'],
    );
  });

  test('a label whose value a substitution sets is not known', () => {
    const inventory = built(`resources: [all.yaml]\ncommonLabels: { app: ${substitution('APP')} }\n`, WEB);
    assert.equal(objectOf(inventory, 'Deployment', 'web').labels.known.has('app'), false);
    assert.equal(objectOf(inventory, 'Deployment', 'web').labels.open, 'set by a kustomization');
  });

  test('commonAnnotations reach objects and pods', () => {
    const inventory = built('{ resources: [all.yaml], commonAnnotations: { note: set, sidecar.istio.io/inject: "false" } }', WEB);
    const deployment = objectOf(inventory, 'Deployment', 'web');
    const [workload] = inventory.workloads();
    const values = [deployment.annotation('note'), workload?.podAnnotation('note'), workload?.podAnnotation('sidecar.istio.io/inject')];
    assert.deepEqual(
      values.map((value) => value?.known && value.value),
      ['set', 'set', 'false'],
    );
    assert.equal(deployment.metadata.path('annotations', 'note').unknown, 'set by a kustomization');
  });

  test('images get another name, tag or digest', () => {
    const images = (entries: string): unknown => {
      const [workload] = built(`{ resources: [all.yaml], images: [${entries}] }`, WEB).workloads();
      return workload?.containers.map(({ image }) => image.known && image.value);
    };
    assert.deepEqual(images('{ name: nginx, newTag: "9" }'), ['nginx:9', 'redis']);
    assert.deepEqual(images('{ name: nginx, newName: hub/nginx }, { name: redis, digest: "sha256:def" }'), ['hub/nginx:1.2@sha256:abc', 'redis@sha256:def']);
    assert.deepEqual(images('{ name: nginx, newTag: "9", digest: "sha256:def" }'), ['nginx:9@sha256:def', 'redis']);
    assert.deepEqual(images('{ name: nginx, tagSuffix: -debug }, { name: redis, newTag: "7" }'), ['nginx:1.2-debug', 'redis:7']);
    assert.deepEqual(images('{ name: ngin, newTag: "9" }, { name: nginx, newName: a }, { name: a, newTag: "2" }'), ['a:2', 'redis']);
    assert.deepEqual(images(`{ name: redis, newTag: '${substitution('TAG')}' }`), ['nginx:1.2@sha256:abc', false]);
  });

  test('a later patch of a label or an annotation makes it unknown again', () => {
    const inventory = inventoryOfTarget(
      onlyTarget({
        'base/kustomization.yaml': '{ resources: [all.yaml], commonLabels: { app: other }, commonAnnotations: { note: set } }',
        'base/all.yaml': WEB,
        'over/kustomization.yaml': `
          resources: [../base]
          patches:
            - target: { kind: Deployment }
              patch: '{ metadata: { labels: { app: third }, annotations: { note: third } } }'
        `,
      }),
    );
    const deployment = objectOf(inventory, 'Deployment', 'web');
    assert.equal(deployment.labels.known.has('app'), false);
    assert.equal(deployment.annotation('note').known, false);
    assert.equal(inventory.workloads()[0]?.podLabels.known.get('app'), 'other');
  });
});

suite('kustomize: what cannot be read', () => {
  const unread = (resources: string, others: Readonly<Record<string, string>> = {}): readonly string[] => {
    const target = onlyTarget({ 'app/kustomization.yaml': `resources: [${resources}]`, 'app/all.yaml': WEB, ...others });
    const problems = target.problems.map(({ severity, message }) => `${severity}: ${message}`);
    return [...target.unread.map(({ path, reason }) => `${path}: ${reason}`), ...problems, `${inventoryOfTarget(target).resources.length} objects`];
  };

  test('a remote base is unread, and nothing else is lost', () => {
    for (const remote of [
      'https://github.com/org/repo//deploy?ref=v1',
      'github.com/org/repo/deploy',
      'git@github.com:org/repo.git',
      'ssh://git@host/repo',
      'deploy?ref=main',
    ]) {
      assert.deepEqual(unread(`"${remote}", all.yaml`), [`${remote}: a remote base`, '3 objects']);
    }
  });

  test('a path out of the root is unread', () => {
    assert.deepEqual(unread('../../other, /etc/app, all.yaml'), ['../../other: outside of the root', '/etc/app: outside of the root', '3 objects']);
  });

  test('a missing file is a warning at its place, a folder without a kustomization an error', () => {
    assert.deepEqual(unread('gone.yaml, all.yaml, ../plain', { 'plain/x.txt': '' }), [
      'gone.yaml: not among the files',
      '../plain: a folder without a kustomization',
      'warning: "gone.yaml" is not among the files',
      'error: "../plain" has no kustomization',
      '3 objects',
    ]);
    const { problems } = onlyTarget({ 'app/kustomization.yaml': 'resources: [all.yaml, gone.yaml]', 'app/all.yaml': WEB });
    assert.deepEqual(problems[0]?.at, { doc: 'app/kustomization.yaml#0', span: { start: 22, end: 31 } });
  });

  test('a name that a substitution sets is unread', () => {
    const extra = substitution('EXTRA');
    assert.deepEqual(unread(`all.yaml, "${extra}"`), [`"${extra}": set by a substitution`, '3 objects']);
  });

  test('charts, validators and generators of a kustomization are unread', () => {
    const target = onlyTarget({
      'app/kustomization.yaml': '{ resources: [all.yaml], helmCharts: [{ name: redis, repo: "https://x" }], validators: [v.yaml], generators: [g.yaml] }',
      'app/all.yaml': WEB,
    });
    assert.deepEqual(
      target.unread.map(({ path, reason }) => `${path}: ${reason}`),
      ['v.yaml: a kustomize validator', 'g.yaml: a kustomize generator', 'redis: a Helm chart that kustomize renders'],
    );
    assert.equal(objectOf(inventoryOfTarget(target), 'Deployment', 'web').unknown, undefined);
  });

  test('a kustomization that cannot be read whole says so', () => {
    const target = onlyTarget({ 'app/kustomization.yaml': 'resources: [all.yaml]\nnamePrefix: "x', 'app/all.yaml': WEB });
    assert.deepEqual(
      target.problems.map(({ message }) => message),
      ['the kustomization cannot be read whole'],
    );
  });

  test('a kustomization that is nested in itself many times over ends in time', () => {
    const files: Record<string, string> = {
      'k40/kustomization.yaml': 'resources: [all.yaml]',
      'k40/all.yaml': '{ apiVersion: v1, kind: ConfigMap, metadata: { name: a } }',
    };
    for (let level = 0; level < 40; level++) files[`k${level}/kustomization.yaml`] = `resources: [../k${level + 1}, ../k${level + 1}]`;
    assert.ok(onlyTarget(files).problems.some(({ message }) => message === 'too many kustomizations are nested here'));
  });
});
