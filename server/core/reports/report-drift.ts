import { CAUSES, type Cause } from '../posture/drift/compare.js';
import type { Drift } from '../posture/drift/drift.js';
import { floor, rationalText } from '../posture/rational.js';
import type { TargetPosture } from '../posture/target.js';
import type { Position } from '../syntax/lines.js';
import type { ReportContext } from './report.js';

/** How a target stands against its baseline, as data. */
export interface ReportDrift {
  readonly baseline: {
    readonly written: string;
    readonly commit: string | null;
    readonly edition: string;
    readonly version: string;
    readonly ruleSet: string;
    readonly score: number;
  };
  /** The score of now less that of the baseline, as a fraction in lowest terms, and each pillar's. */
  readonly score: string;
  readonly pillars: readonly { readonly id: string; readonly score: string }[];
  readonly counts: Readonly<Record<Cause, number>>;
  /** How many changes `heptad gate --ratchet` does not let pass. */
  readonly worse: number;
  readonly changes: readonly {
    readonly cause: Cause;
    readonly worse: boolean;
    readonly rule: string;
    /** The id of a subject, or `itself` for the rule. */
    readonly subject: string;
    readonly was: string | null;
    readonly is: string | null;
    readonly reason?: string | undefined;
    /** Fingerprints that the baseline does not have. */
    readonly findings: readonly string[];
    readonly path?: string | undefined;
    readonly range?: { readonly start: Position; readonly end: Position } | undefined;
  }[];
}

/** The drift of a target for the report. */
export function reportDrift({ baseline, changes, counts, worse, score, pillars }: Drift, posture: TargetPosture, context: ReportContext): ReportDrift {
  const { written, commit, edition, version, ruleSet, standing } = baseline;
  const count = (cause: Cause): number => counts.get(cause) ?? 0;
  return {
    baseline: { written, commit: commit ?? null, edition, version, ruleSet, score: floor(standing.exact) },
    score: rationalText(score),
    pillars: posture.pillars.flatMap(({ pillar }) => {
      const change = pillars.get(pillar);
      return change === undefined ? [] : [{ id: pillar, score: rationalText(change) }];
    }),
    counts: Object.fromEntries(CAUSES.map((cause) => [cause, count(cause)])) as Record<Cause, number>,
    worse: worse.length,
    changes: changes.map(({ cause, worse: isWorse, rule, subject, was, is, reason, findings, at }) => {
      const region = at === undefined ? undefined : context.places.region(at);
      return {
        cause,
        worse: isWorse,
        rule,
        subject,
        was: was ?? null,
        is: is ?? null,
        reason,
        findings,
        path: region === undefined ? undefined : context.shown(region.path),
        range: region === undefined ? undefined : { start: region.start, end: region.end },
      };
    }),
  };
}
