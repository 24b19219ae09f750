import type { Listener } from '../calls/call.js';
import { listenerKey } from '../calls/listeners.js';
import type { Inventory } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import { isEveryAddress } from '../network/network-words.js';
import type { Resource } from '../resource.js';
import { allOf, anyOf, type Match, not } from '../selectors.js';
import { portsByListener } from '../traffic/listener-ports.js';
import { carriesRequests } from '../traffic/services.js';
import type { Value } from '../value.js';
import type { Identity } from './reach.js';

/** What a rule is held against. */
export interface Connection {
  readonly identity: Identity;
  readonly to: Listener;
  readonly enforcer: 'sidecar' | 'ambient';
  readonly action: 'CUSTOM' | 'DENY' | 'ALLOW';
}

/**
 * Whether a rule fits a connection: one of `from`, one of `to`, and all of `when`; what is absent fits everything.
 * Source: Istio reference, AuthorizationPolicy, Rule, Source, Operation, Condition.
 */
export function ruleFits(inventory: Inventory, policy: Resource, rule: Value, connection: Connection): Match {
  if (rule.hides !== undefined) return { unknown: rule.hides };
  const http = httpFits(inventory, connection);
  const when = listed(rule.get('when'));
  return allOf([
    oneOf(rule.get('from'), 'source', (source) => sourceFits(policy, source, connection, http)),
    oneOf(rule.get('to'), 'operation', (operation) => operationFits(operation, connection, http)),
    ...when.items.map((condition) => conditionFits(policy, condition, connection, http)),
    ...(when.hidden === undefined ? [] : [{ unknown: when.hidden }]),
  ]);
}

/** Source: the validation of AuthorizationPolicy by istiod: a source, operation or condition has one value at least. */
const REFUSED: Match = { unknown: 'a part of a rule without a value: the API server refuses it' };

function isEmpty(fields: Value): boolean {
  return [...fields.entries()].every(([name]) => !isWritten(fields, name));
}

function oneOf(list: Value, key: string, fits: (fields: Value) => Match): Match {
  const { items, hidden } = listed(list);
  if (items.length === 0 && hidden === undefined) return 'yes';
  return anyOf([
    ...items.map((item) => (item.hides === undefined ? fits(item.get(key)) : { unknown: item.hides })),
    ...(hidden === undefined ? [] : [{ unknown: hidden }]),
  ]);
}

/** A test of one value of a field. */
type Test = (text: string) => Match;

/** A field fits when one of its values does; an absent or empty one always. */
function field(fields: Value, key: string, test: Test): Match {
  const { items, hidden } = listed(fields.get(key));
  if (items.length === 0 && hidden === undefined) return 'yes';
  return anyOf([...items.map((item) => test(item.text() ?? '')), ...(hidden === undefined ? [] : [{ unknown: hidden }])]);
}

/** A field of what must not be fits when none of its values does. */
function notField(fields: Value, key: string, test: Test): Match {
  const { items, hidden } = listed(fields.get(key));
  return not(anyOf([...items.map((item) => test(item.text() ?? '')), ...(hidden === undefined ? [] : [{ unknown: hidden }])]));
}

const SOURCE_FIELDS = ['principals', 'namespaces', 'serviceAccounts', 'ipBlocks', 'remoteIpBlocks', 'requestPrincipals'] as const;

function sourceFits(policy: Resource, source: Value, connection: Connection, http: Match): Match {
  if (source.hides !== undefined) return { unknown: source.hides };
  if (isEmpty(source)) return REFUSED;
  const { identity } = connection;
  const tests: Readonly<Record<(typeof SOURCE_FIELDS)[number], Test>> = {
    principals: (text) => isPrincipal(text, identity),
    namespaces: (text) => isNamespace(text, identity),
    serviceAccounts: (text) => isAccount(text, identity, policy),
    ipBlocks: isAddress,
    remoteIpBlocks: isAddress,
    requestPrincipals: () => 'yes',
  };
  return allOf(
    SOURCE_FIELDS.flatMap((key) => {
      const negative = `not${key[0]?.toUpperCase() ?? ''}${key.slice(1)}`;
      if (key !== 'requestPrincipals') return [field(source, key, tests[key]), notField(source, negative, tests[key])];
      return [key, negative].filter((name) => isWritten(source, name)).map(() => (http === 'yes' && connection.action === 'ALLOW' ? OF_USER : http));
    }),
  );
}

