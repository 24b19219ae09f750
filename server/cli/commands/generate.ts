import { relative, resolve } from 'node:path';
import { INPUT } from '../../core/inventory/targets/targets.js';
import { objection, type TargetAnalysis } from '../../core/posture/analysis.js';
import { type Task, tasksForIntent, tasksForRule } from '../../core/posture/generation/drafts.js';
import { type Plan, plan } from '../../core/posture/generation/plan.js';
import { optionsFor } from '../../core/posture/profile.js';
import { plural } from '../../core/posture/words.js';
import { generateReport } from '../../core/reports/generate.js';
import { generateText } from '../../core/reports/generate-text.js';
import { rules } from '../../core/rules/index.js';
import { type Run, runAnalysis } from '../analysis.js';
import type { Arguments } from '../args.js';
import type { Terminal } from '../output.js';
import { PathError } from '../refusals.js';
import { type Draft, draftOf, readAny, writeDraft, writeInside } from '../write.js';
import { styleOf } from './judge.js';

/** Days that an audit lasts. */
const ROLLOUT = 30;

/** `heptad generate`: what closes a rule's findings, or what an intent asks for: preview, files, and with `--write` the writing. */
export function generateCommand(args: Arguments, terminal: Terminal): number {
  const usage = wrongUse(args);
  if (usage !== undefined) return wrong(terminal, usage);
  // The folder that is written to is no file that is read.
  const run = runAnalysis({ ...args, output: undefined }, terminal);
  if (!run.analysis.complete) throw new PathError(`${objection(run.analysis) ?? ''} What it calls would be cut off; heptad scan says where.`);
  const target = onlyTarget(run);
  const found = tasksOf(args, run, target);
  if ('wrong' in found) return wrong(terminal, found.wrong);
  if ('nothing' in found) return nothing(args, terminal, found.nothing);
  return answer(args, terminal, run, target, found.tasks);
}

function wrongUse({ generate: { rule, intent, check, write }, paths }: Arguments): string | undefined {
  if ((rule === undefined) === (intent === undefined)) return 'generate takes --for RULE or --intent NAME';
  if (check && write) return '--check writes nothing: leave out --write';
  return (check || write) && paths.includes(INPUT) ? 'what is read from standard input has no folder: leave out --write and --check' : undefined;
}

function onlyTarget({ targets }: Run): TargetAnalysis {
  const [target, ...others] = targets;
  if (target === undefined) throw new PathError('no target is found');
  if (others.length > 0)
    throw new PathError(`there are ${targets.length} targets; name one with --target: ${targets.map(({ posture }) => posture.target).join(', ')}`);
  return target;
}

function tasksOf(args: Arguments, run: Run, { inventory }: TargetAnalysis): ReturnType<typeof tasksForIntent> {
  const { intent, namespace, workload, engine } = args.generate;
  const where = { namespace, workload, engine };
  if (intent !== undefined) return tasksForIntent(intent, inventory, where, intentOptions(intent, run));
  const rule = rules.find(({ id }) => id === args.generate.rule);
  if (rule === undefined) return { wrong: `there is no rule "${args.generate.rule ?? ''}"` };
  return tasksForRule(rule, inventory, optionsFor(run.analysis.settings, rule), where);
}

/** An intent may be told what the rule that judges the same is told in heptad.yaml. */
function intentOptions(intent: string, run: Run): Readonly<Record<string, readonly string[]>> | undefined {
  const rule = rules.find(({ id }) => id === `require-${intent}`);
  return rule === undefined ? undefined : optionsFor(run.analysis.settings, rule);
}

function answer(args: Arguments, terminal: Terminal, run: Run, target: TargetAnalysis, tasks: readonly Task[]): number {
  const { workspace, context } = run;
  const how = args.generate.enforce ? ({ mode: 'enforce' } as const) : ({ mode: 'audit', rolloutUntil: laterBy(run.today, ROLLOUT) } as const);
  const text = (path: string): string | undefined => workspace.text(path) ?? (workspace.root === '' ? undefined : readAny(workspace.root, path));
  const planned = plan({
    target: target.target,
    inventory: target.inventory,
    tasks,
    rules,
    how,
    files: workspace.files,
    text,
    output: outputOf(args, workspace.root),
  });
  if (planned.files.length === 0 && planned.edits.length === 0 && planned.notes.length === 0) {
    terminal.out(printed(args, terminal, run, planned, how));
    return 0;
  }
  const stale = planned.files.some(({ state }) => state !== 'same') || planned.edits.length > 0;
  if (args.generate.check) {
    for (const line of differences(planned, context.shown)) terminal.error(`heptad: ${line}\n`);
    return stale ? 1 : 0;
  }
  if (!args.generate.write) {
    terminal.out(printed(args, terminal, run, planned, how));
    return 0;
  }
  return write(terminal, run, planned);
}

