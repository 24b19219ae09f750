import type { Grant } from '../../inventory/calls/call.js';
import { grantsOf } from '../../inventory/calls/grants.js';
import type { Inventory } from '../../inventory/inventory.js';
import { PEER_AUTHENTICATION, rootNamespace } from '../../inventory/mesh/istio.js';
import { peerMode } from '../../inventory/mesh/peer-authentication.js';
import type { PolicyDraft } from '../../inventory/policy-draft.js';
import type { Resource } from '../../inventory/resource.js';
import { apiServerCallbacks, type Callback } from '../../inventory/traffic/api-server-callbacks.js';
import { isIstioGateway } from '../../inventory/traffic/gateway-workloads.js';
import type { Workload } from '../../inventory/workload.js';
import { callerOf } from '../callers.js';
import { type Gap, type Generated, NOTHING, type Note, type Plain, type PlainMap, together } from '../generator.js';
import { named } from '../named.js';
import { type About, manifestName, metadataOf, withoutOwn } from '../own.js';
import { podSelector } from '../pod-selector.js';
import { isSystem } from '../scope.js';
import { slugOf } from '../slug.js';
import { gapAt, noteOf, shown, unresolvedNotes } from '../words.js';
import { isMember, membersOf } from './members.js';

/** Ids of NIST SP 800-53 that mutual TLS bears on. */
export const CONTROLS = ['AC-4', 'IA-9', 'SC-8', 'SC-8(1)', 'SC-23'];

/** Strict mutual TLS for a namespace. It enforces at once: PeerAuthentication has no mode that only records. */
export function peerAuthentication(all: Inventory, namespace: string): Generated {
  const slug = slugOf(...(namespace === '' ? [] : [namespace]), 'mtls');
  const about: About = { manifest: manifestName({ engine: 'istio', slug }), controls: CONTROLS };
  const inventory = withoutOwn(all, about.manifest);
  const found = inventory.namespaces().find(({ name }) => name === namespace);
  if (found === undefined) return NOTHING;
  const { workloads, gaps } = membersOf(inventory, found);
  const modes = workloads.map((workload) => ({ workload, mode: peerMode(inventory, workload) }));
  const bare = modes.filter(({ mode }) => mode.state === 'weak' && mode.by === undefined).map(({ workload }) => workload);
  const stated = modes.flatMap(({ workload, mode }): readonly Gap[] => {
    if (mode.state === 'unknown') return [gapAt(workload, `the mode of ${shown(workload)} is not known: ${mode.why}`)];
    if (mode.state !== 'weak' || mode.by === undefined) return [];
    return [gapAt(mode.by, `${shown(workload)} ${mode.says}: set that to STRICT`)];
  });
  const wide = wideIn(inventory, namespace);
  if (bare.length === 0) return { ...NOTHING, gaps: [...gaps, ...stated] };
  if (wide !== undefined)
    return {
      ...NOTHING,
      gaps: [
        ...gaps,
        ...stated,
        gapAt(wide, `policy "${wide.name}" is for the whole namespace already: set its mode to STRICT, since of two the older counts`),
      ],
    };
  const callbacks = portsOfApiServer(inventory, bare, about);
  const strict = { apiVersion: API, kind: 'PeerAuthentication', metadata: metadataOf('default', namespace, about), spec: { mtls: { mode: 'STRICT' } } };
  return {
    manifests: [{ engine: 'istio', slug, objects: [strict, ...callbacks.objects] }],
    gaps: [...gaps, ...stated, ...callbacks.gaps],
    preview: previewOf(inventory, bare),
  };
}

const API = 'security.istio.io/v1';

/** True where the whole mesh is asked for: its root namespace is named. */
export function isMeshWide({ subject }: PolicyDraft, inventory: Inventory): boolean {
  return subject === `/Namespace||${inventory.view(rootNamespace)}|`;
}

