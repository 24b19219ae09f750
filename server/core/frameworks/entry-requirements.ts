import { type Entry, entry, join, listed, type Some, toSuccessors } from './entry.js';
import type { CmmcRequirement, FrameworkId, Requirement, Rev2Requirement, Tables } from './types.js';

/** The requirements of 800-171 Rev 2. */
export function rev2Entries(tables: Tables): readonly Entry[] {
  return tables['800-171r2'].requirements.map((requirement) => {
    const remark = join(`${requirement.type}, ${toPoints(requirement)}`, ...toReplaced(requirement), toNarrowing(requirement));
    return entry({ ...toRequirement('800-171r2', requirement), remark });
  });
}

/** The requirements of 800-171 Rev 3, then its withdrawn ids. */
export function rev3Entries(tables: Tables): readonly Entry[] {
  const { requirements, withdrawn } = tables['800-171r3'];
  const byId = new Map(requirements.map((requirement) => [requirement.id, requirement]));
  return [
    ...requirements.map((requirement) => entry({ ...toRequirement('800-171r3', requirement), remark: toNarrowing(requirement) })),
    ...withdrawn.map(({ id, how, successors }) => {
      const standing = successors.length === 0 ? 'withdrawn without a successor' : `withdrawn: ${how} ${listed(successors)}`;
      const published = [...new Set(successors.flatMap((successor) => byId.get(successor)?.controls ?? []))];
      return entry({ framework: '800-171r3', kind: 'requirement', id, title: 'Withdrawn', withdrawn: true, successors, published, derivesFrom: [], standing });
    }),
  ];
}

/** The requirements of CMMC. Levels 1 and 2 rest on the controls of their requirements in 800-171 Rev 2, Level 3 on none. */
export function cmmcEntries(tables: Tables): readonly Entry[] {
  const rev2 = new Map(tables['800-171r2'].requirements.map((requirement) => [requirement.id, requirement]));
  return tables.cmmc.requirements.map((requirement) => {
    const { id, title, level, aliases } = requirement;
    const rests = requirement.requirements.map((own) => {
      const found = rev2.get(own);
      if (found === undefined) throw new Error(`CMMC "${id}" names "${own}", which 800-171 Rev 2 lacks`);
      return found;
    });
    const published = [...new Set(rests.flatMap((rest) => rest.controls))];
    const evidence = [...new Set(rests.flatMap((rest) => rest.evidence))];
    return entry({
      framework: 'cmmc',
      kind: 'requirement',
      id,
      title,
      aliases,
      published,
      evidence,
      level,
      standing: `Level ${level}`,
      remark: toOrigin(requirement),
    });
  });
}

function toRequirement(framework: FrameworkId, { id, title, controls, evidence }: Requirement): Some {
  return { framework, kind: 'requirement', id, title, published: controls, evidence };
}

function toPoints({ points, partly }: Rev2Requirement): string {
  if (points === undefined) return 'no points';
  const whole = points === 1 ? '1 point' : `${points} points`;
  return partly === undefined ? whole : `${whole}, ${partly} when partly met`;
}

function toReplaced({ replaced }: Rev2Requirement): readonly string[] {
  return [...replaced].map(([old, successor]) => `Rev 5 withdrew ${old}${toSuccessors(successor === undefined ? [] : [successor])}`);
}

function toNarrowing({ narrowed, controls, evidence }: Requirement): string {
  if (!narrowed) return '';
  if (evidence.length === 0) return `our judgement: evidence for ${listed(controls)} alone does not show it`;
  return `our judgement: of the evidence for ${listed(controls)}, only that for ${listed(evidence)} bears on it`;
}

function toOrigin({ level, aliases, requirements }: CmmcRequirement): string {
  if (level === 1) return `FAR ${aliases[0] ?? ''}, 800-171 Rev 2 ${listed(requirements)}`;
  return level === 2 ? `800-171 Rev 2 ${listed(requirements)}` : `SP 800-172 ${listed(aliases)}; no mapping to 800-53 is carried`;
}
