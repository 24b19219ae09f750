// Runs a task of package.json. It needs only Node and npm: it installs the dependencies when they are missing or the lock file has changed.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const [task = '', ...rest] = process.argv.slice(2);

const tasks = {
  build: () => bundle(),
  watch: () => node('esbuild.config.mjs', 'watch'),
  typecheck: () => node(tool('typescript', 'bin/tsc'), '--build', '--pretty', 'false'),
  lint: () => node(tool('@biomejs/biome', 'bin/biome'), 'check', '--error-on-warnings', '.'),
  format: () => node(tool('@biomejs/biome', 'bin/biome'), 'check', '--write', '.'),
  test: () => suite('unit', 'out/test/*.test.js', 'out/test/{harness,core,cli}/**/*.test.js'),
  corpus: () => suite('corpus', 'out/test/corpus/**/*.test.js'),
  fuzz: () => {
    process.env.HEPTAD_FUZZ = 'full';
    suite('fuzz', 'out/test/**/*.fuzz.test.js', 'out/test/corpus/yaml.test.js', 'out/test/core/posture/gain.test.js');
  },
  demo: () => {
    bundle();
    node('scripts/demo.mjs');
  },
  generate: () => {
    transpile();
    node('out/scripts/generate.js', ...rest);
  },
  'new-rule': () => {
    transpile();
    node('out/scripts/new-rule.js', ...rest);
  },
  bench: () => {
    bundle();
    transpile();
    node('out/scripts/bench/bench.js', ...rest);
  },
  conformance: () => {
    transpile();
    node('out/scripts/conformance/conformance.js', ...rest);
  },
  package: () => {
    bundle();
    node('scripts/package.mjs');
  },
};

const run = tasks[task];
if (run === undefined) {
  console.error(`run.mjs: no task "${task}"; tasks are ${Object.keys(tasks).join(', ')}`);
  process.exit(2);
}
install();
run();

/** Installs exactly what package-lock.json names, once for each content of it. */
function install() {
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  const mark = 'node_modules/.heptad-installed';
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) process.exit(npm.status ?? 1);
  writeFileSync(mark, lock);
}

function bundle() {
  node('esbuild.config.mjs', 'bundle');
}

/** Every TypeScript file to out/, file by file. */
function transpile() {
  node('esbuild.config.mjs', 'transpile');
}

/** Runs test files with mocha and leaves the result in out/results/NAME.json. `npm test -- FILE…` runs only these. */
function suite(name, ...patterns) {
  bundle();
  transpile();
  mkdirSync('out/results', { recursive: true });
  const result = join('out/results', `${name}.json`);
  rmSync(result, { force: true });
  // Words stay in their order, so that an option keeps its value; only test files are moved to where they were transpiled.
  const words = rest.map((word) => (/^test\/.*\.ts$/.test(word) ? `out/${word.slice(0, -2)}js` : word));
  node(
    tool('mocha', 'bin/mocha.js'),
    '--ui',
    'tdd',
    '--timeout',
    '600000',
    '--forbid-only',
    '--forbid-pending',
    '--reporter',
    './out/test/harness/reporter.js',
    '--reporter-option',
    `output=${result}`,
    ...words,
    ...(words.some((word) => word.startsWith('out/test/')) ? [] : patterns),
  );
}

function tool(name, path) {
  return join('node_modules', name, path);
}

function node(...args) {
  const done = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
