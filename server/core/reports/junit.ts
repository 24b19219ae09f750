import type { Subject } from '../inventory/subject.js';
import type { TargetAnalysis } from '../posture/analysis.js';
import type { RulePosture } from '../posture/counts.js';
import { changeSentence } from '../posture/drift/words.js';
import { LEVEL_TITLES, PILLAR_TITLES, plural } from '../posture/sentences.js';
import { blockersIn } from '../posture/since.js';
import type { Judged, JudgedFinding } from '../rules/run.js';
import type { Place } from '../syntax/place.js';
import { xmlText } from './escape.js';
import { failsScan, gateAnswer, type Note, openWords, type PipelineView, readSentence, workNotes } from './notes.js';
import { chosen } from './scan-text.js';
import type { Since } from './since-text.js';

/** A test case as JUnit has it. Without an `outcome` it passed. */
interface Case {
  readonly classname: string;
  readonly name: string;
  readonly outcome?: { readonly kind: 'failure' | 'error' | 'skipped'; readonly message: string; readonly lines?: readonly string[] | undefined };
  readonly output?: string | undefined;
}

interface Suite {
  readonly name: string;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly cases: readonly Case[];
}

/**
 * JUnit XML in the form of the schema of Jenkins' xUnit plugin (junit-10.xsd), which Surefire's fits: a test suite a target, and one for the files. Of a scan a test
 * case is a subject of a rule, of a gate a rule. GitLab and Jenkins know a case by class and name, so both are the same in every run.
 * A case fails, or is an error, exactly when it makes the exit code other than 0. Everything else that did not pass is skipped, with its reason.
 */
export function toJunit(view: PipelineView): string {
  const suites = [fileSuite(view), ...view.targets.map((target) => (view.command === 'gate' ? gateSuite(target, view) : scanSuite(target, view)))];
  const count = (kind: string): number => suites.reduce((all, suite) => all + outcomes(suite, kind), 0);
  const tests = suites.reduce((all, { cases }) => all + cases.length, 0);
  const head = `<testsuites name="heptad ${view.command}" tests="${tests}" failures="${count('failure')}" errors="${count('error')}">`;
  return `${['<?xml version="1.0" encoding="UTF-8"?>', head, ...suites.flatMap(suiteLines), '</testsuites>'].join('\n')}\n`;
}

function outcomes({ cases }: Suite, kind: string): number {
  return cases.filter(({ outcome }) => outcome?.kind === kind).length;
}

/** Problems and files that were not read. What was read is its first case, so that an empty report says so. */
function fileSuite(view: PipelineView): Suite {
  const cases = workNotes(view).map((note): Case => {
    const kind = note.fails ? 'error' : 'skipped';
    return {
      classname: `files.${note.check}`,
      name: note.path === '' ? note.message : `${note.path}: ${note.message}`,
      outcome: { kind, message: place(note) },
    };
  });
  return { name: 'files', properties: [], cases: [{ classname: 'files', name: 'read', output: readSentence(view) }, ...numbered(cases)] };
}

function place({ path, range, message, severity }: Note): string {
  const where = path === '' ? '' : `${path}${range === undefined ? '' : `:${range.start.line}:${range.start.column}`}: `;
  return `${severity}: ${where}${message}`;
}

function scanSuite({ posture, gate }: TargetAnalysis, view: PipelineView): Suite {
  // Where a part of a target is asked for, findings elsewhere in it are not.
  const asked = new Set(chosen({ ...view, gateOnly: false }).map(({ finding }) => finding));
  const shown = new Map([...asked].map((finding) => [`${finding.fingerprint} ${finding.at.doc} ${finding.at.span.start}`, finding]));
  const isAsked = ({ fingerprint, at }: JudgedFinding): boolean => shown.has(`${fingerprint} ${at.doc} ${at.span.start}`);
  const cases = posture.rules.flatMap((rule): readonly Case[] => {
    if (rule.standing !== 'counted') return [];
    const classname = `${posture.target}.${rule.pillar}.${rule.rule.id}`;
    if (rule.result.judged.length === 0) return [ruleCase(rule, classname)];
    return rule.result.judged.map((judged) => ({ classname, name: subjectName(judged.subject), ...subjectOutcome(judged, rule, isAsked, view) }));
  });
  const newer = posture.rules.filter(({ standing }) => standing === 'newer').length;
  return {
    name: posture.target,
    properties: [
      ['edition', posture.edition],
      ['score', String(posture.score.score)],
      ['ceiling', String(posture.score.ceiling)],
      ['gate', gate.passed ? 'passed' : 'failed'],
      ['not applicable', plural(posture.rules.filter(({ standing }) => standing === 'not-applicable').length, 'rule')],
      ...(newer === 0 ? [] : [['of a newer edition', plural(newer, 'rule')] as const]),
    ],
    cases: numbered(cases),
  };
}

