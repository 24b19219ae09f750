import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite, test } from 'mocha';
import { parse } from 'yaml';
import { folderOf } from '../harness/cli.js';
import { elements, parseXml } from '../harness/xml.js';

interface Step {
  readonly name?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
}

/** The YAML recipes of the page, by the path in their first line. */
const recipes = new Map(
  [...readFileSync('docs/ci.md', 'utf8').matchAll(/```yaml\n# (.*)\n([\s\S]*?)```/g)].map(([, path = '', text = '']) => [path, parse(text) as unknown]),
);
const PROGRAM = resolve('dist/heptad.mjs');

/** A copy of the shop as a repository, and programs that a pipeline has: npm does nothing, gh writes down what it is asked. */
function pipeline(files: Readonly<Record<string, string>> = {}): {
  readonly cwd: string;
  run(script: string, env?: Readonly<Record<string, string>>, from?: string): number | null;
} {
  const cwd = folderOf({ '.git/HEAD': 'ref: refs/heads/main\n', ...files });
  const bin = join(cwd, '.git/bin');
  mkdirSync(bin);
  cpSync('examples/shop', cwd, { recursive: true });
  const programs = {
    heptad: `exec "${process.execPath}" "${PROGRAM}" "$@" --today 2026-11-24`,
    npm: 'test "$1 $2" = "install --global"',
    gh: `printf '%s\\n' "$*" >> "${join(cwd, '.git/gh.log')}"\ncase "$*" in *--paginate*) printf '%s' "$COMMENT" ;; esac`,
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  return {
    cwd,
    run: (script, env = {}, from = '.') => {
      // GitHub and GitLab run a step with `bash -e`.
      const path = `${bin}:${process.env['PATH'] ?? ''}`;
      return spawnSync('bash', ['-e', '-c', script], { cwd: join(cwd, from), env: { PATH: path, LANG: 'C.UTF-8', ...env }, encoding: 'utf8' }).status;
    },
  };
}

function worsen(cwd: string): void {
  const file = join(cwd, 'base/storefront/web.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('      containers:', '      hostNetwork: true\n      containers:'));
}

function recipe<T>(path: string): T {
  const found = recipes.get(path);
  assert.ok(found !== undefined, `docs/ci.md has no recipe "${path}"`);
  return found as T;
}

suite('the page about pipelines', () => {
  test('has the recipes that are tested here, and no other', () => {
    assert.deepEqual(
      [...recipes.keys()],
      [
        '.github/workflows/heptad.yml',
        '.github/workflows/heptad.yml, the last step',
        '.gitlab-ci.yml',
        '.pre-commit-config.yaml',
        'plugin.yaml, in the sidecar at /home/argocd/cmp-server/config/',
      ],
    );
  });

  test('GitHub Actions: reports first, the comment once, the gate last', () => {
    const { jobs } = recipe<{ jobs: { heptad: { steps: readonly Step[] } } }>('.github/workflows/heptad.yml');
    const { cwd, run } = pipeline();
    const env = { GITHUB_REPOSITORY: 'o/r', NUMBER: '7', GITHUB_SERVER_URL: 'https://github.com', GITHUB_SHA: 'a'.repeat(40) };
    const steps = jobs.heptad.steps.filter((step) => step.run !== undefined);
    assert.deepEqual(
      steps.map((step) => [step.name, run(step.run ?? '', env)]),
      [
        [undefined, 0],
        ['Findings', 0],
        ['Comment', 0],
        ['Gate', 1],
      ],
    );
    // A step after one that may fail runs all the same.
    for (const step of jobs.heptad.steps.slice(4)) assert.match(step.if ?? '', /!cancelled\(\)/);
    assert.equal((JSON.parse(readFileSync(join(cwd, 'heptad.sarif'), 'utf8')) as { version: string }).version, '2.1.0');
    assert.match(readFileSync(join(cwd, 'comment.md'), 'utf8'), /^<!-- heptad:posture -->\n### [\s\S]*\(https:\/\/github\.com\/o\/r\/blob\/a{40}\/base\//);
    const comment = steps.find(({ name }) => name === 'Comment')?.run ?? '';
    assert.equal(run(comment, { ...env, COMMENT: '42' }), 0);
    const calls = readFileSync(join(cwd, '.git/gh.log'), 'utf8').split('\n');
    assert.deepEqual(
      calls.filter((call) => call.includes('--field')),
      ['api --method POST repos/o/r/issues/7/comments --field body=@comment.md', 'api --method PATCH repos/o/r/issues/comments/42 --field body=@comment.md'],
    );
  });

  test('GitHub Actions: the ratchet passes with a baseline, fails on what gets worse, and cannot judge without one', () => {
    const [step] = recipe<readonly Step[]>('.github/workflows/heptad.yml, the last step');
    const { cwd, run } = pipeline();
    assert.equal(run(step?.run ?? ''), 2);
    assert.equal(run('heptad baseline write'), 0);
    assert.equal(run(step?.run ?? ''), 0);
    worsen(cwd);
    assert.equal(run(step?.run ?? ''), 1);
  });

  test('GitLab: both reports are there when the gate fails', () => {
    const { heptad: job } = recipe<{
      heptad: { script: readonly string[]; before_script: readonly string[]; artifacts: { when: string; reports: { codequality: string; junit: string } } };
    }>('.gitlab-ci.yml');
    const { cwd, run } = pipeline();
    assert.equal(run([...job.before_script, ...job.script].join('\n')), 1);
    assert.equal(job.artifacts.when, 'always');
    assert.ok((JSON.parse(readFileSync(join(cwd, job.artifacts.reports.codequality), 'utf8')) as unknown[]).length > 50);
    const root = parseXml(readFileSync(join(cwd, job.artifacts.reports.junit), 'utf8'));
    assert.ok(elements(root, 'failure').length > 0);
  });

  test('pre-commit: the hooks are there, and their commands end as promised', () => {
    const { repos } = recipe<{ repos: readonly { hooks: readonly { id: string; args?: readonly string[] }[] }[] }>('.pre-commit-config.yaml');
    const hooks = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8')) as readonly {
      id: string;
      entry: string;
      language: string;
      files: string;
      pass_filenames: boolean;
    }[];
    const { cwd, run } = pipeline();
    for (const { id } of repos.flatMap((repo) => repo.hooks)) {
      const hook = hooks.find((one) => one.id === id);
      assert.ok(hook !== undefined, id);
      assert.deepEqual([hook.language, hook.pass_filenames], ['node', false]);
      assert.equal(run(hook.entry), 1);
      for (const path of ['a.yaml', 'b/c.yml', 'd.json', 'e.rego']) assert.match(path, new RegExp(hook.files));
      assert.doesNotMatch('README.md', new RegExp(hook.files));
    }
    const withArgs = (id: string): string => {
      const args = repos.flatMap((repo) => repo.hooks).find((one) => one.id === id)?.args ?? [];
      return [hooks.find((one) => one.id === id)?.entry, ...args].join(' ');
    };
    assert.equal(run(withArgs('heptad-gate')), 2, 'there is no baseline yet');
    assert.equal(run('heptad baseline write'), 0);
    assert.equal(run(withArgs('heptad-gate')), 0);
    worsen(cwd);
    assert.equal(run(withArgs('heptad-gate')), 1);
    // The copy has no commit to compare with: not an answer, and above all not a pass.
    assert.equal(run(withArgs('heptad-scan')), 2);
    const { bin } = JSON.parse(readFileSync('package.json', 'utf8')) as { bin: Readonly<Record<string, string>> };
    for (const { entry } of hooks) assert.ok(Object.hasOwn(bin, entry.split(' ')[0] ?? ''));
  });

  test('pre-commit: what npm prints while it packs the repository is the name of the package alone', () => {
    const destination = folderOf({});
    const packed = spawnSync('npm', ['pack', '--pack-destination', destination], { encoding: 'utf8' });
    assert.match(packed.stdout, /^heptad-\d+\.\d+\.\d+\.tgz\n$/, packed.stderr);
    const listed = spawnSync('tar', ['tf', join(destination, packed.stdout.trim())], { encoding: 'utf8' }).stdout.split('\n');
    for (const file of ['package/dist/heptad.mjs', 'package/package.json', 'package/LICENSE']) assert.ok(listed.includes(file), file);
  });

  test('Argo CD: the plugin stops what the gate stops, and prints to standard error alone', () => {
    const { spec } = recipe<{ spec: { init: { command: readonly string[]; args: readonly string[] } } }>(
      'plugin.yaml, in the sidecar at /home/argocd/cmp-server/config/',
    );
    const profile = 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: { impactLevel: IL4 }\n';
    const { cwd, run } = pipeline({
      'clean/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n',
      'profile.yaml': profile,
    });
    const [shell, ...rest] = [...spec.init.command, ...spec.init.args];
    const script = `${shell} ${rest.map((word) => `'${word}'`).join(' ')}`;
    assert.equal(run(`${script} > stdout.txt`, { HEPTAD_PROFILE: join(cwd, 'profile.yaml') }, 'overlays/prod'), 1);
    assert.equal(readFileSync(join(cwd, 'overlays/prod/stdout.txt'), 'utf8'), '');
    assert.equal(run(script, { HEPTAD_PROFILE: '/no/such/profile' }, 'overlays/prod'), 2);
    assert.ok(existsSync(join(cwd, 'clean')));
    assert.equal(run(script, { HEPTAD_PROFILE: join(cwd, 'profile.yaml') }, 'clean'), 2, 'nothing to judge is no pass');
  });
});
