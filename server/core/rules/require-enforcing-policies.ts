import { admissionPolicies, isRollingOut } from '../inventory/admission/admission.js';
import type { AdmissionPolicy, Change, Effect } from '../inventory/admission/admission-policy.js';
import type { Inventory } from '../inventory/inventory.js';
import type { Subject } from '../inventory/subject.js';
import { defineRule, type Edit, edit, type Fix, judgement, type Outcome, replace, set, sourced } from './rule.js';

export const requireEnforcingPolicies = defineRule({
  id: 'require-enforcing-policies',
  pillar: 'automation',
  stage: 'advanced',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-7(2)'), sourced('CM-5(1)'), sourced('CM-6')],
  tenets: [judgement(6)],
  activities: [sourced('3.2.3'), sourced('3.3.4')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission'],
  absent: 'not-applicable',
  summary: 'Policies enforce, not only audit',
  why: 'A policy that only writes a report admits everything that it objects to, while its presence suggests the opposite.',
  advice:
    'Let it report until nothing in sight breaks it, then let it refuse; until then "heptad.dev/rollout-until" with a date says that it is rolling out. A ValidatingAdmissionPolicy also needs a binding.',

  subjects: (inventory) => judgedPolicies(inventory),

  *check(subject) {
    for (const effect of subject.policy.effects) yield* checkEffect(effect, subject.policy);
    for (const { at, pointer, says } of subject.policy.holes) yield { at, pointer, message: `policy "${subject.name}" ${says}` };
  },

  examples: {
    bad: [
      {
        source: `
          kind: ClusterPolicy
          metadata: { name: no-latest }
          spec:
            rules:
              - name: tag
                match: { any: [{ resources: { kinds: [Pod] } }] }
                validate:
                  failureAction: Audit
          #                      ^^^^^ policy "no-latest" only audits
                  pattern: { spec: { containers: [{ image: '!*:latest' }] } }
        `,
        fixed: `
          kind: ClusterPolicy
          metadata: { name: no-latest }
          spec:
            rules:
              - name: tag
                match: { any: [{ resources: { kinds: [Pod] } }] }
                validate:
                  failureAction: Enforce
                  pattern: { spec: { containers: [{ image: '!*:latest' }] } }
        `,
      },
      {
        source: `
          kind: ValidatingAdmissionPolicy
          metadata: { name: no-latest }
          #                 ^^^^^^^^^ policy "no-latest" has no binding
          spec:
            validations: [{ expression: 'object.spec.containers.all(c, !c.image.endsWith(":latest"))' }]
        `,
      },
      {
        source: `
          apiVersion: constraints.gatekeeper.sh/v1beta1
          kind: K8sDisallowedTags
          metadata: { name: no-latest }
          spec: { enforcementAction: dryrun }
          #                          ^^^^^^ policy "no-latest" only reports
        `,
        fixed: `
          apiVersion: constraints.gatekeeper.sh/v1beta1
          kind: K8sDisallowedTags
          metadata: { name: no-latest }
          spec: { enforcementAction: deny }
        `,
      },
    ],
    good: [
      `
        kind: ClusterPolicy
        metadata: { name: no-latest }
        spec:
          validationFailureAction: Audit
          rules:
            - name: tag
              match: { any: [{ resources: { kinds: [Pod] } }] }
              validate:
                failureAction: Enforce
                pattern: { spec: { containers: [{ image: '!*:latest' }] } }
      `,
      `
        kind: ValidatingAdmissionPolicy
        metadata: { name: no-latest }
        spec:
          validations: [{ expression: 'object.spec.containers.all(c, !c.image.endsWith(":latest"))' }]
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: no-latest }
        spec: { policyName: no-latest, validationActions: [Deny, Audit] }
      `,
      '{ apiVersion: constraints.gatekeeper.sh/v1beta1, kind: K8sDisallowedTags, metadata: { name: no-latest }, spec: {} }',
    ],
    unknown: [
      {
        source: `
          kind: ValidatingPolicy
          metadata: { name: no-latest }
          spec:
            validationActions: {{ .Values.actions }}
          #                    ??? set by a template
        `,
      },
    ],
  },
});

interface PolicySubject extends Subject {
  readonly policy: AdmissionPolicy;
}

function judgedPolicies(inventory: Inventory): readonly PolicySubject[] {
  return inventory
    .view(admissionPolicies)
    .filter(({ resource }) => !resource.isContext && !isRollingOut(resource, inventory))
    .map((policy) => {
      const { id, group, kind, namespace, name, at, pointer, unknown } = policy.resource;
      return { id, group, kind, namespace, name, at, pointer, unknown, policy };
    });
}

function* checkEffect(effect: Effect, { resource }: AdmissionPolicy): Iterable<Outcome> {
  if (effect.kind === 'unknown') yield { notJudged: effect.why };
  else if (effect.kind === 'reports') {
    yield { at: effect.at, pointer: effect.pointer, message: `policy "${resource.name}" ${effect.says}`, fixes: fixesOf(effect.enforce) };
  }
}

function fixesOf(changes: readonly Change[]): readonly Fix[] {
  const [first, ...others] = changes.map(toEdit);
  return first === undefined ? [] : [edit('Refuse what breaks the policy', 'restricts', first, ...others)];
}

function toEdit(change: Change): Edit {
  return 'text' in change ? replace(change.at, change.text) : set(change.below, change.path, change.value);
}
