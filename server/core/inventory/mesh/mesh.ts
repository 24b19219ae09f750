import type { Inventory } from '../inventory.js';
import type { Known, Reason, Spot } from '../known.js';
import { parseImage } from '../pods/images.js';
import type { Labels } from '../resource.js';
import type { Match } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { workloadIndex } from '../workload-index.js';

export type Mesh = 'sidecar' | 'ambient' | 'linkerd';

/** Whether the traffic of a workload goes through a mesh. `by` is what keeps it out, where something does; else nothing brings it in. */
export type Enrollment =
  | { readonly state: 'in'; readonly mesh: Mesh }
  | { readonly state: 'out'; readonly says: string; readonly by?: Spot | undefined; readonly undo?: Undo | undefined }
  | { readonly state: 'unknown'; readonly why: Reason };

/** How what keeps a workload out is undone: it is taken out, its value becomes `enabled`, or no label helps. */
export type Undo = { readonly how: 'remove' | 'enable'; readonly spot: Spot } | { readonly how: 'not' };

type Way = readonly ['labels' | 'annotations', string, string];

/** How namespaces in sight are brought into a mesh, as an entry of their metadata; where none is, as Istio does it by default. `inventory.view(usualWay)`. */
export function usualWay(inventory: Inventory): Way {
  for (const { metadata } of inventory.ofKind('/Namespace')) {
    for (const [map, key, wanted] of WAYS) {
      const value = metadata.path(map, key).text();
      if (value !== undefined && (wanted === undefined || value === wanted)) return [map, key, value];
    }
  }
  return ['labels', 'istio-injection', 'enabled'];
}

/** The entries of a namespace's metadata that bring its workloads into a mesh; without a value any one does. */
export const WAYS = [
  ['labels', 'istio-injection', 'enabled'],
  ['labels', 'istio.io/rev', undefined],
  ['labels', 'istio.io/dataplane-mode', 'ambient'],
  ['annotations', 'linkerd.io/inject', 'enabled'],
] as const;

/** The enrollment of each workload is worked out once. `enrollmentOf(inventory, workload)`. */
export function enrollmentOf(inventory: Inventory, workload: Workload): Enrollment {
  const known = inventory.view(enrollments);
  let found = known.get(workload.id);
  if (found === undefined) known.set(workload.id, (found = enroll(inventory, workload)));
  return found;
}

function enrollments(): Map<string, Enrollment> {
  return new Map();
}

function enroll(inventory: Inventory, workload: Workload): Enrollment {
  const carried = ownProxy(workload);
  if (carried !== undefined) return { state: 'in', mesh: carried };
  const host = workload.podSpec.get('hostNetwork').boolean(false);
  if (host.known && host.value) return { state: 'out', says: 'runs on the host network', by: host, undo: { how: 'not' } };
  const seen = { pod: workload.podLabels, namespace: inventory.view(workloadIndex).namespaceLabels(workload.namespace) };
  const ways: readonly (readonly [Mesh, Match])[] = [
    ['sidecar', sidecar(inventory, workload, seen)],
    ['linkerd', linkerd(inventory, workload)],
    ['ambient', ambient(seen)],
  ];
  const open = ways.map(([, match]) => match).find((match) => match !== 'yes' && match !== 'no');
  const way = ways.find(([, match]) => match === 'yes');
  if (way !== undefined) return host.known ? { state: 'in', mesh: way[0] } : { state: 'unknown', why: host.why };
  if (open !== undefined) return { state: 'unknown', why: open.unknown };
  return { state: 'out', ...refusal(inventory, workload) };
}

/** A proxy that was written into the pod by hand, by the image that it runs. */
function ownProxy(workload: Workload): Mesh | undefined {
  for (const container of workload.containers) {
    const image = container.image.known && container.image.value !== undefined ? parseImage(container.image.value) : undefined;
    if (container.part === 'istio-proxy' && image?.repository.split('/').at(-1) === 'proxyv2') return 'sidecar';
    if (container.part === 'linkerd-proxy' && image?.repository === 'linkerd/proxy') return 'linkerd';
  }
  return undefined;
}

interface Seen {
  readonly pod: Labels;
  readonly namespace: Labels;
}

const INJECT = 'sidecar.istio.io/inject';

/**
 * The webhook is called by labels of the namespace or of the pod, and then the label of the pod, or its annotation, may still refuse.
 * Source: Istio documentation, Installing the Sidecar, controlling the injection policy; the selectors of its webhook; `injectRequired` in its injector.
 */
function sidecar(inventory: Inventory, workload: Workload, seen: Seen): Match {
  const label = labelOf(seen.pod, INJECT);
  if (label.known && label.text === 'false') return 'no';
  const called = isCalled(inventory, seen, label);
  if (called !== 'yes') return called;
  if (!label.known) return { unknown: label.why };
  const annotation = workload.podAnnotation(INJECT);
  if (label.text === undefined && !annotation.known) return { unknown: annotation.why };
  const said = (label.text ?? (annotation.known ? annotation.value : undefined) ?? '').toLowerCase();
  return ['', 'y', 'yes', 'true', 'on'].includes(said) ? 'yes' : 'no';
}

