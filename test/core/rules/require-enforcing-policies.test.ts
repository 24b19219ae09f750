import { suite, test } from 'mocha';
import { requireEnforcingPolicies } from '../../../server/core/rules/require-enforcing-policies.js';
import { checkRule } from '../../harness/rules.js';

const MATCH = 'match: { any: [{ resources: { kinds: [Pod] } }] }';
const PATTERN = "pattern: { spec: { containers: [{ image: '!*:latest' }] } }";
const PODS = "resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }]";
const CHECK = 'validations: [{ expression: "true" }]';

suite('require-enforcing-policies', () => {
  test('a Kyverno rule without an action audits, in every spelling', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        { kind: ClusterPolicy, metadata: { name: silent }, spec: { rules: [{ name: tag, ${MATCH}, validate: { ${PATTERN} } }] } }
        #                                                  ^^^^ policy "silent" only audits
        ---
        kind: ClusterPolicy
        metadata: { name: old }
        spec: { validationFailureAction: audit, rules: [{ name: tag, ${MATCH}, validate: { ${PATTERN} } }] }
        #                                ^^^^^ policy "old" only audits
        ---
        kind: Policy
        metadata: { name: strict, namespace: shop }
        spec: { validationFailureAction: enforce, rules: [{ name: tag, ${MATCH}, validate: { ${PATTERN} } }] }
        ---
        apiVersion: kyverno.io/v2beta1
        kind: ClusterPolicy
        metadata: { name: newer }
        spec: { validationFailureAction: Enforce, rules: [{ name: tag, ${MATCH}, validate: { ${PATTERN} } }] }
      `,
    );
  });

  test('each rule of a policy has its own action, which stands before that of the policy', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ClusterPolicy
        metadata: { name: mixed }
        spec:
          validationFailureAction: Enforce
          rules:
            - { name: one, ${MATCH}, validate: { ${PATTERN} } }
            - name: two
              ${MATCH}
              validate:
                failureAction: Audit
        #                      ^^^^^ policy "mixed" only audits
                ${PATTERN}
      `,
    );
  });

  test('a word that is no action is refused by the API server, and so are small letters in a rule', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ClusterPolicy
        metadata: { name: small }
        spec: { rules: [{ name: tag, ${MATCH}, validate: { failureAction: enforce, ${PATTERN} } }] }
        #                                                                 ??? no action that there is: the API server refuses it
        ---
        kind: ClusterPolicy
        metadata: { name: wrong }
        spec: { validationFailureAction: Enforced, rules: [{ name: tag, ${MATCH}, validate: { ${PATTERN} } }] }
        ---
        kind: ValidatingPolicy
        metadata: { name: cel }
        spec: { validationActions: [Denyy], matchConstraints: { ${PODS} }, ${CHECK} }
        ---
        kind: ValidatingAdmissionPolicy
        metadata: { name: both }
        spec: { matchConstraints: { ${PODS} }, ${CHECK} }
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: both }
        spec: { policyName: both, validationActions: [Deny, Warn] }
        #                                            ??? Deny beside Warn: the API server refuses it
      `,
    );
  });

  test('an override for some namespaces is found where it is written', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ClusterPolicy
        metadata: { name: tag }
        spec:
          validationFailureAction: Enforce
          validationFailureActionOverrides:
            - action: audit
        #             ^^^^^ policy "tag" only audits in "dev"
              namespaces: [dev]
          rules: [{ name: one, ${MATCH}, validate: { ${PATTERN} } }]
      `,
    );
  });

  test('a policy that is not asked at admission refuses nothing', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ClusterPolicy
        metadata: { name: tag }
        spec:
          admission: false
        #            ^^^^^ policy "tag" is not asked at admission
          validationFailureAction: Enforce
          rules: [{ name: one, ${MATCH}, validate: { ${PATTERN} } }]
        ---
        kind: ValidatingPolicy
        metadata: { name: cel }
        spec:
          evaluation: { admission: { enabled: false } }
        #                                     ^^^^^ policy "cel" is not asked at admission
          matchConstraints: { ${PODS} }
          ${CHECK}
      `,
    );
  });

  test('whether a policy is asked may be up to a template', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ClusterPolicy
        metadata: { name: tag }
        spec:
          admission: {{ .Values.admission }}
        #            ??? set by a template
          validationFailureAction: Enforce
          rules: [{ name: one, ${MATCH}, validate: { ${PATTERN} } }]
        ---
        kind: ValidatingPolicy
        metadata: { name: cel }
        spec: { evaluation: { admission: { enabled: {{ .Values.admission }} } }, matchConstraints: { ${PODS} }, ${CHECK} }
        #                                           ??? set by a template
      `,
    );
  });

  test('policies that only mutate, generate or judge JSON are no subject', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ClusterPolicy
        metadata: { name: labels }
        spec: { rules: [{ name: add, ${MATCH}, mutate: { patchStrategicMerge: { metadata: { labels: { a: b } } } } }] }
        ---
        kind: ValidatingPolicy
        metadata: { name: json }
        spec: { evaluation: { mode: JSON }, validationActions: [Audit], ${CHECK} }
        ---
        kind: ConstraintTemplate
        metadata: { name: unused }
      `,
    );
  });

  test('policies in CEL deny when they do not say otherwise', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ValidatingPolicy
        metadata: { name: silent }
        spec: { matchConstraints: { ${PODS} }, ${CHECK} }
        ---
        kind: ValidatingPolicy
        metadata: { name: both }
        spec: { validationActions: [Deny, Audit], matchConstraints: { ${PODS} }, ${CHECK} }
        ---
        kind: ImageValidatingPolicy
        metadata: { name: images }
        spec: { validationActions: [Warn], matchConstraints: { ${PODS} }, ${CHECK} }
        #                          ^^^^^^ policy "images" only warns
      `,
    );
  });

  test('a ValidatingAdmissionPolicy does what its bindings say', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ValidatingAdmissionPolicy
        metadata: { name: tag }
        spec: { ${CHECK} }
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: try }
        spec: { policyName: tag, validationActions: [Audit, Warn] }
        #                                           ^^^^^^^^^^^^^ policy "tag" only warns by binding "try"
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: lost }
        spec: { policyName: elsewhere, validationActions: [Audit] }
        #                                                 ^^^^^^^ policy "lost" only audits by binding "lost"
      `,
    );
  });

  test('an auditing binding beside one that denies everywhere is no weakness, beside one that denies somewhere it is', () => {
    const policy = (name: string, match: string): string => `
        kind: ValidatingAdmissionPolicy
        metadata: { name: ${name} }
        spec: { ${CHECK} }
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: ${name}-deny }
        spec: { policyName: ${name}, validationActions: [Deny]${match} }
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: ${name}-try }
        spec: { policyName: ${name}, validationActions: [Audit] }`;
    checkRule(requireEnforcingPolicies, policy('all', ''));
    checkRule(
      requireEnforcingPolicies,
      `${policy('one', ', matchResources: { namespaceSelector: { matchLabels: { stage: live } } }')}
        #                                           ^^^^^^^ policy "one" only audits by binding "one-try"
      `,
    );
  });

  test('a binding that names its policy by a template may belong to any', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ValidatingAdmissionPolicy
        metadata: { name: tag }
        #                 ??? a binding names its policy by a template
        spec: { ${CHECK} }
        ---
        kind: ValidatingAdmissionPolicyBinding
        metadata: { name: any }
        spec: { policyName: {{ .Values.policy }}, validationActions: [Deny] }
      `,
    );
  });

  test('without a binding nothing is said where the platform lives elsewhere', () => {
    checkRule(requireEnforcingPolicies, {
      platform: 'external',
      source: `
        kind: ValidatingAdmissionPolicy
        metadata: { name: tag }
        #                 ??? lives elsewhere
        spec: { ${CHECK} }
      `,
    });
  });

  test('Gatekeeper: scoped actions count by their enforcement point, and only when the action is scoped', () => {
    const at = (point: string): string => `scopedEnforcementActions: [{ action: deny, enforcementPoints: [{ name: ${point} }] }]`;
    checkRule(
      requireEnforcingPolicies,
      `
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sRequiredLabels
        metadata: { name: silent }
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sRequiredLabels
        metadata: { name: webhook }
        spec: { enforcementAction: scoped, ${at('validation.gatekeeper.sh')} }
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sRequiredLabels
        metadata: { name: all }
        spec: { enforcementAction: scoped, ${at('"*"')} }
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sRequiredLabels
        metadata: { name: scan }
        spec: { enforcementAction: scoped, ${at('audit.gatekeeper.sh')} }
        #                                  ^^^^^^^^^^^^^^^^^^^^^^^^ policy "scan" denies nothing at admission
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sRequiredLabels
        metadata: { name: warn }
        spec: { enforcementAction: warn, ${at('validation.gatekeeper.sh')} }
        #                          ^^^^ policy "warn" only warns
        ---
        apiVersion: constraints.gatekeeper.sh/v1beta1
        kind: K8sRequiredLabels
        metadata: { name: wrong }
        spec: { enforcementAction: Deny }
        #                          ^^^^ policy "wrong" has an action that is none
      `,
    );
  });

  test('Kubewarden monitors and policy-controller warns only when they are told to', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        apiVersion: policies.kubewarden.io/v1
        kind: ClusterAdmissionPolicy
        metadata: { name: watch }
        spec: { mode: monitor }
        #             ^^^^^^^ policy "watch" only monitors
        ---
        apiVersion: policies.kubewarden.io/v1
        kind: ClusterAdmissionPolicy
        metadata: { name: guard }
        spec: {}
        ---
        apiVersion: policy.sigstore.dev/v1beta1
        kind: ClusterImagePolicy
        metadata: { name: signed }
        spec: { mode: warn }
        #             ^^^^ policy "signed" only warns
      `,
    );
  });

  test('a policy whose extension to controllers is silently off admits Deployments and refuses their pods', () => {
    const policy = (name: string, match: string): string => `
        kind: ValidatingPolicy
        metadata: { name: ${name} }
        spec:
          ${CHECK}
          matchConstraints:
            ${match}`;
    const fine = [
      policy('plain', PODS),
      policy('by-namespace', `namespaceSelector: { matchLabels: { stage: live } }\n            ${PODS}`),
      policy('empty', `objectSelector: {}\n            ${PODS}`),
      policy('with-controllers', "resourceRules: [{ apiGroups: ['', apps], apiVersions: [v1], operations: [CREATE], resources: [pods, deployments] }]"),
      policy(
        'services',
        "objectSelector: { matchLabels: { a: b } }\n            resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [services] }]",
      ),
    ];
    checkRule(requireEnforcingPolicies, fine.join('\n        ---\n'));
    checkRule(
      requireEnforcingPolicies,
      `${policy('a', `objectSelector: { matchLabels: { a: b } }`)}
        #   ^^^^^^^^^^^^^^ policy "a" admits Deployments and refuses their pods
            ${PODS}
        ---
        kind: ValidatingPolicy
        metadata: { name: b }
        spec:
          ${CHECK}
          matchConstraints:
            ${PODS}
            excludeResourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods], resourceNames: [x] }]
        #   ^^^^^^^^^^^^^^^^^^^^ policy "b" admits Deployments and refuses their pods
        ---
        kind: ValidatingPolicy
        metadata: { name: c }
        spec:
          ${CHECK}
          matchConstraints:
            resourceRules:
        #   ^^^^^^^^^^^^^ policy "c" admits Deployments and refuses their pods
              - { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }
              - { apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [services] }
        ---
        kind: ValidatingPolicy
        metadata: { name: d }
        spec:
          ${CHECK}
          matchConstraints:
            resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods, pods/ephemeralcontainers] }]
        #                                                                               ^^^^^^^^^ policy "d" admits Deployments and refuses their pods
        ---
        kind: ValidatingPolicy
        metadata: { name: e }
        spec:
          ${CHECK}
          autogen: { podControllers: { controllers: [] } }
          matchConstraints:
            objectSelector: { matchLabels: { a: b } }
            ${PODS}
      `,
    );
  });

  test('of two patterns in a list only the first is ever applied', () => {
    checkRule(
      requireEnforcingPolicies,
      `
        kind: ClusterPolicy
        metadata: { name: registries }
        spec:
          rules:
            - name: allowed
              ${MATCH}
              validate:
                failureAction: Enforce
                pattern:
                  spec:
                    containers:
                      - image: 'registry.example.com/*'
                      - image: 'mirror.example.com/*'
        #                      ^^^^^^^^^^^^^^^^^^^^^^ policy "registries" never applies its second pattern: only the first counts
      `,
    );
  });

  test('a policy is no subject while it rolls out, for 90 days at most', () => {
    const policy = (name: string, until: string): string => `
        kind: ClusterPolicy
        metadata: { name: ${name}, annotations: { heptad.dev/rollout-until: "${until}" } }
        spec: { validationFailureAction: Audit, rules: [{ name: tag, ${MATCH}, validate: { ${PATTERN} } }] }`;
    checkRule(requireEnforcingPolicies, [policy('today', '2026-11-24'), policy('last', '2027-02-22')].join('\n        ---\n'));
    checkRule(
      requireEnforcingPolicies,
      `${policy('far', '2027-02-23')}
        #                                ^^^^^ policy "far" only audits
        ---
        ${policy('past', '2026-11-23').trimStart()}
        #                                ^^^^^ policy "past" only audits
        ---
        ${policy('never', 'never').trimStart()}
        #                                ^^^^^ policy "never" only audits
      `,
    );
  });
});
