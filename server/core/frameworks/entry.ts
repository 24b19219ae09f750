import type { EntryKind, FedrampBaseline, FrameworkId } from './types.js';

/** One id of one framework, and the controls of 800-53 behind it. */
export interface Entry {
  readonly framework: FrameworkId;
  readonly kind: EntryKind;
  readonly id: string;
  readonly title: string;
  readonly withdrawn: boolean;
  readonly successors: readonly string[];
  /** Other ways to name it. */
  readonly aliases: readonly string[];
  /** Controls that the publication sets against it. */
  readonly published: readonly string[];
  /** Controls whose evidence bears on it. */
  readonly evidence: readonly string[];
  /** Controls that derive it: its evidence, but for a capability only what none of its activities has. */
  readonly derivesFrom: readonly string[];
  readonly baselines: readonly FedrampBaseline[];
  readonly level: 1 | 2 | 3 | undefined;
  /** Its standing in a few words, shown wherever it is named. */
  readonly standing: string;
  /** What else a reader of this entry alone should know. */
  readonly remark: string;
}

/** What an entry must say itself. */
export type Some = Partial<Entry> & Pick<Entry, 'framework' | 'kind' | 'id' | 'title'>;

/** Fills in what an entry does not say: it is active, every control that the publication names is evidence, and all evidence derives it. */
export function entry(some: Some): Entry {
  const published = some.published ?? [];
  const evidence = some.evidence ?? published;
  return {
    withdrawn: false,
    successors: [],
    aliases: [],
    derivesFrom: evidence,
    baselines: [],
    level: undefined,
    standing: '',
    remark: '',
    ...some,
    published,
    evidence,
  };
}

/** Words with commas: "Low, Moderate". */
export function listed(items: readonly string[]): string {
  return items.join(', ');
}

/** Remarks with semicolons, the empty ones left out. */
export function join(...remarks: readonly string[]): string {
  return remarks.filter((remark) => remark !== '').join('; ');
}

/** The end of a sentence about a withdrawn control: where it went. */
export function toSuccessors(successors: readonly string[]): string {
  if (successors.length === 0) return ' without a successor';
  return successors.length === 1 ? `: its successor is ${listed(successors)}` : `: its successors are ${listed(successors)}`;
}
