import type { TargetAnalysis } from '../posture/analysis.js';
import type { Change } from '../posture/drift/compare.js';
import type { Drift } from '../posture/drift/drift.js';
import { changeSentence, changeWords, driftWords, sinceWords } from '../posture/drift/words.js';
import type { AnalysisFinding } from '../posture/findings.js';
import { visible } from './escape.js';
import { paint, type Style, wrap } from './layout.js';
import type { ReportContext } from './report.js';

/** `; +7 since 2026-11-03`, for the end of the line of a score; '' without a baseline. */
export function scoreChange({ posture, drift }: TargetAnalysis): string {
  return drift === undefined ? '' : `; ${changeWords(posture.score.exact.score, drift.score)} since ${drift.baseline.written}`;
}

/** What a finding says of its baseline: ` (broken since baseline 4f2c1ab)`; '' where it was there, or nothing is known. */
export function sinceNote({ rule, finding }: AnalysisFinding, targets: readonly TargetAnalysis[]): string {
  for (const { drift } of targets) {
    const since = drift?.since.get(rule.id)?.get(finding.fingerprint);
    if (drift !== undefined && since !== undefined) return ` (${since} ${sinceWords(drift.baseline)})`;
  }
  return '';
}

export interface DriftView {
  readonly context: ReportContext;
  readonly style: Style;
  /** Changes that are told one by one. */
  readonly limit: number;
}

/** `Since the baseline: 1 broken`, and each change that is worse, with its place; nothing where nothing changed. */
export function driftLines(drift: Drift, view: DriftView): readonly string[] {
  const said = driftWords(drift);
  if (said === undefined) return [];
  return [...wrap(`Since the baseline: ${said}`, view.style.width, '  '), ...changeLines(drift.worse, drift, view)];
}

/** Changes as sentences, each with its place below it. */
export function changeLines(changes: readonly Change[], { baseline }: Drift, { context, style, limit }: DriftView): readonly string[] {
  const shown = changes.slice(0, limit);
  const rest = changes.length - shown.length;
  return [
    ...shown.flatMap((change) => {
      const region = change.at === undefined ? undefined : context.places.region(change.at);
      const sentence = wrap(`  ${visible(changeSentence(change, baseline))}`, style.width, '    ');
      return [...sentence, ...(region === undefined ? [] : [paint(style, 'dim', `  ${visible(context.shown(region.path))}:${region.start.line}`)])];
    }),
    ...(rest === 0 ? [] : [`  ...${rest} more (--all shows them)`]),
  ];
}
