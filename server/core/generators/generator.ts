import type { Inventory } from '../inventory/inventory.js';
import type { Spot } from '../inventory/known.js';
import type { PolicyDraft } from '../inventory/policy-draft.js';
import type { Edit, NonEmpty, Plain } from '../syntax/edit/edit.js';

export type Engine = 'istio' | 'kubernetes' | 'kyverno';

export type { Plain };
/** Keys are written in the order in which they stand; those of a workspace are put in by `Object.fromEntries`. */
export interface PlainMap {
  readonly [key: string]: Plain;
}

/** One object set for one file `<engine>-<slug>.yaml`, in the order in which its objects are written. */
export interface Manifest {
  readonly engine: Engine;
  /** RFC 1123, made by `slugOf`. */
  readonly slug: string;
  readonly objects: readonly PlainMap[];
}

/** Something of the draft that the engine cannot express; or what the output would refuse, or leaves open. */
export interface Note extends Partial<Spot> {
  readonly message: string;
  /** Caller and listener, where the note is about a grant. */
  readonly grant?: string | undefined;
}
export interface Gap extends Note {
  /** Ids of generators that can. */
  readonly expressibleBy: readonly string[];
}

/** What a user sees before anything is written. Empty lists say that there is none. */
export interface Preview {
  /** What works today and would be refused. */
  readonly refuses: readonly Note[];
  /** Calls that stay possible. */
  readonly keeps: readonly Note[];
  /** Calls that nobody can resolve from the files, so that nothing is granted for them. */
  readonly unresolved: readonly Note[];
}

/** The highest Pod Security level that every workload of a namespace passes, and what keeps it from the next one. */
export interface PodSecurityLevel {
  readonly level: 'privileged' | 'baseline' | 'restricted';
  readonly refused: readonly Note[];
}

/** `audit` where the engine can; `rolloutUntil` is the last day of the audit, `YYYY-MM-DD`. */
export interface How {
  readonly mode: 'audit' | 'enforce';
  readonly rolloutUntil?: string | undefined;
  /** A dry run of the Pod Security Standards over the workloads of a namespace; without one no level is known. */
  readonly podSecurity?: ((namespace: string) => PodSecurityLevel) | undefined;
}

export interface Generated {
  readonly manifests: readonly Manifest[];
  /** Changes of objects that files of the target hold already; each group is made whole or not at all. */
  readonly edits?: readonly NonEmpty<Edit>[] | undefined;
  readonly gaps: readonly Gap[];
  readonly preview: Preview;
}

export const NOTHING: Generated = { manifests: [], gaps: [], preview: { refuses: [], keeps: [], unresolved: [] } };

/** Puts what several parts generate into one answer, in their order; a note that two of them have is there once. A grant that one part refuses is not kept. */
export function together(parts: readonly Generated[]): Generated {
  const notes = <N extends Note>(pick: (part: Generated) => readonly N[]): readonly N[] => [
    ...new Map(parts.flatMap(pick).map((note) => [`${note.at?.doc}\n${note.at?.span.start}\n${note.message}`, note])).values(),
  ];
  const refuses = notes(({ preview }) => preview.refuses);
  const refused = new Set(refuses.flatMap(({ grant }) => grant ?? []));
  return {
    manifests: parts.flatMap(({ manifests }) => manifests),
    edits: parts.flatMap(({ edits }) => edits ?? []),
    gaps: notes(({ gaps }) => gaps),
    preview: {
      refuses,
      keeps: notes(({ preview }) => preview.keeps).filter(({ grant }) => grant === undefined || !refused.has(grant)),
      unresolved: notes(({ preview }) => preview.unresolved),
    },
  };
}

/** Pure and deterministic: the same draft, inventory and mode give the same bytes. */
export interface Generator {
  readonly id: string;
  /** Intents that it writes. */
  readonly enforces: readonly string[];
  readonly summary: string;
  /** Whether the engine can record what it would refuse before it refuses. */
  readonly audits: boolean;
  /** Whether the target has what the engine works on, so that an intent is written for it unasked. */
  suits(inventory: Inventory): boolean;
  generate(policy: PolicyDraft, inventory: Inventory, how: How): Generated;
}

export function defineGenerator(generator: Generator): Generator {
  return generator;
}
