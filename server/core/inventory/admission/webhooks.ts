import type { Place } from '../../syntax/place.js';
import { matchesGlob } from '../globs.js';
import type { Inventory } from '../inventory.js';
import type { Known, Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { type Match, matchesSelector } from '../selectors.js';
import { type Subject, type SubjectId, subjectId } from '../subject.js';
import type { Value } from '../value.js';

const GROUP = 'admissionregistration.k8s.io';
const VALIDATING = `${GROUP}/ValidatingWebhookConfiguration`;
const MUTATING = `${GROUP}/MutatingWebhookConfiguration`;

/** One webhook of a configuration. As a subject it is that object with the webhook's name as its part. */
export class Webhook implements Subject {
  constructor(
    readonly resource: Resource,
    readonly value: Value,
  ) {}

  get part(): string {
    return this.value.get('name').text() ?? '*';
  }
  get id(): SubjectId {
    return subjectId(this.group, this.kind, '', this.name, this.part);
  }
  get group(): string {
    return this.resource.group;
  }
  get kind(): string {
    return this.resource.kind;
  }
  get namespace(): string {
    return '';
  }
  get name(): string {
    return this.resource.name;
  }
  get at(): Place {
    return this.value.keyAt;
  }
  get pointer(): string {
    return this.value.pointer;
  }
  get unknown(): Reason | undefined {
    return this.resource.unknown ?? this.value.unknown;
  }

  get validates(): boolean {
    return this.kind === 'ValidatingWebhookConfiguration';
  }

  /** What happens when the webhook cannot be asked: `Fail` in v1, `Ignore` in v1beta1. Source: Kubernetes API reference, ValidatingWebhook v1 and v1beta1. */
  get failurePolicy(): Known<string> {
    return this.value.get('failurePolicy').string(this.resource.version === 'v1beta1' ? 'Ignore' : 'Fail');
  }

  /** The namespace of the Service that answers; undefined when it answers at a URL. */
  get ownNamespace(): string | undefined {
    return this.value.path('clientConfig', 'service', 'namespace').text();
  }
}

/** The webhooks of judged configurations. `inventory.view(webhooks)`. */
export function webhooks(inventory: Inventory): readonly Webhook[] {
  return inventory.judged(VALIDATING, MUTATING).flatMap((resource) =>
    resource.root
      .get('webhooks')
      .items()
      .map((value) => new Webhook(resource, value)),
  );
}

/** Namespaces without which no cluster runs, and which its makers keep from policies. Source: Kubernetes documentation, Initial namespaces. */
export const SYSTEM_NAMESPACES: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease'];

export interface Exemption extends Spot {
  readonly namespace: string;
  /** Where a selector leaves it out by its name. */
  readonly item?: ListedName | undefined;
}

/** A name in the values of an expression of a selector. */
export interface ListedName {
  readonly value: Value;
  readonly expression: Value;
  readonly isOnly: boolean;
}

/** Namespaces that a selector leaves out by their names, and judged namespaces that it leaves out by their labels, without those that `may` be. */
export function exemptedNamespaces(
  selector: Value,
  may: readonly string[],
  inventory: Inventory,
): { readonly exempt: readonly Exemption[]; readonly unknown?: Reason | undefined } {
  const exempt = new Map<string, Exemption>();
  const isFree = (name: string): boolean => may.some((glob) => matchesGlob(glob, name));
  for (const item of namedIn(selector)) {
    const { value } = item;
    const namespace = value.text() ?? '';
    if (!isFree(namespace)) exempt.set(namespace, { namespace, at: value.at, pointer: value.pointer, item });
  }
  let unknown = selector.hides;
  if (goesByNames(selector)) return { exempt: [...exempt.values()], unknown };
  for (const namespace of inventory.namespaces()) {
    if (namespace.name === '' || isFree(namespace.name) || exempt.has(namespace.name)) continue;
    const match: Match = selector.isAbsent ? 'yes' : matchesSelector(selector, namespace.labels);
    if (match === 'no') exempt.set(namespace.name, { namespace: namespace.name, at: selector.keyAt, pointer: selector.pointer });
    else if (match !== 'yes') unknown ??= match.unknown;
  }
  return { exempt: [...exempt.values()], unknown };
}

/** True where the names that a selector lists say all: then no namespace is left out by another label. */
function goesByNames(selector: Value): boolean {
  if (selector.hides !== undefined || [...selector.get('matchLabels').entries()].length > 0 || selector.get('matchLabels').hides !== undefined) return false;
  const { items, hidden } = listed(selector.get('matchExpressions'));
  return hidden === undefined && items.every((item) => isByName(item) && listed(item.get('values')).hidden === undefined);
}

function isByName(expression: Value): boolean {
  return expression.get('key').text() === 'kubernetes.io/metadata.name' && expression.get('operator').text() === 'NotIn';
}

/** The values of `NotIn` on the label that carries a namespace's name. */
function namedIn(selector: Value): readonly ListedName[] {
  return listed(selector.get('matchExpressions'))
    .items.filter(isByName)
    .flatMap((expression) => {
      const { items, hidden } = listed(expression.get('values'));
      return items.map((value) => ({ value, expression, isOnly: items.length === 1 && hidden === undefined }));
    });
}

/** The first condition by which the label of an object takes it out: its author may set that label. */
export function escapeByLabel(selector: Value): Value | undefined {
  return listed(selector.get('matchExpressions'))
    .items.find((item) => ['NotIn', 'DoesNotExist'].includes(item.get('operator').text() ?? ''))
    ?.get('key');
}
