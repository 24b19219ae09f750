import type { SourceDocument } from '../syntax/document.js';
import type { Place } from '../syntax/place.js';
import type { Known, Reason } from './known.js';
import type { PatchNode } from './patches.js';
import { type Subject, type SubjectId, subjectId } from './subject.js';
import { Value } from './value.js';

/** What a target does to an object before it reaches the cluster: kustomize transformers, `targets[].namespace`. */
export interface Edits {
  readonly namespace?: string | undefined;
  /** The whole name, where more than a prefix and a suffix changes it: kustomize names a Namespace object after its `namespace`. */
  readonly name?: string | undefined;
  readonly namePrefix?: string | undefined;
  readonly nameSuffix?: string | undefined;
  /** Labels set on metadata; those in `selected` are also set on pod templates and selectors, those in `templates` on pod templates only. */
  readonly labels?: ReadonlyMap<string, string> | undefined;
  readonly selected?: ReadonlyMap<string, string> | undefined;
  readonly templates?: ReadonlyMap<string, string> | undefined;
  /** Annotations set on metadata and pod templates. */
  readonly annotations?: ReadonlyMap<string, string> | undefined;
  /** The image that runs instead of the one that is written. */
  readonly image?: ((written: string) => string) | undefined;
  readonly patch?: PatchNode | undefined;
  readonly refer?: Refer | undefined;
}

export interface ObjectName {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Where a reference in the document leads. A text refers to other objects by the names that they have before prefix, suffix and namespace are set;
 * `namespace` is '' where the reference names none. The answer has the names of the target.
 */
export type Refer = (kind: string, name: string, namespace: string) => ObjectName;

/** One object as it lands in a target. Context objects protect and are not judged. */
export interface Member {
  readonly document: SourceDocument;
  readonly edits: Edits;
  readonly context: boolean;
  /** Set for an item of a `kind: List`: where it is in `items`, list by list. */
  readonly item?: readonly ListStep[] | undefined;
  /** What the object is when it need not say so itself: a `kustomization.yaml` and an item of `kind: PodList` may leave out both fields. */
  readonly kind?: { readonly apiVersion: string; readonly kind: string } | undefined;
}

/** An item of a list: its node in the facts, and how many items stand before it. */
export interface ListStep {
  readonly node: number;
  readonly index: number;
}

/** Kinds that belong to no namespace; every other kind does. Kubernetes 1.36 core kinds, and the policy kinds that Heptad reads. */
const CLUSTER_KINDS = new Set(
  (
    'Namespace Node PersistentVolume StorageClass ClusterRole ClusterRoleBinding CustomResourceDefinition PriorityClass RuntimeClass IngressClass GatewayClass CSIDriver ' +
    'ValidatingWebhookConfiguration MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding MutatingAdmissionPolicy MutatingAdmissionPolicyBinding ' +
    'ClusterPolicy ClusterCleanupPolicy ValidatingPolicy ImageValidatingPolicy MutatingPolicy GeneratingPolicy DeletingPolicy GlobalContextEntry ConstraintTemplate ' +
    'ClusterImagePolicy AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy CiliumClusterwideNetworkPolicy GlobalNetworkPolicy ClusterExternalSecret ClusterSecretStore ' +
    'TracingPolicy KubeArmorClusterPolicy ClusterIssuer APIService ClusterOutput ClusterTrustBundle AuthenticationConfiguration AuthorizationConfiguration AdmissionConfiguration ' +
    'ClusterAdmissionPolicy ClusterAdmissionPolicyGroup Provider Assign AssignMetadata AssignImage ModifySet EncryptionConfiguration KubeletConfiguration ClusterConfiguration InitConfiguration Policy.audit.k8s.io Config Kustomization.kustomize.config.k8s.io Component.kustomize.config.k8s.io'
  ).split(' '),
);

/** Kinds of one group only: a chart that chooses the apiVersion by a template still says what it is. */
const GROUPS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    apps: ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
    batch: ['Job', 'CronJob'],
    'networking.k8s.io': ['Ingress', 'NetworkPolicy'],
    'rbac.authorization.k8s.io': ['Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding'],
  }).flatMap(([group, kinds]) => kinds.map((kind) => [kind, group] as const)),
);

