import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { suite, test } from 'mocha';
import { commitOf } from '../../server/cli/commit.js';
import { folderOf, heptad, reportOf } from '../harness/cli.js';

const pod = (name: string, more = ''): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${name}, namespace: shop }\nspec:\n  containers:\n    - { name: app, image: app:1${more} }\n`;
const PRIVILEGED = ', securityContext: { privileged: yes }';
const HASH = '4f2c1ab0'.repeat(5);

suite('heptad baseline write', () => {
  test('writes a document for each target, the same bytes for the same files', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('one'), 'b c/pod.yaml': pod('two') });
    const { status, stdout } = heptad(['baseline', 'write'], { cwd });
    assert.equal(status, 0);
    const names = readdirSync(join(cwd, '.heptad/baselines')).sort();
    assert.deepEqual(
      names.map((name) => name.replace(/-[0-9a-f]{8}(?=\.)/, '-#')),
      ['a.yaml', 'b-c-#.yaml'],
    );
    assert.match(stdout, /^Wrote \.heptad\/baselines\/a\.yaml: target a, score \d+, \d+ subjects failed, \d+ not judged\.$/m);
    const before = names.map((name) => readFileSync(join(cwd, '.heptad/baselines', name), 'utf8'));
    heptad(['baseline', 'write'], { cwd });
    assert.deepEqual(
      names.map((name) => readFileSync(join(cwd, '.heptad/baselines', name), 'utf8')),
      before,
    );
    assert.match(before[0] ?? '', /config\.kubernetes\.io\/local-config: "true"/);
    assert.equal(heptad(['scan', '--fail-on', 'never'], { cwd }).status, 0, 'a baseline is read without a problem');
  });

  test('names the commit by the pipeline, else by the files of git', () => {
    const cwd = folderOf({ 'pod.yaml': pod('one'), '.git/HEAD': `${'ab'.repeat(20)}\n` });
    const written = (env: Readonly<Record<string, string>>): string | undefined => {
      heptad(['baseline', 'write'], { cwd, env });
      const [name = ''] = readdirSync(join(cwd, '.heptad/baselines'));
      return /^ {2}commit: "?(\w+)"?$/m.exec(readFileSync(join(cwd, '.heptad/baselines', name), 'utf8'))?.[1];
    };
    assert.equal(written({ GITHUB_SHA: HASH }), HASH);
    assert.equal(written({ GITHUB_SHA: 'main; rm -rf /' }), 'ab'.repeat(20));
    assert.match(heptad(['baseline', 'write'], { cwd, env: { CI_COMMIT_SHA: HASH } }).stdout, /, commit 4f2c1ab\.$/m);
  });

  test('refuses what could not be read whole, and writes nothing', () => {
    const cwd = folderOf({ 'pod.yaml': pod('one'), 'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: [\n' });
    const { status, stderr } = heptad(['baseline', 'write'], { cwd });
    assert.deepEqual([status, /A baseline would be incomplete; heptad scan says where\./.test(stderr)], [2, true]);
    assert.deepEqual(readdirSync(cwd).sort(), ['broken.yaml', 'pod.yaml']);
    assert.equal(heptad(['baseline', 'write'], { cwd: folderOf({}) }).status, 2);
    assert.equal(heptad(['baseline'], { cwd }).status, 2);
    assert.equal(heptad(['baseline', 'remove'], { cwd }).status, 2);
  });

  test('never writes over something else, nor through a link', () => {
    const elsewhere = folderOf({});
    const cwd = folderOf({ 'a/pod.yaml': pod('one') });
    symlinkSync(elsewhere, join(cwd, '.heptad'));
    assert.match(heptad(['baseline', 'write'], { cwd }).stderr, /is not written: a link is on the way to it/);
    assert.deepEqual(readdirSync(elsewhere), []);
    const other = folderOf({ 'a/pod.yaml': pod('one'), '.heptad/baselines/a.yaml': '# mine\n' });
    assert.match(heptad(['baseline', 'write'], { cwd: other }).stderr, /a\.yaml is no baseline of target "a"; move it away first/);
    const moved = folderOf({ 'a/pod.yaml': pod('one') });
    heptad(['baseline', 'write'], { cwd: moved });
    renameSync(join(moved, '.heptad/baselines/a.yaml'), join(moved, '.heptad/a.yaml'));
    assert.match(heptad(['baseline', 'write'], { cwd: moved }).stderr, /target "a" has a baseline in \.heptad\/a\.yaml/);
  });

  test('a baseline that is wrong is a problem at its place, and nothing is judged by it', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('one') });
    heptad(['baseline', 'write'], { cwd });
    const path = join(cwd, '.heptad/baselines/a.yaml');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/written: .*/, 'written: yesterday'));
    const { status, stdout } = heptad(['gate', '--ratchet'], { cwd });
    assert.equal(status, 2);
    assert.match(stdout, /"yesterday" is no day[\s\S]*--> \.heptad\/baselines\/a\.yaml:\d+:12/);
  });

  test('holds no value that was judged', () => {
    const secret = 'AKIAIOSFODNN7EXAMPLE';
    const cwd = folderOf({ 'a/pod.yaml': pod('one', `, env: [{ name: AWS_ACCESS_KEY_ID, value: ${secret} }, { name: PASSWORD, value: hunter2hunter2 }]`) });
    heptad(['baseline', 'write'], { cwd });
    const text = readFileSync(join(cwd, '.heptad/baselines/a.yaml'), 'utf8');
    assert.match(text, /no-plaintext-secrets/);
    assert.doesNotMatch(text, /AKIA|hunter2/);
  });
});

suite('drift and ratchet on the command line', () => {
  /** A folder with a baseline of 2026-11-03, whose files are then others. */
  function after(before: Readonly<Record<string, string>>, now: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}): string {
    const cwd = folderOf(before);
    assert.equal(heptad(['baseline', 'write', '--today', '2026-11-03'], { cwd, env }).status, 0);
    for (const [path, text] of Object.entries(now)) {
      mkdirSync(join(cwd, path, '..'), { recursive: true });
      writeFileSync(join(cwd, path), text);
    }
    return cwd;
  }

  test('without a baseline there is no answer, and it says what to do', () => {
    const { status, stdout, stderr } = heptad(['gate', '--ratchet'], { cwd: folderOf({ 'a/pod.yaml': pod('one') }) });
    assert.equal(status, 2);
    assert.equal(stderr, 'heptad: can\'t judge: target "a" has no baseline; heptad baseline write makes one\n');
    assert.doesNotMatch(stdout, /worse|passes/);
    const cwd = after({ 'a/pod.yaml': pod('one') }, { 'b/pod.yaml': pod('two') });
    assert.match(heptad(['gate', '--ratchet'], { cwd }).stderr, /target "b" has no baseline/);
    assert.equal(heptad(['gate', '--ratchet', '--target', 'a'], { cwd }).status, 0);
  });

  test('a baseline whose target is gone is not passed over, unless something else is asked for', () => {
    const cwd = folderOf({ 'a/pod.yaml': pod('one'), 'b/pod.yaml': pod('two') });
    assert.equal(heptad(['baseline', 'write'], { cwd }).status, 0);
    rmSync(join(cwd, 'b'), { recursive: true });
    for (const format of ['text', 'json', 'junit', 'markdown', 'github', 'gitlab'])
      assert.equal(heptad(['gate', '--ratchet', '--format', format], { cwd }).status, 2, format);
    assert.match(
      heptad(['gate', '--ratchet'], { cwd }).stderr,
      /^heptad: can't judge: target "b" is not there any more, and \.heptad\/baselines\/\S+\.yaml is its baseline; remove that if the target may go\n$/,
    );
    assert.equal(heptad(['gate', '--ratchet', '--target', 'a'], { cwd }).status, 0);
    assert.equal(heptad(['gate', '--ratchet', 'a'], { cwd }).status, 0);
    rmSync(join(cwd, '.heptad/baselines/b.yaml'));
    assert.equal(heptad(['gate', '--ratchet'], { cwd }).status, 0);
  });

  test('nothing is worse: exit code 0, and it is no pass', () => {
    const cwd = after({ 'a/pod.yaml': pod('one', PRIVILEGED) }, {});
    const { status, stdout } = heptad(['gate', '--ratchet', '--impact-level', 'IL4'], { cwd });
    assert.equal(status, 0);
    assert.match(stdout, /^Nothing is worse than the baseline of 2026-11-03\. Not an IL4 pass\.$/m);
    assert.match(heptad(['gate', '--ratchet'], { cwd }).stdout, /Not a pass of the gate\.$/m);
    assert.equal(heptad(['gate', '--impact-level', 'IL4'], { cwd }).status, 1);
  });

  test('what is fixed never fails it, and the gate that passes says so', () => {
    const cwd = after({ 'a/pod.yaml': pod('one', PRIVILEGED) }, { 'a/pod.yaml': pod('one') });
    const { status, stdout } = heptad(['gate', '--ratchet'], { cwd });
    assert.equal(status, 0);
    assert.match(stdout, /^Nothing is worse than the baseline of 2026-11-03\. The gate passes\.$/m);
    assert.match(stdout, /^Since the baseline: 1 fixed\.$/m);
  });

  test('what broke fails it, and scan and score name the commit of the baseline', () => {
    const cwd = after({ 'a/pod.yaml': pod('one') }, { 'a/pod.yaml': pod('one', PRIVILEGED) }, { GITHUB_SHA: HASH });
    const { status, stdout } = heptad(['gate', '--ratchet'], { cwd });
    assert.equal(status, 1);
    assert.match(stdout, /^1 subject is worse than in the baseline of 2026-11-03 \(4f2c1ab\)\.$/m);
    assert.match(stdout, /^ {2}shop\/one app fails no-privileged-containers since baseline 4f2c1ab\n {2}a\/pod\.yaml:6$/m);
    assert.match(heptad(['scan'], { cwd }).stdout, /^error: container "app" runs privileged \(broken since baseline 4f2c1ab\)$/m);
    const score = heptad(['score'], { cwd }).stdout;
    assert.match(score, /up to \d+; (-\d+|-0\.\d|down by less than 0\.1)\s+since\s+2026-11-03\./);
    assert.match(score, /^Since the baseline: 1 broken\n {2}shop\/one app fails no-privileged-containers since baseline 4f2c1ab\n {2}a\/pod\.yaml:6$/m);
  });

  test('passed and no longer judged fails it', () => {
    const cwd = after(
      { 'a/pod.yaml': pod('one', ', securityContext: { privileged: false }') },
      { 'a/pod.yaml': pod('one', ', securityContext: { privileged: ${PRIVILEGED} }') },
    );
    const { status, stdout } = heptad(['gate', '--ratchet'], { cwd });
    assert.equal(status, 1);
    assert.match(stdout, /shop\/one app is no longer judged by no-privileged-containers: set by a\s+substitution/);
  });

  test('what is new and fails fails it; what is new and passes does not', () => {
    const one = { 'a/pod.yaml': pod('one', PRIVILEGED) };
    const cwd = after(one, { 'a/second.yaml': pod('two', PRIVILEGED) });
    const { status, stdout } = heptad(['gate', '--ratchet'], { cwd });
    assert.equal(status, 1);
    assert.match(stdout, /shop\/two app is new and fails no-privileged-containers/);
    assert.match(heptad(['scan', '--all'], { cwd }).stdout, /runs privileged \(new since 2026-11-03\)/);
  });

  test('a file that moves changes nothing', () => {
    const cwd = after({ 'a/pod.yaml': pod('one', PRIVILEGED), 'a/other.yaml': pod('two') }, {});
    mkdirSync(join(cwd, 'a/below'));
    renameSync(join(cwd, 'a/pod.yaml'), join(cwd, 'a/below/renamed.yaml'));
    writeFileSync(join(cwd, 'a/other.yaml'), `# a line more\n---\n${pod('two')}`);
    const { status, stdout } = heptad(['gate', '--ratchet'], { cwd });
    assert.equal(status, 0, stdout);
    assert.doesNotMatch(stdout, /Since the baseline/);
    assert.match(heptad(['score'], { cwd }).stdout, /; unchanged since\s+2026-11-03\./);
  });

  test('a problem of severity error fails it too', () => {
    const cwd = after({ 'a/pod.yaml': pod('one') }, { 'a/pod.yaml': pod('one').replace('spec:', 'spec:\n  hostPID: false\n  hostPID: false') });
    const { status, stdout } = heptad(['gate', '--ratchet'], { cwd });
    assert.equal(status, 1);
    assert.match(stdout, /^No subject is worse than the baseline of 2026-11-03, but: 2 problems of severity\s+error in the files\./m);
    assert.doesNotMatch(stdout, /passes|Nothing is worse/);
  });

  test('a file that cannot be read is no drift', () => {
    const cwd = after({ 'a/pod.yaml': pod('one'), 'a/two.yaml': pod('two') }, { 'a/two.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: [\n' });
    const { status, stdout } = heptad(['gate', '--ratchet'], { cwd });
    assert.equal(status, 2);
    assert.match(stdout, /^Can't tell\. 1 file could not be read\.$/m);
    assert.equal(reportOf(['scan'], { cwd }).targets[0]?.drift, undefined);
  });

  test('the comment on a pull request names what broke and what was fixed', () => {
    const now = { 'a/pod.yaml': pod('one', PRIVILEGED), 'a/two.yaml': pod('two') };
    const cwd = after({ 'a/pod.yaml': pod('one'), 'a/two.yaml': pod('two', PRIVILEGED) }, now);
    const { stdout } = heptad(['gate', '--format', 'markdown'], { cwd });
    assert.match(stdout, /^This change: score (\d+) → \*\*\1\*\* \(up to \d+\), 1 broken, 1 fixed\. The gate fails\. Target a, edition /m);
    assert.match(
      stdout,
      /\*\*Broken by this change\*\*[\s\S]*a\/pod\.yaml:6[^\n]*`no-privileged-containers`[\s\S]*\*\*Fixed by this change\*\*[\s\S]*shop\/two app/,
    );
  });

  test('in JSON every change has its cause, and the report fits its schema', () => {
    const cwd = after(
      { 'a/pod.yaml': pod('one'), 'a/two.yaml': pod('two', PRIVILEGED) },
      { 'a/pod.yaml': pod('one', PRIVILEGED), 'a/two.yaml': pod('two') },
      { GITHUB_SHA: HASH },
    );
    const report = reportOf(['gate', '--ratchet'], { cwd });
    const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object,
    );
    assert.ok(validate(report), JSON.stringify(validate.errors?.slice(0, 3)));
    const drift = report.targets[0]?.drift;
    assert.deepEqual(
      drift?.changes.map(({ cause, worse, rule, subject, was, is, path, range }) => [cause, worse, rule, subject, was, is, path, range?.start.line]),
      [
        ['broken', true, 'no-privileged-containers', '/Pod|shop|one|app', 'passed', 'failed', 'a/pod.yaml', 6],
        ['fixed', false, 'no-privileged-containers', '/Pod|shop|two|app', 'failed', 'passed', 'a/two.yaml', 6],
      ],
    );
    assert.deepEqual([drift?.worse, drift?.counts.broken, drift?.counts.fixed, drift?.baseline.commit, drift?.score], [1, 1, 1, HASH, '0']);
  });
});

