import { AUTHENTICATION } from '../control-plane/control-plane.js';
import { flagsOf } from '../control-plane/program-flags.js';
import type { Inventory } from '../inventory.js';
import { type Known, type Reason, type Spot, spotOf } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import { tokenLife } from './cel-claims.js';

/** A place that says how long a session or a token lives. */
export interface SessionLimits extends Spot {
  readonly resource: Resource;
  /** Until the user has to sign on again. */
  readonly life?: Limit | undefined;
  /** Until a session ends that nobody uses. */
  readonly idle?: Limit | undefined;
}

export type Limit = Spot & ({ readonly seconds: number } | { readonly unknown: Reason });

/** Every place in sight that sets one. `inventory.view(sessionLimits)`. */
export function sessionLimits(inventory: Inventory): readonly SessionLimits[] {
  return [
    ...inventory.ofKind(AUTHENTICATION).flatMap(ofTokens),
    ...inventory.ofKind('k8s.keycloak.org/KeycloakRealmImport').flatMap(ofRealm),
    ...inventory.ofKind('config.openshift.io/OAuth').flatMap(ofOpenShift),
    ...inventory.ofKind('networking.istio.io/EnvoyFilter').flatMap(ofEnvoyFilter),
    ...inventory
      .allWorkloads()
      .flatMap((workload) => workload.containers.flatMap((container) => ofProxy(workload.resource, flagsOf(container, 'oauth2-proxy')))),
  ];
}

/** Only where every issuer has a rule on the life of its tokens. */
function ofTokens(config: Resource): readonly SessionLimits[] {
  const issuers = listed(config.root.get('jwt'));
  const found = issuers.items.map((issuer) => listed(issuer.get('claimValidationRules')).items.flatMap((rule) => lifeOf(rule.get('expression'))));
  if (issuers.hidden !== undefined || found.some((lives) => lives.length === 0)) return [];
  return found.flatMap(([life]) => (life === undefined ? [] : [{ resource: config, at: life.at, pointer: life.pointer, life }]));
}

function lifeOf(expression: Value): readonly Limit[] {
  const seconds = tokenLife(expression.text() ?? '');
  return seconds === undefined ? [] : [{ at: expression.at, pointer: expression.pointer, seconds }];
}

/** Source: Keycloak Server Administration, session and token timeouts: 10 hours and 30 minutes where a realm says nothing. */
function ofRealm(resource: Resource): readonly SessionLimits[] {
  const realm = resource.spec.get('realm');
  const [life, idle] = [realm.get('ssoSessionMaxLifespan'), realm.get('ssoSessionIdleTimeout')];
  if (life.isAbsent && idle.isAbsent) return [];
  return [{ resource, ...spotOf(life), life: inSeconds(life, 36_000), idle: inSeconds(idle, 1800) }];
}

/** Source: OpenShift API reference, OAuth: tokens live for 24 hours, and no inactivity ends them, where nothing else is said. */
function ofOpenShift(resource: Resource): readonly SessionLimits[] {
  const tokens = resource.spec.get('tokenConfig');
  const idle = tokens.get('accessTokenInactivityTimeout');
  if (tokens.isAbsent) return [];
  const life = tokens.get('accessTokenMaxAgeSeconds');
  return [{ resource, ...spotOf(life), life: inSeconds(life, 86_400), idle: idle.isAbsent ? undefined : inWords(idle.string(''), idle) }];
}

/** The OAuth2 filter keeps a session as long as its tokens live. Source: Envoy API, OAuth2Config.default_expires_in, default_refresh_token_expires_in. */
function ofEnvoyFilter(resource: Resource): readonly SessionLimits[] {
  return listed(resource.spec.get('configPatches')).items.flatMap((patch) => {
    const filter = patch.path('patch', 'value', 'typed_config');
    if (filter.get('@type').text()?.endsWith('.oauth2.v3.OAuth2') !== true) return [];
    const refresh = filter.path('config', 'default_refresh_token_expires_in');
    const value = refresh.isAbsent ? filter.path('config', 'default_expires_in') : refresh;
    return value.isAbsent ? [] : [{ resource, ...spotOf(value), life: inWords(value.string(''), value) }];
  });
}

/** Source: OAuth2 Proxy documentation, Configuration, cookie-expire. 0 is a cookie of the browser's session. */
function ofProxy(resource: Resource, flags: ReturnType<typeof flagsOf>): readonly SessionLimits[] {
  const expire = flags?.one('cookie-expire');
  if (expire === undefined || (expire.known && /^0/.test(expire.value))) return [];
  return [{ resource, ...spotOf(expire), life: inWords(expire, expire) }];
}

function inSeconds(value: Value, absent: number): Limit {
  const seconds = value.number(absent);
  return seconds.known ? { ...spotOf(value), seconds: seconds.value ?? absent } : { ...spotOf(value), unknown: seconds.why };
}

const UNITS: ReadonlyMap<string, number> = new Map([
  ['h', 3600],
  ['m', 60],
  ['s', 1],
]);

/** A duration as Go and Envoy write it: `12h`, `1h30m`, `3600s`. */
function inWords(text: Known<string>, spot: Spot): Limit {
  if (!text.known) return { ...spotOf(spot), unknown: text.why };
  if (!/^(?:\d+(?:\.\d+)?[hms])+$/.test(text.value)) return { ...spotOf(spot), unknown: 'no duration' };
  const parts = [...text.value.matchAll(/(\d+(?:\.\d+)?)([hms])/g)];
  return { ...spotOf(spot), seconds: parts.reduce((sum, part) => sum + Number(part[1]) * (UNITS.get(part[2] ?? '') ?? 0), 0) };
}
