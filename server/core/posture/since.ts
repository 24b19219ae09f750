import type { DocId, Place } from '../syntax/place.js';
import type { TargetAnalysis } from './analysis.js';
import { verdictsOf } from './counts.js';
import type { Blocker } from './gate.js';

/** A rule that holds the gate back by something in a changed file. */
export interface ChangedBlocker {
  readonly blocker: Blocker;
  /** Findings that are not waived. */
  readonly findings: number;
  /** Subjects that are not judged. */
  readonly unknown: number;
  /** Where they are: of findings first. */
  readonly places: readonly Place[];
}

/** Of the rules that hold the gate of a target back, those that do so in some files. What has no place, such as a rule of which nothing is in sight, is in no file. */
export function blockersIn({ gate, posture }: TargetAnalysis, isChanged: (path: string) => boolean): readonly ChangedBlocker[] {
  const at = (place: Place): boolean => isChanged(pathOfDocument(place.doc));
  const rules = new Map(posture.rules.map((rule) => [rule.rule.id, rule]));
  return gate.blockers.flatMap((blocker) => {
    const rule = rules.get(blocker.rule.rule.id);
    if (rule === undefined) return [];
    const verdicts = verdictsOf(rule.result, rule.attestation);
    const waived = gate.waived.findings.get(rule.rule.id);
    const failing = verdicts
      .filter(({ state }) => state === 'failed')
      .flatMap(({ judged }) => (judged?.findings ?? []).filter((finding) => waived?.has(finding.fingerprint) !== true && at(finding.at)));
    const open = verdicts.filter(({ state, judged }) => state === 'unknown' && judged !== undefined && at(judged.subject.at));
    const places = [...failing.map((finding) => finding.at), ...open.flatMap(({ judged }) => (judged === undefined ? [] : [judged.subject.at]))];
    return places.length === 0 ? [] : [{ blocker, findings: failing.length, unknown: open.length, places }];
  });
}

/** The path of the file of a document. */
export function pathOfDocument(doc: DocId): string {
  return doc.slice(0, doc.lastIndexOf('#'));
}