function isCalled(inventory: Inventory, { pod, namespace }: Seen, label: Label): Match {
  const injection = labelOf(namespace, 'istio-injection');
  const revision = labelOf(namespace, 'istio.io/rev');
  if (!injection.known) return { unknown: injection.why };
  if (injection.text !== undefined) return injection.text === 'enabled' ? 'yes' : 'no';
  if (!revision.known) return { unknown: revision.why };
  if (revision.text !== undefined) return 'yes';
  const own = labelOf(pod, 'istio.io/rev');
  if ((label.known && label.text === 'true') || (own.known && own.text !== undefined)) return 'yes';
  if (!label.known) return { unknown: label.why };
  return own.known ? byDefault(inventory) : { unknown: own.why };
}

/** An installation may inject where no label says anything. Source: Istio Helm values, sidecarInjectorWebhook.enableNamespacesByDefault. */
function byDefault(inventory: Inventory): Match {
  for (const operator of inventory.ofKind('install.istio.io/IstioOperator')) {
    const value = operator.spec.path('values', 'sidecarInjectorWebhook', 'enableNamespacesByDefault').boolean(false);
    if (!value.known) return { unknown: value.why };
    if (value.value) return 'yes';
  }
  return 'no';
}

/** Source: Istio documentation, Add workloads to the mesh, ambient mode: the pod's label wins. */
function ambient({ pod, namespace }: Seen): Match {
  const own = labelOf(pod, 'istio.io/dataplane-mode');
  if (!own.known) return { unknown: own.why };
  if (own.text !== undefined) return own.text === 'ambient' ? 'yes' : 'no';
  const mode = labelOf(namespace, 'istio.io/dataplane-mode');
  if (!mode.known) return { unknown: mode.why };
  return mode.text === 'ambient' ? 'yes' : 'no';
}

/** Source: Linkerd documentation, Automatic Proxy Injection: an annotation of the pod wins over that of the namespace. */
function linkerd(inventory: Inventory, workload: Workload): Match {
  const inject = linkerdAnnotation(inventory, workload, 'linkerd.io/inject');
  if (!inject.known) return { unknown: inject.why };
  return inject.value === 'enabled' || inject.value === 'ingress' ? 'yes' : 'no';
}

/** What an annotation says for a workload of Linkerd: on its pods, else on the namespace. */
export function linkerdAnnotation(inventory: Inventory, workload: Workload, key: string): Known<string | undefined> {
  const own = workload.podAnnotation(key);
  if (!own.known || own.value !== undefined) return own;
  return inventory.view(workloadIndex).namespaceObject(workload.namespace)?.annotation(key) ?? own;
}

/** What keeps the workload out, if anything is written that does. What the context says is shown at the workload. */
function refusal(inventory: Inventory, workload: Workload): { readonly says: string; readonly by?: Spot; readonly undo?: Undo } {
  const metadata = workload.pod.get('metadata');
  const namespace = inventory.view(workloadIndex).namespaceObject(workload.namespace);
  const own: readonly (readonly [Value, readonly string[]])[] = [
    [metadata.path('labels', INJECT), []],
    [metadata.path('annotations', INJECT), ['y', 'yes', 'true', 'on']],
    [metadata.path('labels', 'istio.io/dataplane-mode'), []],
    [metadata.path('annotations', 'linkerd.io/inject'), []],
  ];
  const by = own.find(([value, fine]) => value.text() !== undefined && !fine.includes(value.text() ?? ''))?.[0];
  if (by !== undefined) return { says: OPTS_OUT, by, undo: { how: 'remove', spot: by } };
  const around = [namespace?.metadata.path('labels', 'istio-injection'), namespace?.metadata.path('annotations', 'linkerd.io/inject')];
  const said = around.find((value) => value?.text() !== undefined);
  if (said === undefined) return { says: 'is brought into no mesh' };
  if (namespace?.isContext === true) return { says: OPTS_OUT, by: workload, undo: { how: 'not' } };
  // Beside a revision the other label has to go: it would call the default one. Source: Istio documentation, Installing the Sidecar, automatic injection.
  const isRevision = namespace?.metadata.path('labels', 'istio.io/rev').text() !== undefined;
  return { says: OPTS_OUT, by: said, undo: { how: isRevision && said === around[0] ? 'remove' : 'enable', spot: said } };
}

const OPTS_OUT = 'opts out of the mesh';

type Label = { readonly known: true; readonly text: string | undefined } | { readonly known: false; readonly why: Reason };

function labelOf(labels: Labels, key: string): Label {
  const text = labels.known.get(key);
  return text === undefined && labels.open !== undefined ? { known: false, why: labels.open } : { known: true, text };
}

/** Annotations that let callers reach ports past the proxy: none when both are absent. Source: Istio reference, Resource Annotations; Linkerd reference, Proxy Configuration. */
export function portsPastProxy(inventory: Inventory, workload: Workload, mesh: Mesh): Known<string | undefined> | undefined {
  if (mesh === 'ambient') return undefined;
  if (mesh === 'linkerd') return nonEmpty(linkerdAnnotation(inventory, workload, 'config.linkerd.io/skip-inbound-ports'));
  const included = workload.podAnnotation('traffic.sidecar.istio.io/includeInboundPorts');
  if (!included.known || (included.value !== undefined && included.value !== '*')) return included;
  return nonEmpty(workload.podAnnotation('traffic.sidecar.istio.io/excludeInboundPorts'));
}

function nonEmpty(annotation: Known<string | undefined>): Known<string | undefined> | undefined {
  return annotation.known && (annotation.value === undefined || annotation.value.trim() === '') ? undefined : annotation;
}
