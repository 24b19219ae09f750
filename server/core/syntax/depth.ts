import type { CST } from 'yaml';

type Level = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;

/** The offset of the first token below `limit` levels of collections, or undefined. It does not recurse, since it guards against too deep recursion. */
export function tooDeep(tokens: readonly CST.Token[], limit: number): number | undefined {
  let level = tokens.flatMap((token) => (token.type === 'document' && token.value !== undefined ? levelsOf([token.value]) : []));
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return level[0]?.offset;
    level = level.flatMap((one) => one.items.flatMap((item) => levelsOf([item.key, item.value])));
  }
  return undefined;
}

function levelsOf(tokens: readonly (CST.Token | null | undefined)[]): readonly Level[] {
  return tokens.filter((token): token is Level => token?.type === 'block-map' || token?.type === 'block-seq' || token?.type === 'flow-collection');
}
