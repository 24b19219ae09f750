import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import type { Resource } from '../resource.js';
import type { Match } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { pickedByLabels } from '../workload-index.js';
import { PEER_AUTHENTICATION, rootNamespace } from './istio.js';

/** What the proxy of a workload takes from its callers. `weak` names the setting that lets plain text in, if one is written. */
export type PeerMode =
  | { readonly state: 'strict' }
  | { readonly state: 'weak'; readonly says: string; readonly by?: Spot | undefined }
  | { readonly state: 'unknown'; readonly why: Reason };

/**
 * The mode that holds for a workload: of its own policy, else of its namespace's, else of the mesh's, else PERMISSIVE; a part that is not set is inherited.
 * Of several at one level the oldest counts, which files do not show. A policy with a selector in the root namespace is ignored.
 * Source: Istio reference, PeerAuthentication; `ComposePeerAuthentication` in its source.
 */
export function peerMode(inventory: Inventory, workload: Workload): PeerMode {
  const policies = inventory.view(peerAuthentications);
  const mesh = own(policies.byNamespace.get(policies.root) ?? [], DEFAULT);
  const namespace = workload.namespace === policies.root ? mesh : own(policies.byNamespace.get(workload.namespace) ?? [], mesh);
  const picking = policies.byWorkload.get(workload.id) ?? [];
  const sure = picking.some(({ match }) => match === 'yes');
  const winners = own(
    picking.map(({ policy }) => policy),
    namespace,
  );
  const modes = sure ? winners : picking.length === 0 ? namespace : [...winners, ...namespace];
  return toMode(modes, sure && picking.length === 1, picking);
}

/** The modes that may hold at one port of a workload: one where it is known, else `why` says why not. */
export interface PortModes {
  readonly modes: readonly PeerModeName[];
  readonly by?: Spot | undefined;
  readonly why: Reason;
}

export type PeerModeName = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

/**
 * The mode at a container port: that which the policy of the workload sets for the port, else as `peerMode` finds it. `sure` says whether a policy is there
 * for certain. Source: Istio reference, PeerAuthentication.portLevelMtls.
 */
export function peerModesAt(inventory: Inventory, workload: Workload, port: number | string, sure: (policy: Resource) => Match): PortModes {
  const policies = inventory.view(peerAuthentications);
  const meshWide = policies.byNamespace.get(policies.root) ?? [];
  const ofNamespace = workload.namespace === policies.root ? [] : (policies.byNamespace.get(workload.namespace) ?? []);
  const picking = policies.byWorkload.get(workload.id) ?? [];
  const orAbove = (level: readonly Resource[], above: readonly Setting[]): readonly Setting[] =>
    level.some((policy) => sure(policy) === 'yes') ? own(level, above) : level.length === 0 ? above : [...own(level, above), ...above];
  const namespace = orAbove(ofNamespace, orAbove(meshWide, DEFAULT));
  const isSure = picking.some(({ policy, match }) => match === 'yes' && sure(policy) === 'yes');
  const chosen = picking.flatMap(({ policy }) => portSettings(policy, port) ?? own([policy], namespace));
  const all = isSure ? chosen : [...chosen, ...namespace];
  const masked = all.find(({ why }) => why !== undefined)?.why;
  const modes = MODE_NAMES.filter((name) => masked !== undefined || all.some(({ mode }) => mode === name));
  const doubts = [...picking.map(({ match }) => match), ...[...meshWide, ...ofNamespace, ...picking.map(({ policy }) => policy)].map(sure)];
  const why = masked ?? doubts.find((match) => typeof match === 'object')?.unknown ?? 'of two policies the older counts';
  return { modes, by: all[0]?.by, why };
}

const MODE_NAMES = ['STRICT', 'PERMISSIVE', 'DISABLE'] as const;

function portSettings(policy: Resource, port: number | string): readonly Setting[] | undefined {
  const ports = policy.spec.get('portLevelMtls');
  if (ports.hides !== undefined) return [{ mode: undefined, why: ports.hides }];
  if (typeof port !== 'number') return hasPorts(policy) ? [{ mode: undefined, why: `the number of port "${port}" is not known` }] : undefined;
  const setting = settingOf(ports.path(String(port), 'mode'));
  return setting === undefined ? undefined : [setting];
}

interface Setting {
  readonly mode: string | undefined;
  readonly why?: Reason | undefined;
  readonly by?: Spot | undefined;
}

const DEFAULT: readonly Setting[] = [{ mode: 'PERMISSIVE' }];

