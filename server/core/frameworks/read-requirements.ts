import { decode, readRows, words } from './rows.js';
import type { CmmcRequirement, CmmcTable, Edition, Requirement, Rev2Requirement, Rev2Table, Rev3Table } from './types.js';

const types: Readonly<Record<string, Rev2Requirement['type']>> = { basic: 'basic', derived: 'derived' };
const levels: Readonly<Record<string, CmmcRequirement['level']>> = { 1: 1, 2: 2, 3: 3 };

/** 800-171 Rev 2 from `data/nist-800-171-r2.ts`: rows of id, short title, type, points, controls as printed (old>successor), narrowed controls. */
export function readRev2(data: { edition: Edition; families: string; requirements: string }): Rev2Table {
  const families = readFamilies('800-171r2', data.families);
  const requirements = readRows('800-171r2', data.requirements, ['id', 'title', 'type', 'points', 'controls', 'narrowed']).map((row): Rev2Requirement => {
    const [points, partly] = row.points.split('/');
    const printed = words(row.controls).map((word) => word.split('>'));
    const controls = new Set(printed.map(([old = '', successor]) => successor ?? old).filter((control) => control !== ''));
    return {
      ...mapped(row.id, row.title, families, [...controls], row.narrowed),
      type: decode('800-171r2', row.id, row.type, types),
      points: toPoints(points),
      partly: toPoints(partly),
      replaced: new Map(printed.flatMap(([old = '', successor]) => (successor === undefined ? [] : [[old, successor === '' ? undefined : successor]]))),
    };
  });
  return { edition: data.edition, requirements };
}

/** 800-171 Rev 3 from `data/nist-800-171-r3.ts`: rows of id, title, source controls, narrowed controls; and the withdrawn ids. */
export function readRev3(data: { edition: Edition; families: string; requirements: string; withdrawn: string }): Rev3Table {
  const families = readFamilies('800-171r3', data.families);
  return {
    edition: data.edition,
    requirements: readRows('800-171r3', data.requirements, ['id', 'title', 'controls', 'narrowed']).map((row) =>
      mapped(row.id, row.title, families, words(row.controls), row.narrowed),
    ),
    withdrawn: readRows('800-171r3 withdrawn', data.withdrawn, ['id', 'how', 'successors']).map((row) => ({
      id: row.id,
      family: familyOf(row.id, families),
      how: row.how,
      successors: words(row.successors),
    })),
  };
}

/** CMMC from `data/cmmc.ts`: rows of id, title and, at Level 1, requirements of 800-171 Rev 2. */
export function readCmmc(data: { edition: Edition; requirements: string }): CmmcTable {
  const requirements = readRows('cmmc', data.requirements, ['id', 'title', 'requirements']).map((row): CmmcRequirement => {
    const [, domain = '', digit = '', own = ''] = /^([A-Z]{2})\.L([123])-(.+)$/.exec(row.id) ?? [];
    const level = decode('cmmc', row.id, digit, levels);
    const listed = words(row.requirements);
    return {
      id: row.id,
      title: row.title,
      level,
      requirements: level === 2 ? [own] : listed,
      aliases: level === 1 ? [toClause(own), ...listed.map((id) => `${domain}.L1-${id}`)] : level === 3 ? [own] : [],
    };
  });
  return { edition: data.edition, requirements };
}

function readFamilies(table: string, text: string): ReadonlyMap<string, string> {
  return new Map(readRows(`${table} families`, text, ['prefix', 'title']).map((row) => [row.prefix, row.title]));
}

function familyOf(id: string, families: ReadonlyMap<string, string>): string {
  const family = families.get(id.slice(0, id.lastIndexOf('.')));
  if (family === undefined) throw new Error(`requirement "${id}" belongs to no family`);
  return family;
}

/** "-" narrows to nothing, an empty cell narrows nothing. */
function mapped(id: string, title: string, families: ReadonlyMap<string, string>, controls: readonly string[], narrowed: string): Requirement {
  const evidence = narrowed === '' ? controls : narrowed === '-' ? [] : words(narrowed);
  return { id, title, family: familyOf(id, families), controls, evidence, narrowed: narrowed !== '' };
}

function toPoints(text: string | undefined): number | undefined {
  return text === undefined || text === '' ? undefined : Number(text);
}

/** "b.1.iv", the end of a Level 1 id, as the clause of the FAR that it quotes: "52.204-21(b)(1)(iv)". */
function toClause(own: string): string {
  return `52.204-21${own.replace(/[^.]+/g, '($&)').replaceAll('.', '')}`;
}
