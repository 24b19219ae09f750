import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite, test } from 'mocha';
import { linkOf } from '../../server/cli/pipeline.js';
import type { CodeQualityEntry } from '../../server/core/reports/gitlab.js';
import { LONGEST, MARKER } from '../../server/core/reports/markdown.js';
import { folderOf, type How, heptad } from '../harness/cli.js';
import { assertGolden, transcript } from '../harness/golden.js';
import { elements, junitFaults, parseXml } from '../harness/xml.js';

const FOLDER = 'test/cli/golden-formats';
const SHOP = 'examples/shop';
const MAKE = 'HEPTAD_UPDATE=1 npm test -- test/cli/formats.test.ts';
const FORMATS = ['junit', 'markdown', 'github', 'gitlab'] as const;
const COMMANDS = ['scan', 'gate'] as const;

const pod = (name: string, spec: string): string => `apiVersion: v1\nkind: Pod\nmetadata: { name: ${JSON.stringify(name)}, namespace: shop }\nspec: ${spec}\n`;
const exposed = pod('app', '{ hostNetwork: on, containers: [{ name: app, image: app }] }');
/** A folder whose answers differ: errors, warnings only, unreadable, a base that is elsewhere, nothing at all, a key that is there twice. */
const WORKSPACES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  errors: { 'pod.yaml': exposed },
  warnings: { 'pod.yaml': pod('app', '{ containers: [{ name: app, image: app }] }') },
  broken: { 'pod.yaml': exposed, 'broken.yaml': 'apiVersion: v1\nkind: Pod\nspec: { a: [\n' },
  remote: {
    'kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [pod.yaml, "https://example.com/base?ref=v1"]\n',
    'pod.yaml': exposed,
  },
  nothing: { 'notes.yaml': 'a: 1\n' },
  twice: {
    'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: app, namespace: shop }\nspec: { containers: [], containers: [{ name: app, image: app }] }\n',
  },
  hidden: { 'pod.yaml': exposed.replace('spec:', '# heptad-ignore no-host-namespaces: the agent needs it\nspec:') },
};

const junit = (words: readonly string[], how: How = {}): ReturnType<typeof parseXml> => parseXml(heptad([...words, '--format', 'junit'], how).stdout);
const gitlab = (words: readonly string[], how: How = {}): readonly CodeQualityEntry[] =>
  JSON.parse(heptad([...words, '--format', 'gitlab'], how).stdout) as readonly CodeQualityEntry[];

suite('formats of pipelines', () => {
  const runs = new Map<string, readonly string[]>([
    ...COMMANDS.flatMap((command) => FORMATS.map((format) => [`${command}-${format}`, [command, SHOP, '--target', 'prod', '--format', format]] as const)),
    ['score-markdown', ['score', SHOP, '--format', 'markdown']],
  ]);
  for (const [name, words] of runs) test(`heptad ${words.join(' ')}`, () => assertGolden(join(FOLDER, `${name}.txt`), transcript(words), MAKE));

  test('each golden file belongs to a run', () => {
    assert.deepEqual(
      readdirSync(FOLDER).filter((file) => !runs.has(file.replace(/\.txt$/, ''))),
      [],
    );
  });

  test('a command that has no use for a format refuses it', () => {
    assert.deepEqual(
      [heptad(['score', SHOP, '--format', 'junit']), heptad(['crosswalk', 'SC-7', '--format', 'gitlab'])].map(({ status, stderr }) => [status, stderr]),
      [
        [2, 'heptad: heptad score prints text, json, sarif or markdown, not junit\n'],
        [2, 'heptad: heptad crosswalk prints text or json, not gitlab\n'],
      ],
    );
  });

  for (const [name, files] of Object.entries(WORKSPACES)) {
    test(`the exit code is the same in every format: ${name}`, () => {
      const cwd = folderOf(files);
      for (const command of COMMANDS) {
        const { status } = heptad([command], { cwd });
        for (const format of FORMATS) assert.equal(heptad([command, '--format', format], { cwd }).status, status, `${command} ${format}`);
      }
    });
  }
});

