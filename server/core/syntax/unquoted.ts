import type { EditFix } from './edit/edit.js';
import { type Facts, NodeFlag, NodeKind } from './facts.js';
import { identityOf } from './kubernetes.js';
import type { MakeProblem, Place, Problem } from './place.js';

/** Every item of a list, in a path. */
const ITEMS = '*';

/** Where objects and the templates in them keep labels and annotations. */
const METADATA: readonly (readonly string[])[] = [
  ['metadata'],
  ['template', 'metadata'],
  ['spec', 'template', 'metadata'],
  ['spec', 'jobTemplate', 'metadata'],
  ['spec', 'jobTemplate', 'spec', 'template', 'metadata'],
  ['spec', 'volumeClaimTemplates', ITEMS, 'metadata'],
];

/**
 * Values of labels and annotations that YAML reads as a boolean or a number: the API server takes texts alone, and refuses the object.
 * Source: Kubernetes API reference, ObjectMeta v1 meta, labels and annotations: maps of strings.
 */
export function unquotedProblems(problem: MakeProblem, facts: Facts, text: string): readonly Problem[] {
  if (facts.size === 0 || identityOf(facts) === undefined) return [];
  // Of a list each item is an object.
  const items = below(facts, 0, ['items', ITEMS]).filter((item) => identityOf(facts, item) !== undefined);
  const maps = METADATA.flatMap((path) => ['labels', 'annotations'].map((map) => [...path, map]));
  return [0, ...items].flatMap((object) => maps.flatMap((path) => below(facts, object, path).flatMap((map) => inMap(problem, facts, text, map))));
}

/** The nodes at a path below a node. */
function below(facts: Facts, node: number, path: readonly string[]): readonly number[] {
  return path.reduce<readonly number[]>((nodes, step) => nodes.flatMap((one) => (step === ITEMS ? facts.children(one) : found(facts, one, step))), [node]);
}

function found(facts: Facts, node: number, key: string): readonly number[] {
  const value = facts.find(node, key);
  return value < 0 ? [] : [value];
}

function inMap(problem: MakeProblem, facts: Facts, text: string, map: number): readonly Problem[] {
  const what = facts.text(map - 1) === 'labels' ? 'label' : 'annotation';
  return [...facts.children(map)].flatMap((node): readonly Problem[] => {
    const kind = facts.kind(node);
    if ((kind !== NodeKind.Boolean && kind !== NodeKind.Number) || facts.has(node, NodeFlag.Aliased)) return [];
    const span = facts.span(node);
    const written = text.slice(span.start, span.end);
    const read = kind === NodeKind.Boolean ? 'a boolean' : 'a number';
    const said = problem('unquoted-text', 'error', `the ${what} "${facts.text(node - 1)}" is ${read}: the API server refuses it without quotes`, span);
    return [{ ...said, fixes: [quoteFix(said.at, written)] }];
  });
}

function quoteFix(at: Place, written: string): EditFix {
  return { kind: 'edit', title: 'Put the value in quotes', safety: 'safe', edits: [{ op: 'replace', at, text: JSON.stringify(written) }] };
}
