import type { EditFix } from './edit/edit.js';
import { type Facts, NodeFlag, NodeKind } from './facts.js';
import { identityOf } from './kubernetes.js';
import type { MakeProblem, Place, Problem } from './place.js';

/** Where objects and the templates in them keep labels and annotations. */
const METADATA: readonly (readonly string[])[] = [
  ['metadata'],
  ['spec', 'template', 'metadata'],
  ['spec', 'jobTemplate', 'metadata'],
  ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
];

/**
 * Values of labels and annotations that YAML reads as a boolean or a number: the API server takes texts alone, and refuses the object.
 * Source: Kubernetes API reference, ObjectMeta v1 meta, labels and annotations: maps of strings.
 */
export function unquotedProblems(problem: MakeProblem, facts: Facts, text: string): readonly Problem[] {
  if (facts.size === 0 || identityOf(facts) === undefined) return [];
  return METADATA.flatMap((path) => ['labels', 'annotations'].flatMap((map) => inMap(problem, facts, text, [...path, map])));
}

function inMap(problem: MakeProblem, facts: Facts, text: string, path: readonly string[]): readonly Problem[] {
  const map = path.reduce((node, key) => (node < 0 ? node : facts.find(node, key)), 0);
  if (map < 0) return [];
  const what = path.at(-1) === 'labels' ? 'label' : 'annotation';
  return [...facts.children(map)].flatMap((node): readonly Problem[] => {
    const kind = facts.kind(node);
    if ((kind !== NodeKind.Boolean && kind !== NodeKind.Number) || facts.has(node, NodeFlag.Aliased)) return [];
    const span = facts.span(node);
    const written = text.slice(span.start, span.end);
    const read = kind === NodeKind.Boolean ? 'a boolean' : 'a number';
    const found = problem('unquoted-text', 'error', `the ${what} "${facts.text(node - 1)}" is ${read}: the API server refuses it without quotes`, span);
    return [{ ...found, fixes: [quoteFix(found.at, written)] }];
  });
}

function quoteFix(at: Place, written: string): EditFix {
  return { kind: 'edit', title: 'Put the value in quotes', safety: 'safe', edits: [{ op: 'replace', at, text: JSON.stringify(written) }] };
}
