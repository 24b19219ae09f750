import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { loadFrameworks } from '../../../server/core/frameworks/frameworks.js';
import type { TargetPosture } from '../../../server/core/posture/target.js';
import { frameworkStatus, frameworksNamed, idStatus, idsNamed, STATUS_FRAMEWORKS, STATUS_NAMES } from '../../../server/core/reports/status.js';
import { leadSentence } from '../../../server/core/reports/status-text.js';
import { rules } from '../../../server/core/rules/index.js';
import { judgeTexts } from '../../harness/analysis.js';
import { attestationOf, postureOf, resultOf, ruleOf } from '../../harness/posture.js';
import { shopTexts, type Texts } from '../../harness/shop.js';

const frameworks = await loadFrameworks();

const postureIn = (texts: Texts): TargetPosture => {
  const [target] = judgeTexts(texts).targets;
  if (target === undefined) throw new Error('no target');
  return target.posture;
};

/** What is said of an id: its standing, and subjects for and against. */
const said = (word: string, posture: TargetPosture): string => {
  const [match] = idsNamed(word, frameworks);
  if (match === undefined) return 'unknown';
  const { standing, support, passed, against } = idStatus(match, posture, frameworks);
  return `${support ?? standing} ${passed}/${against}`;
};

const GATEWAY = `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: shop, namespace: shop }
spec:
  selector: { istio: ingressgateway }
  servers:
    - port: { number: 443, name: entry, protocol: HTTP }
      hosts: ["shop.example.com"]
`;
const FIXED = GATEWAY.replace('protocol: HTTP }', 'protocol: HTTPS }\n      tls: { mode: SIMPLE, credentialName: shop, minProtocolVersion: TLSV1_2 }');

