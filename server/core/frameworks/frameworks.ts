import { deriveFrom, toDerivations } from './derive.js';
import { toEntries } from './entries.js';
import type { Entry } from './entry.js';
import { entryOf, findIn, toIndex } from './find.js';
import { loadTables } from './tables.js';
import {
  type Activity,
  type Capability,
  type Component,
  type Control,
  type DodPillar,
  type Edition,
  type Found,
  type FrameworkId,
  frameworkIds,
  type Mapping,
  type Tables,
  type Tenet,
} from './types.js';

export { loadTable } from './tables.js';
export * from './types.js';

/** A framework as it is listed; `rows` counts its ids as published, the withdrawn controls of 800-53 included, the withdrawn ids of 800-171 Rev 3 not. */
export interface FrameworkSummary extends Edition {
  readonly id: FrameworkId;
  readonly rows: number;
}

/** Questions to all frameworks at once. */
export interface Frameworks {
  readonly list: readonly FrameworkSummary[];
  /** Everything that is carried, typed by framework. */
  readonly tables: Tables;
  readonly activities: readonly Activity[];
  readonly capabilities: readonly Capability[];
  readonly pillars: readonly DodPillar[];
  readonly tenets: readonly Tenet[];
  readonly components: readonly Component[];
  /**
   * Title and standing of one id in every framework that has it; undefined when none has. Takes "sc-7(21)", "SC-7 (21)", "AC.L2-3.1.1", "3.13.8", "03.13.08", "5.4.4",
   * "tenet 3", "PEP", and a framework or kind before an id that several have: "dod 3.1.1", "fedramp SC-7".
   */
  find(text: string): Found | undefined;
  /** A control of 800-53 by its id in any spelling, withdrawn ones included. */
  control(id: string): Control | undefined;
  /**
   * What evidence for controls of 800-53 bears on elsewhere: FedRAMP baselines, 800-171, CMMC Level 1 and 2, DoD activities. A mapping with a `fallback` rests on a base control only.
   * A withdrawn control counts as its successors, and the note says so. Throws on an id that 800-53 lacks: ask `control` first about text of others.
   */
  derive(controls: readonly string[]): readonly Mapping[];
  /** The controls that the publication sets against an id, to show the mapping; none for a tenet, a CISA function and CMMC Level 3. Throws on an id that the framework lacks. */
  controlsBehind(framework: FrameworkId, id: string): readonly string[];
  /** The controls whose evidence bears on an id, to say what supports it: `controlsBehind`, narrowed where a control is broader than the requirement. Throws likewise. */
  evidenceBehind(framework: FrameworkId, id: string): readonly string[];
}

let loaded: Promise<Frameworks> | undefined;

/** All frameworks, loaded once. For one framework alone, `loadTable` reads nothing else. */
export function loadFrameworks(): Promise<Frameworks> {
  return (loaded ??= loadTables().then(toFrameworks));
}

function toFrameworks(tables: Tables): Frameworks {
  const entries = toEntries(tables);
  const index = toIndex(entries);
  const derivations = toDerivations(entries);
  const controls = new Map(tables['800-53'].controls.map((control) => [control.id, control]));
  const control = (id: string): Control | undefined => controls.get(entryOf(index, '800-53', id)?.id ?? '');
  const behind = (framework: FrameworkId, id: string): Entry => known(entryOf(index, framework, id), id, framework);
  return {
    list: toList(tables),
    tables,
    activities: tables['dod-zt'].activities,
    capabilities: tables['dod-zt'].capabilities,
    pillars: tables['dod-zt'].pillars,
    tenets: tables['800-207'].tenets,
    components: tables['800-207'].components,
    find: (text) => findIn(index, text),
    control,
    derive: (ids) =>
      deriveFrom(
        derivations,
        ids.map((id) => known(control(id), id, '800-53')),
      ),
    controlsBehind: (framework, id) => behind(framework, id).published,
    evidenceBehind: (framework, id) => behind(framework, id).evidence,
  };
}

function known<T>(found: T | undefined, id: string, framework: FrameworkId): T {
  if (found === undefined) throw new Error(`${framework} has no "${id}"`);
  return found;
}

function toList(tables: Tables): readonly FrameworkSummary[] {
  const { tenets, components } = tables['800-207'];
  const { pillars, capabilities, activities } = tables['dod-zt'];
  const cisa = tables['cisa-ztmm'];
  const rows: { readonly [K in FrameworkId]: number } = {
    '800-53': tables['800-53'].controls.length,
    fedramp: tables.fedramp.controls.length,
    '800-171r2': tables['800-171r2'].requirements.length,
    '800-171r3': tables['800-171r3'].requirements.length,
    cmmc: tables.cmmc.requirements.length,
    '800-207': tenets.length + components.length,
    'dod-zt': pillars.length + capabilities.length + activities.length,
    'cisa-ztmm': cisa.pillars.length + cisa.functions.length,
  };
  return frameworkIds.map((id) => ({ id, title: tables[id].edition.title, version: tables[id].edition.version, rows: rows[id] }));
}
