import { lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** A file that may hold policy: its path on disk, and its path relative to the root with `/`. */
export interface FoundFile {
  readonly absolute: string;
  readonly path: string;
}

/** A file or folder that was met and is not read. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

export interface Listing {
  readonly files: readonly FoundFile[];
  readonly skipped: readonly Skipped[];
}

const FOLDERS = new Set(['.git', 'node_modules', '.hg', '.svn', '.terraform']);
const READ = /\.(ya?ml|json|jsonl|ndjson)$|^Kustomization$/i;
const NOT_POLICY = new Set(['package.json', 'package-lock.json', 'tsconfig.json', 'composer.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml']);
const REGO = /\.rego$/i;
/** Said of Rego modules until they are judged. */
export const NOT_YET = 'Rego is not judged by this version';
const ARCHIVE = /\.(tgz|tar\.gz)$/i;

/** The nearest folder upwards with `heptad.yaml`, else with `.git`, else the working directory, or the path itself where it lies elsewhere. */
export function rootOf(path: string, working: string): string {
  const start = isFolder(path) ? path : dirname(path);
  return upwards(start, 'heptad.yaml') ?? upwards(start, '.git') ?? (isInside(start, working) ? working : start);
}

function upwards(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (exists(join(at, name))) return at;
    if (dirname(at) === at) return undefined;
  }
}

/** Every file below a folder, or the file itself, that may hold policy: sorted, `.gitignore` honored, no link followed out of the root. What cannot be opened is listed: reading it says so. */
export function listFiles(path: string, root: string): Listing {
  const files: FoundFile[] = [];
  const skipped: Skipped[] = [];
  const found = (absolute: string): FoundFile => ({ absolute, path: pathFrom(root, absolute) });
  const skip = (absolute: string, reason: string): void => {
    skipped.push({ path: pathFrom(root, absolute), reason });
  };
  const walk = (folder: string, rules: readonly IgnoreFile[]): void => {
    const names = namesIn(folder);
    if (names === undefined) files.push(found(folder));
    const own = [...rules, ...ignoreFile(folder)];
    for (const name of names ?? []) visit(join(folder, name), name, own);
  };
  const visit = (absolute: string, name: string, rules: readonly IgnoreFile[]): void => {
    const what = whatIs(absolute, root);
    if (what === 'folder') {
      if (FOLDERS.has(name)) return;
      if (isIgnored(absolute, 'folder', rules)) skip(`${absolute}/`, IGNORED);
      else walk(absolute, rules);
    } else if (REGO.test(name)) skip(absolute, NOT_YET);
    else if (ARCHIVE.test(name) && basename(dirname(absolute)) === 'charts') skip(absolute, 'packed chart');
    else if (!READ.test(name) || NOT_POLICY.has(name)) return;
    else if (isIgnored(absolute, 'file', rules)) skip(absolute, IGNORED);
    else if (what === 'file') files.push(found(absolute));
    else skip(absolute, what);
  };
  if (isFolder(path)) walk(path, ancestors(path, root).flatMap(ignoreFile));
  else files.push(found(path));
  return { files, skipped };
}

const IGNORED = 'ignored by .gitignore';

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).sort();
  } catch {
    return undefined;
  }
}

/** Folders from the root down to the parent of the path. */
function ancestors(path: string, root: string): readonly string[] {
  const found: string[] = [];
  for (let at = dirname(path); isInside(at, root); at = dirname(at)) {
    found.unshift(at);
    if (at === root) break;
  }
  return found;
}

/** What lies at a path, or why it is not read. What the system does not tell counts as a file: reading it fails, and the report says so. */
function whatIs(absolute: string, root: string): 'folder' | 'file' | 'link out of the root' | 'link to a folder' | 'link to nothing' | 'no regular file' {
  try {
    const isLink = lstatSync(absolute).isSymbolicLink();
    if (isLink && !exists(absolute)) return 'link to nothing';
    if (isLink && !isInside(realpathSync(absolute), realpathSync(root))) return 'link out of the root';
    const stat = statSync(absolute);
    // A link to a folder that holds it would never end: folders are read where they are.
    if (stat.isDirectory()) return isLink ? 'link to a folder' : 'folder';
    return stat.isFile() ? 'file' : 'no regular file';
  } catch {
    return 'file';
  }
}

interface IgnoreFile {
  readonly folder: string;
  readonly rules: Ignore;
}

function ignoreFile(folder: string): readonly IgnoreFile[] {
  try {
    return [{ folder, rules: ignore().add(readFileSync(join(folder, '.gitignore'), 'utf8')) }];
  } catch {
    return [];
  }
}

/** The deepest `.gitignore` that says something decides. */
function isIgnored(absolute: string, what: 'file' | 'folder', rules: readonly IgnoreFile[]): boolean {
  for (const { folder, rules: patterns } of [...rules].reverse()) {
    const answer = patterns.test(relative(folder, absolute).split(sep).join('/') + (what === 'folder' ? '/' : ''));
    if (answer.ignored) return true;
    if (answer.unignored) return false;
  }
  return false;
}

/** The path relative to a folder, with `/`. */
export function pathFrom(folder: string, absolute: string): string {
  return relative(folder, absolute).split(sep).join('/');
}

export function isInside(path: string, folder: string): boolean {
  const rest = relative(folder, resolve(path));
  return rest === '' || (!/^\.\.(?:[\\/]|$)/.test(rest) && !/^([A-Za-z]:)?[\\/]/.test(rest));
}

/** True for a file that is there, and whose real place is inside the folder. */
export function isReadableInside(path: string, folder: string): boolean {
  try {
    return statSync(path).isFile() && isInside(realpathSync(path), realpathSync(folder));
  } catch {
    return false;
  }
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

export function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}