const OF_USER: Match = { unknown: 'it depends on the token of a user' };

const HTTP_FIELDS = ['hosts', 'methods', 'paths', 'notHosts', 'notMethods', 'notPaths'];

function operationFits(operation: Value, { to }: Connection, http: Match): Match {
  if (operation.hides !== undefined) return { unknown: operation.hides };
  if (isEmpty(operation)) return REFUSED;
  const isPort: Test = (text) => samePort(text, to);
  const written = HTTP_FIELDS.filter((key) => isWritten(operation, key));
  const requests = written.length === 0 ? [] : written.some((key) => leavesNothing(operation, key)) ? [http === 'yes' ? NO_REQUEST : http] : [http];
  return allOf([field(operation, 'ports', isPort), notField(operation, 'notPorts', isPort), ...requests]);
}

const NO_REQUEST: Match = { unknown: 'it may fit no request' };

/** A star in a field of what must not be takes every request. */
function leavesNothing(operation: Value, key: string): boolean {
  return key.startsWith('not') && listed(operation.get(key)).items.some((item) => /^\/?\*$|^\/\{\*\*\}$/.test(item.text() ?? ''));
}

/** Whether a rule looks at requests, so that it is for some of them only. */
export function looksAtRequests(rule: Value): boolean {
  const operations = listed(rule.get('to')).items.map((item) => item.get('operation'));
  const conditions = listed(rule.get('when')).items.map((item) => item.get('key').text() ?? '');
  return operations.some((operation) => HTTP_FIELDS.some((key) => isWritten(operation, key))) || conditions.some((key) => key.startsWith('request.'));
}

function isWritten(fields: Value, key: string): boolean {
  const { items, hidden } = listed(fields.get(key));
  return items.length > 0 || hidden !== undefined;
}

function conditionFits(policy: Resource, condition: Value, connection: Connection, http: Match): Match {
  const key = condition.get('key').string('');
  if (!key.known) return { unknown: key.why };
  if (!isWritten(condition, 'values') && !isWritten(condition, 'notValues')) return REFUSED;
  const test = conditionTest(policy, key.value, connection);
  if (test === undefined) return http === 'yes' && connection.action === 'ALLOW' && key.value.startsWith('request.auth.') ? OF_USER : http;
  return allOf([field(condition, 'values', test), notField(condition, 'notValues', test)]);
}

/** The keys that a connection has by itself; undefined for those of a request. Source: Istio reference, Authorization Policy Conditions. */
function conditionTest(policy: Resource, key: string, { identity, to }: Connection): Test | undefined {
  switch (key) {
    case 'source.ip':
    case 'remote.ip':
      return isAddress;
    case 'source.namespace':
      return (text) => isNamespace(text, identity);
    case 'source.principal':
      return (text) => isPrincipal(text, identity);
    case 'source.serviceAccount':
      return (text) => isAccount(text, identity, policy);
    case 'destination.port':
      return (text) => samePort(text, to);
    case 'destination.ip':
      return (text) => (isEveryIpv4(text) ? 'yes' : { unknown: 'the address of the destination is in no file' });
    case 'connection.sni':
      return () => ({ unknown: 'the server name of the connection is in no file' });
    default:
      return key.startsWith('request.') ? undefined : () => ({ unknown: `"${key}" is in no file` });
  }
}

/**
 * What fields of a request come to at layer 4. On a port that carries no requests a rule to allow with such a field never fits, and one to deny fits as if the
 * field were absent; in ambient mode no rule to allow fits either. Where requests are read, a rule to allow lets some of them through, and for the others it
 * depends on the request.
 * Sources: Istio documentation, Authorization for TCP traffic; ambient mode, Use Layer 4 security policy.
 */
