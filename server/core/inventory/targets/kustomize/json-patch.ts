import type { Value } from '../../value.js';
import { listKey, stepOf, writtenItems } from './fields.js';
import { type Built, current, PATCHED, touch } from './object.js';

/** Stands for an item that the text does not show. */
const ADDED = '+';

/** Makes unknown what the operations of a JSON patch change. Source: RFC 6902. */
export function applyJsonPatch(operations: Value, built: Built): void {
  if (operations.hides !== undefined) touch(built, { steps: [], why: PATCHED });
  for (const operation of operations.items()) {
    const op = operation.get('op').text();
    const path = operation.get('path').text();
    if (op === undefined || path === undefined) touch(built, { steps: [], why: PATCHED });
    else if (op !== 'test') change(built, operation, op, tokensOf(path));
    const from = operation.get('from').text();
    if (op === 'move' && from !== undefined) change(built, operation, 'remove', tokensOf(from));
  }
}

function change(built: Built, operation: Value, op: string, tokens: readonly string[]): void {
  const text = operation.get('value').text();
  const isName = tokens.length === 2 && tokens[0] === 'metadata';
  if (isName && tokens[1] === 'name' && text !== undefined) rename(built, text);
  else if (isName && tokens[1] === 'namespace' && text !== undefined) moveTo(built, text);
  else for (const steps of stepsOf(built, op, tokens)) touch(built, { steps, why: PATCHED });
}

/** Gives the object another name, whatever stood before and after the old one. */
export function rename(built: Built, name: string): void {
  built.names.push(name);
  built.renamed = true;
}

/** Puts the object in another namespace. */
export function moveTo(built: Built, namespace: string): void {
  if (built.isClusterScoped || current(built.namespaces) === namespace) return;
  built.namespaces.push(namespace);
  built.namespace = namespace;
}

/** The steps that a pointer leads along in the object: several where items moved, so that a number no longer says which one it is. */
function stepsOf(built: Built, op: string, tokens: readonly string[]): readonly (readonly string[])[] {
  let ways: readonly Way[] = [{ value: built.resource.root, steps: [] }];
  for (const [index, token] of tokens.entries()) {
    const isLast = index === tokens.length - 1;
    ways = ways.flatMap((way) =>
      way.value.isList ? itemWays(built, way, token, isLast ? op : undefined) : [{ value: way.value.get(token), steps: [...way.steps, token] }],
    );
  }
  return ways.map((way) => way.steps);
}

interface Way {
  readonly value: Value;
  readonly steps: readonly string[];
}

/** `op` is set where the token is the last one: then the item itself changes. */
function itemWays(built: Built, { value: list, steps }: Way, token: string, op: string | undefined): readonly Way[] {
  const items = writtenItems(list);
  const shifted = built.shifted.has(listKey(steps));
  const adds = op === 'add' || op === 'copy' || op === 'move';
  const number = Number(token);
  const isEnd = token === '-' || (adds && !shifted && number === items.length);
  if ((adds || op === 'remove') && !isEnd) built.shifted.add(listKey(steps));
  const added = { value: list.get(ADDED), steps: [...steps, ADDED] };
  if (adds || isEnd) return [added];
  const item = items[number];
  const ways = (shifted || item === undefined ? items : [item]).map((one) => ({ value: one, steps: [...steps, stepOf(one, list)] }));
  return shifted || item === undefined ? [...ways, added] : ways;
}

/** The keys and numbers of a JSON pointer. Source: RFC 6901. */
function tokensOf(pointer: string): readonly string[] {
  return pointer === ''
    ? []
    : pointer
        .replace(/^\//, '')
        .split('/')
        .map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'));
}
