import { type Analysis, objection, type TargetAnalysis } from '../posture/analysis.js';
import type { PillarPosture } from '../posture/score.js';
import { firstLook, initialSentence, LEVEL_TITLES, levelWords, PILLAR_TITLES, restsSentence, scoreWords, verdict } from '../posture/sentences.js';
import { lowestTarget } from '../posture/target.js';
import { ASCII_MARKS, bar, MARKS } from './bar.js';
import { boundaryLines } from './boundaries.js';
import { driftLines, scoreChange } from './drift-text.js';
import { visible } from './escape.js';
import { paint, type Style, wrap } from './layout.js';
import type { ReportContext } from './report.js';

export interface ScoreView {
  readonly analysis: Analysis;
  /** Those that are shown, the one with most workloads first. */
  readonly targets: readonly TargetAnalysis[];
  readonly context: ReportContext;
  readonly style: Style;
  readonly today: string;
  /** Every target with its table; otherwise the first one only, and a line for each of the others. */
  readonly all: boolean;
}

const CHANGES_SHOWN = 5;

/** Seven pillars with level, score, ceiling and bar. */
export function scoreText(view: ScoreView): string {
  const { targets, style, all } = view;
  const full = all ? targets : targets.slice(0, 1);
  const parts = full.map((target) => table(target, view));
  const others = targets.slice(full.length);
  if (others.length > 0) {
    const lines = others.flatMap((target) => {
      const { posture } = target;
      const { score, ceiling } = posture.score;
      const said = `  ${visible(posture.target)}: ${levelWords(posture.pillars).toLowerCase()}, score ${score}, up to ${ceiling}${scoreChange(target)}`;
      return wrap(said, style.width, '    ');
    });
    parts.push(['Other targets (--all or --target NAME shows them)', ...lines].join('\n'));
  }
  const lowest = targets.length > 1 ? lowestTarget(targets.map(({ posture }) => posture)) : undefined;
  if (lowest !== undefined) parts.push(wrap(`The lowest is ${visible(lowest.target)}: ${scoreWords(lowest.score)}.`, style.width).join('\n'));
  return `${parts.map((part) => (style.ascii ? part.replaceAll('·', '-') : part)).join('\n\n')}\n`;
}

function table(target: TargetAnalysis, view: ScoreView): string {
  const { inventory, posture, gate, drift } = target;
  const { style, today, analysis, context, all } = view;
  const marks = style.ascii ? ASCII_MARKS : MARKS;
  const against = objection(analysis);
  const title = against?.startsWith("Can't") === true ? against : verdict(posture, gate).title;
  const weighted = posture.weighted === undefined ? [] : [`Weighted by heptad.yaml: score ${posture.weighted.score}, up to ${posture.weighted.ceiling}.`];
  const initial = initialSentence(posture.pillars);
  const first = analysis.documents.profile === undefined ? wrap(firstLook(posture).join(' · '), style.width) : [];
  const since = drift === undefined ? [] : driftLines(drift, { context, style, limit: all ? Number.POSITIVE_INFINITY : CHANGES_SHOWN });
  return [
    ...wrap(title, style.width).map((line) => paint(style, 'bold', line)),
    ...wrap(`${visible(posture.target)}: ${scoreWords(posture.score)}${scoreChange(target)}.`, style.width),
    ...weighted,
    ...first,
    '',
    '  pillar                     level       sc.   to Initial    Adv.   Opt.  passed',
    ...posture.pillars.map((pillar) => row(pillar, marks)),
    '',
    ...legend(marks, style),
    ...(initial === undefined ? [] : wrap(initial, style.width - 2).map((line) => `  ${line}`)),
    ...wrap(`${restsSentence(posture, gate, today)} Edition ${posture.edition}.`, style.width - 2).map((line) => `  ${line}`),
    ...(since.length === 0 ? [] : ['', ...since]),
    '',
    ...boundaryLines({ inventory, context, style, all }),
  ].join('\n');
}

function row(pillar: PillarPosture, marks: typeof MARKS): string {
  const judged = pillar.level !== 'not-judged';
  const subjects = pillar.passed + pillar.failed + pillar.unknown;
  return [
    `  ${PILLAR_TITLES[pillar.pillar].padEnd(26)}`,
    LEVEL_TITLES[pillar.level].padEnd(11),
    (judged ? String(pillar.score) : '-').padStart(3),
    ` ${String(pillar.ceiling).padStart(3)}`,
    bar(pillar.stages, marks),
    `${pillar.passed}/${subjects}`.padStart(7),
  ]
    .join(' ')
    .trimEnd();
}

function legend(marks: typeof MARKS, style: Style): readonly string[] {
  const text = `  ${marks.passed} passed  ${marks.attested} attested  ${marks.failing} failing  ${marks.unknown} not judged, counts 0  sc. score  to: up to`;
  return [paint(style, 'dim', text)];
}
