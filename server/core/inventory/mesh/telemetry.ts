import type { Inventory } from '../inventory.js';
import { type Known, type Reason, type Spot, spotOf } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Match } from '../selectors.js';
import type { Value } from '../value.js';
import { meshConfigMaps, rootNamespace, targetRefs } from './istio.js';

export const TELEMETRY = 'telemetry.istio.io/Telemetry';
const OPERATOR = 'install.istio.io/IstioOperator';

/** What is known of the access logs of the mesh as a whole. `at` is where it is decided. */
export type MeshLogs =
  | { readonly state: 'on'; readonly by: Spot }
  | { readonly state: 'off'; readonly by: Spot; readonly name: string }
  | { readonly state: 'unknown'; readonly why: Reason; readonly by: Spot }
  | { readonly state: 'undecided' };

/** A setting that takes something out of the telemetry of the mesh. */
export interface Exclusion extends Spot {
  readonly policy: Resource;
  readonly says: string;
  /** What takes its place where it is undone; without one it is taken out. */
  readonly text?: string | undefined;
  /** What is taken out, where that is more than the place. */
  readonly whole?: Spot | undefined;
}

/** True for a Telemetry that holds for the whole mesh. Source: Istio reference, Telemetry. */
export function isMeshWide(inventory: Inventory, telemetry: Resource): boolean {
  const selector = telemetry.spec.path('selector', 'matchLabels');
  return telemetry.namespace === inventory.view(rootNamespace) && [...selector.entries()].length === 0 && targetRefs(telemetry).length === 0;
}

/**
 * Whether the proxies of the mesh write access logs, unless something below says otherwise: by a Telemetry of the root namespace, by the installation's
 * `accessLogFile` or default providers, or by its profile. Source: Istio documentation, Envoy Access Logs; Istio reference, MeshConfig.
 */
export function meshLogs(inventory: Inventory): MeshLogs {
  const wide = inventory.ofKind(TELEMETRY).filter((telemetry) => isMeshWide(inventory, telemetry));
  for (const telemetry of wide) {
    const logs = telemetry.spec.get('accessLogging');
    const on = listed(logs);
    if (on.items.some((entry) => writes(entry) === 'yes')) return { state: 'on', by: logs };
    const why = on.hidden ?? on.items.map(writes).flatMap((match) => (typeof match === 'string' ? [] : [match.unknown]))[0];
    if (why !== undefined) return { state: 'unknown', why, by: logs };
  }
  for (const operator of inventory.ofKind(OPERATOR)) return unlessContext(operator, byOperator(operator));
  for (const config of inventory.view(meshConfigMaps)) return unlessContext(config, byMeshText(config, config.root.path('data', 'mesh')));
  return { state: 'undecided' };
}

/** The context is read and not judged: what it leaves off is no finding. */
function unlessContext(resource: Resource, logs: MeshLogs): MeshLogs {
  return logs.state === 'off' && resource.isContext ? { state: 'undecided' } : logs;
}

/** Whether an entry turns logs on: it is not disabled, and names a provider. */
function writes(entry: Value): Match {
  const disabled = entry.get('disabled').boolean(false);
  if (!disabled.known) return { unknown: disabled.why };
  if (disabled.value) return 'no';
  const providers = listed(entry.get('providers'));
  if (providers.items.length > 0) return 'yes';
  return { unknown: providers.hidden ?? 'by the default provider of the mesh' };
}

function byOperator(operator: Resource): MeshLogs {
  const config = operator.spec.get('meshConfig');
  const file = config.get('accessLogFile').string();
  if (!file.known) return { state: 'unknown', why: file.why, by: file };
  if (file.value !== undefined && file.value !== '') return { state: 'on', by: file };
  const providers = config.path('defaultProviders', 'accessLogging');
  if (listed(providers).items.length > 0) return { state: 'on', by: providers };
  const profile = operator.spec.get('profile').string('default');
  if (!profile.known) return { state: 'unknown', why: profile.why, by: profile };
  if (profile.value === 'demo' && !file.written) return { state: 'on', by: profile };
  return { state: 'off', by: file, name: operator.name };
}

/** The mesh's configuration is a YAML text in a ConfigMap; one line of it names the file. */
function byMeshText(config: Resource, mesh: Value): MeshLogs {
  const text = mesh.string('');
  if (!text.known) return { state: 'unknown', why: text.why, by: mesh };
  const on =
    /^accessLogFile:[ \t]*["']?\/[^\s"']*/m.test(text.value) || /^defaultProviders:\n(?:[ \t].*\n)*?[ \t]+accessLogging:[ \t]*\n[ \t]*-/m.test(text.value);
  const by = { at: mesh.keyAt, pointer: mesh.pointer };
  return on ? { state: 'on', by } : { state: 'off', by, name: config.name };
}

/** Where a Telemetry switches access logs off, or narrows them to some requests. */
export function logExclusions(telemetry: Resource): { readonly found: readonly Exclusion[]; readonly hidden?: Reason | undefined } {
  const logs = listed(telemetry.spec.get('accessLogging'));
  const found = logs.items.map((entry) => entry.get('disabled').boolean(false));
  const hidden = logs.hidden ?? found.flatMap((disabled) => (disabled.known ? [] : [disabled.why]))[0];
  const off = found.filter((disabled) => disabled.known && disabled.value);
  return { found: off.map((spot) => ({ ...spotOf(spot), policy: telemetry, says: 'switches access logs off', text: 'false' })), hidden };
}

/** Where a Telemetry leaves out requests, traces or metrics. */
export function telemetryExclusions(telemetry: Resource): { readonly found: readonly Exclusion[]; readonly hidden?: Reason | undefined } {
  const logs = logExclusions(telemetry);
  const entries = listed(telemetry.spec.get('accessLogging')).items;
  const filters = entries.map((entry) => entry.get('filter')).filter((filter) => filter.get('expression').exists);
  const tracing = listed(telemetry.spec.get('tracing'));
  const silent = tracing.items.map((entry) => entry.get('disableSpanReporting').boolean(false)).filter((value) => value.known && value.value);
  const unsampled = tracing.items.map((entry) => entry.get('randomSamplingPercentage')).filter((value) => value.exists && Number(value.text()) === 0);
  const metrics = listed(telemetry.spec.get('metrics')).items.flatMap((entry) =>
    listed(entry.get('overrides')).items.map((override) => override.get('disabled').boolean(false)),
  );
  const off = metrics.filter((value) => value.known && value.value);
  const say = (spots: readonly Spot[], says: string, text?: string): readonly Exclusion[] =>
    spots.map((spot) => ({ ...spotOf(spot), policy: telemetry, says, text }));
  const found = [
    ...logs.found,
    ...filters.map((filter) => ({ ...spotOf(filter.get('expression')), policy: telemetry, says: 'logs only some requests', whole: spotOf(filter) })),
    ...say(silent, 'switches traces off', 'false'),
    ...say(unsampled, 'switches traces off'),
    ...say(off, 'switches metrics off', 'false'),
  ];
  return { found, hidden: logs.hidden ?? tracing.hidden };
}

/** What an annotation of Linkerd says of the access log; undefined where it says nothing. Source: Linkerd documentation, Access Logging. */
export function isLogFormat(annotation: Known<string | undefined>): boolean {
  return annotation.known && (annotation.value === 'apache' || annotation.value === 'json');
}
