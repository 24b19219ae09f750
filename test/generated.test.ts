import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { suite, test } from 'mocha';

suite('generated files', () => {
  test('equal what the generator writes', () => {
    const check = spawnSync(process.execPath, ['out/scripts/generate.js', '--check'], { encoding: 'utf8' });
    assert.equal(check.status, 0, check.stderr);
  });
});
