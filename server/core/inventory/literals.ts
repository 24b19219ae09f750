import type { Inventory } from './inventory.js';
import type { Resource } from './resource.js';
import { type Subject, subjectId } from './subject.js';
import type { Value } from './value.js';
import type { Container } from './workload.js';

/** Something of the target whose text is written out in a file, and where a credential may stand by mistake. */
export type Holder = Subject &
  ({ readonly what: 'secret' | 'config' | 'annotations'; readonly resource: Resource } | { readonly what: 'container'; readonly container: Container });

/** Each Secret, each ConfigMap, each container with written out variables or arguments, and the annotations of each other object. `inventory.view(literalHolders)`. */
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
  return [...secrets, ...configs, ...containers, ...annotated];
}

function annotationId(resource: Resource): string {
  return subjectId(resource.group, resource.kind, resource.namespace, resource.name, 'annotations');
}

/** Subjects are views with getters: a copy needs each part by name. */
function partsOf(subject: Subject): Subject {
  const { id, group, kind, namespace, name, at, pointer, unknown } = subject;
  return { id, group, kind, namespace, name, at, pointer, unknown };
}

function isData(resource: Resource): boolean {
  return resource.group === '' && (resource.kind === 'Secret' || resource.kind === 'ConfigMap');
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
