import { type Analysis, objection, type TargetAnalysis } from '../posture/analysis.js';
import { changeSentence } from '../posture/drift/words.js';
import type { AnalysisFinding } from '../posture/findings.js';
import type { Blocker } from '../posture/gate.js';
import { gateSentence, PILLAR_TITLES, plural } from '../posture/sentences.js';
import { blockersIn } from '../posture/since.js';
import type { Severity } from '../syntax/place.js';
import { sinceNote } from './drift-text.js';
import { ratchetAnswer } from './ratchet-text.js';
import { type ReportContext, type ReportRange, reportFiles, reportFinding, reportProblem } from './report.js';
import { chosen, fileLines } from './scan-text.js';
import { type Since, sinceAnswer, sinceSentence } from './since-text.js';

/** What the formats of a pipeline show: the answer of `scan` or of `gate`, with what made the exit code. */
export interface PipelineView {
  readonly command: 'scan' | 'gate';
  readonly analysis: Analysis;
  readonly targets: readonly TargetAnalysis[];
  /** Its paths are relative to the root of the repository: that is what a pipeline links to. */
  readonly context: ReportContext;
  /** The least severity of a finding that fails a scan. */
  readonly failOn: Severity | 'never';
  readonly gateOnly: boolean;
  /** A gate that fails on what is worse than the baseline only. */
  readonly ratchet: boolean;
  /** With `--since`: findings are those of changed files, and a gate fails on what stands in them only. */
  readonly since?: Since | undefined;
  /** Why nothing can be answered; the exit code is 2 then. */
  readonly refused?: string | undefined;
}

/** One thing that a pipeline is told: a finding, a problem, a file that was not read, a rule without an answer. */
export interface Note {
  readonly kind: 'finding' | 'problem' | 'unread' | 'blocker';
  readonly severity: Severity;
  /** True when it alone makes the exit code other than 0. */
  readonly fails: boolean;
  /** The rule, or the code of the problem. */
  readonly check: string;
  readonly message: string;
  /** '' where it stands in no file. */
  readonly path: string;
  readonly range?: ReportRange | undefined;
  /** The same in every run while the thing is the same. */
  readonly fingerprint: string;
}

const RANK: Readonly<Record<Severity | 'never', number>> = { info: 0, warning: 1, error: 2, never: 3 };

/** Everything that is said, the worst first: why there is no answer, problems, files not read, then findings and what holds the gate back. */
export function notesOf(view: PipelineView): readonly Note[] {
  const fatal = workNotes(view);
  const found = view.command === 'gate' ? gateNotes(view) : findingNotes(view);
  return [...fatal, ...[...found].sort((one, other) => RANK[other.severity] - RANK[one.severity])];
}

/** What hinders the work itself: the reason for exit code 2, problems, files that could not be read. */
export function workNotes({ analysis, context, refused, command }: PipelineView): readonly Note[] {
  const problems = analysis.problems
    .filter(({ severity }) => command === 'scan' || severity !== 'info')
    .map((problem) => reportProblem(problem, context))
    .map(
      ({ code, severity, message, path, range }): Note => ({
        kind: 'problem',
        severity,
        fails: severity === 'error',
        check: code,
        message,
        path,
        range,
        fingerprint: `${code} ${path} ${message}`,
      }),
    );
  const broken = new Set(problems.filter(({ fails }) => fails).map(({ path }) => path));
  const unread = reportFiles(analysis, context)
    .filter(({ state, path }) => state === 'unread' && !broken.has(path))
    .map(({ path, reason = 'no reason is known' }): Note => {
      return { kind: 'unread', severity: 'warning', fails: false, check: 'unread', message: `not read: ${reason}`, path, fingerprint: `unread ${path}` };
    });
  const why: readonly Note[] =
    refused === undefined
      ? []
      : [{ kind: 'problem', severity: 'error', fails: true, check: 'cannot-judge', message: `can't judge: ${refused}`, path: '', fingerprint: 'cannot-judge' }];
  return [...why, ...problems.sort((one, other) => RANK[other.severity] - RANK[one.severity]), ...unread];
}

/** Findings of a scan that no comment hides. */
function findingNotes(view: PipelineView): readonly Note[] {
  return chosen(view)
    .filter(({ hidden }) => hidden === undefined)
    .map((found) => findingNote(found, view, found.severity, failsScan(found, view)));
}

/** Whether a finding, hidden or not, makes the exit code of a scan 1. */
export function failsScan({ severity }: Pick<AnalysisFinding, 'severity'>, { failOn }: Pick<PipelineView, 'failOn'>): boolean {
  return RANK[severity] >= RANK[failOn];
}

