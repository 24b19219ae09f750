import assert from 'node:assert/strict';
import { chmodSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { suite, test } from 'mocha';
import { folderOf, heptad } from '../harness/cli.js';

/** Loaded before the program: every way out of the process is written down instead of taken. */
const GUARD = `
import { appendFileSync } from 'node:fs';
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { syncBuiltinESMExports } from 'node:module';
import workers from 'node:worker_threads';
const refuse = (name) => function () { appendFileSync(process.env.HEPTAD_GUARD, name + '\\n'); throw new Error(name); };
net.Socket.prototype.connect = refuse('connect');
net.Server.prototype.listen = refuse('listen');
dgram.createSocket = refuse('datagram');
dns.lookup = refuse('lookup');
globalThis.fetch = refuse('fetch');
for (const name of ['spawn', 'spawnSync', 'exec', 'execSync', 'execFile', 'execFileSync', 'fork']) childProcess[name] = refuse(name);
workers.Worker = refuse('worker');
syncBuiltinESMExports();
if (process.env.HEPTAD_TRY) { try { childProcess.spawnSync('true'); } catch {} try { net.connect(9); } catch {} }
`;

suite('nothing leaves the process', () => {
  const shop = resolve('examples/shop');
  const run = (words: readonly string[], env: Readonly<Record<string, string>> = {}): { readonly tried: string; readonly status: number | null } => {
    const folder = folderOf({ 'guard.mjs': GUARD, 'tried.txt': '' });
    const { status } = heptad(words, { node: ['--import', join(folder, 'guard.mjs')], env: { HEPTAD_GUARD: join(folder, 'tried.txt'), ...env } });
    return { tried: readFileSync(join(folder, 'tried.txt'), 'utf8'), status };
  };

  test('the guard sees a process and a socket', () => {
    assert.equal(run(['--version'], { HEPTAD_TRY: '1' }).tried, 'spawnSync\nconnect\n');
  });

  for (const [words, status] of [
    [['scan', shop], 1],
    [['score', shop], 0],
    [['gate', shop], 1],
    [['scan', shop, '--format', 'sarif'], 1],
    [['gate', shop, '--ratchet'], 2],
    [['waive', '0123456789abcdef0123456789abcdef', shop, '--owner', 'A', '--approver', 'B', '--reason', 'C', '--until', '2026-12-31'], 2],
    [['facts', shop, '--target', 'prod'], 0],
    [['crosswalk', 'SC-7'], 0],
    [['crosswalk', '--status', 'cmmc', shop], 0],
    [['gate', shop, '--format', 'markdown'], 1],
    [['explain', 'require-strict-mtls'], 0],
  ] as const) {
    test(`heptad ${words[0]} opens no socket and starts no process`, () => {
      assert.deepEqual(run(words), { tried: '', status });
    });
  }

  test('heptad baseline write names the commit and starts no process', () => {
    const folder = folderOf({
      'pod.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: app }\nspec: { containers: [{ name: app, image: app:1 }] }\n',
      '.git/HEAD': 'ref: refs/heads/main\n',
      '.git/refs/heads/main': `${'ab'.repeat(20)}\n`,
    });
    assert.deepEqual(run(['baseline', 'write', folder]), { tried: '', status: 0 });
  });

  test('--since alone starts a process, and no other way out is taken', () => {
    const folder = folderOf({ 'bin/git': '#!/bin/sh\n' });
    chmodSync(join(folder, 'bin/git'), 0o755);
    // The guard refuses the process, so that the command cannot judge.
    assert.deepEqual(run(['scan', shop, '--since', 'main'], { PATH: join(folder, 'bin') }), { tried: 'spawnSync\n', status: 2 });
    assert.deepEqual(run(['scan', shop, '--since', '--all'], { PATH: join(folder, 'bin') }), { tried: '', status: 2 });
  });
});
