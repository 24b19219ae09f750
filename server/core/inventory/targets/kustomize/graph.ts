import { comparePaths } from '../paths.js';
import type { Workspace } from '../workspace.js';
import type { Kustomization } from './kustomization.js';
import { neighborsOf } from './references.js';

/** Which kustomizations are built for themselves. */
export interface Graph {
  /** Those that no other uses, by folder. Of a ring in which each uses another, the first one. */
  readonly roots: readonly Kustomization[];
  /** Components that no kustomization uses. */
  readonly idle: readonly Kustomization[];
}

export function graphOf(workspace: Workspace): Graph {
  const all = [...workspace.kustomizations.values()].sort((one, other) => comparePaths(one.folder, other.folder));
  const uses = new Map(all.map((one) => [one, neighborsOf(workspace, one)]));
  const own = all.filter((one) => !one.isComponent);
  const live = reachedFrom(own, uses);
  const used = new Set([...live].flatMap((one) => (uses.get(one) ?? []).filter((other) => other !== one)));
  const roots = own.filter((one) => !used.has(one));
  const built = reachedFrom(roots, uses);
  for (const one of own) {
    if (built.has(one)) continue;
    roots.push(one);
    for (const reached of reachedFrom([one], uses)) built.add(reached);
  }
  return { roots: roots.sort((one, other) => comparePaths(one.folder, other.folder)), idle: all.filter((one) => !live.has(one)) };
}

function reachedFrom(starts: readonly Kustomization[], uses: ReadonlyMap<Kustomization, readonly Kustomization[]>): Set<Kustomization> {
  const reached = new Set(starts);
  for (const one of reached) for (const other of uses.get(one) ?? []) reached.add(other);
  return reached;
}
