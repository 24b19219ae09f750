import type { Analysis, TargetAnalysis } from '../posture/analysis.js';
import type { AnalysisFinding } from '../posture/findings.js';
import { type Gain, Gains } from '../posture/gain.js';
import { compare, ZERO } from '../posture/rational.js';
import { firstLook, list, needWords, plural } from '../posture/sentences.js';
import type { Fix } from '../rules/rule.js';
import type { Problem, Severity } from '../syntax/place.js';
import { sinceNote } from './drift-text.js';
import { visible } from './escape.js';
import { type Block, blockText, relatedNotes } from './finding-text.js';
import { fixCommand, generateCommand } from './fix-report.js';
import { paint, type Style, wrap } from './layout.js';
import { type ReportContext, reportFiles } from './report.js';
import { type Since, sinceSentence } from './since-text.js';

export interface ScanView {
  readonly analysis: Analysis;
  /** The targets that are shown. */
  readonly targets: readonly TargetAnalysis[];
  readonly context: ReportContext;
  readonly style: Style;
  /** Findings that are shown in full before `--all` is asked for. */
  readonly limit: number;
  /** Only findings of rules that hold the gate back. */
  readonly gateOnly: boolean;
  /** With `--since`: what was compared with. */
  readonly since?: Since | undefined;
  /** CPU or wall seconds, shown at the end. */
  readonly seconds?: number | undefined;
}

const RELATED_SHOWN = 3;
const SHOWN: readonly Severity[] = ['error', 'warning', 'info'];

/** Problems, then findings with their places, then how many there are and what was read. */
export function scanText(view: ScanView): string {
  const { analysis, context, style } = view;
  const findings = chosen(view);
  const groups = grouped(findings);
  const gains = new Map(view.targets.map((target) => [target.posture.target, new Gains(target.posture)]));
  const ranked = varied(rank(groups, view, gains), view.limit);
  const notes = notesOf(analysis.problems, view.limit);
  const blocks = [
    ...analysis.problems.filter(({ severity }) => severity !== 'info').map((problem) => problemBlock(problem, context)),
    ...ranked.slice(0, view.limit).map(({ group, gain }) => findingBlock(group, gain, view)),
    ...notes.shown.map((problem) => problemBlock(problem, context)),
  ];
  const parts = blocks.map((block) => blockText(block, context.places, context.shown, style));
  const rest = [...ranked.slice(view.limit).flatMap(({ group }) => group), ...notes.left];
  const more = rest.length === 0 ? '' : `${rest.length} more: ${severities(rest)} (--all shows them). `;
  const judged = findings.length === 0 ? '' : '* is our judgement.';
  if (`${more}${judged}` !== '') parts.push(`${more}${judged}`.trim());
  parts.push(...closing(view, findings));
  return `${parts.join('\n\n')}\n`;
}

/** Problems that only inform stand behind the findings; of one code the first are shown before `--all` is asked for. */
function notesOf(problems: readonly Problem[], limit: number): { readonly shown: readonly Problem[]; readonly left: readonly Problem[] } {
  const notes = problems.filter(({ severity }) => severity === 'info');
  const seen = new Map<string, number>();
  const shown: Problem[] = [];
  const left: Problem[] = [];
  for (const note of notes) {
    const count = (seen.get(note.code) ?? 0) + 1;
    seen.set(note.code, count);
    (count <= FIRST_OF_RULE || limit === Number.POSITIVE_INFINITY ? shown : left).push(note);
  }
  return { shown, left };
}

/** The findings of the targets that are shown; with `gateOnly` those of rules that hold a gate back. */
export function chosen({ analysis, targets, gateOnly }: Pick<ScanView, 'analysis' | 'targets' | 'gateOnly'>): readonly AnalysisFinding[] {
  const names = new Set(targets.map(({ posture }) => posture.target));
  const holding = new Set(targets.flatMap(({ gate }) => gate.blockers.map(({ rule }) => rule.rule.id)));
  return analysis.findings.filter(
    ({ targets: where, rule, waived }) => where.some((name) => names.has(name)) && (!gateOnly || (holding.has(rule.id) && waived === undefined)),
  );
}

