import { isolators } from '../inventory/network/isolation.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireAutomaticIsolation = defineRule({
  id: 'require-automatic-isolation',
  pillar: 'network',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [judgement('SC-7(20)'), judgement('IR-4(2)'), judgement('AC-4(3)')],
  tenets: [judgement(4), judgement(5), judgement(7)],
  activities: [judgement('5.2.5'), sourced('6.5.3')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'network-policies', 'kinds', 'secrets'],
  absent: 'not-judged',
  attestable: 'isolation is automated elsewhere (tool, trigger)',
  summary: 'Isolation reacts by itself',
  why: 'A workload that is taken over goes on calling others for as long as somebody has to notice and cut it off by hand.',
  advice: 'Write a quarantine policy for a label that only responders may set, and let an alert set it.',

  subjects: (inventory) =>
    inventory
      .view(isolators)
      .slice(0, 1)
      .map(({ at }) => inventory.cluster(at)),

  *check(_cluster, inventory) {
    const found = inventory.view(isolators);
    if (found.some(({ works }) => works === 'yes')) return;
    for (const { works } of found) if (typeof works === 'object') yield { notJudged: works.unknown };
    for (const { works, at, pointer, resource, says } of found) if (works === 'no') yield { at, pointer, message: `"${resource.name}" ${says}` };
  },

  examples: {
    bad: [
      {
        source: `
          kind: ConfigMap
          metadata: { name: talon-rules }
          data:
            rules.yaml: "- rule: shell\\n  match: { rules: [Terminal shell in container] }\\n  dry_run: true\\n  actions: [{ action: cut, actionner: 'kubernetes:networkpolicy' }]\\n"
          # ^^^^^^^^^^ "talon-rules" only rehearses the isolation
        `,
      },
      {
        source: `
          kind: ClusterPolicy
          metadata: { name: isolate }
          spec:
            rules:
              - name: isolate
                match: { any: [{ resources: { kinds: [Pod], selector: { matchLabels: { quarantine: "true" } } } }] }
                generate:
                  kind: NetworkPolicy
          #             ^^^^^^^^^^^^^ "isolate" generates a policy that lets traffic through
                  name: quarantine
                  data: { spec: { podSelector: { matchLabels: { quarantine: "true" } }, policyTypes: [Ingress, Egress], egress: [{}] } }
        `,
      },
    ],
    good: [
      `
        kind: ConfigMap
        metadata: { name: talon-rules }
        data:
          rules.yaml: |
            - action: cut
              actionner: kubernetes:networkpolicy
            - rule: shell
              match: { rules: [Terminal shell in container] }
              actions: [{ action: cut }]
      `,
      `
        apiVersion: kyverno.io/v1
        kind: ClusterPolicy
        metadata: { name: mark }
        spec:
          rules:
            - name: mark
              match: { any: [{ resources: { kinds: [Event] } }] }
              mutate:
                targets: [{ apiVersion: v1, kind: Pod, name: '{{ request.object.involvedObject.name }}' }]
                patchStrategicMerge: { metadata: { labels: { quarantine: "true" } } }
        ---
        kind: CiliumClusterwideNetworkPolicy
        metadata: { name: quarantine }
        spec:
          endpointSelector: { matchLabels: { quarantine: "true" } }
          ingressDeny: [{ fromEntities: [all] }]
          egressDeny: [{ toEntities: [all] }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: ClusterPolicy
          metadata: { name: isolate }
          spec:
            rules:
              - name: isolate
                match: { any: [{ resources: { kinds: [Pod] } }] }
                generate: { kind: NetworkPolicy, name: quarantine, clone: { namespace: security, name: quarantine } }
          #                       ??? what it generates is not in sight
        `,
      },
    ],
  },
});
