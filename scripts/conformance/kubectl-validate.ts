import type { Case } from '../../test/conformance/case.js';
import { outputOf, type Verdict } from '../../test/conformance/verdict.js';
import { folderOf, type Judge, programOf, runOver } from './judge.js';

/** The newest Kubernetes whose schemas the program brings along. */
const KUBERNETES = '1.30';

/** `kubectl-validate`: the schemas of Kubernetes, and of the CRDs in the folder of HEPTAD_CRDS, over the output. It judges no samples. */
export function kubectlValidate(): Judge | string {
  const found = programOf('kubectl-validate');
  const crds = folderOf('HEPTAD_CRDS');
  if (typeof found === 'string') return found;
  if (typeof crds === 'string') return crds;
  return { version: found.version, verdict: async (one) => judge(one, found.program, crds.folder) };
}

interface Status {
  readonly status: string;
  readonly message?: string;
}

function judge(one: Case, program: string, crds: string): Verdict {
  const args = ['output.yaml', '--version', KUBERNETES, '--local-crds', crds, '--output', 'json'];
  const { stdout, stderr, status } = runOver(program, { 'output.yaml': outputOf(one) }, () => args);
  const complaints = complaintsIn(stdout);
  return {
    case: one.name,
    engine: 'kubectl-validate',
    complaints: complaints ?? [stderr.trim().split('\n')[0] || `ended with ${status}`],
    samples: {},
  };
}

/** One list of statuses for each file; undefined where there is none to read. */
function complaintsIn(stdout: string): readonly string[] | undefined {
  try {
    const files = Object.values(JSON.parse(stdout) as Readonly<Record<string, readonly Status[]>>);
    if (files.flat().length === 0) return undefined;
    return files.flat().flatMap(({ status, message }) => (status === 'Success' ? [] : [message ?? status]));
  } catch {
    return undefined;
  }
}
