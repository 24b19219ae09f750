import type { Problem, Severity } from '../../syntax/place.js';
import { type Member, Resource } from '../resource.js';
import { KUSTOMIZE_GROUP } from './kustomize/kustomization.js';
import { inSlices } from './slices.js';
import type { TargetKind } from './target.js';

/**
 * A problem for each object that is in a target already. Templates may write an object twice, each time under another condition.
 * Two files of a plain folder may be alternatives that nobody applies together: there it is a warning. Both objects are judged in any case.
 */
export function* duplicatesIn(members: readonly Member[], kind: TargetKind): Generator<undefined, readonly Problem[]> {
  const first = new Map<string, Resource>();
  const problems: Problem[] = [];
  yield* inSlices(members, (member) => {
    if (member.context || member.document.templated) return;
    const resource = new Resource(member);
    if (resource.group === KUSTOMIZE_GROUP || !resource.metadata.get('name').exists) return;
    const before = first.get(resource.id);
    if (before === undefined) first.set(resource.id, resource);
    else problems.push(duplicate(resource, before, kind === 'folder' && resource.path !== before.path ? 'warning' : 'error'));
  });
  return problems;
}

function duplicate(resource: Resource, before: Resource, severity: Severity): Problem {
  return {
    code: 'duplicate-object',
    severity,
    message: `${resource.kind} "${resource.name}" is in this target already`,
    path: resource.path,
    at: resource.at,
    related: [{ at: before.at, message: 'the first one' }],
  };
}
