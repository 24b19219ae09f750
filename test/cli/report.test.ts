import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { suite, test } from 'mocha';
import { folderOf, heptad, reportOf } from '../harness/cli.js';

const SHOP = 'examples/shop';

suite('the report', () => {
  test('fits its schema, which refuses what is no report', () => {
    const validate = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true }).compile(
      JSON.parse(readFileSync('schemas/report.schema.json', 'utf8')) as object,
    );
    for (const command of ['scan', 'score', 'gate']) assert.ok(validate(reportOf([command, SHOP])), JSON.stringify(validate.errors?.slice(0, 3)));
    const broken = folderOf({
      'a.yaml': 'apiVersion: v1\nkind: Pod\nspec: { a: 1, a: 2, b: [\n',
      'b.bin.yaml': new Uint8Array([0, 1, 2, 3, 0, 0, 255, 0]),
      'values.yaml': 'a: 1\n',
    });
    assert.ok(validate(reportOf(['scan'], { cwd: broken })), JSON.stringify(validate.errors?.slice(0, 3)));
    assert.equal(validate({ schema: 'heptad.dev/report/v1' }), false);
  });

  test('says the same to the digit in JSON, score and gate', () => {
    const report = reportOf(['scan', SHOP]);
    const prod = report.targets.find(({ name }) => name === 'prod');
    assert.ok(prod !== undefined);
    assert.match(heptad(['score', SHOP, '--target', 'prod']).stdout, new RegExp(`prod: score ${prod.score} .*up to ${prod.ceiling}\\.`));
    assert.equal(prod.gate.passed, heptad(['gate', SHOP, '--target', 'prod']).status === 0);
  });

  test('names the object of a finding, and its container as a part of it', () => {
    const cwd = folderOf({
      'a.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: cart, namespace: shop }\nspec: { template: { spec: { containers: [{ name: server, image: a, securityContext: { privileged: on } }] } } }\n',
    });
    const found = reportOf(['scan'], { cwd }).findings.find(({ rule }) => rule === 'no-privileged-containers');
    assert.deepEqual(found?.subject, { group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'cart', part: 'server' });
  });

  test('is the same for the same input', () => {
    assert.equal(heptad(['scan', SHOP, '--format', 'json']).stdout, heptad(['scan', SHOP, '--format', 'json']).stdout);
  });

  test('is the same by either reader', () => {
    assert.equal(heptad(['scan', SHOP, '--format', 'json', '--reader', 'library']).stdout, heptad(['scan', SHOP, '--format', 'json']).stdout);
  });

  test('as SARIF is taken by the validator of the format without error or warning', () => {
    const folder = folderOf({ 'shop.sarif': heptad(['scan', SHOP, '--format', 'sarif']).stdout });
    assert.deepEqual(validated(join(folder, 'shop.sarif')), []);
    const odd = folderOf({
      'a b%#:.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: "\\u202e" }\nspec: { hostNetwork: on, containers: [{ name: a, image: a, a: 1, a: 2 }] }\n',
    });
    writeFileSync(join(odd, 'odd.sarif'), heptad(['scan', '--format', 'sarif'], { cwd: odd }).stdout);
    assert.deepEqual(validated(join(odd, 'odd.sarif')), []);
  });

  test('goes to a file with --output', () => {
    const folder = folderOf({});
    assert.equal(heptad(['scan', SHOP, '--format', 'json', '--output', join(folder, 'report.json')]).stdout, '');
    assert.equal(readFileSync(join(folder, 'report.json'), 'utf8'), heptad(['scan', SHOP, '--format', 'json']).stdout);
  });

  test('a full disk and a closed pipe end without a stack trace', () => {
    const full = spawnSync('sh', ['-c', `"${process.execPath}" dist/heptad.mjs scan ${SHOP} --format json > /dev/full`], { encoding: 'utf8' });
    if (existsSync('/dev/full'))
      assert.deepEqual([full.status, full.stderr], [2, "heptad: standard output can't be written: no space is left on the device\n"]);
    const closed = spawnSync('sh', ['-c', `"${process.execPath}" dist/heptad.mjs scan ${SHOP} --format json | head -c 10 > /dev/null`], { encoding: 'utf8' });
    assert.equal(closed.stderr, '');
    const missing = heptad(['scan', SHOP, '--output', '/no/such/folder/report.json']);
    assert.deepEqual([missing.status, missing.stderr], [2, 'heptad: "/no/such/folder/report.json" can\'t be written: the folder does not exist\n']);
  });
});

/** The errors and warnings that the SARIF multitool finds in a log. It is a program that the package ships. */
function validated(path: string): readonly string[] {
  const folder = dirname(
    createRequire(import.meta.url).resolve(`@microsoft/sarif-multitool-${process.platform === 'win32' ? 'win32' : process.platform}/package.json`),
  );
  const program = join(folder, readdirSync(folder).find((name) => /^Sarif\.Multitool(\.exe)?$/.test(name)) ?? '');
  chmodSync(program, 0o755);
  const result = `${path}.result`;
  const done = spawnSync(program, ['validate', path, '--output', result, '--log', 'ForceOverwrite', '--level', 'Error;Warning'], {
    encoding: 'utf8',
    env: { ...process.env, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
  });
  if (!existsSync(result)) return [`no result: ${done.stdout}${done.stderr}`];
  const log = JSON.parse(readFileSync(result, 'utf8')) as {
    runs: { results?: { level?: string; ruleId: string; message: unknown }[]; invocations?: unknown }[];
  };
  return log.runs.flatMap((run) => (run.results ?? []).map(({ level, ruleId, message }) => `${level ?? 'warning'} ${ruleId} ${JSON.stringify(message)}`));
}
