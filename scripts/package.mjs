// Checks that dist/heptad.mjs stands alone: it runs in an empty folder without node_modules, and its size is said.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'heptad-package-'));
try {
  copyFileSync('dist/heptad.mjs', join(folder, 'heptad.mjs'));
  const run = spawnSync(process.execPath, ['heptad.mjs', '--version'], { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) {
    console.error(run.stderr);
    process.exit(1);
  }
  console.log(`dist/heptad.mjs: ${run.stdout.trim()}, ${Math.round(statSync('dist/heptad.mjs').size / 1000)} kB, runs alone`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
