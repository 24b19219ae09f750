import { isDecidedByClassification } from '../inventory/data/classified-decisions.js';
import { sensitiveSubjects } from '../inventory/data/sensitive.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireClassificationInDecisions = defineRule({
  id: 'require-classification-in-decisions',
  pillar: 'data',
  stage: 'advanced',
  severity: 'info',
  since: '2026.1-preview',
  controls: [judgement('AC-16'), sourced('AC-3(13)'), judgement('AC-4(1)'), sourced('AC-4')],
  tenets: [judgement(1), judgement(4)],
  activities: [sourced('4.5.3'), judgement('4.7.2'), sourced('5.1.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'mesh', 'namespaces', 'network-policies', 'workloads', 'kinds'],
  absent: 'not-applicable',
  summary: 'Classification drives decisions',
  why: 'A label that says "confidential" protects nothing as long as no policy treats what carries it differently.',
  advice: 'Decide what the classification is to change (who may read, where it may run, where it may flow) and select by the label in that policy.',

  subjects: (inventory) => inventory.view(sensitiveSubjects),

  *check(subject, inventory) {
    if (isDecidedByClassification(subject, inventory)) return;
    if (inventory.elsewhere !== undefined) {
      yield { notJudged: inventory.elsewhere };
      return;
    }
    const value = subject.labelMaps.map((map) => map.get(subject.label?.key ?? '')).find(({ exists }) => exists);
    yield {
      at: value?.at ?? subject.at,
      pointer: value?.pointer ?? subject.pointer,
      message: `no policy decides by the classification of ${subject.what} "${subject.name}"`,
    };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { data-classification: confidential } }
          #                                                      ^^^^^^^^^^^^ no policy decides by the classification of namespace "shop"
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
        `,
      },
    ],
    good: [
      `
        kind: Namespace
        metadata: { name: shop, labels: { data-classification: confidential } }
        ---
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: ValidatingPolicy
        metadata: { name: confidential-pods }
        spec:
          matchConstraints:
            namespaceSelector: { matchLabels: { data-classification: confidential } }
            resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }]
          validations: [{ expression: object.spec.nodeSelector.pool == "isolated" }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: PersistentVolumeClaim
          metadata:
            name: orders
            labels: {{ toYaml .Values.labels }}
          #         ??? set by a template
        `,
      },
    ],
  },
});
