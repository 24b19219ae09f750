import type { Place } from '../syntax/place.js';
import { IMPACT_LEVELS, type Placed, type PostureProfile } from './documents/kinds.js';
import { isNewer } from './edition.js';
import { raises } from './severity.js';

export interface TriedLoosening {
  readonly at: Place;
  readonly message: string;
}

type Check = (pipeline: PostureProfile, nearest: PostureProfile) => Iterable<TriedLoosening>;

/** Where the nearest profile asks for less than the pipeline's: each is a place in the nearest one. What the pipeline does not set is free. */
export function triedLoosenings(pipeline: PostureProfile, nearest: PostureProfile): readonly TriedLoosening[] {
  return CHECKS.flatMap((check) => [...check(pipeline, nearest)]);
}

const CHECKS: readonly Check[] = [
  function* impactLevel(pipeline, nearest) {
    const [set, asked] = [pipeline.impactLevel, nearest.impactLevel];
    if (set === undefined || asked === undefined || IMPACT_LEVELS.indexOf(asked.value) >= IMPACT_LEVELS.indexOf(set.value)) return;
    yield { at: asked.at, message: `the pipeline sets ${set.value}: ${asked.value} does not count` };
  },
  function* edition(pipeline, nearest) {
    const [set, asked] = [pipeline.edition, nearest.edition];
    if (set === undefined || asked === undefined || !isNewer(set.value, asked.value)) return;
    yield { at: asked.at, message: `the pipeline sets edition ${set.value}: an older one does not count` };
  },
  function* platform(pipeline, nearest) {
    if (pipeline.platform?.value !== 'here' || nearest.platform?.value !== 'external') return;
    yield { at: nearest.platform.at, message: 'the pipeline sets platform "here": "external" does not count' };
  },
  (pipeline, nearest) => added('exclude', pipeline.exclude, nearest.exclude),
  (pipeline, nearest) => added('context', pipeline.context, nearest.context),
  (pipeline, nearest) => added('documents', pipeline.documents, nearest.documents),
  (pipeline, nearest) =>
    lost(
      'include',
      pipeline.include?.value.map(({ value }) => value),
      nearest.include?.at,
      nearest.include?.value.map(({ value }) => value),
    ),
  (pipeline, nearest) =>
    lost(
      'targets',
      pipeline.targets?.value.map(({ path }) => path),
      nearest.targets?.at,
      nearest.targets?.value.map(({ path }) => path),
    ),
  function* severities(pipeline, nearest) {
    const set = new Map(pipeline.severities.map(({ rule, severity }) => [rule, severity]));
    for (const { rule, severity, at } of nearest.severities) {
      const by = set.get(rule);
      if (by !== undefined && !raises(by, severity)) yield { at, message: `the pipeline sets "${rule}" to ${by}: ${severity} does not count` };
    }
  },
  // Whether a list of an option is stricter than another only its rule knows, so any other list is a try.
  function* options(pipeline, nearest) {
    for (const asked of nearest.options) {
      const set = pipeline.options.find(({ rule, option }) => rule === asked.rule && option === asked.option);
      if (set === undefined || sameSet(set.values, asked.values)) continue;
      yield { at: asked.at, message: `the pipeline sets option "${asked.option}" of "${asked.rule}"` };
    }
  },
];

type Words = Placed<readonly Placed<string>[]> | undefined;

/** Entries that the pipeline's list does not have. */
function* added(field: string, set: Words, asked: Words): Iterable<TriedLoosening> {
  if (set === undefined) return;
  const allowed = new Set(set.value.map(({ value }) => value));
  for (const { value, at } of asked?.value ?? []) if (!allowed.has(value)) yield { at, message: `the pipeline sets "${field}": "${value}" does not count` };
}

/** Entries of the pipeline's list that the nearest one leaves out. */
function* lost(field: string, set: readonly string[] | undefined, at: Place | undefined, asked: readonly string[] | undefined): Iterable<TriedLoosening> {
  if (set === undefined || asked === undefined || at === undefined) return;
  // An empty include is everything.
  if (field === 'include' && asked.length === 0) return;
  const missing = set.find((entry) => !asked.includes(entry)) ?? (field === 'include' && set.length === 0 ? 'everything' : undefined);
  if (missing !== undefined) yield { at, message: `the pipeline sets "${field}" with "${missing}"` };
}

function sameSet(one: readonly string[], other: readonly string[]): boolean {
  return one.every((entry) => other.includes(entry)) && other.every((entry) => one.includes(entry));
}
