import { type HelmValues, helmValues } from '../helm-values.js';
import type { Inventory } from '../inventory.js';
import type { Resource } from '../resource.js';
import { type Subject, subjectId } from '../subject.js';
import type { Value } from '../value.js';
import type { Container } from '../workload.js';

/** Something of the target whose text is written out in a file, and where a credential may stand by mistake. */
export type Holder = Subject &
  (
    | { readonly what: 'secret' | 'config' | 'annotations'; readonly resource: Resource }
    | { readonly what: 'container'; readonly container: Container }
    | { readonly what: 'generator'; readonly generator: ObjectGenerator }
    | { readonly what: 'values'; readonly values: HelmValues }
  );

/** An entry of a kustomization that makes a Secret or a ConfigMap. */
export interface ObjectGenerator {
  readonly kind: 'Secret' | 'ConfigMap';
  readonly name: string;
  readonly entry: Value;
}

/**
 * Each Secret, each ConfigMap, each entry that generates one, each container with written out variables or arguments, the annotations of each other
 * object, and each file of Helm values. `inventory.view(literalHolders)`.
 */
export function literalHolders(inventory: Inventory): readonly Holder[] {
  const secrets = inventory.judged('/Secret').map((resource) => ({ ...partsOf(resource), what: 'secret' as const, resource }));
  const configs = inventory.judged('/ConfigMap').map((resource) => ({ ...partsOf(resource), what: 'config' as const, resource }));
  const containers = inventory
    .containers()
    .filter((container) => container.unknown !== undefined || literalsOf(container).length > 0)
    .map((container) => ({ ...partsOf(container), part: container.part, what: 'container' as const, container }));
  const annotated = inventory.resources
    .filter((resource) => !resource.isContext && !isData(resource) && annotationMaps(resource).some((map) => map.exists))
    .map((resource) => ({ ...partsOf(resource), id: annotationId(resource), part: 'annotations', what: 'annotations' as const, resource }));
  const values = inventory.view(helmValues).map((file) => ({ ...partsOf(file), what: 'values' as const, values: file }));
  return [...secrets, ...configs, ...inventory.view(objectGenerators).map(toHolder), ...containers, ...annotated, ...values];
}

const KUSTOMIZATIONS = ['kustomize.config.k8s.io/Kustomization', 'kustomize.config.k8s.io/Component'];

/** What the kustomizations of a target generate. Source: Kustomize documentation, secretGenerator and configMapGenerator. */
export function objectGenerators(inventory: Inventory): readonly ObjectGenerator[] {
  return inventory.judged(...KUSTOMIZATIONS).flatMap(({ root }) => [
    ...root
      .get('secretGenerator')
      .items()
      .map((entry) => ({ kind: 'Secret' as const, name: entry.get('name').text() ?? '', entry })),
    ...root
      .get('configMapGenerator')
      .items()
      .map((entry) => ({ kind: 'ConfigMap' as const, name: entry.get('name').text() ?? '', entry })),
  ]);
}

function toHolder(generator: ObjectGenerator): Holder {
  const { kind, name, entry } = generator;
  const namespace = entry.get('namespace').text() ?? '';
  const id = subjectId('', kind, namespace, name, 'generator');
  const spot = { at: entry.keyAt, pointer: entry.pointer, unknown: entry.unknown };
  return { id, group: '', kind, namespace, name, part: 'generator', ...spot, what: 'generator', generator };
}

/** The literals `key=value` of such an entry, quotes around the value taken away as kustomize does. */
export function generatedLiterals({ entry }: ObjectGenerator): readonly (Literal & { readonly text: string })[] {
  return entry
    .get('literals')
    .items()
    .map((value) => {
      const [, name = '', text = ''] = /^([^=]*)=([\s\S]*)$/.exec(value.text() ?? '') ?? [];
      return { name, value, text: text.replace(/^(["'])([\s\S]*)\1$/, '$2') };
    });
}

function annotationId(resource: Resource): string {
  return subjectId(resource.group, resource.kind, resource.namespace, resource.name, 'annotations');
}

/** Subjects are views with getters: a copy needs each part by name. */
function partsOf(subject: Subject): Subject {
  const { id, group, kind, namespace, name, at, pointer, unknown } = subject;
  return { id, group, kind, namespace, name, at, pointer, unknown };
}

/** Their annotations are judged with them; those of a kustomization reach no cluster. */
function isData(resource: Resource): boolean {
  return (resource.group === '' && (resource.kind === 'Secret' || resource.kind === 'ConfigMap')) || resource.group === 'kustomize.config.k8s.io';
}

/** A text with its name: a variable, an argument, an annotation, a key of a ConfigMap. */
export interface Literal {
  readonly name: string;
  readonly value: Value;
}

/** The variables of a container that have their value written out, and its command and arguments under the name ''. */
export function literalsOf(container: Container): readonly Literal[] {
  const variables = container.value
    .get('env')
    .items()
    .filter((item) => item.get('value').exists || item.get('value').unknown !== undefined)
    .map((item) => ({ name: item.get('name').text() ?? '', value: item.get('value') }));
  const words = ['command', 'args'].flatMap((list) => container.value.get(list).items());
  return [...variables, ...words.map((value) => ({ name: '', value }))];
}

/** The annotations of an object, and of the pods that it makes. */
export function annotationsOf(resource: Resource): readonly Literal[] {
  return annotationMaps(resource).flatMap((map) => [...map.entries()].map(([name, value]) => ({ name, value })));
}

/** The maps that hold them, to ask whether all of their keys are seen. */
export function annotationMaps(resource: Resource): readonly Value[] {
  const template = resource.kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template'];
  return [resource.metadata.get('annotations'), resource.root.path(...template, 'metadata', 'annotations')];
}
