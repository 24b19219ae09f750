import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import type { Generated } from '../../../server/core/generators/generator.js';
import { kyverno, kyvernoClusterPolicy } from '../../../server/core/generators/kyverno/kyverno.js';
import type { Inventory } from '../../../server/core/inventory/inventory.js';
import { noMtlsExceptions } from '../../../server/core/rules/no-mtls-exceptions.js';
import { noPrivilegedContainers } from '../../../server/core/rules/no-privileged-containers.js';
import { requireAdmissionPolicies } from '../../../server/core/rules/require-admission-policies.js';
import { requireApprovedRegistries } from '../../../server/core/rules/require-approved-registries.js';
import { requireResourceLimits } from '../../../server/core/rules/require-resource-limits.js';
import { requireRunAsNonRoot } from '../../../server/core/rules/require-run-as-non-root.js';
import type { Example, Rule, Source } from '../../../server/core/rules/rule.js';
import type { RuleResult } from '../../../server/core/rules/run.js';
import { checkGenerator } from '../../harness/check-generator.js';
import { filesOf, inventoryOf, judgeExample } from '../../harness/rules.js';

const SHOP = `
  kind: Namespace
  metadata: { name: shop, labels: { istio-injection: enabled } }
  ---
  kind: Deployment
  metadata: { name: cart, namespace: shop }
  spec:
    template:
      spec: { containers: [{ name: server, image: registry.example.com/shop/cart:1 }, { name: log, image: redis }] }
  ---
  kind: Deployment
  metadata: { name: engine, namespace: policies }
  spec: { template: { spec: { containers: [{ name: engine, image: reg.example.com/kyverno/kyverno:v1.19.1 }] } } }
`;

const ORDER: Readonly<Record<string, Rule>> = {
  'non-root': requireRunAsNonRoot,
  'no-privileged': noPrivilegedContainers,
  'resource-limits': requireResourceLimits,
  'approved-registries': requireApprovedRegistries,
  'mtls-guard': noMtlsExceptions,
};

