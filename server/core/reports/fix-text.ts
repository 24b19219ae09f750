import type { TargetAnalysis } from '../posture/analysis.js';
import type { Left, Offer } from '../posture/fixes/offers.js';
import { isHardening, nameOf } from '../posture/fixes/offers.js';
import type { FileChange, FixPlan } from '../posture/fixes/plan.js';
import { list, plural } from '../posture/sentences.js';
import { type Hunk, hunkHead, hunksOf } from './diff.js';
import { visible, visibleDiffLine } from './escape.js';
import { commandOf, hardenCommand, messageOf, regionOf } from './fix-report.js';
import { paint, type Style, wrap } from './layout.js';
import { withoutValue } from './places.js';
import type { ReportContext } from './report.js';

export interface FixView {
  readonly plan: FixPlan;
  /** As they were. */
  readonly targets: readonly TargetAnalysis[];
  readonly context: ReportContext;
  readonly style: Style;
  /** How many of the fixes that are left are shown. */
  readonly limit: number;
  /** `written`: the files hold the changes; `shown`: nothing is written. */
  readonly state: 'written' | 'shown';
  /** Said when nothing is changed: `No safe fix here`. */
  readonly none: string;
  /** What writes what is shown. */
  readonly command: string;
}

/** The changes as a diff for readers, what they mend, how the scores stand then, and what is left, with its reason and what to do. */
export function fixText(view: FixView): string {
  const { plan } = view;
  const parts = [...plan.changes.map((change) => diffText(change, view)), ...appliedParts(view), ...leftParts(view), closing(view)];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** A credential is never shown, nor what a terminal would obey; line ends are left out. The bytes are in the JSON report. */
function diffText({ path, before, edits }: FileChange, { context, style }: FixView): string {
  const name = visible(context.shown(path));
  const hunks = hunksOf(before, edits).flatMap((hunk) => [paint(style, 'dim', hunkHead(hunk)), ...hunkLines(hunk, path, context, style)]);
  return [paint(style, 'bold', `--- ${name}`), paint(style, 'bold', `+++ ${name}`), ...hunks].join('\n');
}

function hunkLines({ lines }: Hunk, path: string, { places }: ReportContext, style: Style): readonly string[] {
  const hidesSome = lines.some(({ mark, line }) => mark !== '+' && places.isHidden(path, line));
  return lines.flatMap(({ mark, line, text, isOpen }) => {
    const isHidden = mark === '+' ? hidesSome : places.isHidden(path, line);
    const shown = `${mark}${visibleDiffLine(isHidden ? withoutValue(text) : text)}`;
    const inked = mark === ' ' ? shown : paint(style, mark === '+' ? 'bold' : 'dim', shown);
    return isOpen ? [inked, '\\ No newline at end of file'] : [inked];
  });
}

function appliedParts({ plan, context, style, state, targets }: FixView): readonly string[] {
  if (plan.applied.length === 0) return [];
  const safe = plan.applied.filter(({ fix }) => fix.safety === 'safe').length;
  const which = safe === plan.applied.length ? plural(safe, 'safe fix', 'safe fixes') : plural(plan.applied.length, 'fix', 'fixes');
  const head = `${which} in ${plural(plan.changes.length, 'file')}${state === 'written' ? ', written' : ''}:`;
  const lines = plan.applied.flatMap((offer) => appliedLines(offer, context, style));
  return [[paint(style, 'bold', head), ...lines].join('\n'), scoreLines(plan, targets).join('\n')];
}

function appliedLines(offer: Offer, context: ReportContext, style: Style): readonly string[] {
  const { of, fix } = offer;
  const also = of.kind === 'finding' && of.finding.targets.length > 1 ? `, in ${plural(of.finding.targets.length, 'target')}` : '';
  const safety = fix.safety === 'safe' ? '' : ', may refuse something';
  return [`  ${whereOf(offer, context)}`, ...wrap(visible(`    ${fix.title} (${nameOf(of)}${safety}${also})`), style.width, '      ')];
}

function whereOf({ of }: Offer | Left, context: ReportContext): string {
  const region = regionOf(of, context);
  const path = context.shown(region?.path ?? (of.kind === 'problem' ? of.problem.path : ''));
  return visible(`${path}${region === undefined ? '' : `:${region.start.line}`}: ${messageOf(of)}`);
}

function scoreLines({ after }: FixPlan, targets: readonly TargetAnalysis[]): readonly string[] {
  return targets.flatMap(({ posture }) => {
    const now = after?.targets.find((target) => target.posture.target === posture.target)?.posture;
    if (now === undefined || now.score.score === posture.score.score) return [];
    return [`${visible(posture.target)}: score ${posture.score.score}, then ${now.score.score}`];
  });
}

function leftParts(view: FixView): readonly string[] {
  const of = (why: Left['why']): readonly Left[] => view.plan.left.filter((one) => one.why === why);
  return [
    reasonsPart('Not made:', of('refused'), view),
    reasonsPart('Hidden by a comment, and left:', of('hidden'), view),
    restrictsPart(of('restricts'), view),
    commandsPart('Written by a generator:', of('generate'), view),
    commandsPart('For a person to decide:', of('manual'), view),
  ];
}

function reasonsPart(title: string, left: readonly Left[], { context, style }: FixView): string {
  if (left.length === 0) return '';
  const lines = left.flatMap((one) => [`  ${whereOf(one, context)}`, ...wrap(visible(`    ${nameOf(one.of)}: ${one.reason ?? ''}`), style.width, '      ')]);
  return [paint(style, 'bold', title), ...lines].join('\n');
}

function restrictsPart(left: readonly Left[], { context, style, limit }: FixView): string {
  if (left.length === 0) return '';
  const lines = left
    .slice(0, limit)
    .flatMap((one) => [
      `  ${whereOf(one, context)}`,
      ...wrap(visible(`    ${one.fix?.title ?? ''} (${nameOf(one.of)})`), style.width, '      '),
      `    ${visible(commandOf(one, context) ?? '')}`,
    ]);
  const more = left.length > limit ? [`  ${left.length - limit} more (--all shows them).`] : [];
  const head = `${plural(left.length, 'fix', 'fixes')} may refuse something, each made by itself after a look:`;
  return [paint(style, 'bold', head), ...lines, ...more, ...hardenLines(left, context)].join('\n');
}

/** The workload with most of them, as an example of how those of one are made at once. */
function hardenLines(left: readonly Left[], context: ReportContext): readonly string[] {
  const counts = new Map<string, number>();
  for (const { of } of left) {
    if (of.kind !== 'finding' || !isHardening(of.finding)) continue;
    const name = `${of.finding.subject.namespace}/${of.finding.subject.name}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const [name, count = 0] = [...counts].sort(([, one], [, other]) => other - one)[0] ?? [];
  if (name === undefined || count < 2) return [];
  return ['  Those of one workload are made at once, such as:', `    ${visible(hardenCommand(name, context))}  (${plural(count, 'fix', 'fixes')})`];
}

/** By rule, since the command is the same for all of its findings. */
function commandsPart(title: string, left: readonly Left[], { context, style }: FixView): string {
  const counts = new Map<string, number>();
  for (const one of left) {
    const command = commandOf(one, context) ?? '';
    counts.set(command, (counts.get(command) ?? 0) + 1);
  }
  if (counts.size === 0) return '';
  const lines = [...counts].map(([command, count]) => `  ${visible(command)}  (${plural(count, 'finding')})`);
  return [paint(style, 'bold', title), ...lines].join('\n');
}

function closing({ plan, context, state, command, none }: FixView): string {
  if (plan.changes.length === 0) return plan.left.length === 0 ? 'Nothing to fix.' : `${none}: nothing is changed.`;
  const paths = list(plan.changes.map(({ path }) => visible(context.shown(path))));
  return state === 'written' ? `Written: ${paths}.` : `Nothing is written yet; ${command} writes it.`;
}
