import fc from 'fast-check';
import type { Plain, Policy, Target, Workload } from './naive.js';

/** Few names, labels and ports, so that policies often meet workloads. */
const NAMESPACES = ['a', 'b', 'istio-system'];
const namespace = fc.constantFrom('a', 'a', 'b', 'istio-system');
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('x', 'y'), { maxKeys: 2, noNullPrototype: true });
const expression = fc.record({
  key: fc.constantFrom('app', 'tier', 'kubernetes.io/metadata.name'),
  operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
  values: fc.uniqueArray(fc.constantFrom('x', 'y', 'a', 'b'), { minLength: 1, maxLength: 2 }),
});
const selector: fc.Arbitrary<Plain> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 4, arbitrary: labels.map((matchLabels) => ({ matchLabels })) },
  { weight: 2, arbitrary: fc.array(expression, { minLength: 1, maxLength: 2 }).map((matchExpressions) => ({ matchExpressions })) },
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(arbitrary, { nil: undefined, freq: 2 });

const protocol = fc.constantFrom('TCP', 'TCP', 'TCP', 'UDP');
const networkPort = fc.oneof(
  fc.record({ port: fc.constantFrom(80, 90) }),
  fc.record({ port: fc.constantFrom(80, 90), protocol }),
  fc.record({ port: fc.constantFrom('web', 'other'), protocol }),
  fc.record({ port: fc.constantFrom(1, 80, 85), endPort: fc.constantFrom(85, 90, 100) }),
  fc.record({ protocol }),
  fc.constant({}),
);
const block = fc.constantFrom<Plain>({ cidr: '0.0.0.0/0' }, { cidr: '10.0.0.0/8' }, { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] });
const peer = fc.oneof<fc.Arbitrary<Plain>[]>(
  selector.map((podSelector) => ({ podSelector })),
  selector.map((namespaceSelector) => ({ namespaceSelector })),
  fc.record({ namespaceSelector: selector, podSelector: selector }),
  block.map((ipBlock) => ({ ipBlock })),
);
const networkRule = (side: 'from' | 'to') =>
  fc.record({ [side]: maybe(fc.array(peer, { maxLength: 2 })), ports: maybe(fc.array(networkPort, { maxLength: 2 })) });
const network = fc.record({
  podSelector: maybe(selector),
  policyTypes: maybe(fc.constantFrom(['Ingress'], ['Egress'], ['Ingress', 'Egress'], [])),
  ingress: maybe(fc.array(networkRule('from'), { maxLength: 2 })),
  egress: maybe(fc.array(networkRule('to'), { maxLength: 2 })),
});

const principal = fc.constantFrom('cluster.local/ns/a/sa/one', 'cluster.local/ns/b/sa/two', 'cluster.local/ns/a/*', '*/sa/one', '*', 'td.example/ns/a/sa/one');
const values = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 2 });
const blocks = values(fc.constantFrom('0.0.0.0/0', '10.0.0.0/8'));
const source = fc.record(
  {
    principals: values(principal),
    notPrincipals: values(principal),
    namespaces: values(fc.constantFrom('a', 'b', 'b*', '*')),
    notNamespaces: values(fc.constantFrom('a', 'b', 'b*', '*')),
    serviceAccounts: values(fc.constantFrom('one', 'two', 'a/one', 'b/two')),
    notServiceAccounts: values(fc.constantFrom('one', 'two', 'a/one', 'b/two')),
    ipBlocks: blocks,
    notIpBlocks: blocks,
    remoteIpBlocks: blocks,
    notRemoteIpBlocks: blocks,
    requestPrincipals: values(fc.constant('*')),
    notRequestPrincipals: values(fc.constant('x/*')),
  },
  { requiredKeys: [] },
);
const operation = fc.record(
  {
    ports: values(fc.constantFrom('80', '90')),
    notPorts: values(fc.constantFrom('80', '90')),
    methods: values(fc.constant('GET')),
    notPaths: values(fc.constant('/x')),
  },
  { requiredKeys: [] },
);
const condition = fc.oneof(
  fc.record({ key: fc.constant('source.namespace'), values: values(fc.constantFrom('a', 'b')), notValues: values(fc.constantFrom('a', 'b')) }),
  fc.record({ key: fc.constant('source.principal'), values: values(principal) }),
  fc.record({ key: fc.constant('destination.port'), values: values(fc.constantFrom('80', '90')) }),
  fc.record({ key: fc.constant('source.ip'), notValues: values(fc.constantFrom('0.0.0.0/0', '10.0.0.0/8')) }),
  fc.record({ key: fc.constantFrom('request.headers[x]', 'request.auth.claims[a]'), values: fc.constant(['y']) }),
);
/** Most sources have few fields: one with all of them fits nobody. */
const few = (fields: fc.Arbitrary<Plain>, count: number) =>
  fc.tuple(fields, fc.integer({ min: 1, max: count })).map(([all, kept]) => Object.fromEntries(Object.entries(all).slice(0, kept)));
const shuffled = (fields: fc.Arbitrary<Plain>) =>
  fc
    .tuple(fields, fc.integer({ min: 0, max: 11 }))
    .map(([all, by]) => Object.fromEntries([...Object.entries(all).slice(by), ...Object.entries(all).slice(0, by)]));
