import { CLASSIFICATION_LABELS } from '../data/classification.js';
import { matchesGlob } from '../globs.js';
import type { Inventory, Namespace } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { isCelAsked } from './admission-cel.js';
import { isAsked, kyvernoRules } from './admission-kyverno.js';
import { fitsKyvernoRule, fitsMatchResources, fitsSelector } from './admission-match.js';

/** A policy, or a rule of one, that writes a classification label when an object is made or changed. */
export interface LabelSetter {
  readonly resource: Resource;
  /** Whether it runs at all. */
  readonly asked: Match;
  /** Whether it labels objects of a kind: `Namespace`, `PersistentVolumeClaim`, `StatefulSet`. */
  labels(kind: string): Match;
  /** Whether it holds in a namespace. */
  guards(namespace: Namespace): Match;
}

/** Every policy that sets a classification label. `inventory.view(labelSetters)`. */
export function labelSetters(inventory: Inventory): readonly LabelSetter[] {
  return [...kyvernoSetters(inventory), ...celSetters(inventory), ...gatekeeperSetters(inventory)];
}

function kyvernoSetters(inventory: Inventory): readonly LabelSetter[] {
  return inventory.ofKind('kyverno.io/ClusterPolicy').flatMap((policy) =>
    kyvernoRules(policy)
      .filter((rule) => writesLabel(rule.get('mutate')))
      .map((rule) => ({
        resource: policy,
        asked: isAsked(policy),
        labels: (kind: string) => namesKind(rule, kind),
        guards: (namespace: Namespace) => fitsKyvernoRule(rule, { namespace }),
      })),
  );
}

/** A merge that holds the label, perhaps under the anchor that adds it only where it is missing, or a patch at its path. */
function writesLabel(mutate: Value): boolean {
  const parts = [mutate, ...mutate.get('foreach').items()];
  return parts.some((part) => {
    const merged = [...part.path('patchStrategicMerge', 'metadata', 'labels').entries()].map(([key]) => key.replace(/^\+\((.*)\)$/, '$1'));
    return merged.some((key) => CLASSIFICATION_LABELS.includes(key)) || patchesLabel(part.get('patchesJson6902').text() ?? '');
  });
}

function patchesLabel(patch: string): boolean {
  return CLASSIFICATION_LABELS.some((key) => patch.includes(`/metadata/labels/${key.replace(/\//g, '~1')}`));
}

function namesKind(rule: Value, kind: string): Match {
  const match = rule.get('match');
  const filters = [match, ...match.get('any').items(), ...match.get('all').items()];
  return anyOf(
    filters.map((filter) => {
      const { items, hidden } = listed(filter.path('resources', 'kinds'));
      if (items.some((item) => matchesGlob((item.text() ?? '').replace(/^.*\//, ''), kind))) return 'yes';
      return hidden === undefined ? 'no' : { unknown: hidden };
    }),
  );
}

const RESOURCES: ReadonlyMap<string, string> = new Map([
  ['Namespace', 'namespaces'],
  ['PersistentVolumeClaim', 'persistentvolumeclaims'],
  ['StatefulSet', 'statefulsets'],
  ['Deployment', 'deployments'],
  ['DaemonSet', 'daemonsets'],
  ['ReplicaSet', 'replicasets'],
  ['ReplicationController', 'replicationcontrollers'],
  ['Pod', 'pods'],
]);

/** Mutating policies in CEL, of Kyverno and of the API server; the latter run only with a binding. */
function celSetters(inventory: Inventory): readonly LabelSetter[] {
  const policies = inventory.ofKind('policies.kyverno.io/MutatingPolicy', 'admissionregistration.k8s.io/MutatingAdmissionPolicy');
  const bindings = inventory.ofKind('admissionregistration.k8s.io/MutatingAdmissionPolicyBinding');
  const bound = new Set(bindings.map((binding) => binding.refer('MutatingAdmissionPolicy', binding.spec.get('policyName').text() ?? '').name));
  return policies.filter(writesLabelByCel).map((policy) => {
    const match = policy.spec.get('matchConstraints');
    const isBound = bound.has(policy.name) || bound.has(policy.writtenName);
    return {
      resource: policy,
      asked: policy.kind === 'MutatingPolicy' ? isCelAsked(policy) : isBound ? 'yes' : 'no',
      labels: (kind) => namesResource(match, RESOURCES.get(kind) ?? ''),
      guards: (namespace) => fitsMatchResources(match, { namespace }),
    };
  });
}

function writesLabelByCel(policy: Resource): boolean {
  const expressions = policy.spec
    .get('mutations')
    .items()
    .flatMap((mutation) => [mutation.path('applyConfiguration', 'expression'), mutation.path('jsonPatch', 'expression')]);
  return expressions.some((expression) => {
    const text = expression.text() ?? '';
    return (
      patchesLabel(text) ||
      (/\blabels\b/.test(text) &&
        CLASSIFICATION_LABELS.some((key) => text.includes(`"${key}":`) || text.includes(`'${key}':`) || text.includes(`escapeKey("${key}")`)))
    );
  });
}

function namesResource(match: Value, resource: string): Match {
  const { items, hidden } = listed(match.get('resourceRules'));
  const named = items.some((rule) => listed(rule.get('resources')).items.some((item) => item.text() === resource || item.text() === '*'));
  return named ? 'yes' : hidden === undefined ? 'no' : { unknown: hidden };
}

/** Gatekeeper's AssignMetadata writes one label. Source: Gatekeeper documentation, Mutation, AssignMetadata. */
function gatekeeperSetters(inventory: Inventory): readonly LabelSetter[] {
  return inventory
    .ofKind('mutations.gatekeeper.sh/AssignMetadata')
    .filter((mutator) =>
      CLASSIFICATION_LABELS.some((key) => [`metadata.labels.${key}`, `metadata.labels."${key}"`].includes(mutator.spec.get('location').text() ?? '')),
    )
    .map((mutator) => {
      const match = mutator.spec.get('match');
      return {
        resource: mutator,
        asked: 'yes',
        labels: (kind) => namesMutatedKind(match, kind),
        guards: (namespace) => allOf([fitsSelector(match.get('namespaceSelector'), namespace.labels), isLeftIn(match, namespace)]),
      };
    });
}

function namesMutatedKind(match: Value, kind: string): Match {
  const { items, hidden } = listed(match.get('kinds'));
  if (items.length === 0 && hidden === undefined) return 'yes';
  const named = items.some((item) => listed(item.get('kinds')).items.some((name) => name.text() === kind || name.text() === '*'));
  return named ? 'yes' : hidden === undefined ? 'no' : { unknown: hidden };
}

function isLeftIn(match: Value, namespace: Namespace): Match {
  const included = listed(match.get('namespaces')).items;
  const excluded = listed(match.get('excludedNamespaces')).items;
  const fits = (items: readonly Value[]): boolean => items.some((item) => matchesGlob(item.text() ?? '', namespace.name));
  return (included.length === 0 || fits(included)) && !fits(excluded) ? 'yes' : 'no';
}
