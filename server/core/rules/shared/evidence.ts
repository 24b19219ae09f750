import type { Inventory } from '../../inventory/inventory.js';
import type { Reason, Spot } from '../../inventory/known.js';
import type { Resource } from '../../inventory/resource.js';
import type { Subject } from '../../inventory/subject.js';
import type { Finding, Outcome } from '../rule.js';

/** What one place in the files says about the cluster that a target lands in: it is as it should be, it is not, or it cannot be read. */
export type Evidence =
  | ({ readonly says: 'good'; readonly of: Resource } & Spot)
  | ({ readonly says: 'bad'; readonly of: Resource } & Finding)
  | ({ readonly says: 'unknown'; readonly of: Resource; readonly why: Reason } & Spot);

/** The cluster as a subject, with the evidence that decides about it. */
export interface JudgedCluster extends Subject {
  readonly evidence: readonly Evidence[];
}

export function good(of: Resource, { at, pointer }: Spot): Evidence {
  return { says: 'good', of, at, pointer };
}

export function bad(of: Resource, { at, pointer }: Spot, message: string, rest: Omit<Finding, 'at' | 'pointer' | 'message'> = {}): Evidence {
  return { says: 'bad', of, at, pointer, message, ...rest };
}

export function unknown(of: Resource, { at, pointer }: Spot, why: Reason): Evidence {
  return { says: 'unknown', of, at, pointer, why };
}

/**
 * The cluster where files say something about it; none where they do not, which an attestation may settle.
 * Context can only speak for the cluster, never against it, and only with one voice: beside something that is wrong in it what is right proves nothing.
 */
export function clusterBy(inventory: Inventory, evidence: Iterable<Evidence>): readonly JudgedCluster[] {
  const all = [...evidence];
  const isContextSound = all.every(({ says, of }) => says === 'good' || !of.isContext);
  const counted = all.filter(({ of }) => !of.isContext || isContextSound);
  const first = counted.find(({ says }) => says === 'bad') ?? counted[0];
  return first === undefined ? [] : [{ ...inventory.cluster(first.at), evidence: counted }];
}

/** The same where one good place is enough: what else cannot be read then does not matter. */
export function clusterByAny(inventory: Inventory, evidence: Iterable<Evidence>): readonly JudgedCluster[] {
  const all = [...evidence];
  return clusterBy(inventory, all.some(({ says }) => says === 'good') ? all.filter(({ says }) => says !== 'unknown') : all);
}

/** The outcomes of a cluster that `clusterBy` made. */
export function* outcomesOf(cluster: JudgedCluster): Iterable<Outcome> {
  for (const one of cluster.evidence) {
    if (one.says === 'unknown') yield { notJudged: one.why };
    if (one.says !== 'bad') continue;
    const { at, pointer, message, related, fixes } = one;
    yield { at, pointer, message, related, fixes };
  }
}
