import type { Reason } from './known.js';
import type { Value } from './value.js';

/**
 * The fields of one object that something outside its document sets in a target: kustomize patches, replacements, transformers.
 * A node with `why` makes everything at and below it unknown; steps are keys, list items by `name=VALUE`, or `*` for every item.
 */
export interface PatchNode {
  readonly why?: Reason | undefined;
  /** What is set here, where one patch alone does it and for sure. It stands in the patch. */
  readonly sets?: Value | undefined;
  readonly below: ReadonlyMap<string, PatchNode>;
}

export interface PatchPath {
  readonly steps: readonly string[];
  readonly why: Reason;
  readonly sets?: Value | undefined;
}

/** Puts paths together to one tree; undefined when there is none. */
export function patchTree(paths: Iterable<PatchPath>): PatchNode | undefined {
  const root: MutableNode = { why: undefined, sets: undefined, below: new Map() };
  let some = false;
  for (const { steps, why, sets } of paths) {
    some = true;
    let node = root;
    for (const step of steps) {
      let next = node.below.get(step);
      if (next === undefined) node.below.set(step, (next = { why: undefined, sets: undefined, below: new Map() }));
      node = next;
    }
    node.sets = node.why === undefined ? sets : undefined;
    node.why ??= why;
  }
  return some ? root : undefined;
}

/** The part of the tree below one step; `*` holds for every list item. */
export function patchBelow(node: PatchNode | undefined, step: string): PatchNode | undefined {
  return node?.below.get(step) ?? node?.below.get('*');
}

interface MutableNode {
  why: Reason | undefined;
  sets: Value | undefined;
  below: Map<string, MutableNode>;
}
