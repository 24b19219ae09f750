import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Exact versions: a newer one is another measurement. */
const VERSIONS = { '@monokle/validation': '0.33.0', yaml: '2.9.1', 'kube-score': '1.20.0' } as const;
const KUBE_SCORE = `github.com/zegl/kube-score/cmd/kube-score@v${VERSIONS['kube-score']}`;

/** A program that judges, or only reads, a list of files. */
export interface Peer {
  readonly name: string;
  /** The command over these files, which lie in this folder. */
  readonly command: (files: readonly string[], folder: string) => readonly string[];
  /** How many findings its output holds; undefined where it looks for none. */
  readonly findings: (output: string) => number | undefined;
}

export interface Peers {
  readonly peers: readonly Peer[];
  /** Asks the system what a program used; undefined where there is no Go: then only Node programs are measured, by themselves. */
  readonly meter: string | undefined;
  /** Why a peer is not here. */
  readonly missing: readonly string[];
}

/** Heptad and every peer that can be had: installed once into a cache folder, outside the project's dependencies. */
export function findPeers(): Peers {
  const cache = process.env['HEPTAD_BENCH_CACHE'] ?? join(homedir(), '.cache', 'heptad-bench');
  mkdirSync(cache, { recursive: true });
  const missing: string[] = [];
  const peers: Peer[] = [HEPTAD];
  const installed = installPackages(cache);
  if ('why' in installed) missing.push(`@monokle/validation and the parse-only floor: ${installed.why}`);
  else peers.push(monokle(installed.at), parseOnly(installed.at));
  const meter = buildMeter(cache);
  const scorer = meter === undefined ? { why: 'there is no Go (go build fails)' } : installKubeScore(cache);
  if ('why' in scorer) missing.push(`kube-score: ${scorer.why}`);
  else peers.splice(1, 0, kubeScore(scorer.at));
  return { peers, meter, missing };
}

const HEPTAD: Peer = {
  name: 'heptad scan',
  command: (_, folder) => [process.execPath, resolve('dist/heptad.mjs'), 'scan', folder],
  findings: (output) => Number(/^([\d,]+) findings? in /m.exec(output)?.[1]?.replaceAll(',', '') ?? Number.NaN),
};

function kubeScore(program: string): Peer {
  return {
    name: `kube-score ${VERSIONS['kube-score']}`,
    command: (files) => [program, 'score', '--output-format', 'ci', ...files],
    findings: (output) => output.split('\n').filter((line) => /^\[(?:CRITICAL|WARNING)\]/.test(line)).length,
  };
}

function monokle(installed: string): Peer {
  return {
    name: `@monokle/validation ${VERSIONS['@monokle/validation']}`,
    command: (files) => [process.execPath, resolve('scripts/bench/monokle.mjs'), installed, ...files],
    findings: Number,
  };
}

function parseOnly(installed: string): Peer {
  return {
    name: `yaml ${VERSIONS.yaml}, parse only`,
    command: (files) => [process.execPath, resolve('scripts/bench/parse-only.mjs'), installed, ...files],
    findings: () => undefined,
  };
}

type Installed = { readonly at: string } | { readonly why: string };

function installPackages(cache: string): Installed {
  const at = join(cache, 'node');
  const wanted = (['@monokle/validation', 'yaml'] as const).map((name) => ({ name, version: VERSIONS[name] }));
  const isThere = ({ name, version }: (typeof wanted)[number]): boolean => {
    const manifest = join(at, 'node_modules', name, 'package.json');
    return existsSync(manifest) && readFileSync(manifest, 'utf8').includes(`"version": "${version}"`);
  };
  if (wanted.every(isThere)) return { at };
  mkdirSync(at, { recursive: true });
  writeFileSync(join(at, 'package.json'), '{ "private": true }\n');
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', '--loglevel=error'];
  const npm = spawnSync('npm', ['install', ...flags, ...wanted.map(({ name, version }) => `${name}@${version}`)], {
    cwd: at,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  return npm.status === 0 ? { at } : { why: 'npm cannot install them (see above)' };
}

function installKubeScore(cache: string): Installed {
  const folder = join(cache, `kube-score-${VERSIONS['kube-score']}`);
  const at = join(folder, process.platform === 'win32' ? 'kube-score.exe' : 'kube-score');
  if (existsSync(at)) return { at };
  console.log(`Building ${KUBE_SCORE} once into ${folder}.`);
  const go = spawnSync('go', ['install', KUBE_SCORE], { env: { ...process.env, GOBIN: folder }, stdio: ['ignore', 'ignore', 'inherit'] });
  return go.status === 0 ? { at } : { why: `go install ${KUBE_SCORE} fails (see above)` };
}

/** Built in the cache folder, so that no build of Go ever writes into the project. */
function buildMeter(cache: string): string | undefined {
  const folder = join(cache, 'meter');
  mkdirSync(folder, { recursive: true });
  copyFileSync('scripts/bench/meter.go', join(folder, 'main.go'));
  const program = join(folder, 'meter');
  const go = spawnSync('go', ['build', '-o', program, 'main.go'], { cwd: folder, stdio: 'ignore' });
  return go.status === 0 ? program : undefined;
}
