import type { Case } from '../../test/conformance/case.js';
import { outputOf, type Verdict } from '../../test/conformance/verdict.js';
import { type Judge, programOf, runOver } from './judge.js';

/**
 * `istioctl analyze` over the files of the target and the output: not a word about them. Without a cluster it leaves out every analyzer that looks at
 * pods, services or the mesh's configuration, so that this proves the form of the output and little more. It judges no samples.
 */
export function istioctl(): Judge | string {
  const found = programOf('istioctl');
  return typeof found === 'string' ? found : { version: found.version, verdict: async (one) => judge(one, found.program) };
}

export interface Message {
  readonly code: string;
  readonly level: string;
  readonly message: string;
  readonly origin?: string;
  readonly reference?: string;
}

function judge(one: Case, program: string): Verdict {
  const args = ['analyze', '--use-kube=false', '--all-namespaces', '--color=false', '--output', 'json', 'target.yaml', 'output.yaml'];
  const { stdout, stderr, status } = runOver(program, { 'target.yaml': one.target, 'output.yaml': outputOf(one) }, () => args);
  return {
    case: one.name,
    engine: 'istioctl analyze',
    complaints: [...unread(stderr), ...(messagesIn(stdout)?.map(shownMessage) ?? [stderr.trim().split('\n')[0] || `ended with ${status}`])],
    samples: {},
  };
}

/** A file that it can not read is left out with a line, an empty list and the status 0. */
export function unread(stderr: string): readonly string[] {
  return stderr.split('\n').filter((line) => /error processing|could not be parsed/.test(line));
}

export function messagesIn(stdout: string): readonly Message[] | undefined {
  try {
    return JSON.parse(stdout.slice(stdout.indexOf('['))) as readonly Message[];
  } catch {
    return undefined;
  }
}

export function shownMessage({ level, code, origin, message }: Message): string {
  return `${level} ${code} ${origin ?? ''}: ${message}`;
}
