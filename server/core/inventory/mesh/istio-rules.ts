import { listed } from '../listed.js';
import { allOf, anyOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { answersAboutItself } from './probe-paths.js';

/** The claim that a condition reads, as a path: `request.auth.claims[realm][roles]` is `realm`, `roles`; undefined for any other key. */
export function claimOf(key: string): readonly string[] | undefined {
  const found = /^request\.auth\.claims((?:\[[^[\]]+\])+)$/.exec(key)?.[1];
  return found?.slice(1, -1).split('][');
}

/** Whether a field of a source, an operation or a condition has an entry. */
function names(fields: Value, key: string): Match {
  const { items, hidden } = listed(fields.get(key));
  if (items.length > 0) return 'yes';
  return hidden === undefined ? 'no' : { unknown: hidden };
}

function sources(rule: Value): { readonly all: readonly Value[]; readonly hidden: Match } {
  const { items, hidden } = listed(rule.get('from'));
  return { all: items.map((item) => item.get('source')), hidden: hidden === undefined ? 'yes' : { unknown: hidden } };
}

/** Whether a rule fits only requests with a verified token: by each of its sources, or by a condition that only such a request meets. */
export function asksForToken(rule: Value): Match {
  const from = sources(rule);
  const bySource = from.all.length === 0 ? 'no' : allOf([from.hidden, ...from.all.map((source) => names(source, 'requestPrincipals'))]);
  const conditions = listed(rule.get('when'));
  const byCondition = conditions.items.map((condition): Match => {
    const key = condition.get('key').string('');
    if (!key.known) return { unknown: key.why };
    return key.value.startsWith('request.auth.') ? names(condition, 'values') : 'no';
  });
  return anyOf([bySource, ...byCondition, ...(conditions.hidden === undefined ? [] : [{ unknown: conditions.hidden }])]);
}

/** Whether a rule fits only callers with an identity in the mesh: callers from outside have none, but their gateway has. */
export function asksForMeshIdentity(rule: Value): Match {
  const from = sources(rule);
  if (from.all.length === 0) return 'no';
  return allOf([from.hidden, ...from.all.map((source) => anyOf(['principals', 'namespaces', 'serviceAccounts'].map((key) => names(source, key))))]);
}

/** Whether a rule fits only requests that carry no data: to paths that probes ask for, or the preflight of a browser. */
export function isHarmless(rule: Value, workload?: Workload): boolean {
  const { items, hidden } = listed(rule.get('to'));
  const paths = answersAboutItself(workload);
  return (
    hidden === undefined &&
    items.length > 0 &&
    items.every((item) => only(item.get('operation'), 'paths', paths) || only(item.get('operation'), 'methods', new Set(['OPTIONS'])))
  );
}

/** Whether all that a DENY rule leaves out is harmless: it excepts only such paths or methods. `ports` are those that requests come in by; a rule that names them all is not narrower. */
export function refusesAllButHarmless(rule: Value, workload?: Workload, ports: readonly string[] = []): boolean {
  const { items, hidden } = listed(rule.get('to'));
  if (hidden !== undefined) return false;
  const paths = answersAboutItself(workload);
  return items.length === 0 || items.some((item) => exceptsOnly(item.get('operation'), paths, ports));
}

function exceptsOnly(operation: Value, paths: ReadonlySet<string>, ports: readonly string[]): boolean {
  return [...operation.entries()].every(([key, value]) => {
    if (value.isAbsent || (key === 'notMethods' && only(operation, key, new Set(['OPTIONS'])))) return true;
    if (key === 'notPaths') return only(operation, key, paths);
    return key === 'ports' && ports.length > 0 && ports.every((port) => listed(value).items.some((item) => item.text() === port));
  });
}

function only(operation: Value, key: string, allowed: ReadonlySet<string>): boolean {
  const { items, hidden } = listed(operation.get(key));
  return hidden === undefined && items.length > 0 && items.every((item) => allowed.has(item.text() ?? ''));
}
