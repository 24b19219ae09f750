import type { Inventory } from '../inventory.js';
import type { Known } from '../known.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';

/** Where each kind of policy says what happens when it cannot be evaluated; the first that is written counts. All default to `Fail`. */
const FIELDS: ReadonlyMap<string, readonly (readonly string[])[]> = new Map([
  ...kinds('kyverno.io', 'ClusterPolicy Policy', [['webhookConfiguration', 'failurePolicy'], ['failurePolicy']]),
  ...kinds('policies.kyverno.io', 'ValidatingPolicy ImageValidatingPolicy MutatingPolicy GeneratingPolicy', [['failurePolicy']]),
  ...kinds('policies.kyverno.io', 'NamespacedValidatingPolicy NamespacedImageValidatingPolicy NamespacedMutatingPolicy NamespacedGeneratingPolicy', [
    ['failurePolicy'],
  ]),
  ...kinds('admissionregistration.k8s.io', 'ValidatingAdmissionPolicy MutatingAdmissionPolicy', [['failurePolicy']]),
  ...kinds('policies.kubewarden.io', 'ClusterAdmissionPolicy AdmissionPolicy', [['failurePolicy']]),
]);

function kinds(group: string, names: string, paths: readonly (readonly string[])[]): readonly (readonly [string, readonly (readonly string[])[]])[] {
  return names.split(' ').map((name) => [`${group}/${name}`, paths]);
}

/** The judged policies that have a failure policy, written or not. */
export function policiesThatMayFail(inventory: Inventory): readonly Resource[] {
  return inventory.judged(...FIELDS.keys());
}

/**
 * What a policy does when it cannot be evaluated. Sources: Kyverno CRDs, spec.failurePolicy and spec.webhookConfiguration; Kubernetes API reference,
 * ValidatingAdmissionPolicySpec; Kubewarden CRD reference.
 */
export function failurePolicyOf(policy: Resource): Known<string> {
  const fields = (FIELDS.get(`${policy.group}/${policy.kind}`) ?? []).map((path): Value => policy.spec.path(...path));
  const written = fields.find((field) => !field.isAbsent) ?? policy.spec.get('failurePolicy');
  return written.string('Fail');
}

/** An entry of Kyverno's `resourceFilters`: what no policy of the cluster sees. */
export interface ResourceFilter {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** ConfigMaps that configure Kyverno, known by their content. Source: Kyverno documentation, Configuring Kyverno, resourceFilters. */
export function kyvernoConfigurations(inventory: Inventory): readonly Resource[] {
  return inventory.judged('/ConfigMap').filter((config) => config.root.path('data', 'resourceFilters').exists);
}

/** The filters `[kind,namespace,name]` of such a ConfigMap; a part that is left out is a star. */
export function resourceFilters(text: string): readonly ResourceFilter[] {
  return [...text.matchAll(/\[([^[\]]{0,500})\]/g)].map(([, inner = '']) => {
    const [kind = '', namespace = '', name = ''] = inner.split(',').map((part) => part.trim());
    return { kind, namespace: namespace === '' ? '*' : namespace, name: name === '' ? '*' : name };
  });
}
