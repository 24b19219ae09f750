import type { PatchPath } from '../../patches.js';
import type { Value } from '../../value.js';
import { listKey, stepOf, writtenItems } from './fields.js';
import { type Built, PATCHED, touch } from './object.js';

/** Groups whose lists are merged item by item. Lists of every other kind are replaced whole. */
const MERGED_GROUPS = new Set(['', 'apps', 'batch', 'extensions', 'admissionregistration.k8s.io']);

/** The merge key of each list that has one. Source: Kubernetes OpenAPI, x-kubernetes-patch-merge-key. */
const MERGE_KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    name: 'containers initContainers ephemeralContainers env volumes imagePullSecrets secrets resourceClaims schedulingGates webhooks',
    mountPath: 'volumeMounts',
    devicePath: 'volumeDevices',
    ip: 'hostAliases',
    topologyKey: 'topologySpreadConstraints',
    'containerPort port': 'ports',
    type: 'conditions',
    uid: 'ownerReferences',
  }).flatMap(([keys, lists]) => lists.split(' ').map((list) => [list, keys.split(' ')] as const)),
);

/** Makes unknown what a strategic merge patch names. It cannot change which object it is. */
export function applyStrategicPatch(patch: Value, built: Built): void {
  const merges = MERGED_GROUPS.has(built.resource.group);
  for (const path of mapPaths({ merges, shifted: built.shifted }, patch, built.resource.root, [])) if (!isIdentity(path.steps)) touch(built, path);
}

/** True for a patch that takes the whole object away. */
export function deletesObject(patch: Value): boolean {
  return patch.get('$patch').text() === 'delete';
}

function isIdentity(steps: readonly string[]): boolean {
  const [first, second, third] = steps;
  if (first === 'apiVersion' || first === 'kind') return true;
  return first === 'metadata' && (second === 'name' || second === 'namespace') && third === undefined;
}

interface Way {
  readonly merges: boolean;
  readonly shifted: Set<string>;
}

function* mapPaths(way: Way, patch: Value, target: Value, steps: readonly string[]): IterableIterator<PatchPath> {
  if (patch.hides !== undefined) yield { steps, why: PATCHED };
  for (const [key, value] of patch.entries()) {
    const below = [...steps, key];
    if (key.startsWith('$')) yield* directivePaths(key, value, steps);
    else if (value.isList) yield* listPaths(way, value, target.get(key), below);
    else if (value.isMap && !isEmpty(value)) yield* mapPaths(way, value, target.get(key), below);
    else yield { steps: below, why: PATCHED, sets: value };
  }
}

/** `$patch`, `$retainKeys`, `$deleteFromPrimitiveList/…`. Source: Kubernetes, strategic merge patch, directives. */
function* directivePaths(key: string, value: Value, steps: readonly string[]): IterableIterator<PatchPath> {
  const [directive, list] = key.split('/');
  if (directive === '$patch' && value.text() !== 'merge') yield { steps, why: PATCHED };
  if (directive === '$retainKeys') yield { steps, why: PATCHED };
  if (directive === '$deleteFromPrimitiveList' && list !== undefined) yield { steps: [...steps, list], why: PATCHED };
}

function* listPaths(way: Way, patch: Value, target: Value, steps: readonly string[]): IterableIterator<PatchPath> {
  const key = way.merges ? mergeKeyOf(steps[steps.length - 1] ?? '', patch) : undefined;
  if (key === undefined) return yield { steps, why: PATCHED };
  for (const item of writtenItems(patch)) {
    const name = item.get(key).text();
    const matches = writtenItems(target).filter((other) => other.get(key).text() === name);
    const directive = item.get('$patch').text();
    if (directive !== undefined || matches.length === 0) way.shifted.add(listKey(steps));
    if (matches.length === 0) yield { steps: [...steps, `${key}=${name}`], why: PATCHED, ...(directive === undefined && { sets: item }) };
    for (const match of matches) yield* itemPaths(way, item, match, [...steps, stepOf(match, target)], key);
  }
}

function* itemPaths(way: Way, patch: Value, target: Value, steps: readonly string[], key: string): IterableIterator<PatchPath> {
  for (const path of mapPaths(way, patch, target, steps)) if (path.steps.length !== steps.length + 1 || path.steps[steps.length] !== key) yield path;
}

/** The merge key that every item of the patch has; undefined when the list is replaced whole. */
function mergeKeyOf(list: string, patch: Value): string | undefined {
  if (patch.hides !== undefined) return undefined;
  const items = writtenItems(patch);
  return MERGE_KEYS.get(list)?.find((key) => items.length > 0 && items.every((item) => item.get(key).text() !== undefined));
}

function isEmpty(map: Value): boolean {
  return map.hides === undefined && map.entries().next().done === true;
}
