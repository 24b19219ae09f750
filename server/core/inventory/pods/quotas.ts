import type { Inventory } from '../inventory.js';
import { listed } from '../listed.js';
import { anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';

/** What a LimitRange of a namespace writes into containers that say nothing. */
export interface ContainerDefaults {
  readonly memoryLimit: Match;
  readonly memoryRequest: Match;
  readonly cpuRequest: Match;
}

const NONE: ContainerDefaults = { memoryLimit: 'no', memoryRequest: 'no', cpuRequest: 'no' };

/** The defaults for containers of a namespace. */
export function containerDefaults(inventory: Inventory, namespace: string): ContainerDefaults {
  return inventory.view(defaultsByNamespace).get(namespace) ?? NONE;
}

function defaultsByNamespace(inventory: Inventory): ReadonlyMap<string, ContainerDefaults> {
  const found = new Map<string, ContainerDefaults>();
  for (const range of inventory.ofKind('/LimitRange')) {
    const before = found.get(range.namespace) ?? NONE;
    const limits = listed(range.spec.get('limits'));
    const hidden: readonly ContainerDefaults[] = limits.hidden === undefined ? [] : [unknownDefaults(limits.hidden)];
    found.set(range.namespace, together([before, ...limits.items.map(defaultsOf), ...hidden]));
  }
  return found;
}

/**
 * An item of type Container. The API server fills `default` from `max`, and `defaultRequest` from `default`, else from `min`.
 * Source: kubernetes/kubernetes, SetDefaults_LimitRangeItem in pkg/apis/core/v1/defaults.go.
 */
function defaultsOf(item: Value): ContainerDefaults {
  const type = item.get('type').string('');
  if (!type.known) return unknownDefaults(type.why);
  if (type.value !== 'Container') return NONE;
  const states = (field: string, resource: string): Match => isStated(item.path(field, resource));
  const limit = (resource: string): Match => anyOf([states('default', resource), states('max', resource)]);
  const request = (resource: string): Match => anyOf([states('defaultRequest', resource), limit(resource), states('min', resource)]);
  return { memoryLimit: limit('memory'), memoryRequest: request('memory'), cpuRequest: request('cpu') };
}

function unknownDefaults(unknown: string): ContainerDefaults {
  return { memoryLimit: { unknown }, memoryRequest: { unknown }, cpuRequest: { unknown } };
}

function together(all: readonly ContainerDefaults[]): ContainerDefaults {
  return {
    memoryLimit: anyOf(all.map(({ memoryLimit }) => memoryLimit)),
    memoryRequest: anyOf(all.map(({ memoryRequest }) => memoryRequest)),
    cpuRequest: anyOf(all.map(({ cpuRequest }) => cpuRequest)),
  };
}

/** Whether a quantity is written and more than nothing: zero means no bound. */
export function isStated(quantity: Value): Match {
  if (quantity.unknown !== undefined) return { unknown: quantity.unknown };
  const text = quantity.text();
  return text === undefined || /^[+-]?0*\.?0*(?:[a-zA-Z].*)?$/.test(text) ? 'no' : 'yes';
}
