import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import { assertGolden, transcript } from '../harness/golden.js';

const FOLDER = 'test/cli/golden';
const SHOP = 'examples/shop';
const MAKE = 'HEPTAD_UPDATE=1 npm test -- test/cli/golden.test.ts';

/** What is run, by the name of its golden file. */
const RUNS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['prod', 'dev'].flatMap((target) => ['scan', 'score', 'gate'].map((command) => [`${command}-${target}`, [command, SHOP, '--target', target]] as const)),
  ['generate-default-deny', ['generate', SHOP, '--intent', 'default-deny', '--target', 'prod']],
  ['generate-narrow', ['generate', SHOP, '--for', 'limit-network-rules', '--target', 'prod']],
  ['generate-authorization', ['generate', SHOP, '--for', 'no-allow-all-authorization', '--target', 'prod']],
  ['generate-mesh-mtls', ['generate', SHOP, '--intent', 'strict-mtls', '--namespace', 'istio-system', '--target', 'prod']],
  ['fix', ['fix', SHOP]],
  ['fix-harden', ['fix', SHOP, '--harden', 'payments/ledger-export', '--target', 'prod']],
  ['explain', ['explain', 'no-privileged-containers']],
  ['crosswalk', ['crosswalk', 'SC-7']],
  ['status', ['crosswalk', '--status', SHOP, '--target', 'prod']],
  ['status-dod', ['crosswalk', '--status', 'dod', SHOP, '--target', 'prod']],
  ['status-id', ['crosswalk', '--status', 'SC-7(5)', SHOP, '--target', 'prod']],
]);

suite('golden runs', () => {
  for (const [name, words] of RUNS) {
    test(`heptad ${words.join(' ')}`, () => assertGolden(join(FOLDER, `${name}.txt`), transcript(words), MAKE));

    test(`heptad ${words.join(' ')} fits 80 columns`, () => {
      const wide = transcript(words)
        .split('\n')
        .slice(1)
        .filter((line) => line.length > 80 && !line.includes(' --> ') && !/^ *(heptad |\S+\.yaml:\d+: )|^# (new file|changed|up to date): /.test(line));
      assert.deepEqual(wide, []);
    });
  }

  test('each golden file belongs to a run', () => {
    const files = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
    assert.deepEqual(
      files.filter((file) => !RUNS.has(file.replace(/\.txt$/, ''))),
      [],
    );
  });
});
