import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { noPlaintextSecrets } from '../../../server/core/rules/no-plaintext-secrets.js';
import { judgeTexts, pathOf } from '../../harness/analysis.js';
import { checkRule } from '../../harness/rules.js';
import { statesOf } from '../../harness/states.js';

suite('credentials in the values of a chart', () => {
  test('they are found at any depth, by their key, their form, or the name of the variable that they are for', () => {
    checkRule(noPlaintextSecrets, {
      source: {
        'values.yaml': `
          auth: { database: { adminPassword: hunter2-hunter2 } }
          #                                  ^^^^^^^^^^^^^^^ values "values.yaml" hold a password of 15 characters in "adminPassword"
          cache: redis://:hunter2@cache:6379
          #      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ values "values.yaml" hold a password in a URL of 7 characters in "cache"
          extraEnv:
            - { name: LOG_LEVEL, value: debug }
            - { name: API_TOKEN, value: 0k3n-0f-n0-one }
          #                             ^^^^^^^^^^^^^^ values "values.yaml" hold a token of 14 characters in "API_TOKEN"
          extra:
            config: "db.user=shop\\ndb.password=hunter2\\n"
          # ^^^^^^ values "values.yaml" hold a password of 7 characters in "config"
          clientSecret: orders
          #             ^^^^^^ values "values.yaml" hold a secret of 6 characters in "clientSecret"
        `,
      },
    });
  });

  test('what is empty, a switch, or the name of a Secret is no credential; what a template sets is not judged', () => {
    const source = `
      auth: { password: "", token: null, existingSecret: orders, existingSecretPasswordKey: password, existingSecretKey: main }
      imagePullSecret: registry
      automountServiceAccountToken: true
      smtp: { token: /run/secrets/token, url: "smtp://shop:$(PASSWORD)@mail" }
      apiVersion: v1
      cacheSize: 64
    `;
    assert.deepEqual(statesOf(noPlaintextSecrets, { source: { 'values.yaml': source } }), { 'values.yaml': 'passed' });
    const reference = 'smtp: { password: "{{ .Values.global.password }}" }';
    assert.deepEqual(statesOf(noPlaintextSecrets, { source: { 'values.yaml': reference } }), { 'values.yaml': 'set by a template' });
  });

  test('a mark that something else replaces, and a word that may be a name, are not judged', () => {
    const state = (text: string): Readonly<Record<string, string>> => statesOf(noPlaintextSecrets, { source: { 'values.yaml': text } });
    assert.deepEqual(state('password: changeme'), { 'values.yaml': 'a placeholder for a value from elsewhere' });
    assert.deepEqual(state('database: { secret: orders }'), { 'values.yaml': 'the name of a Secret, or the secret itself' });
  });

  test('each values file of a chart is one subject by its path in the chart, and no other rule has a word about it', () => {
    const chart = 'apiVersion: v2\nname: shop\nversion: 1.0.0\n';
    const secret = 'auth: { password: hunter2-hunter2 }\n';
    const analysis = judgeTexts({
      'deploy/shop/Chart.yaml': chart,
      'deploy/shop/values.yaml': 'auth: { password: "" }\n',
      'deploy/shop/values-prod.yaml': secret,
      'deploy/shop/values.schema.json': '{ "properties": { "password": { "default": "hunter2-hunter2" } } }',
      'deploy/shop/ci/test-values.yaml': secret,
      'deploy/shop/templates/web.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: web }\n',
      'deploy/shop/charts/db/Chart.yaml': chart,
      'deploy/shop/charts/db/values.yaml': secret,
      'deploy/shop/charts/db/templates/db.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: db }\n',
      'values.yaml': secret,
    });
    assert.deepEqual(
      analysis.findings.map((one) => [pathOf(one), one.rule.id, one.subject.id, one.finding.secret]),
      [
        ['deploy/shop/charts/db/values.yaml', 'no-plaintext-secrets', '/HelmValues||charts/db/values.yaml|', true],
        ['deploy/shop/values-prod.yaml', 'no-plaintext-secrets', '/HelmValues||values-prod.yaml|', true],
      ],
    );
    assert.ok(analysis.findings.every(({ finding }) => !finding.message.includes('hunter2')));
    const judged = analysis.targets.flatMap(({ posture }) => posture.rules.flatMap(({ result }) => result.judged));
    assert.deepEqual(
      judged.filter(({ subject }) => subject.kind === 'HelmValues').map(({ subject, state }) => `${subject.name} ${state}`),
      ['charts/db/values.yaml failed', 'values-prod.yaml failed', 'values.yaml passed'],
    );
    assert.deepEqual(
      analysis.files.filter(({ path, state }) => path.includes('values') && state === 'read').map(({ path }) => path),
      ['deploy/shop/charts/db/values.yaml', 'deploy/shop/values-prod.yaml', 'deploy/shop/values.yaml'],
    );
  });

  test('values that cannot be read are not judged, and are no problem of ours', () => {
    const analysis = judgeTexts({
      'Chart.yaml': 'apiVersion: v2\nname: shop\nversion: 1.0.0\n',
      'values.yaml': 'password: hunter2-hunter2\na: [\nb: {\n',
      'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
    });
    const judged = analysis.targets.flatMap(({ posture }) => posture.rules.flatMap(({ result }) => result.judged));
    assert.equal(judged.find(({ subject }) => subject.kind === 'HelmValues')?.reason, 'in a document that cannot be read whole');
    assert.deepEqual([analysis.problems, analysis.complete], [[], true]);
    assert.equal(analysis.files.find(({ path }) => path === 'values.yaml')?.reason, 'cannot be read as YAML');
  });

  test('a chart that is context is not judged, and its values are not said to be read', () => {
    const analysis = judgeTexts({
      'heptad.yaml': 'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nmetadata: { name: x }\nspec: { context: [platform] }\n',
      'platform/Chart.yaml': 'apiVersion: v2\nname: platform\nversion: 1.0.0\n',
      'platform/values.yaml': 'password: hunter2-hunter2\n',
      'platform/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
      'shop/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n',
    });
    assert.deepEqual(analysis.findings, []);
    assert.deepEqual(analysis.problems, []);
    assert.equal(analysis.files.find(({ path }) => path === 'platform/values.yaml')?.reason, 'values');
  });
});
