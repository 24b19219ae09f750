import type { Inventory } from '../../inventory/inventory.js';
import { rootNamespace, targetRefs } from '../../inventory/mesh/istio.js';
import { meshLogs, TELEMETRY } from '../../inventory/mesh/telemetry.js';
import type { Resource } from '../../inventory/resource.js';
import { type Generated, NOTHING, type PlainMap } from '../generator.js';
import { type About, manifestName, metadataOf, withoutOwn } from '../own.js';
import { slugOf } from '../slug.js';
import { gapAt } from '../words.js';
import { membersOf } from './members.js';

/** Ids of NIST SP 800-53 that access logs bear on. */
export const CONTROLS = ['AU-2', 'AU-3', 'AU-12'];

/** Access logs of a namespace, to the provider that Istio brings along. Source: Istio documentation, Envoy Access Logs, provider `envoy`. */
export function telemetry(all: Inventory, namespace: string): Generated {
  const slug = slugOf(...(namespace === '' ? [] : [namespace]), 'access-logs');
  const about: About = { manifest: manifestName({ engine: 'istio', slug }), controls: CONTROLS };
  const inventory = withoutOwn(all, about.manifest);
  const found = inventory.namespaces().find(({ name }) => name === namespace);
  if (found === undefined || inventory.view(meshLogs).state === 'on') return NOTHING;
  const { workloads, gaps } = membersOf(inventory, found);
  const wide = wideIn(inventory, namespace);
  if (workloads.length === 0 || wide !== undefined) return { ...NOTHING, gaps: [...gaps, ...conflict(wide)] };
  return { ...NOTHING, manifests: [{ engine: 'istio', slug, objects: [toTelemetry(namespace, about)] }], gaps };
}

/** Access logs of the whole mesh: they are asked for by its root namespace, and add nothing but lines to a log. */
export function meshTelemetry(all: Inventory): Generated {
  const about: About = { manifest: 'istio-mesh.access-logs', controls: CONTROLS };
  const inventory = withoutOwn(all, about.manifest);
  if (inventory.view(meshLogs).state === 'on') return NOTHING;
  const root = inventory.view(rootNamespace);
  const wide = wideIn(inventory, root);
  if (wide !== undefined) return { ...NOTHING, gaps: conflict(wide) };
  return { ...NOTHING, manifests: [{ engine: 'istio', slug: 'mesh.access-logs', objects: [toTelemetry(root, about)] }] };
}

function toTelemetry(namespace: string, about: About): PlainMap {
  return {
    apiVersion: 'telemetry.istio.io/v1',
    kind: 'Telemetry',
    metadata: metadataOf('access-logs', namespace, about),
    spec: { accessLogging: [{ providers: [{ name: 'envoy' }] }] },
  };
}

/** Of several for one namespace only the oldest counts. Source: Istio reference, Telemetry, hierarchy of configurations. */
function wideIn(inventory: Inventory, namespace: string): Resource | undefined {
  return inventory
    .ofKind(TELEMETRY)
    .find(
      (policy) => policy.namespace === namespace && [...policy.spec.path('selector', 'matchLabels').entries()].length === 0 && targetRefs(policy).length === 0,
    );
}

function conflict(wide: Resource | undefined): Generated['gaps'] {
  if (wide === undefined || wide.spec.get('accessLogging').exists) return [];
  return [gapAt(wide, `telemetry "${wide.name}" is for all already: add accessLogging there, since of two the older counts`)];
}
