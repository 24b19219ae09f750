import type { Reason } from './known.js';
import type { Labels } from './resource.js';
import type { Value } from './value.js';

/** Whether labels fit a selector: `yes`, `no`, or why it cannot be said. */
export type Match = 'yes' | 'no' | { readonly unknown: Reason };

/** All of them must hold; `no` wins over unknown. */
export function allOf(matches: Iterable<Match>): Match {
  let answer: Match = 'yes';
  for (const match of matches) {
    if (match === 'no') return 'no';
    if (match !== 'yes') answer = match;
  }
  return answer;
}

/** One of them must hold; `yes` wins over unknown. */
export function anyOf(matches: Iterable<Match>): Match {
  let answer: Match = 'no';
  for (const match of matches) {
    if (match === 'yes') return 'yes';
    if (match !== 'no') answer = match;
  }
  return answer;
}

/** Why a match is not known; undefined when it is. */
export function whyUnknown(match: Match): Reason | undefined {
  return typeof match === 'string' ? undefined : match.unknown;
}

/**
 * A map of labels that must all be there (Service `spec.selector`, Istio `selector.matchLabels`). An empty or absent map fits everything.
 * `added` are the labels that the target sets in the selector, `member.edits.selected` of its object.
 */
export function matchesMap(selector: Value, labels: Labels, added?: ReadonlyMap<string, string>): Match {
  if (selector.hides !== undefined) return { unknown: selector.hides };
  let answer: Match = 'yes';
  for (const [key, value] of selector.entries()) {
    const match = hasPair(labels, key, value, added?.get(key));
    if (match === 'no') return 'no';
    if (match !== 'yes') answer = match;
  }
  return answer;
}

function hasPair(labels: Labels, key: string, value: Value, added: string | undefined): Match {
  if (added !== undefined) return has(labels, key, [added]);
  return value.unknown === undefined ? has(labels, key, [value.text() ?? '']) : { unknown: value.unknown };
}

/**
 * A LabelSelector (`matchLabels`, `matchExpressions`): an empty one fits everything. Absent is the caller's business: it means different things.
 * Source: Kubernetes API reference, LabelSelector, meta/v1.
 */
export function matchesSelector(selector: Value, labels: Labels, added?: ReadonlyMap<string, string>): Match {
  if (selector.hides !== undefined) return { unknown: selector.hides };
  return allOf([
    matchesMap(selector.get('matchLabels'), labels, added),
    ...selector
      .get('matchExpressions')
      .items()
      .map((item) => matchesExpression(item, labels)),
  ]);
}

function matchesExpression(expression: Value, labels: Labels): Match {
  const key = expression.get('key').string();
  const operator = expression.get('operator').string();
  const values = expression.get('values').strings();
  if (!key.known) return { unknown: key.why };
  if (!operator.known) return { unknown: operator.why };
  if (!values.known) return { unknown: values.why };
  if (key.value === undefined) return 'no';
  switch (operator.value) {
    case 'In':
      return has(labels, key.value, values.value);
    case 'NotIn':
      return not(has(labels, key.value, values.value));
    case 'Exists':
      return has(labels, key.value);
    case 'DoesNotExist':
      return not(has(labels, key.value));
    default:
      return { unknown: 'by an operator that the cluster refuses' };
  }
}

function has(labels: Labels, key: string, values?: readonly string[]): Match {
  const found = labels.known.get(key);
  if (found === undefined) return labels.open === undefined ? 'no' : { unknown: labels.open };
  return values === undefined || values.includes(found) ? 'yes' : 'no';
}

/** The opposite answer; unknown stays unknown. */
export function not(match: Match): Match {
  return match === 'yes' ? 'no' : match === 'no' ? 'yes' : match;
}
