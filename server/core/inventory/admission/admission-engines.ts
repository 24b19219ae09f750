import { matchesGlob } from '../globs.js';
import type { Inventory, Namespace } from '../inventory.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, type Match, not } from '../selectors.js';
import type { Value } from '../value.js';
import { fitsConditions, fitsGlobs, fitsSelector } from './admission-match.js';
import { type AdmissionPolicy, type Change, changeTo, type Effect } from './admission-policy.js';

/** Gatekeeper's constraints: each object of the group that its templates make. A template without a constraint judges nothing. */
export function constraints(inventory: Inventory): readonly AdmissionPolicy[] {
  return inventory.ofKind('constraints.gatekeeper.sh/*').map((constraint) => ({
    resource: constraint,
    effects: constraintEffects(constraint),
    holes: [],
    clusterWide: true,
    asked: 'yes',
    guards: (namespace) => constraintGuards(constraint, namespace, inventory),
  }));
}

/**
 * The action of a constraint is `deny` where none is written; any other than deny lets the object through. With `scoped` the list beside it decides, by
 * enforcement point; without `scoped` that list is ignored. Source: Gatekeeper documentation, Handling Constraint Violations and Enforcement points.
 */
export function constraintEffects(constraint: Resource): readonly Effect[] {
  const { spec } = constraint;
  const action = spec.get('enforcementAction');
  const text = action.string('deny');
  if (!text.known) return [{ kind: 'unknown', why: text.why }];
  if (text.value === 'deny') return [{ kind: 'refuses' }];
  const fix = [changeTo(action, spec, ['enforcementAction'], 'deny')];
  if (text.value !== 'scoped')
    return [{ kind: 'reports', says: SAYS.get(text.value) ?? 'has an action that is none', at: text.at, pointer: text.pointer, enforce: fix }];
  return [scopedEffect(constraint)];
}

const SAYS: ReadonlyMap<string, string> = new Map([
  ['dryrun', 'only reports'],
  ['warn', 'only warns'],
]);

/** Points that stand in the way of a request: Gatekeeper's webhook, or the ValidatingAdmissionPolicy that it makes. */
const ADMISSION_POINTS = new Set(['*', 'validation.gatekeeper.sh', 'vap.k8s.io']);

function scopedEffect(constraint: Resource): Effect {
  const actions = constraint.spec.get('scopedEnforcementActions');
  const { items, hidden } = listed(actions);
  const denies = items.some((item) => {
    if (item.get('action').text() !== 'deny') return false;
    return listed(item.get('enforcementPoints')).items.some((point) => ADMISSION_POINTS.has(point.get('name').text() ?? ''));
  });
  if (denies) return { kind: 'refuses' };
  if (hidden !== undefined || items.some(isMasked)) return { kind: 'unknown', why: hidden ?? 'set by a template' };
  return { kind: 'reports', says: 'denies nothing at admission', at: actions.keyAt, pointer: actions.pointer, enforce: [denyAtAdmission(constraint, items)] };
}

/** The action of the only entry that stands at admission becomes deny; else an entry is added. */
function denyAtAdmission(constraint: Resource, items: readonly Value[]): Change {
  const own = items.filter((item) => listed(item.get('enforcementPoints')).items.some((point) => ADMISSION_POINTS.has(point.get('name').text() ?? '')));
  const [only, ...others] = own;
  if (only !== undefined && others.length === 0) return changeTo(only.get('action'), only, ['action'], 'deny');
  const entry = { action: 'deny', enforcementPoints: [{ name: 'validation.gatekeeper.sh' }] };
  return { below: { at: constraint.spec.keyAt, pointer: constraint.spec.pointer }, path: ['scopedEnforcementActions', '-'], value: entry };
}

function isMasked(item: Value): boolean {
  return item.get('action').unknown !== undefined || listed(item.get('enforcementPoints')).hidden !== undefined;
}

