import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';

/** Where the command writes. Tests give their own. */
export interface Terminal {
  readonly isTerminal: boolean;
  readonly isUtf8: boolean;
  readonly columns: number;
  readonly noColor: boolean;
  out(text: string): void;
  error(text: string): void;
  /** Replaces the line of progress; '' takes it away. Nothing where standard error is no terminal. */
  progress(text: string): void;
}

/** A write that failed for a reason outside: full disk, closed pipe, no permission. */
export class WriteError extends Error {
  constructor(
    message: string,
    readonly isClosedPipe: boolean,
  ) {
    super(message);
  }
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOSPC', 'no space is left on the device'],
  ['EACCES', 'permission is denied'],
  ['EPERM', 'permission is denied'],
  ['EROFS', 'the file system is read-only'],
  ['ENOENT', 'the folder does not exist'],
  ['EISDIR', 'it is a folder'],
  ['EIO', 'the device fails'],
  ['EDQUOT', 'the disk quota is used up'],
]);

/** Writes synchronously, so that nothing is lost when the process ends, and reports what fails as a `WriteError`. */
export function nodeTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  return {
    isTerminal: stdout.isTTY === true,
    isUtf8: process.platform === 'win32' || /utf-?8/i.test(env['LC_ALL'] ?? env['LC_CTYPE'] ?? env['LANG'] ?? ''),
    columns: stdout.isTTY === true ? Math.max(60, stdout.columns) : 80,
    noColor: (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb',
    out: (text) => writeAll(1, 'standard output', text),
    error: (text) => {
      try {
        writeAll(2, 'standard error', text);
      } catch {
        // Nobody reads the message: the exit code still tells.
      }
    },
    progress: (text) => {
      if (stderr.isTTY === true) stderr.write(`\r\u001b[K${text}`);
    },
  };
}

function writeAll(descriptor: number, name: string, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (thrown) {
      const code = codeOf(thrown);
      if (code === 'EAGAIN') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else throw failure(thrown, name);
    }
  }
}

/** Writes a report to a file. */
export function writeReport(path: string, text: string): void {
  try {
    const descriptor = openSync(path, 'w');
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
  } catch (thrown) {
    throw failure(thrown, `"${path}"`);
  }
}

/** What went wrong with a write, in words for the user. */
export function failure(thrown: unknown, name: string): WriteError {
  const code = codeOf(thrown);
  return new WriteError(`${name} can't be written: ${REASONS.get(code) ?? code}`, code === 'EPIPE');
}

/** The code of an error of the system, such as ENOENT. */
export function codeOf(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : 'the system says no more';
}
