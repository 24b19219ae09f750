import type { Analysis, TargetAnalysis } from '../posture/analysis.js';
import { objection } from '../posture/analysis.js';
import type { Drift } from '../posture/drift/drift.js';
import { driftWords } from '../posture/drift/words.js';
import { gateSentence, list, plural } from '../posture/sentences.js';
import { changeLines } from './drift-text.js';
import { visible } from './escape.js';
import { blockText } from './finding-text.js';
import { paint, type Style, wrap } from './layout.js';
import type { ReportContext } from './report.js';
import { fileLines, problemBlock } from './scan-text.js';

export interface RatchetView {
  readonly analysis: Analysis;
  readonly targets: readonly TargetAnalysis[];
  readonly context: ReportContext;
  readonly style: Style;
  /** Changes that are told for each target. */
  readonly limit: number;
}

/** The answer of `heptad gate --ratchet`: for each target what is worse than its baseline, and that this is no pass of the gate. */
export function ratchetText(view: RatchetView): string {
  const { analysis, targets, context, style } = view;
  const problems = analysis.problems
    .filter(({ severity }) => severity === 'error')
    .map((problem) => blockText(problemBlock(problem, context), context.places, context.shown, style));
  const answers = targets.map((target) => answer(target, view));
  return `${[...problems, ...answers, fileLines({ analysis, context, style }).join('\n')].join('\n\n')}\n`;
}

/** Why the ratchet has no answer for some targets; undefined where all have a baseline. */
export function missingBaselines(targets: readonly TargetAnalysis[]): string | undefined {
  const names = targets.filter(({ drift }) => drift === undefined).map(({ posture }) => `"${posture.target}"`);
  if (names.length === 0) return undefined;
  return `${names.length === 1 ? 'target' : 'targets'} ${list(names)} ${names.length === 1 ? 'has' : 'have'} no baseline; heptad baseline write makes one`;
}

/** Why the ratchet has no answer where a baseline is of a target that is not there: what went with it is in no comparison. */
export function lostTarget({ documents, targets }: Pick<Analysis, 'documents' | 'targets'>, isAsked: (path: string) => boolean): string | undefined {
  const names = new Set(targets.map(({ posture }) => posture.target));
  const first = documents.baselines.find(({ target, path }) => !names.has(target) && isAsked(path));
  return first === undefined
    ? undefined
    : `target "${first.target}" is not there any more, and ${first.path} is its baseline; remove that if the target may go`;
}

/** What the ratchet answers for a target: whether nothing is worse than its baseline, and that this is no pass of the gate. */
export function ratchetAnswer({ posture, gate, drift }: TargetAnalysis, analysis: Analysis): { readonly passed: boolean; readonly sentence: string } {
  const against = objection(analysis);
  if (!analysis.complete) return { passed: false, sentence: against ?? "Can't tell." };
  if (drift === undefined) return { passed: false, sentence: "Can't tell: no baseline." };
  if (drift.worse.length > 0) return { passed: false, sentence: worseWords(drift) };
  const pass =
    gate.passed && against === undefined
      ? gateSentence(posture, gate)
      : `Not ${gate.impactLevel === undefined ? 'a pass of the gate' : `an ${gate.impactLevel} pass`}.`;
  return { passed: against === undefined, sentence: `${nothingWorse(drift, against)} ${pass}` };
}

function answer(target: TargetAnalysis, view: RatchetView): string {
  const { posture, drift } = target;
  const { style, targets, analysis } = view;
  const name = targets.length > 1 || analysis.targets.length > 1 ? `${visible(posture.target)}: ` : '';
  const bold = (text: string): string =>
    wrap(`${name}${text}`, style.width)
      .map((line) => paint(style, 'bold', line))
      .join('\n');
  const { sentence } = ratchetAnswer(target, analysis);
  const rest = drift === undefined || !analysis.complete ? undefined : driftWords(drift);
  const said = rest === undefined ? [] : ['', ...wrap(`Since the baseline: ${rest}.`, style.width, '  ')];
  const worse = drift === undefined || !analysis.complete || drift.worse.length === 0 ? [] : ['', ...changeLines(drift.worse, drift, view)];
  return [bold(sentence), ...worse, ...said].join('\n');
}

/** A problem of severity error is in no baseline: it fails the ratchet as it fails every command. */
function nothingWorse({ baseline }: Drift, against: string | undefined): string {
  return against === undefined
    ? `Nothing is worse than the baseline of ${baseline.written}.`
    : `No subject is worse than the baseline of ${baseline.written}, but: ${against}`;
}

function worseWords({ worse, baseline }: Drift): string {
  const commit = baseline.commit === undefined ? '' : ` (${baseline.commit.slice(0, 7)})`;
  return `${plural(worse.length, 'subject')} ${worse.length === 1 ? 'is' : 'are'} worse than in the baseline of ${baseline.written}${commit}.`;
}
