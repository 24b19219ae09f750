import { type Analysis, objection, type TargetAnalysis } from '../posture/analysis.js';
import type { Change } from '../posture/drift/compare.js';
import type { Drift } from '../posture/drift/drift.js';
import { changeSentence, driftWords, subjectWords } from '../posture/drift/words.js';
import type { AnalysisFinding } from '../posture/findings.js';
import type { Blocker } from '../posture/gate.js';
import { floor } from '../posture/rational.js';
import type { PillarPosture } from '../posture/score.js';
import { LEVEL_TITLES, PILLAR_TITLES, plural, restsSentence, verdict } from '../posture/sentences.js';
import { lowestTarget } from '../posture/target.js';
import { markdownText } from './escape.js';
import { gateAnswer, type PipelineView, workNotes } from './notes.js';
import { reportFiles, reportFinding } from './report.js';

export interface MarkdownView extends PipelineView {
  readonly today: string;
  readonly version: string;
  /** Where a line of a file is shown, as an address: a path relative to the root of the repository, or the address of a forge before it. */
  readonly link: (path: string, line: number) => string;
}

/** By this the comment of an earlier run is found and replaced. */
export const MARKER = '<!-- heptad:posture -->';

/** GitHub takes a comment of 65,536 characters at most; characters beyond the basic plane count as one there, and as two here. */
export const LONGEST = 65_536;

/** Rows of a table before any has to go, and characters of a name or message. */
const ROWS = 50;
const CLIP = 300;

/** The comment on a pull request: the sentence, what the change broke and fixed, seven rows, what the gate still needs. Rows go, and are counted, until it fits. */
export function toMarkdown(view: MarkdownView): string {
  for (let rows = ROWS; ; rows = Math.floor(rows / 2)) {
    const text = comment(view, rows);
    if (text.length <= LONGEST || rows === 0) return text;
  }
}

