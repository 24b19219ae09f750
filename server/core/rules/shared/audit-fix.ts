import type { Recorded } from '../../inventory/control-plane/audit.js';
import type { Resource } from '../../inventory/resource.js';
import { edit, type Fix, type Plain, replace, set } from '../rule.js';

/** What a rule of an audit policy is about. */
export interface AuditedResources {
  readonly group: string;
  readonly resources: readonly string[];
}

/**
 * Puts requests on record: what a rule leaves out is recorded as all else that it matches, and what no rule matches gets one of its own at the end.
 * Metadata holds no bodies, so no secret comes into the log. Source: Kubernetes documentation, Auditing, audit levels.
 */
export function auditFix(
  title: string,
  policy: Resource,
  answer: Extract<Recorded, { says: 'left-out' }>,
  resources: readonly AuditedResources[],
): readonly Fix[] {
  if (answer.by === 'level') return [edit('Set the level to Metadata for all that the rule matches', 'restricts', replace(answer.at, 'Metadata'))];
  if (answer.by === 'stages') return [];
  const rule: Plain = { level: 'Metadata', resources: resources.map(({ group, resources: names }) => ({ group, resources: names })) };
  return [edit(title, 'restricts', set(policy.root, ['rules', '-'], rule))];
}