suite('junit', () => {
  test('fits the schema, and no two cases are one', () => {
    for (const cwd of [SHOP, ...Object.values(WORKSPACES).map(folderOf)]) {
      for (const command of COMMANDS) {
        const root = junit([command], { cwd });
        assert.deepEqual(junitFaults(root), []);
        const names = elements(root, 'testcase').map(({ attributes }) => `${attributes.get('classname')} ${attributes.get('name')}`);
        assert.equal(new Set(names).size, names.length);
        for (const one of elements(root, 'testsuite')) {
          assert.equal(Number(one.attributes.get('tests')), elements(one, 'testcase').length);
          assert.equal(Number(one.attributes.get('failures')), elements(one, 'failure').length);
          assert.equal(Number(one.attributes.get('errors')), elements(one, 'error').length);
          assert.equal(Number(one.attributes.get('skipped')), elements(one, 'skipped').length);
        }
      }
    }
  });

  test('has a case that fails exactly when the exit code is not 0, and an error when it is 2', () => {
    const seen = new Set<number | null>();
    for (const cwd of [SHOP, ...Object.values(WORKSPACES).map(folderOf)]) {
      for (const words of [['scan'], ['scan', '--fail-on', 'warning'], ['scan', '--fail-on', 'never'], ['gate'], ['gate', '--impact-level', 'IL4']]) {
        const { status } = heptad(words, { cwd });
        const root = junit(words, { cwd });
        seen.add(status);
        assert.equal(elements(root, 'failure').length + elements(root, 'error').length > 0, status !== 0, `${words.join(' ')} in ${cwd}: ${status}`);
        if (status === 2) assert.ok(elements(root, 'error').length > 0);
      }
    }
    assert.deepEqual([...seen].sort(), [0, 1, 2]);
  });

  test('never lets a subject that is failing, or is not judged, look as if it passed', () => {
    const root = junit(['scan', SHOP, '--target', 'prod']);
    const cases = elements(root, 'testcase').filter(({ attributes }) => attributes.get('classname')?.startsWith('prod.'));
    const report = JSON.parse(heptad(['scan', SHOP, '--target', 'prod', '--format', 'json']).stdout) as {
      targets: { rules: { passed: number; failed: number; unknown: { count: number }[] }[] }[];
    };
    const rules = report.targets.flatMap((target) => target.rules);
    const open = rules.reduce((sum, { failed, unknown }) => sum + failed + unknown.reduce((all, { count }) => all + count, 0), 0);
    const passed = rules.reduce((sum, rule) => sum + rule.passed, 0);
    const plain = cases.filter(({ children }) => children.every(({ name }) => name === 'system-out')).length;
    assert.deepEqual([plain, cases.length - plain], [passed, open]);
  });
});

suite('workflow commands of GitHub', () => {
  test('annotate the first ten of a kind, log the others, and say so last', () => {
    const { stdout } = heptad(['scan', SHOP, '--target', 'prod', '--format', 'github']);
    const lines = stdout.trimEnd().split('\n');
    for (const kind of ['error', 'warning', 'notice']) assert.ok(lines.filter((line) => line.startsWith(`::${kind} `)).length <= 10, kind);
    const logged = lines.filter((line) => !line.startsWith('::'));
    assert.match(lines.at(-1) ?? '', new RegExp(`^::notice title=Heptad::21 files read.* 0 unread\\. .*${logged.length} more stand in the log`));
    assert.equal(
      lines.length - 1,
      (JSON.parse(heptad(['scan', SHOP, '--target', 'prod', '--format', 'json']).stdout) as { findings: unknown[] }).findings.length,
    );
  });

  test('escape what would end a property, and give it back', () => {
    const cwd = folderOf({ '.git/HEAD': '', 'a,b:%2C.yaml': exposed });
    const line = heptad(['scan', '--format', 'github'], { cwd })
      .stdout.split('\n')
      .find((one) => one.includes('no-host-namespaces'));
    assert.match(
      line ?? '',
      /^::error file=a%2Cb%3A%252C\.yaml,line=4,endLine=4,col=\d+,endColumn=\d+,title=no-host-namespaces::"app" shares the network of its node$/,
    );
  });
});