function comment(view: MarkdownView, rows: number): string {
  const shown = shownTarget(view);
  const parts = [
    ...(shown === undefined ? [`### ${view.refused === undefined ? 'Nothing to judge here.' : `Can't judge: ${text(view.refused)}`}`] : opening(shown, view)),
    ...problemTable(view, rows),
    ...(shown === undefined ? [] : targetParts(shown, view, rows)),
    footer(shown, view),
  ];
  return `${MARKER}\n${parts.join('\n\n')}\n`;
}

/** The target that stands lowest: the others are one line each. */
function shownTarget({ targets }: MarkdownView): TargetAnalysis | undefined {
  const lowest = lowestTarget(targets.map(({ posture }) => posture));
  return targets.find(({ posture }) => posture === lowest);
}

function opening(target: TargetAnalysis, view: MarkdownView): readonly string[] {
  return [`### ${title(target, view.analysis)}`, sentence(target, view)];
}

function title({ posture, gate }: TargetAnalysis, analysis: Analysis): string {
  const against = objection(analysis);
  return against?.startsWith("Can't") === true ? against : verdict(posture, gate).title;
}

/** `This change: score 54 → **53** (up to 86), 2 broken, 0 fixed. The gate fails. Target prod, edition 2026.1. Baseline of 2026-11-03.` */
function sentence(target: TargetAnalysis, view: MarkdownView): string {
  const { posture, drift } = target;
  const { score, ceiling } = posture.score;
  const answer =
    view.ratchet || view.since !== undefined
      ? markdownText(gateAnswer(target, view).sentence)
      : `The gate ${gateAnswer(target, view).passed ? 'passes' : 'fails'}.`;
  const where = `Target ${text(posture.target)}, edition ${posture.edition}.`;
  if (drift === undefined) return `Score **${score}** (up to ${ceiling}). ${answer} No baseline to compare with. ${where}`;
  const { baseline } = drift;
  const said = `${count(drift, 'broken')} broken, ${count(drift, 'fixed')} fixed`;
  const others = [...drift.counts].some(([cause, number]) => number > 0 && cause !== 'broken' && cause !== 'fixed');
  const since = others ? `All changes since the baseline of ${baseline.written}: ${driftWords(drift) ?? 'none'}.` : `Baseline of ${baseline.written}.`;
  return `This change: score ${floor(baseline.standing.exact)} → **${score}** (up to ${ceiling}), ${said}. ${answer} ${where} ${since}`;
}

function count({ counts }: Drift, cause: Change['cause']): number {
  return counts.get(cause) ?? 0;
}

/** What hinders the work: a file that was not read or a rule that did not run stands above every number. */
function problemTable(view: MarkdownView, rows: number): readonly string[] {
  const notes = workNotes(view).filter(({ check }) => check !== 'cannot-judge');
  if (notes.length === 0) return [];
  const lines = notes.map((note) => [
    note.severity,
    note.path === '' ? '' : linked(note.path, note.range?.start.line ?? 1, view),
    `${text(note.message)} (\`${note.check}\`)`,
  ]);
  return [`**Not read, not run, or wrong in the files: ${notes.length}**`, table(['', 'Where', 'What'], ['---', '---', '---'], lines, rows)];
}

function targetParts(target: TargetAnalysis, view: MarkdownView, rows: number): readonly string[] {
  const { drift } = target;
  return [
    ...(drift === undefined ? [] : changeParts(drift, view, rows)),
    pillarTable(target),
    ...otherTargets(target, view, rows),
    ...needs(target, view, rows),
  ];
}

function changeParts(drift: Drift, view: MarkdownView, rows: number): readonly string[] {
  const lost = drift.worse.flatMap((change) => worseRows(change, drift, view));
  const won = drift.changes.filter(({ cause }) => cause === 'fixed').map(({ rule, subject }) => [`\`${rule}\``, text(subjectWords(subject))]);
  return [
    ...(lost.length === 0 ? [] : ['**Broken by this change**', table(['', 'Where', 'What', 'Controls'], ['---', '---', '---', '---'], lost, rows)]),
    ...(won.length === 0 ? [] : ['**Fixed by this change**', table(['Rule', 'What'], ['---', '---'], won, rows)]),
  ];
}

/** The findings of a change that the baseline does not have; a change without one, such as an attestation that ended, is a row itself. */
function worseRows(change: Change, { baseline }: Drift, view: MarkdownView): readonly (readonly string[])[] {
  const fresh = new Set(change.findings);
  const findings = view.analysis.findings.filter(({ rule, finding }) => rule.id === change.rule && fresh.has(finding.fingerprint));
  if (findings.length > 0) return findings.map((found) => brokenRow(found, view));
  const region = change.at === undefined ? undefined : view.context.places.region(change.at);
  const where = region === undefined ? '' : linked(view.context.shown(region.path), region.start.line, view);
  return [['', where, `${text(changeSentence(change, baseline))} (\`${change.rule}\`)`, '']];
}

function brokenRow(found: AnalysisFinding, view: MarkdownView): readonly string[] {
  const { path, range, message, rule, severity, controls } = reportFinding(found, view.context);
  const ids = controls.map(({ id, basis }) => `${id}${basis === 'sourced' ? '' : '\\*'}`).join(', ');
  return [severity, linked(path, range.start.line, view), `${text(message)} (\`${rule}\`)`, ids];
}

/** The seven rows; those that the change moved are bold. */
function pillarTable({ posture, drift }: TargetAnalysis): string {
  const lines = posture.pillars.map((pillar) => {
    const before = drift?.baseline.pillars.get(pillar.pillar)?.exact;
    const moved = before === undefined ? 0 : pillar.score - floor(before);
    const cells = [
      PILLAR_TITLES[pillar.pillar],
      levelCell(pillar),
      scoreCell(pillar),
      moved === 0 ? '' : `${moved < 0 ? '−' : '+'}${Math.abs(moved)}`,
      passedCell(pillar),
      pillar.unknown === 0 ? '' : String(pillar.unknown),
    ];
    return moved === 0 ? cells : cells.map((cell) => (cell === '' ? '' : `**${cell}**`));
  });
  return table(['Pillar', 'Level', 'Score', 'Change', 'Passed', 'Not judged'], ['---', '---', '---:', '---:', '---:', '---:'], lines, lines.length);
}

function levelCell({ level, reached }: PillarPosture): string {
  return `${LEVEL_TITLES[level]}${level === 'traditional' && reached.includes('initial') ? ', Initial reached' : ''}`;
}

function scoreCell({ level, score, ceiling }: PillarPosture): string {
  return `${level === 'not-judged' ? '–' : score}, up to ${ceiling}`;
}

function passedCell({ passed, failed, unknown }: PillarPosture): string {
  return `${passed} of ${passed + failed + unknown}`;
}

function otherTargets(shown: TargetAnalysis, view: MarkdownView, rows: number): readonly string[] {
  const others = view.targets.filter((target) => target !== shown);
  if (others.length === 0) return [];
  const lines = others.map((target) => [
    text(target.posture.target),
    title(target, view.analysis),
    `${target.posture.score.score}, up to ${target.posture.score.ceiling}`,
    gateAnswer(target, view).passed ? 'passes' : 'fails',
  ]);
  return [table(['Other targets', 'Verdict', 'Score', 'Gate'], ['---', '---', '---:', '---'], lines, rows)];
}

/** What the gate still needs, folded away. */
function needs({ gate }: TargetAnalysis, view: MarkdownView, rows: number): readonly string[] {
  const { blockers } = gate;
  if (gate.passed || blockers.length === 0) return [];
  const fix = blockers.filter(({ kind }) => kind === 'failed').length;
  const settle = blockers.length - fix;
  const parts = [...(fix === 0 ? [] : [`${plural(fix, 'rule')} to fix`]), ...(settle === 0 ? [] : [`${settle} to settle by files or attestations`])];
  const order = [...blockers].sort((one, other) => Number(one.kind !== 'failed') - Number(other.kind !== 'failed'));
  const body = table(
    ['Pillar', 'Rule', 'Passed', 'First place'],
    ['---', '---', '---:', '---'],
    order.map((blocker) => needRow(blocker, view)),
    rows,
  );
  return [`<details><summary>What ${gate.impactLevel ?? 'the gate'} still needs: ${parts.join(', ')}</summary>`, body, '</details>'];
}

function needRow(blocker: Blocker, view: MarkdownView): readonly string[] {
  const { rule, pillar, kind, passed, failed, unknown, places } = blocker;
  const head = [PILLAR_TITLES[pillar], rule.rule.summary];
  if (kind === 'not-judged')
    return [...head, 'not judged', rule.rule.attestable === undefined ? reasonOf(blocker) : `attest, or add files: ${rule.rule.attestable}`];
  const [first] = places;
  const region = first === undefined ? undefined : view.context.places.region(first);
  const where = region === undefined ? reasonOf(blocker) : linked(view.context.shown(region.path), region.start.line, view);
  return [...head, `${passed} of ${passed + failed + unknown}`, where];
}

function reasonOf({ rule }: Blocker): string {
  return text(rule.reasons[0]?.reason ?? '');
}

function footer(shown: TargetAnalysis | undefined, view: MarkdownView): string {
  const files = reportFiles(view.analysis, view.context);
  const of = (state: string): number => files.filter((file) => file.state === state).length;
  const rests = shown === undefined ? '' : ` ${restsSentence(shown.posture, shown.gate, view.today)}`;
  return `<sub>heptad ${view.version}. ${plural(of('read'), 'file')} read, ${of('left-out')} left out, ${of('unread')} unread.${rests} \\* our judgement. A passing check is evidence for a control, never the whole of it.</sub>`;
}

/** A place with its link. Each part of the path is encoded, so that nothing in it is a mark or another address. */
function linked(path: string, line: number, { link }: MarkdownView): string {
  return `[${text(`${path}:${line}`)}](${link(path, line)})`;
}

/** Text of the workspace, and no more of it than a table can bear. */
function text(words: string): string {
  const characters = [...words];
  return markdownText(characters.length <= CLIP ? words : `${characters.slice(0, CLIP - 1).join('')}…`);
}

/** A table of at most so many rows; how many are missing is its last one. */
function table(heads: readonly string[], rules: readonly string[], lines: readonly (readonly string[])[], rows: number): string {
  const cut = lines.length - rows;
  const last = cut > 0 ? [['…', `${plural(cut, 'more row is', 'more rows are')} left out of this comment`, ...heads.slice(2).map(() => '')]] : [];
  return [heads, rules, ...lines.slice(0, rows), ...last].map((cells) => `| ${cells.join(' | ')} |`.replace(/\| {2}(?=\|)/g, '| ')).join('\n');
}
