import assert from 'node:assert/strict';
import { Value } from '../../server/core/inventory/value.js';
import type { Edit, NonEmpty, Plain } from '../../server/core/rules/rule.js';
import { remove, replace, set } from '../../server/core/rules/rule.js';
import { editFiles } from '../../server/core/syntax/edit/files.js';
import { edited } from '../../server/core/syntax/edit/pieces.js';
import { readFile } from '../../server/core/syntax/file.js';

/** An edit by the pointer of a value in the first document that has it. */
export type Step =
  | { readonly replace: string; readonly by: string }
  | { readonly set: string; readonly path: NonEmpty<string>; readonly to: Plain }
  | { readonly remove: string };

/** What becomes of a text, or why each group of edits was refused. */
export function applied(text: string, ...groups: readonly (readonly Step[])[]): { readonly text: string; readonly refused: readonly string[] } {
  const file = readFile('a.yaml', text);
  const edits = groups.map((steps) => nonEmpty(steps.map((step) => editOf(file.documents, step))));
  const result = editFiles({ document: (id) => file.documents.find((one) => one.id === id), text: () => text }, edits);
  return { text: edited(text, result.files.get('a.yaml') ?? []), refused: [...result.refused.values()] };
}

/** Expects that a text becomes another one, and that the same edits change nothing more. */
export function checkEdits(before: string, steps: readonly Step[], after: string): void {
  const once = applied(before, steps);
  assert.deepEqual(once.refused, []);
  assert.equal(once.text, after);
  if (!steps.some((step) => 'remove' in step)) assert.equal(applied(once.text, steps).text, after, 'a second time');
}

type Documents = ReturnType<typeof readFile>['documents'];

function editOf(documents: Documents, step: Step): Edit {
  if ('remove' in step) return remove(valueAt(documents, step.remove));
  if ('replace' in step) return replace(valueAt(documents, step.replace).at, step.by);
  return set(valueAt(documents, step.set), step.path, step.to);
}

/** The value with a pointer; for an absent one the value of its nearest written parent, below which nothing is. */
export function valueAt(documents: Documents, pointer: string): Value {
  const found = documents.flatMap((document) => find(Value.root(document.id, document.facts), pointer) ?? []);
  const value = found.find((one) => one.exists) ?? found[0];
  if (value === undefined) throw new Error(`nothing stands at "${pointer}"`);
  return value;
}

function find(value: Value, pointer: string): Value | undefined {
  if (value.pointer === pointer) return value;
  if (!pointer.startsWith(value.pointer)) return undefined;
  for (const [, below] of value.entries()) {
    const found = find(below, pointer);
    if (found !== undefined) return found;
  }
  for (const item of value.items()) {
    const found = find(item, pointer);
    if (found !== undefined) return found;
  }
  const rest = pointer.slice(value.pointer.length);
  if (!/^\/[^[]*$/.test(rest) || (value.exists && !value.isMap && !value.isAbsent)) return undefined;
  return value.path(...rest.slice(1).split('/'));
}

function nonEmpty<T>(list: readonly T[]): NonEmpty<T> {
  const [first, ...others] = list;
  if (first === undefined) throw new Error('a group has an edit');
  return [first, ...others];
}
