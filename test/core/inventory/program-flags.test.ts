import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { kubelets } from '../../../server/core/inventory/control-plane.js';
import { filesOf, inventoryOf } from '../../harness/rules.js';

const started = (words: string): number =>
  inventoryOf(filesOf({ source: `{ kind: Pod, metadata: { name: p }, spec: { containers: [{ name: c, ${words} }] } }` })).view(kubelets).length;

suite('the program that a container starts', () => {
  test('is named by the first word, with its folder or without', () => {
    assert.equal(started('command: [kubelet]'), 1);
    assert.equal(started('command: [/usr/bin/kubelet, --v=2]'), 1);
    assert.equal(started('args: [kubelet]'), 1);
    assert.equal(started('command: [/go-runner, --log-file=/var/log/kubelet.log, /usr/bin/kubelet]'), 1);
  });

  test('is not what an option names', () => {
    assert.equal(started('args: ["--kubelet-service=kube-system/kubelet"]'), 0);
    assert.equal(started('command: [/go-runner, "--log-file=/var/log/kubelet", /usr/bin/kube-proxy]'), 0);
  });

  test('is not an argument of another program', () => {
    assert.equal(started('command: [watch, kubelet]'), 0);
  });
});
