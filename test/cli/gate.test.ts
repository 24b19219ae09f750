import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { folderOf, heptad, reportOf } from '../harness/cli.js';

const PRIVILEGED =
  'apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: shop }\nspec:\n  containers:\n    - { name: app, image: app:1, securityContext: { privileged: yes } }\n';
const profile = (spec: string): string => `apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nspec: ${spec}\n`;

suite('gate', () => {
  test('without an impact level an error holds it back, and the exit code says what the text says', () => {
    const { status, stdout } = heptad(['gate'], { cwd: folderOf({ 'pod.yaml': PRIVILEGED }) });
    assert.equal(status, 1);
    assert.match(stdout, /The gate fails\./);
    assert.match(stdout, /no-privileged-containers/);
  });

  test('at IL4 a pillar that is not judged fails', () => {
    const cwd = folderOf({ 'pod.yaml': PRIVILEGED.replace(', securityContext: { privileged: yes }', '') });
    assert.equal(heptad(['gate'], { cwd }).status, 0);
    const { status, stdout } = heptad(['gate', '--impact-level', 'il4'], { cwd });
    assert.equal(status, 1);
    assert.match(stdout, /^IL4 fails\./m);
    assert.match(stdout, /Device, not judged: attest or add files for/);
  });

  test('a comment hides a finding and nothing else', () => {
    const cwd = folderOf({ 'pod.yaml': PRIVILEGED.replace('    - { name', '    # heptad-ignore no-privileged-containers: the driver needs it\n    - { name') });
    const { status, stdout } = heptad(['scan'], { cwd });
    assert.equal(status, 1);
    assert.doesNotMatch(stdout, /runs privileged/);
    assert.match(stdout, /1 hidden/);
    const hidden = reportOf(['scan'], { cwd }).findings.filter((finding) => finding.hidden !== undefined);
    assert.deepEqual(
      hidden.map(({ rule, hidden: reason }) => [rule, reason]),
      [['no-privileged-containers', 'the driver needs it']],
    );
    assert.equal(heptad(['gate'], { cwd }).status, 1);
  });

  test('an ignore that hides nothing is a problem', () => {
    const cwd = folderOf({ 'pod.yaml': PRIVILEGED.replace('    - { name', '    # heptad-ignore no-host-path-volumes: none here\n    - { name') });
    assert.deepEqual(
      reportOf(['scan'], { cwd }).problems.map(({ code }) => code),
      ['unused-ignore'],
    );
  });

  test('a waiver moves the gate and says so, and the score stays', () => {
    const files = { 'pod.yaml': PRIVILEGED };
    const without = reportOf(['scan'], { cwd: folderOf(files) });
    const waiver = `apiVersion: heptad.dev/v1alpha1
kind: Waiver
metadata: { name: driver }
spec:
  target: .
  rule: no-privileged-containers
  fingerprint: ${without.findings.find(({ rule }) => rule === 'no-privileged-containers')?.fingerprint ?? ''}
  owner: Ada
  approver: Grace
  reason: The driver loads a kernel module.
  issued: 2026-11-01
  expires: 2027-01-31
`;
    const cwd = folderOf({ ...files, '.heptad/waiver.yaml': waiver });
    const { status, stdout } = heptad(['gate'], { cwd });
    assert.equal(status, 0, stdout);
    assert.match(stdout, /passes with 1 waiver; without it/);
    const report = reportOf(['scan'], { cwd });
    assert.equal(report.targets[0]?.score, without.targets[0]?.score);
    assert.equal(report.findings.find(({ rule }) => rule === 'no-privileged-containers')?.waived, '2027-01-31');
    assert.equal(heptad(['gate', '--today', '2027-02-01'], { cwd }).status, 1, 'an expired waiver counts for nothing');
  });

  test('what the pipeline sets cannot be loosened', () => {
    const cwd = folderOf({
      'pod.yaml': PRIVILEGED,
      'heptad.yaml': profile('{ impactLevel: IL2, exclude: [pod.yaml] }'),
      'ci/profile.yaml': profile('{ impactLevel: IL4, exclude: [] }'),
    });
    const { stdout } = heptad(['gate', '--profile', 'ci/profile.yaml'], { cwd });
    assert.match(stdout, /IL4 fails/);
    assert.match(stdout, /tried-loosening/);
  });

  test('standard input is judged, and places follow # Source comments', () => {
    const rendered = `---\n# Source: shop/templates/pod.yaml\n${PRIVILEGED}`;
    const { status, stdout } = heptad(['scan', '-'], { cwd: folderOf({}), input: rendered });
    assert.equal(status, 1);
    assert.match(stdout, /--> shop\/templates\/pod\.yaml:6:\d+/);
  });

  test('paths are relative to the working directory', () => {
    const cwd = folderOf({ 'apps/shop/pod.yaml': PRIVILEGED });
    assert.deepEqual([...new Set(reportOf(['scan', 'apps/shop'], { cwd }).findings.map(({ path }) => path))], ['apps/shop/pod.yaml']);
    assert.deepEqual([...new Set(reportOf(['scan', '../..'], { cwd: `${cwd}/apps/shop` }).findings.map(({ path }) => path))], ['pod.yaml']);
  });

  test('what is ignored, excluded or left out is said', () => {
    const cwd = folderOf({
      'pod.yaml': PRIVILEGED,
      'old/pod.yaml': PRIVILEGED,
      'gone/pod.yaml': PRIVILEGED,
      '.gitignore': 'gone/\n*.tmp.yaml\n',
      'x.tmp.yaml': PRIVILEGED,
      'heptad.yaml': profile('{ exclude: [old] }'),
    });
    const files = reportOf(['scan'], { cwd }).files;
    assert.deepEqual(
      files.map(({ path, state, reason }) => [path, state, reason]),
      [
        ['gone', 'left-out', 'ignored by .gitignore'],
        ['heptad.yaml', 'left-out', 'Heptad document'],
        ['old/pod.yaml', 'left-out', 'excluded by heptad.yaml'],
        ['pod.yaml', 'read', undefined],
        ['x.tmp.yaml', 'left-out', 'ignored by .gitignore'],
      ],
    );
  });

  test('below the root a target is judged whole, and only what is asked for is shown', () => {
    const cwd = folderOf({
      'heptad.yaml': profile('{ targets: [{ name: shop, path: app }, { name: other, path: other }] }'),
      'app/pod.yaml': PRIVILEGED,
      'app/web/pod.yaml': PRIVILEGED.replace('name: app,', 'name: web,'),
      'other/pod.yaml': PRIVILEGED,
    });
    const report = reportOf(['scan', 'app/web'], { cwd });
    assert.deepEqual([...new Set(report.findings.map(({ path }) => path))], ['app/web/pod.yaml']);
    assert.deepEqual(
      report.targets.map(({ name, rules }) => [name, rules.find(({ id }) => id === 'no-privileged-containers')?.failed]),
      [['shop', 2]],
    );
  });

  test('an overlay that is asked for has the findings of its bases', () => {
    const cwd = folderOf({
      '.git/HEAD': 'ref: refs/heads/main\n',
      'base/kustomization.yaml': 'resources: [pod.yaml]\n',
      'base/pod.yaml': PRIVILEGED,
      'over/kustomization.yaml': 'resources: [../base]\n',
    });
    for (const path of ['over', 'over/kustomization.yaml']) {
      const found = reportOf(['scan', path], { cwd }).findings.filter(({ rule }) => rule === 'no-privileged-containers');
      assert.deepEqual([path, found.map((finding) => finding.path)], [path, ['base/pod.yaml']]);
      assert.equal(heptad(['scan', path], { cwd }).status, 1);
    }
  });

  test('a path that no target holds cannot be judged', () => {
    const { status, stderr } = heptad(['gate', 'examples/shop/overlays/dev/debug-web.yaml']);
    assert.equal(status, 2);
    assert.match(stderr, /nothing that is named here belongs to a target/);
  });

  test('never says that it passes where it does not end with 0', () => {
    const pod = PRIVILEGED.replace(', securityContext: { privileged: yes }', '');
    const cases = [
      [{ 'pod.yaml': pod, 'broken.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: [\n' }, 2, /^Can't tell\. 1 file could not be read\.$/m],
      [{ 'pod.yaml': pod.replace('spec:', 'spec:\n  hostPID: false\n  hostPID: false') }, 1, /^The gate fails\. 2 problems of severity error in the files\.$/m],
    ] as const;
    for (const [files, exit, sentence] of cases) {
      const cwd = folderOf(files);
      const { status, stdout } = heptad(['gate'], { cwd });
      assert.equal(status, exit);
      assert.match(stdout, sentence);
      assert.doesNotMatch(stdout, /passes/);
      assert.equal(reportOf(['gate'], { cwd }).targets[0]?.gate.passed, false);
    }
  });

  test('two objects of one name are both judged, and a context takes nothing out of judgement', () => {
    const tame = PRIVILEGED.replace('privileged: yes', 'privileged: no');
    const twice = folderOf({ 'a.yaml': PRIVILEGED, 'b.yaml': tame });
    const beside = folderOf({ 'app/a.yaml': PRIVILEGED, 'platform/b.yaml': tame, 'heptad.yaml': profile('{ context: [platform] }') });
    for (const cwd of [twice, beside]) {
      const found = reportOf(['scan'], { cwd }).findings.filter(({ rule }) => rule === 'no-privileged-containers');
      assert.deepEqual(
        found.map(({ path }) => path.split('/').at(-1)),
        ['a.yaml'],
      );
      assert.equal(heptad(['gate'], { cwd }).status, 1);
    }
  });
});
