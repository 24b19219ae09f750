import type { Case } from '../../test/conformance/case.js';
import { outputOf, type Verdict } from '../../test/conformance/verdict.js';
import { Cluster, headOf, until } from './cluster.js';
import { documentsOf } from './documents.js';
import { messagesIn, shownMessage, unread } from './istioctl.js';
import { type Judge, programOf, runOver } from './judge.js';

/**
 * `istioctl analyze` with a real API server that holds the target and its pods, and the output as a file: now the analyzers of policies and pods run
 * too, and say which policy picks nothing. There is no control plane of Istio, whose absence is no message about the output.
 */
export function istioctlInCluster(): Judge | string {
  const program = programOf('istioctl');
  const server = Cluster.version('kube-apiserver');
  if (typeof program === 'string') return program;
  if (typeof server === 'string') return server;
  let cluster: Cluster | undefined;
  return {
    version: `${program.version} with ${server.version}`,
    start: async () => {
      cluster = Cluster.start();
    },
    verdict: async (one) => (cluster === undefined ? Promise.reject(new Error('not started')) : judge(one, cluster, program.program)),
    stop: async () => cluster?.stop(),
  };
}

async function judge(one: Case, cluster: Cluster, program: string): Promise<Verdict> {
  const objects = documentsOf(one.target).filter((text) => !headOf(text).apiVersion.startsWith('install.istio.io/'));
  const [namespace = '', ...others] = objects;
  await cluster.namespace(namespace);
  for (const text of others) await cluster.create(text, 'keep');
  const pods = `/api/v1/namespaces/${headOf(namespace).name}/pods`;
  const wanted = others.filter((text) => headOf(text).kind === 'Deployment').length;
  await until('the pods of the target', async () => ((await cluster.get(pods)).body['items'] as readonly unknown[]).length >= wanted);
  const output = outputOf(one);
  const args = ['analyze', '--kubeconfig', cluster.kubeconfig, '--all-namespaces', '--verbose', '--color=false', '--output', 'json', 'output.yaml'];
  const { stdout, stderr, status } = runOver(program, { 'output.yaml': output }, () => args);
  const kinds = documentsOf(output).map((text) => headOf(text).kind);
  const about = messagesIn(stdout)?.filter(({ origin }) => kinds.some((kind) => origin?.startsWith(`${kind} `)));
  const skipped = /Skipped analyzers:[\s\S]*AuthorizationPoliciesAnalyzer/.test(stderr) ? ['the analyzer of authorization policies was left out'] : [];
  const complaints = [...unread(stderr), ...skipped, ...(about?.map(shownMessage) ?? [stderr.trim().split('\n')[0] || `ended with ${status}`])];
  await cluster.remove(namespace);
  await until('the namespace gone', async () => (await cluster.read(namespace)).code === 404);
  return { case: one.name, engine: 'istioctl analyze in a cluster', complaints, samples: {} };
}
