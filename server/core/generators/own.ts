import { Inventory } from '../inventory/inventory.js';
import type { Resource } from '../inventory/resource.js';
import type { SubjectId } from '../inventory/subject.js';
import type { How, Manifest, PlainMap } from './generator.js';

/** Names the file that an object was written for, so that generating again knows its own output from what others wrote. */
export const MANIFEST = 'heptad.dev/manifest';
export const CONTROLS = 'heptad.dev/controls';
export const ROLLOUT = 'heptad.dev/rollout-until';
export const MANAGED_BY = 'app.kubernetes.io/managed-by';
export const HEPTAD = 'heptad';

/** The name of the file of a manifest, without its ending. */
export function manifestName({ engine, slug }: Pick<Manifest, 'engine' | 'slug'>): string {
  return `${engine}-${slug}`;
}

/** What each object of a manifest says of itself. */
export interface About {
  readonly manifest: string;
  /** Ids of NIST SP 800-53. */
  readonly controls: readonly string[];
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

/** The metadata of a generated object. A namespace that no file sets is left to whoever applies the object. */
export function metadataOf(name: string, namespace: string, { manifest, controls, annotations }: About): PlainMap {
  return {
    name,
    ...(namespace === '' ? {} : { namespace }),
    labels: { [MANAGED_BY]: HEPTAD },
    annotations: { [CONTROLS]: controls.join(', '), [MANIFEST]: manifest, ...annotations },
  };
}

/** The objects of a target that were generated for a file. */
export function ownObjects(inventory: Inventory, manifest: string): readonly Resource[] {
  return inventory.resources.filter((resource) => !resource.isContext && isOwn(resource, manifest));
}

/** The target as it was before a file was generated: its policies are what others wrote. `replaced` are the ids of those that the file is to replace. */
export function withoutOwn(inventory: Inventory, manifest: string, replaced: readonly SubjectId[] = []): Inventory {
  const others = inventory.resources.filter((resource) => resource.isContext || !(isOwn(resource, manifest) || replaced.includes(resource.id)));
  if (others.length === inventory.resources.length) return inventory;
  return new Inventory(
    inventory.target,
    others.map(({ member }) => member),
  );
}

/** The target as it was before anything was generated for it. */
export function withoutAnyOwn(inventory: Inventory): Inventory {
  const others = inventory.resources.filter((resource) => resource.isContext || !isGenerated(resource));
  if (others.length === inventory.resources.length) return inventory;
  return new Inventory(
    inventory.target,
    others.map(({ member }) => member),
  );
}

/** True for an object that some generator wrote. */
export function isGenerated(resource: Resource): boolean {
  const name = resource.annotation(MANIFEST);
  return name.known && name.value !== undefined;
}

function isOwn(resource: Resource, manifest: string): boolean {
  const name = resource.annotation(MANIFEST);
  return name.known && name.value === manifest;
}

/**
 * How an object is rolled out: a file that enforces already is never taken back to audit, and a date that is there is kept.
 * `dryRun` tells whether an object of the engine is in audit.
 */
export function rolloutOf(own: readonly Resource[], how: How, dryRun: (resource: Resource) => boolean): Pick<How, 'mode' | 'rolloutUntil'> {
  const auditing = own.filter(dryRun);
  if (how.mode === 'enforce' || (own.length > 0 && auditing.length === 0)) return { mode: 'enforce' };
  const kept = auditing.map((resource) => resource.annotation(ROLLOUT)).find((date) => date.known && date.value !== undefined);
  return { mode: 'audit', rolloutUntil: kept?.known === true ? kept.value : how.rolloutUntil };
}
