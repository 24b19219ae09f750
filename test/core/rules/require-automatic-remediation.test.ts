import { suite, test } from 'mocha';
import { requireAutomaticRemediation } from '../../../server/core/rules/require-automatic-remediation.js';
import { checkRule } from '../../harness/rules.js';

suite('require-automatic-remediation', () => {
  test('a mutation at admission, a build that an event starts and a name prove no response', () => {
    checkRule(
      requireAutomaticRemediation,
      `
        kind: ClusterPolicy
        metadata: { name: remediate }
        spec: { rules: [{ name: a, match: { any: [{ resources: { kinds: [Pod] } }] }, mutate: { patchStrategicMerge: { metadata: { labels: { a: b } } } } }] }
        ---
        apiVersion: argoproj.io/v1alpha1
        kind: Sensor
        metadata: { name: alert-response }
        spec:
          dependencies: [{ name: push, eventSourceName: git, eventName: push, filters: { data: [{ path: body.ref, type: string, value: [main] }] } }]
          triggers: [{ template: { name: build, argoWorkflow: { operation: submit } } }]
        ---
        kind: ConfigMap
        metadata: { name: falco-talon-rules }
        data: { readme: "actions: none, match: none" }
      `,
    );
  });

  test('a rehearsal of one rule does not take the others away', () => {
    const rules = (first: string, second: string): string => `
        kind: ConfigMap
        metadata: { name: any }
        data:
          any: "- { rule: a, match: {}, actions: [{ action: x }], dry_run: ${first} }\\n- { rule: b, match: {}, actions: [{ action: x }], dry_run: ${second} }\\n"`;
    checkRule(requireAutomaticRemediation, rules('true', 'false'));
    checkRule(
      requireAutomaticRemediation,
      `${rules('true', 'true')}
        # ^^^ response "any" only rehearses its actions
      `,
    );
  });

  test('one response that acts is enough', () => {
    checkRule(
      requireAutomaticRemediation,
      `
        apiVersion: argoproj.io/v1alpha1
        kind: Sensor
        metadata: { name: a }
        spec:
          dependencies: [{ name: alert, eventSourceName: falco, eventName: alert }]
          triggers:
            - template:
                name: isolate
                k8s: { operation: patch, parameters: [{ src: { dependencyName: alert, dataKey: body.output_fields.k8s.pod.name }, dest: metadata.name }] }
        ---
        kind: MutatingPolicy
        metadata: { name: b }
        spec: { evaluation: { mutateExisting: { enabled: true }, admission: { enabled: false } } }
      `,
    );
  });
});
