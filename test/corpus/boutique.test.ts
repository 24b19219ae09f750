import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Call } from '../../server/core/inventory/calls/call.js';
import { callsOf } from '../../server/core/inventory/calls/calls.js';
import { Inventory } from '../../server/core/inventory/inventory.js';
import { networkPolicies } from '../../server/core/inventory/network/network-policies.js';
import { servicesOf } from '../../server/core/inventory/traffic/services.js';
import type { Workload } from '../../server/core/inventory/workload.js';
import { CORPORA, corpusFiles, corpusText, sayAbsent } from '../harness/corpora.js';
import { TODAY } from '../harness/rules.js';
import { targetsOf } from '../harness/targets.js';

/** What another reader found in the shop's manifests; the corpora's README describes it. */
interface Facts {
  readonly objects: Readonly<Record<string, number>>;
  readonly workloads: readonly {
    readonly kind: string;
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly serviceAccount: string;
    readonly podSecurity: Readonly<Record<string, boolean | number>>;
    readonly initContainers: readonly string[];
    readonly containers: readonly {
      readonly name: string;
      readonly image: string;
      readonly ports: readonly number[];
      readonly securityContext: Readonly<Record<string, unknown>>;
      readonly limits: boolean;
      readonly probes: readonly string[];
    }[];
  }[];
  readonly services: readonly {
    readonly name: string;
    readonly type: string;
    readonly ports: readonly { readonly port: number; readonly targetPort: number }[];
    readonly workloads: readonly string[];
  }[];
  readonly calls: readonly { readonly from: string; readonly to: string; readonly port: number; readonly evidence: string; readonly missing?: boolean }[];
  readonly networkPolicies: readonly {
    readonly name: string;
    readonly selects: readonly string[];
    readonly types: readonly string[];
    readonly ingress: readonly unknown[];
  }[];
}

if (CORPORA === undefined) sayAbsent('inventory of the shop');
else shop();

