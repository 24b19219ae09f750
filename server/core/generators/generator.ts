import type { Inventory } from '../inventory/inventory.js';
import type { Spot } from '../inventory/known.js';
import type { PolicyDraft } from '../inventory/policy-draft.js';

export type Engine = 'istio' | 'kubernetes' | 'kyverno';

/** A value of YAML. Keys are written in the order in which they stand. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** One object set for one file `<engine>-<slug>.yaml`, in the order in which its objects are written. */
export interface Manifest {
  readonly engine: Engine;
  /** RFC 1123, made by `slugOf`. */
  readonly slug: string;
  readonly objects: readonly { readonly [key: string]: Plain }[];
}

/** Something of the draft that the engine cannot express; or what the output would refuse, or leaves open. */
export interface Note extends Partial<Spot> {
  readonly message: string;
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

/** `audit` where the engine can; `rolloutUntil` is the last day of the audit, `YYYY-MM-DD`. */
export interface How {
  readonly mode: 'audit' | 'enforce';
  readonly rolloutUntil?: string | undefined;
}

export interface Generated {
  readonly manifests: readonly Manifest[];
  readonly gaps: readonly Gap[];
  readonly preview: Preview;
}

/** Pure and deterministic: the same draft, inventory and mode give the same bytes. */
export interface Generator {
  readonly id: string;
  /** Intents that it writes. */
  readonly enforces: readonly string[];
  readonly summary: string;
  /** Whether the engine can record what it would refuse before it refuses. */
  readonly audits: boolean;
  generate(policy: PolicyDraft, inventory: Inventory, how: How): Generated;
}

export function defineGenerator(generator: Generator): Generator {
  return generator;
}
