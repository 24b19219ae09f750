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
  const found: Problem[] = [];
  const inObject = (object: number): void => {
    for (const path of METADATA) {
      for (const metadata of below(facts, object, path)) {
        for (const [key, what] of TEXT_MAPS) found.push(...inMap(problem, facts, text, facts.find(metadata, key), what));
      }
    }
  };
  inObject(0);
  // Of a list each item is an object.
  for (const item of below(facts, 0, ['items', ITEMS])) if (identityOf(facts, item) !== undefined) inObject(item);
  return found;
}

const TEXT_MAPS = [
  ['labels', 'label'],
  ['annotations', 'annotation'],
] as const;

/** The nodes at a path below a node. */
function below(facts: Facts, node: number, path: readonly string[]): readonly number[] {
  let nodes: readonly number[] = [node];
  for (const step of path) {
    if (step === ITEMS) nodes = nodes.flatMap((one) => facts.children(one));
    else nodes = nodes.map((one) => facts.find(one, step)).filter((found) => found >= 0);
    if (nodes.length === 0) break;
  }
  return nodes;
}

function* inMap(problem: MakeProblem, facts: Facts, text: string, map: number, what: string): Iterable<Problem> {
  if (map < 0) return;
  for (const node of facts.children(map)) {
    const kind = facts.kind(node);
    if ((kind !== NodeKind.Boolean && kind !== NodeKind.Number) || facts.has(node, NodeFlag.Aliased)) continue;
    const span = facts.span(node);
    const written = text.slice(span.start, span.end);
    const read = kind === NodeKind.Boolean ? 'a boolean' : 'a number';
    const found = problem('unquoted-text', 'error', `the ${what} "${facts.text(node - 1)}" is ${read}: the API server refuses it without quotes`, span);
    yield { ...found, fixes: [quoteFix(found.at, written)] };
  }
}

function quoteFix(at: Place, written: string): EditFix {
  return { kind: 'edit', title: 'Put the value in quotes', safety: 'safe', edits: [{ op: 'replace', at, text: JSON.stringify(written) }] };
}