function httpFits(inventory: Inventory, { to, enforcer, action }: Connection): Match {
  if (enforcer === 'ambient') return action === 'ALLOW' ? 'no' : { unknown: 'fields of a request where nothing reads requests' };
  const requests = readsRequests(inventory, to);
  if (requests === 'no') return action === 'ALLOW' ? 'no' : 'yes';
  if (requests === 'yes' && action === 'ALLOW') return 'yes';
  return { unknown: requests === 'yes' ? 'it depends on the request' : requests.unknown };
}

/**
 * Whether the proxy reads requests on a port, by what all Services say that lead to it. Without a word it looks at the traffic itself; what is declared as
 * HTTPS stays closed to it. Source: Istio documentation, Protocol Selection.
 */
function readsRequests(inventory: Inventory, to: Listener): Match {
  const said = (inventory.view(portsByListener).get(listenerKey(to)) ?? []).map((port) =>
    port.protocol === undefined ? undefined : port.protocol !== 'https' && carriesRequests(port),
  );
  if (said.length > 0 && said.every((one) => one === true)) return 'yes';
  if (said.length > 0 && said.every((one) => one === false)) return 'no';
  return { unknown: 'no Service says whether the port carries requests' };
}

const TRUST_DOMAIN = 'cluster.local';

/** A pattern with a star at its start, its end, or alone. Source: Istio reference, AuthorizationPolicy, exact, prefix, suffix and presence match. */
function fitsPattern(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}

/** `cluster.local` stands for whatever the trust domain of the mesh is; another one is not in the files. Source: Istio documentation, Trust Domain Migration. */
function isPrincipal(pattern: string, identity: Identity): Match {
  if (identity.kind === 'anonymous') return 'no';
  if (pattern === '*') return identity.kind === 'principal' ? 'yes' : { unknown: identity.why };
  if (identity.kind === 'unknown') return { unknown: identity.why };
  if (identity.namespace === '') return { unknown: NO_NAMESPACE };
  const own = `/ns/${identity.namespace}/sa/${identity.account}`;
  const slash = pattern.indexOf('/');
  const domain = slash < 0 ? pattern : pattern.slice(0, slash);
  if (domain === TRUST_DOMAIN || domain === '*') return fitsPattern(pattern, `${TRUST_DOMAIN}${own}`) ? 'yes' : 'no';
  const unclear: Match = { unknown: `whether "${domain}" is the trust domain is not known` };
  if (pattern.startsWith('*')) {
    const end = pattern.slice(1);
    return own.endsWith(end) ? 'yes' : end.endsWith(own) ? unclear : 'no';
  }
  if (slash < 0) return pattern.endsWith('*') ? unclear : 'no';
  return fitsPattern(pattern.slice(slash), own) ? unclear : 'no';
}

const NO_NAMESPACE: Reason = 'the namespace of the caller is not set';

function isNamespace(pattern: string, identity: Identity): Match {
  if (identity.kind === 'anonymous') return 'no';
  if (identity.kind === 'unknown') return { unknown: identity.why };
  if (pattern !== '*' && identity.namespace === '') return { unknown: NO_NAMESPACE };
  return fitsPattern(pattern, identity.namespace === '' ? 'x' : identity.namespace) ? 'yes' : 'no';
}

/** `NAMESPACE/NAME`, or the name in the namespace of the policy. Source: Istio reference, Source.serviceAccounts. */
function isAccount(text: string, identity: Identity, policy: Resource): Match {
  if (identity.kind === 'anonymous') return 'no';
  if (identity.kind === 'unknown') return { unknown: identity.why };
  const [first = '', second] = text.split('/');
  const [namespace, account] = second === undefined ? [policy.namespace, first] : [first, second];
  return namespace === identity.namespace && account === identity.account ? 'yes' : 'no';
}

function isAddress(text: string): Match {
  return isEveryIpv4(text) ? 'yes' : { unknown: `whether the caller's address is in "${text}" is in no file` };
}

/** A block of all addresses of IPv6 holds none of IPv4, which clusters have unless they are set up otherwise. */
function isEveryIpv4(text: string): boolean {
  return isEveryAddress(text) && !text.includes(':');
}

function samePort(text: string, { port }: Listener): Match {
  if (typeof port !== 'number') return { unknown: `the number of port "${port}" is not known` };
  return text === String(port) ? 'yes' : 'no';
}
