import type { Note } from '../generators/generator.js';
import { type Plan, rolloutWords } from '../posture/generation/plan.js';
import type { Places, Region } from './places.js';

/** What `heptad generate --format json` gives. */
export interface GenerateReport {
  readonly schema: 'heptad.dev/generate/v1';
  readonly target: string;
  readonly asked: string;
  readonly mode: 'audit' | 'enforce';
  readonly rolloutUntil?: string | undefined;
  /** How what is written is rolled out, in words: a file that enforces already stays so, and some kinds have no audit. */
  readonly rollout: string;
  readonly files: readonly { readonly path: string; readonly state: string; readonly text: string }[];
  readonly edits: Plan['edits'];
  readonly refuses: readonly ShownNote[];
  readonly keeps: readonly ShownNote[];
  readonly unresolved: readonly ShownNote[];
  readonly gaps: readonly (ShownNote & { readonly expressibleBy: readonly string[] })[];
  readonly notes: readonly string[];
}

export interface ShownNote {
  readonly message: string;
  readonly region?: Region | undefined;
}

/** A plan as data, its places as regions. */
export function generateReport(plan: Plan, asked: string, how: Pick<GenerateReport, 'mode' | 'rolloutUntil'>, places: Places): GenerateReport {
  const { preview, gaps } = plan.generated;
  const shown = ({ message, at }: Note): ShownNote => {
    const region = at === undefined ? undefined : places.region(at);
    return { message, ...(region === undefined ? {} : { region }) };
  };
  return {
    schema: 'heptad.dev/generate/v1',
    target: plan.target,
    asked,
    ...how,
    rollout: rolloutWords(plan),
    files: plan.files.map(({ path, state, text }) => ({ path, state, text })),
    edits: plan.edits,
    refuses: preview.refuses.map(shown),
    keeps: preview.keeps.map(shown),
    unresolved: preview.unresolved.map(shown),
    gaps: gaps.map((gap) => ({ ...shown(gap), expressibleBy: gap.expressibleBy })),
    notes: plan.notes,
  };
}
