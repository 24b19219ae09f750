/** Every framework carried, in the order in which they are shown. An id is unique within its framework only: "3.1.1" is a requirement of 800-171 Rev 2 and an activity of the DoD. */
export const frameworkIds = ['800-53', 'fedramp', '800-171r2', '800-171r3', 'cmmc', '800-207', 'dod-zt', 'cisa-ztmm'] as const;

export type FrameworkId = (typeof frameworkIds)[number];

/** What an id names. */
export type EntryKind = 'control' | 'requirement' | 'tenet' | 'component' | 'pillar' | 'capability' | 'activity' | 'function';

/** Sourced: a published table has this very pair. Judgement: we say so. */
export type Basis = 'sourced' | 'judgement';

export interface Edition {
  readonly title: string;
  readonly version: string;
}

export type Baseline = 'Low' | 'Moderate' | 'High' | 'Privacy';
export type FedrampBaseline = 'LI-SaaS' | 'Low' | 'Moderate' | 'High';

/** A control or enhancement of 800-53 Rev 5, as in `{ id: 'SC-8(1)', family: 'SC', base: 'SC-8', baselines: ['Moderate', 'High'], … }`. */
export interface Control {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  /** The control that an enhancement belongs to. */
  readonly base: string | undefined;
  /** Baselines of 800-53B; none for most enhancements. */
  readonly baselines: readonly Baseline[];
  readonly withdrawn: boolean;
  /** Where a withdrawn control went; three went nowhere. */
  readonly successors: readonly string[];
  /** The release of Rev 5 that first has it. */
  readonly since: string;
}

export interface ControlTable {
  readonly edition: Edition;
  readonly families: ReadonlyMap<string, string>;
  readonly controls: readonly Control[];
}

/** A control of 800-53 that at least one FedRAMP baseline has. */
export interface FedrampControl {
  readonly id: string;
  readonly baselines: readonly FedrampBaseline[];
  /** How the LI-SaaS baseline takes it: ASSESS, ATTEST, CONDITIONAL, FED, NSO. */
  readonly methods: readonly string[];
}

export interface FedrampTable {
  readonly edition: Edition;
  readonly controls: readonly FedrampControl[];
}

/** A requirement of 800-171. */
export interface Requirement {
  readonly id: string;
  readonly title: string;
  readonly family: string;
  /** The controls that the publication sets against it, withdrawn ones replaced by their successor. Use these to show the mapping. */
  readonly controls: readonly string[];
  /** The controls whose evidence bears on this very requirement; differs from `controls` only where `narrowed`. Use these to say what evidence supports. */
  readonly evidence: readonly string[];
  /** True where `evidence` is our judgement. */
  readonly narrowed: boolean;
}

export interface Rev2Requirement extends Requirement {
  readonly type: 'basic' | 'derived';
  /** Points of 32 CFR 170.24(c)(2) that an unmet requirement costs; `partly` when it is partly met. 3.12.4 has none. */
  readonly points: number | undefined;
  readonly partly: number | undefined;
  /** Rev 4 ids of the publication that Rev 5 withdrew, and the successor, if any. */
  readonly replaced: ReadonlyMap<string, string | undefined>;
}

export interface Rev2Table {
  readonly edition: Edition;
  readonly requirements: readonly Rev2Requirement[];
}

/** An id of Rev 3 whose content went elsewhere, as in `{ id: '03.01.13', how: 'addressed by', successors: ['03.13.08'] }`. */
export interface WithdrawnRequirement {
  readonly id: string;
  readonly family: string;
  readonly how: string;
  readonly successors: readonly string[];
}

export interface Rev3Table {
  readonly edition: Edition;
  readonly requirements: readonly Requirement[];
  readonly withdrawn: readonly WithdrawnRequirement[];
}

/** A requirement of CMMC. Level 1 and 2 name requirements of 800-171 Rev 2; Level 3 names one of SP 800-172 and is mapped to no control. */
export interface CmmcRequirement {
  readonly id: string;
  readonly title: string;
  readonly level: 1 | 2 | 3;
  readonly requirements: readonly string[];
  /** Other ids of it: the clause of FAR 52.204-21 and the earlier numbering at Level 1, the id in SP 800-172 at Level 3. */
  readonly aliases: readonly string[];
}

export interface CmmcTable {
  readonly edition: Edition;
  readonly requirements: readonly CmmcRequirement[];
}

/** A tenet of 800-207; id "T1" to "T7". */
export interface Tenet {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly text: string;
}

