import { type Entry, join, listed, toSuccessors } from './entry.js';
import { baseOf } from './read-controls.js';
import type { Control, FrameworkId, Mapping } from './types.js';

/** The entries that derive from a control, by framework and id of the control. */
export interface Derivations {
  readonly entries: readonly Entry[];
  readonly tables: ReadonlyMap<FrameworkId, ReadonlyMap<string, readonly Entry[]>>;
}

/** An active control that was asked for, or that a withdrawn one gave way to; `remark` says the latter. */
interface Asked {
  readonly id: string;
  readonly remark: string;
}

/** How an entry was reached: the controls that it rests on, and the enhancements that fell back to them. */
interface Reached {
  readonly via: Set<string>;
  readonly fallback: Set<string>;
  readonly remarks: Set<string>;
}

/** Turns the entries around: from a control to what rests on it. */
export function toDerivations(entries: readonly Entry[]): Derivations {
  const tables = new Map<FrameworkId, Map<string, Entry[]>>();
  for (const entry of entries) {
    for (const control of entry.derivesFrom) {
      const table = tables.get(entry.framework) ?? new Map<string, Entry[]>();
      tables.set(entry.framework, table.set(control, [...(table.get(control) ?? []), entry]));
    }
  }
  return { entries, tables };
}

/**
 * What evidence for some controls bears on in every other framework, in the order of the tables, each id once.
 * An enhancement on which nothing in a table rests falls back to its base control there; an id that another of the controls reaches by itself needs no fallback.
 */
export function deriveFrom({ entries, tables }: Derivations, controls: readonly Control[]): readonly Mapping[] {
  const direct = new Map<Entry, Reached>();
  const fallback = new Map<Entry, Reached>();
  for (const asked of controls.flatMap(toAsked)) {
    const base = baseOf(asked.id);
    for (const table of tables.values()) {
      const own = table.get(asked.id);
      if (own !== undefined) reach(direct, own, asked.id, asked);
      else if (base !== undefined) reach(fallback, table.get(base) ?? [], base, asked);
    }
  }
  return entries.flatMap((entry) => {
    const reached = direct.get(entry) ?? fallback.get(entry);
    return reached === undefined ? [] : [toMapping(entry, reached)];
  });
}

function toAsked({ id, withdrawn, successors }: Control): readonly Asked[] {
  if (!withdrawn) return [{ id, remark: '' }];
  return successors.map((successor) => ({ id: successor, remark: `${id} is withdrawn${toSuccessors(successors)}` }));
}

function reach(found: Map<Entry, Reached>, entries: readonly Entry[], via: string, asked: Asked): void {
  for (const entry of entries) {
    const reached = found.get(entry) ?? { via: new Set(), fallback: new Set(), remarks: new Set() };
    found.set(entry, reached);
    reached.via.add(via);
    reached.remarks.add(asked.remark);
    if (via !== asked.id) reached.fallback.add(asked.id);
  }
}

function toMapping(entry: Entry, reached: Reached): Mapping {
  const { framework, kind, id, title, baselines, level, published } = entry;
  const via = [...reached.via];
  const fallback = [...reached.fallback];
  const printed = via.some((control) => published.includes(control));
  const notes = [
    entry.standing,
    printed ? '' : `our judgement: the publication names ${listed(published)}`,
    fallback.length === 0 ? '' : `nothing here rests on ${listed(fallback)}: falls back to the base control ${listed(via)}`,
    ...reached.remarks,
  ];
  const note = join(...notes);
  return {
    framework,
    kind,
    id,
    title,
    basis: printed && fallback.length === 0 ? 'sourced' : 'judgement',
    via,
    fallback,
    baselines,
    ...(level === undefined ? {} : { level }),
    ...(note === '' ? {} : { note }),
  };
}
