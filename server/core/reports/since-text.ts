import { type Analysis, objection, type TargetAnalysis } from '../posture/analysis.js';
import { list, plural } from '../posture/sentences.js';
import { blockersIn, type ChangedBlocker } from '../posture/since.js';
import { visible } from './escape.js';
import { blockText } from './finding-text.js';
import { paint, type Style, wrap } from './layout.js';
import type { ReportContext } from './report.js';
import { fileLines, problemBlock } from './scan-text.js';

/** What `--since` compared with. Paths are relative to the root. */
export interface Since {
  readonly ref: string;
  readonly base: string;
  readonly paths: ReadonlySet<string>;
}

export interface SinceView {
  readonly analysis: Analysis;
  readonly targets: readonly TargetAnalysis[];
  readonly context: ReportContext;
  readonly style: Style;
  readonly since: Since;
  readonly limit: number;
}

/** The answer of `heptad gate --since REF`: the rules that hold the gate back by what stands in changed files. It is never a pass of the gate. */
export function sinceText(view: SinceView): string {
  const { analysis, targets, context, style, since } = view;
  const problems = analysis.problems
    .filter(({ severity }) => severity === 'error')
    .map((problem) => blockText(problemBlock(problem, context), context.places, context.shown, style));
  const answers = targets.map((target) => answer(target, view));
  const end = [...wrap(sinceSentence(since), style.width), ...fileLines({ analysis, context, style })].join('\n');
  return `${[...problems, ...answers, end].join('\n\n')}\n`;
}

/** `3 files changed since main (4f2c1ab). The others are judged and not reported.` */
export function sinceSentence({ ref, base, paths }: Since): string {
  return `${plural(paths.size, 'file')} changed since ${visible(ref)} (${base.slice(0, 7)}). The others are judged and not reported.`;
}

/** What a gate answers for the changed files of a target. Where nothing in them holds it back, that is still no pass. */
export function sinceAnswer(target: TargetAnalysis, analysis: Analysis, since: Since): { readonly passed: boolean; readonly sentence: string } {
  const { gate } = target;
  const blockers = blockersIn(target, (path) => since.paths.has(path));
  const against = objection(analysis);
  const what = gate.impactLevel ?? 'the gate';
  const not = gate.passed && against === undefined ? '' : ` Not ${gate.impactLevel === undefined ? 'a pass of the gate' : `an ${gate.impactLevel} pass`}.`;
  const sentence = !analysis.complete
    ? (against ?? "Can't tell.")
    : blockers.length > 0
      ? `${plural(blockers.length, 'rule holds', 'rules hold')} ${what} back in files changed since ${visible(since.ref)}.`
      : `Nothing in files changed since ${visible(since.ref)} holds ${what} back.${against === undefined ? '' : ` ${against}`}${not}`;
  return { passed: against === undefined && blockers.length === 0, sentence };
}

function answer(target: TargetAnalysis, view: SinceView): string {
  const { posture } = target;
  const { style, since, targets, analysis, limit } = view;
  const name = targets.length > 1 || analysis.targets.length > 1 ? `${visible(posture.target)}: ` : '';
  const blockers = blockersIn(target, (path) => since.paths.has(path));
  const said = sinceAnswer(target, analysis, since).sentence;
  const rest = blockers.length - limit;
  return [
    ...wrap(`${name}${said}`, style.width).map((line) => paint(style, 'bold', line)),
    ...(analysis.complete && blockers.length > 0 ? ['', ...blockers.slice(0, limit).flatMap((blocker) => blockerLines(blocker, view))] : []),
    ...(rest > 0 ? [`  ...${rest} more (--all shows them)`] : []),
  ].join('\n');
}

function blockerLines({ blocker, findings, unknown, places }: ChangedBlocker, { style, context }: SinceView): readonly string[] {
  const parts = [...(findings === 0 ? [] : [plural(findings, 'finding')]), ...(unknown === 0 ? [] : [`${unknown} not judged`])];
  const region = places[0] === undefined ? undefined : context.places.region(places[0]);
  return [
    ...wrap(`  ${blocker.rule.rule.id}: ${list(parts)}`, style.width, '    '),
    ...(region === undefined ? [] : [paint(style, 'dim', `  ${visible(context.shown(region.path))}:${region.start.line}`)]),
  ];
}
