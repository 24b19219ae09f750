import type { Example, Rule, Source } from '../../server/core/rules/rule.js';
import { judgeExample } from './rules.js';

/** What a rule says of each subject of a text, by name and part: `passed`, `failed`, or why it is not judged. */
export function statesOf(rule: Rule, source: Source | Example): Readonly<Record<string, string>> {
  const { judged, error } = judgeExample(rule, source);
  if (error !== undefined) throw new Error(error);
  return Object.fromEntries(
    judged.map(({ subject, state, reason }) => [subject.part === undefined ? subject.name : `${subject.name} ${subject.part}`, reason ?? state]),
  );
}
