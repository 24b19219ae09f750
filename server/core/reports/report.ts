import { type Analysis, objection, type TargetAnalysis } from '../posture/analysis.js';
import type { RulePosture } from '../posture/counts.js';
import type { AnalysisFinding } from '../posture/findings.js';
import { blockersIn } from '../posture/since.js';
import type { Pillar, Safety, Stage } from '../rules/rule.js';
import type { Position } from '../syntax/lines.js';
import type { Problem, Severity } from '../syntax/place.js';
import { type ReportBoundaries, reportBoundaries } from './boundaries.js';
import type { Places } from './places.js';
import { type ReportDrift, reportDrift } from './report-drift.js';
import type { Since } from './since-text.js';

/** The report as data, `heptad.dev/report/v1`: what `--format json` prints. `schemas/report.schema.json` describes it. */
export interface Report {
  readonly schema: 'heptad.dev/report/v1';
  readonly version: string;
  readonly edition: string;
  readonly ruleSet: string;
  readonly files: readonly ReportFile[];
  readonly problems: readonly ReportProblem[];
  readonly findings: readonly ReportFinding[];
  readonly targets: readonly ReportTarget[];
  /** With `--since`: findings and problems are those of files that changed. Targets are judged whole. */
  readonly since?: ReportSince | undefined;
}

export interface ReportSince {
  readonly ref: string;
  readonly base: string;
  readonly files: readonly string[];
  /** Rules that hold a gate back by what stands in these files. */
  readonly blockers: readonly { readonly target: string; readonly rule: string; readonly findings: number; readonly unknown: number }[];
}

export interface ReportFile {
  readonly path: string;
  readonly documents: number;
  readonly state: 'read' | 'left-out' | 'unread';
  readonly reason?: string | undefined;
}

export interface ReportRange {
  readonly start: Position;
  readonly end: Position;
}

export interface ReportProblem {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly range?: ReportRange | undefined;
}

export interface ReportFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly pillar: Pillar;
  readonly stage: Stage;
  readonly message: string;
  readonly path: string;
  readonly range: ReportRange;
  readonly pointer: string;
  readonly fingerprint: string;
  readonly subject: { readonly group: string; readonly kind: string; readonly namespace: string; readonly name: string; readonly part?: string | undefined };
  readonly targets: readonly string[];
  readonly controls: readonly { readonly id: string; readonly basis: string }[];
  readonly fix: null | { readonly title: string; readonly safety: Safety };
  readonly hidden?: string | undefined;
  readonly waived?: string | undefined;
}

export interface ReportTarget {
  readonly name: string;
  readonly score: number;
  readonly ceiling: number;
  readonly level: string;
  readonly pillars: readonly {
    readonly id: Pillar;
    readonly score: number;
    readonly ceiling: number;
    readonly level: string;
    readonly reached: readonly Stage[];
    readonly passed: number;
    readonly failed: number;
    readonly unknown: number;
  }[];
  readonly rules: readonly {
    readonly id: string;
    readonly passed: number;
    readonly failed: number;
    readonly unknown: readonly { readonly reason: string; readonly count: number }[];
  }[];
  readonly gate: {
    readonly impactLevel: string | null;
    readonly passed: boolean;
    readonly blockers: readonly {
      readonly rule: string;
      readonly pillar: Pillar;
      readonly kind: string;
      readonly passed: number;
      readonly failed: number;
      readonly unknown: number;
      readonly waived: number;
    }[];
    readonly waivers: readonly { readonly name: string; readonly state: string; readonly expires: string }[];
    readonly loosened: readonly { readonly kind: string; readonly text: string }[];
  };
  /** Against its baseline, where it has one. */
  readonly drift?: ReportDrift | undefined;
  readonly boundaries: ReportBoundaries;
}

export interface ReportContext {
  readonly version: string;
  readonly places: Places;
  /** The path of a file as the report shows it: relative to the working directory. */
  readonly shown: (path: string) => string;
  /** The paths of the command line: what is asked for is asked for there again. */
  readonly paths?: readonly string[] | undefined;
  /** Files that were met and not read. */
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
}

/** The report of an analysis. Findings are those that are asked for: all, or of some targets, or those of the files that `since` names. */
export function toReport(analysis: Analysis, targets: readonly TargetAnalysis[], context: ReportContext, since?: Since): Report {
  const names = new Set(targets.map(({ posture }) => posture.target));
  const findings = analysis.findings.filter((finding) => finding.targets.some((target) => names.has(target)));
  return {
    schema: 'heptad.dev/report/v1',
    version: context.version,
    edition: analysis.settings.edition,
    ruleSet: analysis.ruleSet,
    files: reportFiles(analysis, context),
    problems: analysis.problems.map((problem) => reportProblem(problem, context)),
    findings: findings.map((finding) => reportFinding(finding, context)),
    targets: targets.map((target) => reportTarget(target, objection(analysis) === undefined, context)),
    ...(since === undefined ? {} : { since: reportSince(since, targets, context) }),
  };
}

