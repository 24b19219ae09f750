import { aliasAround, aliasesBelow } from '../inventory/aliases.js';
import type { Subject } from '../inventory/subject.js';
import type { FileState } from '../inventory/targets/target.js';
import { Value } from '../inventory/value.js';
import type { Rule } from '../rules/rule.js';
import type { JudgedFinding } from '../rules/run.js';
import type { Ignore, SourceDocument, SourceFile } from '../syntax/document.js';
import type { Place, Problem, Severity } from '../syntax/place.js';
import type { TargetAnalysis } from './analysis.js';
import { failedSubjects } from './counts.js';

/** A finding with everything that reports say of it. */
export interface AnalysisFinding {
  readonly rule: Rule;
  /** The rule's, or the higher one of the profile. */
  readonly severity: Severity;
  readonly finding: JudgedFinding;
  readonly subject: Subject;
  /** Names of the targets that have it. */
  readonly targets: readonly string[];
  /** The reason of the comment that hides it. It counts all the same. */
  readonly hidden?: string | undefined;
  /** The day until which the gate of every one of its targets waives it. */
  readonly waived?: string | undefined;
}

/** Findings of all targets, each once, and the ignores that quiet nothing. */
export function collectFindings(
  targets: readonly TargetAnalysis[],
  states: readonly FileState[],
  { files, rules }: { readonly files: readonly SourceFile[]; readonly rules: readonly Rule[] },
): { readonly findings: readonly AnalysisFinding[]; readonly problems: readonly Problem[] } {
  const documents = new Map(files.flatMap((file) => file.documents.map((document) => [document.id, document] as const)));
  const withAlias = aliasAdder(documents);
  const used = new Set<Ignore>();
  const found = new Map<string, AnalysisFinding>();
  for (const { posture, gate } of targets) {
    const names = [posture.target];
    for (const counted of posture.rules) {
      for (const { subject, findings } of failedSubjects(counted)) {
        for (const finding of findings) {
          const waived = gate.waived.findings.get(counted.rule.id)?.get(finding.fingerprint);
          const ignore = ignoreOf(documents.get(finding.at.doc), counted.rule.id, finding);
          if (ignore !== undefined) used.add(ignore);
          const one = {
            rule: counted.rule,
            severity: counted.severity,
            finding: withAlias(finding),
            subject,
            targets: names,
            hidden: ignore?.reason,
            waived,
          };
          const key = `${finding.fingerprint} ${finding.at.doc} ${finding.at.span.start}`;
          const before = found.get(key);
          found.set(key, before === undefined ? one : merged(before, one));
        }
      }
    }
  }
  const findings = [...found.values()].sort((one, other) => compareFindings(one, other, documents));
  return { findings, problems: unusedIgnores(files, states, rules, used) };
}

function ignoreOf(document: SourceDocument | undefined, rule: string, { at }: JudgedFinding): Ignore | undefined {
  return document?.ignores.find((ignore) => ignore.rule === rule && ignore.covers.start <= at.span.start && at.span.start < ignore.covers.end);
}

/** A value that came by an alias or a merge key is found at its anchor: the alias is the second place. */
function aliasAdder(documents: ReadonlyMap<string, SourceDocument>): (finding: JudgedFinding) => JudgedFinding {
  const known = new Map<string, ReadonlyMap<string, Place>>();
  return (finding) => {
    const document = documents.get(finding.at.doc);
    if (document?.facts.hasAliases !== true) return finding;
    const aliases = known.get(document.id) ?? aliasesBelow(Value.root(document.id, document.facts));
    known.set(document.id, aliases);
    const alias = aliasAround(finding.pointer, aliases);
    return alias === undefined ? finding : { ...finding, related: [{ at: alias, message: 'it comes here by this alias' }, ...(finding.related ?? [])] };
  };
}

/** Waived only when every target waives it; and what one target takes for safe is offered only where the others offer it too, since the text is that of all. */
function merged(one: AnalysisFinding, other: AnalysisFinding): AnalysisFinding {
  const waived = one.waived === undefined || other.waived === undefined ? undefined : [one.waived, other.waived].sort()[0];
  const theirs = new Set((other.finding.fixes ?? []).map((fix) => JSON.stringify(fix)));
  const fixes = one.finding.fixes?.filter((fix) => fix.kind !== 'edit' || fix.safety !== 'safe' || theirs.has(JSON.stringify(fix)));
  return {
    ...one,
    finding: { ...one.finding, ...(fixes === undefined ? {} : { fixes }) },
    targets: [...one.targets, ...other.targets.filter((target) => !one.targets.includes(target))],
    waived,
  };
}

function compareFindings(one: AnalysisFinding, other: AnalysisFinding, documents: ReadonlyMap<string, SourceDocument>): number {
  const [first, second] = [documents.get(one.finding.at.doc), documents.get(other.finding.at.doc)];
  const paths = compare(first?.path ?? '', second?.path ?? '');
  if (paths !== 0) return paths;
  const offset = (document: SourceDocument | undefined, finding: AnalysisFinding): number => (document?.offset ?? 0) + finding.finding.at.span.start;
  return offset(first, one) - offset(second, other) || compare(one.rule.id, other.rule.id) || compare(one.finding.fingerprint, other.finding.fingerprint);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** An ignore that quiets nothing is a problem, since it would quiet the next thing that goes wrong there. Files that no target reads are not asked. */
function unusedIgnores(files: readonly SourceFile[], states: readonly FileState[], rules: readonly Rule[], used: ReadonlySet<Ignore>): readonly Problem[] {
  const read = new Set(states.filter(({ state }) => state === 'read').map(({ path }) => path));
  const known = new Set(rules.map(({ id }) => id));
  return files
    .filter(({ path }) => read.has(path))
    .flatMap((file) =>
      file.documents.flatMap((document) =>
        document.ignores
          .filter((ignore) => !used.has(ignore))
          .map((ignore) => ({
            code: 'unused-ignore',
            severity: 'warning' as const,
            message: known.has(ignore.rule) ? `"${ignore.rule}" finds nothing here to ignore` : `there is no rule "${ignore.rule}" to ignore`,
            path: file.path,
            at: { doc: document.id, span: ignore.at },
          })),
      ),
    );
}
