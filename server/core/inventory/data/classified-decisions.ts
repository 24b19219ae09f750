import { admissionPolicies } from '../admission/admission.js';
import type { Inventory } from '../inventory.js';
import { AUTHORIZATION, appliesTo } from '../mesh/istio.js';
import type { Resource } from '../resource.js';
import { matchesSelector } from '../selectors.js';
import type { Value } from '../value.js';
import { CLASSIFICATION_LABELS } from './classification.js';
import type { SensitiveSubject } from './sensitive.js';

/** Whether some decision about a sensitive subject is made by its classification: who may read it, where it may run, where it may flow. */
export function isDecidedByClassification(subject: SensitiveSubject, inventory: Inventory): boolean {
  if (subject.what !== 'namespace' && subject.workloads.some(({ podSpec }) => placesByLabel(podSpec))) return true;
  return inventory.view(deciders).some((decider) => decides(decider, subject) && isAbout(decider.policy, subject, inventory));
}

/** A policy that mentions a classification, with the parts of it that may decide by one. */
interface Decider {
  readonly policy: Resource;
  readonly selectors: readonly Value[];
  /** Texts that name a label or a clearance. */
  readonly texts: readonly string[];
  /** Conditions of Kyverno: a key that reads something, and the values that it is compared with. */
  readonly conditions: readonly { readonly key: string; readonly values: readonly string[] }[];
}

const NETWORK_KINDS = [
  'networking.k8s.io/NetworkPolicy',
  'policy.networking.k8s.io/*',
  'cilium.io/CiliumNetworkPolicy',
  'cilium.io/CiliumClusterwideNetworkPolicy',
  'policy.linkerd.io/Server',
];

/** Policies that decide, of the network, of the mesh and at admission; those that nothing asks decide nothing. */
function deciders(inventory: Inventory): readonly Decider[] {
  const admission = inventory.view(admissionPolicies).filter(({ asked }) => asked !== 'no');
  const bindings = inventory.ofKind('admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding');
  const policies = new Set([...inventory.ofKind(...NETWORK_KINDS, AUTHORIZATION), ...admission.map(({ resource }) => resource), ...bindings]);
  return [...policies].map(toDecider).filter(({ selectors, texts, conditions }) => selectors.length + texts.length + conditions.length > 0);
}

function toDecider(policy: Resource): Decider {
  const parts = [...partsOf(policy.spec, 0)];
  return {
    policy,
    selectors: parts.filter((part) => part.isMap && CLASSIFICATION_LABELS.some((key) => asksFor(part, key))),
    texts: parts.flatMap((part) => part.text() ?? []).filter((text) => CLEARANCE.test(text) || CLASSIFICATION_LABELS.some((key) => quotes(text, key))),
    conditions: parts.flatMap(conditionOf),
  };
}

const MOST_LEVELS = 20;

/** A value and all that lies below it. */
function* partsOf(value: Value, level: number): Iterable<Value> {
  yield value;
  if (level > MOST_LEVELS) return;
  if (value.isMap) for (const [, part] of value.entries()) yield* partsOf(part, level + 1);
  else if (value.isList) for (const item of value.items()) yield* partsOf(item, level + 1);
}

function asksFor(selector: Value, key: string): boolean {
  const expressions = selector.get('matchExpressions');
  return selector.path('matchLabels', key).exists || (expressions.isList && expressions.items().some((item) => item.get('key').text() === key));
}

/** Claims of a token that say what its holder may see. */
const CLEARANCE = /^request\.auth\.claims\[(?:.{0,200}[\]/[])?(?:security-?)?(?:classification|clearance|data-classification|sensitivity)\]$/i;

function conditionOf(condition: Value): Decider['conditions'] {
  if (!condition.isMap || !condition.get('operator').exists) return [];
  // A variable of Kyverno looks like a template's: its text is kept as what stands there.
  const key = condition.get('key').text() ?? condition.get('key').sourceText() ?? '';
  const value = condition.get('value');
  const values = (value.isList ? value.items() : [value]).flatMap((item) => item.text() ?? []);
  return key.includes('{{') && CLASSIFICATION_LABELS.some((label) => quotes(key, label)) ? [{ key, values }] : [];
}

/** A selector that asks for the subject's label and fits it, or a condition on that label and its value. A label that is only demanded decides nothing. */
function decides({ selectors, texts, conditions }: Decider, { label, labels }: SensitiveSubject): boolean {
  if (label === undefined) return false;
  return (
    selectors.some((selector) => asksFor(selector, label.key) && matchesSelector(selector, labels) === 'yes') ||
    texts.some((text) => CLEARANCE.test(text) || (quotes(text, label.key) && quotes(text, label.value))) ||
    conditions.some(({ key, values }) => quotes(key, label.key) && values.includes(label.value))
  );
}

/** A policy of a namespace is about that namespace. One of the mesh that asks for a claim must hold for the workloads. */
function isAbout(policy: Resource, subject: SensitiveSubject, inventory: Inventory): boolean {
  if (`${policy.group}/${policy.kind}` === AUTHORIZATION) return subject.workloads.some((workload) => appliesTo(policy, workload, inventory) === 'yes');
  return policy.isClusterScoped || policy.namespace === subject.inNamespace;
}

/** The word stands in a text between quotes, or after a dot as a field. */
function quotes(text: string, word: string): boolean {
  return word !== '' && [`'${word}'`, `"${word}"`, `\\"${word}\\"`, `labels.${word}`].some((form) => text.includes(form));
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
