import type { How, PlainMap } from '../generator.js';
import { type About, metadataOf, ROLLOUT } from '../own.js';
import { type Check, validationOf } from './check.js';

type Rollout = Pick<How, 'mode' | 'rolloutUntil'>;

/**
 * A check as a ValidatingPolicy. Namespaces are left out by their selector and by nothing else: an object selector, exclusions, names or a second rule
 * would silently stop Kyverno from extending the policy to Deployments and their like. Source: Kyverno, pkg/cel/autogen/support.go, CanAutoGen.
 */
export function validatingPolicy(check: Check, rollout: Rollout, about: About): PlainMap {
  const { variables, validation } = validationOf(check);
  const { group, version, resource, operations } = check.matches;
  return {
    apiVersion: 'policies.kyverno.io/v1',
    kind: 'ValidatingPolicy',
    metadata: metadataOf(check.name, '', withRollout(about, rollout)),
    spec: {
      // Deny where nothing is written. Source: Kyverno, api/policies.kyverno.io, ValidatingPolicySpec.ValidationActions.
      validationActions: [rollout.mode === 'enforce' ? 'Deny' : 'Audit'],
      failurePolicy: 'Fail',
      evaluation: { admission: { enabled: true }, background: { enabled: check.background } },
      matchConstraints: {
        namespaceSelector: { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: check.excluded }] },
        resourceRules: [{ apiGroups: [group], apiVersions: [version], operations, resources: [resource] }],
      },
      variables: variables.map(toMap),
      validations: [validation],
    },
  };
}

/**
 * The same check as a ClusterPolicy, for clusters before Kyverno 1.17, by the same expressions. The action stands at the rule: that of the policy is
 * deprecated, and its default is Audit. A kind is named with one version: with a star Kyverno finds no unique match and refuses the policy; requests in
 * other versions reach it converted. Kinds beside Pod would stop the extension to controllers. Source: Kyverno, pkg/autogen/v1/autogen.go, CanAutoGen.
 */
export function clusterPolicy(check: Check, rollout: Rollout, about: About): PlainMap {
  const { variables, validation } = validationOf(check);
  const { group, kind, operations } = check.matches;
  return {
    apiVersion: 'kyverno.io/v1',
    kind: 'ClusterPolicy',
    metadata: metadataOf(check.name, '', withRollout(about, rollout)),
    spec: {
      admission: true,
      background: check.background,
      webhookConfiguration: { failurePolicy: 'Fail' },
      rules: [
        {
          name: check.name,
          match: { any: [{ resources: { kinds: [group === '' ? kind : `${group}/v1/${kind}`], operations } }] },
          exclude: { any: [{ resources: { namespaces: check.excluded } }] },
          validate: {
            failureAction: rollout.mode === 'enforce' ? 'Enforce' : 'Audit',
            cel: { variables: variables.map(toMap), expressions: [validation] },
          },
        },
      ],
    },
  };
}

function withRollout(about: About, { mode, rolloutUntil }: Rollout): About {
  if (mode === 'enforce' || rolloutUntil === undefined) return about;
  return { ...about, annotations: { ...about.annotations, [ROLLOUT]: rolloutUntil } };
}

function toMap({ name, expression }: { readonly name: string; readonly expression: string }): PlainMap {
  return { name, expression };
}
