import { admissionPolicies } from '../inventory/admission/admission.js';
import type { AdmissionPolicy } from '../inventory/admission/admission-policy.js';
import { indexPolicies, type PolicyIndex } from '../inventory/admission/reach.js';
import { untouchedNamespaces } from '../inventory/admission/untouched.js';
import type { Inventory, Namespace } from '../inventory/inventory.js';
import { allOf, anyOf, type Match } from '../inventory/selectors.js';
import type { Subject } from '../inventory/subject.js';
import { defineRule, judgement, sourced } from './rule.js';

export const requireAdmissionPolicies = defineRule({
  id: 'require-admission-policies',
  pillar: 'automation',
  stage: 'initial',
  severity: 'warning',
  since: '2026.1-preview',
  controls: [sourced('CM-7(2)'), sourced('CM-5'), sourced('CM-7(5)')],
  tenets: [sourced(4), judgement(6)],
  activities: [judgement('6.1.1'), judgement('3.2.3')],
  judgedBy: 'files',
  scope: 'target',
  reads: ['admission', 'namespaces', 'workloads'],
  absent: 'not-applicable',
  summary: 'Admission policies are in place',
  why: 'Without a policy at admission every rule about workloads is a request to their authors, and nothing stops the one who does not follow it.',
  advice:
    'Choose an engine (ValidatingAdmissionPolicy needs none) and put the policies that you want kept in force for the whole cluster, or name the folder that holds them as context.',

  subjects: (inventory) => clusters(inventory),

  *check(subject, inventory) {
    const open = guardedNamespaces(inventory)
      .map((namespace) => ({ namespace, match: isGuarded(namespace, inventory) }))
      .filter(({ match }) => match !== 'yes');
    const uncovered = open.filter(({ match }) => match === 'no');
    if (uncovered.length > 0 && inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
    else if (uncovered.length > 0) {
      yield {
        at: subject.at,
        pointer: '',
        message: messageFor(uncovered.length, inventory),
        related: uncovered.map(({ namespace }) => ({ at: namespace.at, message: `${namespace.shown} has no policy` })),
      };
    }
    for (const { match } of open) if (typeof match === 'object') yield { notJudged: match.unknown };
  },

  examples: {
    bad: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ^^^^ no admission policy is in place
        `,
      },
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ^^^^ no admission policy guards every namespace: 1 is left out
          ---
          apiVersion: constraints.gatekeeper.sh/v1beta1
          kind: K8sDisallowedTags
          metadata: { name: no-latest }
          spec: { match: { excludedNamespaces: [shop] } }
        `,
      },
    ],
    good: [
      `
        kind: Pod
        metadata: { name: cart, namespace: shop }
        ---
        kind: ValidatingPolicy
        metadata: { name: no-latest }
        spec:
          validationActions: [Audit]
          matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: [v1], operations: [CREATE], resources: [pods] }] }
          validations: [{ expression: 'object.spec.containers.all(c, !c.image.endsWith(":latest"))' }]
      `,
    ],
    unknown: [
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          #                 ??? lives elsewhere
        `,
        platform: 'external',
      },
      {
        source: `
          kind: Pod
          metadata: { name: cart, namespace: shop }
          ---
          kind: ClusterPolicy
          metadata: { name: no-latest }
          spec:
            rules: {{ toYaml .Values.rules }}
          #        ??? set by a template
        `,
      },
    ],
  },
});

function clusters(inventory: Inventory): readonly Subject[] {
  const [first] = inventory.namespaces();
  return first === undefined ? [] : [inventory.cluster(first.at)];
}

/** The namespaces of the cluster, of an engine and of a mesh are what policies leave out; they count only where a target has no other. */
function guardedNamespaces(inventory: Inventory): readonly Namespace[] {
  const untouched = inventory.view(untouchedNamespaces);
  const others = inventory.namespaces().filter(({ name }) => !untouched.includes(name));
  return others.length > 0 ? others : inventory.namespaces();
}

function isGuarded(namespace: Namespace, inventory: Inventory): Match {
  return anyOf(answers(namespace, inventory));
}

/** One answer after the other: after the first yes no other policy is asked. */
function* answers(namespace: Namespace, inventory: Inventory): Iterable<Match> {
  for (const { asked, guards } of inventory.view(clusterPolicies).of(namespace)) yield allOf([asked, guards(namespace)]);
}

function clusterPolicies(inventory: Inventory): PolicyIndex<AdmissionPolicy> {
  const policies = inventory.view(admissionPolicies).filter(({ clusterWide }) => clusterWide);
  return indexPolicies(policies, ({ resource }) => resource, inventory);
}

function messageFor(uncovered: number, inventory: Inventory): string {
  if (uncovered === guardedNamespaces(inventory).length && !inventory.view(admissionPolicies).some(({ clusterWide }) => clusterWide))
    return 'no admission policy is in place';
  return `no admission policy guards every namespace: ${uncovered} ${uncovered === 1 ? 'is' : 'are'} left out`;
}
