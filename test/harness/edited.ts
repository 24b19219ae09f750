import { Inventory } from '../../server/core/inventory/inventory.js';
import { membersOf } from '../../server/core/inventory/members.js';
import type { Edits } from '../../server/core/inventory/resource.js';
import type { Rule } from '../../server/core/rules/rule.js';
import { type Judged, runRule } from '../../server/core/rules/run.js';
import { filesOf, TODAY } from './rules.js';

/** Runs a rule on a text whose objects a target edits, as kustomize does; gives what came out for each subject. */
export function judgeEdited(rule: Rule, source: string, edits: Edits): readonly Judged[] {
  const documents = filesOf({ source }).flatMap(({ file }) => file.documents);
  const inventory = new Inventory(
    { name: 'edited', platform: 'here', today: TODAY },
    documents.flatMap((document) => membersOf(document, edits)),
  );
  const run = runRule(rule, inventory);
  for (;;) {
    const step = run.next();
    if (step.done === true) return step.value.judged;
  }
}
