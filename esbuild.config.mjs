// Builds dist/heptad.mjs, the command line as one file; `transpile` turns every TypeScript file into a module below out/ for the tests.

import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, context } from 'esbuild';

const mode = process.argv[2] ?? 'bundle';

const cli = {
  entryPoints: ['server/main.ts'],
  outfile: 'dist/heptad.mjs',
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  banner: { js: '#!/usr/bin/env node\nimport { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  logLevel: 'warning',
};

if (mode === 'watch') {
  const watching = await context({ ...cli, logLevel: 'info' });
  await watching.watch();
} else if (mode === 'transpile') {
  for (const folder of ['server', 'test', 'scripts']) rmSync(join('out', folder), { recursive: true, force: true });
  await build({
    entryPoints: ['server', 'test', 'scripts'].flatMap(sources),
    outdir: 'out',
    outbase: '.',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    logLevel: 'warning',
  });
} else {
  // What is in the bundle, for the notices of the package.
  const { metafile } = await build({ ...cli, metafile: true });
  mkdirSync('out', { recursive: true });
  writeFileSync('out/heptad.meta.json', JSON.stringify(metafile));
}

/** All TypeScript files below a folder, declarations left out. */
function sources(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map((file) => join(folder, file));
}
