import { Inventory } from '../../server/core/inventory/inventory.js';
import type { Resource } from '../../server/core/inventory/resource.js';
import { findTargets, type Target, type TargetOptions, type TargetSet } from '../../server/core/inventory/targets/targets.js';
import { dedent } from '../../server/core/rules/text.js';
import { readFile } from '../../server/core/syntax/file.js';
import { TODAY } from './rules.js';

/** The targets of texts by path. */
export function targetsOf(texts: Readonly<Record<string, string>>, options: TargetOptions = {}): TargetSet {
  const finding = findTargets(
    Object.entries(texts).map(([path, text]) => readFile(path, dedent(text))),
    options,
  );
  for (;;) {
    const step = finding.next();
    if (step.done === true) return step.value;
  }
}

/** What a target holds, without the kustomizations that it is made by. */
export function inventoryOfTarget(target: Target): Inventory {
  const members = target.members.filter((member) => member.kind === undefined);
  return new Inventory({ name: target.name, platform: 'here', today: TODAY }, members);
}

/** The only target of texts. */
export function onlyTarget(texts: Readonly<Record<string, string>>, options: TargetOptions = {}): Target {
  const { targets } = targetsOf(texts, options);
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new Error(`${targets.length} targets: ${targets.map(({ name }) => name).join(', ')}`);
  return target;
}

/** What the kustomization in `app` makes of the manifests in `app/all.yaml`. */
export function built(kustomization: string, manifests: string, others: Readonly<Record<string, string>> = {}): Inventory {
  return inventoryOfTarget(onlyTarget({ 'app/kustomization.yaml': kustomization, 'app/all.yaml': manifests, ...others }));
}

/** An object by kind and name. */
export function objectOf(inventory: Inventory, kind: string, name: string): Resource {
  const found = inventory.resources.find((resource) => resource.kind === kind && resource.name === name);
  if (found === undefined) throw new Error(`no ${kind} "${name}" among ${inventory.resources.map((resource) => resource.id).join(', ')}`);
  return found;
}

/** `kind name: members`, sorted by name. */
export function shownTargets(set: TargetSet): readonly string[] {
  return set.targets.map(
    (target) =>
      `${target.kind} ${target.name}: ${inventoryOfTarget(target)
        .resources.map((resource) => resource.name)
        .join(', ')}`,
  );
}

/** `path state reason` of each file. */
export function shownFiles(set: TargetSet): readonly string[] {
  return set.files.map(({ path, state, reason }) => (reason === undefined ? `${path} ${state}` : `${path} ${state}: ${reason}`));
}