suite('the status of controls', () => {
  test('one fix moves every framework', () => {
    const ids = ['AC-17(2)', 'fedramp AC-17(2)', '3.1.13', '03.13.08', 'AC.L2-3.1.13', '5.4.4', 'tenet 2'];
    const status = (text: string): Readonly<Record<string, string>> => Object.fromEntries(ids.map((id) => [id, said(id, postureIn({ 'gateway.yaml': text }))]));
    assert.deepEqual(status(GATEWAY), {
      'AC-17(2)': 'against 0/1',
      'fedramp AC-17(2)': 'against 0/1',
      '3.1.13': 'against 0/1',
      '03.13.08': 'against 0/1',
      'AC.L2-3.1.13': 'against 0/1',
      '5.4.4': 'not-supported 0/1',
      'tenet 2': 'against 0/1',
    });
    assert.deepEqual(status(FIXED), {
      'AC-17(2)': 'for 2/0',
      'fedramp AC-17(2)': 'for 2/0',
      '3.1.13': 'for 2/0',
      '03.13.08': 'for 2/0',
      'AC.L2-3.1.13': 'for 2/0',
      '5.4.4': 'supported 2/0',
      'tenet 2': 'for 2/0',
    });
  });

  test('the sentences and counts of all frameworks move with the fix', () => {
    const counts = (text: string): readonly string[] =>
      STATUS_FRAMEWORKS.map((asked) => {
        const { framework, baseline, counts: found } = frameworkStatus(asked, postureIn({ 'gateway.yaml': text }), frameworks);
        return `${framework}${baseline === undefined ? '' : ` ${baseline}`}: ${found.against} against, ${found.for} for`;
      });
    assert.deepEqual(counts(GATEWAY), [
      '800-53: 3 against, 0 for',
      'fedramp LI-SaaS: 2 against, 0 for',
      'fedramp Low: 2 against, 0 for',
      'fedramp Moderate: 3 against, 0 for',
      'fedramp High: 3 against, 0 for',
      '800-171r2: 2 against, 0 for',
      '800-171r3: 1 against, 0 for',
      'cmmc: 2 against, 0 for',
      'dod-zt: 1 against, 0 for',
      '800-207: 1 against, 0 for',
    ]);
    assert.ok(
      counts(FIXED).every((line) => line.includes(': 0 against, ')),
      counts(FIXED).join('; '),
    );
    assert.ok(frameworkStatus({ framework: 'cmmc' }, postureIn({ 'gateway.yaml': FIXED }), frameworks).counts.for >= 2);
  });

  test('a rule that does not apply is no evidence, and what is attested stands apart', () => {
    const posture = postureOf(
      [
        resultOf(ruleOf('user/initial/a', { controls: ['AC-2'] }), 'passed', 'failed'),
        resultOf(ruleOf('user/initial/b', { controls: ['AC-2', 'AC-3'] })),
        resultOf(ruleOf('user/initial/c', { controls: ['AC-4'], judgedBy: 'attestation' })),
        resultOf(ruleOf('user/initial/d', { controls: ['AC-5'] }), 'encrypted'),
        resultOf(ruleOf('user/initial/e', { controls: ['AC-6'], since: '2026.2' }), 'failed'),
      ],
      { attestations: [attestationOf(['c'])] },
    );
    const of = (id: string): readonly unknown[] => {
      const [match] = idsNamed(id, frameworks);
      if (match === undefined) return [];
      const { standing, passed, attested, against, unknown, rules: bearing } = idStatus(match, posture, frameworks);
      return [standing, passed, attested, against, unknown, bearing.map(({ rule, counts }) => `${rule} ${counts === undefined ? 'no' : 'yes'}`).join(', ')];
    };
    assert.deepEqual(of('AC-2'), ['against', 1, 0, 1, 0, 'a yes, b no']);
    assert.deepEqual(of('AC-3'), ['none', 0, 0, 0, 0, 'b no']);
    assert.deepEqual(of('AC-4'), ['for', 1, 1, 0, 0, 'c yes']);
    assert.deepEqual(of('AC-5'), ['none', 0, 0, 0, 1, 'd yes']);
    assert.deepEqual(of('AC-6'), ['none', 0, 0, 0, 0, 'e no']);
    const { counts, entries, total } = frameworkStatus({ framework: '800-53' }, posture, frameworks);
    assert.deepEqual([counts, entries.map(({ id }) => id), total > 1000], [{ against: 1, none: 3, for: 1 }, ['AC-2', 'AC-3', 'AC-5', 'AC-6', 'AC-4'], true]);
    assert.equal(
      leadSentence({ framework: '800-53', title: '', version: '', entries, counts, total: entries.length }),
      '1 control has evidence against it, 1 has evidence for it, 3 have none.',
    );
  });

  test('the shop: every control of a rule has a row, rows are ordered, counts add up', () => {
    const posture = judgeTexts(shopTexts()).targets.find((target) => target.posture.target === 'prod')?.posture;
    assert.ok(posture !== undefined);
    const table = frameworkStatus({ framework: '800-53' }, posture, frameworks);
    const wanted = new Set(rules.flatMap(({ controls }) => controls.map(({ id }) => id)));
    assert.deepEqual(
      [...wanted].filter((id) => !table.entries.some((entry) => entry.id === id)),
      [],
    );
    for (const asked of STATUS_FRAMEWORKS) {
      const { entries, counts, total } = frameworkStatus(asked, posture, frameworks);
      assert.equal(counts.against + counts.none + counts.for, entries.length);
      assert.ok(entries.length > 0 && entries.length <= total);
      const order = entries.map(({ standing, against }) => ['against', 'none', 'for'].indexOf(standing) * 1e6 - against);
      assert.deepEqual(
        order,
        [...order].sort((one, other) => one - other),
      );
      // By hand: a subject counts once for each rule that bears on the id and applies.
      for (const { rules: bearing, passed, attested, against, unknown } of entries) {
        const judged = bearing.flatMap(({ rule }) => posture.rules.filter((one) => one.rule.id === rule && one.standing === 'counted'));
        const sum = (of: 'passed' | 'attested' | 'failed' | 'unknown'): number => judged.reduce((all, one) => all + one[of], 0);
        assert.deepEqual([passed, attested, against, unknown], [sum('passed'), sum('attested'), sum('failed'), sum('unknown')]);
      }
    }
  });

  test('names of frameworks and ids, and nothing else, are known', () => {
    for (const name of STATUS_NAMES) assert.ok((frameworksNamed(name)?.length ?? 0) > 0);
    assert.equal(frameworksNamed('FedRAMP High')?.[0]?.baseline, 'High');
    for (const word of ['pci', 'data', '', '__proto__', 'constructor']) assert.equal(frameworksNamed(word), undefined);
    for (const word of ['data', 'ZZ-1', 'network', '__proto__']) assert.deepEqual(idsNamed(word, frameworks), []);
    const [withdrawn] = idsNamed('AC-2(10)', frameworks);
    assert.deepEqual([withdrawn?.withdrawn, withdrawn?.successors], [true, ['AC-2']]);
  });
});
