import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { listenersBehind } from '../../server/core/inventory/calls/listeners.js';
import type { Inventory } from '../../server/core/inventory/inventory.js';
import { reach } from '../../server/core/inventory/reachability/reachability.js';
import { servicesOf } from '../../server/core/inventory/traffic/services.js';
import { compare } from '../../server/core/posture/rational.js';
import type { PillarPosture } from '../../server/core/posture/score.js';
import { judgeTexts } from '../harness/analysis.js';
import { CORPORA, corpusFiles, corpusText, sayAbsent } from '../harness/corpora.js';
import { planOf, targetOf, written } from '../harness/plans.js';
import type { Texts } from '../harness/shop.js';

interface Facts {
  readonly calls: readonly { readonly from: string; readonly to: string; readonly port: number; readonly missing?: boolean }[];
}

if (CORPORA === undefined) sayAbsent('everything generated for the shop');
else shop();

function shop(): void {
  const facts = JSON.parse(corpusText('boutique/facts.json')) as Readonly<Record<string, Facts>>;
  const calls = (facts['release/kubernetes-manifests.yaml']?.calls ?? []).filter(({ missing }) => missing !== true);
  const release: Texts = Object.fromEntries(
    corpusFiles('.yaml')
      .filter((file) => file.startsWith('boutique/release/'))
      .map((file) => [file.slice('boutique/'.length), corpusText(file)]),
  );

  suite('everything generated for the shop', () => {
    for (const intent of ['default-deny', 'grants']) {
      test(`${intent}: every call stays possible, all else is cut, and the network pillar rises`, () => {
        const after = written(release, planOf(release, { target: 'release', intent, mode: 'enforce' }));
        checkCalls(targetOf(judgeTexts(after), 'release').inventory, calls, 'any caller reaches what a load balancer opens');
        checkRises(release, after, 'release');
      });
    }

    test('in a mesh with strict mutual TLS and policies by identity: the same', () => {
      const mesh: Texts = {
        ...release,
        'heptad.yaml':
          'apiVersion: heptad.dev/v1alpha1\nkind: PostureProfile\nmetadata: { name: shop }\nspec: { targets: [{ name: shop, path: release, namespace: shop }] }\n',
        'release/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop, labels: { istio-injection: enabled } }\n',
      };
      let texts = mesh;
      for (const intent of ['strict-mtls', 'default-deny', 'pod-security']) texts = written(texts, planOf(texts, { target: 'shop', intent, mode: 'enforce' }));
      const { inventory } = targetOf(judgeTexts(texts), 'shop');
      assert.equal(
        inventory.ofKind('security.istio.io/AuthorizationPolicy').length,
        new Set(calls.map(({ from, to }) => `${from} ${to}`)).size + 1,
        'one policy for each call, and one that allows nothing',
      );
      checkCalls(inventory, calls, 'only named callers');
      checkRises(mesh, texts, 'shop');
      for (const intent of ['strict-mtls', 'default-deny', 'pod-security']) {
        const again = planOf(texts, { target: 'shop', intent, mode: 'enforce' });
        assert.deepEqual(
          again.files.filter(({ state }) => state !== 'same'),
          [],
          'written twice, it differs',
        );
        assert.deepEqual(again.edits, []);
      }
    });
  });
}

/**
 * Every pair of workloads and ports behind a Service: a call is possible exactly where one is known. What a load balancer opens is open to everyone in the
 * cluster, too, where only addresses count.
 */
function checkCalls(inventory: Inventory, calls: Facts['calls'], how: 'any caller reaches what a load balancer opens' | 'only named callers'): void {
  const found = new Set<string>();
  let pairs = 0;
  for (const service of inventory.view(servicesOf).all)
    for (const port of service.ports)
      for (const listener of listenersBehind(service, port).listeners)
        for (const from of inventory.workloads()) {
          pairs++;
          const call = `${from.name} -> ${listener.workload.name}:${listener.port}`;
          const { match } = reach(inventory, { kind: 'workload', workload: from }, listener);
          if (match === 'yes') found.add(call);
          else assert.equal(match, 'no', `${call}: ${JSON.stringify(match)}`);
        }
  assert.ok(pairs > 100);
  const expected = new Set(calls.flatMap(({ from, to, port }) => listenersOf(inventory, to, port).map((at) => `${from} -> ${at}`)));
  assert.deepEqual(
    [...expected].filter((call) => !found.has(call)),
    [],
    'calls that are cut',
  );
  const more = [...found].filter((call) => !expected.has(call));
  assert.deepEqual(how === 'only named callers' ? more : more.filter((call) => !call.includes('-> frontend:')), [], 'calls that nobody needs');
}

/** `workload:port` behind a Service port. */
function listenersOf(inventory: Inventory, name: string, number: number): readonly string[] {
  const services = inventory.view(servicesOf).all.filter(({ resource }) => resource.name === name);
  const behind = services.flatMap((service) =>
    service.ports.filter(({ port }) => port.known && port.value === number).flatMap((port) => listenersBehind(service, port).listeners),
  );
  assert.ok(behind.length > 0, `nothing behind ${name}:${number}`);
  return behind.map(({ workload, port }) => `${workload.name}:${port}`);
}

function checkRises(before: Texts, after: Texts, target: string): void {
  const network = (texts: Texts): PillarPosture | undefined => targetOf(judgeTexts(texts), target).posture.pillars.find(({ pillar }) => pillar === 'network');
  const [was, is] = [network(before), network(after)];
  assert.ok(was !== undefined && is !== undefined);
  assert.ok(compare(is.exact.score, was.exact.score) > 0, `network from ${was.score} to ${is.score}`);
  assert.ok(is.failed < was.failed, `network: ${was.failed} failed before, ${is.failed} after`);
}
