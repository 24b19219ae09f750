import type { Inventory } from '../../inventory/inventory.js';
import { PEER_AUTHENTICATION, rootNamespace } from '../../inventory/mesh/istio.js';
import { DESTINATION_RULE } from '../../inventory/mesh/mtls-policies.js';
import type { Note } from '../generator.js';
import type { Check } from './check.js';
import type { Intent } from './intent.js';
import { meshOptOut } from './mesh-opt-out.js';
import { refusedClients, refusedPeers } from './mtls-preview.js';

/** Nobody takes mutual TLS back: no weaker PeerAuthentication, no DestinationRule that switches TLS off, no pod that stays out of the mesh. */
export const mtlsGuard: Intent = {
  id: 'mtls-guard',
  controls: ['SC-8', 'SC-8(1)', 'AC-4', 'SC-23'],
  checks: (_policy, inventory, excluded) => [
    peers(inventory.view(rootNamespace), withoutRoot(inventory, excluded)),
    clients(withoutRoot(inventory, excluded)),
    meshOptOut.check(excluded),
  ],
  refuses: (_policy, inventory, excluded): readonly Note[] => [
    ...inventory.judged(PEER_AUTHENTICATION).flatMap((peer) => refusedPeers(inventory, peer, withoutRoot(inventory, excluded))),
    ...inventory.judged(DESTINATION_RULE).flatMap((rule) => refusedClients(rule, withoutRoot(inventory, excluded))),
    ...meshOptOut.refuses(inventory, excluded),
  ],
  gaps: () => [],
};

/** The root namespace holds the policies of the whole mesh: leaving it out would leave out the widest. No workload of it comes before these two. */
function withoutRoot(inventory: Inventory, excluded: readonly string[]): readonly string[] {
  return excluded.filter((name) => name !== inventory.view(rootNamespace));
}

/**
 * A mode that is not set is inherited: for the mesh there is nothing above it, so that it is PERMISSIVE; elsewhere a policy may leave it open, but not
 * take a STRICT back. Source: Istio reference, PeerAuthentication, Mode; `ComposePeerAuthentication` in its source.
 */
function peers(root: string, excluded: readonly string[]): Check {
  const isWide = `object.metadata.namespace == ${JSON.stringify(root)} && object.?spec.?selector.?matchLabels.orValue({}).size() == 0`;
  return {
    name: 'heptad-strict-peers',
    matches: { group: 'security.istio.io', version: '*', resource: 'peerauthentications', kind: 'PeerAuthentication', operations: ['CREATE', 'UPDATE'] },
    variables: [
      { name: 'mode', expression: modeOf('object') },
      { name: 'before', expression: `request.operation == "UPDATE" ? ${modeOf('oldObject')} : "UNSET"` },
      { name: 'ports', expression: 'object.?spec.?portLevelMtls.orValue({})' },
      { name: 'isWide', expression: isWide },
      { name: 'isSame', expression: 'request.operation == "UPDATE" && object.?spec.orValue({}) == oldObject.?spec.orValue({})' },
    ],
    offenders: [
      'variables.isSame ? [] : (variables.mode in ["STRICT", "UNSET"] ? [] : [string(variables.mode)])',
      '(variables.mode == "UNSET" && (variables.isWide || variables.before == "STRICT") ? ["no mode"] : [])',
      'variables.ports.filter(p, !(variables.ports[p].?mode.orValue("UNSET") in ["STRICT", "UNSET"])).map(p, "port " + string(p))',
    ].join(' + '),
    says: 'mutual TLS below STRICT',
    background: true,
    excluded,
  };
}

function modeOf(object: string): string {
  return `${object}.?spec.?mtls.?mode.orValue("UNSET")`;
}

/**
 * `tls` without a mode is DISABLE. The API server is no server of the mesh: its clients bring TLS of their own.
 * Sources: Istio reference, ClientTLSSettings; Istio FAQ, security, on the Kubernetes API server.
 */
function clients(excluded: readonly string[]): Check {
  const isOff = (owner: string): string => `${owner}.?tls.hasValue() && ${owner}.?tls.?mode.orValue("DISABLE") == "DISABLE"`;
  return {
    name: 'heptad-client-tls',
    matches: { group: 'networking.istio.io', version: '*', resource: 'destinationrules', kind: 'DestinationRule', operations: ['CREATE', 'UPDATE'] },
    variables: [
      { name: 'host', expression: 'object.?spec.?host.orValue("")' },
      { name: 'isApiServer', expression: 'variables.host.matches("^kubernetes[.]default([.]svc([.].*)?)?$")' },
      { name: 'isSame', expression: 'request.operation == "UPDATE" && object.?spec.orValue({}) == oldObject.?spec.orValue({})' },
      { name: 'policies', expression: '[object.?spec.?trafficPolicy.orValue({})] + object.?spec.?subsets.orValue([]).map(s, s.?trafficPolicy.orValue({}))' },
      { name: 'isOff', expression: `variables.policies.exists(p, ${isOff('p')} || p.?portLevelSettings.orValue([]).exists(s, ${isOff('s')}))` },
    ],
    offenders: 'variables.isOff && !variables.isApiServer && !variables.isSame ? [variables.host] : []',
    says: 'TLS is switched off for host',
    background: true,
    excluded,
  };
}
