// Builds dist/ where the repository itself is installed: `npm install` of a git address, and so pre-commit. npm hands its `--global` down to the installation that
// should bring the development dependencies, and they are missing then: they are fetched here, as package-lock.json names them.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

if (!existsSync('node_modules/esbuild')) {
  const words = ['ci', '--global=false', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', words, process.platform === 'win32');
}
run(process.execPath, ['esbuild.config.mjs', 'bundle'], false);

/** Everything goes to standard error: on standard output pre-commit expects the name of a package. */
function run(program, words, shell) {
  const done = spawnSync(program, words, { stdio: ['ignore', 2, 2], shell });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
