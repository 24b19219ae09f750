import { type PatchNode, patchBelow } from '../../inventory/patches.js';
import type { Edit } from '../../syntax/edit/edit.js';
import type { Analysis } from '../analysis.js';

/**
 * Why something must not be taken out: in some target an operation of kustomize changes it, or counts the items of its list, and what is not there it cannot change.
 * Source: RFC 6902, 4.2: the target location must exist for the operation to be successful.
 */
export function whyStillNeeded({ targets }: Pick<Analysis, 'targets'>, edit: Edit): string | undefined {
  if (edit.op !== 'remove') return undefined;
  const steps = stepsOf(edit.pointer);
  const needs = targets.find(({ target }) =>
    target.members.some(({ document, edits, item }) => document.id === edit.at.doc && item === undefined && isCounted(edits.patch, steps)),
  );
  return needs === undefined ? undefined : `a patch of target "${needs.posture.target}" changes it, too: take that out first`;
}

interface Step {
  readonly name: string;
  readonly isItem: boolean;
}

/** `/spec/containers[name=app]/env[0]` as `spec`, `containers`, `name=app`, `env`, `0`. */
function stepsOf(pointer: string): readonly Step[] {
  return [...pointer.matchAll(/\/([^/[]*)|\[([^\]]*)\]/g)].map(([, key, item]) =>
    item === undefined ? { name: (key ?? '').replace(/~1/g, '/').replace(/~0/g, '~'), isItem: false } : { name: item, isItem: true },
  );
}

function isCounted(patch: PatchNode | undefined, steps: readonly Step[]): boolean {
  let node = patch;
  let around = patch;
  for (const { name } of steps) {
    around = node;
    node = patchBelow(node, name);
  }
  const changed = steps.at(-1)?.isItem === true ? around : node;
  return changed !== undefined && hasOperation(changed);
}

/** True where something but a value of a strategic merge patch is set: that one sets it wherever it is not. */
function hasOperation({ why, sets, below }: PatchNode): boolean {
  return (why !== undefined && sets === undefined) || [...below.values()].some(hasOperation);
}