/** `Gateway.networking.istio.io shop/frontend`, and the container or part of it. */
function subjectName({ group, kind, namespace, name, part }: Subject): string {
  const place = namespace === '' ? name : `${namespace}/${name}`;
  return `${group === '' ? kind : `${kind}.${group}`} ${place}${part === undefined || part === '' ? '' : ` ${part}`}`;
}

/** A rule without a subject: attested, or nothing of it is in sight. */
function ruleCase(rule: RulePosture, classname: string): Case {
  const name = 'in sight';
  if (rule.attested > 0) return { classname, name, output: attestedWords(rule) };
  return { classname, name, outcome: { kind: 'skipped', message: `not judged: ${rule.reasons[0]?.reason ?? 'no reason is known'}` } };
}

function attestedWords({ attestation }: RulePosture): string {
  return `attested by ${attestation?.attestation.owner ?? 'nobody'} until ${attestation?.attestation.expires ?? ''}; no file shows it`;
}

function subjectOutcome(judged: Judged, rule: RulePosture, isAsked: (finding: JudgedFinding) => boolean, view: PipelineView): Pick<Case, 'outcome' | 'output'> {
  if (judged.state === 'passed') return {};
  if (judged.state === 'unknown') {
    if (rule.attested > 0 && rule.reasons.every(({ reason }) => reason !== judged.reason)) return { output: attestedWords(rule) };
    return { outcome: { kind: 'skipped', message: `not judged: ${judged.reason ?? 'no reason is known'}` } };
  }
  const asked = judged.findings.filter(isAsked);
  const lines = judged.findings.map((finding) => findingLine(finding, view));
  const message = judged.findings.map((finding) => finding.message).join('; ');
  if (asked.length > 0 && failsScan(rule, view)) return { outcome: { kind: 'failure', message, lines } };
  const why = asked.length === 0 ? 'not asked for' : `${rule.severity}, which does not fail this scan`;
  return { outcome: { kind: 'skipped', message: `failing (${why}): ${message}`, lines } };
}

function findingLine({ at, message }: JudgedFinding, view: PipelineView): string {
  return [...placeLine(at, view), message].join(': ');
}

/** Each rule that counts, and the gate itself. */
function gateSuite(target: TargetAnalysis, view: PipelineView): Suite {
  const { posture, gate } = target;
  const { passed, sentence } = gateAnswer(target, view);
  const name = view.ratchet ? 'ratchet' : view.since === undefined ? (gate.impactLevel ?? 'errors') : 'changed files';
  const answer: Case = { classname: `${posture.target}.gate`, name, ...(passed ? { output: sentence } : failure(sentence)) };
  const low =
    view.ratchet || view.since !== undefined ? [] : gate.low.map(({ pillar, level }) => lowCase(posture.target, PILLAR_TITLES[pillar], LEVEL_TITLES[level]));
  const why = view.ratchet ? worseThan(target, view) : view.since === undefined ? blockersOf(target, view) : changedBlockers(target, view.since, view);
  const cases = posture.rules
    .filter(({ standing }) => standing === 'counted')
    .map((rule) => ({ classname: `${posture.target}.${rule.pillar}`, name: rule.rule.id, ...gateOutcome(rule, why.get(rule.rule.id), view) }));
  return { name: posture.target, properties: [['edition', posture.edition]], cases: [answer, ...low, ...cases] };
}

function lowCase(target: string, pillar: string, level: string): Case {
  return { classname: `${target}.gate`, name: pillar, ...failure(`${pillar} is below Advanced: ${level}`) };
}

/** Why a rule holds a gate back, and the first places. */
interface Holding {
  readonly words: string;
  readonly lines: readonly string[];
}

