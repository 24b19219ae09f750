import { callerOf } from '../../generators/callers.js';
import type { Generated, Note, Preview } from '../../generators/generator.js';
import { manifestName, withoutOwn } from '../../generators/own.js';
import { grantKey, noteOf } from '../../generators/words.js';
import { manifestText } from '../../generators/yaml.js';
import type { Grant } from '../../inventory/calls/call.js';
import { grantsOf } from '../../inventory/calls/grants.js';
import { Inventory } from '../../inventory/inventory.js';
import { rootNamespace } from '../../inventory/mesh/istio.js';
import type { Reach } from '../../inventory/reachability/reach.js';
import { reach } from '../../inventory/reachability/reachability.js';
import { whyUnknown } from '../../inventory/selectors.js';
import type { SubjectId } from '../../inventory/subject.js';
import { objectsOf } from '../../inventory/targets/workspace.js';
import { readFile } from '../../syntax/file.js';

/**
 * What becomes of the calls seen once the output enforces, by the model of reachability: the target without it is compared with the target that holds it.
 * What a generator says of a grant is its reason; whether the grant stays is said here. Calls that were refused before are left out, and policies that the
 * output replaces are taken for gone.
 */
export function effectsOf(inventory: Inventory, enforced: Generated, replaced: readonly SubjectId[] = []): Preview {
  const names = enforced.manifests.map(manifestName);
  const before = names.reduce((without, name) => withoutOwn(without, name), inventory);
  const after = withOutput(withoutOwn(before, '', replaced), enforced);
  const reasons = new Map(enforced.preview.refuses.map((note) => [note.grant, note]));
  const keeps: Note[] = [];
  const refuses: Note[] = [];
  const unresolved: Note[] = [...enforced.preview.unresolved];
  const isTouched = touchedBy(enforced, inventory, replaced);
  for (const { was, is, grant } of compared(before, after)) {
    if (was.match === 'no' || !isTouched(grant)) continue;
    const why = whyUnknown(is.match);
    // A generator that has no way to say a grant knows better than a model that has no answer.
    if (is.match === 'no' || (why !== undefined && reasons.has(grantKey(grant))))
      refuses.push(reasons.get(grantKey(grant)) ?? noteOf(grant, 'refused', refusalOf(is)));
    else if (why === undefined) keeps.push(noteOf(grant, 'kept'));
    else unresolved.push({ ...noteOf(grant, 'kept'), message: `whether ${noteOf(grant, 'kept').message} is not known: ${why}` });
  }
  const known = new Set([...keeps, ...refuses, ...unresolved].map(({ grant }) => grant));
  const others = enforced.preview.refuses.filter(({ grant }) => grant === undefined || !known.has(grant));
  return { keeps, refuses: [...refuses, ...others], unresolved };
}

/** Grants at whose ends the output has something to say: policies of other kinds touch no call. */
function touchedBy({ manifests }: Generated, inventory: Inventory, replaced: readonly SubjectId[]): (grant: Grant) => boolean {
  const policies = manifests.flatMap(({ objects }) => objects).filter(({ kind }) => NETWORK.has(String(kind)));
  const spaces = new Set(
    policies.map(({ metadata }) => (typeof metadata === 'object' && metadata !== null && 'namespace' in metadata ? String(metadata.namespace) : '')),
  );
  for (const { id, namespace } of inventory.resources) if (replaced.includes(id)) spaces.add(namespace);
  if (spaces.has(inventory.view(rootNamespace))) return () => true;
  return ({ from, to }) => spaces.has(to.workload.namespace) || spaces.has(callerOf(from)?.namespace ?? to.workload.namespace);
}

const NETWORK = new Set(['NetworkPolicy', 'PeerAuthentication', 'AuthorizationPolicy']);

/** The target with the generated objects in it. */
export function withOutput(inventory: Inventory, { manifests }: Pick<Generated, 'manifests'>): Inventory {
  const files = manifests.map((manifest) => readFile(`${manifestName(manifest)}.yaml`, manifestText(manifest)));
  const added = files.flatMap(({ documents }) => documents).flatMap(objectsOf);
  return new Inventory(inventory.target, [...inventory.resources.map(({ member }) => member), ...added]);
}

interface Compared {
  readonly grant: Grant;
  readonly was: Reach;
  readonly is: Reach;
}

function compared(before: Inventory, after: Inventory): readonly Compared[] {
  const later = new Map(after.view(grantsOf).map((grant) => [grantKey(grant), grant]));
  return before.view(grantsOf).flatMap((grant) => {
    const same = later.get(grantKey(grant));
    return same === undefined ? [] : [{ grant, was: reach(before, grant.from, grant.to), is: reach(after, same.from, same.to) }];
  });
}

function refusalOf({ steps }: Reach): string {
  return steps.find(({ match }) => match === 'no')?.says ?? '';
}
