import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'mocha';
import { folderOf, heptad } from '../harness/cli.js';

suite('what a start evaluates', () => {
  for (const words of [['--version'], ['--help'], ['gate', '--help'], ['scna'], ['scan', '--no-such-option']]) {
    test(`heptad ${words.join(' ')} makes no rule and reads no manifest`, () => {
      const modules = evaluated(words);
      assert.ok(modules.includes('server/cli/main.ts'));
      const heavy = modules.filter((module) => /^server\/core\/(?:rules|generators|posture\/analysis|inventory\/inventory|syntax)\b/.test(module));
      assert.deepEqual(heavy, []);
    });
  }

  test('a command that needs rules makes them: the list of modules shows it', () => {
    const modules = evaluated(['explain', 'no-privileged-containers']);
    assert.ok(modules.includes('server/core/rules/no-privileged-containers.ts'));
  });
});

/** The modules of the bundle that one run evaluates: each is a function there, named by its file, and V8 counts its calls. */
function evaluated(words: readonly string[]): readonly string[] {
  const folder = join(folderOf({ 'none.txt': '' }), 'coverage');
  heptad(words, { env: { NODE_V8_COVERAGE: folder } });
  return readdirSync(folder).flatMap((name) => modulesIn(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Coverage));
}

/** Source: Node.js documentation, Command-line API, NODE_V8_COVERAGE; Chrome DevTools Protocol, Profiler.ScriptCoverage. */
interface Coverage {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly functionName: string; readonly ranges: readonly { readonly count: number }[] }[];
  }[];
}

function modulesIn({ result }: Coverage): readonly string[] {
  const bundle = result.find(({ url }) => url.endsWith('/dist/heptad.mjs'));
  const called = (bundle?.functions ?? []).filter(({ ranges }) => (ranges[0]?.count ?? 0) > 0);
  return called.map(({ functionName }) => functionName).filter((name) => name.endsWith('.ts'));
}
