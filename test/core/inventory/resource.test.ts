import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { filesOf, inventoryOf } from '../../harness/rules.js';

const inventory = (source: string) => inventoryOf(filesOf({ source }));

suite('identity of an object', () => {
  test('a workload whose apiVersion a template chooses is a workload', () => {
    const { name, group } =
      inventory(
        'apiVersion: {{ include "deployment.apiVersion" . }}\nkind: Deployment\nmetadata: { name: web }\nspec: { template: { spec: { containers: [{ name: a, image: a }] } } }\n',
      ).workloads()[0] ?? {};
    assert.deepEqual([name, group], ['web', 'apps']);
  });

  test('an unknown kind of a masked group is in no group', () => {
    assert.deepEqual(
      inventory('apiVersion: {{ .Values.api }}\nkind: Widget\nmetadata: { name: web }\n').resources.map(({ group, kind }) => [group, kind]),
      [['', 'Widget']],
    );
  });

  test('two objects whose names a template sets are two', () => {
    const ids = inventory(
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: "{{ .Release.Name }}-a" }\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: "{{ .Release.Name }}-b" }\n',
    )
      .workloads()
      .map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
  });

  test('items of a list are objects', () => {
    assert.deepEqual(
      inventory(
        'apiVersion: v1\nkind: List\nitems: [{ apiVersion: v1, kind: Pod, metadata: { name: a } }, { apiVersion: v1, kind: Pod, metadata: { name: b } }]\n',
      )
        .workloads()
        .map(({ name }) => name),
      ['a', 'b'],
    );
  });

  test('items of a list in a list are objects, and null is none', () => {
    const text =
      '{ apiVersion: v1, kind: List, items: [null, { apiVersion: v1, kind: List, items: [{ apiVersion: v1, kind: Pod, metadata: { name: a } }] }, { apiVersion: v1, kind: Pod, metadata: { name: b } }] }';
    const pods = inventory(text).workloads();
    assert.deepEqual(
      pods.map(({ name, pointer }) => [name, pointer]),
      [
        ['a', '/items[1]/items[0]'],
        ['b', '/items[2]'],
      ],
    );
  });

  test('an item of a list of one kind need not say what it is', () => {
    const text = 'apiVersion: apps/v1\nkind: DeploymentList\nitems: [{ metadata: { name: a } }, { apiVersion: v1, kind: Pod, metadata: { name: b } }]\n';
    assert.deepEqual(
      inventory(text).resources.map(({ id }) => id),
      ['apps/Deployment||a|', '/Pod||b|'],
    );
  });

  test('a cluster-scoped kind has no namespace, whatever is written', () => {
    assert.deepEqual(
      inventory('apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: a, namespace: b }\n').resources.map(({ id }) => id),
      ['rbac.authorization.k8s.io/ClusterRole||a|'],
    );
  });
});
