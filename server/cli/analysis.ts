import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { matchesPath } from '../core/inventory/path-globs.js';
import { FILE_NAMES } from '../core/inventory/targets/kustomize/kustomization.js';
import { INPUT } from '../core/inventory/targets/targets.js';
import { type Analysis, type AnalysisInput, analyze, configure, PROFILE, type TargetAnalysis } from '../core/posture/analysis.js';
import type { Attestation } from '../core/posture/documents/kinds.js';
import type { Digests } from '../core/posture/evidence-files.js';
import { pathOfDocument } from '../core/posture/since.js';
import { placesOf } from '../core/reports/places.js';
import type { ReportContext } from '../core/reports/report.js';
import { rules } from '../core/rules/index.js';
import type { SourceFile } from '../core/syntax/document.js';
import { setFastReader } from '../core/syntax/reader.js';
import type { Arguments } from './args.js';
import { exists, isFolder, isInside, isReadableInside, rootOf } from './files.js';
import { type ChangedFiles, changedSince } from './git.js';
import type { Terminal } from './output.js';
import { PathError } from './refusals.js';
import { VERSION } from './version.js';
import { readSource, readText, readWorkspace, type Workspace } from './workspace.js';

/** One run over a workspace: what was found, and what reports need to show it. */
export interface Run {
  readonly analysis: Analysis;
  /** Those that the command line asks for, the one with most workloads first. */
  readonly targets: readonly TargetAnalysis[];
  readonly context: ReportContext;
  readonly workspace: Workspace;
  /** What was judged. */
  readonly input: AnalysisInput;
  /** Whether a path relative to the root lies where the command line points. */
  readonly isAsked: (path: string) => boolean;
  readonly today: string;
  /** With `--since`: only what lies in these files is reported. */
  readonly changed: ChangedFiles | undefined;
  /** Wall seconds. */
  readonly seconds: number;
}

/** Progress is shown once a run takes longer. Milliseconds. */
const PATIENCE = 500;

/** Reads and judges what the command line names. */
export function runAnalysis(args: Arguments, terminal: Terminal): Run {
  const start = performance.now();
  setFastReader(args.reader === 'fast' ? 'on' : 'off');
  const today = args.today ?? new Date().toISOString().slice(0, 10);
  const isLate = (): boolean => performance.now() - start > PATIENCE;
  const pipeline = args.profile === undefined ? undefined : pipelineProfile(args.profile);
  const workspace = open(args, pipeline, (read, all) => {
    if (isLate() && read % 16 === 0) terminal.progress(`Reading ${read} of ${all} files.`);
  });
  const files = workspace.files;
  const changed = changedFiles(args, workspace);
  const digests = evidenceDigests(configure({ files, pipeline }).documents.attestations, workspace.root);
  const input: AnalysisInput = { files, pipeline, impactLevel: args.impactLevel, rules, digests, today };
  const judging = analyze(input);
  let steps = 0;
  let analysis: Analysis | undefined;
  while (analysis === undefined) {
    const step = judging.next();
    if (step.done === true) analysis = step.value;
    else if (++steps % 64 === 0 && isLate()) terminal.progress(`Judging ${files.length} files.`);
  }
  terminal.progress('');
  const isAsked = scopeOf(args.paths, workspace.root);
  analysis = { ...analysis, findings: findingsAsked(analysis, isAsked) };
  if (changed !== undefined) analysis = onlyChanged(analysis, changed);
  const documents = [...files, ...(pipeline === undefined ? [] : [pipeline])].flatMap((file) => file.documents);
  const secrets = analysis.findings.filter(({ finding }) => finding.secret === true).map(({ finding }) => finding.at);
  const places = placesOf(documents, (path) => workspace.text(path) ?? (path === args.profile ? readFileSync(path, 'utf8') : undefined), secrets);
  const context: ReportContext = { version: VERSION, places, shown: shownFrom(workspace.root), paths: args.paths, skipped: workspace.skipped };
  const targets = chosenTargets(analysis, args, isAsked);
  return { analysis, targets, context, workspace, input, isAsked, today, changed, seconds: (performance.now() - start) / 1000 };
}

function changedFiles(args: Arguments, { root, files }: Workspace): ChangedFiles | undefined {
  if (args.since === undefined) return undefined;
  if (args.paths.includes(INPUT)) throw new PathError('--since needs files, not standard input');
  return changedSince(
    args.since,
    root,
    files.map(({ path }) => path),
  );
}

/** The findings of changed files, and their problems. Where something could not be read or run, all problems stay: they say why there is no answer. */
function onlyChanged(analysis: Analysis, { paths }: ChangedFiles): Analysis {
  const findings = analysis.findings.filter(({ finding }) => paths.has(pathOfDocument(finding.at.doc)));
  const isRead = new Set(analysis.files.map(({ path }) => path));
  const problems = analysis.complete ? analysis.problems.filter(({ path }) => paths.has(path) || !isRead.has(path)) : analysis.problems;
  return { ...analysis, findings, problems };
}

