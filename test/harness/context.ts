import { Inventory } from '../../server/core/inventory/inventory.js';
import { membersOf } from '../../server/core/inventory/members.js';
import type { Rule, Source } from '../../server/core/rules/rule.js';
import { type RuleResult, runRule } from '../../server/core/rules/run.js';
import { filesOf, TODAY } from './rules.js';

/** Runs a rule on a text beside another one that is context: it protects and is not judged. */
export function judgeBeside(rule: Rule, context: Source, source: Source): RuleResult {
  const read = (text: Source, isContext: Parameters<typeof membersOf>[2]) =>
    filesOf({ source: text }).flatMap(({ file }) => file.documents.flatMap((document) => [...membersOf(document, {}, isContext)]));
  const inventory = new Inventory({ name: 'example', platform: 'here', today: TODAY }, [...read(context, true), ...read(source, false)]);
  const run = runRule(rule, inventory);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value;
  }
}
