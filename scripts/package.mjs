// Makes the package: dist/heptad.mjs, one file that needs Node and nothing else, and dist/heptad-VERSION.tgz for npm, which holds that file and has no dependency.
// Then it is installed and run as its users do, without a network.
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { faultsOf } from './package/check.mjs';
import { bundledPackages, foreignImports, notices } from './package/notices.mjs';

const BUNDLE = 'dist/heptad.mjs';
const STAGE = 'dist/npm';
const NOTICES = 'THIRD-PARTY-NOTICES.md';

const metafile = JSON.parse(readFileSync('out/heptad.meta.json', 'utf8'));
const foreign = foreignImports(metafile, BUNDLE);
if (foreign.length > 0) fail(`${BUNDLE} loads ${foreign.join(', ')} at run time`);
const packages = bundledPackages(metafile, BUNDLE);
const own = JSON.parse(readFileSync('package.json', 'utf8'));

rmSync(STAGE, { recursive: true, force: true });
mkdirSync(STAGE, { recursive: true });
writeFileSync(join('dist', NOTICES), notices(packages));
copyFileSync(join('dist', NOTICES), join(STAGE, NOTICES));
for (const file of ['README.md', 'LICENSE', 'CHANGELOG.md']) copyFileSync(file, join(STAGE, file));
copyFileSync(BUNDLE, join(STAGE, 'heptad.mjs'));
cpSync('schemas', join(STAGE, 'schemas'), { recursive: true });
writeFileSync(join(STAGE, 'package.json'), `${JSON.stringify(manifest(), undefined, 2)}\n`);

const packed = spawnSync('npm', ['pack', '--ignore-scripts', '--pack-destination', '..', '--loglevel=error'], {
  cwd: STAGE,
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
if (packed.status !== 0) fail(packed.stderr);
const tarball = join('dist', packed.stdout.trim());
const faults = faultsOf({ bundle: BUNDLE, tarball, version: own.version, shop: 'examples/shop' });
if (faults.length > 0) fail(faults.join('\n'));
const size = (file) => `${Math.round(statSync(file).size / 1000)} kB`;
console.log(`${BUNDLE}: heptad ${own.version}, ${size(BUNDLE)}, runs alone; with ${packages.map(({ name, version }) => `${name} ${version}`).join(', ')}`);
console.log(`${tarball}: ${size(tarball)}, installs offline; heptad and npx heptad run on Node ${process.versions.node}`);

/** What npm needs to know: the command, and no dependency, since all is in the bundle. */
function manifest() {
  const { name, version, description, license, type, engines } = own;
  return {
    name,
    version,
    description,
    license,
    type,
    bin: { heptad: 'heptad.mjs' },
    files: ['heptad.mjs', 'schemas', NOTICES, 'CHANGELOG.md'],
    engines: { node: engines.node },
  };
}

function fail(message) {
  console.error(`package: ${message}`);
  process.exit(1);
}
