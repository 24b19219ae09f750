import { READ_ALL_THE_SAME } from '../../core/posture/analysis.js';
import { blockersIn } from '../../core/posture/since.js';
import { plural } from '../../core/posture/words.js';
import { gateText } from '../../core/reports/gate-text.js';
import type { Style } from '../../core/reports/layout.js';
import { lostTarget, missingBaselines, ratchetText } from '../../core/reports/ratchet-text.js';
import { toReport } from '../../core/reports/report.js';
import { toSarif } from '../../core/reports/sarif.js';
import { scanText } from '../../core/reports/scan-text.js';
import { scoreText } from '../../core/reports/score-text.js';
import { sinceText } from '../../core/reports/since-text.js';
import { rules } from '../../core/rules/index.js';
import type { Severity } from '../../core/syntax/place.js';
import { type Run, runAnalysis } from '../analysis.js';
import type { Arguments } from '../args.js';
import { NOT_YET } from '../files.js';
import { type Terminal, writeReport } from '../output.js';
import { pipelineReport } from '../pipeline.js';

const FINDINGS_SHOWN = 10;
const RULES_SHOWN = 5;
const CHANGES_SHOWN = 20;

/** `heptad scan`, `score` and `gate`: judges, prints, and gives the exit code. */
export function judgeCommand(args: Arguments, terminal: Terminal): number {
  const run = runAnalysis(args, terminal);
  const refused = refusal(run) ?? (args.ratchet ? noComparison(args, run) : undefined);
  if (refused !== undefined && run.targets.length === 0 && args.format === 'text' && run.analysis.problems.length === 0) {
    terminal.error(`heptad: can't judge: ${refused}\n`);
    return 2;
  }
  const text = report(args, run, styleOf(args, terminal), refused);
  if (args.output === undefined) terminal.out(text);
  else writeReport(args.output, text);
  if (refused !== undefined) {
    terminal.error(`heptad: can't judge: ${refused}\n`);
    return 2;
  }
  return answers(args, run);
}

function noComparison(args: Arguments, { analysis, targets, isAsked }: Run): string | undefined {
  return missingBaselines(targets) ?? (args.target === undefined ? lostTarget(analysis, isAsked) : undefined);
}

function report(args: Arguments, run: Run, style: Style, refused: string | undefined): string {
  const { analysis, targets, context, today, seconds, changed } = run;
  if (args.format === 'json') return `${JSON.stringify(toReport(analysis, targets, context, changed), undefined, 2)}\n`;
  if (args.format === 'sarif') return `${JSON.stringify(toSarif(toReport(analysis, targets, context, changed), rules, rulePage), undefined, 2)}\n`;
  if (args.format !== 'text') return pipelineReport(args.format, args, run, refused);
  switch (args.command) {
    case 'score':
      return scoreText({ analysis, targets, context, style, today, all: args.all });
    case 'gate':
      if (args.ratchet) return ratchetText({ analysis, targets, context, style, limit: args.all ? Number.POSITIVE_INFINITY : CHANGES_SHOWN });
      if (changed !== undefined)
        return sinceText({ analysis, targets, context, style, since: changed, limit: args.all ? Number.POSITIVE_INFINITY : CHANGES_SHOWN });
      return gateText({ analysis, targets, context, style, limit: args.all ? Number.POSITIVE_INFINITY : RULES_SHOWN });
    default:
      return scanText({
        analysis,
        targets,
        context,
        style,
        gateOnly: args.gate,
        limit: args.all || args.gate ? Number.POSITIVE_INFINITY : FINDINGS_SHOWN,
        seconds,
        since: changed,
      });
  }
}

/** Where the page of a rule is found. */
function rulePage(rule: string): string {
  return `https://heptad.dev/rules/${rule}`;
}

/** How text looks: colors and boxes only where a terminal shows them. */
export function styleOf(args: Arguments, terminal: Terminal): Style {
  const color = args.color === 'always' || (args.color === 'auto' && terminal.isTerminal && !terminal.noColor && args.output === undefined);
  return { width: Math.min(terminal.columns, 100), ascii: args.ascii || (terminal.isTerminal && !terminal.isUtf8), color };
}

/** Why no answer can be given; then the exit code is 2, whatever was found. */
export function refusal({ analysis, targets, workspace, context }: Run): string | undefined {
  const { files, problems } = analysis;
  const yaml = files.length + workspace.skipped.filter(({ reason }) => reason !== NOT_YET).length;
  const broken = analysis.complete
    ? []
    : [
        ...new Set(
          problems
            .filter(({ code, severity }) => severity === 'error' && !READ_ALL_THE_SAME.has(code) && code !== 'duplicate-object')
            .map(({ path, code, message }) => (code === 'internal-error' ? message : context.shown(path))),
        ),
      ];
  if (broken.length > 0)
    return `${broken.length === 1 ? 'something' : `${broken.length} things`} could not be read or run: ${broken.slice(0, 3).join(', ')}${broken.length > 3 ? ', …' : ''}`;
  if (!analysis.complete) return 'some files could not be read';
  if (targets.length === 0 && analysis.targets.length > 0) return 'nothing that is named here belongs to a target; --format json says why of each file';
  if (targets.length === 0)
    return yaml === 0 ? 'there is no YAML or JSON file here' : `none of ${plural(yaml, 'YAML file')} is a manifest, policy or Rego module`;
  const judged = targets.some(({ posture }) => posture.pillars.some(({ passed, failed }) => passed + failed > 0));
  return judged ? undefined : `${files.filter(({ state }) => state === 'read').length} files were read, and no rule found a subject that it can judge`;
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 };

/** Findings that a comment hides count; those that are waived count too, for everything but the gate. */
function answers(args: Arguments, { analysis, targets, changed }: Run): number {
  if (args.command === 'score') return 0;
  const wrong = analysis.problems.some(({ severity }) => severity === 'error');
  if (args.ratchet) return wrong || targets.some(({ drift }) => drift === undefined || drift.worse.length > 0) ? 1 : 0;
  if (args.command === 'gate' && changed !== undefined)
    return wrong || targets.some((target) => blockersIn(target, (path) => changed.paths.has(path)).length > 0) ? 1 : 0;
  if (args.command === 'gate') return wrong || targets.some(({ gate }) => !gate.passed) ? 1 : 0;
  if (wrong) return 1;
  if (args.failOn === 'never') return 0;
  const least = RANK[args.failOn];
  const names = new Set(targets.map(({ posture }) => posture.target));
  return analysis.findings.some((finding) => RANK[finding.severity] >= least && finding.targets.some((target) => names.has(target))) ? 1 : 0;
}