function constraintGuards(constraint: Resource, namespace: Namespace, inventory: Inventory): Match {
  const match = constraint.spec.get('match');
  if (match.unknown !== undefined) return { unknown: match.unknown };
  return allOf([
    fitsGlobs(match.get('namespaces'), namespace.name, 'yes'),
    not(fitsGlobs(match.get('excludedNamespaces'), namespace.name, 'no')),
    fitsSelector(match.get('namespaceSelector'), namespace.labels),
    inventory.view(exemptedByConfig).some((glob) => matchesGlob(glob, namespace.name)) ? 'no' : 'yes',
    not(isLabelledExempt(namespace)),
  ]);
}

/** A namespace with this label is left out by the webhook of an installation. Source: Gatekeeper documentation, Exempting Namespaces. */
function isLabelledExempt({ labels }: Namespace): Match {
  if (labels.known.has('admission.gatekeeper.sh/ignore')) return 'yes';
  return labels.open === undefined ? 'no' : { unknown: labels.open };
}

/** Namespaces that Gatekeeper's Config takes from its webhook. Source: Gatekeeper documentation, Exempting Namespaces. */
function exemptedByConfig(inventory: Inventory): readonly string[] {
  return inventory
    .ofKind('config.gatekeeper.sh/Config')
    .flatMap((config) => config.spec.get('match').items())
    .filter((entry) => listed(entry.get('processes')).items.some((process) => ['*', 'webhook'].includes(process.text() ?? '')))
    .flatMap((entry) => listed(entry.get('excludedNamespaces')).items.map((name) => name.text() ?? ''));
}

/** Kubewarden: `protect` is the default, `monitor` lets everything through. Source: Kubewarden documentation, CRD reference, PolicyMode. */
export function kubewardenPolicies(inventory: Inventory): readonly AdmissionPolicy[] {
  const kinds = ['ClusterAdmissionPolicy', 'AdmissionPolicy', 'ClusterAdmissionPolicyGroup', 'AdmissionPolicyGroup'].map(
    (kind) => `policies.kubewarden.io/${kind}`,
  );
  return inventory.ofKind(...kinds).map((policy) => {
    const isOfCluster = policy.kind.startsWith('Cluster');
    return {
      resource: policy,
      effects: [modeEffect(policy, 'protect', 'only monitors')],
      holes: [],
      clusterWide: isOfCluster,
      asked: 'yes',
      guards: (namespace) => {
        if (!isOfCluster && policy.namespace !== namespace.name) return 'no';
        return allOf([fitsSelector(policy.spec.get('namespaceSelector'), namespace.labels), fitsConditions(policy.spec.get('matchConditions'))]);
      },
    };
  });
}

const INCLUDE = 'policy.sigstore.dev/include';

/** policy-controller: it looks only at namespaces that carry its label. Source: Sigstore documentation, Policy Controller, Enable per-namespace. */
export function sigstorePolicies(inventory: Inventory): readonly AdmissionPolicy[] {
  return inventory.ofKind('policy.sigstore.dev/ClusterImagePolicy').map((policy) => ({
    resource: policy,
    effects: [modeEffect(policy, 'enforce', 'only warns')],
    holes: [],
    clusterWide: true,
    asked: 'yes',
    guards: isIncluded,
  }));
}

/** Whether a namespace has asked for image verification by policy-controller. */
export function isIncluded(namespace: Namespace): Match {
  const value = namespace.labels.known.get(INCLUDE);
  if (value !== undefined) return value === 'true' ? 'yes' : 'no';
  return namespace.labels.open === undefined ? 'no' : { unknown: namespace.labels.open };
}

function modeEffect(policy: Resource, enforcing: string, says: string): Effect {
  const mode = policy.spec.get('mode');
  const text = mode.string(enforcing);
  if (!text.known) return { kind: 'unknown', why: text.why };
  if (text.value === enforcing) return { kind: 'refuses' };
  return { kind: 'reports', says, at: text.at, pointer: text.pointer, enforce: [changeTo(mode, policy.spec, ['mode'], enforcing)] };
}
