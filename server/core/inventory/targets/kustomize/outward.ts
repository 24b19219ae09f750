import type { SourceFile } from '../../../syntax/document.js';
import { pathFrom } from '../paths.js';
import { kustomizationsOf, textsOf } from './kustomization.js';
import { RESOURCE_FIELDS } from './references.js';

/** The files and folders inside the root that a kustomization names: what must be read for it, wherever it lies. Other files name none. */
export function kustomizeReferences(file: SourceFile): readonly string[] {
  return [...kustomizationsOf([file]).values()].flatMap(({ folder, root }) => {
    const lists = [...RESOURCE_FIELDS, 'components', 'patchesStrategicMerge', 'crds', 'configurations', 'transformers', 'validators', 'generators'];
    const written = lists.flatMap((field) => textsOf(root.get(field)).map(({ text }) => text));
    const patches = ['patches', 'patchesJson6902', 'replacements'].flatMap((field) =>
      root
        .get(field)
        .items()
        .map((entry) => entry.get('path').text() ?? ''),
    );
    return [...written, ...patches].filter((text) => text !== '' && !text.includes('\n')).flatMap((text) => pathFrom(folder, text) ?? []);
  });
}
