import type { Reason } from '../../known.js';
import { type PatchPath, patchTree } from '../../patches.js';
import { type Edits, type Member, type Refer, Resource } from '../../resource.js';
import { podPath } from '../../workload.js';
import { editedImage, type ImageEdit } from './images.js';

export const PATCHED: Reason = 'set by a kustomize patch';
export const REPLACED: Reason = 'set by a kustomize replacement';
export const VARIABLE: Reason = 'set by a kustomize variable';
export const TRANSFORMED: Reason = 'set by a kustomize transformer';
export const GENERATED: Reason = 'set by a kustomize generator';
export const SET: Reason = 'set by a kustomization';

/** What a reference can lead to: an object, or the ConfigMap or Secret that a generator makes. Names are all that it ever had in this build, the last one counts. */
export interface Named {
  readonly kind: string;
  readonly isClusterScoped: boolean;
  readonly names: string[];
  readonly namespaces: string[];
  /** The kustomizations through which it came, from the outside to the inside, each use of one with a number of its own. */
  readonly stages: readonly number[];
}

/** An object on its way through the kustomizations of a target. */
export interface Built extends Named {
  readonly member: Member;
  /** As it is written. */
  readonly resource: Resource;
  /** What stands before and after the written name by now. */
  prefix: string;
  suffix: string;
  /** Set where something else than prefix and suffix names it. */
  renamed: boolean;
  /** Set where something else than the text says its namespace. */
  namespace: string | undefined;
  /** What the kustomizations around it say as `namespace`, whether or not it belongs to one. */
  around: string | undefined;
  readonly labels: Map<string, string>;
  readonly selected: Map<string, string>;
  readonly templates: Map<string, string>;
  readonly annotations: Map<string, string>;
  readonly images: ImageEdit[];
  readonly paths: PatchPath[];
  /** Lists, as joined steps, whose items no longer have the numbers that the text gives them. */
  readonly shifted: Set<string>;
  deleted: boolean;
}

/** An object of a document at the start of its way. */
export function toBuilt(member: Member, stages: readonly number[]): Built {
  const resource = new Resource(member);
  return {
    member,
    resource,
    kind: resource.kind,
    isClusterScoped: resource.isClusterScoped,
    names: [resource.writtenName],
    namespaces: [resource.namespace],
    stages,
    prefix: '',
    suffix: '',
    renamed: false,
    namespace: undefined,
    around: undefined,
    labels: new Map(),
    selected: new Map(),
    templates: new Map(),
    annotations: new Map(),
    images: [],
    paths: [],
    shifted: new Set(),
    deleted: false,
  };
}

/** The name or namespace that counts by now. */
export function current(all: readonly string[]): string {
  return all[all.length - 1] ?? '';
}

/** Makes a field unknown. Labels and annotations that a kustomization set there before no longer count. */
export function touch(built: Built, path: PatchPath): void {
  built.paths.push(path);
  const { labels, selected, templates, annotations } = built;
  drop(labels, ['metadata', 'labels'], path.steps);
  drop(annotations, ['metadata', 'annotations'], path.steps);
  if (selected.size + templates.size + annotations.size === 0) return;
  const template = [...(podPath(built.resource.group, built.kind) ?? ['spec', 'template']), 'metadata'];
  drop(annotations, [...template, 'annotations'], path.steps);
  for (const map of [selected, templates]) drop(map, [...template, 'labels'], path.steps);
  drop(selected, ['spec', 'selector'], path.steps);
  drop(selected, ['spec', 'selector', 'matchLabels'], path.steps);
}

/** Takes from the keys of the map at `base` those that a path reaches. */
function drop(map: Map<string, string>, base: readonly string[], steps: readonly string[]): void {
  if (map.size === 0 || base.some((step, index) => index < steps.length && steps[index] !== step)) return;
  const key = steps[base.length];
  if (key === undefined) map.clear();
  else map.delete(key);
}

/** What the target does to the object, for its readers. */
export function editsOf(built: Built, refer: Refer): Edits {
  const { labels, selected, templates, annotations, images } = built;
  return {
    ...(built.namespace === undefined ? {} : { namespace: built.namespace }),
    ...(built.renamed ? { name: current(built.names) } : {}),
    ...(built.prefix === '' ? {} : { namePrefix: built.prefix }),
    ...(built.suffix === '' ? {} : { nameSuffix: built.suffix }),
    ...(labels.size === 0 ? {} : { labels }),
    ...(selected.size === 0 ? {} : { selected }),
    ...(templates.size === 0 ? {} : { templates }),
    ...(annotations.size === 0 ? {} : { annotations }),
    ...(images.length === 0 ? {} : { image: (written: string) => images.reduce(editedImage, written) }),
    patch: patchTree(built.paths),
    refer,
  };
}
