import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import { folderOf, heptad, reportOf } from './harness/cli.js';

const pod = (name: string, rest = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${JSON.stringify(name)}, namespace: shop }\nspec:\n  hostNetwork: on\n  containers:\n    - name: app\n      image: app:1\n${rest}`;

suite('a hostile workspace', () => {
  test('writes nothing of its own to the terminal: no escape sequence, no bidi control, no workflow command', () => {
    const cwd = folderOf({ 'pod.yaml': pod('a\u001b[2J\u202eb\u200b\n::set-output name=x::y') });
    for (const words of [
      ['scan', '--all'],
      ['gate', '--all'],
      ['score', '--all'],
    ]) {
      const { stdout, stderr } = heptad([...words, '--impact-level', 'IL4'], { cwd });
      assert.doesNotMatch(stdout + stderr, /[\u001b\u202e\u200b]/);
      assert.doesNotMatch(stdout + stderr, /^::/m);
    }
    assert.match(heptad(['scan', '--all'], { cwd }).stdout, /\\u\{1b\}/);
  });

  test('gives a pipeline no command, mark or element of its own', () => {
    const name = 'a\n::set-output name=x::y ##[add-mask]z </failure><b> [x](y) @org/team | \u001b[2J\u202e';
    const cwd = folderOf({ 'pod.yaml': pod(name), 'b,line=1::c %0A.yaml': pod('b') });
    const never = new Map([
      ['junit', /<b>|<\/failure> [^<]/],
      ['markdown', /<b>|(?<!\\)\[x|@org/],
      ['github', /\n::set|^::.*%0A/m],
      ['gitlab', /\n::set/],
    ]);
    for (const [format, mark] of never) {
      for (const command of ['scan', 'gate']) {
        const { stdout } = heptad([command, '--format', format], { cwd });
        assert.match(stdout, command === 'scan' && format !== 'markdown' ? /add-mask/ : /b,line=1|b%2Cline%3D1|b%2Cline=1|pod\.yaml/);
        assert.doesNotMatch(stdout, /[\u001b\u202e]|^\s*::(?!(error|warning|notice) (file=[^,:]*,|title=))|##\[/m, `${command} ${format}`);
        assert.doesNotMatch(stdout, mark, `${command} ${format}`);
      }
    }
    for (const words of [
      ['scan', '--all'],
      ['gate', '--all'],
    ])
      assert.doesNotMatch(heptad(words, { cwd }).stdout, /##\[/);
  });

  test('names a file so that it stays one line', () => {
    const cwd = folderOf({ 'a\u001b[31m\nb.yaml': pod('app') });
    const { stdout } = heptad(['scan', '--all'], { cwd });
    assert.doesNotMatch(stdout, /\u001b/);
    assert.match(stdout, /a\\u\{1b\}\[31m\\u\{a\}b\.yaml/);
  });

  test('uses words of JavaScript as names and keys, and they are names and keys', () => {
    const words = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype'];
    const files = Object.fromEntries(
      words.map((word) => [
        `${word}.yaml`,
        `apiVersion: v1\nkind: Pod\nmetadata: { name: ${word}, namespace: ${word}, labels: { __proto__: x, constructor: y } }\n__proto__: { polluted: yes }\nspec: { hostNetwork: on, containers: [{ name: ${word}, image: ${word}:1 }] }\n`,
      ]),
    );
    const report = reportOf(['scan'], {
      cwd: folderOf({
        ...files,
        'heptad.yaml': 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: { options: { __proto__: { constructor: [a] } } }\n',
      }),
    });
    const hosts = report.findings.filter(({ rule }) => rule === 'no-host-namespaces');
    assert.deepEqual(hosts.map(({ subject }) => subject.name).sort(), [...words].sort());
    assert.ok(
      report.problems.some(({ path }) => path === 'heptad.yaml'),
      'options of rules that do not exist are a problem',
    );
  });

  test('leads out of the root by links, bases and contexts, and nothing there is read', () => {
    const outside = folderOf({ 'secret.yaml': pod('outside') });
    const cwd = folderOf({
      '.git/HEAD': '',
      'pod.yaml': pod('inside'),
      'app/kustomization.yaml': `kind: Kustomization\napiVersion: kustomize.config.k8s.io/v1beta1\nresources: [${outside}/secret.yaml, ../../../../../../etc/passwd]\n`,
      'heptad.yaml': `apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: { context: ["../${outside.split('/').at(-1) ?? ''}"] }\n`,
    });
    symlinkSync(join(outside, 'secret.yaml'), join(cwd, 'link.yaml'));
    symlinkSync(outside, join(cwd, 'folder'));
    const report = reportOf(['scan'], { cwd });
    assert.ok(report.findings.every(({ subject }) => subject.name !== 'outside'));
    assert.deepEqual(
      report.files.filter(({ path }) => path === 'link.yaml').map(({ state, reason }) => [state, reason]),
      [['left-out', 'link out of the root']],
    );
    assert.ok(report.problems.length > 0 || report.files.some(({ state }) => state === 'unread'), 'what could not be reached is said');
  });

  test('has links that go round in circles', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('app') });
    mkdirSync(join(cwd, 'a/b'));
    symlinkSync('..', join(cwd, 'a/b/up'));
    assert.equal(reportOf(['scan'], { cwd }).files.filter(({ state }) => state === 'read').length, 1);
  });

  test('holds secrets, and no report shows them', () => {
    const password = 'hunter2-correct-horse-battery';
    const cwd = folderOf({
      'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: db, namespace: shop }\nstringData: { password: ${password} }\n`,
      'pod.yaml': pod('app', `      env: [{ name: DB_PASSWORD, value: ${password} }]\n`),
      'map.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: db, namespace: shop }\ndata: { url: "postgres://app:${password}@db:5432/shop" }\n`,
    });
    const report = reportOf(['scan'], { cwd });
    assert.ok(report.findings.some(({ rule }) => rule === 'no-plaintext-secrets'));
    const formats = ['json', 'sarif', 'junit', 'markdown', 'github', 'gitlab'].map((format) => ['scan', '--format', format]);
    for (const words of [...formats, ['scan', '--all'], ['gate', '--all'], ['crosswalk', '--status', 'IA-5(7)'], ['facts']]) {
      assert.doesNotMatch(heptad(words, { cwd }).stdout, new RegExp(password), words.join(' '));
    }
  });

  test('is deep, long, or grows when it is read, and the rest is judged', () => {
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghij'.split('').map(
        (name, index) =>
          `${name}: &${name} [${Array(9)
            .fill(`*${'abcdefghi'[index] ?? 'a'}`)
            .join(',')}]`,
      ),
    ].join('\n');
    const cwd = folderOf({
      'bomb.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: bomb }\n${bomb}\n`,
      'deep.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: deep }\ndata: ${'['.repeat(5000)}${']'.repeat(5000)}\n`,
      'long.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: long }\ndata: { x: "${'a'.repeat(5_000_000)}" }\n`,
      'pod.yaml': pod('app'),
    });
    const report = reportOf(['scan'], { cwd });
    assert.ok(report.findings.some(({ rule }) => rule === 'no-host-namespaces'));
    assert.deepEqual(report.problems.map(({ path }) => path).sort(), ['bomb.yaml', 'deep.yaml']);
    assert.equal(heptad(['scan'], { cwd }).status, 2);
  });

  test('holds patterns that take for ever elsewhere', () => {
    const cwd = folderOf({
      'pod.yaml': pod('app', `      command: ["${'a'.repeat(50_000)}!"]\n`),
      'heptad.yaml': `apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: { exclude: ["${'**/a*'.repeat(40)}"], options: { require-approved-registries: { registries: ["${'*a'.repeat(60)}b"] } } }\n`,
    });
    assert.equal(heptad(['scan'], { cwd }).status, 1);
  });
});
