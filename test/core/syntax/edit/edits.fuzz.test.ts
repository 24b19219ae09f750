import assert from 'node:assert/strict';
import fc from 'fast-check';
import { suite, test } from 'mocha';
import { Value } from '../../../../server/core/inventory/value.js';
import { type Edit, type NonEmpty, type Plain, remove, replace, set } from '../../../../server/core/rules/rule.js';
import type { SourceDocument } from '../../../../server/core/syntax/document.js';
import type { TextEdit } from '../../../../server/core/syntax/edit/edit.js';
import { editFiles } from '../../../../server/core/syntax/edit/files.js';
import { edited } from '../../../../server/core/syntax/edit/pieces.js';
import { readFile } from '../../../../server/core/syntax/file.js';
import { setFastReader } from '../../../../server/core/syntax/reader.js';
import { runs } from '../../../harness/fuzz.js';
import { isList, type Node, type NodePath, type Written, writeYaml } from '../../../harness/yaml-texts.js';
import { plain } from '../plain.js';

const KEYS = ['a', 'b', 'c', 'name', 'key', 'long-key', 'example.com/d'];
const scalar = fc.constantFrom<Node>('x', 'text', 'two words', 'STRICT', 7, 0, true, false, null);
const { root } = fc.letrec<{ node: Node; map: ReadonlyMap<string, Node>; root: ReadonlyMap<string, Node> }>((tie) => ({
  node: fc.oneof({ maxDepth: 4, depthIdentifier: 'n' }, scalar, tie('map'), fc.array(tie('node'), { maxLength: 3, depthIdentifier: 'n' })),
  map: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tie('node')), { selector: ([key]) => key, maxLength: 4, depthIdentifier: 'n' })
    .map((pairs) => new Map(pairs)),
  root: fc
    .uniqueArray(fc.tuple(fc.constantFrom(...KEYS), tie('node')), { selector: ([key]) => key, minLength: 1, maxLength: 4 })
    .map((pairs) => new Map(pairs)),
}));
const added = fc.constantFrom<Plain>('y', 'new text', 9, true, null, 'yes', [], {}, ['ALL'], [{ p: 1, q: ['z'] }], { p: { q: 1 } }, { p: 'a: b', q: '' });
const operation = fc.record({
  what: fc.constantFrom('set', 'set', 'remove', 'replace', 'append'),
  pick: fc.nat(),
  key: fc.constantFrom(...KEYS, 'new', 'yes', '1'),
  below: fc.boolean(),
  value: added,
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** An edit, what the document says then, the collection whose lines it may touch, and the paths whose comments it may take. */
interface Planned {
  readonly edit: Edit;
  readonly path: NodePath;
  readonly wanted: ReadonlyMap<string, Node>;
  readonly takes: (owner: NodePath) => boolean;
}

suite('edits of random texts', () => {
  test('say what they should by both readers, keep comments that are not theirs, and change nothing twice', () => {
    let made = 0;
    fc.assert(
      fc.property(root, fc.nat(), operation, (value, seed, wanted) => {
        const written = writeYaml(value, seed);
        const planned = planOf(written.text, value, wanted);
        if (planned === undefined) return;
        made++;
        const after = apply(written.text, [planned.edit]);
        for (const reader of ['on', 'off'] as const)
          assert.deepEqual(says(after, reader), toMaps(planned.wanted), `reader ${reader}:\n${written.text}\n---->\n${after}`);
        checkComments(written, after, planned);
        const again = planOf(after, planned.wanted, wanted, planned.path);
        if (wanted.what !== 'remove' && again !== undefined) assert.equal(apply(after, [again.edit]), after, 'a second time');
      }),
      runs(3000),
    );
    assert.ok(made > 2000, `${made} edits were made`);
  });

  test('compose: what several say one after another, they say at once', () => {
    fc.assert(
      fc.property(root, fc.nat(), fc.array(operation, { minLength: 2, maxLength: 6 }), (value, seed, operations) => {
        const { text } = writeYaml(value, seed);
        const planned = operations.flatMap((one) => planOf(text, value, one) ?? []);
        const [first, ...others] = planned.map(({ edit }): NonEmpty<Edit> => [edit]);
        if (first === undefined) return;
        const { after, refused } = applyGroups(text, [first, ...others]);
        // Those that are made are made without the others, too, and in the same way.
        const kept = [first, ...others].filter((_, index) => !refused.has(index));
        assert.equal(applyGroups(text, kept).after, after);
        for (const why of refused.values()) assert.match(why, /^it overlaps another edit$|^the list has no item|^a text stands where/, `${why}: ${text}`);
        assert.deepEqual(says(after, 'on'), says(after, 'off'));
      }),
      runs(1000),
    );
  });
});

function planOf(text: string, value: ReadonlyMap<string, Node>, { what, pick, key, below, value: to }: Operation, there?: NodePath): Planned | undefined {
  const [document] = readFile('a.yaml', text).documents;
  if (document === undefined) return undefined;
  const paths = [...pathsOf(value)].filter((path) => isFit(what, at(value, path), path));
  const path = there ?? paths[pick % Math.max(1, paths.length)];
  if (path === undefined) return undefined;
  const place = valueAt(document, path);
  if (what === 'remove') return { path, edit: remove(place), wanted: without(value, path), takes: (owner) => startsWith(owner, path) };
  if (what === 'replace') {
    const by = typeof to === 'object' ? 'plain' : to;
    return {
      path,
      edit: replace(place.at, typeof by === 'string' ? JSON.stringify(by) : String(by)),
      wanted: withValue(value, path, by),
      takes: (owner) => owner.length > path.length && startsWith(owner, path),
    };
  }
  const steps: NonEmpty<string> = what === 'append' ? ['-'] : below ? [key, 'deep', 'er'] : [key];
  const wanted = put(value, path, steps, to);
  if (wanted === undefined) return undefined;
  const target = [...path, ...(what === 'append' ? [] : steps)];
  return {
    path,
    edit: set(place, steps, to),
    wanted,
    takes: (owner) => owner.length > path.length + (what === 'append' ? 1 : 0) && startsWith(owner, target) && owner.length > target.length,
  };
}

function isFit(what: string, node: Node | undefined, path: NodePath): boolean {
  if (what === 'remove') return path.length > 0;
  if (what === 'replace') return path.length > 0 && node !== null && typeof node !== 'object';
  return what === 'append' ? Array.isArray(node) || (node === null && path.length > 0) : node instanceof Map || (node === null && path.length > 0);
}

/** The value after a set; undefined where a text stands in the way. */
function put(value: Node, path: NodePath, steps: readonly string[], to: Plain): ReadonlyMap<string, Node> | undefined {
  const [step, ...rest] = path;
  if (step !== undefined) {
    const inner = put(at(value, [step]) ?? null, rest, steps, to);
    return inner === undefined ? undefined : withValue(value, [step], inner);
  }
  return putSteps(value, steps, to) as ReadonlyMap<string, Node> | undefined;
}

function putSteps(value: Node | undefined, [step, ...steps]: readonly string[], to: Plain): Node | undefined {
  if (step === undefined) return nodeOf(to);
  if (step === '-') {
    const items = Array.isArray(value) ? (value as readonly Node[]) : [];
    const item = nodeOf(to);
    return items.some((one) => JSON.stringify(shown(one)) === JSON.stringify(shown(item))) ? items : [...items, item];
  }
  if (value !== undefined && value !== null && !(value instanceof Map)) return undefined;
  const map = new Map<string, Node>(value instanceof Map ? value : []);
  const inner = putSteps(map.get(step), steps, to);
  return inner === undefined ? undefined : map.set(step, inner);
}

function nodeOf(plain: Plain): Node {
  if (typeof plain !== 'object' || plain === null) return plain;
  if (Array.isArray(plain)) return plain.map((item: Plain) => nodeOf(item));
  return new Map(Object.entries(plain).map(([key, item]) => [key, nodeOf(item as Plain)]));
}

function shown(node: Node): unknown {
  if (isList(node)) return node.map(shown);
  return node instanceof Map ? { map: [...node].map(([key, value]) => [key, shown(value)]).sort() } : node;
}

function* pathsOf(node: Node, path: NodePath = []): Generator<NodePath> {
  yield path;
  if (isList(node)) for (const [index, item] of node.entries()) yield* pathsOf(item, [...path, index]);
  else if (node instanceof Map) for (const [key, item] of node) yield* pathsOf(item as Node, [...path, key as string]);
}

function at(node: Node, [step, ...rest]: NodePath): Node | undefined {
  if (step === undefined) return node;
  const child = isList(node) ? node[step as number] : node instanceof Map ? (node.get(step) as Node | undefined) : undefined;
  return child === undefined ? undefined : at(child, rest);
}

function withValue(node: Node, [step, ...rest]: NodePath, value: Node): ReadonlyMap<string, Node> {
  if (step === undefined) return value as ReadonlyMap<string, Node>;
  const inner = withValue(at(node, [step]) ?? null, rest, value);
  if (isList(node)) return node.map((item, index) => (index === step ? inner : item)) as unknown as ReadonlyMap<string, Node>;
  return new Map(node as ReadonlyMap<string, Node>).set(step as string, inner);
}

function without(node: Node, [step, ...rest]: NodePath): ReadonlyMap<string, Node> {
  if (rest.length > 0) return withValue(node, [step as string], without(at(node, [step as string]) ?? null, rest));
  if (isList(node)) return node.filter((_, index) => index !== step) as unknown as ReadonlyMap<string, Node>;
  return new Map([...(node as ReadonlyMap<string, Node>)].filter(([key]) => key !== step));
}

function valueAt(document: SourceDocument, path: NodePath): Value {
  let value = Value.root(document.id, document.facts);
  for (const step of path) value = typeof step === 'number' ? (value.items()[step] ?? value) : value.get(step);
  return value;
}

function apply(text: string, edits: NonEmpty<Edit>): string {
  const { after, refused } = applyGroups(text, [edits]);
  assert.deepEqual([...refused.values()], [], `${JSON.stringify(edits)}\n${text}`);
  return after;
}

function applyGroups(text: string, groups: readonly NonEmpty<Edit>[]): { readonly after: string; readonly refused: ReadonlyMap<number, string> } {
  const { documents } = readFile('a.yaml', text);
  const { files, refused } = editFiles({ document: (id) => documents.find((one) => one.id === id), text: () => text }, groups);
  const edits: readonly TextEdit[] = files.get('a.yaml') ?? [];
  return { after: edited(text, edits), refused };
}

function says(text: string, reader: 'on' | 'off'): unknown {
  setFastReader(reader);
  try {
    const [document] = readFile('a.yaml', text).documents;
    assert.ok(document !== undefined && !document.broken, text);
    return plain(document.facts);
  } finally {
    setFastReader('on');
  }
}

function toMaps(node: Node): unknown {
  return isList(node) ? node.map(toMaps) : node instanceof Map ? new Map([...node].map(([key, item]) => [key, toMaps(item as Node)])) : node;
}

function checkComments({ text, comments }: Written, after: string, { takes }: Planned): void {
  for (const [comment, owner] of comments)
    if (!takes(owner)) assert.ok(after.includes(comment), `${comment} of ${owner.join('/')} is lost:\n${text}\n---->\n${after}`);
}

function startsWith(path: NodePath, start: NodePath): boolean {
  return start.every((step, index) => String(path[index]) === String(step));
}
