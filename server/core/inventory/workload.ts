import type { Place } from '../syntax/place.js';
import { type Known, type Reason, withValue } from './known.js';
import { annotationOf, type Labels, labelsOf, type Resource } from './resource.js';
import { type Subject, type SubjectId, subjectId } from './subject.js';
import type { Value } from './value.js';

/** Where each built-in kind keeps its pod: the path to the object that holds pod metadata and spec. `extensions` is the old group of some of them. */
const POD_PATHS: ReadonlyMap<string, readonly string[]> = new Map([
  ['/Pod', []],
  ['/ReplicationController', ['spec', 'template']],
  ['apps/Deployment', ['spec', 'template']],
  ['apps/StatefulSet', ['spec', 'template']],
  ['apps/DaemonSet', ['spec', 'template']],
  ['apps/ReplicaSet', ['spec', 'template']],
  ['batch/Job', ['spec', 'template']],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
]);

/** The pod path of a kind; undefined for what runs no pods. */
export function podPath(group: string, kind: string): readonly string[] | undefined {
  return POD_PATHS.get(`${group === 'extensions' ? 'apps' : group}/${kind}`);
}

/** Something that runs pods. As a subject it is the object itself. */
export class Workload implements Subject {
  /** The pod's own object: it has `metadata` and `spec`. */
  readonly pod: Value;
  readonly podSpec: Value;
  private made: readonly Container[] | undefined;
  private labels: Labels | undefined;

  constructor(
    readonly resource: Resource,
    path: readonly string[],
  ) {
    this.pod = resource.root.path(...path);
    this.podSpec = this.pod.get('spec');
  }

  get id(): SubjectId {
    return this.resource.id;
  }
  get group(): string {
    return this.resource.group;
  }
  get kind(): string {
    return this.resource.kind;
  }
  get namespace(): string {
    return this.resource.namespace;
  }
  get name(): string {
    return this.resource.name;
  }
  get at(): Place {
    return this.resource.at;
  }
  get pointer(): string {
    return this.resource.pointer;
  }
  get unknown(): Reason | undefined {
    return this.resource.unknown ?? this.podSpec.unknown;
  }

  /** Labels of the pods, with those that the target adds to templates. A bare Pod also gets the labels of the object. */
  get podLabels(): Labels {
    if (this.labels === undefined) {
      const { selected, templates, labels } = this.resource.member.edits;
      const added = new Map([...((this.kind === 'Pod' ? labels : templates) ?? []), ...(selected ?? [])]);
      this.labels = labelsOf(this.pod.path('metadata', 'labels'), added);
    }
    return this.labels;
  }

  podAnnotation(key: string): Known<string | undefined> {
    return annotationOf(this.pod.get('metadata'), key, this.resource.member.edits.annotations);
  }

  /** The service account that the pods run as, by its name in the target: `default` when none is named. `serviceAccount` is the old spelling of `serviceAccountName`. */
  get serviceAccount(): Known<string> {
    const name = this.podSpec.get('serviceAccountName').string();
    if (!name.known) return name;
    const named = name.value !== undefined && name.value !== '' ? withValue(name, name.value) : this.podSpec.get('serviceAccount').string('default');
    return named.known ? withValue(named, this.resource.refer('ServiceAccount', named.value).name) : named;
  }

  /** All containers: init, then usual, then ephemeral ones. A list that a template makes has one unknown container with the part `*`. */
  get containers(): readonly Container[] {
    this.made ??= CONTAINER_LISTS.flatMap((list) =>
      this.podSpec
        .get(list)
        .items()
        .map((value) => new Container(this, value, list)),
    );
    return this.made;
  }
}

const CONTAINER_LISTS = ['initContainers', 'containers', 'ephemeralContainers'] as const;

/** One container of a workload: a subject of its own, `part` is its name. */
export class Container implements Subject {
  private madeId: SubjectId | undefined;

  constructor(
    readonly workload: Workload,
    readonly value: Value,
    readonly list: (typeof CONTAINER_LISTS)[number],
  ) {}

  /** That of its workload. Its own is `part`. */
  get name(): string {
    return this.workload.name;
  }
  /** The API server refuses two containers of one name in a pod, init containers included. */
  get part(): string {
    const name = this.value.get('name').text();
    if (name !== undefined) return name;
    return this.value.unknown === undefined && this.value.get('name').unknown === undefined ? this.pointer.slice(this.pointer.lastIndexOf('/') + 1) : '*';
  }
  get id(): SubjectId {
    this.madeId ??= subjectId(this.group, this.kind, this.namespace, this.workload.name, this.part);
    return this.madeId;
  }
  get group(): string {
    return this.workload.group;
  }
  get kind(): string {
    return this.workload.kind;
  }
  get namespace(): string {
    return this.workload.namespace;
  }
  get at(): Place {
    return this.value.keyAt;
  }
  get pointer(): string {
    return this.value.pointer;
  }
  get unknown(): Reason | undefined {
    return this.workload.resource.unknown ?? this.value.unknown;
  }

  /** The image that runs in the target: kustomize may replace the written one, but of no ephemeral container. */
  get image(): Known<string | undefined> {
    const image = this.value.get('image').string();
    const edit = this.list === 'ephemeralContainers' ? undefined : this.workload.resource.member.edits.image;
    return image.known && image.value !== undefined && edit !== undefined ? withValue(image, edit(image.value)) : image;
  }

  get securityContext(): Value {
    return this.value.get('securityContext');
  }

  /**
   * A field of the container's securityContext, or where it is absent there the pod's: the container's wins.
   * Only for fields that exist in both (runAsNonRoot, runAsUser, seccompProfile, seLinuxOptions, windowsOptions, appArmorProfile).
   * Source: Kubernetes API reference, SecurityContext v1 core.
   */
  effective(...path: readonly string[]): Value {
    const own = this.securityContext.path(...path);
    if (!own.isAbsent) return own;
    const pod = this.workload.podSpec.path('securityContext', ...path);
    return pod.isAbsent ? own : pod;
  }
}
