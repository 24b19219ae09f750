import { decode, decodeOptional, readRows, words } from './rows.js';
import type {
  Activity,
  ActivityLevel,
  ActivityPhase,
  Capability,
  CisaFunction,
  CisaStage,
  CisaTable,
  DodTable,
  Edition,
  PillarKey,
  TenetTable,
} from './types.js';

const componentKinds = { core: 'core', 'data source': 'data source' } as const;
const levels: Readonly<Record<string, ActivityLevel>> = { T: 'Target', A: 'Advanced' };
const phases: Readonly<Record<string, ActivityPhase>> = { 0: 'Discovery', 1: 'Phase One', 2: 'Phase Two', 3: 'Phase Three', 4: 'Phase Four' };
const overlays: Readonly<Record<string, NonNullable<Activity['overlay']>>> = { S: 'System', O: 'Organization', SO: 'System/Organization' };
const stages: Readonly<Record<string, CisaStage>> = { Traditional: 'Traditional', Initial: 'Initial', Advanced: 'Advanced', Optimal: 'Optimal' };
const pillarKeys: { readonly [K in PillarKey]: K } = {
  user: 'user',
  device: 'device',
  application: 'application',
  data: 'data',
  network: 'network',
  automation: 'automation',
  visibility: 'visibility',
};

/** 800-207 from `data/nist-800-207.ts`: rows of number, short name, sentence; and of id, name, kind, role. */
export function readTenets(data: { edition: Edition; tenets: string; components: string }): TenetTable {
  return {
    edition: data.edition,
    tenets: readRows('800-207 tenets', data.tenets, ['number', 'title', 'text']).map((row) => ({
      id: `T${row.number}`,
      number: Number(row.number),
      title: row.title,
      text: row.text,
    })),
    components: readRows('800-207 components', data.components, ['id', 'title', 'kind', 'role']).map((row) => ({
      id: row.id,
      title: row.title,
      kind: decode('800-207 components', row.id, row.kind, componentKinds),
      role: row.role,
    })),
  };
}

/** DoD Zero Trust from `data/dod-zt.ts`: rows of pillars, capabilities and activities, the latter with level, phase, overlay and controls. */
export function readDod(data: { edition: Edition; pillars: string; capabilities: string; activities: string }): DodTable {
  const pillars = readRows('dod-zt pillars', data.pillars, ['id', 'key', 'title']).map((row) => ({
    id: row.id,
    key: decode('dod-zt pillars', row.id, row.key, pillarKeys),
    title: row.title,
  }));
  const keys = Object.fromEntries(pillars.map((pillar) => [pillar.id, pillar.key]));
  const activities = readActivities(data.activities, keys);
  return { edition: data.edition, pillars, capabilities: readCapabilities(data.capabilities, keys, activities), activities };
}

function readActivities(text: string, pillars: Readonly<Record<string, PillarKey>>): readonly Activity[] {
  return readRows('dod-zt', text, ['id', 'title', 'level', 'phase', 'overlay', 'controls']).map((row) => ({
    id: row.id,
    title: row.title,
    pillar: decode('dod-zt', row.id, parentOf(parentOf(row.id)), pillars),
    capability: parentOf(row.id),
    level: decode('dod-zt', row.id, row.level, levels),
    phase: decodeOptional('dod-zt', row.id, row.phase, phases),
    overlay: decodeOptional('dod-zt', row.id, row.overlay, overlays),
    controls: words(row.controls),
  }));
}

function readCapabilities(text: string, pillars: Readonly<Record<string, PillarKey>>, activities: readonly Activity[]): readonly Capability[] {
  return readRows('dod-zt capabilities', text, ['id', 'title', 'own']).map((row) => {
    const inside = activities.filter((activity) => activity.capability === row.id);
    const own = words(row.own);
    return {
      id: row.id,
      title: row.title,
      pillar: decode('dod-zt capabilities', row.id, parentOf(row.id), pillars),
      activities: inside.map((activity) => activity.id),
      own,
      controls: [...new Set([...inside.flatMap((activity) => activity.controls), ...own])],
    };
  });
}

/** CISA ZTMM from `data/cisa-ztmm.ts`: rows of stages, pillars, cross-cutting capabilities and functions. */
export function readCisa(data: { edition: Edition; stages: string; pillars: string; crossCutting: string; functions: string }): CisaTable {
  const columns = ['id', 'title', 'dod'] as const;
  const pillars = readRows('cisa-ztmm pillars', data.pillars, columns).map((row) => ({ ...row, crossCutting: false }));
  const crossCutting = readRows('cisa-ztmm cross-cutting', data.crossCutting, columns).map((row) => ({ ...row, crossCutting: true }));
  const functions = readRows('cisa-ztmm', data.functions, ['id', 'title', 'fresh', 'crossCutting']).map(
    (row): CisaFunction => ({
      id: row.id,
      title: row.title,
      pillar: parentOf(row.id),
      crossCutting: row.crossCutting === '' ? undefined : row.crossCutting,
      since: row.fresh === 'new' ? '2.0' : '1.0',
    }),
  );
  return {
    edition: data.edition,
    stages: readRows('cisa-ztmm stages', data.stages, ['order', 'title']).map((row) => decode('cisa-ztmm stages', row.order, row.title, stages)),
    pillars: [...pillars, ...crossCutting].map((row) => ({ ...row, dod: decodeOptional('cisa-ztmm pillars', row.id, row.dod, pillarKeys) })),
    functions,
  };
}

/** "5.4" for "5.4.4", "data" for "data.data-access". */
function parentOf(id: string): string {
  return id.slice(0, id.lastIndexOf('.'));
}
