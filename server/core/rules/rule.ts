import type { Inventory } from '../inventory/inventory.js';
import type { Reason, Spot } from '../inventory/known.js';
import type { PolicyDraft } from '../inventory/policy-draft.js';
import type { Subject } from '../inventory/subject.js';
import type { Edit, EditFix, NonEmpty, Plain, Safety } from '../syntax/edit/edit.js';
import type { Place, Related, Severity } from '../syntax/place.js';

export const PILLARS = ['user', 'device', 'application', 'data', 'network', 'automation', 'visibility'] as const;
export type Pillar = (typeof PILLARS)[number];
export const STAGES = ['initial', 'advanced', 'optimal'] as const;
export type Stage = (typeof STAGES)[number];
export const EDITION = '2026.1-preview';
export type Edition = typeof EDITION;

/** `sourced`: a published table relates a like check to it. `judgement`: ours. */
export type Basis = 'sourced' | 'judgement';
export interface Mapped<T = string> {
  readonly id: T;
  readonly basis: Basis;
}
export const sourced = <T extends string | number>(id: T): Mapped<T> => ({ id, basis: 'sourced' });
export const judgement = <T extends string | number>(id: T): Mapped<T> => ({ id, basis: 'judgement' });

export type GeneratorId = string;
export type { Edit, EditFix, NonEmpty, Plain, Safety } from '../syntax/edit/edit.js';
export type Fix =
  | EditFix
  | { readonly kind: 'generate'; readonly title: string; readonly safety: Safety; readonly generator: GeneratorId; readonly policy: PolicyDraft };

export interface Finding extends Spot {
  readonly message: string;
  /** True when a credential stands at the place: no report shows the text of its lines. */
  readonly secret?: boolean | undefined;
  readonly related?: readonly Related[] | undefined;
  readonly fixes?: readonly Fix[] | undefined;
}
/** What a check yields about its subject; yielding nothing is a pass. A finding beside a `notJudged` makes the subject failed. */
export type Outcome = Finding | { readonly notJudged: Reason };

/** Which facts a rule reads: an edit of other facts does not run it again. */
export type FactKind =
  | 'containers'
  | 'workloads'
  | 'namespaces'
  | 'identities'
  | 'rbac'
  | 'services'
  | 'network-policies'
  | 'mesh'
  | 'admission'
  | 'control-plane'
  | 'secrets'
  | 'delivery'
  | 'observability'
  | 'kinds';

export interface RuleFacts {
  readonly id: string;
  readonly pillar: Pillar;
  readonly stage: Stage;
  /** Error and warning are required for the stage, info is not. */
  readonly severity: Severity;
  readonly since: Edition;
  readonly controls: readonly Mapped[];
  readonly tenets: readonly Mapped<number>[];
  readonly activities: readonly Mapped[];
  /** At most 40 characters, shown whole everywhere. */
  readonly summary: string;
  readonly why: string;
  /** Shown in the rule's page where no manifest can be written without a decision from outside. */
  readonly advice?: string | undefined;
}

/** What no subject means. It never means passed. */
export type Absent =
  | { readonly absent: 'not-applicable'; readonly attestable?: string | undefined }
  | { readonly absent: 'not-judged'; readonly attestable: string };

/** An option of `heptad.yaml`: `options.<rule id>.<name>`, a list of strings. Patterns in it are globs. */
export type Options = Readonly<Record<string, OptionFacts>>;
export interface OptionFacts {
  readonly summary: string;
  readonly default: readonly string[];
}
export type NoOptions = Readonly<Record<never, OptionFacts>>;
export type OptionValues<O extends Options> = { readonly [K in keyof O]: readonly string[] };

export type Source = string | Readonly<Record<string, string>>;
export interface Example {
  /** One YAML text, or several by path. Labels are comments: `#  ^^^ message` under the line it labels, `#  ??? reason` for a value that is not judged. */
  readonly source: Source;
  readonly fixed?: Source | undefined;
  /** Files that a generating fix adds. */
  readonly writes?: Readonly<Record<string, string>> | undefined;
  readonly options?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly platform?: 'external' | undefined;
}

export type FileRule<S extends Subject, O extends Options = NoOptions> = RuleFacts &
  Absent & {
    readonly judgedBy: 'files';
    readonly scope: 'document' | 'target';
    readonly reads: readonly FactKind[];
    readonly options?: O;
    subjects(inventory: Inventory, options: OptionValues<O>): Iterable<S>;
    check(subject: NoInfer<S>, inventory: Inventory, options: OptionValues<O>): Iterable<Outcome>;
    readonly examples: { readonly bad: NonEmpty<Example>; readonly good: NonEmpty<Source | Example>; readonly unknown?: NonEmpty<Example> };
  };
export type AttestedRule = RuleFacts & { readonly judgedBy: 'attestation'; readonly absent: 'not-judged'; readonly attestable: string };
export type Rule<S extends Subject = Subject, O extends Options = Options> = FileRule<S, O> | AttestedRule;

/** Gives a rule its types; the subject type comes from `subjects`. */
export function defineRule<S extends Subject, O extends Options = NoOptions>(rule: FileRule<S, O>): Rule {
  // A check takes only the subjects that its own `subjects` made: that is what makes this widening sound.
  return rule as unknown as Rule;
}

export function defineAttestedRule(rule: Omit<AttestedRule, 'judgedBy' | 'absent'>): AttestedRule {
  return { ...rule, judgedBy: 'attestation', absent: 'not-judged' };
}

/** A fix by edits of text. */
export function edit(title: string, safety: Safety, ...edits: NonEmpty<Edit>): EditFix {
  return { kind: 'edit', title, safety, edits };
}

/** A fix by a generator, named by its id. */
export function generate(title: string, safety: Safety, generator: GeneratorId, policy: PolicyDraft): Fix {
  return { kind: 'generate', title, safety, generator, policy };
}

/** Replaces what stands at a place. */
export function replace(at: Place, text: string): Edit {
  return { op: 'replace', at, text };
}

/** Writes a field below `parent`, whether or not it is there. */
export function set(parent: Spot, path: NonEmpty<string>, value: Plain): Edit {
  return { op: 'set', at: parent.at, pointer: parent.pointer, path, value };
}

/** Takes a key with its value, or a list item. */
export function remove(spot: Spot): Edit {
  return { op: 'remove', at: spot.at, pointer: spot.pointer };
}
