import type { EditFix } from '../syntax/edit/edit.js';
import type { Problem } from '../syntax/place.js';
import type { Inventory } from './inventory.js';
import type { Resource } from './resource.js';

/** An apiVersion whose kinds have the same fields, defaults and meaning in a newer one, so that only the version has to be written anew. */
interface Successor {
  readonly from: readonly string[];
  readonly to: string;
  readonly kinds: readonly string[];
  /** Where it depends on the object whether its meaning stays. */
  readonly isEqual?: ((resource: Resource) => boolean) | undefined;
}

/**
 * Only versions between which nothing changes: not Ingress, webhooks, CustomResourceDefinitions, EndpointSlices or workloads of old groups, whose fields or defaults differ.
 * Sources: Kubernetes documentation, Deprecated API Migration Guide, entries without notable changes; Istio blog, Introducing Istio v1 APIs: the same schema across API
 * versions; Gateway API 1.0, apis/v1beta1, whose types are those of v1; Linkerd CRD of Server, versions v1beta1 to v1beta3, which only add optional fields.
 */
const SUCCESSORS: readonly Successor[] = [
  kubernetes('batch', 'CronJob'),
  kubernetes('rbac.authorization.k8s.io', 'ClusterRole ClusterRoleBinding Role RoleBinding'),
  kubernetes('networking.k8s.io', 'IngressClass'),
  kubernetes('scheduling.k8s.io', 'PriorityClass'),
  kubernetes('storage.k8s.io', 'CSIDriver CSINode StorageClass VolumeAttachment'),
  kubernetes('coordination.k8s.io', 'Lease'),
  kubernetes('node.k8s.io', 'RuntimeClass'),
  kubernetes('apiregistration.k8s.io', 'APIService'),
  // An empty selector takes no pod in v1beta1, and every pod in v1.
  { ...kubernetes('policy', 'PodDisruptionBudget'), isEqual: hasSelector },
  {
    from: versions('security.istio.io', 'v1beta1'),
    to: 'security.istio.io/v1',
    kinds: 'AuthorizationPolicy PeerAuthentication RequestAuthentication'.split(' '),
  },
  {
    from: versions('networking.istio.io', 'v1alpha3 v1beta1'),
    to: 'networking.istio.io/v1',
    kinds: 'DestinationRule Gateway ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup'.split(' '),
  },
  { from: versions('telemetry.istio.io', 'v1alpha1'), to: 'telemetry.istio.io/v1', kinds: ['Telemetry'] },
  { from: versions('gateway.networking.k8s.io', 'v1beta1'), to: 'gateway.networking.k8s.io/v1', kinds: ['Gateway', 'GatewayClass', 'HTTPRoute'] },
  { from: versions('policy.linkerd.io', 'v1beta1 v1beta2'), to: 'policy.linkerd.io/v1beta3', kinds: ['Server'], isEqual: hasOldFields },
];

/** Judged objects of an old API version, where a newer one has equal fields. */
export function apiVersionProblems(inventory: Inventory): readonly Problem[] {
  return SUCCESSORS.flatMap((successor) => {
    const group = successor.to.slice(0, successor.to.indexOf('/'));
    const resources = inventory.judged(...successor.kinds.map((kind) => `${group}/${kind}`));
    return resources.filter((resource) => isOld(resource, successor)).map((resource) => toProblem(resource, successor.to));
  });
}

function isOld(resource: Resource, { from, isEqual }: Successor): boolean {
  const written = resource.root.get('apiVersion').text();
  return written !== undefined && from.includes(written) && !isChosen(resource) && (isEqual?.(resource) ?? true);
}

/** True where a template writes the object for clusters of an older version: `{{ if not (.Capabilities.APIVersions.Has "policy/v1") }}`. */
function isChosen({ member }: Resource): boolean {
  return member.document.conditions.some((condition) => /capabilities|version/i.test(condition));
}

function toProblem(resource: Resource, to: string): Problem {
  const { at } = resource.root.get('apiVersion');
  const fix: EditFix = { kind: 'edit', title: `Set apiVersion to ${to}`, safety: 'safe', edits: [{ op: 'replace', at, text: to }] };
  const message = `${resource.kind} "${resource.name}" is of the old version "${resource.version}": "${to}" has the same fields`;
  // Kustomize finds what a patch is for by its version, too: with another one the build fails, or leaves the patch out. Source: kustomize, api/resmap, Select and GetById.
  const fixes = resource.member.edits.patch === undefined ? [fix] : [];
  return { code: 'deprecated-api', severity: 'info', message, path: resource.path, at, fixes };
}

function kubernetes(group: string, kinds: string): Successor {
  return { from: versions(group, 'v1beta1'), to: `${group}/v1`, kinds: kinds.split(' ') };
}

function versions(group: string, list: string): readonly string[] {
  return list.split(' ').map((version) => `${group}/${version}`);
}

/** Fields of v1beta3 that an older version drops would begin to count. Source: Linkerd CRD of Server, properties of its versions. */
function hasOldFields({ spec }: Resource): boolean {
  return !spec.get('accessPolicy').exists && !spec.get('externalWorkloadSelector').exists;
}

function hasSelector({ spec }: Resource): boolean {
  const selector = spec.get('selector');
  return selector.hides === undefined && [...selector.get('matchLabels').entries(), ...selector.get('matchExpressions').items()].length > 0;
}
