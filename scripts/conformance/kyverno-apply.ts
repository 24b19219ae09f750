import { parse } from 'yaml';
import type { Case, Sample } from '../../test/conformance/case.js';
import { outputOf, type Verdict } from '../../test/conformance/verdict.js';
import { type Judge, programOf, runOver } from './judge.js';

/** `kyverno apply`: the policies over all samples, those of Deployments and their like by what the policy is extended to. */
export function kyvernoApply(): Judge | string {
  const found = programOf('kyverno');
  return typeof found === 'string' ? found : { version: found.version, verdict: async (one) => judge(one, found.program) };
}

interface Row {
  readonly result: string;
  readonly message: string;
  readonly resources: readonly { readonly kind: string; readonly name: string; readonly namespace?: string }[];
}

function judge(one: Case, program: string): Verdict {
  const samples = [...one.refused, ...one.admitted];
  const files = { 'policies.yaml': outputOf(one), 'resources.yaml': samples.map(({ text }) => text).join('---\n') };
  const { stdout, stderr } = runOver(program, files, () => ['apply', 'policies.yaml', '--resource', 'resources.yaml', '--policy-report']);
  const begin = stdout.indexOf('apiVersion: openreports.io');
  const rows = begin < 0 ? [] : ((parse(stdout.slice(begin)) as { readonly results?: readonly Row[] }).results ?? []);
  const errors = [
    ...stderr.split('\n').filter((line) => line.startsWith('Error')),
    ...rows.filter(({ result }) => result === 'error').map(({ message }) => message),
  ];
  return {
    case: one.name,
    engine: 'kyverno apply',
    complaints: rows.length === 0 && errors.length === 0 ? ['no policy was applied'] : errors,
    samples: Object.fromEntries(samples.map((sample) => [sample.name, verdictOf(sample, rows)])),
  };
}

function verdictOf({ text }: Sample, rows: readonly Row[]): string {
  const { kind, metadata } = parse(text) as { readonly kind: string; readonly metadata: { readonly name: string; readonly namespace: string } };
  const own = rows.filter(({ resources }) => resources.some((at) => at.kind === kind && at.name === metadata.name && at.namespace === metadata.namespace));
  const refusal = own.find(({ result }) => result === 'fail');
  if (refusal !== undefined) return `refused: ${refusal.message}`;
  return own.some(({ result }) => result === 'pass') ? 'admitted' : 'left alone';
}
