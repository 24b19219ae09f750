import { matchesGlob } from '../globs.js';
import type { Namespace } from '../inventory.js';
import type { Reason } from '../known.js';
import { listed } from '../listed.js';
import { allOf, anyOf, type Match, matchesSelector, not } from '../selectors.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';

/** What comes before a policy: any object of a namespace, or the pods of one workload in it. */
export interface Candidate {
  readonly namespace: Namespace;
  readonly workload?: Workload | undefined;
}

/** A selector that is not written fits everything. */
export function fitsSelector(selector: Value, labels: Parameters<typeof matchesSelector>[1]): Match {
  return selector.isAbsent ? 'yes' : matchesSelector(selector, labels);
}

/** Whether a text fits one of the globs of a list; an absent or empty list has no opinion and gives `absent`. */
export function fitsGlobs(list: Value, text: string, absent: Match): Match {
  const { items, hidden } = listed(list);
  if (items.length === 0 && hidden === undefined) return absent;
  return anyOf([...items.map((item): Match => (matchesGlob(item.text() ?? '', text) ? 'yes' : 'no')), ...unknownMatch(hidden)]);
}

function unknownMatch(why: Reason | undefined): readonly Match[] {
  return why === undefined ? [] : [{ unknown: why }];
}

export const BY_CONDITION: Reason = 'by a condition in CEL';

/**
 * Whether a candidate comes before a policy with `matchConstraints` or `matchResources`: by namespace, and for pods also by kind and labels.
 * Source: Kubernetes API reference, MatchResources v1.
 */
export function fitsMatchResources(match: Value, { namespace, workload }: Candidate): Match {
  const byNamespace = fitsSelector(match.get('namespaceSelector'), namespace.labels);
  if (workload === undefined) return byNamespace;
  const rules = match.get('resourceRules');
  return allOf([
    byNamespace,
    fitsSelector(match.get('objectSelector'), workload.podLabels),
    rules.isAbsent ? 'yes' : fitsAnyRule(rules),
    not(fitsAnyRule(match.get('excludeResourceRules'))),
  ]);
}

function fitsAnyRule(rules: Value): Match {
  const { items, hidden } = listed(rules);
  return anyOf([...items.map(matchesPods), ...unknownMatch(hidden)]);
}

/** Whether a rule of a webhook or a policy takes in the creation of pods. Source: Kubernetes API reference, RuleWithOperations v1. */
export function matchesPods(rule: Value): Match {
  return allOf([
    holds(rule.get('apiGroups'), ['', '*']),
    holds(rule.get('apiVersions'), ['v1', '*'], 'yes'),
    holds(rule.get('operations'), ['CREATE', '*'], 'yes'),
    holds(rule.get('resources'), ['pods', '*', 'pods/*', '*/*']),
    rule.get('resourceNames').isAbsent ? 'yes' : { unknown: 'by the name of the object' },
  ]);
}

function holds(list: Value, wanted: readonly string[], absent: Match = 'no'): Match {
  const { items, hidden } = listed(list);
  if (items.length === 0 && hidden === undefined) return absent;
  return anyOf([...items.map((item): Match => (wanted.includes(item.text() ?? '') ? 'yes' : 'no')), ...unknownMatch(hidden)]);
}

/** Conditions in CEL may let anything through: what they say is not evaluated. */
export function fitsConditions(conditions: Value): Match {
  return conditions.items().length === 0 ? 'yes' : { unknown: BY_CONDITION };
}

/**
 * Whether a candidate comes before a Kyverno rule: its `match` takes it in, and its `exclude` does not.
 * Source: Kyverno documentation, Selecting Resources: `any` is an OR, `all` an AND, the old form is one filter.
 */
export function fitsKyvernoRule(rule: Value, candidate: Candidate): Match {
  const exclude = rule.get('exclude');
  return allOf([fitsBlock(rule.get('match'), candidate, 'match'), exclude.isAbsent ? 'yes' : not(fitsBlock(exclude, candidate, 'exclude'))]);
}

