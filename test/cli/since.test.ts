import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Ajv } from 'ajv';
import { suite, test } from 'mocha';
import { findGit } from '../../server/cli/git.js';
import { type Ended, folderOf, heptad, reportOf } from '../harness/cli.js';
import { type FakeAnswers, fakeGit, realGit, runGit } from '../harness/git.js';
import { elements, junitFaults, parseXml } from '../harness/xml.js';

const pod = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  containers:\n    - { name: app, image: app:1${more} }\n`;
const PRIVILEGED = ', securityContext: { privileged: yes }';
const [COMMIT, BASE] = ['ab'.repeat(20), 'cd'.repeat(20)];

/** The hash that git has for a content. */
function blob(text: string | Uint8Array): string {
  const bytes = Buffer.from(text);
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

function entries(files: Readonly<Record<string, string>>): string {
  return Object.entries(files)
    .map(([path, text]) => `100644 blob ${blob(text)}\t${path}\0`)
    .join('');
}

/** Runs the command with a git that answers as it is told. No git is needed. */
function withFake(
  cwd: string,
  words: readonly string[],
  answers: FakeAnswers,
): Ended & { readonly calls: string; readonly env: string; readonly PATH: string } {
  const PATH = folderOf({});
  const record = fakeGit(PATH, answers);
  const text = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const ended = heptad(words, { cwd, env: { PATH, GIT_EXTERNAL_DIFF: '/bin/evil', GIT_DIR: '/elsewhere', GIT_CONFIG_COUNT: '1', HOME: cwd } });
  return { ...ended, calls: text(record), env: text(join(PATH, 'env.txt')), PATH };
}

suite('--since, by the protocol with git', () => {
  const KNOWN: FakeAnswers = { 'rev-parse': `${COMMIT}\n`, 'merge-base': `${BASE}\n` };
  const before = { 'old.yaml': pod('old', PRIVILEGED), 'changed.yaml': pod('changed') };
  const now = { 'old.yaml': pod('old', PRIVILEGED), 'changed.yaml': pod('changed', PRIVILEGED), 'new.yaml': pod('new', PRIVILEGED) };
  const answers = { ...KNOWN, 'ls-tree': entries(before) };
  const repository = (files: Readonly<Record<string, string>>): string => folderOf({ '.git/HEAD': 'ref: refs/heads/main\n', ...files });

  test('everything is judged, and findings of changed and of new files are reported', () => {
    const cwd = repository(now);
    const { status, stdout } = withFake(cwd, ['scan', '--since', 'main', '--all', '--format', 'json'], answers);
    assert.equal(status, 1);
    const report = JSON.parse(stdout) as ReturnType<typeof reportOf>;
    const paths = report.findings.filter(({ rule }) => rule === 'no-privileged-containers').map(({ path }) => path);
    assert.deepEqual(paths, ['changed.yaml', 'new.yaml']);
    assert.equal(report.targets[0]?.rules.find(({ id }) => id === 'no-privileged-containers')?.failed, 3);
    assert.deepEqual([report.since?.ref, report.since?.base, report.since?.files], ['main', BASE, ['changed.yaml', 'new.yaml']]);
    const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object,
    );
    assert.ok(validate(report), JSON.stringify(validate.errors?.slice(0, 3)));
  });

  test('the exit code follows what is reported', () => {
    const cwd = repository(now);
    const same = { ...KNOWN, 'ls-tree': entries(now) };
    assert.equal(heptad(['scan'], { cwd }).status, 1);
    const clean = withFake(cwd, ['scan', '--since', 'main'], same);
    assert.deepEqual([clean.status, clean.stderr], [0, '']);
    assert.match(
      clean.stdout,
      /^No finding in changed files of target \.\.\n0 files changed since main \(cdcdcdc\)\. The others are judged and not reported\.$/m,
    );
    const gate = withFake(cwd, ['gate', '--since', 'main'], same);
    assert.equal(gate.status, 0);
    assert.match(gate.stdout, /^Nothing in files changed since main holds the gate back\. Not a pass of the gate\.$/m);
    const failing = withFake(cwd, ['gate', '--since', 'main', '--impact-level', 'IL4', '--all'], answers);
    assert.equal(failing.status, 1);
    assert.match(failing.stdout, /^\d+ rules hold IL4 back in files changed since main\.$/m);
    assert.match(failing.stdout, /^ {2}no-privileged-containers: 2 findings\n {2}changed\.yaml:6$/m);
  });

  test('annotations and Code Quality entries are those of changed files', () => {
    const cwd = repository(now);
    const github = withFake(cwd, ['scan', '--since', 'main', '--format', 'github'], answers);
    assert.deepEqual([...new Set([...github.stdout.matchAll(/file=([^,]+),/g)].map((found) => found[1]))].sort(), ['changed.yaml', 'new.yaml']);
    const gitlab = withFake(cwd, ['scan', '--since', 'main', '--format', 'gitlab'], answers);
    assert.doesNotMatch(gitlab.stdout, /old\.yaml/);
    assert.match(gitlab.stdout, /new\.yaml/);
  });

  test('a problem is reported where its file changed, and what is broken always', () => {
    const twice = pod('old').replace('spec:', 'spec:\n  hostPID: false\n  hostPID: false');
    const cwd = repository({ 'old.yaml': twice, 'changed.yaml': pod('changed') });
    assert.equal(heptad(['scan'], { cwd }).status, 1);
    assert.equal(withFake(cwd, ['scan', '--since', 'main'], { ...KNOWN, 'ls-tree': entries({ 'old.yaml': twice }) }).status, 0);
    assert.equal(withFake(cwd, ['scan', '--since', 'main'], { ...KNOWN, 'ls-tree': entries({ 'changed.yaml': pod('changed') }) }).status, 1);
    const broken = { 'old.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: [\n', 'changed.yaml': pod('changed') };
    const { status, stdout } = withFake(repository(broken), ['scan', '--since', 'main'], { ...KNOWN, 'ls-tree': entries(broken) });
    assert.equal(status, 2);
    assert.match(stdout, /--> old\.yaml:/);
  });

  test('the formats of pipelines hold to the same files and the same exit code', () => {
    const [changed, same] = [repository(now), repository(before)];
    for (const [cwd, code, paths] of [
      [changed, 1, ['changed.yaml', 'new.yaml']],
      [same, 0, []],
    ] as const) {
      for (const command of ['scan', 'gate']) {
        const run = (format: string): Ended => withFake(cwd, [command, '--since', 'main', '--format', format], answers);
        const junit = run('junit');
        assert.equal(junit.status, code, `${command} ${junit.stderr}`);
        const root = parseXml(junit.stdout);
        assert.deepEqual(junitFaults(root), []);
        assert.equal(elements(root, 'failure').length + elements(root, 'error').length > 0, code === 1, command);
        const github = run('github');
        const named = [...github.stdout.matchAll(/^::error file=([^,]+),/gm)].map(([, path]) => path);
        assert.deepEqual([github.status, [...new Set(named)].sort()], [code, paths]);
        assert.match(github.stdout, /files? changed since main \(cdcdcdc\)/);
        assert.equal(run('gitlab').status, code);
        assert.equal(run('markdown').status, code);
      }
    }
  });

  test('line ends that git wrote on checking out are no change; a link is not a file that git has', () => {
    const cwd = repository({ 'old.yaml': pod('old', PRIVILEGED).replaceAll('\n', '\r\n') });
    assert.equal(withFake(cwd, ['scan', '--since', 'main'], answers).status, 0);
    const linked = repository({ 'old.yaml': pod('old', PRIVILEGED) });
    const link = `120000 blob ${blob(pod('old', PRIVILEGED))}\told.yaml\0`;
    assert.equal(withFake(linked, ['scan', '--since', 'main'], { ...KNOWN, 'ls-tree': link }).status, 1);
  });

  test('git is asked three things, as plumbing, with nothing of the caller that could run a program', () => {
    const cwd = repository(now);
    const { calls, env, PATH } = withFake(cwd, ['scan', '--since', 'main'], answers);
    const said = calls.trimEnd().split('\n');
    const settings = '|-c|core.fsmonitor=false|-c|core.hooksPath=/dev/null|-c|protocol.allow=never|-c|safe.bareRepository=explicit|';
    const [head = ''] = [...new Set(said.map((call) => call.slice(0, call.indexOf(settings) + settings.length)))];
    assert.match(head, /^\|--no-pager\|-C\|\/[^|]+\|-c\|/);
    assert.deepEqual(
      said.map((call) => call.slice(head.length)),
      ['rev-parse|--verify|--quiet|--end-of-options|main^{commit}|', `merge-base|${COMMIT}|HEAD|`, `ls-tree|-r|-z|${BASE}|`],
    );
    assert.doesNotMatch(env, /GIT_EXTERNAL_DIFF|GIT_DIR|GIT_CONFIG_COUNT/);
    for (const one of ['GIT_NO_LAZY_FETCH', 'GIT_ALLOW_PROTOCOL', `PATH='${PATH}'`]) assert.ok(env.includes(one), one);
  });

  test('a word that git could take for an option is refused, and git is not asked', () => {
    const cwd = repository(now);
    for (const ref of ['--upload-pack=evil', '-x', '', 'a b', 'a\nb']) {
      const { status, stderr, calls } = withFake(cwd, ['scan', `--since=${ref}`], answers);
      assert.deepEqual([status, calls], [2, ''], ref);
      assert.match(stderr, /^heptad: [^\n]+\n?/);
    }
  });

  test('what cannot be told is exit code 2, with what to do', () => {
    const said = (files: Readonly<Record<string, string>>, words: readonly string[], fake: FakeAnswers): unknown => {
      const { status, stderr, stdout } = withFake(folderOf(files), words, fake);
      return [status, stderr.replace(/^heptad: can't judge: |\n$/g, ''), stdout];
    };
    const inside = { '.git/HEAD': 'ref: refs/heads/main\n', ...now };
    assert.deepEqual(said(now, ['scan', '--since', 'main'], answers), [2, '--since needs a git repository, and there is none around the files', '']);
    assert.deepEqual(said(inside, ['scan', '--since', 'nope'], {}), [2, 'git knows no commit "nope"; in a pipeline it may have to be fetched first', '']);
    assert.deepEqual(said(inside, ['scan', '--since', 'main'], { complaint: 'fatal: detected dubious ownership' }), [
      2,
      'git says: detected dubious ownership',
      '',
    ]);
    assert.deepEqual(said(inside, ['gate', '--since', 'main'], { 'rev-parse': COMMIT }), [
      2,
      '"main" and HEAD have no commit in common; fetch more of the history (git fetch --unshallow)',
      '',
    ]);
    assert.deepEqual(said(inside, ['scan', '-', '--since', 'main'], answers), [2, '--since needs files, not standard input', '']);
    const ratchet = heptad(['gate', '--ratchet', '--since', 'main'], { cwd: folderOf(inside) });
    assert.deepEqual([ratchet.status, ratchet.stderr], [2, 'heptad: --ratchet and --since ask two questions; ask one at a time\n']);
    assert.equal(heptad(['score', '--since', 'main'], { cwd: folderOf(inside) }).status, 2);
  });
});

suite('which git', () => {
  const program = (): string => {
    const folder = folderOf({ git: '#!/bin/sh\n' });
    chmodSync(join(folder, 'git'), 0o755);
    return folder;
  };

  test('the first program of an absolute folder outside of the workspace', () => {
    const [one, two] = [program(), program()];
    assert.equal(findGit([one, two].join(delimiter), ['/work']), join(one, 'git'));
    assert.equal(findGit([join(one, 'nothing'), two].join(delimiter), ['/work']), join(two, 'git'));
    assert.equal(findGit('', ['/work']), undefined);
  });

  test('never a relative folder, one inside the workspace, a link into it, or a file that is no program', () => {
    const [workspace, other] = [program(), program()];
    mkdirSync(join(workspace, 'bin'));
    renameSync(join(workspace, 'git'), join(workspace, 'bin/git'));
    const linked = folderOf({});
    symlinkSync(join(workspace, 'bin/git'), join(linked, 'git'));
    const alias = join(folderOf({}), 'alias');
    symlinkSync(join(workspace, 'bin'), alias);
    const plain = folderOf({ git: 'no program' });
    chmodSync(join(plain, 'git'), 0o644);
    const folderNamedGit = folderOf({ 'git/x': '' });
    for (const bad of ['', '.', 'bin', './bin', join(workspace, 'bin'), linked, alias, folderNamedGit, ...(process.getuid?.() === 0 ? [] : [plain])]) {
      assert.equal(findGit(bad, [workspace]), undefined, bad);
      assert.equal(findGit([bad, other].join(delimiter), [workspace]), join(other, 'git'), bad);
    }
    const workspaceByLink = join(folderOf({}), 'work');
    symlinkSync(workspace, workspaceByLink);
    assert.equal(findGit(join(workspace, 'bin'), [workspaceByLink]), undefined, 'a workspace that is reached by a link');
  });

  test('a git that the workspace has planted is not run, wherever PATH names it', () => {
    const marker = join(folderOf({}), 'marker');
    const cwd = folderOf({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'app/pod.yaml': pod('app'),
      'bin/git': `#!/bin/sh\ntouch '${marker}'\n`,
      git: `#!/bin/sh\ntouch '${marker}'\n`,
    });
    for (const path of ['bin/git', 'git']) chmodSync(join(cwd, path), 0o755);
    for (const PATH of [join(cwd, 'bin'), '.', 'bin', '']) {
      const { status, stderr } = heptad(['scan', 'app', '--since', 'main'], { cwd, env: { PATH } });
      assert.equal(status, 2);
      assert.match(stderr, /--since needs git, and no absolute folder of PATH outside of the repository has it/);
    }
    assert.equal(existsSync(marker), false);
  });
});

