import type { Case } from '../../test/conformance/case.js';
import { outputOf, type Verdict } from '../../test/conformance/verdict.js';
import { type Judge, programOf, runOver } from './judge.js';

/** `istioctl analyze` over the target and the output beside it: no information, no warning and no error about the output. It judges no samples. */
export function istioctl(): Judge | string {
  const found = programOf('istioctl');
  return typeof found === 'string' ? found : { version: found.version, verdict: async (one) => judge(one, found.program) };
}

interface Message {
  readonly code: string;
  readonly level: string;
  readonly message: string;
  readonly origin?: string;
  readonly reference?: string;
}

function judge(one: Case, program: string): Verdict {
  const args = ['analyze', '--use-kube=false', '--color=false', '--output', 'json', 'target.yaml', 'output.yaml'];
  const { stdout, stderr, status } = runOver(program, { 'target.yaml': one.target, 'output.yaml': outputOf(one) }, () => args);
  return {
    case: one.name,
    engine: 'istioctl analyze',
    complaints: complaintsIn(stdout) ?? [stderr.trim().split('\n')[0] || `ended with ${status}`],
    samples: {},
  };
}

function complaintsIn(stdout: string): readonly string[] | undefined {
  try {
    const messages = JSON.parse(stdout.slice(stdout.indexOf('['))) as readonly Message[];
    return messages.map(({ level, code, origin, message }) => `${level} ${code} ${origin ?? ''}: ${message}`);
  } catch {
    return undefined;
  }
}
