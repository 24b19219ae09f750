import type { Case } from '../../test/conformance/case.js';
import { judgesSamples, outputOf, type Verdict } from '../../test/conformance/verdict.js';
import { type Answer, Cluster, headOf, until } from './cluster.js';
import { documentsOf } from './documents.js';
import type { Judge } from './judge.js';

/**
 * A real API server: every object of the output is taken with strict fields and without a warning. Where the output is a namespace with labels, the
 * samples are judged in it, which is what Pod Security is.
 */
export function kubeApiserver(): Judge | string {
  const found = Cluster.version('kube-apiserver');
  if (typeof found === 'string') return found;
  let cluster: Cluster | undefined;
  return {
    version: found.version,
    start: async () => {
      cluster = Cluster.start();
    },
    verdict: async (one) => (cluster === undefined ? Promise.reject(new Error('not started')) : judge(one, cluster)),
    stop: async () => cluster?.stop(),
  };
}

async function judge(one: Case, cluster: Cluster): Promise<Verdict> {
  const complaints: string[] = [];
  const samples: Record<string, string> = {};
  const objects = documentsOf(outputOf(one));
  const namespaces = new Map(
    [...documentsOf(one.target), ...objects].filter((text) => headOf(text).kind === 'Namespace').map((text) => [headOf(text).name, text]),
  );
  for (const text of namespaces.values()) {
    const made = await cluster.namespace(text);
    if (objects.includes(text)) complaints.push(...complaintsOf(one, text, made));
  }
  for (const text of objects.filter((object) => headOf(object).kind !== 'Namespace'))
    complaints.push(...complaintsOf(one, text, await cluster.create(text, 'dry')));
  if (judgesSamples('kube-apiserver', one)) {
    for (const sample of [...one.refused, ...one.admitted]) samples[sample.name] = verdictOf(await cluster.create(sample.text, 'dry'));
  }
  for (const name of namespaces.keys()) await removeNamespace(cluster, name);
  return { case: one.name, engine: 'kube-apiserver', complaints, samples };
}

/** What the server has against an object: a refusal, or a warning that the case does not name. */
export function complaintsOf({ warns }: Case, text: string, { code, message, warnings }: Answer): readonly string[] {
  const { kind, name } = headOf(text);
  const unexpected = warnings.filter((warning) => !(warns ?? []).some((expected) => warning.includes(expected)));
  return [...(code < 300 ? [] : [`${kind} ${name}: ${message}`]), ...unexpected.map((warning) => `${kind} ${name}: ${warning}`)];
}

export function verdictOf({ code, message }: Answer): string {
  return code < 300 ? 'admitted' : `refused: ${message}`;
}

async function removeNamespace(cluster: Cluster, name: string): Promise<void> {
  const text = `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`;
  await cluster.remove(text);
  await until(`the namespace ${name} gone`, async () => (await cluster.read(text)).code === 404);
}
