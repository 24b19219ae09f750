import { type Entry, join } from './entry.js';
import { toKey } from './keys.js';
import type { Found, FrameworkId, Match } from './types.js';

/** Entries by every way to name them. */
export type Index = ReadonlyMap<string, readonly Entry[]>;

/** The index over ids and aliases in all spellings; entries of one key stay in the order of the tables. */
export function toIndex(entries: readonly Entry[]): Index {
  const index = new Map<string, Entry[]>();
  for (const entry of entries) {
    for (const key of new Set([entry.id, ...entry.aliases].map(toKey))) {
      const same = index.get(key);
      if (same === undefined) index.set(key, [entry]);
      else same.push(entry);
    }
  }
  return index;
}

/**
 * Every framework's answer to a text: an id in any spelling, the name of a pillar, component or function, or one of these after the word for its framework or kind,
 * as in "dod 3.1.1" or "tenet 3". FedRAMP has the ids of 800-53, so it answers only when it is named. Undefined when nobody has it.
 */
export function findIn(index: Index, text: string): Found | undefined {
  const whole = index.get(toKey(text))?.filter((entry) => entry.framework !== 'fedramp') ?? [];
  const [first, ...rest] = (whole.length > 0 ? whole : findScoped(index, text)).map(toMatch);
  return first === undefined ? undefined : { text, matches: [first, ...rest] };
}

/** The entry that a framework has under an id in any spelling. */
export function entryOf(index: Index, framework: FrameworkId, id: string): Entry | undefined {
  return index.get(toKey(id))?.find((entry) => entry.framework === framework);
}

function findScoped(index: Index, text: string): readonly Entry[] {
  const [, scope = '', id = ''] = /^\s*([\w-]+)[\s:]+(.+)$/.exec(text) ?? [];
  const word = scope.toLowerCase();
  return index.get(toKey(id))?.filter((entry) => isNamed(entry.framework, word) || (entry.kind === word && entry.framework !== 'fedramp')) ?? [];
}

/** Whether a word names a framework: whole, or without its last part, as "dod" for "dod-zt" and "800-171" for both revisions. */
function isNamed(framework: FrameworkId, word: string): boolean {
  return framework === word || framework.replace(/(-[a-z]+|r\d)$/, '') === word;
}

function toMatch({ framework, kind, id, title, withdrawn, successors, standing, remark }: Entry): Match {
  const note = join(standing, remark);
  return { framework, kind, id, title, withdrawn, successors, ...(note === '' ? {} : { note }) };
}
