import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { folderOf, heptad } from '../harness/cli.js';

const SHOP = 'examples/shop';

suite('heptad crosswalk --status', () => {
  test('knows frameworks, ids and paths, and refuses every other word with exit code 2', () => {
    for (const words of [[], ['cmmc'], ['800-171'], ['SC-7'], ['5.4.4'], ['tenet 2']])
      assert.equal(heptad(['crosswalk', '--status', ...words, SHOP]).status, 0, words.join());
    for (const word of ['pci', 'ZZ-99', 'no/such/folder']) {
      const { status, stdout, stderr } = heptad(['crosswalk', '--status', word, SHOP]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, new RegExp(`^heptad: no framework has "${word}", and no file is called so; frameworks are 800-53, fedramp`));
    }
    assert.equal(heptad(['crosswalk', '--status', 'cmmc', 'no/such/folder']).status, 2);
    assert.equal(heptad(['crosswalk', '--status', 'cmmc', SHOP, '--target', 'staging']).status, 2);
  });

  test('cannot say anything of a workspace that cannot be read', () => {
    const broken = folderOf({ 'a.yaml': 'apiVersion: v1\nkind: Pod\nspec: { a: [\n' });
    for (const cwd of [broken, folderOf({ 'notes.yaml': 'a: 1\n' })]) {
      const { status, stdout, stderr } = heptad(['crosswalk', '--status', 'cmmc'], { cwd });
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, /^heptad: can't judge: /);
    }
  });

  test('names a withdrawn control, and what it gave way to', () => {
    const { stdout } = heptad(['crosswalk', '--status', 'AC-2(10)', SHOP]);
    assert.match(stdout, /^AC-2\(10\) .*\n.*withdrawn.*\n?.*AC-2/);
    assert.match(stdout, /It is withdrawn: nothing is evidence for it or against it\./);
    assert.match(stdout, /\nAC-2 Account Management\n/);
  });

  test('never says that anything is complied with', () => {
    for (const word of ['cmmc', 'fedramp', 'dod', '800-207', 'SC-7']) {
      const { stdout } = heptad(['crosswalk', '--status', word, SHOP]);
      assert.doesNotMatch(stdout, /compliant with|complies|achieved|is met/i);
      assert.match(stdout, /A passed check is evidence for a control, never the whole of it\./);
    }
  });

  test('says the same in JSON', () => {
    const { stdout } = heptad(['crosswalk', '--status', 'cmmc', SHOP, '--target', 'prod', '--format', 'json']);
    const report = JSON.parse(stdout) as {
      schema: string;
      target: string;
      frameworks: { sentence: string; entries: { id: string; standing: string; rules: { first?: { path: string } }[] }[] }[];
    };
    assert.deepEqual([report.schema, report.target, report.frameworks.length], ['heptad.dev/status/v1', 'prod', 1]);
    const text = heptad(['crosswalk', '--status', 'cmmc', SHOP, '--target', 'prod']).stdout;
    assert.ok(text.replace(/\n/g, ' ').includes(report.frameworks[0]?.sentence ?? '?'));
    assert.match(report.frameworks[0]?.entries[0]?.rules[0]?.first?.path ?? '', /^examples\/shop\/.*\.yaml$/);
  });

  test('options of judging go with --status only', () => {
    assert.deepEqual(heptad(['crosswalk', 'SC-7', '--target', 'prod']), {
      status: 2,
      stdout: '',
      stderr: 'heptad: heptad crosswalk takes "--target" with --status only\n',
    });
  });
});
