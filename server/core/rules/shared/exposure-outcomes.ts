import type { Inventory } from '../../inventory/inventory.js';
import { type Match, whyUnknown } from '../../inventory/selectors.js';
import type { Way } from '../../inventory/traffic/exposure.js';
import type { Fix, Outcome } from '../rule.js';

interface Open {
  readonly way: Way;
  readonly match: Exclude<Match, 'yes'>;
}

/** What comes out for an exposed workload: one finding at the first way in that is open, the others as related places; unknown ways where none is. */
export function* exposureOutcomes(
  inventory: Inventory,
  ways: readonly Open[],
  finding: { readonly message: string; readonly fixes?: readonly Fix[] },
): Iterable<Outcome> {
  const [first, ...others] = ways.filter(({ match }) => match === 'no').map(({ way }) => way);
  if (first === undefined) {
    for (const { match } of ways) yield { notJudged: whyUnknown(match) ?? '' };
  } else if (inventory.elsewhere !== undefined) yield { notJudged: inventory.elsewhere };
  else {
    const related = others.map(({ at }) => ({ at, message: 'it is open here too' }));
    yield { at: first.at, pointer: first.pointer, related, ...finding };
  }
}
