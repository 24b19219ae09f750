import { casesOf, corpusFiles, corpusText } from './corpora.js';

/** The workspaces of the corpora, as texts by path. */
export const ESTATES: ReadonlyMap<string, () => Readonly<Record<string, string>>> = new Map([
  ...['bookinfo', 'boutique-helm', 'kube-prometheus'].map((name) => [name, () => textsOf(name)] as const),
  ['boutique', () => folder('boutique')] as const,
  ['boutique-rendered', () => folder('boutique-rendered')] as const,
]);

function textsOf(name: string): Readonly<Record<string, string>> {
  return Object.fromEntries(casesOf(`estates/${name}.jsonl`).map(({ path, resource }) => [String(path), resource ?? '']));
}

function folder(name: string): Readonly<Record<string, string>> {
  const paths = corpusFiles('.yaml', '.json').filter((path) => path.startsWith(`${name}/`));
  return Object.fromEntries(paths.map((path) => [path.slice(name.length + 1), corpusText(path)]));
}
