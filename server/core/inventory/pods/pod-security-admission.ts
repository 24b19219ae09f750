import { kyvernoRules, rulesThatFit } from '../admission/admission-kyverno.js';
import { fitsKyvernoRule } from '../admission/admission-match.js';
import { refusesIn } from '../admission/kyverno-actions.js';
import { indexPolicies, type PolicyIndex } from '../admission/reach.js';
import type { Inventory, Namespace } from '../inventory.js';
import type { Known, Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';

export const ENFORCE_LABEL = 'pod-security.kubernetes.io/enforce';

/** What Pod Security Admission enforces in a namespace. */
export interface Enforcement {
  /** `privileged`, `baseline` or `restricted`; the empty text where nothing in sight says. */
  readonly level: Known<string>;
  /** Where the API server's own configuration takes the namespace out. */
  readonly exempt?: Spot | undefined;
}

/**
 * The level of a namespace: its label, else the default in the configuration of the API server; neither counts where that exempts the namespace.
 * Source: Kubernetes documentation, Enforce Pod Security Standards by Configuring the Built-in Admission Controller.
 */
export function enforcementOf(inventory: Inventory, namespace: Namespace): Enforcement {
  const configurations = inventory.view(podSecurityConfigurations);
  for (const configuration of configurations) {
    const exempt = listed(configuration.path('exemptions', 'namespaces')).items.find((item) => namespace.name !== '' && item.text() === namespace.name);
    if (exempt !== undefined) return { level: known('', namespace), exempt };
  }
  const label = labelOf(namespace);
  if (!label.known || label.value !== '') return { level: label };
  for (const configuration of configurations) {
    const level = configuration.path('defaults', 'enforce').string('privileged');
    const exemptions = listed(configuration.path('exemptions', 'namespaces'));
    if (!level.known) return { level };
    if (exemptions.hidden !== undefined) return { level: { known: false, why: exemptions.hidden, at: namespace.at, pointer: '' } };
    if (level.written) return { level: known(level.value, namespace) };
  }
  return { level: label };
}

/** The label as the target sets it; it stands in the Namespace object, or comes from the target's own labels. */
function labelOf(namespace: Namespace): Known<string> {
  const level = namespace.labels.known.get(ENFORCE_LABEL);
  if (level === undefined)
    return namespace.labels.open === undefined ? known('', namespace) : { known: false, why: namespace.labels.open, at: namespace.at, pointer: '' };
  const written = namespace.resource?.metadata.path('labels', ENFORCE_LABEL);
  return written === undefined || !written.exists || namespace.resource?.isContext
    ? known(level, namespace)
    : { ...known(level, namespace), at: written.at, pointer: written.pointer };
}

function known(value: string, namespace: Namespace): Known<string> {
  return { known: true, value, written: value !== '', at: namespace.at, pointer: namespace.pointer };
}

/** Every PodSecurityConfiguration: in the AdmissionConfiguration, or in a file of its own that it names. */
function podSecurityConfigurations(inventory: Inventory): readonly Value[] {
  const plugins = inventory.ofKind('apiserver.config.k8s.io/AdmissionConfiguration').flatMap((resource) => listed(resource.root.get('plugins')).items);
  const within = plugins.filter((plugin) => plugin.get('name').text() === 'PodSecurity').map((plugin) => plugin.get('configuration'));
  const alone = inventory.ofKind('pod-security.admission.config.k8s.io/PodSecurityConfiguration').map((resource) => resource.root);
  return [...within.filter((configuration) => configuration.exists), ...alone];
}

/**
 * Whether a policy in sight refuses what a level refuses, for every workload of a namespace: the `podSecurity` check of Kyverno, enforced and without exceptions of its own.
 * Source: Kyverno documentation, Validate Rules, Pod Security.
 */
export function isGuardedByPolicy(inventory: Inventory, namespace: Namespace): Match {
  const policies = inventory.view(profilePolicies).of(namespace);
  return policies.length === 0
    ? 'no'
    : allOf(namespace.workloads.map((workload) => anyOf(policies.flatMap((policy) => guardsOf(policy, namespace, workload)))));
}

function guardsOf(policy: Resource, namespace: Namespace, workload: Namespace['workloads'][number]): readonly Match[] {
  return rulesThatFit(policy, namespace, (rule) => allOf([refusesByLevel(policy, rule, namespace), fitsKyvernoRule(rule, { namespace, workload })])).map(
    ({ match }) => match,
  );
}

function profilePolicies(inventory: Inventory): PolicyIndex<Resource> {
  const policies = inventory
    .ofKind('kyverno.io/ClusterPolicy', 'kyverno.io/Policy')
    .filter((policy) => kyvernoRules(policy).some((rule) => !rule.path('validate', 'podSecurity').isAbsent));
  return indexPolicies(policies, (policy) => policy, inventory);
}

function refusesByLevel(policy: Resource, rule: Value, namespace: Namespace): Match {
  const check = rule.path('validate', 'podSecurity');
  const level = check.get('level').string('');
  if (!level.known) return { unknown: level.why };
  if ((level.value !== 'baseline' && level.value !== 'restricted') || check.get('exclude').exists) return 'no';
  if (!rule.get('preconditions').isAbsent) return { unknown: 'by a precondition of a policy' };
  return refusesIn(policy, rule, namespace);
}