/** The modes that policies of one level may give; none of them, or one that sets nothing, gives those of the level above. */
function own(policies: readonly Resource[], above: readonly Setting[]): readonly Setting[] {
  if (policies.length === 0) return above;
  return policies.flatMap((policy) => {
    const setting = settingOf(policy.spec.path('mtls', 'mode'), refused(policy));
    return setting === undefined ? above : [setting];
  });
}

/** A policy for ports that has no selector is refused as a whole. Source: the validation rules of the PeerAuthentication CRD. */
function refused(policy: Resource): Reason | undefined {
  if (!hasPorts(policy) || policy.spec.path('selector', 'matchLabels').hides !== undefined) return undefined;
  return [...policy.spec.path('selector', 'matchLabels').entries()].length === 0 ? 'portLevelMtls without a selector: the API server refuses it' : undefined;
}

function hasPorts(policy: Resource): boolean {
  return [...policy.spec.get('portLevelMtls').entries()].length > 0;
}

const MODES = new Set(['STRICT', 'PERMISSIVE', 'DISABLE']);

/** A written mode; undefined where it is inherited. */
export function settingOf(value: Value, refusedBy?: Reason): Setting | undefined {
  if (refusedBy !== undefined) return { mode: undefined, why: refusedBy };
  const mode = value.string();
  if (!mode.known) return { mode: undefined, why: mode.why };
  if (mode.value === undefined || mode.value === 'UNSET') return undefined;
  if (!MODES.has(mode.value)) return { mode: undefined, why: 'no mode that there is: the API server refuses it' };
  return { mode: mode.value, by: mode };
}

function toMode(modes: readonly Setting[], alone: boolean, picking: readonly Picking[]): PeerMode {
  const strict = modes.filter(({ mode }) => mode === 'STRICT');
  const masked = modes.find(({ why }) => why !== undefined)?.why;
  if (strict.length === 0 && masked === undefined) {
    const first = modes[0];
    return { state: 'weak', says: first?.by === undefined ? 'takes plain text by default' : `is ${first.mode}`, by: first?.by };
  }
  if (masked !== undefined) return { state: 'unknown', why: masked };
  const doubt = picking.map(({ match }) => match).find((match) => match !== 'yes' && match !== 'no');
  if (strict.length < modes.length) return { state: 'unknown', why: doubt?.unknown ?? 'of two policies the older counts' };
  return portMode(alone, picking, doubt?.unknown);
}

function portMode(alone: boolean, picking: readonly Picking[], doubt: Reason | undefined): PeerMode {
  for (const { policy } of picking) {
    for (const [port, value] of policy.spec.get('portLevelMtls').entries()) {
      const setting = settingOf(value.get('mode'));
      if (setting === undefined || setting.mode === 'STRICT') continue;
      if (setting.why !== undefined) return { state: 'unknown', why: setting.why };
      if (!alone) return { state: 'unknown', why: doubt ?? 'of two policies the older counts' };
      return { state: 'weak', says: `takes plain text on port ${port}`, by: setting.by };
    }
    if (policy.spec.get('portLevelMtls').hides !== undefined) return { state: 'unknown', why: policy.spec.get('portLevelMtls').hides ?? '' };
  }
  return { state: 'strict' };
}

interface Picking {
  readonly policy: Resource;
  readonly match: Match;
}

interface PeerAuthentications {
  readonly root: string;
  /** Policies for a whole namespace; those of the root namespace are for the mesh. */
  readonly byNamespace: ReadonlyMap<string, readonly Resource[]>;
  readonly byWorkload: ReadonlyMap<string, readonly Picking[]>;
}

function peerAuthentications(inventory: Inventory): PeerAuthentications {
  const root = inventory.view(rootNamespace);
  const byNamespace = new Map<string, Resource[]>();
  const byWorkload = new Map<string, Picking[]>();
  for (const policy of inventory.ofKind(PEER_AUTHENTICATION)) {
    const labels = policy.spec.path('selector', 'matchLabels');
    const selects = labels.hides !== undefined || [...labels.entries()].length > 0;
    if (!selects) add(byNamespace, policy.namespace, policy);
    else if (policy.namespace !== root) {
      for (const { workload, match } of pickedByLabels(inventory, policy.namespace, labels)) add(byWorkload, workload.id, { policy, match });
    }
  }
  return { root, byNamespace, byWorkload };
}

/** True for a policy that Istio ignores: a selector in the root namespace. Source: Istio reference, PeerAuthentication. */
export function isIgnored(inventory: Inventory, policy: Resource): boolean {
  return policy.namespace === inventory.view(rootNamespace) && [...policy.spec.path('selector', 'matchLabels').entries()].length > 0;
}

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
