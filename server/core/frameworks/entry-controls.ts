import { type Entry, entry, join, listed, toSuccessors } from './entry.js';
import type { Tables } from './types.js';

/** The controls of 800-53, each with its standing in 800-53B and FedRAMP. They derive nothing: what they bear on elsewhere is derived from them. */
export function controlEntries(tables: Tables): readonly Entry[] {
  const fedramp = new Map(tables.fedramp.controls.map((control) => [control.id, control.baselines]));
  return tables['800-53'].controls.map((control) => {
    const { id, title, withdrawn, successors, baselines, since } = control;
    const published = withdrawn ? successors : [id];
    const standing = withdrawn ? `withdrawn${toSuccessors(successors)}` : join(inAll('800-53B', baselines), inAll('FedRAMP', fedramp.get(id) ?? []));
    const remark = since === '5.0' ? '' : `new in release ${since}`;
    return entry({ framework: '800-53', kind: 'control', id, title, withdrawn, successors, published, derivesFrom: [], standing, remark });
  });
}

/** The controls that a FedRAMP baseline has, under their ids in 800-53. */
export function fedrampEntries(tables: Tables): readonly Entry[] {
  const titles = new Map(tables['800-53'].controls.map((control) => [control.id, control.title]));
  return tables.fedramp.controls.map(({ id, baselines, methods }) => {
    const title = titles.get(id);
    if (title === undefined) throw new Error(`FedRAMP names "${id}", which 800-53 lacks`);
    const remark = methods.length === 0 ? '' : `LI-SaaS method ${listed(methods)}`;
    return entry({ framework: 'fedramp', kind: 'control', id, title, published: [id], baselines, standing: listed(baselines), remark });
  });
}

/** "800-53B Low, Moderate", or that no baseline has it. */
function inAll(name: string, baselines: readonly string[]): string {
  return baselines.length === 0 ? `in no ${name} baseline` : `${name} ${listed(baselines)}`;
}
