import { admissionPolicies } from './admission.js';
import { CLASSIFICATION_LABELS } from './classification.js';
import type { Inventory } from './inventory.js';
import { AUTHORIZATION, appliesTo } from './istio.js';
import type { Resource } from './resource.js';
import { matchesSelector } from './selectors.js';
import type { SensitiveSubject } from './sensitive.js';
import type { Value } from './value.js';

/** Whether some decision about a sensitive subject is made by its classification: who may read it, where it may run, where it may flow. */
export function isDecidedByClassification(subject: SensitiveSubject, inventory: Inventory): boolean {
  return (
    subject.workloads.some(({ podSpec }) => subject.what !== 'namespace' && placesByLabel(podSpec)) ||
    inventory
      .view(deciders)
      .some((policy) => isAbout(policy, subject, inventory) && (selectsByLabel(policy.spec, subject, 0) || namesLabel(policy.spec, subject, 0)))
  );
}

const NETWORK_KINDS = [
  'networking.k8s.io/NetworkPolicy',
  'policy.networking.k8s.io/*',
  'cilium.io/CiliumNetworkPolicy',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'policy.linkerd.io/Server',
];

/** Policies that decide, of the network, of the mesh and at admission; those that nothing asks decide nothing. */
function deciders(inventory: Inventory): readonly Resource[] {
  const admission = inventory.view(admissionPolicies).filter(({ asked }) => asked !== 'no');
  const bindings = inventory.ofKind('admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding');
  return [...inventory.ofKind(...NETWORK_KINDS, AUTHORIZATION), ...admission.map(({ resource }) => resource), ...bindings];
}

/** A policy of a namespace is about that namespace. One of the mesh that asks for a claim must hold for the workloads. */
function isAbout(policy: Resource, subject: SensitiveSubject, inventory: Inventory): boolean {
  if (`${policy.group}/${policy.kind}` === AUTHORIZATION) return subject.workloads.some((workload) => appliesTo(policy, workload, inventory) === 'yes');
  return policy.isClusterScoped || policy.namespace === subject.inNamespace;
}

const MOST_LEVELS = 20;

/** A label selector anywhere in a policy that asks for the subject's classification and fits it. */
function selectsByLabel(value: Value, subject: SensitiveSubject, level: number): boolean {
  if (level > MOST_LEVELS) return false;
  if (value.isMap && asksForLabel(value, subject) && matchesSelector(value, subject.labels) === 'yes') return true;
  const below = value.isMap ? [...value.entries()].map(([, part]) => part) : value.isList ? value.items() : [];
  return below.some((part) => selectsByLabel(part, subject, level + 1));
}

function asksForLabel(selector: Value, { label }: SensitiveSubject): boolean {
  const key = label?.key ?? '';
  return (
    selector.path('matchLabels', key).exists ||
    selector
      .get('matchExpressions')
      .items()
      .some((item) => item.get('key').text() === key)
  );
}

/** Claims of a token that say what its holder may see. */
const CLEARANCE = /^request\.auth\.claims\[(?:.*[\]/[])?(?:security-?)?(?:classification|clearance|data-classification|sensitivity)\]$/i;

/** A condition that names the label together with its value, or asks for a clearance. A label that is only demanded decides nothing. */
function namesLabel(value: Value, subject: SensitiveSubject, level: number): boolean {
  if (level > MOST_LEVELS) return false;
  const text = value.text();
  if (text !== undefined) return CLEARANCE.test(text) || (quotes(text, subject.label?.key) && quotes(text, subject.label?.value));
  if (value.isMap && keysOn(value, subject)) return true;
  const below = value.isMap ? [...value.entries()].map(([, part]) => part) : value.isList ? value.items() : [];
  return below.some((part) => namesLabel(part, subject, level + 1));
}

/** A condition of Kyverno: a key that reads the label, and its value beside it. */
function keysOn(condition: Value, { label }: SensitiveSubject): boolean {
  // A variable of Kyverno looks like a template's: its text is kept as what stands there.
  const key = condition.get('key').text() ?? condition.get('key').sourceText() ?? '';
  const value = condition.get('value');
  const values = value.isList ? value.items().map((item) => item.text()) : [value.text()];
  return label !== undefined && key.includes('{{') && quotes(key, label.key) && values.includes(label.value);
}

/** The word stands in a text between quotes, or after a dot as a field. */
function quotes(text: string, word: string | undefined): boolean {
  if (word === undefined || word === '') return false;
  return [`'${word}'`, `"${word}"`, `\\"${word}\\"`, `labels.${word}`].some((form) => text.includes(form));
}

/** Nodes are chosen by the same label. */
function placesByLabel(podSpec: Value): boolean {
  const terms = podSpec.path('affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution', 'nodeSelectorTerms').items();
  const keys = [
    ...[...podSpec.get('nodeSelector').entries()].map(([key]) => key),
    ...terms.flatMap((term) => term.get('matchExpressions').items()).map((item) => item.get('key').text() ?? ''),
  ];
  return keys.some((key) => CLASSIFICATION_LABELS.includes(key));
}
