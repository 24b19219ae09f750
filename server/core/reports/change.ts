import type { AnalysisFinding } from '../posture/findings.js';
import type { Pillar, Rule } from '../rules/rule.js';

/** What a change did to a target, against a baseline: what the comment on a pull request opens with. */
export interface Change {
  readonly target: string;
  readonly before: {
    readonly score: number;
    /** Whether the gate passed; undefined where the baseline does not say. */
    readonly gatePassed: boolean | undefined;
    /** Scores of the pillars; one that is not there was not judged. */
    readonly pillars: ReadonlyMap<Pillar, number>;
  };
  /** Findings that were not there before. */
  readonly broken: readonly AnalysisFinding[];
  /** Subjects of a rule that failed before and pass now. */
  readonly fixed: readonly { readonly rule: Rule; readonly subject: string }[];
}
