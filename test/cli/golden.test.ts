import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import { heptad } from '../harness/cli.js';

const FOLDER = 'test/cli/golden';
const SHOP = 'examples/shop';
const UPDATE = process.env['HEPTAD_UPDATE'] === '1';
const MAKE = 'HEPTAD_UPDATE=1 npm test -- test/cli/golden.test.ts';

/** What is run, by the name of its golden file. */
const RUNS: ReadonlyMap<string, readonly string[]> = new Map<string, readonly string[]>([
  ...['prod', 'dev'].flatMap((target) => ['scan', 'score', 'gate'].map((command) => [`${command}-${target}`, [command, SHOP, '--target', target]] as const)),
  ['explain', ['explain', 'no-privileged-containers']],
  ['crosswalk', ['crosswalk', 'SC-7']],
]);

suite('golden runs', () => {
  for (const [name, words] of RUNS) {
    test(`heptad ${words.join(' ')}`, () => {
      const path = join(FOLDER, `${name}.txt`);
      const said = transcript(words);
      if (UPDATE) {
        assert.equal(process.env['CI'], undefined, 'golden files are made by hand, looked at and committed, never made in CI');
        mkdirSync(FOLDER, { recursive: true });
        writeFileSync(path, said);
      }
      assert.ok(existsSync(path), `${path} is missing; make it, read it, and commit it: ${MAKE}`);
      assert.equal(said, readFileSync(path, 'utf8'), `${path} differs; where the new text is right: ${MAKE}`);
    });

    test(`heptad ${words.join(' ')} fits 80 columns`, () => {
      const wide = transcript(words)
        .split('\n')
        .slice(1)
        .filter((line) => line.length > 80 && !line.includes(' --> '));
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

/** The command as typed, what it printed with the seconds masked, and its exit code. */
function transcript(words: readonly string[]): string {
  const { status, stdout, stderr } = heptad(words);
  const masked = stdout.replace(/\b\d+\.\d\d s$/m, '0.00 s');
  return `$ heptad ${words.join(' ')}\n\n${masked}${stderr}$ echo $?\n${status}\n`;
}
