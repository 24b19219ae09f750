import type { Inventory } from './inventory.js';
import type { Labels, Resource } from './resource.js';
import { type Match, matchesMap, matchesSelector } from './selectors.js';
import type { Value } from './value.js';
import type { Workload } from './workload.js';

/** Workloads by namespace and label, so that a policy looks only at those that it may pick. `inventory.view(workloadIndex)`. */
export interface WorkloadIndex {
  /** Workloads of a namespace, context included, in the order of the target. */
  in(namespace: string): readonly Indexed[];
  /** All workloads of the target. */
  readonly all: readonly Indexed[];
  /** Labels of a namespace's object; where none is in sight only its name is known. */
  namespaceLabels(namespace: string): Labels;
  /** The Namespace object, when the target or its context holds it. */
  namespaceObject(namespace: string): Resource | undefined;
  /** Those that have a label with this value, or may have; of one namespace, or of all. */
  bearing(key: string, value: string, namespace: string | undefined): readonly Indexed[];
  /** Those of a namespace that a map of labels may pick. */
  near(matchLabels: Value, namespace: string, added?: ReadonlyMap<string, string>): readonly Indexed[];
}

export interface Indexed {
  readonly workload: Workload;
  readonly labels: Labels;
}

/** A workload that a selector picks, or may pick. */
export interface Picked {
  readonly workload: Workload;
  readonly match: Match;
}

export function workloadIndex(inventory: Inventory): WorkloadIndex {
  const all = inventory.allWorkloads().map((workload) => ({ workload, labels: workload.podLabels }));
  const byNamespace = new Map<string, Indexed[]>();
  const byLabel = new Map<string, Indexed[]>();
  const open = new Map<string, Indexed[]>();
  for (const indexed of all) {
    const { namespace } = indexed.workload;
    add(byNamespace, namespace, indexed);
    for (const scope of [namespace, ANYWHERE]) {
      if (indexed.labels.open !== undefined) add(open, scope, indexed);
      else for (const [key, text] of indexed.labels.known) add(byLabel, `${scope}\n${key}\n${text}`, indexed);
    }
  }
  const objects = new Map(inventory.ofKind('/Namespace').map((resource) => [resource.name, resource]));
  const bearing: WorkloadIndex['bearing'] = (key, value, namespace = ANYWHERE) => [
    ...(byLabel.get(`${namespace}\n${key}\n${value}`) ?? []),
    ...(open.get(namespace) ?? []),
  ];
  return {
    all,
    in: (namespace) => byNamespace.get(namespace) ?? [],
    namespaceObject: (namespace) => objects.get(namespace),
    namespaceLabels(namespace) {
      const own = objects.get(namespace)?.labels ?? { known: new Map<string, string>() };
      return namespace === '' ? own : { ...own, known: new Map([...own.known, ['kubernetes.io/metadata.name', namespace]]) };
    },
    bearing,
    near(matchLabels, namespace, added) {
      if (matchLabels.hides !== undefined) return byNamespace.get(namespace) ?? [];
      for (const [key, value] of matchLabels.entries()) {
        const text = added?.get(key) ?? value.text();
        if (text !== undefined) return bearing(key, text, namespace);
      }
      return byNamespace.get(namespace) ?? [];
    },
  };
}

/** Stands for all namespaces: no namespace has such a name. */
const ANYWHERE = '*';

/** Workloads of a namespace that a LabelSelector picks or may pick; an empty or absent selector picks all. `added` are labels that the target sets in it. */
export function pickedBySelector(inventory: Inventory, namespace: string, selector: Value, added?: ReadonlyMap<string, string>): readonly Picked[] {
  const near = inventory.view(workloadIndex).near(selector.get('matchLabels'), namespace, added);
  return matched(near, (labels) => matchesSelector(selector, labels, added));
}

/** Workloads of a namespace that a plain map of labels picks or may pick (Istio `matchLabels`); an empty or absent map picks all. */
export function pickedByLabels(inventory: Inventory, namespace: string, matchLabels: Value): readonly Picked[] {
  return matched(inventory.view(workloadIndex).near(matchLabels, namespace), (labels) => matchesMap(matchLabels, labels));
}

function matched(workloads: readonly Indexed[], match: (labels: Labels) => Match): readonly Picked[] {
  return workloads.map(({ workload, labels }) => ({ workload, match: match(labels) })).filter((pick) => pick.match !== 'no');
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