function printed(
  args: Arguments,
  terminal: Terminal,
  { context, workspace }: Run,
  planned: Plan,
  how: { mode: 'audit' | 'enforce'; rolloutUntil?: string },
): string {
  const asked = args.generate.intent ?? args.generate.rule ?? '';
  if (args.format === 'json') return `${JSON.stringify(generateReport(planned, asked, how, context.places), undefined, 2)}\n`;
  return generateText({
    plan: planned,
    asked,
    places: context.places,
    shown: context.shown,
    text: workspace.text,
    style: styleOf({ ...args, output: undefined }, terminal),
  });
}

function differences({ files, edits, notes }: Plan, shown: (path: string) => string): readonly string[] {
  const words = { new: 'is not there', changed: 'differs from what is generated', foreign: 'is not from Heptad and stands in the way', same: '' } as const;
  return [
    ...files.filter(({ state }) => state !== 'same').map(({ path, state }) => `"${shown(path)}" ${words[state]}`),
    ...edits.map(({ path }) => `"${shown(path)}" lacks what belongs to it`),
    ...notes,
  ];
}

/** Files first, then what lists them: an interruption leaves a workspace that still builds. */
function write(terminal: Terminal, { workspace, context }: Run, { files, edits, notes }: Plan): number {
  const foreign = files.filter(({ state }) => state === 'foreign').map(({ path }) => context.shown(path));
  if (foreign.length > 0) throw new PathError(`somebody else wrote ${foreign.map((path) => `"${path}"`).join(', ')}: nothing is written`);
  const fresh = files.filter(({ state }) => state !== 'same');
  const drafts = edits.map(({ path, edits: changes }) => draftOfEdits(workspace, path, changes));
  for (const { path, text } of fresh) writeInside(workspace.root, path, text);
  for (const draft of drafts) writeDraft(draft);
  const all = [...fresh, ...edits].map(({ path }) => `  ${context.shown(path)}\n`);
  terminal.out(all.length === 0 ? 'Everything is up to date.\n' : `Wrote ${plural(all.length, 'file')}:\n${all.join('')}`);
  for (const note of notes) terminal.error(`heptad: ${note}\n`);
  return 0;
}

function draftOfEdits({ root, text }: Run['workspace'], path: string, changes: Plan['edits'][number]['edits']): Draft {
  const before = text(path) ?? '';
  const draft = draftOf(root, path, before, changed(before, changes));
  if (typeof draft === 'string') throw new PathError(`"${path}" is not changed: ${draft}`);
  return draft;
}

function changed(text: string, edits: Plan['edits'][number]['edits']): string {
  return [...edits].reverse().reduce((whole, { start, end, text: added }) => whole.slice(0, start) + added + whole.slice(end), text);
}

/** The folder of `--output`, from the root. */
function outputOf({ output }: Arguments, root: string): string | undefined {
  if (output === undefined || root === '') return output;
  const path = relative(root, resolve(output)).replaceAll('\\', '/');
  if (path.startsWith('..')) throw new PathError(`"${output}" lies outside of the root`);
  return path === '' ? '.' : path;
}

function laterBy(today: string, days: number): string {
  return new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);
}

function nothing(args: Arguments, terminal: Terminal, why: string): number {
  if (args.format === 'json') terminal.out(`${JSON.stringify({ schema: 'heptad.dev/generate/v1', nothing: why }, undefined, 2)}\n`);
  else terminal.out(`Nothing to generate: ${why}.\n`);
  return 0;
}

function wrong(terminal: Terminal, message: string): number {
  terminal.error(`heptad: ${message}\n`);
  return 2;
}
