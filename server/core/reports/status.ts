import type { EntryKind, FedrampBaseline, FrameworkId, Frameworks, Match } from '../frameworks/frameworks.js';
import { failedSubjects, type RulePosture } from '../posture/counts.js';
import type { TargetPosture } from '../posture/target.js';
import { type DodCount, dodView, type Support } from '../posture/views.js';
import type { Basis } from '../rules/rule.js';
import type { Place } from '../syntax/place.js';
import { bearing } from './crosswalk.js';

/** `against`: a subject of a rule that bears on it fails. `for`: none fails and some pass. `none`: nothing is judged, or no rule applies. */
export type Standing = 'against' | 'none' | 'for';

/** Subjects of rules, each counted once for each rule. `passed` has those in it that are attested. */
export interface EvidenceCounts {
  readonly passed: number;
  readonly attested: number;
  readonly against: number;
  readonly unknown: number;
}

/** A rule that bears on an id, and what it says in the target. `counts` is undefined where it does not apply: then it is no evidence. */
export interface BearingPosture {
  readonly rule: string;
  readonly summary: string;
  readonly basis: Basis;
  /** The 800-53 controls through which it bears; empty where it names the id itself. */
  readonly via: readonly string[];
  readonly counts: EvidenceCounts | undefined;
  /** The first failing place. */
  readonly first: Place | undefined;
}

/** What a target says of one control, requirement, tenet or activity. It is evidence, and never says that anything is complied with. */
export interface EntryStatus extends EvidenceCounts {
  readonly framework: FrameworkId;
  readonly kind: EntryKind;
  readonly id: string;
  readonly title: string;
  readonly note?: string | undefined;
  readonly withdrawn: boolean;
  /** What a withdrawn one gave way to. */
  readonly successors: readonly string[];
  readonly standing: Standing;
  /** Of an activity of the DoD, as docs/scoring.md defines it. */
  readonly support?: Support | undefined;
  /** True where every rule that bears on it does so by our judgement. */
  readonly judgement: boolean;
  /** Rules that bear on it, those against it first, those that do not apply last. */
  readonly rules: readonly BearingPosture[];
}

/** One framework, or one baseline of it, as a table. */
export interface FrameworkStatus {
  readonly framework: FrameworkId;
  readonly title: string;
  readonly version: string;
  readonly baseline?: FedrampBaseline | undefined;
  /** Those on which a rule bears: against first, by subjects against, then none, then for. */
  readonly entries: readonly EntryStatus[];
  readonly counts: Readonly<Record<Standing, number>>;
  /** Everything that the framework, or its baseline, asks for; withdrawn ids left out. */
  readonly total: number;
  /** The activities of the DoD by level. */
  readonly dod?: { readonly target: DodCount; readonly advanced: DodCount } | undefined;
}

/** A framework as it is asked for. */
export interface Asked {
  readonly framework: FrameworkId;
  readonly baseline?: FedrampBaseline | undefined;
}

const BASELINES: readonly FedrampBaseline[] = ['LI-SaaS', 'Low', 'Moderate', 'High'];
const fedramp = (baseline: FedrampBaseline): Asked => ({ framework: 'fedramp', baseline });

/** Every framework that has a status. No document ties impact levels to baselines that everybody shares, so each baseline of FedRAMP is a row. */
export const STATUS_FRAMEWORKS: readonly Asked[] = [
  { framework: '800-53' },
  ...BASELINES.map(fedramp),
  { framework: '800-171r2' },
  { framework: '800-171r3' },
  { framework: 'cmmc' },
  { framework: 'dod-zt' },
  { framework: '800-207' },
];

const NAMES: ReadonlyMap<string, readonly Asked[]> = new Map<string, readonly Asked[]>([
  ['800-53', [{ framework: '800-53' }]],
  ['fedramp', BASELINES.map(fedramp)],
  ...BASELINES.map((baseline) => [`fedramp-${baseline.toLowerCase()}`, [fedramp(baseline)]] as const),
  ['800-171', [{ framework: '800-171r2' }, { framework: '800-171r3' }]],
  ['800-171r2', [{ framework: '800-171r2' }]],
  ['800-171r3', [{ framework: '800-171r3' }]],
  ['cmmc', [{ framework: 'cmmc' }]],
  ['dod', [{ framework: 'dod-zt' }]],
  ['dod-zt', [{ framework: 'dod-zt' }]],
  ['800-207', [{ framework: '800-207' }]],
]);

/** The names by which `--status` knows frameworks. */
export const STATUS_NAMES: readonly string[] = [...NAMES.keys()];

/** What a name of a framework stands for; undefined for another word. */
export function frameworksNamed(word: string): readonly Asked[] | undefined {
  return NAMES.get(word.toLowerCase().replace(/\s+/g, '-'));
}

const KINDS: readonly EntryKind[] = ['control', 'requirement', 'tenet', 'activity'];

