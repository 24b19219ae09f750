import { type Entry, entry } from './entry.js';
import type { Activity, Tables } from './types.js';

const toNoControl = 'the publication maps it to no control';
const unmarked = 'the overlays mark no control for it';

/** The tenets and components of 800-207. */
export function tenetEntries(tables: Tables): readonly Entry[] {
  const { tenets, components } = tables['800-207'];
  return [
    ...tenets.map(({ id, number, title, text }) =>
      entry({ framework: '800-207', kind: 'tenet', id, title, aliases: [String(number), title], standing: text.replace(/\.$/, ''), remark: toNoControl }),
    ),
    ...components.map(({ id, title, kind, role }) =>
      entry({ framework: '800-207', kind: 'component', id, title, aliases: [title], standing: `${kind}: ${role}`, remark: toNoControl }),
    ),
  ];
}

/** The activities, capabilities and pillars of the DoD. A capability and a pillar rest on the controls of what they hold. */
export function dodEntries(tables: Tables): readonly Entry[] {
  const { pillars, capabilities, activities } = tables['dod-zt'];
  const framework = 'dod-zt';
  return [
    ...activities.map(({ id, title, level, phase, controls }) =>
      entry({
        framework,
        kind: 'activity',
        id,
        title,
        published: controls,
        standing: phase === undefined ? level : `${level}, ${phase}`,
        remark: controls.length === 0 ? unmarked : '',
      }),
    ),
    ...capabilities.map(({ id, title, own, controls }) => {
      const inside = activities.filter((activity) => activity.capability === id);
      const remark = controls.length === 0 ? unmarked : '';
      return entry({ framework, kind: 'capability', id, title, published: controls, derivesFrom: own, standing: toLevels(inside), remark });
    }),
    ...pillars.map(({ id, title, key }) => {
      const published = [...new Set(capabilities.filter((capability) => capability.pillar === key).flatMap((capability) => capability.controls))];
      const standing = toLevels(activities.filter((activity) => activity.pillar === key));
      return entry({ framework, kind: 'pillar', id, title, aliases: [key, title], published, derivesFrom: [], standing });
    }),
  ];
}

/** "1 Target and 2 Advanced activities". */
function toLevels(activities: readonly Activity[]): string {
  const levels = (['Target', 'Advanced'] as const).flatMap((level) => {
    const count = activities.filter((activity) => activity.level === level).length;
    return count === 0 ? [] : [`${count} ${level}`];
  });
  return `${levels.join(' and ')} ${activities.length === 1 ? 'activity' : 'activities'}`;
}

/** The pillars and functions of the CISA model. */
export function cisaEntries(tables: Tables): readonly Entry[] {
  const { pillars, functions } = tables['cisa-ztmm'];
  const titles = new Map(pillars.map((pillar) => [pillar.id, pillar.title]));
  return [
    ...pillars.map(({ id, title, crossCutting }) =>
      entry({
        framework: 'cisa-ztmm',
        kind: 'pillar',
        id,
        title,
        aliases: [title],
        standing: crossCutting ? 'cross-cutting' : '',
        remark: toNoControl,
      }),
    ),
    ...functions.map(({ id, title, pillar, crossCutting, since }) => {
      const standing = `${titles.get(pillar) ?? pillar}${since === '2.0' ? ', new in version 2.0' : ''}`;
      return entry({ framework: 'cisa-ztmm', kind: 'function', id, title, aliases: crossCutting === undefined ? [title] : [], standing, remark: toNoControl });
    }),
  ];
}
