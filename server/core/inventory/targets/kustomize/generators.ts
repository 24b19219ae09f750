import type { Scope } from './build.js';
import type { Kustomization } from './kustomization.js';
import { GENERATED, touch } from './object.js';

const GENERATORS = [
  { field: 'configMapGenerator', kind: 'ConfigMap' },
  { field: 'secretGenerator', kind: 'Secret' },
] as const;

/** Takes note of the ConfigMaps and Secrets that a kustomization generates. With `behavior` merge or replace the data of one that is there becomes unknown. */
export function applyGenerators({ root }: Kustomization, stages: readonly number[], scope: Scope): void {
  for (const { field, kind } of GENERATORS) {
    for (const entry of root.get(field).items()) {
      const name = entry.get('name').text();
      if (name === undefined) continue;
      const behavior = entry.get('behavior').text() ?? 'create';
      if (behavior === 'create')
        scope.generated.push({ kind, isClusterScoped: false, names: [name], namespaces: [entry.get('namespace').text() ?? ''], stages });
      else mergeInto(scope, kind, name);
    }
  }
}

function mergeInto({ objects }: Scope, kind: string, name: string): void {
  for (const built of objects) {
    if (built.kind !== kind || built.resource.group !== '' || !built.names.includes(name)) continue;
    for (const field of ['data', 'stringData', 'binaryData']) touch(built, { steps: [field], why: GENERATED });
  }
}
