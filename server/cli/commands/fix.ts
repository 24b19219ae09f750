import { INPUT } from '../../core/inventory/targets/targets.js';
import { type FixRequest, PROBLEMS_WITH_FIXES } from '../../core/posture/fixes/offers.js';
import { type FixPlan, planFixes } from '../../core/posture/fixes/plan.js';
import { visible } from '../../core/reports/escape.js';
import { toFixReport } from '../../core/reports/fix-report.js';
import { fixText } from '../../core/reports/fix-text.js';
import { rules } from '../../core/rules/index.js';
import { type Run, runAnalysis } from '../analysis.js';
import type { Arguments } from '../args.js';
import { type Terminal, writeReport } from '../output.js';
import { PathError } from '../refusals.js';
import { type Draft, draftOf, whyNotWritable, writeDraft } from '../write.js';
import { refusal, styleOf } from './judge.js';

const FIXES_SHOWN = 10;

/** `heptad fix`: repairs as a diff, and with `--write` in the files. 1: something that was asked for could not be fixed; 2: nothing could be judged. */
export function fixCommand(args: Arguments, terminal: Terminal): number {
  checkWords(args);
  const run = runAnalysis(args, terminal);
  const refused = refusal(run);
  if (refused !== undefined) {
    terminal.error(`heptad: can't judge: ${refused}\n`);
    return 2;
  }
  const request = requestOf(args, run);
  const why = noSingleFinding(request, run);
  if (why !== undefined) {
    terminal.error(`${visible(`heptad: can't fix: ${why}`)}\n`);
    return 1;
  }
  const plan = finished(planOf(run, request, args.fix.write), terminal);
  const written = args.fix.write && write(plan, run, terminal);
  print(args, run, plan, { written, style: terminal });
  const missed = plan.left.some(({ why }) => why === 'refused' || (request.what !== 'safe' && why !== 'hidden'));
  return missed || (args.fix.write && !written && plan.changes.length > 0) ? 1 : 0;
}

function checkWords({ fix }: Arguments): void {
  const unknown = fix.rules.find((id) => !PROBLEMS_WITH_FIXES.includes(id) && !rules.some((rule) => rule.id === id));
  if (unknown !== undefined) throw new PathError(`"${unknown}" is no rule, and no problem that has a fix: those are ${PROBLEMS_WITH_FIXES.join(', ')}`);
  if (fix.fingerprint !== undefined && !/^[0-9a-f]{32}$/.test(fix.fingerprint))
    throw new PathError('--fingerprint takes 32 hexadecimal digits, as heptad fix and heptad scan --format json show them');
}

function requestOf({ fix }: Arguments, { targets }: Run): FixRequest {
  if (fix.fingerprint !== undefined) return { what: 'one', fingerprint: fix.fingerprint };
  if (fix.harden === undefined) return { what: 'safe', only: fix.rules };
  const slash = fix.harden.indexOf('/');
  const [namespace, name] = slash < 0 ? ['', fix.harden] : [fix.harden.slice(0, slash), fix.harden.slice(slash + 1)];
  const known = targets.flatMap(({ inventory }) => inventory.workloads().map(({ resource }) => resource));
  if (!known.some((resource) => resource.namespace === namespace && resource.name === name)) {
    const alike = known.filter((resource) => resource.name === name).map((resource) => `${resource.namespace}/${resource.name}`);
    throw new PathError(`there is no workload "${fix.harden}"${alike.length === 0 ? '' : `; there is ${[...new Set(alike)].join(', ')}`}`);
  }
  return { what: 'harden', namespace, name };
}

function findingsOf({ analysis, targets }: Run): Run['analysis']['findings'] {
  const names = new Set(targets.map(({ posture }) => posture.target));
  return analysis.findings.filter((finding) => finding.targets.some((target) => names.has(target)));
}

function* planOf(run: Run, request: FixRequest, willWrite: boolean): Generator<undefined, FixPlan> {
  const { analysis, input, workspace, isAsked } = run;
  const problems = analysis.problems.filter(({ path, at }) => isAsked(at === undefined ? path : at.doc.slice(0, at.doc.lastIndexOf('#'))));
  const whyNot = (path: string): string | undefined => {
    // What comes from a pipe can be shown all the same.
    const why = path === INPUT && !willWrite ? undefined : whyNotWritable(workspace.root, path);
    return why === undefined ? undefined : `"${run.context.shown(path)}" is not changed: ${why}`;
  };
  return yield* planFixes({ input, analysis, findings: findingsOf(run), problems, text: workspace.text, whyNot }, request);
}

function finished(plan: Generator<undefined, FixPlan>, terminal: Terminal): FixPlan {
  const start = performance.now();
  for (let steps = 1; ; steps++) {
    const step = plan.next();
    if (step.done === true) {
      terminal.progress('');
      return step.value;
    }
    if (steps % 64 === 0 && performance.now() - start > 500) terminal.progress('Judging again.');
  }
}

/** A fingerprint means one finding: several files may have the same one, each in its own target. */
function noSingleFinding(request: FixRequest, run: Run): string | undefined {
  if (request.what !== 'one') return undefined;
  const found = findingsOf(run).filter(({ finding }) => finding.fingerprint === request.fingerprint);
  if (found.length === 0) return `no finding here has the fingerprint ${request.fingerprint}`;
  if (found.length === 1) return undefined;
  const places = found.map(({ finding }) => run.context.places.region(finding.at)?.path ?? '').map(run.context.shown);
  return `${found.length} findings have this fingerprint; name a PATH or a --target: ${[...new Set(places)].join(', ')}`;
}

/** Writes all files, or none where one of them cannot be. */
function write({ changes }: FixPlan, { workspace, context }: Run, terminal: Terminal): boolean {
  const drafts: Draft[] = [];
  let isReady = true;
  for (const { path, before, after } of changes) {
    const draft = draftOf(workspace.root, path, before, after);
    if (typeof draft === 'string') {
      terminal.error(`${visible(`heptad: "${context.shown(path)}" is not written: ${draft}`)}\n`);
      isReady = false;
    } else drafts.push(draft);
  }
  if (isReady) for (const draft of drafts) writeDraft(draft);
  else terminal.error('heptad: nothing is written\n');
  return isReady && drafts.length > 0;
}

function print(
  args: Arguments,
  { context, targets }: Run,
  plan: FixPlan,
  { written, style: terminal }: { readonly written: boolean; readonly style: Terminal },
): void {
  const text =
    args.format === 'json'
      ? `${JSON.stringify(toFixReport(plan, context, written), undefined, 2)}\n`
      : fixText({
          plan,
          targets,
          context,
          style: styleOf(args, terminal),
          limit: args.all ? Number.POSITIVE_INFINITY : FIXES_SHOWN,
          state: written ? 'written' : 'shown',
          none: args.fix.fingerprint === undefined && args.fix.harden === undefined ? 'No safe fix here' : 'No fix that holds',
          command: '--write',
        });
  if (args.output === undefined) terminal.out(text);
  else writeReport(args.output, text);
}
