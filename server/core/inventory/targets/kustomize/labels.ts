import type { Value } from '../../value.js';
import { podPath } from '../../workload.js';
import { inSlices } from '../slices.js';
import { stepOf, writtenItems } from './fields.js';
import type { Kustomization } from './kustomization.js';
import { type Built, SET, touch } from './object.js';

/** How far a label reaches: the object, its pods, the selectors that look for them. */
type Reach = 'object' | 'templates' | 'selectors';

/**
 * Applies `labels`, then `commonLabels`. The label is known to those who ask for labels; its place in the text is unknown to everyone else.
 * Source: kustomize, api/types, Label; api/internal/konfig/builtinpluginconsts, commonLabelFieldSpecs.
 */
export function* applyLabels({ root }: Kustomization, objects: readonly Built[]): Generator<undefined, void> {
  for (const entry of root.get('labels').items()) {
    const reach = entry.get('includeSelectors').text() === 'true' ? 'selectors' : entry.get('includeTemplates').text() === 'true' ? 'templates' : 'object';
    yield* setLabels(entry.get('pairs'), reach, objects);
    for (const field of [...entry.get('fields').items(), ...entry.get('fieldSpecs').items()]) hideField(field, entry.get('pairs'), objects);
  }
  yield* setLabels(root.get('commonLabels'), 'selectors', objects);
}

/** Applies `commonAnnotations`: to objects and to pods. */
export function* applyAnnotations({ root }: Kustomization, objects: readonly Built[]): Generator<undefined, void> {
  const annotations = root.get('commonAnnotations');
  yield* inSlices(objects, (built) => {
    if (annotations.hides !== undefined) for (const steps of metadataPaths(built, 'annotations', 'templates')) touch(built, { steps, why: annotations.hides });
    for (const [key, value] of annotations.entries()) {
      for (const steps of metadataPaths(built, 'annotations', 'templates')) touch(built, { steps: [...steps, key], why: SET });
      const text = value.text();
      if (text !== undefined) built.annotations.set(key, text);
    }
  });
}

function* setLabels(pairs: Value, reach: Reach, objects: readonly Built[]): Generator<undefined, void> {
  yield* inSlices(objects, (built) => {
    const maps = [...metadataPaths(built, 'labels', reach), ...(reach === 'selectors' ? selectorPaths(built) : [])];
    if (pairs.hides !== undefined) for (const steps of maps) touch(built, { steps, why: pairs.hides });
    for (const [key, value] of pairs.entries()) {
      for (const steps of maps) touch(built, { steps: [...steps, key], why: SET });
      const text = value.text();
      if (text === undefined) continue;
      built.labels.set(key, text);
      if (reach === 'templates') built.templates.set(key, text);
      if (reach === 'selectors') built.selected.set(key, text);
    }
  });
}

function metadataPaths(built: Built, field: 'labels' | 'annotations', reach: Reach): readonly (readonly string[])[] {
  const pod = podPath(built.resource.group, built.kind);
  const own = ['metadata', field];
  return reach === 'object' || pod === undefined || pod.length === 0 ? [own] : [own, [...pod, 'metadata', field]];
}

const SELECTOR_MAPS = new Set(['/Service', '/ReplicationController']);
const SELECTORS = new Set([
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/DaemonSet',
  'apps/StatefulSet',
  'extensions/Deployment',
  'extensions/ReplicaSet',
  'extensions/DaemonSet',
]);
/** Kinds whose selectors get labels only where they already name some. */
const WRITTEN_SELECTORS = new Set(['batch/Job', 'batch/CronJob', 'policy/PodDisruptionBudget', 'networking.k8s.io/NetworkPolicy']);

/** The maps of labels in which the object looks for pods. */
function selectorPaths(built: Built): readonly (readonly string[])[] {
  const { resource } = built;
  const kind = `${resource.group}/${resource.kind}`;
  if (SELECTOR_MAPS.has(kind)) return [['spec', 'selector']];
  if (SELECTORS.has(kind)) return [['spec', 'selector', 'matchLabels']];
  if (!WRITTEN_SELECTORS.has(kind)) return [];
  const selectors: (readonly [Value, readonly string[]])[] = [[resource.spec.get('selector'), ['spec', 'selector']]];
  selectors.push([resource.spec.get('podSelector'), ['spec', 'podSelector']]);
  for (const [rules, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const)
    selectors.push(...peerSelectors(resource.spec.get(rules), ['spec', rules], peers));
  return selectors.flatMap(([selector, steps]) => (selector.get('matchLabels').isMap ? [[...steps, 'matchLabels']] : []));
}

function peerSelectors(rules: Value, steps: readonly string[], field: 'from' | 'to'): readonly (readonly [Value, readonly string[]])[] {
  return writtenItems(rules).flatMap((rule) => {
    const peers = rule.get(field);
    return writtenItems(peers).map((peer) => [peer.get('podSelector'), [...steps, stepOf(rule, rules), field, stepOf(peer, peers), 'podSelector']] as const);
  });
}

/** A field that `labels[].fields` names: `spec/template/metadata/labels`, lists as `containers[]`. */
function hideField(field: Value, pairs: Value, objects: readonly Built[]): void {
  const path = field.get('path').text();
  if (path === undefined) return;
  const steps = path.split('/').map((step) => step.replace(/\[\]$/, ''));
  const list = path.split('/').findIndex((step) => step.endsWith('[]'));
  const kind = field.get('kind').text();
  for (const built of objects) {
    if (kind !== undefined && kind !== '' && kind !== built.kind) continue;
    if (list >= 0) touch(built, { steps: steps.slice(0, list + 1), why: SET });
    else for (const [key] of pairs.entries()) touch(built, { steps: [...steps, key], why: SET });
  }
}
