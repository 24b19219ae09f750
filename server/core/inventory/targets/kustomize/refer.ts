import type { ObjectName, Refer } from '../../resource.js';
import type { Scope } from './build.js';
import { type Built, current, type Named } from './object.js';
import { effective } from './selector.js';

/** Kinds whose subjects follow `namespace` when they name the service account `default`. Source: kustomize, api/filters/namespace. */
const BINDINGS = new Set(['RoleBinding', 'ClusterRoleBinding']);

/**
 * Where the references of each object lead: to the object of the build that has or had that name in the same namespace, else nowhere in it.
 * Of several the one that came through the most of the same kustomizations counts. Source: kustomize, api/internal/accumulator, nameReferenceTransformer.
 */
export function referrers({ objects, generated }: Scope): (from: Built) => Refer {
  const named = new Map<string, Named[]>();
  for (const one of [...objects, ...generated]) {
    for (const name of new Set(one.names)) {
      const key = `${one.kind} ${name}`;
      const list = named.get(key);
      if (list === undefined) named.set(key, [one]);
      else list.push(one);
    }
  }
  return (from) => (kind, name, namespace) => nearest(from, namespace, named.get(`${kind} ${name}`) ?? []) ?? unchanged(from, kind, name, namespace);
}

/** A reference that names a namespace means the one that the object ever had; one that names none stays where it is now. */
function nearest(from: Built, namespace: string, candidates: readonly Named[]): ObjectName | undefined {
  let best: Named | undefined;
  let most = -1;
  for (const one of candidates) {
    const isInReach =
      one.isClusterScoped ||
      (namespace === ''
        ? from.isClusterScoped || isSame(current(from.namespaces), current(one.namespaces))
        : one.namespaces.some((other) => isSame(namespace, other)));
    const shared = sharedStages(from.stages, one.stages);
    if (isInReach && shared > most) [best, most] = [one, shared];
  }
  if (best === undefined) return undefined;
  const now = current(best.namespaces);
  return { name: current(best.names), namespace: now === '' && !best.isClusterScoped ? namespace : now };
}

function isSame(one: string, other: string): boolean {
  return effective(one, false) === effective(other, false);
}

function sharedStages(one: readonly number[], other: readonly number[]): number {
  const apart = one.findIndex((stage, index) => stage !== other[index]);
  return apart < 0 ? one.length : apart;
}

function unchanged(from: Built, kind: string, name: string, namespace: string): ObjectName {
  const follows = kind === 'ServiceAccount' && name === 'default' && BINDINGS.has(from.kind);
  if (follows && from.around !== undefined) return { name, namespace: from.around };
  return { name, namespace: namespace === '' ? current(from.namespaces) : namespace };
}
