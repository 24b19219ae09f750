import { readControls, readFedramp } from './read-controls.js';
import { readCmmc, readRev2, readRev3 } from './read-requirements.js';
import { readCisa, readDod, readTenets } from './read-zero-trust.js';
import type { FrameworkId, Tables } from './types.js';

const readers: { readonly [K in FrameworkId]: () => Promise<Tables[K]> } = {
  '800-53': once(async () => readControls(await import('./data/nist-800-53.js'))),
  fedramp: once(async () => readFedramp(await import('./data/fedramp.js'))),
  '800-171r2': once(async () => readRev2(await import('./data/nist-800-171-r2.js'))),
  '800-171r3': once(async () => readRev3(await import('./data/nist-800-171-r3.js'))),
  cmmc: once(async () => readCmmc(await import('./data/cmmc.js'))),
  '800-207': once(async () => readTenets(await import('./data/nist-800-207.js'))),
  'dod-zt': once(async () => readDod(await import('./data/dod-zt.js'))),
  'cisa-ztmm': once(async () => readCisa(await import('./data/cisa-ztmm.js'))),
};

/** One framework's table, typed by its id. Its data is imported and read when it is first asked for, and no other's is. */
export function loadTable<K extends FrameworkId>(id: K): Promise<Tables[K]> {
  return readers[id]();
}

/** Every framework's table. */
export async function loadTables(): Promise<Tables> {
  const [controls, fedramp, rev2, rev3, cmmc, tenets, dod, cisa] = await Promise.all([
    loadTable('800-53'),
    loadTable('fedramp'),
    loadTable('800-171r2'),
    loadTable('800-171r3'),
    loadTable('cmmc'),
    loadTable('800-207'),
    loadTable('dod-zt'),
    loadTable('cisa-ztmm'),
  ]);
  return { '800-53': controls, fedramp, '800-171r2': rev2, '800-171r3': rev3, cmmc, '800-207': tenets, 'dod-zt': dod, 'cisa-ztmm': cisa };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}
