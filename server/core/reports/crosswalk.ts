import type { EntryKind, FrameworkId, Frameworks, Mapping, Match } from '../frameworks/frameworks.js';
import type { Basis, Pillar, Rule } from '../rules/rule.js';

/** A rule that bears on an id. `via` are the 800-53 controls through which it does; empty where the rule names the id itself. */
export interface BearingRule {
  readonly rule: string;
  readonly summary: string;
  readonly pillar: Pillar;
  readonly basis: Basis;
  readonly via: readonly string[];
}

export interface CrosswalkEntry {
  readonly framework: FrameworkId;
  readonly title: string;
  readonly version: string;
  readonly kind: EntryKind;
  readonly id: string;
  readonly name: string;
  readonly note?: string | undefined;
  /** The 800-53 controls that the publication sets against it. */
  readonly controls: readonly string[];
  /** What evidence for the control bears on in other frameworks. */
  readonly mappings: readonly Mapping[];
  readonly rules: readonly BearingRule[];
}

/** What an id, or a rule, is linked with. */
export interface Crosswalk {
  readonly query: string;
  readonly entries: readonly CrosswalkEntry[];
  readonly rule?: Rule | undefined;
  readonly mappings: readonly Mapping[];
}

/** Looks an id up in every framework, and among the rules; undefined when nobody has it. */
export function crosswalk(query: string, frameworks: Frameworks, rules: readonly Rule[]): Crosswalk | undefined {
  const rule = rules.find(({ id }) => id === query);
  if (rule !== undefined) return { query, entries: [], rule, mappings: frameworks.derive(rule.controls.map(({ id }) => id)) };
  const found = frameworks.find(query);
  return found === undefined ? undefined : { query, entries: found.matches.map((match) => entry(match, frameworks, rules)), mappings: [] };
}

function entry(match: Match, frameworks: Frameworks, rules: readonly Rule[]): CrosswalkEntry {
  const { title = '', version = '' } = frameworks.list.find(({ id }) => id === match.framework) ?? {};
  const isControl = match.framework === '800-53' && !match.withdrawn;
  return {
    framework: match.framework,
    title,
    version,
    kind: match.kind,
    id: match.id,
    name: match.title,
    note: match.note,
    controls: match.framework === '800-53' ? [] : frameworks.controlsBehind(match.framework, match.id),
    mappings: isControl ? frameworks.derive([match.id]) : [],
    rules: rules.flatMap((rule) => bearing(rule, match, frameworks) ?? []),
  };
}

/** How a rule bears on an id; undefined where it does not. A requirement is borne on by the controls whose evidence supports it. */
export function bearing(rule: Rule, match: Match, frameworks: Frameworks): BearingRule | undefined {
  const named = (basis: Basis, via: readonly string[] = []): BearingRule => ({ rule: rule.id, summary: rule.summary, pillar: rule.pillar, basis, via });
  switch (match.kind) {
    case 'tenet': {
      const tenet = rule.tenets.find(({ id }) => match.id === `T${id}`);
      return tenet === undefined ? undefined : named(tenet.basis);
    }
    case 'activity': {
      const activity = rule.activities.find(({ id }) => id === match.id);
      return activity === undefined ? undefined : named(activity.basis);
    }
    case 'capability': {
      const activities = rule.activities.filter(({ id }) => id.startsWith(`${match.id}.`));
      return activities.length === 0
        ? undefined
        : named(
            strongest(activities.map(({ basis }) => basis)),
            activities.map(({ id }) => id),
          );
    }
    case 'pillar':
      return match.framework === 'dod-zt' && frameworks.pillars.find(({ id }) => id === match.id)?.key === rule.pillar ? named('judgement') : undefined;
    case 'control':
    case 'requirement': {
      const wanted = match.framework === '800-53' || match.framework === 'fedramp' ? [match.id] : frameworks.evidenceBehind(match.framework, match.id);
      const controls = rule.controls.filter(({ id }) => wanted.includes(id));
      if (controls.length === 0) return undefined;
      const direct = controls.length === 1 && controls[0]?.id === match.id;
      return named(strongest(controls.map(({ basis }) => basis)), direct ? [] : controls.map(({ id }) => id));
    }
    default:
      return undefined;
  }
}

/** Sourced when one of the ways is: the strongest link counts. */
function strongest(bases: readonly Basis[]): Basis {
  return bases.includes('sourced') ? 'sourced' : 'judgement';
}
