import type { RuleFacts } from '../rules/rule.js';
import type { Severity } from '../syntax/place.js';

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** True when `to` is the severity `from` or a higher one. */
export function raises(from: Severity, to: Severity): boolean {
  return RANK[to] >= RANK[from];
}

/** The severity that counts for diagnostics, exit code and gate: the rule's own, or a higher one of the profile. */
export function severityOf(rule: RuleFacts, raised: ReadonlyMap<string, Severity>): Severity {
  const asked = raised.get(rule.id);
  return asked !== undefined && raises(rule.severity, asked) ? asked : rule.severity;
}

/** True when a stage is not reached without the rule. It rests on the edition's severity alone: a profile cannot change it. */
export function isRequired(rule: RuleFacts): boolean {
  return rule.severity !== 'info';
}
