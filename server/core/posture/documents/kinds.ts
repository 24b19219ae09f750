import type { Pillar } from '../../rules/rule.js';
import type { Place } from '../../syntax/place.js';
import type { Rational } from '../rational.js';
import type { Level } from '../score.js';

export const API_VERSION = 'heptad.dev/v1alpha1';
export const KINDS = ['PostureProfile', 'Attestation', 'Waiver', 'Baseline', 'ZeroTrustPolicy'] as const;
export type OwnKind = (typeof KINDS)[number];

export const IMPACT_LEVELS = ['IL2', 'IL4', 'IL5', 'IL6'] as const;
export type ImpactLevel = (typeof IMPACT_LEVELS)[number];

/** A value and where it is written. */
export interface Placed<T> {
  readonly value: T;
  readonly at: Place;
}

interface Own<K extends OwnKind> {
  readonly kind: K;
  /** `metadata.name`; '' for a profile that has none. */
  readonly name: string;
  readonly path: string;
  /** Its name, else its kind. */
  readonly at: Place;
}

/** The file `heptad.yaml`, or the one that `--profile` names. A field that is not written is undefined or empty. */
export interface PostureProfile extends Own<'PostureProfile'> {
  readonly impactLevel: Placed<ImpactLevel> | undefined;
  readonly edition: Placed<string> | undefined;
  readonly targets: Placed<readonly TargetDeclaration[]> | undefined;
  readonly context: Placed<readonly Placed<string>[]> | undefined;
  readonly platform: Placed<'here' | 'external'> | undefined;
  readonly include: Placed<readonly Placed<string>[]> | undefined;
  readonly exclude: Placed<readonly Placed<string>[]> | undefined;
  readonly options: readonly OptionSetting[];
  readonly severities: readonly RaisedSeverity[];
  /** Rules whose findings the editor does not show. */
  readonly diagnosticsOff: readonly Placed<string>[];
  readonly weights: Placed<ReadonlyMap<Pillar, number>> | undefined;
  readonly frameworks: Placed<readonly Placed<string>[]> | undefined;
  readonly documents: Placed<readonly Placed<string>[]> | undefined;
}

export interface TargetDeclaration {
  /** The path where no name is written. */
  readonly name: string;
  readonly path: string;
  readonly namespace: string | undefined;
  readonly at: Place;
}

export interface OptionSetting {
  readonly rule: string;
  readonly option: string;
  readonly values: readonly string[];
  /** The option's key. */
  readonly at: Place;
}

export interface RaisedSeverity {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly at: Place;
}

/** What no file can show, on somebody's word. */
export interface Attestation extends Own<'Attestation'> {
  readonly rules: readonly Placed<string>[];
  /** Undefined: all targets. */
  readonly targets: readonly Placed<string>[] | undefined;
  readonly owner: string;
  readonly statement: string | undefined;
  readonly evidence: Evidence;
  readonly issued: string;
  readonly expires: string;
}

export interface Evidence {
  readonly path: string | undefined;
  readonly url: string | undefined;
  readonly sha256: string;
  readonly at: Place;
}

/** An exception for the gate, for one finding or one subject of one target. */
export interface Waiver extends Own<'Waiver'> {
  readonly target: Placed<string>;
  readonly rule: Placed<string> | undefined;
  readonly fingerprint: string | undefined;
  /** With all four parts, the last one empty where the subject has none. */
  readonly subject: string | undefined;
  readonly owner: string;
  readonly approver: string;
  readonly reason: string;
  readonly issued: string;
  readonly expires: string;
}

/** How a target stood on one day: what drift and ratchet compare with. */
export interface BaselineFacts {
  readonly target: string;
  readonly edition: string;
  /** The version of Heptad that wrote it. */
  readonly version: string;
  readonly ruleSet: string;
  /** `YYYY-MM-DD`. */
  readonly written: string;
  /** In hexadecimal digits, of the commit that was checked out. */
  readonly commit: string | undefined;
  readonly standing: Standing;
  readonly pillars: ReadonlyMap<Pillar, Standing>;
  /** The rules that counted, by id. */
  readonly rules: ReadonlyMap<string, RecordedRule>;
  /** The rules that had nothing to judge. A rule in neither list was not known, or newer than the edition. */
  readonly notApplicable: ReadonlySet<string>;
}

/** A score of 0 to 100 and a level. */
export interface Standing {
  readonly exact: Rational;
  readonly level: Level;
}

/** What a rule said of its subjects, by their ids in the order of code units. */
export interface RecordedRule {
  readonly passed: readonly string[];
  readonly attested: readonly string[];
  readonly failed: readonly RecordedFailure[];
  readonly unknown: readonly string[];
}

export interface RecordedFailure {
  readonly subject: string;
  /** Fingerprints, in order. */
  readonly findings: readonly string[];
  /** The last day on which waivers covered all of them. */
  readonly waived: string | undefined;
}

export interface Baseline extends Own<'Baseline'>, BaselineFacts {}

/** Reserved: its form is checked and nothing else is done with it yet. */
export interface ZeroTrustPolicy extends Own<'ZeroTrustPolicy'> {
  readonly namespaces: readonly string[];
}

export type OwnDocument = PostureProfile | Attestation | Waiver | Baseline | ZeroTrustPolicy;
