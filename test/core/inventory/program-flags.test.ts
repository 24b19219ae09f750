import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { apiServers, kubelets } from '../../../server/core/inventory/control-plane/control-plane.js';
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

suite('arguments that kubeadm passes on', () => {
  test('are all unknown where the name of one is: it may be any of them', () => {
    const source = (name: string): string => `
      apiVersion: kubeadm.k8s.io/v1beta4
      kind: ClusterConfiguration
      apiServer:
        extraArgs:
          - { name: ${name}, value: x }
    `;
    const plugins = (name: string): string => {
      const flag = inventoryOf(filesOf({ source: source(name) }))
        .view(apiServers)[0]
        ?.one('enable-admission-plugins');
      return flag?.known === true ? flag.value : (flag?.why ?? '');
    };
    assert.equal(plugins('profiling'), 'NodeRestriction');
    assert.equal(plugins('enable-admission-plugins'), 'x');
    assert.equal(plugins(`"\${NAME}"`), 'set by a substitution');
  });
});
