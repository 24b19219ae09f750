import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import { parseAllDocuments } from 'yaml';
import type { GenerateReport } from '../../server/core/reports/generate.js';
import { folderOf, heptad, reportOf } from '../harness/cli.js';

const APP = `apiVersion: v1
kind: Namespace
metadata:
  name: shop
  labels:
    istio-injection: enabled
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { serviceAccountName: web, containers: [{ name: web, env: [{ name: CART, value: "cart:80" }, { name: API, value: "https://api.example" }] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec: { serviceAccountName: cart, containers: [{ name: cart }] }
---
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec: { selector: { app: cart }, ports: [{ port: 80, targetPort: 7070 }] }
`;
const KUSTOMIZATION = '# ours\nresources:\n- app.yaml # the shop\n';
const INGRESS = 'heptad/kubernetes-shop.ingress.yaml';
const FOR_INGRESS = ['generate', '--for', 'require-default-deny-ingress'];

/** A workspace with one kustomization. */
function shop(more: Readonly<Record<string, string>> = {}): string {
  return folderOf({ 'app.yaml': APP, 'kustomization.yaml': KUSTOMIZATION, '.git/HEAD': '', ...more });
}

suite('generate', () => {
  test('prints a preview and the manifests, as YAML that can be applied, and writes nothing', () => {
    const cwd = shop();
    const { stdout, status } = heptad(FOR_INGRESS, { cwd });
    assert.equal(status, 0);
    const documents = parseAllDocuments(stdout).map((document) => document.toJS() as { kind?: string } | null);
    assert.deepEqual(
      documents.flatMap((one) => one?.kind ?? []),
      ['NetworkPolicy', 'NetworkPolicy'],
    );
    assert.match(stdout, /^# require-default-deny-ingress for \.: 2 files, enforces at once$/m);
    assert.match(stdout, /^# {3}"shop\/web" reaches "shop\/cart" on port 7070\n# {5}app\.yaml:11:\d+$/m);
    assert.match(stdout, /"shop\/web" may call "(https:\/\/)?api\.example(:443)?"/);
    assert.ok(!existsSync(join(cwd, 'heptad')));
  });

  test('writes the file and lists it in the kustomization, and then has nothing to do', () => {
    const cwd = shop();
    assert.equal(heptad([...FOR_INGRESS, '--check'], { cwd }).status, 1);
    const first = heptad([...FOR_INGRESS, '--write'], { cwd });
    assert.deepEqual([first.status, first.stdout], [0, `Wrote 2 files:\n  ${INGRESS}\n  kustomization.yaml\n`]);
    assert.equal(readFileSync(join(cwd, 'kustomization.yaml'), 'utf8'), `${KUSTOMIZATION}- ${INGRESS}\n`);
    assert.equal(heptad([...FOR_INGRESS, '--check'], { cwd }).status, 0);
    assert.equal(heptad([...FOR_INGRESS, '--write'], { cwd }).stdout, 'Everything is up to date.\n');
    assert.deepEqual(
      reportOf(['scan'], { cwd }).findings.filter(({ rule }) => rule === 'require-default-deny-ingress'),
      [],
    );
    assert.deepEqual(readdirSync(join(cwd, 'heptad')), ['kubernetes-shop.ingress.yaml']);
  });

  test('--check tells of what differs, is missing, or is not listed', () => {
    const cwd = shop();
    heptad([...FOR_INGRESS, '--write'], { cwd });
    const path = join(cwd, INGRESS);
    writeFileSync(path, readFileSync(path, 'utf8').replace('7070', '7071'));
    const changed = heptad([...FOR_INGRESS, '--check'], { cwd });
    assert.deepEqual([changed.status, changed.stderr], [1, `heptad: "${INGRESS}" differs from what is generated\n`]);
    heptad([...FOR_INGRESS, '--write'], { cwd });
    writeFileSync(join(cwd, 'kustomization.yaml'), KUSTOMIZATION);
    const unlisted = heptad([...FOR_INGRESS, '--check'], { cwd });
    assert.deepEqual([unlisted.status, unlisted.stderr], [1, 'heptad: "kustomization.yaml" lacks what belongs to it\n']);
    rmSync(path);
    assert.match(heptad([...FOR_INGRESS, '--check'], { cwd }).stderr, /"heptad\/kubernetes-shop\.ingress\.yaml" is not there/);
  });

  test('an audit keeps its date, and what enforces is not taken back', () => {
    const cwd = shop();
    const words = ['generate', '--intent', 'default-deny', '--engine', 'istio', '--write'];
    const file = join(cwd, 'heptad/istio-shop.authorization.yaml');
    heptad([...words, '--today', '2026-11-24'], { cwd });
    assert.match(readFileSync(file, 'utf8'), /heptad\.dev\/rollout-until: "?2026-12-24/);
    assert.equal(heptad([...words, '--today', '2026-12-01'], { cwd }).stdout, 'Everything is up to date.\n');
    assert.match(heptad([...words.slice(0, -1), '--today', '2026-12-01'], { cwd }).stdout, /starts in audit until 2026-12-24/);
    heptad([...words, '--enforce'], { cwd });
    assert.doesNotMatch(readFileSync(file, 'utf8'), /dry-run|rollout/);
    assert.equal(heptad(words, { cwd }).stdout, 'Everything is up to date.\n');
  });

  test('sets labels in the file that declares the namespace', () => {
    const cwd = shop();
    const { status, stdout } = heptad(['generate', '--intent', 'pod-security', '--write'], { cwd });
    assert.deepEqual([status, stdout], [0, 'Wrote 1 file:\n  app.yaml\n']);
    const labels =
      '\n    pod-security.kubernetes.io/enforce: baseline\n    pod-security.kubernetes.io/warn: restricted\n    pod-security.kubernetes.io/audit: restricted';
    assert.equal(readFileSync(join(cwd, 'app.yaml'), 'utf8'), APP.replace('istio-injection: enabled', `istio-injection: enabled${labels}`));
  });

  test('--namespace and --workload narrow it; --output says where', () => {
    const cwd = shop();
    const one = heptad(['generate', '--intent', 'default-deny', '--engine', 'network-policy', '--workload', 'shop/cart', '--output', 'policies', '--write'], {
      cwd,
    });
    assert.deepEqual(one.stdout.split('\n').slice(1, 3), ['  policies/kubernetes-shop.cart.ingress.yaml', '  policies/kubernetes-shop.cart.egress.yaml']);
    assert.match(readFileSync(join(cwd, 'kustomization.yaml'), 'utf8'), /^- policies\/kubernetes-shop\.cart\.ingress\.yaml$/m);
    assert.equal(heptad(['generate', '--intent', 'default-deny', '--namespace', 'shop'], { cwd }).status, 0);
  });

  test('JSON has the preview, the files and the changes', () => {
    const { stdout } = heptad([...FOR_INGRESS, '--format', 'json'], { cwd: shop() });
    const report = JSON.parse(stdout) as GenerateReport;
    assert.equal(report.schema, 'heptad.dev/generate/v1');
    assert.equal(report.rollout, 'enforces at once');
    assert.deepEqual(
      report.keeps.map(({ message, region }) => [message, region?.path, region?.start.line]),
      [['"shop/web" reaches "shop/cart" on port 7070', 'app.yaml', 11]],
    );
    assert.deepEqual(
      report.files.map(({ path, state }) => [path, state]),
      [[INGRESS, 'new']],
    );
    assert.deepEqual(
      report.edits.map(({ path }) => path),
      ['kustomization.yaml'],
    );
  });

  test('what is wrong to ask is said, with exit code 2', () => {
    const cwd = shop();
    for (const [words, message] of [
      [[], 'generate takes --for RULE or --intent NAME'],
      [['--for', 'a', '--intent', 'b'], 'generate takes --for RULE or --intent NAME'],
      [['--for', 'require-nothing'], 'there is no rule "require-nothing"'],
      [['--intent', 'peace'], /there is no intent "peace"; intents are default-deny, grants/],
      [['--for', 'require-endpoint-detection'], 'no manifest settles "require-endpoint-detection": it is attested'],
      [['--for', 'require-read-only-root'], 'no generator closes what "require-read-only-root" finds'],
      [['--intent', 'default-deny', '--namespace', 'bank'], 'no workload of the target is in a namespace "bank"'],
      [['--intent', 'default-deny', '--workload', 'shop/till'], 'there is no workload "shop/till" in the target'],
      [['--intent', 'default-deny', '--write', '--check'], '--check writes nothing: leave out --write'],
      [['--intent', 'default-deny', '--output', '../elsewhere'], /lies outside of the root/],
    ] as const) {
      const { status, stderr, stdout } = heptad(['generate', ...words], { cwd });
      assert.equal(status, 2, `${words.join(' ')}: ${stdout}`);
      if (typeof message === 'string') assert.equal(stderr, `heptad: ${message}\n`);
      else assert.match(stderr, message);
    }
  });

  test('nothing is generated from a workspace that cannot be read whole', () => {
    const { status, stderr } = heptad(FOR_INGRESS, {
      cwd: shop({ 'kustomization.yaml': 'resources: [app.yaml, broken.yaml]\n', 'broken.yaml': 'kind: Pod\napiVersion: v1\nmetadata: {\n' }),
    });
    assert.equal(status, 2);
    assert.match(stderr, /What it calls would be cut off/);
  });

  test('a file that somebody else wrote is never overwritten', () => {
    const theirs = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: mine }\n';
    const cwd = shop({ [INGRESS]: theirs });
    const { status, stderr } = heptad([...FOR_INGRESS, '--write'], { cwd });
    assert.equal(status, 2);
    assert.match(stderr, /somebody else wrote "heptad\/kubernetes-shop\.ingress\.yaml": nothing is written/);
    assert.equal(readFileSync(join(cwd, INGRESS), 'utf8'), theirs);
    assert.equal(readFileSync(join(cwd, 'kustomization.yaml'), 'utf8'), KUSTOMIZATION);
  });

  test('nothing is written through a link', () => {
    const outside = folderOf({});
    const cwd = shop();
    symlinkSync(outside, join(cwd, 'heptad'));
    const through = heptad([...FOR_INGRESS, '--write'], { cwd });
    assert.equal(through.status, 2);
    assert.match(through.stderr, /leads through a link: nothing is written there/);
    assert.deepEqual(readdirSync(outside), []);

    const other = shop();
    mkdirSync(join(other, 'heptad'));
    symlinkSync(join(outside, 'target.yaml'), join(other, INGRESS));
    assert.equal(heptad([...FOR_INGRESS, '--write'], { cwd: other }).status, 2);
    assert.deepEqual(readdirSync(outside), []);
    assert.equal(readFileSync(join(other, 'kustomization.yaml'), 'utf8'), KUSTOMIZATION);
  });

  test('names that lead elsewhere, or would end a comment, stay names', () => {
    const name = '../../.bashrc\\nkind: Evil\\u001b[31m\\u202e';
    const cwd = folderOf({
      'a/b/app.yaml': `apiVersion: v1\nkind: Pod\nmetadata: { name: "${name}", namespace: "${name}", labels: { app: web } }\nspec: { containers: [{ name: web, env: [{ name: A, value: "https://x.example" }] }] }\n`,
      '.git/HEAD': '',
    });
    const shown = heptad(['generate', '--intent', 'default-deny', '--engine', 'network-policy'], { cwd });
    assert.equal(shown.status, 0);
    assert.doesNotMatch(shown.stdout, /^kind: Evil|\u001b|\u202e/m);
    const { status, stdout } = heptad(['generate', '--intent', 'default-deny', '--engine', 'network-policy', '--write'], { cwd });
    assert.equal(status, 0);
    assert.match(stdout, /^ {2}a\/b\/heptad\/kubernetes-bashrc-[a-z0-9.-]+\.yaml$/m);
    assert.deepEqual(readdirSync(join(cwd, 'a/b')), ['app.yaml', 'heptad']);
  });

  test('standard input is generated from, and never written to', () => {
    const cwd = folderOf({});
    const { status, stdout } = heptad(['generate', '-', '--intent', 'default-deny'], { cwd, input: APP });
    assert.equal(status, 0);
    assert.match(stdout, /kind: NetworkPolicy/);
    assert.equal(heptad(['generate', '-', '--intent', 'default-deny', '--write'], { cwd, input: APP }).status, 2);
    assert.deepEqual(readdirSync(cwd), []);
  });
});
