import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import { fitsConditions, fitsMatchResources, matchesPods } from './admission-match.js';
import { type AdmissionPolicy, changeTo, denying, type Effect, type Hole, unknownEffect, validationActions } from './admission-policy.js';

const GROUP = 'policies.kyverno.io';
export const CEL_KINDS = ['ValidatingPolicy', 'NamespacedValidatingPolicy', 'ImageValidatingPolicy', 'NamespacedImageValidatingPolicy'].map(
  (kind) => `${GROUP}/${kind}`,
);

/** Kyverno's policies in CEL that judge objects of the API server; those with another evaluation mode judge any JSON and are none. */
export function celPolicies(inventory: Inventory): readonly AdmissionPolicy[] {
  return inventory
    .ofKind(...CEL_KINDS)
    .filter((policy) => policy.spec.path('evaluation', 'mode').text() !== 'JSON')
    .map((policy) => ({
      resource: policy,
      effects: isCelAsked(policy) === 'no' ? [notAsked(policy)] : [...unknownEffect(isCelAsked(policy)), actionsEffect(policy)],
      holes: actionsEffect(policy).kind === 'reports' ? [] : autogenHoles(policy),
      clusterWide: !isNamespaced(policy),
      asked: isCelAsked(policy),
      guards: (namespace) =>
        isNamespaced(policy) && policy.namespace !== namespace.name
          ? 'no'
          : allOf([fitsMatchResources(policy.spec.get('matchConstraints'), { namespace }), fitsConditions(policy.spec.get('matchConditions'))]),
    }));
}

/** The kinds of one namespace begin with that word. */
export function isNamespaced(policy: Resource): boolean {
  return policy.kind.startsWith('Namespaced');
}

/** Whether a policy of this group is asked at admission, which is the default. Source: Kyverno CRD, spec.evaluation.admission.enabled. */
export function isCelAsked(policy: Resource): Match {
  const enabled = policy.spec.path('evaluation', 'admission', 'enabled').boolean(true);
  if (!enabled.known) return { unknown: enabled.why };
  return enabled.value ? 'yes' : 'no';
}

function notAsked(policy: Resource): Effect {
  const { at, pointer } = policy.spec.path('evaluation', 'admission', 'enabled');
  return { kind: 'reports', says: 'is not asked at admission', at, pointer, enforce: [{ at, text: 'true' }] };
}

/** Without `validationActions` the engine denies. Source: Kyverno, api/policies.kyverno.io, ValidatingPolicySpec.ValidationActions. */
export function actionsEffect(policy: Resource): Effect {
  const actions = policy.spec.get('validationActions');
  const { texts, why } = validationActions(actions);
  if (why !== undefined) return { kind: 'unknown', why };
  if (texts.includes('Deny') || texts.length === 0) return { kind: 'refuses' };
  const says = texts.includes('Warn') ? 'only warns' : 'only audits';
  return { kind: 'reports', says, at: actions.at, pointer: actions.pointer, enforce: [changeTo(actions, policy.spec, ['validationActions'], denying(texts))] };
}

/**
 * A policy on pods is extended to what makes pods only while its match is plain: no object selector, no exclusions, no resource names, one rule, of core/v1
 * pods alone. Else Deployments are admitted and their pods refused later. A namespace selector is kept, and controllers named by the author are his choice.
 * Source: Kyverno, pkg/cel/autogen/support.go.
 */
function autogenHoles(policy: Resource): readonly Hole[] {
  const match = policy.spec.get('matchConstraints');
  const { items: rules, hidden } = listed(match.get('resourceRules'));
  if (hidden !== undefined || !rules.some(namesPods) || rules.some(namesControllers) || isChosen(policy)) return [];
  const several = rules.length > 1 ? [match.get('resourceRules')] : [];
  const [culprit] = [match.get('objectSelector'), match.get('excludeResourceRules'), ...several, ...rules.flatMap(notPlain)].filter(isSet);
  return culprit === undefined ? [] : [{ at: culprit.keyAt, pointer: culprit.pointer, says: 'admits Deployments and refuses their pods' }];
}

/** The author has switched the extension off, or lets the API server judge instead. */
function isChosen(policy: Resource): boolean {
  const autogen = policy.spec.get('autogen');
  const controllers = autogen.path('podControllers', 'controllers');
  return (controllers.isList && controllers.items().length === 0) || autogen.path('validatingAdmissionPolicy', 'enabled').text() === 'true';
}

/** The fields of a rule that make it more, or less, than all core/v1 pods. */
function notPlain(rule: Value): readonly Value[] {
  const only = (field: string, text: string): boolean => rule.get(field).items().length === 1 && rule.get(field).items()[0]?.text() === text;
  return [
    rule.get('resourceNames'),
    ...(only('apiGroups', '') ? [] : [rule.get('apiGroups')]),
    ...(only('apiVersions', 'v1') ? [] : [rule.get('apiVersions')]),
    ...(only('resources', 'pods') ? [] : [rule.get('resources')]),
  ];
}

function isSet(value: Value): boolean {
  return value.isMap ? [...value.entries()].some(([, part]) => isSet(part) || part.text() !== undefined) : value.items().length > 0;
}

/** A rule that takes in the creation of pods by that word. */
function namesPods(rule: Value): boolean {
  const resources = listed(rule.get('resources')).items.map((resource) => resource.text());
  return resources.includes('pods') && (matchesPods(rule) === 'yes' || isSet(rule.get('resourceNames')));
}

const CONTROLLERS = new Set(['deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs', 'replicasets']);

function namesControllers(rule: Value): boolean {
  return listed(rule.get('resources')).items.some((resource) => CONTROLLERS.has(resource.text() ?? ''));
}
