import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import { appliesToGateway, rootNamespace } from '../mesh/istio.js';
import { anyRule, isInForce } from '../mesh/istio-authorization.js';
import { asksForMeshIdentity } from '../mesh/istio-rules.js';
import { authorizationIndex } from '../mesh/policy-index.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import type { Listener } from './entry-listeners.js';
import { forGateway } from './proxies.js';

/** Whether a listener lets nobody in without a certificate; the place is what says that it does. `fallback` lets in who fails the check. */
export type CertificateDemand =
  | { readonly says: 'demanded' }
  | ({ readonly says: 'open'; readonly fallback?: Spot | undefined } & Spot)
  | { readonly says: 'unknown'; readonly why: Reason };

const ELSEWHERE: Reason = 'the backend ends the connection';

export function certificateDemand(listener: Listener, inventory: Inventory): CertificateDemand {
  return listener.isIstio ? ofServer(listener, inventory) : ofListener(listener);
}

/** Source: Istio reference, ServerTLSSettings.TLSmode: OPTIONAL_MUTUAL verifies a certificate only if there is one. */
function ofServer({ value, gateway }: Listener, inventory: Inventory): CertificateDemand {
  const mode = value.path('tls', 'mode').string('');
  if (!mode.known) return { says: 'unknown', why: mode.why };
  if (mode.value === 'MUTUAL' || mode.value === 'ISTIO_MUTUAL') return { says: 'demanded' };
  if (mode.value.endsWith('PASSTHROUGH')) return { says: 'unknown', why: ELSEWHERE };
  const match = mode.value === 'OPTIONAL_MUTUAL' ? byPolicy(gateway, inventory) : 'no';
  if (match === 'yes') return { says: 'demanded' };
  return match === 'no' ? { says: 'open', at: mode.at, pointer: mode.pointer } : { says: 'unknown', why: match.unknown };
}

/** A policy at the gateway that refuses callers without an identity, which only a certificate gives them. */
function byPolicy(gateway: Resource, inventory: Inventory): Match {
  const index = inventory.view(authorizationIndex);
  const policies = [...index.wide(inventory.view(rootNamespace)), ...forGateway(index, { gateway, name: gateway.name, namespace: gateway.namespace })];
  return anyOf(
    policies.map((policy) => {
      const holds = appliesToGateway(policy, gateway, inventory);
      const denies = allOf([isInForce(policy, 'DENY'), anyRule(policy, refusesNameless)]);
      const rules = listed(policy.spec.get('rules')).items;
      const allows = allOf([isInForce(policy, 'ALLOW'), rules.length > 0 ? 'yes' : 'no', ...rules.map(asksForMeshIdentity)]);
      return allOf([holds, anyOf([denies, allows])]);
    }),
  );
}

function refusesNameless(rule: Value): Match {
  if (rule.hides !== undefined) return { unknown: rule.hides };
  if (listed(rule.get('to')).items.length > 0 || listed(rule.get('when')).items.length > 0) return 'no';
  return listed(rule.get('from')).items.some((item) => {
    const fields = [...item.get('source').entries()].filter(([, value]) => !value.isAbsent);
    return fields.length === 1 && fields[0]?.[0] === 'notPrincipals';
  })
    ? 'yes'
    : 'no';
}

/**
 * A Gateway of the Gateway API verifies client certificates for a port or for all: `AllowInsecureFallback` lets others in too.
 * Source: Gateway API reference, Gateway.spec.tls.frontend; Istio documentation, Ingress Gateways, option `gateway.istio.io/tls-terminate-mode`.
 */
function ofListener({ value, gateway }: Listener): CertificateDemand {
  const mode = value.path('tls', 'mode').string('Terminate');
  const option = value.path('tls', 'options', 'gateway.istio.io/tls-terminate-mode').string('');
  const validation = validationOf(gateway, value);
  const fallback = validation.get('mode').string('AllowValidOnly');
  const authorities = listed(validation.get('caCertificateRefs'));
  const hidden = [mode, option, fallback].flatMap((known) => (known.known ? [] : [known.why]))[0] ?? authorities.hidden;
  if (hidden !== undefined) return { says: 'unknown', why: hidden };
  if (mode.known && mode.value === 'Passthrough') return { says: 'unknown', why: ELSEWHERE };
  if (option.known && option.value === 'MUTUAL') return { says: 'demanded' };
  if (authorities.items.length === 0) return { says: 'open', at: value.keyAt, pointer: value.pointer };
  return fallback.known && fallback.value === 'AllowInsecureFallback'
    ? { says: 'open', at: fallback.at, pointer: fallback.pointer, fallback }
    : { says: 'demanded' };
}

function validationOf(gateway: Resource, listener: Value): Value {
  const own = listener.path('tls', 'frontendValidation');
  if (!own.isAbsent) return own;
  const frontend = gateway.spec.path('tls', 'frontend');
  const port = listener.get('port').text();
  const forPort = listed(frontend.get('perPort')).items.find((item) => item.get('port').text() === port);
  return forPort === undefined ? frontend.path('default', 'validation') : forPort.path('tls', 'validation');
}
