import type { Namespace } from '../inventory/inventory.js';
import { type Enforcement, enforcementOf, isGuardedByPolicy } from '../inventory/pods/pod-security-admission.js';
import type { Related } from '../syntax/place.js';
import { defineRule, generate, judgement, sourced } from './rule.js';

export const requirePodSecurityAdmission = defineRule({
  id: 'require-pod-security-admission',
  pillar: 'application',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('AC-6'), judgement('CM-6'), sourced('SC-39'), sourced('AC-16')],
  tenets: [judgement(5)],
  activities: [sourced('3.2.3')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['namespaces', 'control-plane', 'admission'],
  absent: 'not-applicable',
  summary: 'Pod Security enforced per namespace',
  why: 'Without a level that the API server enforces, every other rule about pods is advice that the next manifest may ignore.',

  subjects: (inventory) => inventory.namespaces(),

  *check(namespace, inventory) {
    const enforcement = enforcementOf(inventory, namespace);
    const { level } = enforcement;
    if (level.known && (level.value === 'baseline' || level.value === 'restricted')) return;
    const guarded = isGuardedByPolicy(inventory, namespace);
    if (guarded === 'yes') return;
    if (!level.known) yield { notJudged: level.why };
    else if (guarded !== 'no') yield { notJudged: guarded.unknown };
    else if (level.value === '' && enforcement.exempt === undefined && inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
    else {
      yield {
        at: level.at,
        pointer: level.pointer,
        message: messageOf(namespace, enforcement, level.value),
        related: relatedTo(namespace, enforcement),
        fixes: [generate('Add Pod Security labels', 'restricts', 'pod-security-labels', { intent: 'pod-security', subject: namespace.id })],
      };
    }
  },

  examples: {
    bad: [
      {
        source: `
          kind: Namespace
          metadata:
            name: shop
          #       ^^^^ namespace "shop" enforces no Pod Security level
            labels: { pod-security.kubernetes.io/warn: restricted }
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          ---
          kind: Namespace
          metadata:
            name: agents
            labels:
              pod-security.kubernetes.io/enforce: privileged
          #                                       ^^^^^^^^^^ namespace "agents" enforces Pod Security level "privileged"
          ---
          kind: DaemonSet
          metadata: { name: agent, namespace: agents }
        `,
      },
      {
        source: `
          kind: Deployment
          metadata: { name: cart, namespace: shop }
          #                 ^^^^ namespace "shop" enforces no Pod Security level
        `,
      },
    ],
    good: [
      `
        kind: Namespace
        metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: restricted } }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
      `,
      `
        kind: AdmissionConfiguration
        plugins:
          - name: PodSecurity
            configuration:
              apiVersion: pod-security.admission.config.k8s.io/v1
              kind: PodSecurityConfiguration
              defaults: { enforce: baseline }
              exemptions: { namespaces: [kube-system] }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
      `,
      `
        kind: ClusterPolicy
        metadata: { name: profile }
        spec:
          rules:
            - name: baseline
              match: { any: [{ resources: { kinds: [Pod] } }] }
              validate: { failureAction: Enforce, podSecurity: { level: baseline } }
        ---
        kind: Deployment
        metadata: { name: cart, namespace: shop }
      `,
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
      {
        source: `
          kind: Namespace
          metadata: { name: shop, labels: { pod-security.kubernetes.io/enforce: "{{ .Values.level }}" } }
          #                                                                      ??? set by a template
          ---
          kind: Deployment
          metadata: { name: cart, namespace: shop }
        `,
      },
    ],
  },
});

function messageOf(namespace: Namespace, { exempt }: Enforcement, level: string): string {
  if (exempt !== undefined) return `${namespace.shown} is exempt from Pod Security`;
  return level === '' ? `${namespace.shown} enforces no Pod Security level` : `${namespace.shown} enforces Pod Security level "${level}"`;
}

function relatedTo(namespace: Namespace, { exempt }: Enforcement): readonly Related[] {
  const workloads = namespace.workloads.map((workload) => ({ at: workload.at, message: `"${workload.name}" is admitted as it is` }));
  return exempt === undefined ? workloads : [{ at: exempt.at, message: 'exempt here' }, ...workloads];
}
