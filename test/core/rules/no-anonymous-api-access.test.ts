import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noAnonymousApiAccess } from '../../../server/core/rules/no-anonymous-api-access.js';
import { under } from '../../harness/labels.js';
import { checkRule, judgeExample } from '../../harness/rules.js';

const ANSWERS = 'the API server answers anonymous requests';
const pod = (command: string): string => `{ kind: Pod, metadata: { name: api }, spec: { containers: [{ name: api, command: ${command} }] } }\n`;

suite('rule no-anonymous-api-access, more', () => {
  test('a Pod that only has the name and labels of an API server is none', () => {
    checkRule(
      noAnonymousApiAccess,
      `
      kind: Pod
      metadata: { name: kube-apiserver, namespace: kube-system, labels: { component: kube-apiserver } }
      spec: { containers: [{ name: kube-apiserver, image: registry.k8s.io/kube-apiserver, command: [sleep, infinity], args: [--kubelet=/kube-apiserver] }] }
    `,
    );
  });

  test('a switch takes no value without "=", so that a word after it is an error', () => {
    checkRule(noAnonymousApiAccess, `${pod('[kube-apiserver, --anonymous-auth, "false"]')}# ??? no value of this flag: a switch takes it only after "="`);
    checkRule(noAnonymousApiAccess, under(pod('[kube-apiserver, --anonymous-auth, --v=2]'), '--anonymous-auth', ANSWERS));
  });

  test('a switch is read as Go reads it', () => {
    checkRule(noAnonymousApiAccess, pod('[/go-runner, --log-file=/log, /usr/local/bin/kube-apiserver, --anonymous-auth=F]'));
    checkRule(noAnonymousApiAccess, `${pod('[kube-apiserver, --anonymous-auth=no]')}# ??? no boolean: the program refuses it`);
  });

  test('a flag after a word that a template makes is not judged, one before it that sets it last is', () => {
    checkRule(noAnonymousApiAccess, `${pod('[kube-apiserver, --anonymous-auth=false, "{{ .Values.more }}"]')}# ??? set by a template`);
    checkRule(noAnonymousApiAccess, pod('[kube-apiserver, "{{ .Values.more }}", --anonymous-auth=false]'));
    checkRule(noAnonymousApiAccess, pod('[kube-apiserver, --anonymous-auth=false, "--v={{ .Values.level }}"]'));
    checkRule(noAnonymousApiAccess, `${pod('[kube-apiserver, --anonymous-auth=$(ANONYMOUS)]')}# ??? set by an environment variable`);
  });

  test('what kubeadm gets as a boolean where a text belongs is refused by it', () => {
    checkRule(
      noAnonymousApiAccess,
      `
      apiVersion: kubeadm.k8s.io/v1beta3
      kind: ClusterConfiguration
      apiServer: { extraArgs: { anonymous-auth: false } }
      #                                         ??? no string: kubeadm refuses it
    `,
    );
  });

  test('a configuration that no API server reads excuses nothing; one that is read elsewhere leaves it open', () => {
    const config = '---\n{ kind: AuthenticationConfiguration, anonymous: { enabled: false } }\n';
    const reading = pod('[kube-apiserver, --authentication-config=/auth.yaml]');
    checkRule(noAnonymousApiAccess, under(pod('[kube-apiserver]'), 'command', ANSWERS) + config);
    checkRule(noAnonymousApiAccess, reading + config);
    assert.deepEqual(judgeExample(noAnonymousApiAccess, reading).judged, []);
    checkRule(noAnonymousApiAccess, `${under(reading, 'command', ANSWERS)}---\n{ kind: AuthenticationConfiguration, jwt: [] }\n`);
  });

  test('a configuration that lets anonymous requests in without a condition is open', () => {
    checkRule(noAnonymousApiAccess, under('{ kind: AuthenticationConfiguration, anonymous: { enabled: true } }', 'true', ANSWERS));
    checkRule(noAnonymousApiAccess, '{ kind: AuthenticationConfiguration, anonymous: { enabled: true, conditions: [{ path: /livez/ping }] } }\n');
  });
});
