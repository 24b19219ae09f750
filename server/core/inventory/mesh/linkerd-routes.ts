import type { Resource } from '../resource.js';
import type { Value } from '../value.js';
import type { Workload } from '../workload.js';
import { answersAboutItself } from './probe-paths.js';

/** Whether every rule of a route matches on a method or on a path that is more than the root. */
export function namesRoute(route: Resource): boolean {
  return everyMatch(route, (match) => match.get('method').exists || !['/', undefined].includes(match.path('path', 'value').text()));
}

/** Whether a route leads only to paths at which a workload answers about itself. A path that is an expression may lead anywhere. */
export function isForProbes(route: Resource, workload: Workload): boolean {
  const paths = answersAboutItself(workload);
  return everyMatch(route, (match) => {
    const path = match.get('path');
    return path.get('type').unknown === undefined && path.get('type').text() !== 'RegularExpression' && paths.has(path.get('value').text() ?? '');
  });
}

/** A rule without a match takes every request. */
function everyMatch(route: Resource, passes: (match: Value) => boolean): boolean {
  const rules = route.spec.get('rules').items();
  return (
    rules.length > 0 &&
    rules.every((rule) => {
      const matches = rule.get('matches').items();
      return matches.length > 0 && matches.every(passes);
    })
  );
}
