import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { suite, test } from 'mocha';
import { folderOf, heptad, reportOf } from '../harness/cli.js';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: shop }\nspec: { containers: [{ name: app, image: app:1 }] }\n';
const DENY = (selector: string): string =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: deny, namespace: shop }\nspec: { podSelector: ${selector}, policyTypes: [Ingress] }\n`;

suite('facts', () => {
  const ingressOf = (cwd: string): string => {
    const counts = reportOf(['score'], { cwd })
      .targets.find(({ rules }) => rules.length > 0)
      ?.rules.find(({ id }) => id === 'require-default-deny-ingress');
    return `${counts?.passed} ${counts?.failed} ${counts?.unknown.length}`;
  };
  const withContext = (facts: string): string =>
    folderOf({
      'app/pod.yaml': POD,
      'platform/facts.json': facts,
      'heptad.yaml': 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: { context: [platform/facts.json] }\n',
    });
  const factsOf = (policy: string): string => heptad(['facts'], { cwd: folderOf({ 'policy.yaml': policy }) }).stdout;

  test('without a context a namespace has no default deny', () => {
    assert.equal(ingressOf(folderOf({ 'app/pod.yaml': POD })), '0 1 0');
  });

  test('of the platform protect the workspace that names them as context, and are not judged there', () => {
    const cwd = withContext(factsOf(DENY('{}')));
    assert.equal(ingressOf(cwd), '1 0 0');
    assert.ok(reportOf(['scan'], { cwd }).findings.every(({ path }) => path === 'app/pod.yaml'));
  });

  test('keep what is not known as not known', () => {
    assert.equal(ingressOf(withContext(factsOf(DENY('{ matchLabels: { app: "${APP}" } }')))), '0 0 1');
  });

  test('hold no values of Secrets and ConfigMaps', () => {
    const facts = heptad(['facts'], {
      cwd: folderOf({
        'a.yaml':
          'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { key: hidden-value }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\ndata: { key: hidden-value }\n',
      }),
    }).stdout;
    assert.match(facts, /"kind": "Secret"/);
    assert.doesNotMatch(facts, /hidden-value/);
  });

  test('of several targets are asked for by name', () => {
    const { status, stderr } = heptad(['facts', 'examples/shop']);
    assert.deepEqual([status, stderr], [2, "heptad: can't judge: there are 2 targets; name one with --target: prod, dev\n"]);
  });
});

suite('an interrupt', () => {
  test('ends the command without a stack trace', async () => {
    const child = spawn(process.execPath, ['dist/heptad.mjs', 'scan', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await new Promise((resolve) => setTimeout(resolve, 400));
    child.kill('SIGINT');
    const signal = await new Promise((resolve) => child.on('exit', (_, by) => resolve(by)));
    assert.deepEqual([signal, said], ['SIGINT', '']);
  });
});
