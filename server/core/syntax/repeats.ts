import { MAX_REPEATS } from './bounds.js';
import type { Edit, EditFix, NonEmpty } from './edit/edit.js';
import { pointerOfKey } from './key-pointer.js';
import type { Overlay } from './overlay.js';
import type { MakeProblem, Place, Problem, Span } from './place.js';
import type { Tree } from './tree.js';

/** One problem at each of several equal keys: all of these places are wrong, and only the last one counts. What does not count is taken out. */
export function repeatProblems(problem: MakeProblem, tree: Tree, overlay: Overlay | undefined): readonly Problem[] {
  return repeatedKeys(tree, overlay).flatMap((keys) => {
    const name = tree.name(keys[0] ?? 0);
    const times = keys.length === 2 ? 'twice' : `${keys.length} times`;
    const overridden = keys.slice(0, -1).map((key) => problem('duplicate-key', 'error', `key "${name}" is overridden below`, spanOf(tree, key)));
    const last = problem('duplicate-key', 'error', `key "${name}" is set ${times}; the last one counts`, spanOf(tree, keys.at(-1) ?? 0));
    const related = overridden.map((one) => ({ at: one.at, message: 'this one is overridden' }));
    // `on` and `y` are one key to the cluster and two to who wrote them: they want quotes, and which of them goes is not ours to say.
    const isSpelledAlike = new Set(keys.map((key) => tree.scalarText(key))).size === 1;
    const removals = (isSpelledAlike ? keys.slice(0, -1) : []).map((key, index) => removal(tree, overlay, key, overridden[index]?.at ?? last.at));
    const fixes = removals.map((edit) => removeFix(name, [edit]));
    const [first, ...others] = removals;
    return [
      ...overridden.map((one, index) => ({ ...withRelated(one, [{ at: last.at, message: 'this one counts' }]), fixes: fixes.slice(index, index + 1) })),
      { ...withRelated(last, related), fixes: first === undefined ? [] : [removeFix(name, [first, ...others])] },
    ];
  });
}

function removal(tree: Tree, overlay: Overlay | undefined, key: number, at: Place): Edit {
  return { op: 'remove', at, pointer: pointerOfKey(tree, overlay, key) };
}

function removeFix(name: string, edits: NonEmpty<Edit>): EditFix {
  return { kind: 'edit', title: `Remove "${name}" where it does not count`, safety: 'safe', edits };
}

/** The key nodes of each name that a map repeats, in order. */
function repeatedKeys(tree: Tree, overlay: Overlay | undefined): readonly (readonly number[])[] {
  const lists = new Map<number, number[]>();
  for (let pair = 0; pair < tree.repeats.length && pair < 2 * MAX_REPEATS; pair += 2) {
    const [later = 0, earlier = 0] = tree.repeats.slice(pair, pair + 2);
    // Keys that stand in different branches of a template, or whose names it sets, may never meet.
    if (overlay !== undefined && [later, earlier].some((key) => overlay.conditional(tree.start(key)) || overlay.reason(key) >= 0)) continue;
    const list = lists.get(earlier) ?? [earlier];
    lists.delete(earlier);
    list.push(later);
    lists.set(later, list);
  }
  return [...lists.values()];
}

function withRelated(problem: Problem, places: readonly { readonly at: Place | undefined; readonly message: string }[]): Problem {
  return { ...problem, related: places.flatMap(({ at, message }) => (at === undefined ? [] : [{ at, message }])) };
}

function spanOf(tree: Tree, node: number): Span {
  return { start: tree.start(node), end: tree.end(node) };
}
