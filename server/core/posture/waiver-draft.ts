import type { Plain } from '../rules/rule.js';
import type { Judged } from '../rules/run.js';
import type { Analysis, TargetAnalysis } from './analysis.js';
import { failedSubjects, type RulePosture } from './counts.js';
import { daysBetween } from './dates.js';
import { API_VERSION, type Waiver } from './documents/kinds.js';
import { documentSlug } from './documents/slug.js';
import { toYaml } from './documents/to-yaml.js';
import { WAIVER_DAYS } from './validity.js';

/** A waiver that somebody asks for. Days are `YYYY-MM-DD`. */
export interface WaiverRequest {
  readonly fingerprint: string;
  /** Undefined: the only one that has the finding. */
  readonly target: string | undefined;
  readonly owner: string;
  readonly approver: string;
  readonly reason: string;
  readonly until: string;
  readonly today: string;
}

/** A waiver to write, one that is there already word for word, or why there can be none. */
export type WaiverDraft =
  | {
      readonly kind: 'draft';
      /** Relative to the root. */
      readonly path: string;
      readonly text: string;
      readonly target: string;
      readonly message: string;
      /** Findings of the same subject that no waiver covers: with them it stays failed. */
      readonly others: number;
    }
  | { readonly kind: 'there'; readonly waiver: Waiver }
  | { readonly kind: 'refused'; readonly message: string };

/** Drafts a waiver of one finding. What is not judged cannot be waived, and has no finding. `targets` are those that are asked for. */
export function draftWaiver({ documents }: Pick<Analysis, 'documents'>, targets: readonly TargetAnalysis[], request: WaiverRequest): WaiverDraft {
  const { fingerprint, owner, approver, reason } = request;
  const wrong = dayRefusal(request) ?? wordRefusal({ owner, approver, reason });
  if (wrong !== undefined) return { kind: 'refused', message: wrong };
  const found = targets.flatMap((target) => placesOf(target, fingerprint));
  const [first, ...more] = found;
  if (first === undefined) return { kind: 'refused', message: missingMessage(targets, fingerprint) };
  if (more.length > 0)
    return { kind: 'refused', message: `the finding is in ${found.length} targets; name one with --target: ${found.map(nameOf).join(', ')}` };
  const target = nameOf(first);
  const name = waiverName(target, first, fingerprint);
  const path = `.heptad/waivers/${name}.yaml`;
  const before = documents.waivers.filter((waiver) => waiver.fingerprint === fingerprint && waiver.target.value === target);
  const same = before.find((waiver) => isSame(waiver, request) && daysBetween(waiver.issued, request.today) >= 0);
  if (same !== undefined) return { kind: 'there', waiver: same };
  const elsewhere = before.find((waiver) => waiver.path !== path);
  if (elsewhere !== undefined)
    return { kind: 'refused', message: `waiver "${elsewhere.name}" in ${elsewhere.path} names the finding until ${elsewhere.expires}; change it there` };
  const waived = first.target.gate.waived.findings.get(first.rule.rule.id);
  const until = before.length === 0 ? waived?.get(fingerprint) : undefined;
  if (until !== undefined) return { kind: 'refused', message: `a waiver of its subject covers the finding until ${until} already` };
  const others = first.judged.findings.filter((finding) => finding.fingerprint !== fingerprint && waived?.has(finding.fingerprint) !== true).length;
  const message = first.judged.findings.find((finding) => finding.fingerprint === fingerprint)?.message ?? '';
  return { kind: 'draft', path, text: waiverText(name, target, first.rule.rule.id, request), target, message, others };
}

interface Found {
  readonly target: TargetAnalysis;
  readonly rule: RulePosture;
  readonly judged: Judged;
}

function placesOf(target: TargetAnalysis, fingerprint: string): readonly Found[] {
  const found = target.posture.rules.flatMap((rule) => failedSubjects(rule).map((judged) => ({ target, rule, judged })));
  return found.filter(({ judged }) => judged.findings.some((finding) => finding.fingerprint === fingerprint)).slice(0, 1);
}

function nameOf({ target }: Found): string {
  return target.posture.target;
}

/** Says target, rule and subject; the start of the fingerprint tells subjects of one slug apart. */
function waiverName(target: string, { rule, judged }: Found, fingerprint: string): string {
  const subject = judged.subject.name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return [documentSlug(target), rule.rule.id, ...(subject === '' ? [] : [subject]), fingerprint.slice(0, 8)].join('-');
}

function dayRefusal({ until, today }: WaiverRequest): string | undefined {
  const days = daysBetween(today, until);
  if (days < 0) return `${until} is over`;
  return days > WAIVER_DAYS ? `${until} is ${days} days from now, and a waiver runs for ${WAIVER_DAYS} at most` : undefined;
}

function wordRefusal(words: { readonly owner: string; readonly approver: string; readonly reason: string }): string | undefined {
  const empty = Object.entries(words).find(([, word]) => word.trim() === '');
  return empty === undefined ? undefined : `--${empty[0]} is empty`;
}

/** A baseline tells a finding that is not there any more from one that never was. */
function missingMessage(targets: readonly TargetAnalysis[], fingerprint: string): string {
  for (const { drift, posture } of targets) {
    for (const [rule, { failed }] of drift?.baseline.rules ?? []) {
      const subject = failed.find(({ findings }) => findings.includes(fingerprint))?.subject;
      if (subject === undefined) continue;
      const now = posture.rules.find((one) => one.rule.id === rule)?.result.judged.find((judged) => judged.subject.id === subject);
      if (now?.state === 'unknown') return `${rule} does not judge it any more, and what is not judged cannot be waived`;
      return `${rule} does not find it any more: there is nothing to waive`;
    }
  }
  return `no finding has the fingerprint ${fingerprint}; heptad scan --format json has them, and what is not judged has none`;
}

function isSame(waiver: Waiver, { owner, approver, reason, until }: WaiverRequest): boolean {
  return waiver.owner === owner && waiver.approver === approver && waiver.reason === reason && waiver.expires === until;
}

function waiverText(name: string, target: string, rule: string, { fingerprint, owner, approver, reason, today, until }: WaiverRequest): string {
  const spec: { readonly [key: string]: Plain } = { target, rule, fingerprint, owner, approver, reason, issued: today, expires: until };
  return toYaml({ apiVersion: API_VERSION, kind: 'Waiver', metadata: { name, annotations: { 'config.kubernetes.io/local-config': 'true' } }, spec });
}
