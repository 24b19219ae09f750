import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { exists, isFolder } from './files.js';

/**
 * Where CI systems name the commit that they checked out.
 * Sources: the pages on predefined variables of GitHub Actions, GitLab CI, Azure Pipelines, Bitbucket Pipelines, Jenkins (plugin git), CircleCI, Buildkite, Travis CI, Drone, TeamCity.
 */
const VARIABLES = [
  'GITHUB_SHA',
  'CI_COMMIT_SHA',
  'BUILD_SOURCEVERSION',
  'BITBUCKET_COMMIT',
  'GIT_COMMIT',
  'CIRCLE_SHA1',
  'BUILDKITE_COMMIT',
  'TRAVIS_COMMIT',
  'DRONE_COMMIT_SHA',
  'BUILD_VCS_NUMBER',
];
const HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** The commit that is checked out around a folder: from the variables of a pipeline, else from `.git` as files. Git is not started. Undefined where none can be told. */
export function commitOf(folder: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = VARIABLES.map((name) => env[name]?.toLowerCase()).find((value) => value !== undefined && HASH.test(value));
  if (named !== undefined) return named;
  const top = repositoryOf(folder);
  const git = top === undefined ? undefined : gitFolder(join(top, '.git'));
  return git === undefined ? undefined : headOf(git);
}

/** The nearest folder upwards that holds `.git`; undefined outside of every repository. */
export function repositoryOf(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    if (exists(join(at, '.git'))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** `.git` itself, or the folder that it names: in a worktree and in a submodule it is a file. Source: gitrepository-layout(5). */
function gitFolder(path: string): string | undefined {
  if (isFolder(path)) return path;
  const named = /^gitdir: (.+)$/m.exec(textOf(path) ?? '')?.[1];
  return named === undefined ? undefined : resolve(dirname(path), named.trim());
}

/** References point to references a few times at most: git follows five. */
const STEPS = 5;

function headOf(git: string): string | undefined {
  const common = textOf(join(git, 'commondir'))?.trim();
  const shared = common === undefined ? git : resolve(git, common);
  let said = textOf(join(git, 'HEAD'))?.trim();
  for (let step = 0; step < STEPS && said !== undefined; step++) {
    if (HASH.test(said)) return said;
    const name = /^ref: (refs\/[^\s\\]+)$/.exec(said)?.[1];
    if (name === undefined || name.split('/').includes('..')) return undefined;
    said = (textOf(join(git, name)) ?? textOf(join(shared, name)))?.trim() ?? packed(textOf(join(shared, 'packed-refs')) ?? '', name);
  }
  return undefined;
}

/** A line of `packed-refs` is a hash, a blank and the name. */
function packed(text: string, name: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.trimEnd().endsWith(` ${name}`))
    ?.split(' ')[0];
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
