import type { Inventory } from '../../inventory/inventory.js';
import type { PolicyDraft } from '../../inventory/policy-draft.js';
import type { Gap, Note } from '../generator.js';
import type { Check } from './check.js';

/** What one intent becomes in Kyverno. */
export interface Intent {
  readonly id: string;
  /** Ids of NIST SP 800-53: those of the rule that judges the same. */
  readonly controls: readonly string[];
  checks(policy: PolicyDraft, inventory: Inventory, excluded: readonly string[]): readonly Check[];
  /** What of the target the policies would refuse, or may. */
  refuses(policy: PolicyDraft, inventory: Inventory, excluded: readonly string[]): readonly Note[];
  gaps(policy: PolicyDraft, inventory: Inventory): readonly Gap[];
}