function reportSince({ ref, base, paths }: Since, targets: readonly TargetAnalysis[], { shown }: ReportContext): ReportSince {
  const blockers = targets.flatMap((target) =>
    blockersIn(target, (path) => paths.has(path)).map(({ blocker, findings, unknown }) => ({
      target: target.posture.target,
      rule: blocker.rule.rule.id,
      findings,
      unknown,
    })),
  );
  return { ref, base, files: [...paths].sort().map(shown), blockers };
}

/** Every file that was met: read, left out with the reason, not readable with the reason. */
export function reportFiles(analysis: Analysis, context: ReportContext): readonly ReportFile[] {
  const files = analysis.files.map(({ path, documents, state, reason }) => ({ path: context.shown(path), documents, state, reason }));
  const skipped = context.skipped.map(({ path, reason }) => ({
    path: context.shown(path),
    documents: 0,
    state: reason === 'cannot be opened' ? ('unread' as const) : ('left-out' as const),
    reason,
  }));
  const unread = analysis.targets.flatMap(({ target }) => target.unread.map(({ path, reason }) => ({ path, documents: 0, state: 'unread' as const, reason })));
  return [...new Map([...unread, ...files, ...skipped].map((file) => [file.path, file])).values()].sort((one, other) =>
    one.path < other.path ? -1 : one.path > other.path ? 1 : 0,
  );
}

export function reportProblem(problem: Problem, context: ReportContext): ReportProblem {
  const { code, severity, message, path, at } = problem;
  const region = at === undefined ? undefined : context.places.region(at);
  return {
    code,
    severity,
    message,
    path: context.shown(region?.path ?? path),
    range: region === undefined ? undefined : { start: region.start, end: region.end },
  };
}

export function reportFinding(found: AnalysisFinding, context: ReportContext): ReportFinding {
  const { rule, severity, finding, subject, targets, hidden, waived } = found;
  const region = context.places.region(finding.at);
  const start = region?.start ?? { line: 1, column: 1 };
  const fix = finding.fixes?.[0];
  const { group, kind, namespace, name, part } = subject;
  return {
    rule: rule.id,
    severity,
    pillar: rule.pillar,
    stage: rule.stage,
    message: finding.message,
    path: context.shown(region?.path ?? ''),
    range: { start, end: region?.end ?? start },
    pointer: finding.pointer,
    fingerprint: finding.fingerprint,
    subject: { group, kind, namespace, name, part },
    targets,
    controls: rule.controls.map(({ id, basis }) => ({ id, basis })),
    fix: fix === undefined ? null : { title: fix.title, safety: fix.safety },
    hidden,
    waived,
  };
}

/** `allowed` is false where something could not be read or is wrong in the files: then no gate passes. */
function reportTarget({ inventory, posture, gate, drift }: TargetAnalysis, allowed: boolean, context: ReportContext): ReportTarget {
  return {
    name: posture.target,
    score: posture.score.score,
    ceiling: posture.score.ceiling,
    level: posture.level,
    pillars: posture.pillars.map(({ pillar, score, ceiling, level, reached, passed, failed, unknown }) => ({
      id: pillar,
      score,
      ceiling,
      level,
      reached,
      passed,
      failed,
      unknown,
    })),
    rules: posture.rules.filter(isApplicable).map(({ rule, passed, failed, reasons }) => ({ id: rule.id, passed, failed, unknown: reasons })),
    gate: {
      impactLevel: gate.impactLevel ?? null,
      passed: gate.passed && allowed,
      blockers: gate.blockers.map(({ rule, pillar, kind, passed, failed, unknown, waived }) => ({
        rule: rule.rule.id,
        pillar,
        kind,
        passed,
        failed,
        unknown,
        waived,
      })),
      waivers: gate.waived.uses.map(({ waiver, state }) => ({ name: waiver.name, state, expires: waiver.expires })),
      loosened: gate.loosened,
    },
    drift: drift === undefined ? undefined : reportDrift(drift, posture, context),
    boundaries: reportBoundaries(inventory, context),
  };
}

function isApplicable({ standing }: RulePosture): boolean {
  return standing === 'counted';
}