function shop(): void {
  suite('inventory of the shop', () => {
    const facts = JSON.parse(corpusText('boutique/facts.json')) as Readonly<Record<string, Facts>>;
    const folder = 'boutique/';
    const texts = Object.fromEntries(
      corpusFiles('.yaml')
        .filter((file) => file.startsWith(folder))
        .map((file) => [file.slice(folder.length), corpusText(file)]),
    );
    const { targets } = targetsOf(texts);

    for (const [place, name] of [
      ['release/kubernetes-manifests.yaml', 'release'],
      ['kustomize/tests/service-mesh-istio-with-all-components', 'kustomize/tests/service-mesh-istio-with-all-components'],
    ] as const) {
      const expected = facts[place];
      const target = targets.find((one) => one.name === name);
      assert.ok(expected !== undefined && target !== undefined, name);
      const inventory = new Inventory({ name, platform: 'here', today: TODAY }, target.members);
      const found = new Map(inventory.workloads().map((workload) => [workload.name, workload]));

      test(`${name}: every workload with its labels, account and containers`, () => {
        assert.deepEqual([...found.keys()].sort(), expected.workloads.map((workload) => workload.name).sort());
        for (const workload of expected.workloads) {
          const one = found.get(workload.name);
          assert.ok(one !== undefined);
          assert.equal(one.kind, workload.kind);
          assert.equal(knownOr(one.serviceAccount, workload.serviceAccount), workload.serviceAccount);
          for (const [key, value] of Object.entries(workload.labels)) assert.equal(one.podLabels.known.get(key), value);
          assert.deepEqual(plain(one, 'securityContext'), workload.podSecurity);
          assert.deepEqual(
            one.containers.filter(({ list }) => list === 'initContainers').map((container) => container.part),
            workload.initContainers,
          );
          containersOf(one, workload.containers);
        }
      });

      test(`${name}: every Service with what it selects`, () => {
        const services = inventory.view(servicesOf).all;
        assert.deepEqual(services.map(({ resource }) => resource.name).sort(), expected.services.map((service) => service.name).sort());
        for (const service of expected.services) {
          const one = services.find(({ resource }) => resource.name === service.name);
          assert.ok(one !== undefined);
          assert.deepEqual(
            one.workloads
              .filter(({ match }) => match === 'yes')
              .map(({ workload }) => workload.name)
              .sort(),
            [...service.workloads].sort(),
            service.name,
          );
          assert.equal(knownOr(one.type, service.type), service.type);
          assert.deepEqual(
            one.ports.map(({ port }) => knownOr(port, undefined)),
            service.ports.map(({ port }) => port),
          );
        }
      });

      test(`${name}: every call, and those that lead to no Service as not resolved`, () => {
        const { all, unresolved } = inventory.view(callsOf);
        const evidence = ({ container, variable }: Pick<Call, 'container' | 'variable'>): string => `${container.part}: ${variable}`;
        assert.deepEqual(
          all.map((call) => `${call.from.name} ${evidence(call)} ${call.service.resource.name}:${call.port}`).sort(),
          expected.calls
            .filter(({ missing }) => missing !== true)
            .map((call) => `${call.from} ${call.evidence} ${call.to}:${call.port}`)
            .sort(),
        );
        const named = unresolved.filter(({ text }) => text !== '').map((call) => `${call.from.name} ${evidence(call)} ${call.text}`);
        for (const call of expected.calls.filter(({ missing }) => missing)) assert.ok(named.includes(`${call.from} ${call.evidence} ${call.to}:${call.port}`));
      });

      test(`${name}: every NetworkPolicy with what it selects and isolates`, () => {
        const policies = inventory.view(networkPolicies).all;
        assert.deepEqual(policies.map(({ resource }) => resource.name).sort(), expected.networkPolicies.map((policy) => policy.name).sort());
        for (const policy of expected.networkPolicies) {
          const one = policies.find(({ resource }) => resource.name === policy.name);
          assert.ok(one !== undefined);
          assert.deepEqual(
            one.picks
              .filter(({ match }) => match === 'yes')
              .map(({ workload }) => workload.name)
              .sort(),
            [...policy.selects].sort(),
            policy.name,
          );
          assert.deepEqual(
            [one.isolates.ingress, one.isolates.egress],
            [policy.types.includes('Ingress') ? 'yes' : 'no', policy.types.includes('Egress') ? 'yes' : 'no'],
            policy.name,
          );
          // The facts list each peer of a rule by itself.
          const peers = one.rules.filter(({ direction }) => direction === 'ingress').map(({ value }) => Math.max(1, value.get('from').items().length));
          assert.equal(
            peers.reduce((all, count) => all + count, 0),
            policy.ingress.length,
            policy.name,
          );
        }
      });
    }

    test('the objects are counted by kind', () => {
      const release = targets.find(({ name }) => name === 'release');
      const inventory = new Inventory({ name: 'release', platform: 'here', today: TODAY }, release?.members ?? []);
      const counts: Record<string, number> = {};
      for (const { kind } of inventory.resources.filter(({ path }) => path === 'release/kubernetes-manifests.yaml')) counts[kind] = (counts[kind] ?? 0) + 1;
      assert.deepEqual(counts, facts['release/kubernetes-manifests.yaml']?.objects);
    });
  });
}

/** A patched value is unknown in an overlay: there the fact stands in. */
function knownOr<T>(known: { readonly known: true; readonly value: T } | { readonly known: false }, other: T): T {
  return known.known ? known.value : other;
}

function plain(workload: Workload, field: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...workload.podSpec.get(field).entries()].map(([key, value]) => [key, value.toPlain()]));
}

function containersOf(workload: Workload, expected: Facts['workloads'][number]['containers']): void {
  const containers = workload.containers.filter(({ list }) => list === 'containers');
  assert.deepEqual(
    containers.map(({ part }) => part),
    expected.map(({ name }) => name),
    workload.name,
  );
  for (const [index, container] of containers.entries()) {
    const facts = expected[index];
    assert.ok(facts !== undefined);
    assert.equal(knownOr(container.image, facts.image), facts.image);
    assert.deepEqual(
      container.value
        .get('ports')
        .items()
        .filter(({ unknown }) => unknown === undefined)
        .map((port) => Number(port.get('containerPort').text())),
      facts.ports,
    );
    assert.equal(container.value.path('resources', 'limits').exists, facts.limits);
    for (const [key, value] of Object.entries(facts.securityContext)) {
      const found = container.securityContext.get(key);
      assert.deepEqual(
        key === 'capabilities' ? Object.fromEntries([...found.entries()].map(([name, list]) => [name, list.toPlain()])) : found.toPlain(),
        value,
      );
    }
    for (const probe of facts.probes) assert.ok(container.value.get(probe).exists, `${workload.name} ${probe}`);
  }
}
