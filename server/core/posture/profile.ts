import type { Pillar, Rule } from '../rules/rule.js';
import type { Place, Problem } from '../syntax/place.js';
import type { ImpactLevel, Placed, PostureProfile, TargetDeclaration } from './documents/kinds.js';
import { editionFor } from './edition.js';
import { triedLoosenings } from './loosening.js';
import { raises } from './severity.js';

/** What holds for a workspace once all profiles are put together. */
export interface Settings {
  readonly impactLevel: ImpactLevel | undefined;
  /** The edition that is judged by. */
  readonly edition: string;
  /** Undefined: they are detected. */
  readonly targets: readonly TargetDeclaration[] | undefined;
  readonly context: readonly string[];
  readonly platform: 'here' | 'external';
  /** Empty: everything that can be read. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Values by option by rule. */
  readonly options: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly severities: ReadonlyMap<string, 'error' | 'warning'>;
  readonly diagnosticsOff: ReadonlySet<string>;
  readonly weights: ReadonlyMap<Pillar, number> | undefined;
  readonly frameworks: readonly string[];
  readonly documents: readonly string[];
}

/** What holds where no profile says anything. */
export const DEFAULT_SETTINGS: Settings = {
  impactLevel: undefined,
  edition: editionFor(undefined) ?? '',
  targets: undefined,
  context: [],
  platform: 'here',
  include: [],
  exclude: [],
  options: new Map(),
  severities: new Map(),
  diagnosticsOff: new Set(),
  weights: undefined,
  frameworks: [],
  documents: [],
};

/**
 * Puts profiles together, field by field: the pipeline's `--profile` before the nearest `heptad.yaml` before the defaults.
 * What the pipeline sets stands; a nearer profile that would loosen it is a problem `tried-loosening`, and one that is stricter by severity counts.
 */
export function combineProfiles(
  pipeline: PostureProfile | undefined,
  nearest: PostureProfile | undefined,
  defaults: Settings = DEFAULT_SETTINGS,
): { readonly settings: Settings; readonly problems: readonly Problem[] } {
  const order = [pipeline, nearest].filter((profile) => profile !== undefined);
  const first = <T>(get: (profile: PostureProfile) => Placed<T> | undefined): T | undefined => order.map(get).find((field) => field !== undefined)?.value;
  const words = (get: (profile: PostureProfile) => Placed<readonly Placed<string>[]> | undefined): readonly string[] | undefined =>
    first(get)?.map(({ value }) => value);
  const settings: Settings = {
    impactLevel: first((profile) => profile.impactLevel) ?? defaults.impactLevel,
    edition: editionFor(first((profile) => profile.edition)) ?? defaults.edition,
    targets: first((profile) => profile.targets) ?? defaults.targets,
    context: words((profile) => profile.context) ?? defaults.context,
    platform: first((profile) => profile.platform) ?? defaults.platform,
    include: words((profile) => profile.include) ?? defaults.include,
    exclude: words((profile) => profile.exclude) ?? defaults.exclude,
    options: mergedOptions(order, defaults.options),
    severities: mergedSeverities(order, defaults.severities),
    diagnosticsOff: new Set([...defaults.diagnosticsOff, ...order.flatMap((profile) => profile.diagnosticsOff.map(({ value }) => value))]),
    weights: first((profile) => profile.weights) ?? defaults.weights,
    frameworks: words((profile) => profile.frameworks) ?? defaults.frameworks,
    documents: words((profile) => profile.documents) ?? defaults.documents,
  };
  const problem = (at: Place, message: string): Problem => ({ code: 'tried-loosening', severity: 'error', message, path: nearest?.path ?? '', at });
  const problems = pipeline === undefined || nearest === undefined ? [] : triedLoosenings(pipeline, nearest).map(({ at, message }) => problem(at, message));
  return { settings, problems };
}

/** The option values that a rule runs with, as the runner takes them: only options that the rule has. */
export function optionsFor(settings: Settings, rule: Rule): Readonly<Record<string, readonly string[]>> {
  const set = settings.options.get(rule.id);
  if (set === undefined || rule.judgedBy !== 'files') return {};
  return Object.fromEntries(Object.keys(rule.options ?? {}).flatMap((name) => (set.has(name) ? [[name, set.get(name) ?? []]] : [])));
}

function mergedOptions(order: readonly PostureProfile[], defaults: Settings['options']): Settings['options'] {
  const merged = new Map([...defaults].map(([rule, options]) => [rule, new Map(options)]));
  for (const profile of [...order].reverse()) {
    for (const { rule, option, values } of profile.options) {
      const options = merged.get(rule);
      if (options === undefined) merged.set(rule, new Map([[option, values]]));
      else options.set(option, values);
    }
  }
  return merged;
}

function mergedSeverities(order: readonly PostureProfile[], defaults: Settings['severities']): Settings['severities'] {
  const merged = new Map(defaults);
  for (const { rule, severity } of order.flatMap((profile) => profile.severities)) {
    const before = merged.get(rule);
    if (before === undefined || raises(before, severity)) merged.set(rule, severity);
  }
  return merged;
}
