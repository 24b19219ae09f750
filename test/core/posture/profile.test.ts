import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { parseProfileFile } from '../../../server/core/posture/documents/collect.js';
import type { PostureProfile } from '../../../server/core/posture/documents/kinds.js';
import { editionFor, isNewer } from '../../../server/core/posture/edition.js';
import { combineProfiles, DEFAULT_SETTINGS, optionsFor, type Settings } from '../../../server/core/posture/profile.js';
import { EDITION } from '../../../server/core/rules/rule.js';
import { readFile } from '../../../server/core/syntax/file.js';
import { ruleOf } from '../../harness/posture.js';

function profileOf(spec: string): PostureProfile {
  const text = `{ apiVersion: heptad.dev/v1alpha1, kind: PostureProfile, spec: { ${spec} } }`;
  const { profile, problems } = parseProfileFile(readFile('heptad.yaml', text));
  assert.deepEqual(problems, []);
  assert.ok(profile);
  return profile;
}

/** Settings of the pipeline's profile over the nearest one, and the messages of what the nearest one tried. */
function combine(pipeline: string | undefined, nearest: string | undefined): { readonly settings: Settings; readonly tried: readonly string[] } {
  const { settings, problems } = combineProfiles(
    pipeline === undefined ? undefined : profileOf(pipeline),
    nearest === undefined ? undefined : profileOf(nearest),
  );
  assert.ok(problems.every(({ code, severity, path }) => code === 'tried-loosening' && severity === 'error' && path === 'heptad.yaml'));
  return { settings, tried: problems.map(({ message }) => message) };
}

suite('profiles', () => {
  test('without a profile the defaults hold', () => {
    assert.deepEqual(combine(undefined, undefined), { settings: DEFAULT_SETTINGS, tried: [] });
    assert.equal(DEFAULT_SETTINGS.edition, EDITION);
  });

  test('the nearest profile sets what it says, and nothing else', () => {
    const { settings, tried } = combine(
      undefined,
      'impactLevel: IL5, exclude: [legacy], platform: external, severities: { a: error }, diagnostics: { b: off }, weights: { data: 2 }',
    );
    assert.deepEqual(tried, []);
    assert.deepEqual([settings.impactLevel, settings.exclude, settings.platform, settings.targets], ['IL5', ['legacy'], 'external', undefined]);
    assert.deepEqual([[...settings.severities], [...settings.diagnosticsOff], [...(settings.weights ?? [])]], [[['a', 'error']], ['b'], [['data', 2]]]);
  });

  test('field by field the pipeline comes first', () => {
    const { settings, tried } = combine('impactLevel: IL4, options: { a: { x: [p] } }', 'platform: external, options: { a: { w: [q] }, b: { z: [r] } }');
    assert.deepEqual(tried, []);
    assert.deepEqual([settings.impactLevel, settings.platform], ['IL4', 'external']);
    assert.deepEqual(
      [...settings.options].map(([rule, options]) => [rule, [...options]]),
      [
        [
          'a',
          [
            ['w', ['q']],
            ['x', ['p']],
          ],
        ],
        ['b', [['z', ['r']]]],
      ],
    );
  });

  const tries: readonly (readonly [string, string, string])[] = [
    ['impactLevel: IL5', 'impactLevel: IL4', 'the pipeline sets IL5: IL4 does not count'],
    ['platform: here', 'platform: external', 'the pipeline sets platform "here": "external" does not count'],
    ['exclude: []', 'exclude: [legacy]', 'the pipeline sets "exclude": "legacy" does not count'],
    ['context: [platform]', 'context: [platform, more]', 'the pipeline sets "context": "more" does not count'],
    ['documents: []', 'documents: [waivers]', 'the pipeline sets "documents": "waivers" does not count'],
    ['include: [deploy, base]', 'include: [deploy]', 'the pipeline sets "include" with "base"'],
    ['include: []', 'include: [deploy]', 'the pipeline sets "include" with "everything"'],
    ['targets: [{ path: deploy }, { path: edge }]', 'targets: [{ path: deploy }]', 'the pipeline sets "targets" with "edge"'],
    ['severities: { a: error }', 'severities: { a: warning }', 'the pipeline sets "a" to error: warning does not count'],
    ['options: { a: { x: [p] } }', 'options: { a: { x: [p, q] } }', 'the pipeline sets option "x" of "a"'],
    ['edition: 2026.2', 'edition: 2026.1', 'the pipeline sets edition 2026.2: an older one does not count'],
  ];
  for (const [pipeline, nearest, message] of tries) {
    test(`${nearest} below ${pipeline} is a try that changes nothing`, () => {
      const { settings, tried } = combine(pipeline, nearest);
      assert.deepEqual(tried, [message]);
      assert.deepEqual({ ...settings, targets: undefined }, { ...combine(pipeline, undefined).settings, targets: undefined });
      assert.deepEqual(
        settings.targets?.map(({ path }) => path),
        combine(pipeline, undefined).settings.targets?.map(({ path }) => path),
      );
    });
  }

  const free: readonly (readonly [string, string])[] = [
    ['impactLevel: IL4', 'impactLevel: IL5'],
    ['impactLevel: IL4', 'impactLevel: IL4'],
    ['exclude: [legacy, old]', 'exclude: [old]'],
    ['include: [deploy]', 'include: []'],
    ['include: [deploy]', 'include: [deploy, base]'],
    ['options: { a: { x: [p, q] } }', 'options: { a: { x: [q, p] } }'],
    ['platform: external', 'platform: here'],
    ['severities: { a: warning }', 'severities: { a: error }'],
    ['weights: { data: 2 }, frameworks: [a]', 'weights: { data: 3 }, frameworks: [b]'],
  ];
  for (const [pipeline, nearest] of free) {
    test(`${nearest} below ${pipeline} is no try`, () => assert.deepEqual(combine(pipeline, nearest).tried, []));
  }

  test('a severity is raised by whoever raises it most', () => {
    assert.deepEqual(
      [...combine('severities: { a: warning }', 'severities: { a: error, b: error }').settings.severities],
      [
        ['a', 'error'],
        ['b', 'error'],
      ],
    );
    assert.deepEqual([...combine('severities: { a: error }', 'severities: { a: warning }').settings.severities], [['a', 'error']]);
  });

  test('a rule gets the options that it has', () => {
    const rule = { ...ruleOf('application/initial/a'), options: { x: { summary: '', default: ['d'] }, w: { summary: '', default: [] } } };
    const { settings } = combine(undefined, 'options: { a: { x: [p], z: [q] } }');
    assert.deepEqual(optionsFor(settings, rule), { x: ['p'] });
    assert.deepEqual(optionsFor(settings, ruleOf('application/initial/b')), {});
  });
});

suite('editions', () => {
  test('a number is compared as a number, and a preview is its edition', () => {
    assert.ok(isNewer('2026.2', '2026.1') && isNewer('2026.10', '2026.9') && isNewer('2027.1', '2026.12'));
    assert.ok(!isNewer('2026.1', '2026.1-preview') && !isNewer('2026.1-preview', '2026.1') && !isNewer('2026.1', '2026.2'));
  });

  test('an edition that this version does not know is none', () => {
    assert.equal(editionFor(undefined), EDITION);
    assert.equal(editionFor('2026.1'), EDITION);
    for (const unknown of ['2025.4', '2026.2', '2027.1', 'latest', '']) assert.equal(editionFor(unknown), undefined, unknown);
  });
});
