import { responses } from '../inventory/admission/remediation.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireAutomaticRemediation = defineRule({
  id: 'require-automatic-remediation',
  pillar: 'automation',
  stage: 'optimal',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('IR-4'), judgement('IR-4(1)'), judgement('SI-4(7)'), judgement('CM-3(5)')],
  tenets: [judgement(5), sourced(7)],
  activities: [judgement('6.5.2'), sourced('6.5.3'), sourced('6.7.4'), judgement('3.2.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'kinds', 'secrets'],
  absent: 'not-judged',
  attestable: 'automated response (tool, triggers, bounds)',
  summary: 'Findings remediated by automation',
  why: 'Between an alert and the person who reads it lies the time in which an intruder works; a response that starts by itself takes that time away.',
  advice: 'Choose one alert whose answer is always the same, and let a tool give that answer within bounds that you set.',

  subjects: (inventory) =>
    inventory
      .view(responses)
      .slice(0, 1)
      .map(({ at }) => inventory.cluster(at)),

  *check(_cluster, inventory) {
    const found = inventory.view(responses);
    if (found.some(({ acts }) => acts === 'yes')) return;
    for (const { acts } of found) if (typeof acts === 'object') yield { notJudged: acts.unknown };
    for (const { acts, at, pointer, resource, says } of found) if (acts === 'no') yield { at, pointer, message: `response "${resource.name}" ${says}` };
  },

  examples: {
    bad: [
      {
        source: `
          kind: ConfigMap
          metadata: { name: talon-rules }
          data:
            rules.yaml: "- rule: shell\\n  match: { rules: [Terminal shell in container] }\\n  dry_run: true\\n  actions: [{ action: terminate }]\\n"
          # ^^^^^^^^^^ response "talon-rules" only rehearses its actions
        `,
      },
      {
        source: `
          apiVersion: argoproj.io/v1alpha1
          kind: Sensor
          metadata: { name: answer }
          spec:
            dependencies:
              - { name: alert, eventSourceName: falco, eventName: alert, filters: { data: [{ path: body.priority, type: string, value: [Critical] }] } }
            triggers: [{ template: { name: note, log: {} } }]
          # ^^^^^^^^ response "answer" only logs
        `,
      },
    ],
    good: [
      `
        apiVersion: kyverno.io/v1
        kind: ClusterPolicy
        metadata: { name: isolate }
        spec:
          rules:
            - name: quarantine
              match: { any: [{ resources: { kinds: [Event] } }] }
              mutate:
                targets: [{ apiVersion: v1, kind: Pod, name: '{{ request.object.involvedObject.name }}' }]
                patchStrategicMerge: { metadata: { labels: { quarantine: "true" } } }
      `,
      `
        kind: ConfigMap
        metadata: { name: talon-rules }
        data:
          rules.yaml: |
            - action: terminate
              actionner: kubernetes:terminate
            - rule: shell
              match: { rules: [Terminal shell in container] }
              actions: [{ action: terminate }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: MutatingPolicy
          metadata: { name: mend }
          spec: { evaluation: { mutateExisting: { enabled: {{ .Values.mend }} } } }
          #                                                ??? set by a template
        `,
      },
    ],
  },
});
