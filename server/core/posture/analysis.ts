import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { frameworkIds } from '../frameworks/types.js';
import { apiVersionProblems } from '../inventory/api-versions.js';
import { Inventory } from '../inventory/inventory.js';
import { meshProblems } from '../inventory/mesh/mesh-problems.js';
import { matchesPath } from '../inventory/path-globs.js';
import { valuesFilesOf } from '../inventory/targets/chart.js';
import type { FileState, Target } from '../inventory/targets/target.js';
import { findTargets } from '../inventory/targets/targets.js';
import { certainMembers, runCertain } from '../rules/certain.js';
import type { Rule } from '../rules/rule.js';
import type { RuleResult } from '../rules/run.js';
import type { SourceFile } from '../syntax/document.js';
import { reportable } from '../syntax/kubernetes.js';
import type { Problem } from '../syntax/place.js';
import { attestationProblems } from './attestations.js';
import { collectDocuments, type OwnDocuments, parseProfileFile } from './documents/collect.js';
import type { ImpactLevel, PostureProfile } from './documents/kinds.js';
import { referenceProblems } from './documents/references.js';
import { type Drift, driftOf } from './drift/drift.js';
import { type Digests, verifiedAttestations } from './evidence-files.js';
import { type AnalysisFinding, collectFindings } from './findings.js';
import { type GateResult, gate } from './gate.js';
import { policyProblems } from './policy-problems.js';
import { combineProfiles, optionsFor, type Settings } from './profile.js';
import { unreadVerdict } from './sentences.js';
import { scoreTarget, type TargetPosture } from './target.js';
import { waiverProblems } from './waivers.js';
import { plural } from './words.js';

