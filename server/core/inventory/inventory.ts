import type { Place } from '../syntax/place.js';
import type { ValuesFile } from './helm-values.js';
import type { Reason } from './known.js';
import { type Labels, type Member, Resource } from './resource.js';
import { type Subject, type SubjectId, shownNamespace, subjectId } from './subject.js';
import { type Container, podPath, Workload } from './workload.js';

/** What a target is, besides its objects. */
export interface TargetFacts {
  readonly name: string;
  /** `external`: the platform's own policies live in another repository, so that what is missing here is not judged. */
  readonly platform: 'here' | 'external';
  /** Today as `YYYY-MM-DD`: for dates in annotations. */
  readonly today: string;
  /** What the charts of the target are given; no objects. */
  readonly values?: readonly ValuesFile[] | undefined;
}

/** Where the platform lives elsewhere, nothing that is namespace-wide and missing can be judged. */
export const ELSEWHERE: Reason = 'lives elsewhere';

/** What there is in one target. It is made once for each state of the target; everything derived from it is made when first asked for. */
export class Inventory {
  readonly resources: readonly Resource[];
  private readonly kinds = new Map<string, Resource[]>();
  /** What was asked for by several kinds, by these. */
  private readonly several = new Map<string, readonly Resource[]>();
  private readonly views = new Map<unknown, unknown>();

  constructor(
    readonly target: TargetFacts,
    members: Iterable<Member>,
  ) {
    this.resources = [...members].map((member) => new Resource(member));
    for (const resource of this.resources) {
      const key = `${resource.group}/${resource.kind}`;
      const list = this.kinds.get(key);
      if (list === undefined) this.kinds.set(key, [resource]);
      else list.push(resource);
    }
  }

  /** All objects of these kinds, context included, in the order of the target. A kind is `group/Kind`; `/Pod` is core. `group/*` is every kind of a group. */
  ofKind(...kinds: readonly string[]): readonly Resource[] {
    const first = kinds.length === 1 && kinds[0] !== undefined && !kinds[0].endsWith('/*') ? kinds[0] : undefined;
    if (first !== undefined) return this.kinds.get(first) ?? [];
    const asked = kinds.join();
    const known = this.several.get(asked);
    if (known !== undefined) return known;
    const wanted = new Set(kinds);
    const lists = [...this.kinds].filter(([kind]) => wanted.has(kind) || wanted.has(`${kind.slice(0, kind.indexOf('/'))}/*`)).map(([, list]) => list);
    const held = new Set(lists.flat());
    const found = lists.length <= 1 ? (lists[0] ?? []) : this.resources.filter((resource) => held.has(resource));
    this.several.set(asked, found);
    return found;
  }

  /** The same without context objects: what is judged. */
  judged(...kinds: readonly string[]): readonly Resource[] {
    return this.ofKind(...kinds).filter((resource) => !resource.isContext);
  }

  /** One object by its identity; undefined when it is not in sight. */
  find(kind: string, namespace: string, name: string): Resource | undefined {
    return this.ofKind(kind).find((resource) => resource.namespace === namespace && resource.name === name);
  }

  /** Workloads that are judged. One that is written twice, as two alternatives of a template, is here twice: as a subject it is the worse of them. */
  workloads(): readonly Workload[] {
    return this.view(judgedWorkloads);
  }

  /** Workloads of the context too: they may be callers. */
  allWorkloads(): readonly Workload[] {
    return this.view(everyWorkload);
  }

  containers(): readonly Container[] {
    return this.view(everyContainer);
  }

  /** Namespaces with at least one judged workload, declared or only used. */
  namespaces(): readonly Namespace[] {
    return this.view(usedNamespaces);
  }

  /** The cluster that the target lands in, as one subject. It has no name: no file gives it one, and an id knows no target. */
  cluster(at: Place): Subject {
    return { id: subjectId('', 'Cluster', '', ''), group: '', kind: 'Cluster', namespace: '', name: '', at, pointer: '' };
  }

  /** Why what is missing here cannot be called missing; undefined when it can. Context in sight is an answer. */
  get elsewhere(): Reason | undefined {
    return this.target.platform === 'external' && !this.resources.some((resource) => resource.isContext) ? ELSEWHERE : undefined;
  }

  /** Something computed from the inventory, once: `inventory.view(meshOf)`. The function is its own key. */
  view<T>(make: (inventory: Inventory) => T): T {
    if (!this.views.has(make)) this.views.set(make, make(this));
    return this.views.get(make) as T;
  }
}

/** A namespace with workloads. Its place is the Namespace object's name, else its first workload's. */
export class Namespace implements Subject {
  readonly group = '';
  readonly kind = 'Namespace';
  readonly namespace = '';

  constructor(
    readonly name: string,
    /** The Namespace object, when the target or its context holds it. */
    readonly resource: Resource | undefined,
    readonly workloads: readonly Workload[],
  ) {}

  get id(): SubjectId {
    return subjectId('', 'Namespace', '', this.name);
  }

  /** The workload by path, then offset, where the namespace is not declared in a judged file. */
  get at(): Place {
    if (this.resource !== undefined && !this.resource.isContext) return this.resource.at;
    const first = [...this.workloads].sort((one, other) => compare(one.resource.path, other.resource.path) || offsetOf(one) - offsetOf(other))[0];
    return first?.at ?? this.resource?.at ?? { doc: '', span: { start: 0, end: 0 } };
  }

  get pointer(): string {
    return '';
  }

  /** `namespace "shop"`, or `namespace not set`. */
  get shown(): string {
    return this.name === '' ? 'the namespace that is not set' : `namespace "${shownNamespace(this.name)}"`;
  }

  /** Labels of the Namespace object; where none is in sight none are known to be there. `kubernetes.io/metadata.name` is always set by the cluster. */
  get labels(): Labels {
    const own = this.resource?.labels ?? { known: new Map<string, string>() };
    return this.name === '' ? own : { ...own, known: new Map([...own.known, ['kubernetes.io/metadata.name', this.name]]) };
  }
}

function judgedWorkloads(inventory: Inventory): readonly Workload[] {
  return inventory.allWorkloads().filter((workload) => !workload.resource.isContext);
}

/** Two objects of one name are both judged: the worse counts. What is judged here is not judged less because the context has a copy of it. */
function everyWorkload(inventory: Inventory): readonly Workload[] {
  const all = inventory.resources.flatMap((resource) => {
    const path = podPath(resource.group, resource.kind);
    return path === undefined ? [] : [new Workload(resource, path)];
  });
  const judged = new Set(all.filter(({ resource }) => !resource.isContext).map(({ id }) => id));
  return all.filter(({ resource, id }) => !resource.isContext || !judged.has(id));
}

function everyContainer(inventory: Inventory): readonly Container[] {
  return inventory.workloads().flatMap((workload) => workload.containers);
}

function usedNamespaces(inventory: Inventory): readonly Namespace[] {
  const used = new Map<string, Workload[]>();
  for (const workload of inventory.workloads()) {
    const list = used.get(workload.namespace);
    if (list === undefined) used.set(workload.namespace, [workload]);
    else list.push(workload);
  }
  // A Namespace of the workspace counts before one of the context.
  const declared = new Map(
    [...inventory.ofKind('/Namespace')].sort((one, other) => Number(other.isContext) - Number(one.isContext)).map((resource) => [resource.name, resource]),
  );
  return [...used].map(([name, workloads]) => new Namespace(name, declared.get(name), workloads));
}

/** Code unit order: the same on every machine. */
function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function offsetOf(workload: Workload): number {
  return workload.resource.member.document.offset;
}
