import type { Rule } from '../../rules/rule.js';
import type { Place, Problem } from '../../syntax/place.js';
import { editionFor } from '../edition.js';
import { raises } from '../severity.js';
import type { OwnDocuments } from './collect.js';
import type { Attestation, PostureProfile, Waiver } from './kinds.js';

/** What documents may name. */
export interface Names {
  readonly rules: readonly Rule[];
  /** Ids of frameworks. */
  readonly frameworks: readonly string[];
}

type Report = (path: string, at: Place, message: string, kind?: Pick<Problem, 'code' | 'severity'>) => void;

const BAD = { code: 'bad-document', severity: 'error' } as const;
const UNUSED = { code: 'unused-attestation', severity: 'warning' } as const;

/** Problems of names that name nothing: rules, options, frameworks, an edition that this version does not know, a severity that would be lowered. */
export function referenceProblems(
  own: Pick<OwnDocuments, 'attestations' | 'waivers'> & { readonly profiles: readonly PostureProfile[] },
  names: Names,
): readonly Problem[] {
  const problems: Problem[] = [];
  const report: Report = (path, at, message, kind = BAD) => problems.push({ ...kind, message, path, at });
  const rules = new Map(names.rules.map((rule) => [rule.id, rule]));
  for (const profile of own.profiles) checkProfile(profile, rules, names.frameworks, report);
  for (const attestation of own.attestations) checkAttestation(attestation, rules, report);
  for (const waiver of own.waivers) checkWaiver(waiver, rules, report);
  return problems;
}

function checkProfile(profile: PostureProfile, rules: ReadonlyMap<string, Rule>, frameworks: readonly string[], report: Report): void {
  const say = (at: Place, message: string): void => report(profile.path, at, message);
  for (const { rule: id, option, at } of profile.options) {
    const rule = rules.get(id);
    if (rule === undefined) say(at, noRule(id));
    else if (!Object.hasOwn((rule.judgedBy === 'files' ? rule.options : undefined) ?? {}, option)) say(at, `rule "${id}" has no option "${option}"`);
  }
  for (const { rule: id, severity, at } of profile.severities) {
    const rule = rules.get(id);
    if (rule === undefined) say(at, noRule(id));
    else if (!raises(rule.severity, severity)) say(at, `the severity of "${id}" is ${rule.severity} and can only be raised`);
  }
  for (const { value, at } of profile.diagnosticsOff) if (!rules.has(value)) say(at, noRule(value));
  for (const { value, at } of profile.frameworks?.value ?? []) if (!frameworks.includes(value)) say(at, `no framework is named "${value}"`);
  if (profile.edition !== undefined && editionFor(profile.edition.value) === undefined)
    say(profile.edition.at, `this version does not know edition "${profile.edition.value}"`);
}

function checkAttestation(attestation: Attestation, rules: ReadonlyMap<string, Rule>, report: Report): void {
  for (const { value, at } of attestation.rules) {
    const rule = rules.get(value);
    if (rule === undefined) report(attestation.path, at, noRule(value));
    else if (rule.attestable === undefined) report(attestation.path, at, `"${value}" is judged from files and cannot be attested`, UNUSED);
  }
}

function checkWaiver(waiver: Waiver, rules: ReadonlyMap<string, Rule>, report: Report): void {
  if (waiver.rule !== undefined && !rules.has(waiver.rule.value)) report(waiver.path, waiver.rule.at, noRule(waiver.rule.value));
}

function noRule(id: string): string {
  return `no rule is named "${id}"`;
}