/** Everything that judging rests on. Equal input gives an equal analysis. */
export interface AnalysisInput {
  /** All files that were read, `heptad.yaml` and `.heptad/` included; paths are relative to the root. */
  readonly files: readonly SourceFile[];
  /** The profile of the pipeline. */
  readonly pipeline?: SourceFile | undefined;
  /** Wins over both profiles. */
  readonly impactLevel?: ImpactLevel | undefined;
  readonly rules: readonly Rule[];
  /** Of the evidence files that attestations name; without them none is compared. */
  readonly digests?: Digests | undefined;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export interface TargetAnalysis {
  readonly target: Target;
  readonly inventory: Inventory;
  readonly posture: TargetPosture;
  readonly gate: GateResult;
  /** Against its baseline; undefined where it has none, and where the analysis is not complete. */
  readonly drift: Drift | undefined;
  /** What no rule says of its policies. */
  readonly problems: readonly Problem[];
}

export interface Analysis {
  readonly settings: Settings;
  readonly documents: OwnDocuments;
  readonly files: readonly FileState[];
  readonly problems: readonly Problem[];
  readonly targets: readonly TargetAnalysis[];
  /** By fingerprint and place once, whatever number of targets they are in; in the order of files, then of the text. */
  readonly findings: readonly AnalysisFinding[];
  /** Names the rules that judged: changes when a rule is added or its facts change. */
  readonly ruleSet: string;
  /** False when some of the work could not be done: a broken file, bad config, a rule that threw. */
  readonly complete: boolean;
  /** Paths of the files that could not be read whole. */
  readonly unreadable: readonly string[];
}

/** Why a gate cannot pass whatever the posture says; undefined where nothing speaks against it. */
export function objection({ complete, unreadable, problems }: Pick<Analysis, 'complete' | 'unreadable' | 'problems'>): string | undefined {
  if (unreadable.length > 0) return unreadVerdict(unreadable.length).title;
  if (!complete) return "Can't tell. The configuration is wrong, or a rule could not run.";
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return errors === 0 ? undefined : `${plural(errors, 'problem')} of severity error in the files.`;
}

/** Reads our own documents, finds targets, judges each. Yields often; never throws for bad input. */
export function* analyze(input: AnalysisInput): Generator<undefined, Analysis> {
  const { settings, documents: written, profiles, problems: configProblems } = configure(input);
  const { verified, problems: evidenceProblems } = verifiedAttestations(written.attestations, input.digests);
  const documents = { ...written, attestations: verified };
  const set = yield* findTargets(input.files, {
    targets: settings.targets?.map(({ name, path, namespace }) => ({ name, path, namespace })),
    context: settings.context,
  });
  const targets: TargetAnalysis[] = [];
  for (const target of set.targets) targets.push(yield* judgeTarget(target, input, settings, documents));
  const { findings, problems: ignoreProblems } = collectFindings(targets, set.files, input);
  const fileProblems = input.files.flatMap(reportable);
  const errors = targets.flatMap(({ posture }) => posture.rules.flatMap(({ result }) => internalError(result)));
  const problems = distinct([
    ...configProblems,
    ...referenceProblems({ ...written, profiles }, { rules: input.rules, frameworks: frameworkIds }),
    ...evidenceProblems,
    ...fileProblems,
    ...set.problems,
    ...set.targets.flatMap((target) => target.problems),
    ...policyProblems(targets),
    ...ignoreProblems,
    ...waiverProblems(
      documents.waivers,
      targets.flatMap((target) => target.gate.waived.uses),
    ),
    ...attestationProblems(
      documents.attestations,
      targets.flatMap(({ posture }) => posture.attestations),
      input.today,
    ),
    ...errors,
  ]);
  const unreadable = unreadableIn(input.files);
  const complete = errors.length === 0 && unreadable.length === 0 && !problems.some(({ code }) => code === 'bad-document' || code === 'config');
  // Of an analysis that lacks something, drift would call removed or fixed what could not be read.
  const told = complete ? targets : targets.map((target) => ({ ...target, drift: undefined }));
  return { settings, documents, files: set.files, problems, targets: told, findings, ruleSet: ruleSetOf(input.rules), complete, unreadable };
}

/** The settings of a workspace from its profiles, and its own documents. */
export function configure({ files, pipeline, impactLevel }: Pick<AnalysisInput, 'files' | 'pipeline' | 'impactLevel'>): {
  readonly settings: Settings;
  readonly documents: OwnDocuments;
  /** Those that count, the pipeline's first. */
  readonly profiles: readonly PostureProfile[];
  readonly problems: readonly Problem[];
} {
  const profileFile = files.find(({ path }) => path === PROFILE);
  const nearest = profileFile === undefined ? undefined : parseProfileFile(profileFile).profile;
  const places = nearest?.documents?.value.map(({ value }) => value) ?? [];
  const own = files.filter(({ path }) => path !== PROFILE && (path.startsWith('.heptad/') || places.some((glob) => path === glob || matchesPath(glob, path))));
  const documents = collectDocuments(profileFile, own);
  const from = pipeline === undefined ? undefined : parseProfileFile(pipeline);
  const combined = combineProfiles(from?.profile, documents.profile);
  const settings = impactLevel === undefined ? combined.settings : { ...combined.settings, impactLevel };
  const profiles = [from?.profile, documents.profile].filter((profile) => profile !== undefined);
  return { settings, documents, profiles, problems: [...documents.problems, ...(from?.problems ?? []), ...combined.problems] };
}

export const PROFILE = 'heptad.yaml';

function* judgeTarget(target: Target, input: AnalysisInput, settings: Settings, documents: OwnDocuments): Generator<undefined, TargetAnalysis> {
  const facts = { name: target.name, platform: settings.platform, today: input.today, values: valuesFilesOf(target) };
  const inventory = new Inventory(facts, target.members);
  const certain = certainMembers(target.members, inventory).map((members) => new Inventory(facts, members));
  const results: RuleResult[] = [];
  for (const rule of input.rules) {
    results.push(yield* runCertain(rule, inventory, certain, optionsFor(settings, rule)));
    yield;
  }
  const hasWorkloads = inventory.workloads().length > 0;
  const posture = scoreTarget({ target: target.name, results, attestations: documents.attestations, settings, today: input.today, hasWorkloads });
  const unread = [...target.unread.map(({ path }) => path), ...unreadableIn(input.files)];
  const answer = gate(posture, { impactLevel: settings.impactLevel, waivers: documents.waivers, settings, unread, today: input.today });
  const baseline = documents.baselines.find((one) => one.target === target.name);
  return {
    target,
    inventory,
    posture,
    problems: [...meshProblems(inventory, target.kind === 'chart' || target.unread.length > 0 ? 'partial' : 'whole'), ...apiVersionProblems(inventory)],
    gate: answer,
    drift: baseline === undefined ? undefined : driftOf(baseline, posture, answer),
  };
}

function internalError({ rule, error }: RuleResult): readonly Problem[] {
  if (error === undefined) return [];
  return [{ code: 'internal-error', severity: 'error', message: `rule "${rule.id}" could not run: ${error.split('\n', 1)[0] ?? ''}`, path: '' }];
}

/** Paths of the files that could not be read whole, in the order of paths. */
function unreadableIn(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(isBroken)
    .map(({ path }) => path)
    .sort();
}

/** True when something of Kubernetes in a file could not be read whole. A broken text between Kubernetes objects is taken for one. */
function isBroken(file: SourceFile): boolean {
  return file.unread !== undefined || file.documents.some(({ kubernetes, broken }) => kubernetes && broken) || reportable(file).some(isSyntaxError);
}

/** Problems of a text that is read whole. */
export const READ_ALL_THE_SAME: ReadonlySet<string> = new Set(['duplicate-key', 'unquoted-text']);

function isSyntaxError({ code, severity }: Problem): boolean {
  return severity === 'error' && !READ_ALL_THE_SAME.has(code);
}

/** A problem that several targets have is one problem. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ code, path, at, message }: Problem): string => [code, path, at?.doc, at?.span.start, message].join('\u0000');
  const found = new Map<string, Problem>();
  for (const problem of problems) {
    const before = found.get(key(problem));
    // What one target must not have changed no other one offers: the text is that of both.
    if (before === undefined || (problem.fixes ?? []).length < (before.fixes ?? []).length) found.set(key(problem), problem);
  }
  return [...found.values()];
}

function ruleSetOf(rules: readonly Rule[]): string {
  const facts = rules.map(({ id, pillar, stage, severity, since, controls, tenets, activities, judgedBy }) => ({
    id,
    pillar,
    stage,
    severity,
    since,
    controls,
    tenets,
    activities,
    judgedBy,
  }));
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(facts)))).slice(0, 16);
}