/** An object of a target: its identity after the target's edits, and its fields as values with places. */
export class Resource implements Subject {
  readonly root: Value;
  readonly apiVersion: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly metadata: Value;
  readonly spec: Value;
  /** The name as it is written, without prefix and suffix; of a masked name the text of its template. */
  readonly writtenName: string;
  /** The name after prefix and suffix. */
  readonly name: string;
  /** '' where no file says it, and for kinds without a namespace. A masked namespace is that of whoever installs the chart: ''. */
  readonly namespace: string;
  readonly id: SubjectId;
  /** The object as it is written: what says which object it is stays known where a patch or an error of syntax hides the rest. */
  private readonly written: Value;
  private madeLabels: Labels | undefined;

  constructor(readonly member: Member) {
    const { document, edits, item } = member;
    this.written = itemOf(Value.root(document.id, document.facts), item);
    this.root = document.broken ? itemOf(Value.root(document.id, document.facts, undefined, 'in a document that cannot be read whole'), item) : this.written;
    if (edits.patch !== undefined) this.root = this.root.patched(edits.patch);
    this.apiVersion = this.written.get('apiVersion').text() ?? member.kind?.apiVersion ?? '';
    this.kind = this.written.get('kind').text() ?? member.kind?.kind ?? '';
    const slash = this.apiVersion.indexOf('/');
    const isMasked = this.apiVersion === '' && this.written.get('apiVersion').unknown !== undefined;
    this.group = isMasked ? (GROUPS.get(this.kind) ?? '') : slash < 0 ? '' : this.apiVersion.slice(0, slash);
    this.version = this.apiVersion.slice(slash + 1);
    this.metadata = this.root.get('metadata');
    this.spec = this.root.get('spec');
    const metadata = this.written.get('metadata');
    const name = metadata.get('name');
    this.writtenName = name.text() ?? name.sourceText() ?? metadata.get('generateName').text() ?? '';
    this.name = edits.name ?? `${edits.namePrefix ?? ''}${this.writtenName}${edits.nameSuffix ?? ''}`;
    this.namespace = this.isClusterScoped ? '' : (edits.namespace ?? metadata.get('namespace').text() ?? '');
    this.id = subjectId(this.group, this.kind, this.namespace, this.name);
  }

  get path(): string {
    return this.member.document.path;
  }

  get isContext(): boolean {
    return this.member.context;
  }

  get isClusterScoped(): boolean {
    return CLUSTER_KINDS.has(this.kind) || CLUSTER_KINDS.has(`${this.kind}.${this.group}`) || this.group === 'constraints.gatekeeper.sh';
  }

  /** Labels of the object itself, with those that the target adds. */
  get labels(): Labels {
    this.madeLabels ??= labelsOf(this.metadata.get('labels'), this.member.edits.labels);
    return this.madeLabels;
  }

  annotation(key: string): Known<string | undefined> {
    return annotationOf(this.metadata, key, this.member.edits.annotations);
  }

  /** The object that a reference in this document leads to, by its names in the target; `namespace` as the reference gives it, else that of this object. */
  refer(kind: string, name: string, namespace = ''): ObjectName {
    return this.member.edits.refer?.(kind, name, namespace) ?? { name, namespace: namespace === '' ? this.namespace : namespace };
  }

  get at(): Place {
    const name = this.metadata.get('name');
    return name.exists ? name.at : this.root.get('kind').at;
  }

  get pointer(): string {
    return this.root.pointer;
  }

  get unknown(): Reason | undefined {
    return this.root.unknown;
  }
}

function itemOf(root: Value, steps: readonly ListStep[] = []): Value {
  return steps.reduce((list, { node, index }) => list.get('items').item(node, index), root);
}

/** An annotation below `metadata`; one that the target sets wins. */
export function annotationOf(metadata: Value, key: string, added?: ReadonlyMap<string, string>): Known<string | undefined> {
  const value = metadata.path('annotations', key);
  const text = added?.get(key);
  return text === undefined ? value.string() : { known: true, value: text, written: true, at: value.at, pointer: value.pointer };
}

/** Labels as far as they are known: `open` says why there may be more, or why one of them has no known value. */
export interface Labels {
  readonly known: ReadonlyMap<string, string>;
  readonly open?: Reason | undefined;
}

/** Reads a map of labels and adds those that a target sets. */
export function labelsOf(value: Value, added?: ReadonlyMap<string, string>): Labels {
  const known = new Map<string, string>();
  let open = value.hides;
  for (const [key, entry] of value.entries()) {
    if (added?.has(key)) continue;
    const text = entry.text();
    if (text === undefined) open ??= entry.unknown;
    else known.set(key, text);
  }
  for (const [key, text] of added ?? []) known.set(key, text);
  return open === undefined ? { known } : { known, open };
}
