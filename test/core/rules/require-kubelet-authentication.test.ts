import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { requireKubeletAuthentication } from '../../../server/core/rules/require-kubelet-authentication.js';
import { under } from '../../harness/labels.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const FLAG = '--anonymous-auth=true';

suite('rule require-kubelet-authentication, more', () => {
  test('kubeadm fills in the CA of a file that it reads, and of no other file', () => {
    const alone = '{ kind: KubeletConfiguration, authentication: { webhook: { enabled: true } } }';
    checkRule(requireKubeletAuthentication, {
      source: {
        'kubeadm.yaml': 'kind: InitConfiguration\n---\nkind: KubeletConfiguration\ncgroupDriver: systemd\n',
        'kubelet.yaml': under(alone, 'authentication', 'the kubelet has no CA to verify client certificates with'),
      },
    });
  });

  test('a port in the file is a number, and its text is refused', () => {
    checkRule(
      requireKubeletAuthentication,
      `
      kind: KubeletConfiguration
      authentication: { x509: { clientCAFile: /ca.crt } }
      readOnlyPort: "0"
      #             ??? no number: the API server refuses it
    `,
    );
  });

  test('flags that kubeadm adds win over its safe file', () => {
    checkRule(
      requireKubeletAuthentication,
      `
      kind: InitConfiguration
      nodeRegistration:
        kubeletExtraArgs:
          - { name: read-only-port, value: "10255" }
      #                                    ^^^^^^^ the kubelet serves port 10255 without authentication
    `,
    );
  });

  test('a kubelet with a file that is not in sight is judged by the flags that it has', () => {
    const source = '{ kind: Pod, spec: { containers: [{ name: k, command: [/usr/bin/kubelet, --config=/kubelet.yaml, --v=2] }] } }\n';
    assert.deepEqual(judgeExample(requireKubeletAuthentication, source).judged, []);
    checkRule(requireKubeletAuthentication, under(source.replace('--v=2', FLAG), FLAG, 'the kubelet answers anonymous requests'));
  });

  test('a mode that the kubelet does not know is not called open', () => {
    checkRule(
      requireKubeletAuthentication,
      '{ kind: KubeletConfiguration, authentication: { x509: { clientCAFile: /ca.crt } }, authorization: { mode: RBAC } }\n# ??? no authorization mode: the kubelet refuses it\n',
    );
  });

  test('a flag that ends with the name of the kubelet runs none', () => {
    const source = '{ kind: Deployment, spec: { template: { spec: { containers: [{ name: operator, args: [--kubelet-service=kube-system/kubelet] }] } } } }';
    assert.deepEqual(judgeExample(requireKubeletAuthentication, source).judged, []);
  });
});