/** Whether the `match` of a rule or an exception takes a candidate in. */
export function fitsKyvernoMatch(match: Value, candidate: Candidate): Match {
  return fitsBlock(match, candidate, 'match');
}

type Role = 'match' | 'exclude';

function fitsBlock(block: Value, candidate: Candidate, role: Role): Match {
  if (block.unknown !== undefined) return { unknown: block.unknown };
  const any = listed(block.get('any'));
  const all = listed(block.get('all'));
  if (any.items.length > 0 || any.hidden !== undefined) {
    return anyOf([...any.items.map((filter) => fitsFilter(filter, candidate, role)), ...unknownMatch(any.hidden)]);
  }
  if (all.items.length > 0 || all.hidden !== undefined) {
    return allOf([...all.items.map((filter) => fitsFilter(filter, candidate, role)), ...unknownMatch(all.hidden)]);
  }
  return block.get('resources').isAbsent ? 'no' : fitsFilter(block, candidate, role);
}

const WORKLOAD_KINDS = new Set(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'ReplicationController', 'Job', 'CronJob']);

/**
 * One filter of a rule. Without a workload the question is about a whole namespace: then a `match` needs no more than that some objects of it fit,
 * and an `exclude` must leave none.
 */
function fitsFilter(filter: Value, { namespace, workload }: Candidate, role: Role): Match {
  if (['subjects', 'roles', 'clusterRoles'].some((field) => !filter.get(field).isAbsent)) return 'no';
  const resources = filter.get('resources');
  if (resources.unknown !== undefined) return { unknown: resources.unknown };
  const byNamespace = allOf([
    fitsGlobs(resources.get('namespaces'), namespace.name, 'yes'),
    fitsSelector(resources.get('namespaceSelector'), namespace.labels),
    holds(resources.get('operations'), ['CREATE'], 'yes'),
  ]);
  const narrower = ['names', 'name', 'selector', 'annotations'].filter((field) => !resources.get(field).isAbsent);
  if (workload === undefined) return role === 'match' ? byNamespace : narrower.length > 0 || !takesEveryKind(resources) ? 'no' : byNamespace;
  return allOf([
    byNamespace,
    fitsKinds(resources.get('kinds'), workload, role),
    fitsSelector(resources.get('selector'), workload.podLabels),
    ...[resources.get('names'), resources.get('name')].filter((names) => !names.isAbsent).map((names) => fitsNames(names, workload)),
    resources.get('annotations').isAbsent ? 'yes' : { unknown: 'by annotations' },
  ]);
}

function takesEveryKind(resources: Value): boolean {
  const { items } = listed(resources.get('kinds'));
  return items.length === 0 || items.some((item) => item.text() === '*' || item.text() === 'Pod');
}

/** Kinds are `Kind`, `version/Kind`, `group/version/Kind`, each with stars. A rule on pods also holds for what makes them. */
function fitsKinds(kinds: Value, workload: Workload, role: Role): Match {
  const { items, hidden } = listed(kinds);
  if (items.length === 0 && hidden === undefined) return role === 'exclude' ? 'yes' : 'no';
  const fits = (text: string): boolean => {
    const kind = text.slice(text.lastIndexOf('/') + 1);
    return matchesGlob(kind, 'Pod') || (WORKLOAD_KINDS.has(kind) && kind === workload.kind);
  };
  return anyOf([...items.map((item): Match => (fits(item.text() ?? '') ? 'yes' : 'no')), ...unknownMatch(hidden)]);
}

/** Pods that a controller makes get names of their own: only a star fits them for sure. */
function fitsNames(names: Value, workload: Workload): Match {
  const globs = names.isList ? listed(names).items.map((item) => item.text() ?? '') : [names.text() ?? ''];
  if (globs.includes('*')) return 'yes';
  if (globs.some((glob) => matchesGlob(glob, workload.name) || matchesGlob(glob, `${workload.name}-x`))) return { unknown: 'by the name of the pod' };
  return globs.some((glob) => glob.includes('*')) ? { unknown: 'by the name of the pod' } : 'no';
}
