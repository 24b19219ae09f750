import type { Baseline, Waiver } from '../../server/core/posture/documents/kinds.js';
import { parseOwnDocuments } from '../../server/core/posture/documents/parse.js';
import { type Drift, driftOf } from '../../server/core/posture/drift/drift.js';
import { baselineText, snapshotOf } from '../../server/core/posture/drift/snapshot.js';
import type { TargetPosture } from '../../server/core/posture/target.js';
import { readFile } from '../../server/core/syntax/file.js';
import { gateOf, TODAY } from './posture.js';

/** The text of the baseline of a posture. */
export function baselineTextOf(posture: TargetPosture, waivers: readonly Waiver[] = [], commit?: string): string {
  return baselineText(snapshotOf(posture, gateOf(posture, { waivers }), { ruleSet: '3c9fe1', version: '0.1.0', today: TODAY, commit }));
}

/** The baseline of a posture as it is read back from its file. */
export function baselineOf(posture: TargetPosture, waivers: readonly Waiver[] = []): Baseline {
  const { documents, problems } = parseOwnDocuments(readFile('.heptad/baselines/prod.yaml', baselineTextOf(posture, waivers)));
  const [document] = documents;
  if (document?.kind !== 'Baseline') throw new Error(`no baseline: ${problems.map(({ message }) => message).join(', ')}`);
  return document;
}

/** What became of a posture since another one. */
export function driftBetween(
  before: TargetPosture,
  now: TargetPosture,
  waivers: { readonly before?: readonly Waiver[]; readonly now?: readonly Waiver[]; readonly today?: string } = {},
): Drift {
  return driftOf(baselineOf(before, waivers.before), now, gateOf(now, { waivers: waivers.now ?? [], today: waivers.today ?? TODAY }));
}
