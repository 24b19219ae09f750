import type { Analysis, TargetAnalysis } from '../posture/analysis.js';
import { subjectWords } from '../posture/drift/words.js';
import type { AnalysisFinding } from '../posture/findings.js';
import { floor } from '../posture/rational.js';
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

/** What changed in each target that has a baseline. A baseline does not say whether the gate passed: that depends on the impact level that is asked for. */
export function changesOf({ findings }: Pick<Analysis, 'findings'>, targets: readonly TargetAnalysis[]): readonly Change[] {
  return targets.flatMap(({ posture, drift }): readonly Change[] => {
    if (drift === undefined) return [];
    const { baseline, since, changes } = drift;
    const rules = new Map(posture.rules.map(({ rule }) => [rule.id, rule]));
    const judged = [...baseline.pillars].filter(([, { level }]) => level !== 'not-judged');
    return [
      {
        target: posture.target,
        before: { score: floor(baseline.standing.exact), gatePassed: undefined, pillars: new Map(judged.map(([pillar, { exact }]) => [pillar, floor(exact)])) },
        broken: findings.filter(({ rule, finding, targets: names }) => names.includes(posture.target) && since.get(rule.id)?.has(finding.fingerprint) === true),
        fixed: changes.flatMap(({ cause, is, rule: id, subject }) => {
          const rule = rules.get(id);
          return cause === 'fixed' && is !== 'failed' && rule !== undefined ? [{ rule, subject: subjectWords(subject) }] : [];
        }),
      },
    ];
  });
}
