import { type Coverage, coverageOutcome } from '../inventory/admission/coverage.js';
import { CLASSIFICATION_LABELS, SENSITIVE_VALUES } from '../inventory/data/classification.js';
import { sensitiveBy } from '../inventory/data/sensitive.js';
import type { Inventory } from '../inventory/inventory.js';
import { namesNobody, networkCover } from '../inventory/network/network-policies.js';
import { shownNamespace } from '../inventory/subject.js';
import { registeredStars } from '../inventory/traffic/outbound.js';
import type { Workload } from '../inventory/workload.js';
import { defineRule, type Fix, generate, judgement, sourced } from './rule.js';

export const limitSensitiveEgress = defineRule({
  id: 'limit-sensitive-egress',
  pillar: 'data',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('SC-7(10)'), sourced('AC-4'), sourced('SC-7(8)'), sourced('SC-7(5)')],
  tenets: [judgement(1), sourced(2)],
  activities: [judgement('4.6.1'), sourced('5.4.1')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['workloads', 'namespaces', 'network-policies', 'mesh', 'kinds', 'admission'],
  absent: 'not-applicable',
  options: {
    labels: { summary: 'Label keys that state a classification', default: CLASSIFICATION_LABELS },
    sensitive: { summary: 'Values of these labels that mean sensitive data, without regard to case', default: SENSITIVE_VALUES },
  },
  summary: 'Sensitive egress is listed',
  why: 'Whoever gets at sensitive data still has to carry it out; a list of allowed destinations is what stands in the way.',

  subjects: (inventory, { labels, sensitive }) => sensitiveBy(inventory, labels, sensitive),

  *check(subject, inventory) {
    if (subject.workloads.length === 0) yield { notJudged: 'no workload in sight uses it' };
    const message = `data of ${subject.what} "${shownNamespace(subject.name)}" may be sent anywhere`;
    for (const outcome of coverageOutcome(inventory, subject, message, (workload) => coverage(inventory, workload))) {
      yield 'notJudged' in outcome ? outcome : { ...outcome, fixes: [listDestinations(subject.id)] };
    }
    const stars = registeredStars(inventory, subject.inNamespace);
    if (stars.hidden !== undefined) yield { notJudged: stars.hidden };
    for (const { entry, host } of stars.found) {
      if (!entry.isContext) yield { at: host.at, pointer: host.pointer, message: `entry "${entry.name}" lists every host` };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { data-classification: confidential } }
          #                 ^^^^ data of namespace "shop" may be sent anywhere
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
          ---
          kind: NetworkPolicy
          metadata: { name: cart, namespace: shop }
          spec: { podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: 443 }] }] }
        `,
      },
      {
        source: `
          kind: PersistentVolumeClaim
          metadata: { name: cards, labels: { classification: PCI } }
          #                 ^^^^^ data of claim "cards" may be sent anywhere
          ---
          kind: Pod
          metadata: { name: pay }
          spec: { volumes: [{ name: data, persistentVolumeClaim: { claimName: cards } }] }
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
        kind: NetworkPolicy
        metadata: { name: cart, namespace: shop }
        spec:
          podSelector: {}
          policyTypes: [Egress]
          egress: [{ ports: [{ port: 53, protocol: UDP }] }, { to: [{ podSelector: { matchLabels: { app: redis } } }], ports: [{ port: 6379 }] }]
        ---
        kind: Namespace
        metadata: { name: public, labels: { data-classification: public } }
      `,
    ],
    unknown: [
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { tier: gold } }
          #                 ??? lives elsewhere
          ---
          kind: Pod
          metadata: { name: cart, namespace: shop }
        `,
        options: { labels: ['tier'], sensitive: ['gold'] },
        platform: 'external',
      },
    ],
  },
});

function listDestinations(subject: string): Fix {
  return generate('Allow egress to DNS and the declared destinations alone, enforces at once', 'restricts', 'network-policy', {
    intent: 'default-deny',
    subject,
    with: { directions: ['egress'] },
  });
}

function coverage(inventory: Inventory, workload: Workload): Coverage {
  const cover = networkCover(inventory, workload, 'egress', namesNobody);
  if (cover.state === 'missing') return { state: 'missing', says: 'is picked by no policy for egress' };
  if (cover.state !== 'open') return cover;
  const { policy, value } = cover.rule;
  return { state: 'open', says: 'may call what no rule names', by: { at: value.at, message: `policy "${policy.name}" names no destination` } };
}