/** The ids of controls, requirements, tenets and activities that a text names; none for a pillar, a function or a word of no framework. */
export function idsNamed(word: string, frameworks: Frameworks): readonly Match[] {
  return (frameworks.find(word)?.matches ?? []).filter(({ kind }) => KINDS.includes(kind));
}

/** A framework in the light of a target. */
export function frameworkStatus({ framework, baseline }: Asked, posture: TargetPosture, frameworks: Frameworks): FrameworkStatus {
  const { title = '', version = '' } = frameworks.list.find(({ id }) => id === framework) ?? {};
  const matches = matchesOf(framework, baseline, frameworks);
  const view = framework === 'dod-zt' ? dodView(posture, frameworks.activities) : undefined;
  const support = new Map(view?.activities.map((one) => [one.activity.id, one.support]));
  const entries = matches.map((match) => entryStatus(match, posture, frameworks, support.get(match.id))).filter(({ rules }) => rules.length > 0);
  const count = (standing: Standing): number => entries.filter((entry) => entry.standing === standing).length;
  return {
    framework,
    title,
    version,
    baseline,
    entries: sorted(entries),
    counts: { against: count('against'), none: count('none'), for: count('for') },
    total: matches.length,
    dod: view === undefined ? undefined : { target: view.target, advanced: view.advanced },
  };
}

/** One id in the light of a target. */
export function idStatus(match: Match, posture: TargetPosture, frameworks: Frameworks): EntryStatus {
  const support =
    match.kind === 'activity' ? dodView(posture, frameworks.activities).activities.find(({ activity }) => activity.id === match.id)?.support : undefined;
  return entryStatus(match, posture, frameworks, support);
}

function entryStatus(match: Match, posture: TargetPosture, frameworks: Frameworks, support: Support | undefined): EntryStatus {
  const { framework, kind, id, title, note, withdrawn, successors } = match;
  const rules = withdrawn ? [] : posture.rules.flatMap((rule) => bearingPosture(rule, match, frameworks) ?? []);
  const sum = (of: keyof EvidenceCounts): number => rules.reduce((all, { counts }) => all + (counts?.[of] ?? 0), 0);
  const counts = { passed: sum('passed'), attested: sum('attested'), against: sum('against'), unknown: sum('unknown') };
  return {
    framework,
    kind,
    id,
    title,
    note,
    withdrawn,
    successors,
    ...counts,
    standing: counts.against > 0 ? 'against' : counts.passed > 0 ? 'for' : 'none',
    support,
    judgement: rules.length > 0 && rules.every(({ basis }) => basis === 'judgement'),
    rules: rules.sort((one, other) => weight(other) - weight(one) || (one.rule < other.rule ? -1 : 1)),
  };
}

function weight({ counts }: BearingPosture): number {
  return counts === undefined ? -1 : counts.against;
}

function bearingPosture(posture: RulePosture, match: Match, frameworks: Frameworks): BearingPosture | undefined {
  const found = bearing(posture.rule, match, frameworks);
  if (found === undefined) return undefined;
  const { passed, attested, failed, unknown } = posture;
  return {
    rule: found.rule,
    summary: found.summary,
    basis: found.basis,
    via: found.via,
    counts: posture.standing === 'counted' ? { passed, attested, against: failed, unknown } : undefined,
    first: failedSubjects(posture)[0]?.findings[0]?.at,
  };
}

/** Against first, the most subjects at the top, then those without evidence, then those with evidence for them; else in the order of the framework. */
function sorted(entries: readonly EntryStatus[]): readonly EntryStatus[] {
  const order: readonly Standing[] = ['against', 'none', 'for'];
  return [...entries].sort((one, other) => order.indexOf(one.standing) - order.indexOf(other.standing) || other.against - one.against);
}

function matchesOf(framework: FrameworkId, baseline: FedrampBaseline | undefined, { tables, control }: Frameworks): readonly Match[] {
  const match = (kind: EntryKind, id: string, title: string, note?: string): Match => {
    return { framework, kind, id, title, withdrawn: false, successors: [], ...(note === undefined ? {} : { note }) };
  };
  switch (framework) {
    case '800-53':
      return tables['800-53'].controls.filter(({ withdrawn }) => !withdrawn).map(({ id, title }) => match('control', id, title));
    case 'fedramp':
      return tables.fedramp.controls
        .filter(({ baselines }) => baseline === undefined || baselines.includes(baseline))
        .map(({ id, baselines }) => match('control', id, control(id)?.title ?? '', baselines.join(', ')));
    case '800-171r2':
    case '800-171r3':
      return tables[framework].requirements.map(({ id, title }) => match('requirement', id, title));
    case 'cmmc':
      return tables.cmmc.requirements.map(({ id, title, level }) => match('requirement', id, title, `Level ${level}`));
    case 'dod-zt':
      return tables['dod-zt'].activities.map(({ id, title, level }) => match('activity', id, title, level));
    case '800-207':
      return tables['800-207'].tenets.map(({ id, title }) => match('tenet', id, title));
    case 'cisa-ztmm':
      return [];
  }
}
