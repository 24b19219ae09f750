import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import { rootNamespace } from '../mesh/istio.js';
import type { Resource } from '../resource.js';
import { type Match, matchesMap } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';

const SIDECAR = 'networking.istio.io/Sidecar';

/**
 * Whether the proxy of a workload lets it call registered hosts only: by the Sidecar that selects it, that of its namespace, that of the root namespace,
 * else by the mesh's configuration, whose default is to let all through. Source: Istio reference, Sidecar, OutboundTrafficPolicy.
 */
export function callsRegisteredOnly(inventory: Inventory, workload: Workload): Match {
  const sidecars = inventory.ofKind(SIDECAR);
  const own = sidecars.filter((sidecar) => sidecar.namespace === workload.namespace);
  const picking = own.filter((sidecar) => labelsOf(sidecar).exists && matchesMap(labelsOf(sidecar), workload.podLabels) !== 'no');
  const whole = own.filter((sidecar) => !labelsOf(sidecar).exists);
  const root = sidecars.filter((sidecar) => sidecar.namespace === inventory.view(rootNamespace) && !labelsOf(sidecar).exists);
  for (const level of [picking, whole, root]) {
    const [first, second] = level;
    if (first === undefined) continue;
    if (second !== undefined) return { unknown: 'of two Sidecars the older counts' };
    const match = picking.length > 0 ? matchesMap(labelsOf(first), workload.podLabels) : 'yes';
    if (match !== 'yes') return match;
    const mode = first.spec.get('outboundTrafficPolicy');
    if (mode.unknown !== undefined || mode.exists) return isRegistryOnly(mode.get('mode'));
    break;
  }
  const [operator] = inventory.ofKind('install.istio.io/IstioOperator');
  return operator === undefined ? 'no' : isRegistryOnly(operator.spec.path('meshConfig', 'outboundTrafficPolicy', 'mode'));
}

/**
 * Why the proxy of a workload may not know the Services of a namespace: a Sidecar lists the hosts that it is told of, and what goes elsewhere is passed on as it is.
 * Source: Istio reference, Sidecar, IstioEgressListener.hosts.
 */
export function hidesServices(inventory: Inventory, caller: Workload, namespace: string): Reason | undefined {
  const scopes = [caller.namespace, inventory.view(rootNamespace)];
  const sidecar = inventory.ofKind(SIDECAR).find((one) => scopes.includes(one.namespace) && !showsNamespace(one, caller.namespace, namespace));
  return sidecar === undefined ? undefined : `Sidecar "${sidecar.name}" says which Services the proxy of the caller knows`;
}

function showsNamespace(sidecar: Resource, own: string, namespace: string): boolean {
  const egress = listed(sidecar.spec.get('egress'));
  if (sidecar.spec.unknown === undefined && egress.items.length === 0 && egress.hidden === undefined) return true;
  const hosts = egress.items.filter((item) => item.get('port').isAbsent).flatMap((item) => listed(item.get('hosts')).items.map((host) => host.text() ?? ''));
  return hosts.some((host) => host === '*/*' || host === `${namespace}/*` || (host === './*' && own === namespace));
}

function labelsOf(sidecar: Resource): Value {
  return sidecar.spec.path('workloadSelector', 'labels');
}

function isRegistryOnly(value: Value): Match {
  const mode = value.string('ALLOW_ANY');
  if (!mode.known) return { unknown: mode.why };
  return mode.value === 'REGISTRY_ONLY' ? 'yes' : 'no';
}

/** The places where a ServiceEntry of a namespace registers every host at once. */
export function registeredStars(
  inventory: Inventory,
  namespace: string,
): { readonly found: readonly { readonly entry: Resource; readonly host: Value }[]; readonly hidden?: Reason | undefined } {
  const entries = inventory.ofKind('networking.istio.io/ServiceEntry').filter((entry) => entry.namespace === namespace);
  const lists = entries.map((entry) => ({ entry, hosts: listed(entry.spec.get('hosts')) }));
  const found = lists.flatMap(({ entry, hosts }) => hosts.items.filter((host) => host.text() === '*').map((host) => ({ entry, host })));
  return { found, hidden: lists.find(({ hosts }) => hosts.hidden !== undefined)?.hosts.hidden };
}