function open(args: Arguments, pipeline: SourceFile | undefined, onFile: (read: number, all: number) => void): Workspace {
  const working = process.cwd();
  if (args.paths.includes(INPUT)) {
    if (args.paths.length > 1) throw new PathError('"-" stands alone: standard input is not mixed with paths');
    return readText(readStdin(), working);
  }
  const paths = args.paths.length === 0 ? ['.'] : args.paths;
  const [first = '.'] = paths;
  return readWorkspace(paths, { working, onFile, ...wantedBy(rootOf(resolve(working, first), working), pipeline) });
}

function readStdin(): Uint8Array {
  try {
    return readFileSync(0);
  } catch {
    throw new PathError('standard input cannot be read');
  }
}

/** Which files the profiles include, and what they want read besides. Our own documents are never excluded. */
function wantedBy(root: string, pipeline: SourceFile | undefined): { readonly keep: (path: string) => boolean; readonly also: readonly string[] } {
  const file = join(root, PROFILE);
  const files = exists(file) ? [readSource(PROFILE, file)] : [];
  const { include, exclude, context, targets } = configure({ files, pipeline }).settings;
  const isOurs = (path: string): boolean => path === PROFILE || path.startsWith('.heptad/');
  const isIncluded = (path: string): boolean => include.length === 0 || [...include, ...context].some((glob) => matchesPath(glob, path));
  return {
    keep: (path) => isOurs(path) || (isIncluded(path) && !exclude.some((glob) => matchesPath(glob, path))),
    also: targets === undefined ? context : ['.', ...context],
  };
}

function pipelineProfile(path: string): SourceFile {
  const absolute = resolve(path);
  if (!exists(absolute)) throw new PathError(`profile "${path}" does not exist`);
  if (isFolder(absolute)) throw new PathError(`profile "${path}" is a folder`);
  return readSource(path, absolute);
}

/** The SHA-256 of each file that an attestation names as its evidence. A path out of the root is not followed. */
function evidenceDigests(attestations: readonly Attestation[], root: string): Digests {
  const digests = new Map<string, string | undefined>();
  for (const { evidence } of attestations) {
    if (evidence.path === undefined) continue;
    const absolute = join(root, evidence.path);
    digests.set(evidence.path, root !== '' && isReadableInside(absolute, root) ? createHash('sha256').update(readFileSync(absolute)).digest('hex') : undefined);
  }
  return digests;
}

/** Paths of the root as seen from a folder, which is the working directory where none is given. */
export function shownFrom(root: string, base = process.cwd()): (path: string) => string {
  return (path) => {
    if (path === INPUT) return '<stdin>';
    if (path === '' || isAbsolute(path) || root === '') return path;
    return relative(base, join(root, path)).split(sep).join('/');
  };
}

/** Whether a path relative to the root lies where the command line points. */
function scopeOf(paths: readonly string[], root: string): (path: string) => boolean {
  const asked = paths.length === 0 ? [process.cwd()] : paths.map((path) => folderIfKustomization(resolve(path)));
  if (root === '' || paths.includes(INPUT) || asked.some((path) => path === root || isInside(root, path))) return () => true;
  return (path) => asked.some((one) => isInside(join(root, path), one));
}

/** A kustomization stands for all that it builds. */
function folderIfKustomization(path: string): string {
  return FILE_NAMES.includes(basename(path)) && !isFolder(path) ? dirname(path) : path;
}

/** A target is judged whole. Where only a part of it is asked for, findings elsewhere in it are not shown; an overlay that is asked for has those of its bases. */
function findingsAsked({ findings, targets }: Analysis, isAsked: (path: string) => boolean): Analysis['findings'] {
  const whole = new Set(targets.filter(({ target }) => isAsked(target.folder)).map(({ posture }) => posture.target));
  return findings.filter(({ finding, targets: names }) => names.some((name) => whole.has(name)) || isAsked(pathOfDocument(finding.at.doc)));
}

function chosenTargets(analysis: Analysis, args: Arguments, isAsked: (path: string) => boolean): readonly TargetAnalysis[] {
  const targets = analysis.targets.filter(({ target }) => target.members.some(({ document, context }) => !context && isAsked(document.path)));
  if (args.target !== undefined) {
    const chosen = analysis.targets.filter(({ posture }) => posture.target === args.target);
    if (chosen.length === 0)
      throw new PathError(`there is no target "${args.target}"; targets are ${analysis.targets.map(({ posture }) => posture.target).join(', ')}`);
    return chosen;
  }
  return [...targets].sort((one, other) => other.inventory.workloads().length - one.inventory.workloads().length);
}
