import type { Place, Related } from '../../syntax/place.js';
import type { Inventory } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import type { Workload } from '../workload.js';

/** How one workload stands to something that every workload of a namespace needs. */
export type Coverage =
  | { readonly state: 'covered' }
  /** Nothing in sight covers it; what lives elsewhere may. `says` tells why, after the name of the workload. */
  | { readonly state: 'missing'; readonly says: string }
  /** Something in sight uncovers it, whatever else there is. */
  | { readonly state: 'open'; readonly says: string; readonly by?: { readonly at: Place; readonly message: string } | undefined }
  | { readonly state: 'unknown'; readonly why: Reason };

/** What comes out for a subject that has workloads: a finding at its own place, why it is not judged, or nothing when all of them are covered. */
export type CoverageOutcome =
  | { readonly at: Place; readonly pointer: string; readonly message: string; readonly related: readonly Related[] }
  | { readonly notJudged: Reason };

/** Something with workloads: a namespace, a volume claim, a data store. */
export interface Holder extends Spot {
  readonly workloads: readonly Workload[];
}

/** Judges a namespace, or another holder, by its workloads: one that is not covered fails it, with all such as related places; one that is not known leaves it unknown. */
export function coverageOutcome(
  inventory: Inventory,
  holder: Holder,
  message: string,
  coverageOf: (workload: Workload) => Coverage,
): readonly CoverageOutcome[] {
  const related: Related[] = [];
  let unknown: Reason | undefined;
  for (const workload of holder.workloads) {
    const coverage = workload.unknown === undefined ? coverageOf(workload) : { state: 'unknown' as const, why: workload.unknown };
    if (coverage.state === 'unknown') unknown ??= coverage.why;
    else if (coverage.state === 'missing' && inventory.elsewhere !== undefined) unknown ??= inventory.elsewhere;
    else if (coverage.state !== 'covered') {
      related.push({ at: workload.at, message: `"${workload.name}" ${coverage.says}` });
      if (coverage.state === 'open' && coverage.by !== undefined) related.push(coverage.by);
    }
  }
  if (related.length > 0) return [{ at: holder.at, pointer: holder.pointer, message, related }];
  return unknown === undefined ? [] : [{ notJudged: unknown }];
}