export interface Component {
  readonly id: string;
  readonly title: string;
  readonly kind: 'core' | 'data source';
  readonly role: string;
}

export interface TenetTable {
  readonly edition: Edition;
  readonly tenets: readonly Tenet[];
  readonly components: readonly Component[];
}

/** The seven pillars of the DoD by our short names. */
export type PillarKey = 'user' | 'device' | 'application' | 'data' | 'network' | 'automation' | 'visibility';

export interface DodPillar {
  readonly id: string;
  readonly key: PillarKey;
  readonly title: string;
}

export interface Capability {
  readonly id: string;
  readonly title: string;
  readonly pillar: PillarKey;
  /** Ids of its activities. */
  readonly activities: readonly string[];
  /** Controls that the overlays mark for the capability but for none of its activities. */
  readonly own: readonly string[];
  /** All controls that the overlays mark for it: those of its activities, then its own. */
  readonly controls: readonly string[];
}

export type ActivityLevel = 'Target' | 'Advanced';
export type ActivityPhase = 'Discovery' | 'Phase One' | 'Phase Two' | 'Phase Three' | 'Phase Four';

export interface Activity {
  readonly id: string;
  readonly title: string;
  readonly pillar: PillarKey;
  readonly capability: string;
  readonly level: ActivityLevel;
  /** Unknown for some Advanced activities. */
  readonly phase: ActivityPhase | undefined;
  /** Whom the overlay of the activity addresses; unknown where the overlays have none. */
  readonly overlay: 'System' | 'Organization' | 'System/Organization' | undefined;
  /** Controls that the overlays mark for it. */
  readonly controls: readonly string[];
}

export interface DodTable {
  readonly edition: Edition;
  readonly pillars: readonly DodPillar[];
  readonly capabilities: readonly Capability[];
  readonly activities: readonly Activity[];
}

export type CisaStage = 'Traditional' | 'Initial' | 'Advanced' | 'Optimal';

/** A pillar or a cross-cutting capability of the CISA model. `dod` is our pairing; Governance answers to no pillar of the DoD. */
export interface CisaPillar {
  readonly id: string;
  readonly title: string;
  readonly crossCutting: boolean;
  readonly dod: PillarKey | undefined;
}

/** A function of a pillar, or the row of a cross-cutting capability in it. */
export interface CisaFunction {
  readonly id: string;
  readonly title: string;
  readonly pillar: string;
  readonly crossCutting: string | undefined;
  readonly since: '1.0' | '2.0';
}

export interface CisaTable {
  readonly edition: Edition;
  readonly stages: readonly CisaStage[];
  readonly pillars: readonly CisaPillar[];
  readonly functions: readonly CisaFunction[];
}

/** What each framework's data is once it is read. */
export interface Tables {
  readonly '800-53': ControlTable;
  readonly fedramp: FedrampTable;
  readonly '800-171r2': Rev2Table;
  readonly '800-171r3': Rev3Table;
  readonly cmmc: CmmcTable;
  readonly '800-207': TenetTable;
  readonly 'dod-zt': DodTable;
  readonly 'cisa-ztmm': CisaTable;
}

/** What evidence for one or more controls bears on in another framework: a requirement, a baseline, an activity. It supports it and alone satisfies nothing. */
export interface Mapping {
  readonly framework: FrameworkId;
  readonly kind: EntryKind;
  readonly id: string;
  readonly title: string;
  readonly basis: Basis;
  /** The controls of 800-53 that it rests on, as its table has them. */
  readonly via: readonly string[];
  /** Enhancements that its table lacks, where it rests on their base control only; empty otherwise. */
  readonly fallback: readonly string[];
  /** FedRAMP: the baselines that have the control; empty elsewhere. */
  readonly baselines: readonly FedrampBaseline[];
  /** CMMC: the level. */
  readonly level?: 1 | 2 | 3;
  /** For people: baselines, level and phase; a fallback; a withdrawn control and its successor; a judgement of ours. */
  readonly note?: string;
}

/** One id in one framework, with what a reader must know about its standing. */
export interface Match {
  readonly framework: FrameworkId;
  readonly kind: EntryKind;
  readonly id: string;
  readonly title: string;
  readonly withdrawn: boolean;
  readonly successors: readonly string[];
  readonly note?: string;
}

/** Every framework's answer to a text; never empty. More than one says that the id is ambiguous. */
export interface Found {
  readonly text: string;
  readonly matches: readonly [Match, ...Match[]];
}
