import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import { folderOf, heptad, reportOf } from '../harness/cli.js';

const POD = 'apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: shop }\nspec:\n  containers:\n    - { name: app, image: app:1 }\n';
const PRIVILEGED = POD.replace('image: app:1', 'image: app:1, securityContext: { privileged: yes }');

suite('exit codes', () => {
  test('an empty folder cannot be judged: 2', () => {
    const { status, stderr, stdout } = heptad(['scan'], { cwd: folderOf({}) });
    assert.deepEqual([status, stdout, stderr], [2, '', "heptad: can't judge: there is no YAML or JSON file here\n"]);
  });

  test('files without a manifest cannot be judged: 2, for every command', () => {
    const cwd = folderOf({ 'compose.yaml': 'services: { web: { image: nginx } }\n', 'values.yaml': 'replicas: 1\n' });
    for (const command of ['scan', 'score', 'gate']) {
      const { status, stderr } = heptad([command], { cwd });
      assert.deepEqual([command, status, stderr], [command, 2, "heptad: can't judge: none of 2 YAML files is a manifest, policy or Rego module\n"]);
    }
  });

  test('nothing to judge is 2 in JSON too, and the report says what was met', () => {
    const cwd = folderOf({ 'values.yaml': 'replicas: 1\n' });
    assert.equal(heptad(['scan', '--format', 'json'], { cwd }).status, 2);
    const report = reportOf(['scan'], { cwd });
    assert.deepEqual([report.targets, report.files.map(({ state }) => state)], [[], ['left-out']]);
  });

  test('an error is 1, and --fail-on never makes it 0', () => {
    const cwd = folderOf({ 'pod.yaml': PRIVILEGED });
    assert.equal(heptad(['scan'], { cwd }).status, 1);
    assert.equal(heptad(['scan', '--fail-on', 'never'], { cwd }).status, 0);
  });

  test('warnings alone are 0 unless asked for', () => {
    const cwd = folderOf({ 'pod.yaml': POD });
    assert.equal(heptad(['scan'], { cwd }).status, 0);
    assert.equal(heptad(['scan', '--fail-on', 'warning'], { cwd }).status, 1);
  });

  test('a score is 0 whatever it is', () => {
    assert.equal(heptad(['score'], { cwd: folderOf({ 'pod.yaml': PRIVILEGED }) }).status, 0);
  });

  test('a broken manifest is 2 beside findings, its neighbor is judged, and both are printed', () => {
    const cwd = folderOf({ 'broken.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: [\n', 'pod.yaml': PRIVILEGED });
    const { status, stdout, stderr } = heptad(['scan'], { cwd });
    assert.equal(status, 2);
    assert.match(stdout, /no-privileged-containers/);
    assert.match(stdout, /--> broken\.yaml:/);
    assert.match(stderr, /^heptad: can't judge: something could not be read or run: broken\.yaml\n$/);
    assert.equal(heptad(['gate'], { cwd }).status, 2);
    assert.equal(heptad(['score'], { cwd }).status, 2);
  });

  test('bad config is 2, at its place', () => {
    const cwd = folderOf({ 'pod.yaml': POD, 'heptad.yaml': 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: { impactLvel: IL4 }\n' });
    const { status, stdout } = heptad(['scan'], { cwd });
    assert.equal(status, 2);
    assert.match(stdout, /unknown field "impactLvel"/);
    assert.match(stdout, /--> heptad\.yaml:3:9/);
  });

  test('a repeated key is 1: it is read as the cluster reads it', () => {
    const cwd = folderOf({ 'pod.yaml': POD.replace('spec:\n', 'spec:\n  hostNetwork: false\n  hostNetwork: true\n') });
    const report = reportOf(['scan'], { cwd });
    assert.equal(heptad(['scan', '--fail-on', 'never'], { cwd }).status, 1);
    assert.deepEqual(
      report.problems.map(({ code }) => code),
      ['duplicate-key', 'duplicate-key'],
    );
    assert.ok(report.findings.some(({ rule }) => rule === 'no-host-namespaces'));
  });

  test('wrong words are 2 with one line of help', () => {
    for (const words of [
      ['scam'],
      ['scan', '--fromat', 'json'],
      ['scan', '--format', 'xml'],
      ['gate', '--impact-level', 'IL3'],
      ['score', '--target'],
      ['scan', '--profile', '.'],
      ['scan', '--today', '2026-13-45'],
      ['explain', 'no-such-rule'],
      ['crosswalk', 'SC-99'],
      ['scan', 'missing-folder'],
    ]) {
      const { status, stdout, stderr } = heptad(words, { cwd: folderOf({}) });
      assert.equal(status, 2, words.join(' '));
      assert.equal(stdout, '');
      assert.match(stderr, /^heptad: [^\n]+\n$/);
    }
  });

  test('help and version are 0', () => {
    assert.equal(heptad(['--help']).status, 0);
    assert.equal(heptad(['scan', '--help']).status, 0);
    assert.match(heptad(['--version']).stdout, /^heptad \d+\.\d+\.\d+\n$/);
  });

  test('a pipe among the files is left out, and a folder that cannot be read ends in 2', () => {
    const cwd = folderOf({ 'pod.yaml': POD, 'closed/pod.yaml': POD });
    if (process.platform === 'win32' || spawnSync('mkfifo', [join(cwd, 'pipe.yaml')]).status !== 0) return;
    assert.deepEqual(
      reportOf(['scan'], { cwd })
        .files.filter(({ path }) => path === 'pipe.yaml')
        .map(({ state, reason }) => [state, reason]),
      [['left-out', 'no regular file']],
    );
    // The superuser reads everything: then there is nothing to see.
    chmodSync(join(cwd, 'closed'), 0);
    if (process.getuid?.() !== 0) assert.equal(heptad(['scan'], { cwd }).status, 2);
    chmodSync(join(cwd, 'closed'), 0o700);
  });

  test('facts of files that could not be read are not given', () => {
    const { status, stdout } = heptad(['facts'], { cwd: folderOf({ 'pod.yaml': POD, 'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: [\n' }) });
    assert.deepEqual([status, stdout], [2, '']);
  });

  test('a wrong word on the command line is named: 2', () => {
    const said = (...words: string[]): unknown => {
      const { status, stderr } = heptad(['scan', ...words], { cwd: folderOf({ 'pod.yaml': POD }) });
      return [status, stderr];
    };
    assert.deepEqual(said('--format'), [2, 'heptad: "--format" needs a value\n']);
    assert.deepEqual(said('--target', '--all'), [2, 'heptad: "--target" needs a value\n']);
    assert.deepEqual(said('--today', '2026-02-30'), [2, 'heptad: --today is a date such as 2026-01-31, not "2026-02-30"\n']);
  });

  test('an option that a command does not take is a mistake', () => {
    for (const [words, message] of [
      [['score', '--fail-on', 'error'], 'heptad score takes no option "--fail-on"'],
      [['gate', '--gate'], 'heptad gate takes no option "--gate"'],
      [['explain', 'no-privileged-containers', '--format', 'sarif'], 'heptad explain prints text or json, not sarif'],
    ] as const) {
      const { status, stderr } = heptad(words);
      assert.deepEqual([status, stderr], [2, `heptad: ${message}\n`]);
    }
  });
});
