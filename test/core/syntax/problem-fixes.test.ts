import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { dedent } from '../../../server/core/rules/text.js';
import { editFiles } from '../../../server/core/syntax/edit/files.js';
import { edited } from '../../../server/core/syntax/edit/pieces.js';
import { readFile } from '../../../server/core/syntax/file.js';

suite('safe fixes of problems', () => {
  test('of repeated keys those go that do not count, with their comments', () => {
    checkFixed(
      `
        kind: Pod
        apiVersion: v1
        spec:
          hostNetwork: false # first
          containers:
            - name: app
              # about the tag
              image: a
              image: b
              image: c # the last
            - { name: log, image: a, image: b }
          hostNetwork: true
      `,
      `
        kind: Pod
        apiVersion: v1
        spec:
          containers:
            - name: app
              image: c # the last
            - { name: log, image: b }
          hostNetwork: true
      `,
      ['duplicate-key'],
    );
  });

  test('each of several problems of one key has its own fix, and the last one that of all', () => {
    const { documents } = readFile('a.yaml', 'a: 1\na: 2\na: 3\n');
    const fixes = documents.flatMap(({ problems }) => problems).map(({ fixes = [] }) => fixes.map(({ edits }) => edits.map(({ at }) => at.span.start)));
    assert.deepEqual(fixes, [[[0]], [[5]], [[0, 5]]]);
  });

  test('what an anchor brings elsewhere is not taken out', () => {
    const text = 'kind: Pod\napiVersion: v1\na: &x { b: 1 }\na: 2\nc: *x\n';
    const { after, refused } = fix(text);
    assert.equal(after, text);
    assert.ok(refused.length > 0);
  });

  test('labels and annotations that are no text get quotes around what is written', () => {
    checkFixed(
      `
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: a
          labels: { enabled: yes, level: 0x10, name: "1", note: 1:30 }
          annotations:
            weight: 1.50 # of the route
        spec:
          template:
            metadata: { labels: { app: on } }
            spec: { hostNetwork: yes }
      `,
      `
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: a
          labels: { enabled: "yes", level: "0x10", name: "1", note: 1:30 }
          annotations:
            weight: "1.50" # of the route
        spec:
          template:
            metadata: { labels: { app: "on" } }
            spec: { hostNetwork: yes }
      `,
      ['unquoted-text'],
    );
  });

  test('so do those of the items of a list, and of the templates of volumes', () => {
    checkFixed(
      `
        apiVersion: v1
        kind: List
        items:
          - apiVersion: apps/v1
            kind: StatefulSet
            metadata: { name: a, labels: { on: "x", release: 1.10 } }
            spec:
              volumeClaimTemplates:
                - metadata: { name: data, labels: { tier: 1 } }
          - metadata: { labels: { of-no-object: true } }
      `,
      `
        apiVersion: v1
        kind: List
        items:
          - apiVersion: apps/v1
            kind: StatefulSet
            metadata: { name: a, labels: { on: "x", release: "1.10" } }
            spec:
              volumeClaimTemplates:
                - metadata: { name: data, labels: { tier: "1" } }
          - metadata: { labels: { of-no-object: true } }
      `,
      ['unquoted-text'],
    );
  });

  test('of keys that only the cluster takes for the same none is taken out', () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\ndata: { on: "1", y: "2" }\n';
    assert.deepEqual(codesOf(text), ['duplicate-key', 'duplicate-key']);
    assert.deepEqual(fix(text), { after: text, refused: [] });
  });

  test('labels of what is no Kubernetes object, and those that a template sets, are not asked for quotes', () => {
    assert.deepEqual(codesOf('metadata: { labels: { a: true } }\n'), []);
    assert.deepEqual(codesOf('apiVersion: v1\nkind: Pod\nmetadata:\n  labels:\n    a: {{ .Values.a }}\n'), []);
  });
});

/** Applies every fix of every problem: the text becomes another one, only problems of these codes were there, and none is left. */
function checkFixed(before: string, after: string, codes: readonly string[]): void {
  const fixed = fix(dedent(before));
  assert.deepEqual([...new Set(codesOf(dedent(before)))], codes);
  assert.deepEqual(fixed.refused, []);
  assert.equal(fixed.after, dedent(after));
  assert.deepEqual(codesOf(fixed.after), []);
}

function codesOf(text: string): readonly string[] {
  return readFile('a.yaml', text).documents.flatMap(({ problems }) => problems.map(({ code }) => code));
}

function fix(text: string): { readonly after: string; readonly refused: readonly string[] } {
  const { documents } = readFile('a.yaml', text);
  const groups = documents.flatMap(({ problems }) => problems.flatMap(({ fixes = [] }) => fixes.map(({ edits }) => edits)));
  const { files, refused } = editFiles({ document: (id) => documents.find((one) => one.id === id), text: () => text }, groups);
  return { after: edited(text, files.get('a.yaml') ?? []), refused: [...refused.values()] };
}
