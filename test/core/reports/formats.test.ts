import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { baselineText, snapshotOf } from '../../../server/core/posture/drift/snapshot.js';
import { floor, type Rational } from '../../../server/core/posture/rational.js';
import { commandData, commandProperty, markdownText, visible, xmlText } from '../../../server/core/reports/escape.js';
import { toGithub } from '../../../server/core/reports/github.js';
import { type CodeQualityEntry, toGitlab } from '../../../server/core/reports/gitlab.js';
import { toJunit } from '../../../server/core/reports/junit.js';
import { type MarkdownView, toMarkdown } from '../../../server/core/reports/markdown.js';
import { rules } from '../../../server/core/rules/index.js';
import type { Rule } from '../../../server/core/rules/rule.js';
import { FORMATTERS, viewOf } from '../../harness/pipeline.js';
import { elements, junitFaults, parseXml } from '../../harness/xml.js';

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata: { name: ${JSON.stringify(name)}, namespace: shop }\nspec: { hostNetwork: on, containers: [{ name: ${JSON.stringify(name)}, image: app }] }\n`;

/** Names that mean something to a terminal, a forge, a browser or a parser. */
const HOSTILE = [
  'a\n::set-output name=x::y',
  '##[add-mask]x',
  'x,line=1::error::y%0A::warning::z',
  '</failure><script>alert(1)</script>',
  ']]>&amp;"\'<!--',
  '[x](javascript:alert(1)) ![y](https://evil.example/p.png)',
  '| a | b |\n| --- |',
  '@org/team #1 https://evil.example www.evil.example :x: GH-1',
  '`code` **bold** __u__ ~~s~~ $x$ <img src=x onerror=alert(1)>',
  '\u001b[31m\u202e\u200b\u0000\ufffe\ud800',
];

const throwing: Rule = {
  ...(rules.find(({ id }) => id === 'no-privileged-containers') as Rule & { judgedBy: 'files' }),
  check() {
    throw new Error('out of order');
  },
};

suite('formats of pipelines', () => {
  for (const [format, print] of FORMATTERS) {
    test(`a rule that did not run is in ${format}`, () => {
      for (const command of ['scan', 'gate'] as const) {
        const text = print(viewOf({ 'pod.yaml': pod('app') }, { command }, [throwing]));
        assert.match(text, /no-privileged-containers.{0,10} could not run: Error: out of order/, command);
      }
    });

    test(`a name of the workspace stays a name in ${format}`, () => {
      const texts = Object.fromEntries(HOSTILE.map((name, index) => [`p${index} ${name.replace(/[\n\0\ud800]/g, '')}.yaml`, pod(name)]));
      for (const command of ['scan', 'gate'] as const) {
        const text = print(viewOf(texts, { command }));
        // A line break of our own is the only control character.
        assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u202e\u200b]/u);
        assert.doesNotMatch(text, /^\s*::(?!error |warning |notice )/m);
        assert.doesNotMatch(text.replaceAll('##<!-- -->[', ''), /##\[/);
      }
    });
  }

  test('as XML the names come back as they are shown', () => {
    const root = parseXml(toJunit(viewOf(Object.fromEntries(HOSTILE.map((name, index) => [`p${index}.yaml`, pod(name)])))));
    assert.deepEqual(junitFaults(root), []);
    const names = elements(root, 'testcase').map(({ attributes }) => attributes.get('name') ?? '');
    for (const name of HOSTILE) {
      const shown = visible(name).replace(/[\ufffe\ud800]/g, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`);
      assert.ok(names.includes(`Pod shop/${shown}`), shown);
    }
  });

  test('every line for GitHub is one command with known properties, or begins with a word', () => {
    const lines = toGithub(viewOf(Object.fromEntries(HOSTILE.map((name, index) => [`p${index},:%.yaml`, pod(name)]))))
      .trimEnd()
      .split('\n');
    for (const line of lines) {
      if (!line.startsWith('::')) assert.match(line, /^(error|warning|info) /);
      else assert.match(line, /^::(error|warning|notice) (?:(?:file|line|endLine|col|endColumn|title)=[^,:]*(?:,|(?=::)))+::/);
    }
    const back = (text: string): string => text.replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
    for (const name of HOSTILE) {
      assert.equal(back(commandProperty(name)), visible(name));
      assert.equal(commandData(name).replaceAll('%25', '%'), visible(name));
    }
  });

  test('as JSON for GitLab no two entries are one', () => {
    const entries: readonly CodeQualityEntry[] = toGitlab(viewOf({ 'a.yaml': pod('app'), 'b.yaml': pod('app') }));
    assert.equal(new Set(entries.map(({ fingerprint }) => fingerprint)).size, entries.length);
    assert.ok(entries.some(({ location }) => location.path === 'b.yaml'));
  });

  test('as XML every character that XML lacks is shown', () => {
    assert.equal(xmlText('a\u0000\ufffe\ud800<&>"\''), 'a\\u{0}\\u{fffe}\\u{d800}&#60;&#38;&#62;&#34;&#39;');
  });
});