/** By the ids of rules. */
function blockersOf({ gate }: TargetAnalysis, view: PipelineView): ReadonlyMap<string, Holding> {
  return new Map(
    gate.blockers.map((blocker) => {
      const words = blocker.unknown > 0 ? `; ${openWords(blocker)}` : '';
      return [blocker.rule.rule.id, { words, lines: blocker.places.flatMap((at) => placeLine(at, view)) }];
    }),
  );
}

/** What stands in changed files, by the ids of rules. */
function changedBlockers(target: TargetAnalysis, { paths }: Since, view: PipelineView): ReadonlyMap<string, Holding> {
  const found = blockersIn(target, (path) => paths.has(path));
  return new Map(
    found.map(({ blocker, findings, unknown, places }) => {
      const words = `; in changed files ${plural(findings, 'finding')} and ${unknown} not judged`;
      return [blocker.rule.rule.id, { words, lines: places.flatMap((at) => placeLine(at, view)) }];
    }),
  );
}

/** What is worse than the baseline, by the ids of rules. */
function worseThan({ drift }: TargetAnalysis, view: PipelineView): ReadonlyMap<string, Holding> {
  const found = new Map<string, Holding>();
  if (drift === undefined) return found;
  for (const change of drift.worse) {
    const before = found.get(change.rule) ?? { words: '', lines: [] };
    const lines = change.at === undefined ? [] : placeLine(change.at, view);
    found.set(change.rule, { words: `${before.words}; ${changeSentence(change, drift.baseline)}`, lines: [...before.lines, ...lines] });
  }
  return found;
}

function placeLine(at: Place, { context }: PipelineView): readonly string[] {
  const region = context.places.region(at);
  return region === undefined ? [] : [`${context.shown(region.path)}:${region.start.line}:${region.start.column}`];
}

function gateOutcome(rule: RulePosture, holding: Holding | undefined, { ratchet, since }: PipelineView): Pick<Case, 'outcome' | 'output'> {
  const share = `${rule.rule.summary}: ${rule.passed} of ${plural(rule.passed + rule.failed + rule.unknown, 'subject')} passed`;
  if (holding !== undefined) return failure(`${share}${holding.words}`, holding.lines);
  if (rule.failed + rule.unknown === 0) return { output: share };
  const not = ratchet ? 'it is no worse than the baseline' : `it does not hold this gate back${since === undefined ? '' : ' in changed files'}`;
  return { outcome: { kind: 'skipped', message: `${share}; ${not}` } };
}

function failure(message: string, lines: readonly string[] = []): Pick<Case, 'outcome'> {
  return { outcome: { kind: 'failure', message, lines: lines.length === 0 ? undefined : lines } };
}

/** Cases of one class and name would count as one: further ones are numbered. */
function numbered(cases: readonly Case[]): readonly Case[] {
  const seen = new Map<string, number>();
  return cases.map((one) => {
    const key = `${one.classname}\u0000${one.name}`;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return before === 0 ? one : { ...one, name: `${one.name} (${before + 1})` };
  });
}

function suiteLines(suite: Suite): readonly string[] {
  const { name, properties, cases } = suite;
  const counts = `tests="${cases.length}" failures="${outcomes(suite, 'failure')}" errors="${outcomes(suite, 'error')}" skipped="${outcomes(suite, 'skipped')}"`;
  return [
    `  <testsuite name="${xmlText(name)}" ${counts}>`,
    ...(properties.length === 0
      ? []
      : ['    <properties>', ...properties.map(([key, value]) => `      <property name="${xmlText(key)}" value="${xmlText(value)}"/>`), '    </properties>']),
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines({ classname, name, outcome, output }: Case): readonly string[] {
  const head = `    <testcase classname="${xmlText(classname)}" name="${xmlText(name)}"`;
  if (outcome === undefined) return output === undefined ? [`${head}/>`] : [`${head}>`, `      <system-out>${xmlText(output)}</system-out>`, '    </testcase>'];
  const { kind, message, lines } = outcome;
  const start = `      <${kind} message="${xmlText(message)}"`;
  const body = lines === undefined ? '/>' : `>${lines.map(xmlText).join('\n')}</${kind}>`;
  return [`${head}>`, `${start}${body}`, '    </testcase>'];
}
