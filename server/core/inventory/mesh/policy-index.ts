import type { Inventory } from '../inventory.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import { AUTHORIZATION, REQUEST_AUTHENTICATION, targetRefs } from './istio.js';

/** Policies by what they are bound to, so that each proxy looks only at those that it may enforce. */
export interface PolicyIndex {
  readonly all: readonly Resource[];
  /** Of a namespace, bound to no label, or to labels that are not known. */
  wide(namespace: string): readonly Resource[];
  /** Bound to one of these labels at least; in one namespace, or in any. */
  labelled(labels: ReadonlyMap<string, string>, namespace?: string): readonly Resource[];
  /** Bound by reference: `Service`, `cart`. */
  targeted(kind: string, name: string, namespace: string): readonly Resource[];
  /** Of a namespace, whatever they are bound to. */
  in(namespace: string): readonly Resource[];
}

/** `inventory.view(authorizationIndex)`. */
export function authorizationIndex(inventory: Inventory): PolicyIndex {
  return indexOf(inventory.ofKind(AUTHORIZATION));
}

/** `inventory.view(authenticationIndex)`. */
export function authenticationIndex(inventory: Inventory): PolicyIndex {
  return indexOf(inventory.ofKind(REQUEST_AUTHENTICATION));
}

function indexOf(policies: readonly Resource[]): PolicyIndex {
  const found = new Map<string, Resource[]>();
  const put = (key: string, policy: Resource): void => {
    const list = found.get(key);
    if (list === undefined) found.set(key, [policy]);
    else list.push(policy);
  };
  for (const policy of policies) {
    put(`in ${policy.namespace}`, policy);
    const targets = targetRefs(policy);
    for (const target of targets) put(targetKey(target, policy.namespace), policy);
    if (targets.length > 0) continue;
    const pair = firstLabel(policy.spec.path('selector', 'matchLabels'));
    if (pair === undefined) put(`wide ${policy.namespace}`, policy);
    else {
      put(`label ${pair}`, policy);
      put(`label ${pair} ${policy.namespace}`, policy);
    }
  }
  const get = (key: string): readonly Resource[] => found.get(key) ?? [];
  return {
    all: policies,
    wide: (namespace) => get(`wide ${namespace}`),
    in: (namespace) => get(`in ${namespace}`),
    labelled: (labels, namespace) => [...labels].flatMap(([key, text]) => get(`label ${key}=${text}${namespace === undefined ? '' : ` ${namespace}`}`)),
    targeted: (kind, name, namespace) => get(`target ${kind} ${name} ${namespace}`),
  };
}

/** One label that a proxy must have; undefined where any may do, or where it is not known. */
function firstLabel(labels: Value): string | undefined {
  if (labels.hides !== undefined) return undefined;
  const [first] = labels.entries();
  const text = first?.[1].text();
  return first === undefined || text === undefined ? undefined : `${first[0]}=${text}`;
}

function targetKey(target: Value, namespace: string): string {
  return `target ${target.get('kind').text() ?? ''} ${target.get('name').text() ?? ''} ${namespace}`;
}
