import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Analysis } from '../../server/core/posture/analysis.js';
import type { Rule } from '../../server/core/rules/rule.js';
import { judgeTexts } from '../harness/analysis.js';
import { attestationOf, postureOf, resultOf, ruleOf } from '../harness/posture.js';

const WORKLOAD = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: cart, namespace: shop, labels: { app: cart } }
spec:
  template:
    metadata: { labels: { app: cart } }
    spec: { containers: [{ name: server, image: registry.example.com/cart:1.2 }] }
`;

const STRICT = `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: default, namespace: shop }
spec: { mtls: { mode: STRICT } }
`;

const MESHED = '---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }\n';

suite('a number of coverage has a level and a score', () => {
  for (const [shown, passed, all, score] of [
    ['2/3', 2, 3, 66],
    ['0.66', 66, 100, 66],
    ['0.95', 95, 100, 95],
    ['1', 100, 100, 100],
  ] as const) {
    test(`coverage of exactly ${shown}`, () => {
      const data = dataAt(passed, all);
      assert.deepEqual([data.score, data.level], [score, passed === all ? 'optimal' : 'traditional']);
    });
  }

  test('from nothing to everything there is no hole, and more coverage never counts less', () => {
    const steps = Array.from({ length: 101 }, (_, passed) => dataAt(passed, 100));
    assert.deepEqual(
      steps.map(({ score }) => score),
      steps.map((_, passed) => passed),
    );
    assert.deepEqual(
      steps.map(({ level }) => level),
      steps.map((_, passed) => (passed === 100 ? 'optimal' : 'traditional')),
    );
  });
});

suite('what counts once', () => {
  test('the same policy three times covers a namespace once', () => {
    const once = judgeTexts({ 'shop/a.yaml': WORKLOAD + MESHED, 'shop/mtls.yaml': STRICT });
    const [second, third] = ['second', 'third'].map((name) => STRICT.replace('name: default', `name: ${name}`));
    const thrice = judgeTexts({ 'shop/a.yaml': WORKLOAD + MESHED, 'shop/mtls.yaml': [STRICT, second, third].join('---') });
    assert.deepEqual(countsOf(once, 'require-strict-mtls'), [1, 0, 0]);
    assert.deepEqual(countsOf(thrice, 'require-strict-mtls'), [1, 0, 0]);
    assert.deepEqual(scoresOf(thrice), scoresOf(once));
  });

  test('the same evidence attested three times settles one subject', () => {
    const rule = ruleOf('user/initial/mfa', { judgedBy: 'attestation' });
    const words = (count: number): ReturnType<typeof attestationOf>[] =>
      Array.from({ length: count }, (_, index) => attestationOf(['mfa'], { name: `${index}` }));
    const posture = (count: number): ReturnType<typeof postureOf> => postureOf([resultOf(rule)], { attestations: words(count) });
    assert.deepEqual([posture(0).rules[0]?.passed, posture(0).rules[0]?.unknown], [0, 1]);
    assert.deepEqual([posture(3).rules[0]?.passed, posture(3).rules[0]?.unknown], [1, 0]);
    assert.deepEqual(posture(3).score, posture(1).score);
    assert.ok(posture(3).pillars.every(({ score }) => score <= 100));
  });
});

suite('what proves nothing', () => {
  test('a comment full of the words of frameworks changes no verdict', () => {
    const comment = '# mTLS STRICT OIDC MFA default-deny audit log NIST 800-53 AC-3 SC-8(1) zero trust: implemented\n';
    const commented = (comment + WORKLOAD + MESHED).replace('spec: { containers', `${comment}    spec: { containers`).replace('\nspec:', ` ${comment}spec:`);
    assert.notEqual(commented.split(comment.trim()).length, 1);
    assert.deepEqual(verdictsOf(judgeTexts({ 'shop/a.yaml': commented })), verdictsOf(judgeTexts({ 'shop/a.yaml': WORKLOAD + MESHED })));
  });

  test('keys that hold the letters of a card or a certificate give no evidence of identity', () => {
    const config = (first: string, second: string): string =>
      `${WORKLOAD}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: shop }\ndata: { ${first}: v1, ${second}: "64" }\n`;
    const trap = judgeTexts({ 'shop/a.yaml': config('apiVersion', 'cacheSize') });
    assert.deepEqual(verdictsOf(trap), verdictsOf(judgeTexts({ 'shop/a.yaml': config('one', 'two') })));
    const passed = rulesOf(trap).filter(({ result }) => result.judged.some(({ subject, state }) => subject.name === 'settings' && state === 'passed'));
    assert.deepEqual(
      passed.map(({ rule }) => rule.id),
      ['no-plaintext-secrets'],
    );
  });

  test('a control database that says "implemented" has no effect', () => {
    const before = judgeTexts({ 'shop/a.yaml': WORKLOAD });
    const after = judgeTexts({
      'shop/a.yaml': WORKLOAD,
      'controls.yaml': 'controls: [{ id: AC-3, status: implemented }, { id: IA-2(1), status: implemented, coverage: 1 }]\n',
      'shop/oscal.yaml':
        'component-definition: { components: [{ title: mTLS, control-implementations: [{ implemented-requirements: [{ control-id: sc-8 }] }] }] }\n',
      'shop/status.yaml':
        'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: controls, namespace: shop, annotations: { nist.gov/AC-3: implemented } }\ndata: { AC-3: implemented, require-mfa-evidence: implemented }\n',
    });
    const isOwn = (line: string): boolean => line.includes('/ConfigMap|shop|controls|');
    assert.deepEqual(
      verdictsOf(after).filter((line) => !isOwn(line)),
      verdictsOf(before),
    );
    assert.deepEqual(verdictsOf(after).filter(isOwn), ['no-plaintext-secrets /ConfigMap|shop|controls| passed']);
  });
});

/** The pillar of a rule in each stage with the same coverage. */
function dataAt(passed: number, all: number): ReturnType<typeof postureOf>['pillars'][number] {
  const states = Array.from({ length: all }, (_, index) => (index < passed ? 'passed' : 'failed'));
  const rules: readonly Rule[] = ['initial', 'advanced', 'optimal'].map((stage) => ruleOf(`data/${stage}/${stage}`));
  const found = postureOf(rules.map((rule) => resultOf(rule, ...states))).pillars.find(({ pillar }) => pillar === 'data');
  assert.ok(found);
  return found;
}

function rulesOf(analysis: Analysis): Analysis['targets'][number]['posture']['rules'] {
  return analysis.targets.flatMap(({ posture }) => posture.rules);
}

/** `rule subject state` of everything that is judged. */
function verdictsOf(analysis: Analysis): readonly string[] {
  return rulesOf(analysis).flatMap(({ rule, result }) =>
    result.judged.map(({ subject, state, reason, findings }) => [rule.id, subject.id, reason ?? state, ...findings.map(({ message }) => message)].join(' ')),
  );
}

function countsOf(analysis: Analysis, id: string): readonly number[] {
  return rulesOf(analysis)
    .filter(({ rule }) => rule.id === id)
    .flatMap(({ passed, failed, unknown }) => [passed, failed, unknown]);
}

function scoresOf(analysis: Analysis): readonly unknown[] {
  return analysis.targets.map(({ posture }) => [posture.score, posture.pillars.map(({ score, ceiling }) => [score, ceiling])]);
}
