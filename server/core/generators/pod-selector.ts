import type { Inventory } from '../inventory/inventory.js';
import type { Reason } from '../inventory/known.js';
import type { Value } from '../inventory/value.js';
import type { Workload } from '../inventory/workload.js';
import { workloadIndex } from '../inventory/workload-index.js';
import type { PlainMap } from './generator.js';

/** Labels that pick the pods of a workload, and the other workloads of its namespace that they pick as well; or why none do. */
export type PodSelector = { readonly labels: Readonly<Record<string, string>>; readonly also: readonly Workload[] } | { readonly why: Reason };

/**
 * The labels by which the workload itself finds its pods: they stay the same for all its life. Where they pick others too, all labels that its pods surely have,
 * if those pick fewer. Source: Kubernetes API reference, DeploymentSpec.selector: it must match the labels of the template.
 */
export function podSelector(inventory: Inventory, workload: Workload): PodSelector {
  const own = selected(workload);
  const pods = workload.podLabels.known;
  const candidates = [...(own === undefined ? [] : [own]), pods].filter((labels) => labels.size > 0 && [...labels].every(isValid));
  const picks = candidates.map((labels) => ({ labels: Object.fromEntries(labels), also: othersPicked(inventory, workload, labels) }));
  const best = picks.reduce<(typeof picks)[number] | undefined>(
    (found, pick) => (found === undefined || pick.also.length < found.also.length ? pick : found),
    undefined,
  );
  if (best !== undefined) return best;
  return { why: pods.size > 0 ? 'the API server refuses its labels' : (workload.podLabels.open ?? 'its pods have no labels') };
}

/**
 * A selector for pods that others bring: the cluster, or the context. Where a kustomization adds labels to selectors it adds them to `matchLabels` in the peers
 * of a NetworkPolicy too, and would ask these pods for labels that they do not have; expressions it leaves alone.
 * Source: kustomize, api/internal/konfig/builtinpluginconsts, commonLabelFieldSpecs.
 */
export function foreignSelector(inventory: Inventory, labels: Readonly<Record<string, string>>): PlainMap {
  const addsLabels = inventory.resources.some(({ member }) => (member.edits.selected?.size ?? 0) > 0);
  if (!addsLabels) return { matchLabels: labels };
  return { matchExpressions: Object.entries(labels).map(([key, text]) => ({ key, operator: 'In', values: [text] })) };
}

/** The `matchLabels` of a workload, as the target sets them; undefined where it selects otherwise or not all of them are known. */
function selected({ resource, kind }: Workload): ReadonlyMap<string, string> | undefined {
  if (kind === 'Pod' || kind === 'Job' || kind === 'CronJob') return undefined;
  const selector = resource.spec.get('selector');
  const labels = kind === 'ReplicationController' ? selector : selector.get('matchLabels');
  if (selector.hides !== undefined || labels.hides !== undefined || selector.get('matchExpressions').items().length > 0) return undefined;
  return known(labels, resource.member.edits.selected);
}

function known(labels: Value, added: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const [key, value] of labels.entries()) {
    const text = added?.get(key) ?? value.text();
    if (text === undefined) return undefined;
    found.set(key, text);
  }
  for (const [key, text] of added ?? []) found.set(key, text);
  return found;
}

/** Source: Kubernetes documentation, Labels and Selectors, syntax and character set. */
function isValid([key, value]: readonly [string, string]): boolean {
  return KEY.test(key) && VALUE.test(value);
}

const KEY = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;

function othersPicked(inventory: Inventory, workload: Workload, labels: ReadonlyMap<string, string>): readonly Workload[] {
  return inventory
    .view(workloadIndex)
    .in(workload.namespace)
    .filter((other) => other.workload.id !== workload.id && [...labels].every(([key, text]) => other.labels.known.get(key) === text))
    .map((other) => other.workload);
}
