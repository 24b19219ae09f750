import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { folderOf, heptad, reportOf } from '../harness/cli.js';

const POD = `apiVersion: v1
kind: Pod
metadata: { name: app, namespace: shop }
spec:
  containers:
    - name: a
      image: a:1
      securityContext: &open { privileged: yes }
    - name: b
      image: b:1
      securityContext: *open
    - name: c
      image: c:1
      securityContext:
        <<: *open
        readOnlyRootFilesystem: true
`;

suite('a value that an alias brings', () => {
  const cwd = folderOf({ 'pod.yaml': POD });

  test('is found at its anchor, for each container that it reaches', () => {
    const found = reportOf(['scan'], { cwd }).findings.filter(({ rule }) => rule === 'no-privileged-containers');
    assert.deepEqual(found.map(({ subject, range }) => `${subject.part} ${range.start.line}:${range.start.column}`).sort(), ['a 8:44', 'b 8:44', 'c 8:44']);
  });

  test('is shown with the alias', () => {
    const { stdout } = heptad(['scan', '--all'], { cwd });
    assert.match(stdout, /it comes here by this alias \(line 11\)/);
    assert.doesNotMatch(
      heptad(['scan', '--all'], {
        cwd: folderOf({ 'pod.yaml': POD.replaceAll('*open', '{ privileged: yes }').replace('<<: { privileged: yes }', 'privileged: yes') }),
      }).stdout,
      /by this alias/,
    );
  });
});