suite('the comment on a pull request', () => {
  test('shows a name without mark, link, mention, emoji or HTML', () => {
    const shown = new Map([
      ['temp-allow', 'temp-allow'],
      ['a|b', 'a\\|b'],
      ['[x](y)', '\\[x\\](y)'],
      ['<img src=x>', '&lt;img src=x&gt;'],
      ['&lt;', '&amp;lt;'],
      ['@org/team', '@<!-- -->org/team'],
      ['o/r#1', 'o/r#<!-- -->1'],
      ['https://evil.example', 'https\\://evil.example'],
      ['www.evil.example', 'www\\.evil.example'],
      [':x:', '\\:x:'],
      ['a_b*c`d`~e~$f$\\', 'a\\_b\\*c\\`d\\`\\~e\\~\\$f\\$\\\\'],
      ['docker.io/a/b:16', 'docker.io/a/b:16'],
    ]);
    for (const [name, expected] of shown) assert.equal(markdownText(name), expected);
  });

  test('keeps the cells of its tables, whatever a name holds', () => {
    const texts = Object.fromEntries(HOSTILE.map((name, index) => [`p${index}.yaml`, `${pod(name)}spec2: {a: 1, a: 2}\n`]));
    const text = toMarkdown(viewOf(texts, { command: 'gate' }));
    let width = 0;
    for (const line of text.split('\n')) {
      if (!line.startsWith('|')) width = 0;
      else {
        const cells = line.replace(/\\[\\|]/g, '').split('|').length;
        if (width === 0) width = cells;
        assert.equal(cells, width, line);
      }
    }
    assert.doesNotMatch(text.replaceAll('<!-- -->', '').replace('<!-- heptad:posture -->', ''), /<(?!\/?(details|summary|sub)>)/);
  });

  test('says what the change broke and fixed before everything else, and makes moved rows bold', () => {
    const view = changed();
    const [target] = view.targets;
    assert.ok(target?.drift !== undefined);
    const { score } = target.posture;
    const lines = toMarkdown(view).split('\n');
    const before = Number(/score (\d+) →/.exec(lines[3] ?? '')?.[1]);
    assert.equal(
      lines[3],
      `This change: score ${before} → **${score.score}** (up to ${score.ceiling}), 1 broken, 1 fixed. The gate fails. Target ., edition 2026.1-preview. Baseline of 2026-11-03.`,
    );
    assert.deepEqual(lines.slice(4, 16), [
      '',
      '**Broken by this change**',
      '',
      '| | Where | What | Controls |',
      '| --- | --- | --- | --- |',
      '| error | [pod.yaml:4](pod.yaml#L4) | "app" shares the network of its node (`no-host-namespaces`) | SC-39, SC-4, CM-7, AC-6, CM-6 |',
      '',
      '**Fixed by this change**',
      '',
      '| Rule | What |',
      '| --- | --- |',
      '| `require-image-digest` | shop/app app |',
    ]);
    const bold = lines.filter((line) => line.startsWith('| **'));
    assert.deepEqual(
      bold.length,
      target.posture.pillars.filter(({ pillar, score: now }) => now !== shownBefore(target.drift?.baseline.pillars.get(pillar)?.exact)).length,
    );
  });

  test('the ratchet fails on what is worse and nothing else, in every format', () => {
    const worse = { ...changed(), command: 'gate' as const, ratchet: true };
    const failures = elements(parseXml(toJunit(worse)), 'testcase').filter(({ children }) => children.some(({ name }) => name === 'failure'));
    assert.deepEqual(
      failures.map(({ attributes }) => attributes.get('name')),
      ['ratchet', 'no-host-namespaces'],
    );
    assert.match(toGithub(worse), /^::error file=pod\.yaml,line=4,.*title=no-host-namespaces::shop\/app fails no-host-namespaces since 2026-11-03$/m);
    assert.deepEqual(
      toGitlab(worse).map(({ check_name, severity }) => `${check_name} ${severity}`),
      ['ratchet blocker', 'no-host-namespaces blocker', 'heptad-files info'],
    );
    const same = { ...viewOf(withBaseline(BEFORE, BEFORE), { command: 'gate' }, JUDGING), ratchet: true };
    assert.deepEqual(elements(parseXml(toJunit(same)), 'failure'), []);
    assert.equal(toGitlab(same).length, 1);
    assert.match(toGithub(same), /^::notice title=Heptad::\.: Nothing is worse than the baseline of 2026-11-03\. /);
    assert.match(toMarkdown(same), /Nothing is worse than the baseline of 2026-11-03\. The gate passes\. Target \., edition \S+ Baseline of 2026-11-03\./);
  });
});

const BEFORE = pod('app').replace('hostNetwork: on, ', '');
const AFTER = pod('app').replace('image: app', `image: "app@sha256:${'0'.repeat(64)}"`);
const JUDGING = rules.filter(({ id }) => ['no-host-namespaces', 'require-image-digest', 'require-run-as-non-root'].includes(id));

/** A text with the baseline of another one. */
function withBaseline(before: string, now: string): Readonly<Record<string, string>> {
  const [target] = viewOf({ 'pod.yaml': before }, {}, JUDGING).targets;
  if (target === undefined) throw new Error('no target');
  const facts = snapshotOf(target.posture, target.gate, { ruleSet: '0', version: '0.0.0', today: '2026-11-03', commit: undefined });
  return { 'pod.yaml': now, '.heptad/baselines/all.yaml': baselineText(facts) };
}

function changed(): MarkdownView {
  return viewOf(withBaseline(BEFORE, AFTER), {}, JUDGING);
}

function shownBefore(exact: Rational | undefined): number {
  return exact === undefined ? 0 : floor(exact);
}
