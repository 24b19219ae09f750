import type { Place } from '../../syntax/place.js';
import type { Namespace } from '../inventory.js';
import type { Reason, Spot } from '../known.js';
import { listed } from '../listed.js';
import type { Resource } from '../resource.js';
import { allOf, type Match } from '../selectors.js';
import type { Value } from '../value.js';

/** A policy that judges objects when they are admitted, whatever its engine. */
export interface AdmissionPolicy {
  /** The policy, or a binding whose policy is in no file. */
  readonly resource: Resource;
  /** What happens to an object that breaks it, at each place that says so. */
  readonly effects: readonly Effect[];
  /** Places that do not do what they look like. */
  readonly holes: readonly Hole[];
  /** False for a policy of one namespace only. */
  readonly clusterWide: boolean;
  /** Whether the API server asks it at all: it is bound, and not for background scans alone. */
  readonly asked: Match;
  /** Whether objects of a namespace come before it. */
  guards(namespace: Namespace): Match;
}

/** `refuses`: the object is not admitted. `reports`: it is admitted, and `says` tells what happens instead. */
export type Effect =
  | { readonly kind: 'refuses' }
  | ({ readonly kind: 'reports'; readonly says: string; readonly enforce: readonly Change[] } & Spot)
  | { readonly kind: 'unknown'; readonly why: Reason };

/** Whether everything that breaks the policy is refused. */
export function refusalOf(effects: readonly Effect[]): Match {
  return allOf(effects.map((effect): Match => (effect.kind === 'refuses' ? 'yes' : effect.kind === 'unknown' ? { unknown: effect.why } : 'no')));
}

/** What `validationActions` say: the texts, or why they cannot be read. Source: Kubernetes API reference, ValidatingAdmissionPolicyBindingSpec v1; Kyverno CRD. */
export function validationActions(list: Value): { readonly texts: readonly string[]; readonly why?: Reason | undefined } {
  const { items, hidden } = listed(list);
  const texts = items.map((item) => item.text() ?? '');
  if (texts.some((text) => !ACTIONS.has(text))) return { texts, why: 'no action that there is: the API server refuses it' };
  return { texts, why: texts.includes('Deny') ? undefined : hidden };
}

const ACTIONS = new Set(['Deny', 'Audit', 'Warn']);

/** Something written in a policy that the engine passes over in silence. */
export interface Hole extends Spot {
  /** After the policy's name: `admits Deployments and refuses their pods`. */
  readonly says: string;
}

/** What would have to be written: at a text that is there, or as a field below a parent. */
export type Change =
  | { readonly at: Place; readonly text: string }
  | { readonly below: Spot; readonly path: readonly [string, ...string[]]; readonly value: ChangeValue };
type ChangeValue = string | readonly string[] | { readonly [key: string]: string | readonly { readonly name: string }[] };

/** Replaces a written text; writes the field below its parent where it is absent, or a list. */
export function changeTo(value: Value, parent: Value, path: readonly [string, ...string[]], wanted: string | readonly string[]): Change {
  if (typeof wanted === 'string' && value.text() !== undefined) return { at: value.at, text: wanted };
  return { below: { at: parent.keyAt, pointer: parent.pointer }, path, value: wanted };
}

/** The actions that refuse, and go on writing what is written. `Warn` beside `Deny` is refused. Source: Kubernetes API reference, ValidatingAdmissionPolicyBindingSpec v1. */
export function denying(texts: readonly string[]): readonly string[] {
  return ['Deny', ...texts.filter((text) => text === 'Audit')];
}

/** The effect of what is not known to be asked. */
export function unknownEffect(asked: Match): readonly Effect[] {
  return typeof asked === 'string' ? [] : [{ kind: 'unknown', why: asked.unknown }];
}