suite('kyverno', () => {
  for (const generator of [kyverno, kyvernoClusterPolicy]) {
    for (const intent of generator.enforces) {
      test(`${generator.id} writes "${intent}" that our own rules have nothing against`, () => {
        checkGenerator(generator, { source: SHOP, policy: { intent, subject: '' }, settles: [requireAdmissionPolicies] });
      });
    }
  }

  test('every intent carries the controls of the rule that judges the same', () => {
    for (const [intent, rule] of Object.entries(ORDER)) {
      const { manifests } = generate({ intent, subject: '' }, SHOP);
      const controls = rule.controls.map(({ id }) => id).join(', ');
      for (const object of manifests[0]?.objects ?? []) assert.equal(at(object, 'metadata', 'annotations', 'heptad.dev/controls'), controls);
    }
    assert.deepEqual([...kyverno.enforces], Object.keys(ORDER));
  });

  test('a policy on pods keeps what Kyverno needs to extend it: one rule, and namespaces left out by their selector only', () => {
    const { manifests } = generate({ intent: 'non-root', subject: '' }, SHOP);
    const [pods, debugging] = manifests[0]?.objects ?? [];
    assert.deepEqual(at(pods, 'spec', 'matchConstraints'), {
      namespaceSelector: {
        matchExpressions: [
          {
            key: 'kubernetes.io/metadata.name',
            operator: 'NotIn',
            values: ['istio-system', 'kube-node-lease', 'kube-public', 'kube-system', 'kyverno', 'policies'],
          },
        ],
      },
      resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] }],
    });
    assert.deepEqual(at(debugging, 'spec', 'matchConstraints', 'resourceRules', 0, 'resources'), ['pods/ephemeralcontainers']);
  });

  test('audits until a day, or refuses, and says so at the place that counts', () => {
    const [audit] = generate({ intent: 'non-root', subject: '' }, SHOP, 'audit').manifests[0]?.objects ?? [];
    assert.deepEqual(at(audit, 'spec', 'validationActions'), ['Audit']);
    assert.equal(at(audit, 'metadata', 'annotations', 'heptad.dev/rollout-until'), '2026-12-24');
    const [deny] = generate({ intent: 'non-root', subject: '' }, SHOP, 'enforce').manifests[0]?.objects ?? [];
    assert.deepEqual(at(deny, 'spec', 'validationActions'), ['Deny']);
    assert.equal(at(deny, 'metadata', 'annotations', 'heptad.dev/rollout-until'), undefined);
    const [old] = kyvernoClusterPolicy.generate({ intent: 'non-root', subject: '' }, inventory(SHOP), { mode: 'audit' }).manifests[0]?.objects ?? [];
    assert.equal(at(old, 'spec', 'rules', 0, 'validate', 'failureAction'), 'Audit');
    assert.equal(at(old, 'spec', 'validationFailureAction'), undefined);
  });

  test('registries in use are those of the images, each with its folder, and the preview says what is not seen', () => {
    const { manifests, gaps, preview } = generate({ intent: 'approved-registries', subject: '' }, SHOP);
    const text = JSON.stringify(manifests);
    assert.ok(text.includes('^(docker[.]io/library|reg[.]example[.]com/kyverno|registry[.]example[.]com/shop)(/[^:]+)?(:[^/:]+)?$'), text);
    assert.match(gaps[0]?.message ?? '', /what else runs in the cluster is not seen/);
    assert.match(
      gaps[1]?.message ?? '',
      /^the policy is for the whole cluster but "istio-system", .*"kyverno", "policies": what breaks it elsewhere is not in sight/,
    );
    assert.deepEqual(preview.refuses, []);
  });

  test('a registry of the draft can not end the pattern or the expression around it', () => {
    const { manifests } = generate({ intent: 'approved-registries', subject: '', with: { registries: ['a.example/x") || true || ("|.*'] } }, SHOP);
    const text = JSON.stringify(manifests);
    assert.ok(text.includes('a[.]example/x\\\\x{22}\\\\x{29}\\\\x{20}\\\\x{7c}'), text);
  });

  test('without a registry and without a known image nothing is written, and it is said', () => {
    const { manifests, gaps } = generate({ intent: 'approved-registries', subject: '' }, '{ kind: Pod, spec: { containers: [{ name: a }] } }');
    assert.deepEqual(manifests, []);
    assert.deepEqual(
      gaps.map(({ message }) => message),
      ['no registry is named and no image of the target is known: nothing is written'],
    );
  });

  test('what a LimitRange fills in is not seen at a Deployment, which is said', () => {
    const { gaps, preview } = generate(
      { intent: 'resource-limits', subject: '' },
      `
        kind: Deployment
        metadata: { name: cart, namespace: shop }
        spec: { template: { spec: { containers: [{ name: server }] } } }
        ---
        kind: LimitRange
        metadata: { name: defaults, namespace: shop }
        spec: { limits: [{ type: Container, default: { memory: 128Mi }, defaultRequest: { cpu: 50m } }] }
      `,
    );
    assert.match(gaps[0]?.message ?? '', /^what LimitRange "defaults" fills in/);
    assert.deepEqual(
      preview.refuses.map(({ message }) => message),
      ['container "server" of Deployment "cart" states no memory limit, memory request or CPU request'],
    );
  });

  test('the preview of the guard names weak policies and pods out of the mesh, and what cannot be told', () => {
    const { preview } = generate(
      { intent: 'mtls-guard', subject: '' },
      `
        kind: PeerAuthentication
        metadata: { name: default, namespace: istio-system }
        ---
        kind: PeerAuthentication
        metadata: { name: cart, namespace: shop }
        spec: { selector: { matchLabels: { app: cart } }, mtls: { mode: UNSET }, portLevelMtls: { 8080: { mode: DISABLE }, 9090: {} } }
        ---
        kind: DestinationRule
        metadata: { name: cart, namespace: shop }
        spec: { host: cart, subsets: [{ name: v1, trafficPolicy: { tls: {} } }] }
        ---
        kind: DestinationRule
        metadata: { name: api, namespace: shop }
        spec: { host: kubernetes.default.svc, trafficPolicy: { tls: { mode: DISABLE } } }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
        spec: { template: { metadata: { annotations: { sidecar.istio.io/inject: "No" } }, spec: { containers: [{ name: a }] } } }
        ---
        kind: Deployment
        metadata: { name: web, namespace: shop }
        spec: { template: { metadata: { labels: {{ toYaml .Values.labels }} }, spec: { containers: [{ name: a }] } } }
        ---
        kind: Deployment
        metadata: { name: istiod, namespace: istio-system }
        spec: { template: { metadata: { labels: { sidecar.istio.io/inject: "false" } }, spec: { containers: [{ name: a }] } } }
      `,
    );
    assert.deepEqual(
      preview.refuses.map(({ message }) => message),
      [
        'PeerAuthentication "default" is not set',
        'PeerAuthentication "cart" is DISABLE on port 8080',
        'DestinationRule "cart" switches TLS off',
        'Deployment "cart" opts out of the mesh by sidecar.istio.io/inject',
        'Deployment "web" may be refused: set by a template',
      ],
    );
  });

  suite('refuses in the preview what the rule finds', () => {
    const pairs: readonly (readonly [string, Rule])[] = Object.entries(ORDER).filter(([intent]) => intent !== 'mtls-guard');
    for (const [intent, rule] of pairs) {
      test(rule.id, () => {
        if (rule.judgedBy !== 'files') throw new Error('judged from files');
        const examples = [...rule.examples.bad, ...rule.examples.good, ...(rule.examples.unknown ?? [])].map(toExample).filter(isTold);
        assert.ok(examples.length > 1);
        for (const example of examples) {
          const found: RuleResult['judged'] = judgeExample(rule, example).judged.filter(({ state }) => state !== 'passed');
          const refused = kyverno.generate({ intent, subject: '', with: example.options }, inventory(example.source), { mode: 'enforce' }).preview.refuses;
          const names = new Set(found.map(({ subject }) => `container "${subject.part}" of ${subject.kind} "${subject.name}"`));
          assert.deepEqual(new Set(refused.map(({ message }) => message.split(/ (?:may|runs|states) /)[0])), names, JSON.stringify(example.source));
        }
      });
    }
  });
});

/** A LimitRange counts for the rule and is not seen by the policy; without registries the rule judges nothing, and the policy takes those in use. */
function isTold(example: Example): boolean {
  const text = JSON.stringify(example.source);
  return !text.includes('LimitRange') && (example.options !== undefined || !text.includes('no registries are named'));
}

function toExample(source: Source | Example): Example {
  return typeof source === 'object' && 'source' in source ? (source as Example) : { source: source as Source };
}

function generate(policy: Parameters<typeof kyverno.generate>[0], source: Source, mode: 'audit' | 'enforce' = 'audit'): Generated {
  return kyverno.generate(policy, inventory(source), { mode, rolloutUntil: '2026-12-24' });
}

function inventory(source: Source): Inventory {
  return inventoryOf(filesOf({ source }));
}

function at(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((found, step) => (found === undefined || found === null ? undefined : (found as Record<string | number, unknown>)[step]), value);
}
