import type { Inventory } from '../../inventory/inventory.js';
import type { Reason } from '../../inventory/known.js';
import type { Match } from '../../inventory/selectors.js';
import type { Workload } from '../../inventory/workload.js';
import type { Note } from '../generator.js';
import { type Check, PODS } from './check.js';
import { refusedWorkloads } from './preview.js';

const INJECT = 'sidecar.istio.io/inject';
const INJECTING = ['', 'y', 'yes', 'true', 'on'];

/**
 * What a pod may say of itself that takes it, or its inbound ports, out of the mesh. What it sends past the proxy is left alone: a STRICT server refuses it.
 * The label decides before the annotation. Sources: Istio reference, Resource Labels and Resource Annotations; `injectRequired` in its injector.
 */
interface Way {
  readonly key: string;
  readonly in: 'labels' | 'annotations';
  /** CEL for a text `v` that takes the pod out, and the same for us. */
  readonly cel: string;
  takesOut(value: string): boolean;
}

const WAYS: readonly Way[] = [
  { key: 'istio.io/dataplane-mode', in: 'labels', cel: 'v == "none"', takesOut: (value) => value === 'none' },
  { key: 'ambient.istio.io/bypass-inbound-capture', in: 'annotations', cel: 'v == "true"', takesOut: (value) => value === 'true' },
  { key: 'sidecar.istio.io/interceptionMode', in: 'annotations', cel: 'v == "NONE"', takesOut: (value) => value === 'NONE' },
  { key: 'traffic.sidecar.istio.io/excludeInboundPorts', in: 'annotations', cel: 'v.trim() != ""', takesOut: (value) => value.trim() !== '' },
  { key: 'traffic.sidecar.istio.io/includeInboundPorts', in: 'annotations', cel: 'v != "*"', takesOut: (value) => value !== '*' },
];

/** The part of the guard that looks at pods. */
export const meshOptOut = {
  check: (excluded: readonly string[]): Check => ({
    name: 'heptad-mesh-opt-out',
    matches: PODS,
    variables: [
      { name: 'now', expression: waysOut('object') },
      // A pod that is out already may be written to, but not find another way out.
      { name: 'before', expression: `request.operation == "UPDATE" ? ${waysOut('oldObject')} : []` },
    ],
    offenders: 'variables.now.filter(k, !(k in variables.before))',
    says: 'opts out of the mesh by',
    background: true,
    excluded,
  }),
  refuses: (inventory: Inventory, excluded: readonly string[]): readonly Note[] =>
    refusedWorkloads(inventory, excluded, optsOut, (workload) => `opts out of the mesh by ${wayOf(workload) ?? INJECT}`),
};

/** A list of the keys by which an object opts out. Pods of Jobs may have no metadata in their template. Kyverno replaces `object.metadata` for templates. */
function waysOut(object: 'object' | 'oldObject'): string {
  const read = (map: string, key: string): string => `(has(${object}.metadata) ? ${object}.metadata.?${map}[?"${key}"] : optional.none())`;
  const inject = `${read('labels', INJECT)}.or(${read('annotations', INJECT)}).orValue("").lowerAscii()`;
  return [
    `(${inject} in [${INJECTING.map((text) => `"${text}"`).join(', ')}] ? [] : ["${INJECT}"])`,
    ...WAYS.map(({ in: map, key, cel }) => `([${read(map, key)}].exists(o, o.hasValue() && [o.value()].exists(v, ${cel})) ? ["${key}"] : [])`),
  ].join(' + ');
}

function optsOut(workload: Workload): Match {
  if (wayOf(workload) !== undefined) return 'yes';
  const unknown = unknownOf(workload);
  return unknown === undefined ? 'no' : { unknown };
}

function wayOf(workload: Workload): string | undefined {
  const labels = workload.podLabels;
  const annotation = workload.podAnnotation(INJECT);
  const said = labels.known.get(INJECT) ?? (labels.open === undefined && annotation.known ? annotation.value : undefined) ?? '';
  if (!INJECTING.includes(said.toLowerCase())) return INJECT;
  return WAYS.find(({ in: map, key, takesOut }) => {
    const read = workload.podAnnotation(key);
    const value = map === 'labels' ? labels.known.get(key) : read.known ? read.value : undefined;
    return value !== undefined && takesOut(value);
  })?.key;
}

function unknownOf(workload: Workload): Reason | undefined {
  const masked = [INJECT, ...WAYS.filter(({ in: map }) => map === 'annotations').map(({ key }) => key)].map((key) => workload.podAnnotation(key));
  return workload.podLabels.open ?? masked.flatMap((read) => (read.known ? [] : [read.why]))[0];
}