/** Strict mutual TLS for the mesh: a policy named `default` in the root namespace. Source: Istio documentation, PeerAuthentication, scope. */
export function meshPeerAuthentication(all: Inventory): Generated {
  const root = all.view(rootNamespace);
  const about: About = { manifest: 'istio-mesh.mtls', controls: CONTROLS };
  const inventory = withoutOwn(all, about.manifest);
  const wide = wideIn(inventory, root);
  const isStrict = wide?.spec.path('mtls', 'mode').text() === 'STRICT';
  if (wide !== undefined)
    return isStrict ? NOTHING : { ...NOTHING, gaps: [gapAt(wide, `policy "${wide.name}" is for the whole mesh already: set its mode to STRICT`)] };
  const namespaces = inventory.namespaces().filter(({ name }) => !isSystem(name, inventory));
  const members = namespaces.map((namespace) => membersOf(inventory, namespace));
  const workloads = members.flatMap((one) => one.workloads);
  const callbacks = portsOfApiServer(inventory, workloads, about);
  const strict = { apiVersion: API, kind: 'PeerAuthentication', metadata: metadataOf('default', root, about), spec: { mtls: { mode: 'STRICT' } } };
  return together([
    {
      manifests: [{ engine: 'istio', slug: 'mesh.mtls', objects: [strict, ...callbacks.objects] }],
      gaps: [...members.flatMap(({ gaps }) => gaps), ...callbacks.gaps, { message: 'namespaces that are not in sight turn strict too', expressibleBy: [] }],
      preview: previewOf(inventory, workloads),
    },
  ]);
}

/** A policy for a whole namespace; it may leave the mode to the mesh. */
function wideIn(inventory: Inventory, namespace: string): Resource | undefined {
  return inventory
    .ofKind(PEER_AUTHENTICATION)
    .find((policy) => policy.namespace === namespace && [...policy.spec.path('selector', 'matchLabels').entries()].length === 0);
}

/**
 * The API server has no identity of the mesh: where it calls a workload, that port keeps taking its TLS. Ports are those of the container.
 * Source: Istio reference, PeerAuthentication.portLevelMtls.
 */
function portsOfApiServer(
  inventory: Inventory,
  workloads: readonly Workload[],
  about: About,
): { readonly objects: readonly PlainMap[]; readonly gaps: readonly Gap[] } {
  const objects: PlainMap[] = [];
  const gaps: Gap[] = [];
  for (const workload of workloads) {
    const callbacks = inventory.view(apiServerCallbacks).filter(({ to }) => to.workload.id === workload.id);
    const selector = podSelector(inventory, workload);
    const ports = callbacks.flatMap(({ to }) => (typeof to.port === 'number' ? [to.port] : []));
    if (callbacks.length === 0) continue;
    if ('why' in selector || ports.length === 0) {
      gaps.push(
        ...callbacks.map((callback) =>
          callbackGap(callback, 'can no longer call', 'why' in selector ? `: ${selector.why}` : ': its port is known by name only'),
        ),
      );
      continue;
    }
    gaps.push(...callbacks.map((callback) => callbackGap(callback, 'calls', ', so that this port takes callers without mutual TLS')));
    const portLevelMtls: Plain = Object.fromEntries(ports.map((port) => [String(port), { mode: 'PERMISSIVE' }]));
    const name = named(inventory, PEER_AUTHENTICATION, workload.namespace, `${slugOf(workload.name)}-api-server`, objects);
    const spec = { selector: { matchLabels: selector.labels }, mtls: { mode: 'STRICT' }, portLevelMtls };
    objects.push({ apiVersion: API, kind: 'PeerAuthentication', metadata: metadataOf(name, workload.namespace, about), spec });
  }
  return { objects, gaps };
}

function callbackGap(callback: Callback, verb: string, rest: string): Gap {
  const { by, to } = callback;
  return gapAt(callback, `by ${by.kind} "${by.name}" the API server ${verb} ${shown(to.workload)} on port ${to.port}${rest}`);
}

/** Callers without a proxy speak plain text, and are refused. */
function previewOf(inventory: Inventory, workloads: readonly Workload[]): Generated['preview'] {
  const ids = new Set(workloads.map(({ id }) => id));
  const grants = inventory.view(grantsOf).filter(({ to }) => ids.has(to.workload.id) && to.protocol === 'TCP');
  const keeps: Note[] = [];
  const refuses: Note[] = [];
  for (const grant of grants) {
    const why = plainBecause(inventory, grant);
    if (why === undefined) keeps.push(noteOf(grant, 'kept'));
    else refuses.push(noteOf(grant, 'refused', why));
  }
  return { keeps, refuses, unresolved: unresolvedNotes(inventory, ({ from }) => !isMember(inventory, from)) };
}

function plainBecause(inventory: Inventory, { from, to }: Grant): string | undefined {
  const caller = callerOf(from);
  if (isIstioGateway(inventory, to.workload) === 'yes') return undefined;
  if (caller === undefined) return 'no gateway of the mesh stands before it in sight';
  return isMember(inventory, caller) ? undefined : 'it is outside of the mesh and speaks plain text';
}
