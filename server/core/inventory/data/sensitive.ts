import type { Place } from '../../syntax/place.js';
import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import type { Labels } from '../resource.js';
import type { Subject, SubjectId } from '../subject.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { CLASSIFICATION_LABELS, classificationOf, isSensitive, SENSITIVE_VALUES } from './classification.js';
import { dataStores } from './stores.js';

/** A namespace, a volume claim or a data store whose label says that its data is sensitive. As a subject it is that object. */
export interface SensitiveSubject extends Subject {
  readonly what: 'namespace' | 'claim' | 'store';
  /** The namespace that its data lives in. */
  readonly inNamespace: string;
  /** The classification label; undefined when it is not known. */
  readonly label: { readonly key: string; readonly value: string } | undefined;
  readonly labels: Labels;
  /** The maps in which its labels are written. */
  readonly labelMaps: readonly Value[];
  /** Workloads that hold the data: of a namespace all, of a claim those that mount it, of a store itself. */
  readonly workloads: readonly Workload[];
}

/** All sensitive subjects of a target, each once. Where a template sets labels it is not known whether it is one: then the subject says so. `inventory.view(sensitiveSubjects)`. */
export function sensitiveSubjects(inventory: Inventory): readonly SensitiveSubject[] {
  return sensitiveBy(inventory, CLASSIFICATION_LABELS, SENSITIVE_VALUES);
}

/** The same with other label keys and values than the usual ones. */
export function sensitiveBy(inventory: Inventory, keys: readonly string[], values: readonly string[]): readonly SensitiveSubject[] {
  return candidates(inventory).flatMap((candidate): readonly SensitiveSubject[] => {
    const found = classificationOf(candidate.labels, keys);
    if (found === undefined) return [];
    if ('unknown' in found) return [{ ...candidate, label: undefined, unknown: found.unknown }];
    return isSensitive(found, values) ? [{ ...candidate, label: found, unknown: candidate.unknown }] : [];
  });
}

/** Data stores with sensitive data: by their own label, else by that of a claim that they mount or of their namespace. `inventory.view(sensitiveStores)`. */
export function sensitiveStores(inventory: Inventory): readonly SensitiveSubject[] {
  const found = inventory.view(sensitiveSubjects);
  const own = found.filter(({ what }) => what === 'store');
  const unlabelled = candidates(inventory).filter(({ what, labels }) => what === 'store' && classificationOf(labels) === undefined);
  const holders = found.filter(({ what, label }) => what !== 'store' && label !== undefined);
  const labels = new Map(holders.flatMap(({ label, workloads }) => workloads.map(({ id }) => [id, label] as const)));
  const around = unlabelled.flatMap((candidate): readonly SensitiveSubject[] => {
    const label = labels.get(candidate.id);
    return label === undefined ? [] : [{ ...candidate, label }];
  });
  return [...own, ...around];
}

type Candidate = Omit<SensitiveSubject, 'label'>;

function candidates(inventory: Inventory): readonly Candidate[] {
  const mounted = inventory.view(workloadsByClaim);
  const namespaces = inventory.namespaces().map((namespace) => ({
    ...partsOf(namespace),
    what: 'namespace' as const,
    inNamespace: namespace.name,
    labels: namespace.labels,
    labelMaps: namespace.resource === undefined ? [] : [namespace.resource.metadata.get('labels')],
    workloads: namespace.workloads,
  }));
  const claims = inventory.judged('/PersistentVolumeClaim').map((claim) => ({
    ...partsOf(claim),
    what: 'claim' as const,
    inNamespace: claim.namespace,
    labels: claim.labels,
    labelMaps: [claim.metadata.get('labels')],
    workloads: mounted.get(`${claim.namespace}/${claim.name}`) ?? [],
  }));
  const stores = inventory.view(dataStores).map((store) => ({
    ...partsOf(store),
    what: 'store' as const,
    inNamespace: store.namespace,
    labels: bothLabels(store),
    labelMaps: [store.pod.path('metadata', 'labels'), store.resource.metadata.get('labels')],
    workloads: [store],
  }));
  return [...namespaces, ...claims, ...stores];
}

/** Subjects are views with getters: a copy needs each part by name. */
function partsOf(subject: Subject): {
  readonly id: SubjectId;
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly at: Place;
  readonly pointer: string;
  readonly unknown: Reason | undefined;
} {
  const { id, group, kind, namespace, name, at, pointer, unknown } = subject;
  return { id, group, kind, namespace, name, at, pointer, unknown };
}

/** Workloads by the namespace and name of the claims that their pods mount. */
function workloadsByClaim(inventory: Inventory): ReadonlyMap<string, readonly Workload[]> {
  const found = new Map<string, Workload[]>();
  for (const workload of inventory.workloads()) {
    for (const volume of workload.podSpec.get('volumes').items()) {
      const written = volume.path('persistentVolumeClaim', 'claimName').text();
      if (written === undefined) continue;
      const { namespace, name } = workload.resource.refer('PersistentVolumeClaim', written);
      const list = found.get(`${namespace}/${name}`);
      if (list === undefined) found.set(`${namespace}/${name}`, [workload]);
      else list.push(workload);
    }
  }
  return found;
}

/** Labels of the pods and of the workload; the pods' win, since policies see them. */
function bothLabels(store: Workload): Labels {
  const { podLabels } = store;
  const { labels } = store.resource;
  const known = new Map([...labels.known, ...podLabels.known]);
  const open = podLabels.open ?? labels.open;
  return open === undefined ? { known } : { known, open };
}
