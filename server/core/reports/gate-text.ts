import { type Analysis, objection, type TargetAnalysis } from '../posture/analysis.js';
import type { Blocker, GateResult } from '../posture/gate.js';
import type { PillarPosture } from '../posture/score.js';
import { gateSentence, LEVEL_TITLES, missingSentence, PILLAR_TITLES, plural } from '../posture/sentences.js';
import type { Pillar } from '../rules/rule.js';
import { visible } from './escape.js';
import { blockText } from './finding-text.js';
import { paint, type Style, wrap } from './layout.js';
import type { ReportContext } from './report.js';
import { fileLines, problemBlock } from './scan-text.js';

export interface GateView {
  readonly analysis: Analysis;
  readonly targets: readonly TargetAnalysis[];
  readonly context: ReportContext;
  readonly style: Style;
  /** Rules listed for each pillar. */
  readonly limit: number;
}

/** The answer as a sentence, what is missing by pillar, what the answer rests on. Problems come first. */
export function gateText(view: GateView): string {
  const { analysis, targets, context, style } = view;
  const problems = analysis.problems
    .filter(({ severity }) => severity === 'error')
    .map((problem) => blockText(problemBlock(problem, context), context.places, context.shown, style));
  const answers = targets.map((target) => answer(target, view));
  return `${[...problems, ...answers, fileLines({ analysis, context, style }).join('\n')].join('\n\n')}\n`;
}

function answer({ posture, gate }: TargetAnalysis, view: GateView): string {
  const { style, targets, analysis } = view;
  const name = targets.length > 1 || analysis.targets.length > 1 ? `${visible(posture.target)}: ` : '';
  const against = objection(analysis);
  // What the posture says does not count where something could not be read: the answer must not read as a pass.
  const isOpen = against?.startsWith("Can't") === true;
  const said = isOpen ? against : against !== undefined && gate.passed ? `${gate.impactLevel ?? 'The gate'} fails. ${against}` : gateSentence(posture, gate);
  const sentence = wrap(`${name}${said}`, style.width).map((line) => paint(style, 'bold', line));
  const pillars = posture.pillars.filter(({ pillar }) => gate.holding.includes(pillar));
  const missing = pillars.flatMap((pillar) => ['', ...pillarLines(pillar, gate, view)]);
  const end = gate.passed ? [] : ['', ...wrap(`${missingSentence(gate)} heptad scan --gate shows places.`, style.width)];
  return [...sentence, ...missing, ...end, ...restLines(gate, style)].join('\n');
}

function pillarLines(pillar: PillarPosture, gate: GateResult, { style, limit }: GateView): readonly string[] {
  const blockers = gate.blockers.filter((blocker) => blocker.pillar === pillar.pillar);
  const shown = blockers.slice(0, limit);
  const rest = blockers.slice(limit);
  const width = Math.max(0, ...shown.map(({ rule }) => rule.rule.summary.length));
  return [
    `  ${heading(pillar, gate)}`,
    ...shown.flatMap((blocker) => blockerLines(blocker, width, style)),
    ...(rest.length === 0 ? [] : [`       ...${restWords(rest)}`]),
  ];
}

function heading(pillar: PillarPosture, gate: GateResult): string {
  const title = PILLAR_TITLES[pillar.pillar];
  if (pillar.level === 'not-judged') return `${title}, not judged: attest or add files for`;
  const initial = pillar.level === 'traditional' && pillar.reached.includes('initial') ? ', Initial reached' : '';
  return isLow(gate, pillar.pillar) ? `${title}, ${LEVEL_TITLES[pillar.level]}${initial}` : `${title}, ${LEVEL_TITLES[pillar.level]}: rules of severity error`;
}

function isLow({ low }: GateResult, pillar: Pillar): boolean {
  return low.some((one) => one.pillar === pillar);
}

function blockerLines(blocker: Blocker, width: number, style: Style): readonly string[] {
  const { rule, passed, failed, unknown, waived, kind } = blocker;
  const share = kind === 'not-judged' ? '?' : `${passed} of ${passed + failed + unknown}`;
  const start = `${share.padStart(13)}   `;
  const title = rule.rule.summary.padEnd(width);
  const line = `${start}${title}   ${rule.rule.id}`;
  const lines = line.length <= style.width ? [line] : [`${start}${rule.rule.summary}`, `${' '.repeat(start.length)}${rule.rule.id}`];
  const { attestation } = rule;
  const why =
    attestation !== undefined && attestation.validity !== 'valid'
      ? [`${rule.reasons[0]?.reason ?? ''}, owner ${visible(attestation.attestation.owner)}`]
      : unknownWords(blocker);
  return [...lines, ...[...why, ...(waived === 0 ? [] : [`${waived} waived`])].map((text) => `${' '.repeat(start.length)}${text}`)];
}

/** Why some subjects could not be judged: what to settle. */
function unknownWords({ rule, unknown, kind }: Blocker): readonly string[] {
  const [first, ...more] = rule.reasons;
  if (unknown === 0 || kind === 'not-judged' || first === undefined) return [];
  return [`${unknown} not judged: ${first.reason}${more.length === 0 ? '' : ` and ${plural(more.length, 'other reason')}`}`];
}

function restWords(rest: readonly Blocker[]): string {
  const failing = rest.filter(({ kind }) => kind === 'failed').length;
  const open = rest.length - failing;
  if (failing === 0) return `${open} more not judged`;
  return `${failing} more ${failing === 1 ? 'rule' : 'rules'} failing${open === 0 ? '' : `, ${open} not judged`}`;
}

/** What loosens the answer: everything that it rests on besides the files. */
function restLines({ loosened }: GateResult, style: Style): readonly string[] {
  if (loosened.length === 0) return [];
  return ['', 'Rests on', ...loosened.flatMap(({ kind, text }) => wrap(`  ${kind.padEnd(12)}${visible(text)}`, style.width, ' '.repeat(14)))];
}
