import { labelSetters } from '../inventory/admission/label-setters.js';
import { dataStores } from '../inventory/data/stores.js';
import type { Inventory } from '../inventory/inventory.js';
import { allOf, anyOf, type Match } from '../inventory/selectors.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireAutomaticDataLabels = defineRule({
  id: 'require-automatic-data-labels',
  pillar: 'data',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('AC-16'), judgement('AC-16(1)')],
  tenets: [judgement(1)],
  activities: [sourced('4.3.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'namespaces', 'workloads', 'kinds'],
  absent: 'not-judged',
  attestable: 'tagging tool, scheme, coverage',
  summary: 'Data labels set by automation',
  why: 'Labels that people have to remember are missing where data was moved in a hurry, and that is the data that decisions by label then overlook.',
  advice: 'Settle the scheme of labels, and let a mutating policy or a scanner set them on namespaces, claims and stores alike.',

  subjects: (inventory) =>
    inventory
      .view(labelSetters)
      .slice(0, 1)
      .map(({ resource }) => inventory.cluster(resource.at)),

  *check(subject, inventory) {
    const setters = inventory.view(labelSetters);
    const idle = setters.find(({ asked }) => asked === 'no');
    for (const { kind, shown } of neededKinds(inventory)) {
      const match = anyOf(
        setters.map((setter) =>
          allOf([setter.asked, setter.labels(kind), ...(kind === 'Namespace' ? [] : inventory.namespaces().map(setter.guards))] satisfies Match[]),
        ),
      );
      if (typeof match === 'object') yield { notJudged: match.unknown };
      else if (match === 'no') {
        const name = idle?.resource.name;
        yield {
          at: idle?.resource.at ?? subject.at,
          pointer: `/${kind}`,
          message:
            name === undefined ? `no policy sets a classification label on every ${shown}` : `policy "${name}" never runs, so no ${shown} gets its label`,
        };
      }
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: MutatingPolicy
          metadata: { name: classify }
          #                 ^^^^^^^^ no policy sets a classification label on every claim
          spec:
            matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [namespaces] }] }
            mutations:
              - patchType: ApplyConfiguration
                applyConfiguration: { expression: 'Object{metadata: Object.metadata{labels: {"data-classification": "internal"}}}' }
          ---
          kind: PersistentVolumeClaim
          metadata: { name: orders }
        `,
      },
    ],
    good: [
      `
        kind: ClusterPolicy
        metadata: { name: classify }
        spec:
          rules:
            - name: default
              match: { any: [{ resources: { kinds: [Namespace, PersistentVolumeClaim] } }] }
              mutate: { patchStrategicMerge: { metadata: { labels: { +(data-classification): internal } } } }
        ---
        kind: PersistentVolumeClaim
        metadata: { name: orders }
      `,
    ],
    unknown: [
      {
        source: `
          kind: ClusterPolicy
          metadata: { name: classify }
          #                 ??? set by a template
          spec:
            admission: {{ .Values.admission }}
            rules:
              - name: default
                match: { any: [{ resources: { kinds: [Namespace] } }] }
                mutate: { patchStrategicMerge: { metadata: { labels: { data-classification: internal } } } }
        `,
      },
    ],
  },
});

/** Kinds of the target that carry data, and always namespaces. */
function neededKinds(inventory: Inventory): readonly { readonly kind: string; readonly shown: string }[] {
  const claims = inventory.judged('/PersistentVolumeClaim').length > 0;
  const stores = new Set(inventory.view(dataStores).map(({ kind }) => kind));
  return [
    { kind: 'Namespace', shown: 'namespace' },
    ...(claims ? [{ kind: 'PersistentVolumeClaim', shown: 'claim' }] : []),
    ...[...stores].map((kind) => ({ kind, shown: `${kind} with a store` })),
  ];
}