function findingNote(found: AnalysisFinding, { context, targets }: PipelineView, severity: Severity, fails: boolean): Note {
  const { rule, message, path, range, fingerprint, waived } = reportFinding(found, context);
  const until = waived === undefined ? '' : ` (waived until ${waived}, for the gate only)`;
  return { kind: 'finding', severity, fails, check: rule, message: `${message}${sinceNote(found, targets)}${until}`, path, range, fingerprint };
}

/** What holds the gate back: the findings of its rules, each rule with something that is not judged, and the answer itself. */
function gateNotes(view: PipelineView): readonly Note[] {
  if (view.ratchet) return view.targets.flatMap((target) => worseNotes(target, view));
  const findings = chosen({ ...view, gateOnly: true }).map((found) => findingNote(found, view, 'error', true));
  return view.targets.flatMap((target) => openNotes(target, view)).concat(findings);
}

/** What the gate answers for a target. It never passes where something could not be read, or is wrong in the files. */
export function gateAnswer(target: TargetAnalysis, { analysis, ratchet, since }: PipelineView): { readonly passed: boolean; readonly sentence: string } {
  if (ratchet) return ratchetAnswer(target, analysis);
  if (since !== undefined) return sinceAnswer(target, analysis, since);
  const { posture, gate } = target;
  const against = objection(analysis);
  if (against === undefined) return { passed: gate.passed, sentence: gateSentence(posture, gate) };
  if (against.startsWith("Can't")) return { passed: false, sentence: against };
  return { passed: false, sentence: gate.passed ? `${gate.impactLevel ?? 'The gate'} fails. ${against}` : gateSentence(posture, gate) };
}

/** What the ratchet does not let pass, each change at its place. */
function worseNotes(target: TargetAnalysis, view: PipelineView): readonly Note[] {
  const { posture, drift } = target;
  const answer = gateAnswer(target, view);
  if (answer.passed) return [];
  const { shown, places } = view.context;
  const said = `target "${posture.target}": ${answer.sentence}`;
  const head: Note = { kind: 'blocker', severity: 'error', fails: true, check: 'ratchet', message: said, path: '', fingerprint: `ratchet ${posture.target}` };
  const changes = (drift?.worse ?? []).map((change): Note => {
    const region = change.at === undefined ? undefined : places.region(change.at);
    return {
      kind: 'blocker',
      severity: 'error',
      fails: true,
      check: change.rule,
      message: drift === undefined ? '' : changeSentence(change, drift.baseline),
      path: region === undefined ? '' : shown(region.path),
      range: region === undefined ? undefined : { start: region.start, end: region.end },
      fingerprint: `${posture.target} ${change.cause} ${change.subject}`,
    };
  });
  return [head, ...changes];
}

function openNotes(target: TargetAnalysis, view: PipelineView): readonly Note[] {
  const { posture, gate } = target;
  const answer = gateAnswer(target, view);
  if (answer.passed) return [];
  const note = (check: string, message: string): Note => {
    return {
      kind: 'blocker',
      severity: 'error',
      fails: true,
      check,
      message: `target "${posture.target}": ${message}`,
      path: '',
      fingerprint: `${check} ${posture.target}`,
    };
  };
  const { since } = view;
  const open =
    since === undefined
      ? gate.blockers.filter(({ unknown }) => unknown > 0)
      : blockersIn(target, (path) => since.paths.has(path)).flatMap(({ blocker, unknown }) => (unknown > 0 ? [blocker] : []));
  return [note('gate', answer.sentence), ...open.map((blocker) => note(blocker.rule.rule.id, openWords(blocker)))];
}

/** Why a rule that holds the gate back is not judged, or not everywhere. */
export function openWords({ rule, unknown, kind }: Blocker): string {
  const why = rule.reasons[0]?.reason ?? 'no reason is known';
  const where = PILLAR_TITLES[rule.pillar];
  if (kind === 'not-judged') return `"${rule.rule.summary}" (${where}) is not judged: ${why}`;
  return `"${rule.rule.summary}" (${where}) is not judged for ${plural(unknown, 'subject')}: ${why}`;
}

/** The answer of a gate, `21 files read, 5 left out (…), 0 unread.`, and what a comment hides: `2 findings are hidden by comments and count all the same.` */
export function readSentence(view: PipelineView): string {
  const answers = view.command === 'gate' ? view.targets.map((target) => `${target.posture.target}: ${gateAnswer(target, view).sentence}`) : [];
  const read = fileLines({ analysis: view.analysis, context: view.context, style: { width: Number.POSITIVE_INFINITY, ascii: false, color: false } }).join(' ');
  const files = [...answers, ...(view.since === undefined ? [] : [sinceSentence(view.since)]), read].join(' ');
  const hidden = view.command === 'scan' ? chosen(view).filter((found) => found.hidden !== undefined).length : 0;
  if (hidden === 0) return files;
  return `${files} ${plural(hidden, 'finding is', 'findings are')} hidden by comments and ${hidden === 1 ? 'counts' : 'count'} all the same.`;
}
