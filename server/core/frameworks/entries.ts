import type { Entry } from './entry.js';
import { controlEntries, fedrampEntries } from './entry-controls.js';
import { cmmcEntries, rev2Entries, rev3Entries } from './entry-requirements.js';
import { cisaEntries, dodEntries, tenetEntries } from './entry-zero-trust.js';
import type { Tables } from './types.js';

/** Every id of every framework, in the order of the tables. */
export function toEntries(tables: Tables): readonly Entry[] {
  return [
    ...controlEntries(tables),
    ...fedrampEntries(tables),
    ...rev2Entries(tables),
    ...rev3Entries(tables),
    ...cmmcEntries(tables),
    ...tenetEntries(tables),
    ...dodEntries(tables),
    ...cisaEntries(tables),
  ];
}
