import type { Inventory } from '../../inventory/inventory.js';
import type { Reason } from '../../inventory/known.js';
import { rootNamespace } from '../../inventory/mesh/istio.js';
import { clientTls } from '../../inventory/mesh/mtls-policies.js';
import type { Resource } from '../../inventory/resource.js';
import type { Match } from '../../inventory/selectors.js';
import type { Value } from '../../inventory/value.js';
import type { Note } from '../generator.js';
import { noteOf } from './preview.js';

/** What the guard would say of a PeerAuthentication that is there, were it created anew. */
export function refusedPeers(inventory: Inventory, peer: Resource, excluded: readonly string[]): readonly Note[] {
  if (excluded.includes(peer.namespace)) return [];
  const labels = peer.spec.path('selector', 'matchLabels');
  const isWide = peer.namespace === inventory.view(rootNamespace) && labels.hides === undefined && [...labels.entries()].length === 0;
  const mode = peer.spec.path('mtls', 'mode');
  const what = `PeerAuthentication "${peer.name}"`;
  const ports = peer.spec.get('portLevelMtls');
  return [
    ...noteOf(mode, peer.unknown === undefined ? isWeak(mode, isWide) : { unknown: peer.unknown }, what, `is ${shownMode(mode)}`),
    ...[...ports.entries()].flatMap(([port, value]) =>
      noteOf(value, isWeak(value.get('mode'), false), what, `is ${shownMode(value.get('mode'))} on port ${port}`),
    ),
    ...(ports.hides === undefined ? [] : noteOf(ports, hidden(ports.hides), what, '')),
  ];
}

function hidden(unknown: Reason): Match {
  return { unknown };
}

function isWeak(mode: Value, isWide: boolean): Match {
  const text = mode.string('UNSET');
  if (!text.known) return { unknown: text.why };
  return text.value === 'STRICT' || (text.value === 'UNSET' && !isWide) ? 'no' : 'yes';
}

function shownMode(mode: Value): string {
  return mode.text() ?? 'not set';
}

/** What the guard would say of a DestinationRule that is there. */
export function refusedClients(rule: Resource, excluded: readonly string[]): readonly Note[] {
  if (excluded.includes(rule.namespace)) return [];
  if (/^kubernetes\.default(\.svc(\..*)?)?$/.test(rule.spec.get('host').text() ?? '')) return [];
  const what = `DestinationRule "${rule.name}"`;
  if (rule.unknown !== undefined) return noteOf(rule, hidden(rule.unknown), what, '');
  return clientTls(rule).flatMap((tls) => noteOf(tls, isOff(tls), what, 'switches TLS off'));
}

function isOff(tls: Value): Match {
  const mode = tls.get('mode').string('DISABLE');
  return mode.known ? (mode.value === 'DISABLE' ? 'yes' : 'no') : { unknown: mode.why };
}
