import { decode, readRows, words } from './rows.js';
import type { Baseline, Control, ControlTable, Edition, FedrampBaseline, FedrampTable } from './types.js';

const baselines: Readonly<Record<string, Baseline>> = { L: 'Low', M: 'Moderate', H: 'High', P: 'Privacy' };
const fedrampBaselines: Readonly<Record<string, FedrampBaseline>> = { S: 'LI-SaaS', L: 'Low', M: 'Moderate', H: 'High' };

/** 800-53 Rev 5 from `data/nist-800-53.ts`: rows of id, title, baselines or ">" and successors, first release. */
export function readControls(data: { edition: Edition; families: string; controls: string }): ControlTable {
  const families = new Map(readRows('800-53 families', data.families, ['id', 'title']).map((row) => [row.id, row.title]));
  const controls = readRows('800-53', data.controls, ['id', 'title', 'standing', 'since']).map((row): Control => {
    const withdrawn = row.standing.startsWith('>');
    return {
      id: row.id,
      title: row.title,
      family: row.id.slice(0, 2),
      base: baseOf(row.id),
      baselines: withdrawn ? [] : [...row.standing].map((letter) => decode('800-53', row.id, letter, baselines)),
      withdrawn,
      successors: withdrawn ? words(row.standing.slice(1)) : [],
      since: row.since === '' ? '5.0' : row.since,
    };
  });
  return { edition: data.edition, families, controls };
}

/** The base control of an enhancement: "SC-7" for "SC-7(21)"; undefined for a base control. */
export function baseOf(id: string): string | undefined {
  const bracket = id.indexOf('(');
  return bracket < 0 ? undefined : id.slice(0, bracket);
}

/** FedRAMP from `data/fedramp.ts`: rows of id, baselines, methods of LI-SaaS. */
export function readFedramp(data: { edition: Edition; controls: string }): FedrampTable {
  const controls = readRows('fedramp', data.controls, ['id', 'baselines', 'methods']).map((row) => ({
    id: row.id,
    baselines: [...row.baselines].map((letter) => decode('fedramp', row.id, letter, fedrampBaselines)),
    methods: words(row.methods),
  }));
  return { edition: data.edition, controls };
}