// Git is a program of the machine. Where it is, the same is asked of it; where it is not, only this test has nothing to say, and what it shows is covered above by the protocol.
suite(`--since, with git itself (${realGit() ?? 'not on this machine'})`, () => {
  const git = realGit();
  const changedIn = (cwd: string, ref: string, below = '.'): readonly string[] => reportOf(['scan', below, '--since', ref], { cwd }).since?.files ?? [];

  test('committed, staged, unstaged, untracked, moved and untouched files; hooks, filters and monitors do not run', () => {
    if (git === undefined) return;
    const cwd = folderOf({
      'a.yaml': pod('a'),
      'b.yaml': pod('b'),
      'c.yaml': pod('c'),
      'd.yaml': pod('d'),
      'e.yaml': pod('e'),
      'f/f.yaml': pod('f'),
      'ü "x".yaml': pod('u'),
    });
    const run = (...words: readonly string[]): string => runGit(git, cwd, ...words);
    run('init', '-q');
    run('add', '.');
    run('commit', '-q', '-m', 'first');
    run('branch', 'main-line');
    const first = run('rev-parse', 'HEAD');
    assert.deepEqual(changedIn(cwd, 'HEAD'), []);
    writeFileSync(join(cwd, 'a.yaml'), pod('a', PRIVILEGED));
    run('commit', '-q', '-a', '-m', 'second');
    writeFileSync(join(cwd, 'b.yaml'), pod('b', PRIVILEGED));
    run('add', 'b.yaml');
    writeFileSync(join(cwd, 'c.yaml'), pod('c', PRIVILEGED));
    writeFileSync(join(cwd, 'new.yaml'), pod('new'));
    renameSync(join(cwd, 'd.yaml'), join(cwd, 'moved.yaml'));
    rmSync(join(cwd, 'e.yaml'));
    const marker = join(folderOf({}), 'marker');
    const evil = join(folderOf({ evil: `#!/bin/sh\ntouch '${marker}'\ncat\n` }), 'evil');
    chmodSync(evil, 0o755);
    for (const [name, value] of [
      ['core.fsmonitor', evil],
      ['filter.evil.clean', evil],
      ['filter.evil.process', evil],
      ['diff.external', evil],
      ['core.pager', evil],
      ['core.sshCommand', evil],
    ] as const)
      run('config', name, value);
    mkdirSync(join(cwd, '.git/hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'reference-transaction', 'post-checkout']) {
      writeFileSync(join(cwd, '.git/hooks', hook), `#!/bin/sh\ntouch '${marker}'\n`);
      chmodSync(join(cwd, '.git/hooks', hook), 0o755);
    }
    writeFileSync(join(cwd, '.gitattributes'), '*.yaml filter=evil diff=evil\n');
    assert.deepEqual(changedIn(cwd, first), ['a.yaml', 'b.yaml', 'c.yaml', 'moved.yaml', 'new.yaml']);
    assert.deepEqual(changedIn(cwd, 'HEAD'), ['b.yaml', 'c.yaml', 'moved.yaml', 'new.yaml']);
    assert.deepEqual(changedIn(join(cwd, 'f'), 'HEAD~1', '..'), ['../a.yaml', '../b.yaml', '../c.yaml', '../moved.yaml', '../new.yaml']);
    assert.equal(existsSync(marker), false, 'a program of the repository ran');
    assert.equal(heptad(['scan', '--since', 'no-such-branch'], { cwd }).status, 2);
  });

  test('what came to the other branch since is not ours', () => {
    if (git === undefined) return;
    const cwd = folderOf({ 'a.yaml': pod('a'), 'b.yaml': pod('b'), '.heptad-root/x': '' });
    const run = (...words: readonly string[]): string => runGit(git, cwd, ...words);
    run('init', '-q');
    run('add', '.');
    run('commit', '-q', '-m', 'first');
    run('checkout', '-q', '-b', 'feature');
    writeFileSync(join(cwd, 'b.yaml'), pod('b', PRIVILEGED));
    run('commit', '-q', '-a', '-m', 'ours');
    run('checkout', '-q', '-');
    writeFileSync(join(cwd, 'a.yaml'), pod('a', PRIVILEGED));
    run('commit', '-q', '-a', '-m', 'theirs');
    const theirs = run('rev-parse', 'HEAD');
    run('checkout', '-q', 'feature');
    assert.deepEqual(changedIn(cwd, theirs), ['b.yaml']);
  });

  test('a root below the top of the repository', () => {
    if (git === undefined) return;
    const cwd = folderOf({
      'deploy/heptad.yaml': 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: {}\n',
      'deploy/a.yaml': pod('a'),
      'deploy/b.yaml': pod('b'),
    });
    runGit(git, cwd, 'init', '-q');
    runGit(git, cwd, 'add', '.');
    runGit(git, cwd, 'commit', '-q', '-m', 'first');
    writeFileSync(join(cwd, 'deploy/b.yaml'), pod('b', PRIVILEGED));
    assert.deepEqual(changedIn(join(cwd, 'deploy'), 'HEAD'), ['b.yaml']);
  });
});
