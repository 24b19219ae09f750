import type { Plain } from './edit.js';
import { nodesOn } from './locate.js';
import type { Opened } from './opened.js';
import { type Shown, shownFacts, shownPlain } from './plain.js';
import type { Resolved } from './resolve.js';

/** A step of a value: a key, or the number of an item. */
type Step = string | number;

/** What a document must say after edits, computed on its values alone: that is what the edited text is compared with. */
export function expected(document: Opened, edits: readonly Resolved[]): Shown {
  let shown = shownFacts(document.facts, 0);
  const byItems = (one: Resolved, other: Resolved): number => comparePaths(other.path, one.path);
  const removes = edits.filter(({ op }) => op === 'remove').sort(byItems);
  for (const edit of [...edits.filter(({ op }) => op !== 'remove'), ...removes]) {
    const steps = stepsOf(document, edit);
    if (edit.op === 'replace') shown = changed(shown, steps, () => edit.scalar.value);
    else if (edit.op === 'set') shown = changed(shown, steps, (base) => put(base, edit.steps, edit.value));
    else if (!edit.isOverridden) shown = changed(shown, steps.slice(0, -1), (owner) => without(owner, steps.at(-1) ?? ''));
  }
  return shown;
}

/** Later items first, so that the numbers of the others stay true. */
function comparePaths(one: readonly number[], other: readonly number[]): number {
  for (const [index, number] of one.entries()) {
    const difference = number - (other[index] ?? -1);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

function stepsOf(document: Opened, { path }: Resolved): readonly Step[] {
  const { tree } = document;
  return nodesOn(document, path)
    .slice(1)
    .map(({ key }, index) => (key < 0 ? (path[index] ?? 0) : tree.name(key)));
}

function changed(shown: Shown, [step, ...below]: readonly Step[], change: (shown: Shown) => Shown): Shown {
  if (step === undefined) return change(shown);
  if (shown instanceof Map) return new Map(shown).set(String(step), changed(shown.get(String(step)), below, change));
  if (!Array.isArray(shown)) return shown;
  if (isOpen(shown)) return [shown[0], changed(shown[1], [step, ...below], change)];
  return (shown as readonly Shown[]).map((item, index) => (index === step ? changed(item, below, change) : item));
}

/** A map to which a template may add. */
function isOpen(shown: readonly Shown[]): boolean {
  return shown.length === 2 && shown[1] instanceof Map && Array.isArray(shown[0]) && shown[0][0] === '…';
}

function put(base: Shown, [step, ...below]: readonly string[], value: Plain): Shown {
  if (step === undefined) return shownPlain(value);
  if (Array.isArray(base)) {
    const items = base as readonly Shown[];
    if (isOpen(items)) return [items[0], put(items[1], [step, ...below], value)];
    if (step !== '-') return items.map((item, index) => (isStep(item, index, step) ? put(item, below, value) : item));
    return [...items, put(undefined, below, value)];
  }
  if (step === '-') return [put(undefined, below, value)];
  const map = new Map(base instanceof Map ? base : []);
  return map.set(step, put(map.get(step), below, value));
}

function isStep(item: Shown, index: number, step: string): boolean {
  if (step === String(index)) return true;
  const [, key = '', value = ''] = /^\[([^=]*)=(.*)\]$/s.exec(step) ?? [];
  return item instanceof Map && key !== '' && String(item.get(key)) === value;
}

function without(owner: Shown, step: Step): Shown {
  if (owner instanceof Map) return new Map([...owner].filter(([key]) => key !== step));
  if (!Array.isArray(owner)) return owner;
  const items = owner as readonly Shown[];
  return isOpen(items) ? [items[0], without(items[1], step)] : items.filter((_, index) => index !== step);
}
