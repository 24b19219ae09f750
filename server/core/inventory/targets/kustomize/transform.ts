import type { Value } from '../../value.js';
import type { Build, Scope } from './build.js';
import { applyImages } from './images.js';
import { moveTo, rename } from './json-patch.js';
import type { Kustomization } from './kustomization.js';
import { applyAnnotations, applyLabels } from './labels.js';
import { type Built, current, type Named, SET, TRANSFORMED, touch } from './object.js';
import { applyJsonPatches, applyPatches } from './patches.js';
import { applyReplacements } from './replacements.js';

/** Does to what a kustomization works on what its fields say, in the order of kustomize. Source: kustomize, api/internal/target, configureBuiltinTransformers. */
export function* transform(build: Build, kustomization: Kustomization, scope: Scope): Generator<undefined, void> {
  const { root } = kustomization;
  const { objects } = scope;
  yield* applyPatches(build, kustomization, objects);
  applyNamespace(root.get('namespace'), scope);
  applyAffixes(root.get('namePrefix'), root.get('nameSuffix'), scope);
  yield;
  yield* applyLabels(kustomization, objects);
  yield* applyAnnotations(kustomization, objects);
  yield* applyJsonPatches(build, kustomization, objects);
  applyReplicas(kustomization, objects);
  yield;
  applyImages(kustomization, objects);
  yield;
  applyReplacements(build, kustomization, objects);
  yield;
  applyTransformers(root, objects);
  for (const entry of root.get('vars').items()) build.variables.add(entry.get('name').text() ?? '');
  listUnread(build, root);
}

/** Every object gets the namespace, and the Namespace object that name. One that a substitution sets is not known: ''. */
function applyNamespace(value: Value, { objects, generated }: Scope): void {
  const namespace = value.text() ?? (value.unknown === undefined ? undefined : '');
  if (namespace === undefined || (namespace === '' && value.unknown === undefined)) return;
  for (const built of objects) {
    built.around = namespace;
    if (built.kind === 'Namespace' && built.resource.group === '' && namespace !== '') rename(built, namespace);
    else moveTo(built, namespace);
  }
  for (const one of generated) one.namespaces.push(namespace);
}

/** Kinds whose names stay. Source: kustomize, api/internal/plugins/builtinconfig, prefix transformer. */
const UNPREFIXED = new Set(['/Namespace', 'apiextensions.k8s.io/CustomResourceDefinition', 'apiregistration.k8s.io/APIService']);

function applyAffixes(before: Value, after: Value, { objects, generated }: Scope): void {
  const prefix = before.text() ?? before.sourceText() ?? '';
  const suffix = after.text() ?? after.sourceText() ?? '';
  if (prefix === '' && suffix === '') return;
  const affixed = (one: Named): void => void one.names.push(`${prefix}${current(one.names)}${suffix}`);
  for (const built of objects) {
    if (UNPREFIXED.has(`${built.resource.group}/${built.kind}`)) continue;
    affixed(built);
    built.prefix = prefix + built.prefix;
    built.suffix += suffix;
  }
  generated.forEach(affixed);
}

const SCALED = new Set(['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController']);

function applyReplicas({ root }: Kustomization, objects: readonly Built[]): void {
  for (const entry of root.get('replicas').items()) {
    const name = entry.get('name').text();
    for (const built of objects) {
      if (SCALED.has(built.kind) && (name === undefined || built.names.includes(name))) touch(built, { steps: ['spec', 'replicas'], why: SET });
    }
  }
}

/** A transformer from outside of kustomize's own fields may change anything. */
function applyTransformers(root: Value, objects: readonly Built[]): void {
  const transformers = root.get('transformers');
  if (transformers.items().length === 0) return;
  for (const built of objects) touch(built, { steps: [], why: TRANSFORMED });
}

const UNREAD_FIELDS = [
  { field: 'transformers', reason: 'a kustomize transformer' },
  { field: 'validators', reason: 'a kustomize validator' },
  { field: 'generators', reason: 'a kustomize generator' },
  { field: 'helmCharts', reason: 'a Helm chart that kustomize renders' },
  { field: 'helmChartInflationGenerator', reason: 'a Helm chart that kustomize renders' },
] as const;

function listUnread(build: Build, root: Value): void {
  for (const { field, reason } of UNREAD_FIELDS) {
    for (const entry of root.get(field).items()) {
      const name = [entry, entry.get('name'), entry.get('chartName'), entry.path('metadata', 'name')]
        .map((value) => value.text()?.trim().split('\n')[0])
        .find((text) => text !== undefined);
      build.unread.push({ path: name ?? field, reason, at: entry.at });
    }
  }
}
