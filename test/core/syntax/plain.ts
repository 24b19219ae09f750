import { type Facts, NodeFlag, NodeKind } from '../../../server/core/syntax/facts.js';
import { readBytes, readFile } from '../../../server/core/syntax/file.js';
import type { Problem } from '../../../server/core/syntax/place.js';

/** Facts as plain values, to compare with: maps become Maps, an unknown value `?reason`, and what a template may add to ends with `…`. */
export function plain(facts: Facts, node = 0): unknown {
  if (facts.size === 0) return undefined;
  const more = facts.has(node, NodeFlag.Open);
  switch (facts.kind(node)) {
    case NodeKind.Null:
      return null;
    case NodeKind.Boolean:
      return facts.text(node) === 'true';
    case NodeKind.Number:
      return facts.number(node);
    case NodeKind.Unknown:
      return `?${facts.reason(node)}`;
    case NodeKind.List:
      return [...facts.children(node)].map((child) => plain(facts, child)).concat(more ? ['…'] : []);
    case NodeKind.Map: {
      const map = new Map<string, unknown>();
      for (const child of facts.children(node)) map.set(facts.text(child - 1), plain(facts, child));
      if (more) map.set('…', true);
      return map;
    }
    default:
      return facts.text(node);
  }
}

/** The same with objects for maps: short to write in a test, for texts without hostile keys. */
export function plainObject(facts: Facts, node = 0): unknown {
  return JSON.parse(JSON.stringify(plain(facts, node), (_, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value)) ?? 'null');
}

/** What the first document of a text says. */
export function firstValue(text: string): unknown {
  const [document] = readFile('a.yaml', text).documents;
  return document === undefined ? undefined : plainObject(document.facts);
}

/** The problems of a text or of bytes, each with the text at its place. */
export function problemsOf(content: string | Uint8Array): readonly string[] {
  const file = typeof content === 'string' ? readFile('a.yaml', content) : readBytes('a.yaml', content);
  const text = typeof content === 'string' ? content : '';
  return [...file.problems, ...file.documents.flatMap((document) => document.problems)].map((problem) => {
    const document = file.documents.find((one) => one.id === problem.at?.doc);
    return `${problem.code}: ${problem.message}${document === undefined || text === '' ? '' : at(problem, text, document.offset)}`;
  });
}

function at(problem: Problem, text: string, offset: number): string {
  const { start = 0, end = 0 } = problem.at?.span ?? {};
  return ` at ${start + offset}: ${JSON.stringify(text.slice(start + offset, end + offset))}`;
}

/** The node at a JSON pointer, or -1. */
export function nodeAt(facts: Facts, pointer: string): number {
  if (facts.size === 0) return -1;
  let node = 0;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    node = facts.kind(node) === NodeKind.List ? ([...facts.children(node)][Number(name)] ?? -1) : facts.find(node, name);
    if (node < 0) return -1;
  }
  return node;
}