suite('code quality of GitLab', () => {
  test('has the fields, and no fingerprint twice', () => {
    for (const cwd of [SHOP, ...Object.values(WORKSPACES).map(folderOf)]) {
      for (const command of COMMANDS) {
        const entries = gitlab([command], { cwd });
        for (const { description, check_name, fingerprint, severity, location } of entries) {
          assert.ok(description !== '' && check_name !== '' && /^[0-9a-f]{32}$/.test(fingerprint));
          assert.ok(['info', 'minor', 'major', 'critical', 'blocker'].includes(severity));
          assert.ok(!location.path.startsWith('/') && !location.path.startsWith('./') && location.path !== '' && location.lines.begin >= 1);
        }
        assert.equal(new Set(entries.map(({ fingerprint }) => fingerprint)).size, entries.length);
      }
    }
  });

  test('keeps the fingerprint of a finding when lines are added above it', () => {
    const prints = (text: string): readonly string[] =>
      gitlab(['scan'], { cwd: folderOf({ '.git/HEAD': '', 'pod.yaml': text }) }).map(({ fingerprint }) => fingerprint);
    assert.deepEqual(prints(`# one\n# two\n${exposed}`), prints(exposed));
  });

  test('names files from the root of the repository, wherever it runs', () => {
    const cwd = folderOf({ '.git/HEAD': '', 'deploy/heptad.yaml': 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\n', 'deploy/app/pod.yaml': exposed });
    const paths = (from: string): ReadonlySet<string> => new Set(gitlab(['scan'], { cwd: join(cwd, from) }).map(({ location }) => location.path));
    assert.deepEqual([...paths('deploy')].sort(), ['deploy/app/pod.yaml', 'deploy/heptad.yaml']);
    assert.deepEqual(paths('deploy/app'), paths('deploy'));
  });
});

suite('the comment on a pull request', () => {
  const comment = (words: readonly string[], how: How = {}): string => heptad([...words, '--format', 'markdown'], how).stdout;

  test('begins with its marker, has seven rows and the caveat', () => {
    const text = comment(['gate', SHOP]);
    assert.ok(text.startsWith(`${MARKER}\n### `));
    assert.equal(
      text
        .split('\n')
        .filter((line) =>
          /^\| (User|Device|Application & workload|Data|Network & environment|Automation & orchestration|Visibility & analytics) \| (Not judged|Traditional|Advanced|Optimal)/.test(
            line,
          ),
        ).length,
      7,
    );
    assert.match(text, /A passing check is evidence for a control, never the whole of it\.<\/sub>\n$/);
  });

  test('fits into a comment of GitHub, and says what is left out', () => {
    const long = 'x'.repeat(60_000);
    const files = Object.fromEntries(
      Array.from({ length: 80 }, (_, index) => [`p${index}.yaml`, `apiVersion: v1\nkind: Pod\nspec: { ${long}${index}: 1, ${long}${index}: 2 }\n`]),
    );
    const text = comment(['scan'], { cwd: folderOf(files) });
    assert.ok(text.length <= LONGEST, String(text.length));
    assert.match(text, /\d+ more rows are left out of this comment/);
    assert.match(text, /<\/sub>\n$/);
  });

  test('links to the commit in a pipeline, and nothing of the environment that has another form', () => {
    const github = { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'o/r', GITHUB_SHA: 'a'.repeat(40) };
    assert.equal(linkOf(github)('a b/(c).yaml', 7), `https://github.com/o/r/blob/${'a'.repeat(40)}/a%20b/%28c%29.yaml#L7`);
    assert.equal(
      linkOf({ CI_PROJECT_URL: 'https://gitlab.com/o/r', CI_COMMIT_SHA: 'b'.repeat(40) })('c.yaml', 1),
      `https://gitlab.com/o/r/-/blob/${'b'.repeat(40)}/c.yaml#L1`,
    );
    for (const wrong of [
      { ...github, GITHUB_SERVER_URL: 'javascript:alert(1)' },
      { ...github, GITHUB_REPOSITORY: 'o/r) [x](y' },
      { ...github, GITHUB_SHA: 'main' },
      {},
    ])
      assert.equal(linkOf(wrong)('c.yaml', 1), 'c.yaml#L1');
  });
});

suite('what was not read or not run', () => {
  for (const format of FORMATS) {
    test(`a file that cannot be read is in ${format}`, () => {
      const cwd = folderOf(WORKSPACES['broken'] ?? {});
      for (const command of COMMANDS) assert.match(heptad([command, '--format', format], { cwd }).stdout, /broken\.yaml/, command);
    });

    test(`a base that lies elsewhere is in ${format}`, () => {
      const cwd = folderOf(WORKSPACES['remote'] ?? {});
      for (const command of COMMANDS) assert.match(heptad([command, '--format', format], { cwd }).stdout, /not read: /, command);
    });

    test(`how many files were read and left out is in ${format}, and why nothing was judged`, () => {
      assert.match(heptad(['scan', SHOP, '--format', format]).stdout, /21 files read, 5 left out|\b2\d files read, \d left out/);
      assert.match(heptad(['gate', '--format', format], { cwd: folderOf(WORKSPACES['nothing'] ?? {}) }).stdout, /can&#39;t judge|can't judge|Can't judge/);
    });
  }

  test('a finding that a comment hides is counted', () => {
    const cwd = folderOf(WORKSPACES['hidden'] ?? {});
    for (const format of ['github', 'gitlab', 'junit']) {
      const { stdout, status } = heptad(['scan', '--format', format], { cwd });
      assert.match(stdout, /1 finding is hidden by comments and counts all the same/, format);
      assert.equal(status, 1);
    }
    assert.ok(resolve(cwd) !== '');
  });
});
