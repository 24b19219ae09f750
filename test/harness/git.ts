import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, isAbsolute, join } from 'node:path';

/** Git as this machine has it, by an absolute folder of PATH; undefined where there is none. Only the tests that say so need it. */
export function realGit(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, process.platform === 'win32' ? 'git.exe' : 'git')).find((file) => existsSync(file));
}

/** Runs git in a folder, with a name of its own for commits and nothing of the user's configuration. */
export function runGit(git: string, folder: string, ...words: readonly string[]): string {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main', '-c', 'commit.gpgSign=false'];
  const env = { PATH: dirname(git), HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' };
  const done = spawnSync(git, [...who, ...words], { cwd: folder, env, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`git ${words.join(' ')}: ${done.stderr}`);
  return done.stdout.trim();
}

/** What a git that is none says to each command, by its first word; what is not named fails and says nothing. */
export interface FakeAnswers {
  readonly 'rev-parse'?: string;
  readonly 'merge-base'?: string;
  readonly 'ls-tree'?: string;
  /** On standard error, with every failure. */
  readonly complaint?: string;
}

/**
 * A program `git` in a folder that answers as it is told and writes down how it was called: needs a POSIX shell and no git.
 * @returns the path of that record: a line `ARG|ARG|…` for each call, and its environment in `env.txt` beside it
 */
export function fakeGit(folder: string, answers: FakeAnswers): string {
  mkdirSync(folder, { recursive: true });
  const record = join(folder, 'calls.txt');
  const cases = (['rev-parse', 'merge-base', 'ls-tree'] as const).flatMap((word) => {
    const answer = answers[word];
    if (answer === undefined) return [];
    writeFileSync(join(folder, `${word}.txt`), answer);
    return [`*"|${word}|"*) cat < '${join(folder, `${word}.txt`)}' ;;`];
  });
  const script = `#!/bin/sh
call=
for word in "$@"; do call="$call|$word"; done
echo "$call|" >> '${record}'
export > '${join(folder, 'env.txt')}'
cat() { /bin/cat; }
case "$call|" in
${cases.join('\n')}
*) echo '${answers.complaint ?? ''}' >&2; exit 128 ;;
esac
`;
  writeFileSync(join(folder, 'git'), script);
  chmodSync(join(folder, 'git'), 0o755);
  return record;
}