suite('the commit that is checked out', () => {
  const of = (files: Readonly<Record<string, string>>, below = ''): string | undefined => commitOf(join(folderOf(files), below), {});
  const [one, two] = ['ab'.repeat(20), 'cd'.repeat(20)];

  test('is read from HEAD, a reference, a packed reference, a worktree', () => {
    assert.equal(of({ '.git/HEAD': `${one}\n` }), one);
    assert.equal(of({ '.git/HEAD': 'ref: refs/heads/a/b\n', '.git/refs/heads/a/b': `${one}\n`, 'deep/er/x': '' }, 'deep/er'), one);
    assert.equal(
      of({
        '.git/HEAD': 'ref: refs/heads/main\n',
        '.git/packed-refs': `# pack-refs with: peeled\n${two} refs/heads/domain\n${one} refs/heads/main\n^${two}\n`,
      }),
      one,
    );
    assert.equal(of({ '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': 'ref: refs/heads/other\n', '.git/refs/heads/other': one }), one);
    const worktree = {
      'tree/.git': 'gitdir: ../main/.git/worktrees/tree\n',
      'main/.git/worktrees/tree/HEAD': 'ref: refs/heads/side\n',
      'main/.git/worktrees/tree/commondir': '../..\n',
      'main/.git/refs/heads/side': `${two}\n`,
    };
    assert.equal(of(worktree, 'tree'), two);
    assert.equal(of({ '.git/HEAD': `${'ab'.repeat(32)}\n` }), 'ab'.repeat(32), 'SHA-256');
  });

  test('is nothing where it cannot be told, and nothing else is ever read out', () => {
    assert.equal(of({ '.git/HEAD': 'ref: refs/heads/main\n' }), undefined);
    assert.equal(of({ '.git/HEAD': 'ref: refs/../../secret\n', secret: one }), undefined);
    assert.equal(of({ '.git/HEAD': 'ref: ../secret\n', '.git/../secret': one }), undefined);
    assert.equal(of({ '.git/HEAD': 'ref: refs/a\n', '.git/refs/a': 'ref: refs/a\n' }), undefined, 'a circle ends');
    assert.equal(of({ '.git/HEAD': 'password\n' }), undefined);
    assert.equal(of({ '.git': 'gitdir: nowhere\n' }), undefined);
  });
});
