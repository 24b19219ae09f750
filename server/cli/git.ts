import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';
import { repositoryOf } from './commit.js';
import { isInside } from './files.js';
import { PathError } from './refusals.js';

/** What changed since a commit. This file is the only one that starts a process, and only `--since` leads here. */
export interface ChangedFiles {
  /** As the user wrote it. */
  readonly ref: string;
  /** The commit that is compared with: where the history of REF and that of HEAD part. */
  readonly base: string;
  /** Of the paths that were asked for, those whose file is not what the base has at the same path. */
  readonly paths: ReadonlySet<string>;
}

/**
 * Which of some files are not what they were where the history of a commit and that of HEAD part: committed since, changed and not committed, new, moved.
 * Git names the commit and lists its files; whether a file is one of them is decided here, by its hash. So no filter, hook or monitor that a repository configures is ever run.
 * @param root absolute; `paths` are relative to it, with `/`
 */
export function changedSince(ref: string, root: string, paths: readonly string[]): ChangedFiles {
  const top = repositoryOf(root);
  if (top === undefined) throw new PathError('--since needs a git repository, and there is none around the files');
  if (ref === '' || ref.startsWith('-') || /[\p{Cc}\s]/u.test(ref)) throw new PathError(`--since takes a commit, a branch or a tag, not "${ref}"`);
  const git = findGit(process.env['PATH'] ?? '', [root, top]);
  if (git === undefined) throw new PathError('--since needs git, and no absolute folder of PATH outside of the repository has it');
  const run: Run = (words) => runGit(git, root, words);
  const commit = commitOf(ref, run);
  const base = baseOf(ref, commit, run);
  const tree = treeOf(base, run);
  return { ref, base, paths: new Set(paths.filter((path) => !isAsIn(tree.get(path), join(root, path)))) };
}

/**
 * The first git of PATH that a repository cannot have planted: relative folders and those inside `workspaces` are passed over, and so is a link into them.
 * @param path the value of PATH
 */
export function findGit(path: string, workspaces: readonly string[]): string | undefined {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  const places = workspaces.flatMap((folder) => [folder, realOf(folder) ?? folder]);
  const isForeign = (file: string): boolean => !places.some((folder) => isInside(file, folder));
  for (const folder of path.split(delimiter)) {
    if (!isAbsolute(folder)) continue;
    const file = join(folder, name);
    const real = realOf(file);
    if (real !== undefined && isForeign(file) && isForeign(real) && isProgram(real)) return file;
  }
  return undefined;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  /** The first line of what git said, without its prefix. */
  readonly said: string;
}
type Run = (words: readonly string[]) => Ended;

/** Milliseconds that git may take, and bytes that it may say. */
const PATIENCE = 60_000;
const MOST_BYTES = 1 << 28;

/**
 * Settings by which a repository could make git start a program or read another repository than the one around the files.
 * Source: git-config(1): core.fsmonitor, core.hooksPath, protocol.allow, safe.bareRepository (heeded on the command line only).
 */
const SETTINGS = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'protocol.allow=never', 'safe.bareRepository=explicit'];

/** The user's own configuration counts, for safe.directory is there. No GIT_ variable of the caller does: some of them name programs. Source: git(1), environment variables. */
function environment(git: string): NodeJS.ProcessEnv {
  const kept = ['HOME', 'XDG_CONFIG_HOME', 'USERPROFILE', 'HOMEDRIVE', 'HOMEPATH', 'SystemRoot', 'TMPDIR', 'TEMP'];
  return {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
    PATH: dirname(git),
    LC_ALL: 'C',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
  };
}

function runGit(git: string, root: string, words: readonly string[]): Ended {
  const before = ['--no-pager', '-C', root, ...SETTINGS.flatMap((setting) => ['-c', setting])];
  const done = spawnSync(git, [...before, ...words], {
    cwd: dirname(git),
    env: environment(git),
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
    timeout: PATIENCE,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    shell: false,
  });
  if (done.error !== undefined) throw new PathError(`git cannot be run: ${done.error.message}`);
  return { status: done.status, stdout: done.stdout, said: (done.stderr.split('\n')[0] ?? '').replace(/^(fatal|error): /, '') };
}

const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function commitOf(ref: string, run: Run): string {
  const { status, stdout, said } = run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  const hash = stdout.trim();
  if (status === 0 && HASH.test(hash)) return hash;
  // Asked quietly, git says nothing of a name that it does not know, and something of a repository that it does not read.
  throw new PathError(said === '' ? `git knows no commit "${ref}"; in a pipeline it may have to be fetched first` : `git says: ${said}`);
}

function baseOf(ref: string, commit: string, run: Run): string {
  const { status, stdout, said } = run(['merge-base', commit, 'HEAD']);
  const hash = stdout.trim();
  if (status === 0 && HASH.test(hash)) return hash;
  throw new PathError(said === '' ? `"${ref}" and HEAD have no commit in common; fetch more of the history (git fetch --unshallow)` : `git says: ${said}`);
}

/** The hash of each file of a commit, by its path relative to the folder that git runs in. Links and modules of other repositories are no files of it. */
function treeOf(commit: string, run: Run): ReadonlyMap<string, string> {
  const { status, stdout, said } = run(['ls-tree', '-r', '-z', commit]);
  if (status !== 0) throw new PathError(`git says: ${said}`);
  const files = new Map<string, string>();
  for (const entry of stdout.split('\0')) {
    const [, hash, path] = /^100\d{3} blob ([0-9a-f]+)\t([\s\S]+)$/.exec(entry) ?? [];
    if (hash !== undefined && path !== undefined) files.set(path, hash);
  }
  return files;
}

/** True when a file is what git has by this hash; with line ends of Windows too, which git may write on checking out. */
function isAsIn(hash: string | undefined, absolute: string): boolean {
  if (hash === undefined) return false;
  let bytes: Buffer;
  try {
    bytes = readFileSync(absolute);
  } catch {
    return false;
  }
  if (blobHash(bytes, hash.length) === hash) return true;
  const unixEnds = Buffer.from(bytes.toString('latin1').replaceAll('\r\n', '\n'), 'latin1');
  return unixEnds.length !== bytes.length && blobHash(unixEnds, hash.length) === hash;
}

/** Source: gitformat-pack and "Git Internals: Git Objects": the hash of `blob LENGTH`, a zero byte, and the content; SHA-1, or SHA-256 where hashes have 64 digits. */
function blobHash(bytes: Buffer, digits: number): string {
  return createHash(digits === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');
}
