import { suite, test } from 'mocha';
import { requireAutomaticDataLabels } from '../../../server/core/rules/require-automatic-data-labels.js';
import { checkRule } from '../../harness/rules.js';

suite('require-automatic-data-labels', () => {
  test('a policy that sets other labels, or only checks them, sets no classification: the files decide nothing', () => {
    checkRule(
      requireAutomaticDataLabels,
      `
        kind: ClusterPolicy
        metadata: { name: classification }
        spec: { rules: [{ name: a, match: { any: [{ resources: { kinds: [Namespace] } }] }, mutate: { patchStrategicMerge: { metadata: { labels: { team: shop } } } } }] }
        ---
        kind: ClusterPolicy
        metadata: { name: check }
        spec: { rules: [{ name: a, match: { any: [{ resources: { kinds: [Namespace] } }] }, validate: { pattern: { metadata: { labels: { data-classification: '?*' } } } } }] }
      `,
    );
  });

  test('a mutating policy of the API server needs a binding', () => {
    const policy = `
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicy
        metadata: { name: classify }
        LABEL
        spec:
          matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [namespaces] }] }
          mutations: [{ patchType: JSONPatch, jsonPatch: { expression: '[JSONPatch{op: "add", path: "/metadata/labels/data-classification", value: "internal"}]' } }]`;
    checkRule(requireAutomaticDataLabels, policy.replace('LABEL', '#                 ^^^^^^^^ policy "classify" never runs, so no namespace gets its label'));
    checkRule(
      requireAutomaticDataLabels,
      `${policy.replace('LABEL', '')}
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: MutatingAdmissionPolicyBinding
        metadata: { name: any }
        spec: { policyName: classify }
      `,
    );
  });

  test("Gatekeeper's mutators count for the kinds and namespaces that they match", () => {
    checkRule(
      requireAutomaticDataLabels,
      `
        apiVersion: mutations.gatekeeper.sh/v1
        kind: AssignMetadata
        metadata: { name: classify }
        #                 ^^^^^^^^ no policy sets a classification label on every claim
        spec: { location: metadata.labels.data-classification, match: { excludedNamespaces: [shop] }, parameters: { assign: { value: internal } } }
        ---
        kind: PersistentVolumeClaim
        metadata: { name: orders, namespace: shop }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
      `,
    );
  });
});