const rule = fc.oneof(
  { weight: 1, arbitrary: fc.constant({}) },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        from: fc.array(
          few(shuffled(source), 2).map((one) => ({ source: one })),
          { maxLength: 2 },
        ),
        to: fc.array(
          few(shuffled(operation), 2).map((one) => ({ operation: one })),
          { maxLength: 2 },
        ),
        when: fc.array(condition, { maxLength: 1 }),
      },
      { requiredKeys: [] },
    ),
  },
);
const authorization = fc.record({
  selector: maybe(
    fc.oneof(
      fc.constant({}),
      labels.map((matchLabels) => ({ matchLabels })),
    ),
  ),
  action: maybe(fc.constantFrom('ALLOW', 'ALLOW', 'DENY', 'DENY', 'CUSTOM', 'AUDIT')),
  rules: maybe(fc.array(rule, { maxLength: 2 })),
});

const mode = fc.constantFrom('STRICT', 'STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET');
const peerAuthentication = fc.oneof(
  maybe(mode).map((one) => (one === undefined ? {} : { mtls: { mode: one } })),
  fc.record({
    selector: labels.filter((map) => Object.keys(map).length > 0).map((matchLabels) => ({ matchLabels })),
    mtls: maybe(mode.map((one) => ({ mode: one }))),
    portLevelMtls: maybe(
      fc.dictionary(
        fc.constantFrom('80', '90'),
        mode.map((one) => ({ mode: one })),
        { minKeys: 1, maxKeys: 2, noNullPrototype: true },
      ),
    ),
  }),
);

const policies = (spec: fc.Arbitrary<Plain>, prefix: string, maxLength: number): fc.Arbitrary<readonly Policy[]> =>
  fc.array(fc.tuple(namespace, spec, fc.constantFrom('true', 'false', '', '', '', '')), { maxLength }).map((all) =>
    all.map(([inNamespace, one, dryRun], index) => ({
      name: `${prefix}-${index}`,
      namespace: inNamespace,
      ...(dryRun !== '' && { annotations: { 'istio.io/dry-run': dryRun } }),
      spec: clean(one),
    })),
  );

function clean(value: Plain): Plain {
  return JSON.parse(JSON.stringify(value)) as Plain;
}

const workload: fc.Arbitrary<Omit<Workload, 'name'>> = fc.record({
  namespace,
  labels,
  account: fc.constantFrom('one', 'two'),
  ports: fc.constantFrom<Workload['ports']>(
    [{ name: 'web', containerPort: 80, protocol: 'TCP' }],
    [{ name: 'other', containerPort: 80, protocol: 'TCP' }],
    [
      { name: 'web', containerPort: 90, protocol: 'TCP' },
      { name: 'other', containerPort: 80, protocol: 'UDP' },
    ],
  ),
  optsOut: fc.constantFrom(false, false, false, true),
});

export const target: fc.Arbitrary<Target> = fc
  .record({
    meshes: fc.tuple(
      ...NAMESPACES.map(() => fc.constantFrom('sidecar', 'sidecar', 'sidecar', 'ambient', 'none') as fc.Arbitrary<'sidecar' | 'ambient' | 'none'>),
    ),
    labels: fc.tuple(...NAMESPACES.map(() => labels)),
    workloads: fc.array(workload, { minLength: 2, maxLength: 4 }),
    network: policies(network, 'network', 3),
    authorization: policies(authorization, 'authorization', 3),
    peer: policies(peerAuthentication, 'peer', 3),
    said: fc.array(fc.constantFrom('http', 'https', 'tcp', undefined), { minLength: 8, maxLength: 8 }),
  })
  .map(({ meshes, labels: all, workloads, said, ...policiesOf }) => {
    const named = workloads.map((one, index) => ({ ...one, name: `w${index}`, labels: { ...one.labels, name: `w${index}` } }));
    const ports = named.flatMap((one) => one.ports.map(({ containerPort }) => `${one.namespace}/${one.name}/${containerPort}`));
    return {
      ...policiesOf,
      namespaces: NAMESPACES.map((name, index) => ({ name, labels: all[index] ?? {}, mesh: meshes[index] ?? 'none' })),
      workloads: named,
      protocols: Object.fromEntries(ports.map((key, index) => [key, said[index]])),
    };
  });

/** The target as manifests, one JSON document for each object. */
export function manifestsOf({ namespaces, workloads, network: nets, authorization: auths, peer: peers, protocols }: Target): string {
  const policy =
    (apiVersion: string, kind: string) =>
    ({ name, namespace: where, annotations, spec }: Policy) => ({ apiVersion, kind, metadata: { name, namespace: where, annotations }, spec });
  const mesh = { none: {}, sidecar: { 'istio-injection': 'enabled' }, ambient: { 'istio.io/dataplane-mode': 'ambient' } };
  const out = { 'sidecar.istio.io/inject': 'false', 'istio.io/dataplane-mode': 'none' };
  const objects = [
    ...namespaces.map((one) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: one.name, labels: { ...one.labels, ...mesh[one.mesh] } } })),
    ...workloads.flatMap((one) => [
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: one.name, namespace: one.namespace, labels: { ...one.labels, ...(one.optsOut && out) } },
        spec: { serviceAccountName: one.account, containers: [{ name: 'app', image: 'app', ports: one.ports }] },
      },
      ...one.ports.flatMap((port) => {
        const said = protocols[`${one.namespace}/${one.name}/${port.containerPort}`];
        if (said === undefined) return [];
        const ports = [{ name: `${said}-x`, port: 1000, targetPort: port.name, protocol: port.protocol }];
        return [
          {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: `${one.name}-${port.name}`, namespace: one.namespace },
            spec: { selector: { name: one.name }, ports },
          },
        ];
      }),
    ]),
    ...nets.map(policy('networking.k8s.io/v1', 'NetworkPolicy')),
    ...auths.map(policy('security.istio.io/v1', 'AuthorizationPolicy')),
    ...peers.map(policy('security.istio.io/v1', 'PeerAuthentication')),
  ];
  return objects.map((object) => `${JSON.stringify(object)}\n`).join('---\n');
}
