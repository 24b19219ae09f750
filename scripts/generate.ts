import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadRules, ruleIndex } from './generate/rule-index.js';
import { rulePages } from './generate/rule-pages.js';
import { validators } from './generate/validators.js';

/** Writes every generated file and takes away pages of rules that are gone; with `--check` changes nothing and exits 1 when something differs. */
const check = process.argv.includes('--check');

const files = new Map<string, string>([...ruleIndex(), ...rulePages(await loadRules()), ...validators()]);

let stale = 0;
for (const [path, text] of files) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  stale++;
  if (check) console.error(`${path} is not what the generator writes: run npm run generate`);
  else {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}
for (const page of existsSync('docs/rules') ? readdirSync('docs/rules') : []) {
  const path = join('docs/rules', page);
  if (files.has(path)) continue;
  stale++;
  if (check) console.error(`${path} belongs to no rule: run npm run generate`);
  else rmSync(path);
}
if (check && stale > 0) process.exitCode = 1;
else console.log(`${files.size} generated files are up to date`);