/** Findings at one span are one block: the worst first. What a comment hides is not shown. */
function grouped(findings: readonly AnalysisFinding[]): readonly (readonly AnalysisFinding[])[] {
  const groups = new Map<string, AnalysisFinding[]>();
  for (const finding of findings) {
    if (finding.hidden !== undefined) continue;
    const { doc, span } = finding.finding.at;
    const key = `${doc} ${span.start} ${span.end}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].map((group) => group.sort((one, other) => SHOWN.indexOf(one.severity) - SHOWN.indexOf(other.severity)));
}

interface Ranked {
  readonly group: readonly AnalysisFinding[];
  readonly gain: Gain;
}

/** By severity, then by what fixing it adds, then by place. */
function rank(groups: readonly (readonly AnalysisFinding[])[], view: ScanView, gains: ReadonlyMap<string, Gains>): readonly Ranked[] {
  const severity = (group: readonly AnalysisFinding[]): number => SHOWN.indexOf(group[0]?.severity ?? 'info');
  return groups
    .map((group, index) => ({ group, index, gain: gainOf(group, view, gains) }))
    .sort((one, other) => severity(one.group) - severity(other.group) || compare(other.gain.score, one.gain.score) || one.index - other.index);
}

/** Before `--all` is asked for, one rule does not fill the screen: its first findings are shown, the others come after those of other rules. */
function varied(ranked: readonly Ranked[], limit: number): readonly Ranked[] {
  if (ranked.length <= limit) return ranked;
  const seen = new Map<string, number>();
  const isEarly = ({ group }: Ranked): boolean => {
    const key = `${group[0]?.rule.id ?? ''} ${group[0]?.severity ?? ''}`;
    seen.set(key, (seen.get(key) ?? 0) + 1);
    return (seen.get(key) ?? 0) <= FIRST_OF_RULE;
  };
  const early: Ranked[] = [];
  const late: Ranked[] = [];
  for (const one of ranked) (isEarly(one) ? early : late).push(one);
  return [...early, ...late];
}

const FIRST_OF_RULE = 2;

/** The gain in the first shown target that has the finding. */
function gainOf(group: readonly AnalysisFinding[], { targets }: ScanView, gains: ReadonlyMap<string, Gains>): Gain {
  const name = targets.map(({ posture }) => posture.target).find((target) => group[0]?.targets.includes(target));
  const gone = group.map(({ rule, finding }) => ({ rule: rule.id, fingerprint: finding.fingerprint }));
  return gains.get(name ?? '')?.of(gone) ?? { score: ZERO, pillars: new Map() };
}

/** A problem as a block. */
export function problemBlock({ code, severity, message, path, at, related }: Problem, { places, shown }: ReportContext): Block {
  return { severity, message, at, path, label: code, notes: relatedNotes(related, at, places, shown) };
}

function findingBlock(group: readonly AnalysisFinding[], gain: Gain, { targets, analysis, context }: ScanView): Block {
  const [first] = group;
  if (first === undefined) throw new Error('a group has a finding');
  const rule = targets.flatMap(({ posture }) => posture.rules).find((one) => one.rule.id === first.rule.id);
  const fix = first.finding.fixes?.[0];
  const title = fix === undefined ? '' : fix.title.slice(0, 1).toLowerCase() + fix.title.slice(1);
  const notes = [
    ...group.slice(1).map((other) => `also: ${other.finding.message} (${other.rule.id})${sinceNote(other, targets)}`),
    ...(rule === undefined ? [] : [needWords(rule, gain.score)]),
    `800-53: ${first.rule.controls.map(({ id, basis }) => `${id}${basis === 'sourced' ? '' : '*'}`).join(', ')}`,
    ...relatedNotes(first.finding.related?.slice(0, RELATED_SHOWN), first.finding.at, context.places, context.shown),
    ...(fix === undefined ? [] : [`${fix.safety === 'safe' ? 'safe fix' : 'fix'}: ${title}\n${fixedBy(first, fix, context)}`]),
    ...(first.waived === undefined ? [] : [`waived until ${first.waived}, for the gate only`]),
    ...(analysis.targets.length > 1 && targets.length > 1 ? [`in ${plural(first.targets.length, 'target')}: ${first.targets.join(', ')}`] : []),
  ];
  const message = `${first.finding.message}${sinceNote(first, targets)}`;
  return { severity: first.severity, message, at: first.finding.at, path: '', label: first.rule.id, notes };
}

/** The command that makes a fix, on a line of its own. */
function fixedBy({ rule, finding }: AnalysisFinding, fix: Fix, context: ReportContext): string {
  return fix.kind === 'edit' ? fixCommand(finding.fingerprint, context) : generateCommand(rule.id, context);
}

/** `19 errors, 15 warnings` */
function severities(findings: readonly { readonly severity: Severity }[]): string {
  const words: Readonly<Record<Severity, readonly [string, string]>> = {
    error: ['error', 'errors'],
    warning: ['warning', 'warnings'],
    info: ['note', 'notes'],
  };
  return SHOWN.flatMap((severity) => {
    const number = findings.filter((finding) => finding.severity === severity).length;
    return number === 0 ? [] : [plural(number, ...words[severity])];
  }).join(', ');
}

function closing(view: ScanView, findings: readonly AnalysisFinding[]): readonly string[] {
  const { targets, analysis, style } = view;
  const named = targets.length === 1 ? `target ${targets[0]?.posture.target ?? ''}` : plural(targets.length, 'target');
  const where = view.since === undefined ? named : `changed files of ${named}`;
  const hidden = findings.filter((finding) => finding.hidden !== undefined).length;
  const waived = findings.filter((finding) => finding.waived !== undefined).length;
  const extra = [...(hidden === 0 ? [] : [`${hidden} hidden`]), ...(waived === 0 ? [] : [`${waived} waived`])];
  const said =
    findings.length === 0 ? `No finding in ${where}` : `${plural(findings.length, 'finding')} in ${where}: ${[severities(findings), ...extra].join(', ')}`;
  const first = targets[0];
  const look = first === undefined || analysis.documents.profile !== undefined ? [] : [wrap(firstLook(first.posture).join(' · '), style.width).join('\n')];
  const ask = asksForPlatform(view)
    ? [wrap('Is the platform configured elsewhere? Add context to heptad.yaml, or say "platform: external".', style.width).join('\n')]
    : [];
  const since = view.since === undefined ? [] : wrap(sinceSentence(view.since), style.width);
  return [
    ...look.map((line) => (style.ascii ? line.replaceAll('·', '-') : line)),
    ...ask,
    [...wrap(`${paint(style, 'bold', `${said}.`)}`, style.width), ...since, ...fileLines(view)].join('\n'),
  ];
}

const PLATFORM_GROUPS = [
  'security.istio.io',
  'networking.istio.io',
  'policy.linkerd.io',
  'kyverno.io',
  'policies.kyverno.io',
  'templates.gatekeeper.sh',
  'constraints.gatekeeper.sh',
  'admissionregistration.k8s.io',
];

/** Asked once where nothing of a mesh, of admission, and no Namespace is in the whole workspace. */
function asksForPlatform({ analysis }: ScanView): boolean {
  const { settings, targets } = analysis;
  if (settings.platform === 'external' || settings.context.length > 0 || targets.length === 0) return false;
  return targets.every(({ inventory }) =>
    inventory.resources.every(({ group, kind }) => !PLATFORM_GROUPS.includes(group) && !(group === '' && kind === 'Namespace')),
  );
}

/** `38 files read, 37 left out (31 not listed in a kustomization, 6 values), 0 unread. 0.41 s`, in lines of at most `width` characters. */
export function fileLines({ analysis, context, seconds, style }: Pick<ScanView, 'analysis' | 'context' | 'seconds' | 'style'>): readonly string[] {
  const files = reportFiles(analysis, context);
  const of = (state: string): number => files.filter((file) => file.state === state).length;
  const why = counted(files.flatMap(({ state, reason }) => (state === 'left-out' ? [reason ?? ''] : [])));
  const unread = files.filter(({ state }) => state === 'unread').map(({ path, reason }) => `${path}: ${reason ?? ''}`);
  const said = `${plural(of('read'), 'file')} read, ${of('left-out')} left out${why === '' ? '' : ` (${why})`}, ${of('unread')} unread${unread.length === 0 ? '' : ` (${visible(list(unread))})`}.`;
  const lines = wrap(said, style.width);
  if (seconds === undefined) return lines;
  const time = `${seconds.toFixed(2)} s`;
  const last = lines.at(-1) ?? '';
  return last.length + 1 + time.length <= style.width ? [...lines.slice(0, -1), `${last} ${time}`] : [...lines, time];
}

/** Reasons as they are counted together, of one file and of several. */
const COUNTED: readonly (readonly [pattern: RegExp, one: string, many: string])[] = [
  [/^Heptad document$/, 'Heptad document', 'Heptad documents'],
  [/^kustomize patch$/, 'kustomize patch', 'kustomize patches'],
  [/^test fragment$/, 'test fragment', 'test fragments'],
  [/^not a Kubernetes manifest$/, 'no Kubernetes manifest', 'no Kubernetes manifests'],
  [/^(of )?a component that no kustomization uses$/, 'of a component that no kustomization uses', 'of components that no kustomization uses'],
  [/^not listed in /, 'not listed in a kustomization', 'not listed in a kustomization'],
  [/^Rego is not judged/, 'Rego, not judged by this version', 'Rego, not judged by this version'],
];

/** `31 not listed in a kustomization, 6 values`: the most frequent first. */
function counted(reasons: readonly string[]): string {
  const counts = new Map<string, { readonly one: string; readonly many: string; count: number }>();
  for (const reason of reasons) {
    const [, one, many] = COUNTED.find(([pattern]) => pattern.test(reason)) ?? [undefined, reason, reason];
    const entry = counts.get(many) ?? { one, many, count: 0 };
    entry.count++;
    counts.set(many, entry);
  }
  return [...counts.values()]
    .sort((first, second) => second.count - first.count)
    .map(({ one, many, count }) => `${count} ${count === 1 ? one : many}`)
    .join(', ');
}
