import { parse } from 'yaml';
import type { Case, Change } from '../../test/conformance/case.js';
import { outputOf, type Verdict } from '../../test/conformance/verdict.js';
import { Cluster, headOf, until } from './cluster.js';
import { complaintsOf, verdictOf } from './cluster-server.js';
import { documentsOf } from './documents.js';
import type { Judge } from './judge.js';

const NAMESPACES = ['shop', 'istio-system'];

/**
 * Kyverno's controllers in a real cluster: the policies are installed, and every sample is sent as a dry run, so that the refusal is the API server's
 * own. In audit mode a bad object is admitted, and found in a report.
 */
export function kyvernoInCluster(): Judge | string {
  const found = [Cluster.version('kube-apiserver'), Cluster.version('kyverno-admission')];
  const absent = found.find((part) => typeof part === 'string');
  if (typeof absent === 'string') return absent;
  let cluster: Cluster | undefined;
  return {
    version: found.flatMap((part) => (typeof part === 'string' ? [] : [part.version])).join(' with '),
    start: async () => {
      cluster = Cluster.start();
      cluster.add('kyverno');
      for (const name of NAMESPACES) await cluster.namespace(`apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name} }\n`);
    },
    verdict: async (one) => (cluster === undefined ? Promise.reject(new Error('not started')) : judge(one, cluster)),
    stop: async () => cluster?.stop(),
  };
}

async function judge(one: Case, cluster: Cluster): Promise<Verdict> {
  const objects = documentsOf(outputOf(one));
  const changes = one.changes ?? [];
  const samples: Record<string, string> = {};
  for (const { text } of changes) expectMade(await cluster.create(text, 'keep'), text);
  const complaints: string[] = [];
  for (const text of objects) complaints.push(...complaintsOf(one, text, await cluster.create(text, 'keep')));
  if (complaints.length === 0) {
    for (const text of objects) await until(`${headOf(text).name} ready`, async () => isReady((await cluster.read(text)).body));
    await acting(one, cluster);
    for (const sample of [...one.refused, ...one.admitted]) samples[sample.name] = await verdictOn(one, sample.text, cluster);
    for (const change of changes) samples[change.name] = await verdictOfChange(change, cluster);
  }
  for (const text of objects) await cluster.remove(text);
  for (const { text } of changes) await cluster.remove(text);
  for (const text of objects) await until(`${headOf(text).name} gone`, async () => (await cluster.read(text)).code === 404);
  return { case: one.name, engine: 'Kyverno in a cluster', complaints, samples };
}

function expectMade({ code, message }: { readonly code: number; readonly message: string }, text: string): void {
  if (code >= 300) throw new Error(`${headOf(text).name}: ${message}`);
}

/** The two kinds say it in two ways. Source: their CRDs, status. */
function isReady(body: { readonly [key: string]: unknown }): boolean {
  const status = body['status'] as
    | { readonly conditionStatus?: { readonly ready?: boolean }; readonly conditions?: readonly { readonly type: string; readonly status: string }[] }
    | undefined;
  return status?.conditionStatus?.ready === true || (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True');
}

/** A policy that is ready acts a little later: until each of its bad samples is refused, or for a while where one never is. */
async function acting(one: Case, cluster: Cluster): Promise<void> {
  if (one.mode === 'audit') return;
  for (let tries = 0; tries < 40; tries++) {
    const answers = await Promise.all(one.refused.map(({ text }) => cluster.create(text, 'dry')));
    if (answers.every(({ code }) => code >= 300)) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function verdictOn(one: Case, text: string, cluster: Cluster): Promise<string> {
  if (one.mode === 'enforce') return verdictOf(await cluster.create(text, 'dry'));
  const made = await cluster.create(text, 'keep');
  if (made.code >= 300) return verdictOf(made);
  const uid = (made.body['metadata'] as { readonly uid: string }).uid;
  const { namespace } = headOf(text);
  let found: string | undefined;
  await until(`a report on ${headOf(text).name}`, async () => {
    const report = (await cluster.get(`/apis/wgpolicyk8s.io/v1alpha2/namespaces/${namespace}/policyreports/${uid}`)).body;
    const results = (report['results'] ?? []) as readonly { readonly policy: string; readonly result: string; readonly message: string }[];
    const own = results.filter(({ policy }) => outputNames(one).includes(policy));
    const failed = own.find(({ result }) => result === 'fail');
    found = failed !== undefined ? `admitted, and reported: ${failed.message}` : own.length > 0 ? 'admitted' : undefined;
    return found !== undefined;
  });
  await cluster.remove(text);
  return found ?? 'no report';
}

function outputNames(one: Case): readonly string[] {
  return documentsOf(outputOf(one)).map((text) => headOf(text).name);
}

async function verdictOfChange({ text, patch, subresource }: Change, cluster: Cluster): Promise<string> {
  const body = typeof patch === 'string' ? (parse(patch) as unknown) : patch;
  return verdictOf(await cluster.patch(text, body, subresource, 'dry'));
}
