import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { membersOf } from '../../../../server/core/inventory/members.js';
import { Resource } from '../../../../server/core/inventory/resource.js';
import { readFile } from '../../../../server/core/syntax/file.js';
import { inventoryOfTarget, shownFiles, shownTargets, targetsOf } from '../../../harness/targets.js';

const object = (name: string, kind = 'ConfigMap'): string => `{ apiVersion: v1, kind: ${kind}, metadata: { name: ${name} } }`;

const FILES = {
  'base/kustomization.yaml': 'resources: [a.yaml]',
  'base/a.yaml': object('a'),
  'prod/kustomization.yaml': 'resources: [../base]',
  'chart/Chart.yaml': 'name: chart',
  'chart/templates/c.yaml': object('c'),
  'plain/p.yaml': object('p'),
  'rendered.yaml': object('r'),
};

suite('declared targets', () => {
  test('only they are judged, each under its name', () => {
    const set = targetsOf(FILES, { targets: [{ name: 'production', path: 'prod' }, { path: './chart/' }, { path: 'rendered.yaml' }] });
    assert.deepEqual(shownTargets(set), ['kustomization production: a', 'chart chart: c', 'folder rendered.yaml: r']);
    assert.deepEqual(
      shownFiles(set).filter((file) => !file.endsWith(' read')),
      ['chart/Chart.yaml left-out: not a Kubernetes manifest', 'plain/p.yaml left-out: in no declared target'],
    );
  });

  test('a kustomization that another uses can be declared too', () => {
    assert.deepEqual(shownTargets(targetsOf(FILES, { targets: [{ path: 'base' }, { path: 'prod/kustomization.yaml' }] })), [
      'kustomization base: a',
      'kustomization prod/kustomization.yaml: a',
    ]);
  });

  test('a folder that holds several is one target of all that lies in it', () => {
    const set = targetsOf(FILES, { targets: [{ name: 'all', path: '.' }] });
    assert.deepEqual(shownTargets(set), ['folder all: p, r, c, a']);
    assert.deepEqual(set.targets[0]?.problems, []);
  });

  test('an object without a namespace belongs to that of the target', () => {
    const set = targetsOf(
      {
        'a/x.yaml': `${object('own', 'Pod')}\n---\n{ apiVersion: v1, kind: Pod, metadata: { name: other, namespace: else } }\n---\n${object('shop', 'Namespace')}\n`,
      },
      { targets: [{ path: 'a', namespace: 'shop' }] },
    );
    const [target] = set.targets;
    assert.ok(target !== undefined);
    assert.deepEqual(
      inventoryOfTarget(target).resources.map(({ id }) => id),
      ['/Pod|shop|own|', '/Pod|else|other|', '/Namespace||shop|'],
    );
  });

  test('a path without files is a problem, and so is one outside of the root', () => {
    const set = targetsOf(FILES, { targets: [{ path: 'nowhere' }, { path: '../other' }], context: ['gone'] });
    assert.deepEqual(set.targets, []);
    assert.deepEqual(
      set.problems.map(({ code, severity, message }) => `${severity} ${code}: ${message}`),
      [
        'error config: the context "gone" has no files here',
        'error config: the target "nowhere" has no files here',
        'error config: the target "../other" has no files here',
      ],
    );
  });
});

suite('context', () => {
  test('protects every target and is no target itself', () => {
    const set = targetsOf(
      {
        ...FILES,
        'platform/kustomization.yaml': '{ resources: [m.yaml], namespace: mesh }',
        'platform/m.yaml': object('m'),
        'platform/idle.yaml': object('idle'),
      },
      { context: ['platform'] },
    );
    assert.deepEqual(
      set.targets.map(({ name }) => name),
      ['.', 'chart', 'prod'],
    );
    for (const target of set.targets) {
      const inventory = inventoryOfTarget(target);
      assert.deepEqual(
        inventory.resources.filter(({ isContext }) => isContext).map(({ id }) => id),
        ['/ConfigMap|mesh|m|'],
      );
    }
    assert.ok(shownFiles(set).includes('platform/m.yaml read'));
    assert.ok(shownFiles(set).includes('platform/idle.yaml left-out: not listed in platform/kustomization.yaml'));
  });

  test('an object that the target has too is no problem', () => {
    const set = targetsOf({ 'app/x.yaml': object('x'), 'platform/x.yaml': object('x') }, { context: ['platform/x.yaml'] });
    assert.deepEqual(
      set.targets.map(({ name, problems, members }) => `${name} ${problems.length} ${members.length}`),
      ['app 0 2'],
    );
  });

  test('what a judged kustomization uses is judged in it', () => {
    const set = targetsOf(FILES, { context: ['base'], targets: [{ path: 'prod' }] });
    const [target] = set.targets;
    assert.ok(target !== undefined);
    assert.deepEqual(
      inventoryOfTarget(target).resources.map(({ name, isContext }) => `${name} ${isContext}`),
      ['a false'],
    );
  });

  test('a facts file gives the objects that it stores', () => {
    const stored = membersOf(readFile('elsewhere.yaml', object('stored')).documents[0] ?? assert.fail());
    const set = targetsOf(
      { 'app/x.yaml': object('x'), 'facts.json': '{ "facts": [] }' },
      { context: ['facts.json'], factsMembers: (file) => (file.path === 'facts.json' ? stored : undefined) },
    );
    const members = set.targets[0]?.members ?? [];
    assert.deepEqual(
      members.map((member) => `${new Resource(member).name} ${member.context}`),
      ['x false', 'stored true'],
    );
    assert.deepEqual(shownFiles(set), ['app/x.yaml read', 'facts.json read']);
  });

  test('protects standard input', () => {
    const set = targetsOf({ '-': object('x'), 'platform/m.yaml': object('m') }, { context: ['platform'] });
    assert.deepEqual(shownTargets(set), ['input stdin: x, m']);
  });
});
