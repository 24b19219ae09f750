// Checks of a package as its users meet it, without a network: the file alone, the tarball installed globally and in a project.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const isWindows = process.platform === 'win32';

/** Runs every check and gives what is wrong; nothing where all is right. `bundle` and `tarball` are paths. */
export function faultsOf({ bundle, tarball, version, shop }) {
  const folder = mkdtempSync(join(tmpdir(), 'heptad-package-'));
  try {
    cpSync(shop, join(folder, 'shop'), { recursive: true });
    const alone = join(folder, 'alone');
    mkdirSync(alone);
    copyFileSync(bundle, join(alone, 'heptad.mjs'));
    return [
      ...answers('the file alone', folder, version, (words) => run(process.execPath, [join(alone, 'heptad.mjs'), ...words], folder)),
      ...installed(folder, resolve(tarball), version),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The tarball, globally as pre-commit installs it, and in a project for npx. An empty cache and `--offline`: nothing can come from elsewhere. */
function installed(folder, tarball, version) {
  const prefix = join(folder, 'global');
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  const env = { ...process.env, npm_config_cache: join(folder, 'cache'), npm_config_update_notifier: 'false' };
  const npm = (words, cwd) => run('npm', [...words, '--offline', '--no-audit', '--no-fund', '--loglevel=error'], cwd, env);
  const globally = npm(['install', '--global', '--prefix', prefix, tarball], folder);
  const locally = npm(['install', '--no-save', tarball], project);
  const failed = [globally, locally].filter(({ status }) => status !== 0).map(({ stderr }) => `npm install failed: ${stderr}`);
  if (failed.length > 0) return failed;
  const others = readdirSync(join(project, 'node_modules')).filter((name) => !name.startsWith('.') && name !== 'heptad');
  const program = isWindows ? join(prefix, 'heptad.cmd') : join(prefix, 'bin', 'heptad');
  return [
    ...others.map((name) => `the package brings "${name}" with it`),
    ...answers('the global command', folder, version, (words) => run(program, words, folder)),
    ...answers('npx', folder, version, (words) => run('npx', ['--no-install', 'heptad', ...words], project, env)),
  ];
}

/** The version, and the exit codes that the example is known for. */
function answers(what, folder, version, heptad) {
  const shop = join(folder, 'shop');
  const expected = [
    [['--version'], 0, `heptad ${version}\n`],
    [['scan', shop, '--target', 'prod'], 1, 'findings in target prod'],
    [['score', shop, '--target', 'prod'], 0, 'prod: score '],
    [['gate', shop, '--target', 'prod'], 1, 'IL4 fails.'],
    [['crosswalk', '--status', 'cmmc', shop], 0, 'evidence against them'],
    [['gate', join(folder, 'nothing')], 2, ''],
  ];
  return expected.flatMap(([words, status, text]) => {
    const done = heptad(words);
    if (done.status === status && done.stdout.includes(text)) return [];
    return [`${what}: heptad ${words.join(' ')} ended with ${done.status}, not ${status}: ${done.stdout.slice(0, 200)}${done.stderr.slice(0, 500)}`];
  });
}

function run(program, words, cwd, env = process.env) {
  return spawnSync(program, words, { cwd, env, encoding: 'utf8', shell: isWindows });
}
