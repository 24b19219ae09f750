import type { Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Value } from '../value.js';

/** How a rule of an AuthorizationPolicy says who may call: each part of it that names no identity. */
export interface Callers {
  readonly unnamed: readonly Unnamed[];
  readonly hidden?: Reason | undefined;
}

/** A part that names no identity, and the source that it stands in. */
export interface Unnamed {
  readonly spot: Spot;
  readonly says: string;
  readonly source?: Value | undefined;
}

const NO_IDENTITY = 'asks for no identity';
const NO_SINGLE = 'names no single identity';

/**
 * Identities are those of workloads (`principals`, `serviceAccounts`, `source.principal`) and, at the edge, of end users (`requestPrincipals`, claims).
 * Source: Istio reference, AuthorizationPolicy, Source; Authorization Policy Conditions.
 */
export function callersOf(rule: Value): Callers {
  if (rule.hides !== undefined) return { unnamed: [], hidden: rule.hides };
  const conditions = listed(rule.get('when'));
  if (conditions.items.some(namesCaller)) return { unnamed: [] };
  const from = listed(rule.get('from'));
  const hidden = conditions.hidden ?? from.hidden;
  if (from.items.length === 0) {
    if (hidden !== undefined) return { unnamed: [], hidden };
    const at = rule.isMap && [...rule.entries()].length > 0 ? rule.keyAt : rule.at;
    return { unnamed: [{ spot: { at, pointer: rule.pointer }, says: NO_IDENTITY }] };
  }
  const sources = from.items.map((item) => readSource(item.get('source'), item));
  return { unnamed: sources.flatMap(({ unnamed }) => unnamed), hidden: hidden ?? sources.find((source) => source.hidden !== undefined)?.hidden };
}

const CALLER_KEYS = /^(source\.principal|request\.auth\.(principal|claims\[.+\]|presenter|audiences))$/;

function namesCaller(condition: Value): boolean {
  const values = listed(condition.get('values')).items;
  const key = condition.get('key').text() ?? '';
  return CALLER_KEYS.test(key) && values.length > 0 && values.every((value) => !(key === 'source.principal' ? isWideAccount : isWide)(value));
}

const BY_ACCOUNT = ['principals', 'serviceAccounts'];
const BY_ADDRESS = ['ipBlocks', 'remoteIpBlocks'];

/** All fields of a source must hold, so that one named identity in it is enough. */
function readSource(source: Value, item: Value): Callers {
  if (source.hides !== undefined) return { unnamed: [], hidden: source.hides };
  const users = listed(source.get('requestPrincipals'));
  if (users.items.length > 0) return { unnamed: [] };
  const accounts = BY_ACCOUNT.map((key) => listed(source.get(key)));
  if (accounts.some(({ items }) => items.length > 0 && items.every((account) => !isWideAccount(account)))) return { unnamed: [] };
  const hidden = [users, ...accounts].find((list) => list.hidden !== undefined)?.hidden;
  if (hidden !== undefined) return { unnamed: [], hidden };
  const wide = accounts.flatMap(({ items }) => items).filter(isWideAccount);
  if (wide.length > 0) return { unnamed: wide.map((spot) => ({ spot, says: NO_SINGLE })) };
  return { unnamed: [{ ...byOther(source, item) }] };
}

function byOther(source: Value, item: Value): Unnamed {
  const namespaces = source.get('namespaces');
  if (namespaces.items().length > 0) return { spot: namespaces, says: 'goes by namespace, not by identity', source };
  const address = BY_ADDRESS.map((key) => source.get(key)).find((list) => list.items().length > 0);
  if (address !== undefined) return { spot: address, says: 'goes by address, not by identity' };
  return { spot: { at: source.exists ? source.keyAt : item.at, pointer: item.pointer }, says: NO_IDENTITY };
}

/** A star that stands for the whole name, whatever comes before it. A part of the name before or after the star still names. */
function isWide(name: Value): boolean {
  return /(^|\/)\*$/.test(name.text() ?? '');
}

/** A star that comes before the name of the account begins: all accounts of namespaces that begin alike, or of trust domains. */
const BEFORE_ACCOUNT = /^[^/]*(?:\/(?:n|ns|ns\/[^/]*|ns\/[^/]+\/(?:s|sa|sa\/)?))?\*$/;

function isWideAccount(account: Value): boolean {
  return isWide(account) || BEFORE_ACCOUNT.test(account.text() ?? '');
}
