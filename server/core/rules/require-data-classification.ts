import { CLASSIFICATION_LABELS, classificationOf } from '../inventory/data/classification.js';
import type { Inventory, Namespace } from '../inventory/inventory.js';
import type { Labels, Resource } from '../inventory/resource.js';
import { anyOf, type Match } from '../inventory/selectors.js';
import type { Place } from '../syntax/place.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireDataClassification = defineRule({
  id: 'require-data-classification',
  pillar: 'data',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('AC-16'), judgement('CM-12')],
  tenets: [judgement(1)],
  activities: [sourced('4.2.1'), sourced('4.3.2')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['namespaces', 'workloads'],
  absent: 'not-applicable',
  options: {
    labels: {
      summary: 'Label keys that state a classification',
      default: CLASSIFICATION_LABELS,
    },
  },
  summary: 'Data classification labels present',
  why: 'What is not labelled cannot be handled by its worth: access, encryption and logging all start from the class of the data.',
  advice: 'Ask the owner of the data for its class and write it as a label on the namespace, or on each workload and volume claim.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory, { labels }) {
    const own = isLabelled(namespace.labels, labels);
    if (own === 'yes') return;
    const parts = partsOf(namespace, inventory).map((part) => ({ part, state: anyOf(part.labels.map((own) => isLabelled(own, labels))) }));
    const open = [own, ...parts.map(({ state }) => state)].find((state) => state !== 'yes' && state !== 'no');
    const bare = parts.filter(({ state }) => state === 'no');
    if (own === 'no' && bare.length > 0) {
      if (inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
      else {
        yield {
          at: namespace.at,
          pointer: namespace.pointer,
          message: `${namespace.shown} has no data classification`,
          related: bare.map(({ part }) => ({ at: part.at, message: `"${part.name}" has none either` })),
        };
      }
    } else if (open !== undefined && typeof open !== 'string') yield { notJudged: open.unknown };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { team: shop } }
          #                 ^^^^ namespace "shop" has no data classification
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
        `,
      },
    ],
    good: [
      `
        kind: Namespace
        metadata: { name: shop, labels: { data-classification: confidential } }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
      `,
      {
        source: `
          kind: Deployment
          metadata: { name: cart, namespace: shop, labels: { example.com/handling: public } }
        `,
        options: { labels: ['example.com/handling'] },
      },
    ],
    unknown: [
      {
        source: `
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          #                 ??? lives elsewhere
        `,
        platform: 'external',
      },
    ],
  },
});

interface Part {
  readonly name: string;
  readonly at: Place;
  readonly labels: readonly Labels[];
}

/** What must carry a label of its own where the namespace has none: its workloads, on the object or its pods, and its claims to storage. */
function partsOf(namespace: Namespace, inventory: Inventory): readonly Part[] {
  const workloads = namespace.workloads.map((workload) => ({ name: workload.name, at: workload.at, labels: [workload.resource.labels, workload.podLabels] }));
  const claims = inventory.view(claimsByNamespace).get(namespace.name) ?? [];
  return [...workloads, ...claims.map((claim) => ({ name: claim.name, at: claim.at, labels: [claim.labels] }))];
}

function claimsByNamespace(inventory: Inventory): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const claim of inventory.judged('/PersistentVolumeClaim')) {
    const list = found.get(claim.namespace);
    if (list === undefined) found.set(claim.namespace, [claim]);
    else list.push(claim);
  }
  return found;
}

function isLabelled(labels: Labels, keys: readonly string[]): Match {
  const found = classificationOf(labels, keys);
  if (found === undefined) return 'no';
  return 'unknown' in found ? found : found.value === '' ? 'no' : 'yes';
}
