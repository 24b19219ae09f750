import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { suite, test } from 'mocha';

/** What each folder may import of ours, besides itself. `server/core/x` stands for the layer x. */
const CORE = ['syntax', 'frameworks', 'inventory', 'rules', 'generators', 'posture', 'evidence', 'reports'] as const;
const ALLOWED: Readonly<Record<(typeof CORE)[number], readonly string[]>> = {
  syntax: [],
  frameworks: [],
  inventory: ['syntax', 'frameworks'],
  rules: ['syntax', 'frameworks', 'inventory'],
  generators: ['syntax', 'frameworks', 'inventory'],
  posture: ['syntax', 'frameworks', 'inventory', 'rules', 'generators'],
  evidence: ['syntax', 'frameworks', 'inventory', 'rules', 'generators', 'posture'],
  reports: ['syntax', 'frameworks', 'inventory', 'rules', 'generators', 'posture', 'evidence'],
};
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'server/core': ['yaml', '@noble/hashes', '@marcbachmann/cel-js', '@open-policy-agent/opa-wasm'],
};

interface Import {
  readonly file: string;
  readonly from: string;
}

const files = ['server', 'client'].flatMap((folder) => sources(folder));
const imports = files.flatMap(importsOf);

suite('one-way rules', () => {
  test('there are files and imports to look at', () => {
    assert.ok(files.length > 50 && imports.length > 200);
  });

  test('core imports nothing of ours outside core, nothing of a platform, and few packages', () => {
    const wrong = imports
      .filter(({ file }) => file.startsWith('server/core/'))
      .filter(({ file, from }) =>
        from.startsWith('.')
          ? !resolved(file, from).startsWith('server/core/')
          : !(PACKAGES['server/core'] ?? []).some((name) => from === name || from.startsWith(`${name}/`)),
      );
    assert.deepEqual(wrong, []);
  });

  test('inside core each layer imports only what lies below it', () => {
    const wrong = imports.filter(({ file, from }) => {
      const layer = layerOf(file);
      const other = from.startsWith('.') ? layerOf(resolved(file, from)) : undefined;
      return layer !== undefined && other !== undefined && layer !== other && !ALLOWED[layer].includes(other);
    });
    assert.deepEqual(wrong, []);
  });

  test('a rule imports no other rule', () => {
    const isRule = (file: string): boolean => /^server\/core\/rules\/[a-z-]+\.ts$/.test(file) && /= define(Attested)?Rule\(/.test(readFileSync(file, 'utf8'));
    const ruleFiles = new Set(files.filter(isRule));
    assert.ok(ruleFiles.size > 90);
    assert.deepEqual(
      imports.filter(({ file, from }) => ruleFiles.has(file) && from.startsWith('.') && ruleFiles.has(resolved(file, from))),
      [],
    );
  });

  test('cli and lsp do not import each other, and only main.ts knows them', () => {
    const wrong = imports.filter(({ file, from }) => {
      const target = from.startsWith('.') ? resolved(file, from) : '';
      const area = target.startsWith('server/cli/') ? 'server/cli/' : target.startsWith('server/lsp/') ? 'server/lsp/' : undefined;
      return area !== undefined && !file.startsWith(area) && file !== 'server/main.ts' && !(file.startsWith('client/') && target === 'server/lsp/protocol.ts');
    });
    assert.deepEqual(wrong, []);
  });

  test('the client imports nothing of the server but the protocol', () => {
    const wrong = imports.filter(
      ({ file, from }) => file.startsWith('client/') && from.startsWith('.') && !/^(client\/|server\/lsp\/protocol\.ts$)/.test(resolved(file, from)),
    );
    assert.deepEqual(wrong, []);
  });

  test('only the command line reads files, and only git.ts in it starts a program', () => {
    const platform = imports.filter(({ from }) => from.startsWith('node:') || builtinModules.includes(from));
    assert.deepEqual(
      platform.filter(({ file }) => !/^server\/(cli|lsp)\/|^server\/main\.ts$/.test(file)),
      [],
    );
    assert.deepEqual(
      platform.filter(
        ({ from, file }) =>
          file !== 'server/cli/git.ts' && /^(node:)?(child_process|net|http|https|http2|dgram|tls|dns|cluster|worker_threads)(\/|$)/.test(from),
      ),
      [],
    );
    assert.deepEqual(
      platform.filter(({ file, from }) => file === 'server/cli/git.ts' && /child_process|^(node:)?net|http/.test(from)).map(({ from }) => from),
      ['node:child_process'],
    );
  });
});

function sources(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => join(folder, file).replace(/\\/g, '/'));
  } catch {
    return [];
  }
}

function importsOf(file: string): readonly Import[] {
  return [
    ...readFileSync(file, 'utf8').matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^'"`]*?from\s*['"]([^'"]+)['"]|(?:\bimport\(|^import\s*|\nimport\s*)['"]([^'"]+)['"]/g,
    ),
  ].map((found) => ({ file, from: found[1] ?? found[2] ?? '' }));
}

function resolved(file: string, from: string): string {
  return normalize(join(dirname(file), from))
    .replace(/\\/g, '/')
    .replace(/\.js$/, '.ts');
}

function layerOf(file: string): (typeof CORE)[number] | undefined {
  return CORE.find((layer) => file.startsWith(`server/core/${layer}/`));
}
